"""Numbers of people as reports write them, with their bounds: "at least six", "dozens", "between 10 and 15".

The bounds follow the codebook, rules 18 and 34: at least 60 is low 60; more than 60 is low 61; nearly 60 and up to 60
are high 60; about 60 is 60 to 60; dozens are low 24, scores 40, hundreds 200, thousands 2000, several 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from according.records import Span

_TOKEN = re.compile(r"(?P<gap>\n[^\S\n]*\n)|\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)?|\S")

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {w: n for n, w in enumerate(_ONES.split(), 1)} | {w: 10 * n for n, w in enumerate(_TENS.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_PLURALS = {"dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "millions": 10**6}
NUMBER_WORDS = frozenset({*_UNITS, *_SCALES, *_PLURALS, "dozen", "several", "many"})
_NOBODY = (("no", "one"), ("no", "-", "one"), ("nobody",), ("none",), ("not", "a", "single"), ("not", "one"))

# qualifiers before a number, longest first: the words, and what they make of the number
_BEFORE = {
    "low": "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum of|upward of",
    "above": "more than|over|above|upwards of|in excess of|exceeding|well over|well above|not just|greater than",
    "high": "nearly|almost|up to|as many as|as high as|at most|no more than|not more than|close to|"
    "a maximum of|just under",
    "below": "fewer than|less than|under|below",
    "same": "about|around|some|roughly|approximately|an estimated|estimated|a total of|total of|exactly|only|just|"
    "another|a further|an additional|additional|as few as|the|these|those|all|other|all of|his|her|their|its",
}
_QUALIFIERS = sorted(
    ((tuple(words.split()), sort) for sort, list_ in _BEFORE.items() for words in list_.split("|")),
    key=lambda q: -len(q[0]),
)
_BY_LAST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _words, _sort in _QUALIFIERS:
    _BY_LAST.setdefault(_words[-1], []).append((_words, _sort))

# what a number counts here is people: amounts, measures, times and shares are left to others
_MEASURES_WORDS = (
    "% percent per km kilometres kilometers kilometre kilometer miles mile metres meters metre meter m feet inches kg "
    "tonnes tons litres barrels dollars euros pounds rubles yen seconds minutes minute hours hour hrs days day nights "
    "weeks week months month years year decades decade centuries times pm am gmt degrees st nd rd th mm cm calibre "
    "caliber acres hectares cents yuan rupees shekels gauge block blocks gun mph kph mile-per-hour page pages"
)
_MEASURES = frozenset(_MEASURES_WORDS.split())
_MONTHS_WORDS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec"
)
_MONTHS = frozenset(_MONTHS_WORDS.split())
_MONEY = {"$", "€", "£", "¥", "usd", "eur"}
# words whose number is an age, an address or a label: "aged 30", "Route 78", "Grade 4", "Act 12"
_LABELS_WORDS = (
    "age ages aged route highway interstate exit room unit channel no number section article chapter grade flight "
    "apartment apt suite phase level version page act resolution team district precinct ward zip"
)
_LABELS = frozenset(_LABELS_WORDS.split())
_OLDEST = 110
_YOUNG = frozenset({"children", "kids", "people", "youths", "anyone", "those", "boys", "girls", "everyone"})
_AGES = 10  # words back in a list of ages
_YEAR_LEADS = {
    "in",
    "since",
    "of",
    "by",
    "until",
    "during",
    "from",
    "before",
    "after",
    "early",
    "late",
    "mid",
} | _MONTHS


# "a total of 45": the article belongs to the qualifier
_AFTER_ARTICLE = {"total", "further", "minimum", "maximum", "estimated", "additional", "number", "few", "lot"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number expression with its qualifiers; None for a bound that the words leave open.

    `best` is the number itself where one is named without direction ("six", "about 60"). `end` of the span is the end
    of the number words; the noun counted is not part of it.
    """

    span: Span
    low: int | None
    high: int | None
    best: int | None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in lower case with their offsets."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    def at(self, n: int) -> str:
        """Word n, or an empty string outside the text."""
        return self.words[n] if 0 <= n < len(self.words) else ""

    def tight(self, n: int) -> bool:
        """Whether word n follows the one before it without a space."""
        return 0 < n < len(self.words) and self.starts[n] == self.ends[n - 1]

    def has(self, n: int, phrase: tuple[str, ...]) -> bool:
        """Whether the phrase stands at word n."""
        return n >= 0 and self.words[n : n + len(phrase)] == list(phrase)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number at words first..last-1 of a text (qualifiers included)."""

    first: int
    last: int
    number: Number
    single: bool = False


def split_words(text: str) -> Words:
    """Cut a text into words, numbers and signs. A paragraph break is the word "\\n"."""
    words, starts, ends = [], [], []
    for match in _TOKEN.finditer(text):
        words.append("\n" if match["gap"] else match[0].lower().replace("’", "'"))
        starts.append(match.start())
        ends.append(match.end())
    return Words(text, words, starts, ends)


_OTHER_OPENERS = ("no", "several", "multiple", "tens", "a", "an", "half", "dozen")
_DIGIT_SIGNS = frozenset("0123456789.,")


def _digits(word: str) -> float | None:
    plain = word.replace(",", "")
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit() or len(plain) > 12:
        return None
    return float(plain)


def _cardinal(w: Words, n: int) -> tuple[int, int, bool] | None:
    """(value, words used, whether it names a lower bound only) of the number that starts at word n."""
    word = w.at(n)
    plain = _digits(word)
    if plain is not None:
        used, value = 1, plain
        while w.at(n + used) in _SCALES and used < 3:
            value *= _SCALES[w.at(n + used)]
            used += 1
        return (int(value), used, False) if value == int(value) else None
    if word in _PLURALS:
        return _plural(w, n)
    if word in ("several", "multiple"):
        scale, used = _SCALES.get(w.at(n + 1), 1), 1 + (w.at(n + 1) in _SCALES)
        if w.at(n + 1) == "dozen":
            scale, used = 12, 2
        return 2 * scale, used, True
    if word in ("tens",) and w.at(n + 1) == "of" and w.at(n + 2) in _PLURALS:
        return 20 * _PLURALS[w.at(n + 2)], 3, True
    if word in ("a", "an", "half"):
        return _with_article(w, n)
    if word in _UNITS or word == "dozen":
        return _words_of_number(w, n)
    return None


def _plural(w: Words, n: int) -> tuple[int, int, bool]:
    value, used = 2 * _PLURALS[w.at(n)], 1
    if w.at(n + 1) == "of" and w.at(n + 2) in ("thousands", "millions"):
        value, used = value * _PLURALS[w.at(n + 2)], 3
    elif w.at(n + 1) == "and" and w.at(n + 2) == w.at(n):  # "dozens and dozens"
        used = 3
    return value, used, True


def _with_article(w: Words, n: int) -> tuple[int, int, bool] | None:
    after = w.at(n + 1)
    if w.at(n) == "half":
        return (10**6 // 2, 3, False) if (after, w.at(n + 2)) == ("a", "million") else None
    if after == "dozen":
        return 12, 2, False
    if (after, w.at(n + 2)) == ("quarter", "of") and w.at(n + 3) == "a" and w.at(n + 4) == "million":
        return 10**6 // 4, 5, False
    if after == "couple":
        return 2, 3 if w.at(n + 2) == "of" else 2, False
    if after == "few" and w.at(n + 2) in _SCALES:
        return 2 * _SCALES[w.at(n + 2)], 3, True
    if after in _SCALES:
        return _SCALES[after], 2, False
    return None


def _words_of_number(w: Words, n: int) -> tuple[int, int, bool]:
    total, current, used, last = 0, 0, 0, n
    while True:
        word = w.at(n + used)
        if word in _UNITS and (current % 100 == 0 or (current % 10 == 0 and _UNITS[word] < 10 and current % 100 >= 20)):
            current += _UNITS[word]
        elif word == "dozen":
            current = max(current, 1) * 12
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
        elif ((word == "-" and w.tight(n + used)) or (word == "and" and (current >= 100 or total))) and w.at(
            n + used + 1
        ) in _UNITS:
            used += 1
            continue
        else:
            break
        used += 1
        last = n + used
    return total + current, last - n, False


def _is_count(w: Words, first: int, last: int) -> bool:
    """Whether words first..last-1 can count people: no money, measure, age, date, year, score or part of a name."""
    before, after = w.at(first - 1), w.at(last)
    if before in _MONEY or after in _MEASURES or before in _MONTHS or after in _MONTHS:
        return False
    if after in ("-", "–") and w.tight(last) and (w.at(last + 1) in _MEASURES or not w.at(last + 1)[:1].isdigit()):
        return w.at(last + 1) in ("strong", "plus")
    if (w.tight(first) and before in (".", ":", "/", "-", "–", "#", "@", "&")) or (
        w.tight(last) and after in (":", "/")
    ):
        return False
    if (w.tight(first) and before[-1:].isalpha()) or (w.tight(last) and after[:1].isalpha()):
        return False
    if before in _LABELS or (before == "of" and w.at(first - 2).isdigit()) or _an_age(w, first, last):
        return False
    word = w.at(first)
    if last == first + 1 and len(word) == 4 and word.isdigit() and 1900 <= int(word) < 2100:
        return before not in _YEAR_LEADS and before not in ("(", ",") and after not in (")", ",", ".", "", "\n")
    return True


def _an_age(w: Words, first: int, last: int) -> bool:
    """Whether a number behind a name or in a list of ages is one: "Ruiz, 16, who", "ages 4, 6 and 9"."""
    if last != first + 1 or not w.at(first).isdigit() or int(w.at(first)) > _OLDEST:
        return False
    before, after = w.at(first - 1), w.at(last)
    if after in ("and", "or", "to") and age_end(w, last + 1):  # "an 18 and 15 year old"
        return True
    if before in ("under", "over") and w.at(first - 2) in _YOUNG:
        return True
    if before in (",", "(") and after in (",", ".", ";", ")", "\n", ""):
        name = w.at(first - 2)
        return name[:1].isalpha() and w.text[w.starts[first - 2]].isupper()
    n = first - 1
    while n > first - _AGES and (w.at(n) in (",", "and", "to", "or", "-") or w.at(n).isdigit()):
        n -= 1
    return n < first - 1 and w.at(n) in ("ages", "aged")


def age_end(w: Words, n: int) -> int:
    """The word after an age that begins at word n ("15-year-old", "nineteen month old"), or 0."""
    word = w.at(n)
    if not word.isdigit() and word not in _UNITS:
        return 0
    end = n + 1
    if w.at(end) == "-" and w.at(end + 1) in _UNITS:  # "twenty-two-year-old"
        end += 2
    end += w.at(end) in ("-", "–")
    if w.at(end) not in ("year", "years", "month", "months", "week", "weeks", "day", "days", "yr"):
        return 0
    end += 1
    end += w.at(end) in ("-", "–")
    return end + 1 if w.at(end) in ("old", "olds") else 0


def _qualifier(w: Words, n: int) -> tuple[int, str] | None:
    for phrase, sort in _BY_LAST.get(w.at(n - 1), ()):
        if w.has(n - len(phrase), phrase):
            return n - len(phrase), sort
    return None


def _bounds(value: int, vague: bool, sort: str | None) -> tuple[int | None, int | None, int | None]:
    if sort == "above":
        return (value if vague else value + 1), None, None
    if sort == "low" or (vague and sort in (None, "same")):
        return value, None, None
    if sort == "high":
        return (value, None, None) if vague else (None, value, None)
    if sort == "below":
        return None, max(value - 1, 0), None
    return value, value, value


def count(w: Words, *, near: bytearray | None = None) -> list[Counted]:
    """Every number that can count people, in order, without overlaps; with `near`, only those at the words it marks."""
    found: list[Counted] = []
    n, free = 0, 0
    while n < len(w.words):
        here = _counted_at(w, n, free) if near is None or near[n] else None
        if here is None:
            n += 1
            continue
        found.append(here)
        n = free = here.last
    return found


def count_at(w: Words, n: int) -> Counted | None:
    """The number that begins at word n, qualifier or not, or None."""
    for k in range(n, n + 4):
        here = _counted_at(w, k, n)
        if here is not None:
            return here if here.first == n else None
    return None


@cache
def _openers() -> frozenset[str]:
    """Words with which a number can begin, beside digits; nearly every word of a text is none of them."""
    return frozenset({*(p[0] for p in _NOBODY), *_PLURALS, *_UNITS, *_OTHER_OPENERS})


def _counted_at(w: Words, n: int, free: int) -> Counted | None:
    word = w.at(n)
    if word[:1] not in _DIGIT_SIGNS and word not in _openers():
        return None
    for phrase in _NOBODY:
        if w.has(n, phrase):
            return _made(w, n, n + len(phrase), 0, 0, 0)
    if w.at(n) == "no" and w.at(n + 1) not in ("more", "less", "fewer", "longer", "doubt"):
        return _made(w, n, n + 1, 0, 0, 0, single=True)
    number = _cardinal(w, n)
    if number is None:
        if w.at(n) in ("a", "an") and w.at(n + 1) not in _AFTER_ARTICLE:
            return _made(w, n, n + 1, 1, 1, 1, single=True)
        return None
    value, used, vague = number
    first, last = n, n + used
    if not _is_count(w, first, last):
        other = _range_end(w, first, last)
        if other is None:
            return None
    ranged = _range_end(w, first, last)
    if ranged is not None and ranged[0] > value:
        top, last = ranged
        if w.at(first - 1) in ("between", "from"):
            first -= 1
        elif qualifier := _qualifier(w, first):
            first = qualifier[0]
        return _made(w, max(first, free), last, value, top, None) if w.at(last) not in _MEASURES else None
    sort, suffix = None, 0
    if qualifier := _qualifier(w, first):
        if qualifier[0] >= free:
            first, sort = qualifier
            outer = _qualifier(w, first)  # "the at least 12", "some more than 100"
            if outer and outer[0] >= free and outer[1] == "same":
                first = outer[0]
            elif outer and outer[0] >= free and sort == "same":
                first, sort = outer
    else:
        sort, suffix = _suffix(w, last)
    low, high, best = _bounds(value, vague, sort)
    return _made(w, first, last + suffix, low, high, best)


def _suffix(w: Words, last: int) -> tuple[str | None, int]:
    """Qualifiers behind a number: "60 or more", "60+", "60 or so"."""
    if w.has(last, ("or", "more")):
        return "low", 2
    if w.at(last) == "+" or (w.at(last) == "-" and w.at(last + 1) == "plus"):
        return "low", 1 if w.at(last) == "+" else 2
    if w.has(last, ("or", "so")):
        return "same", 2
    if w.has(last, ("or", "fewer")) or w.has(last, ("or", "less")):
        return "high", 2
    return None, 0


def _range_end(w: Words, first: int, last: int) -> tuple[int, int] | None:
    """(upper number, word after it) where words first..last-1 begin a range: "10 to 15", "between 10 and 15"."""
    joint, lead = w.at(last), w.at(first - 1)
    joined = joint in ("to", "or") or (joint in ("-", "–", "—")) or (joint == "and" and lead == "between")
    if not joined or (joint in ("-", "–", "—") and not (w.tight(last) and w.tight(last + 1))):
        return None
    upper = _cardinal(w, last + 1)
    if upper is None or upper[2] or w.at(last + 1) in ("a", "an"):
        return None
    value, used, _ = upper
    return value, last + 1 + used


def _made(
    w: Words, first: int, last: int, low: int | None, high: int | None, best: int | None, *, single: bool = False
) -> Counted:
    span = Span(w.starts[first], w.ends[last - 1], w.text)
    return Counted(first, last, Number(span, low, high, best), single)


def find_numbers(text: str) -> list[Number]:
    """Every number expression that can count people, with its bounds; "a" and "no" count only beside a noun of harm.

    Amounts of money, measures, ages, dates, years, scores and shares are left out. Linear in the text.
    """
    return [c.number for c in count(split_words(text)) if not c.single]
