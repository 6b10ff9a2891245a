"""The words of time: cuts a text into tokens and gives each token one letter that says what it can be in a date.

The rules for times (`timerules`) are patterns over these letters instead of over characters. So each rule looks at a
token once, no rule nests quantifiers, and a megabyte of text is a string of some 200,000 letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<gap>\n[^\S\n]*\n)|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:st|nd|rd|th|s)?)|[ap]\.m\.?|[ap]m\b|[^\W\d_]+|\S",
    re.I,
)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
DAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed",
            "thursday thu thur thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        ),
        1,
    )
    for name in names.split()
}
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = {w: n for n, w in enumerate(_ONES.split(), 1)} | {w: 10 * n for n, w in enumerate(_TENS.split(), 2)}
VAGUE_NUMBERS = {"several", "few", "many", "some", "couple", "dozens", "countless"}
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {w: n for n, w in enumerate(_ORDINAL_WORDS.split(), 1)}
UNITS = {
    name + plural: letter
    for name, letter in {
        "minute": "TM",
        "hour": "TH",
        "day": "D",
        "night": "D",
        "week": "W",
        "fortnight": "2W",
        "month": "M",
        "quarter": "Q",
        "year": "Y",
        "decade": "0Y",
    }.items()
    for plural in ("", "s")
} | {"century": "00Y", "centuries": "00Y"}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS = {
    "morning": "MO",
    "mornings": "MO",
    "afternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "midday": "MI",
    "noon": "MI",
    "midnight": "NI",
    "dawn": "MO",
    "overnight": "NI",
}
_DECADE_NAMES = "twenties thirties forties fifties sixties seventies eighties nineties"
DECADE_WORDS = {w: d for d, w in enumerate(_DECADE_NAMES.split(), 2)}
FEASTS = {"christmas": "12-25", "halloween": "10-31"}
RECURRING = {
    "daily": "XXXX-XX-XX",
    "weekly": "XXXX-WXX",
    "monthly": "XXXX-XX",
    "yearly": "XXXX",
    "annually": "XXXX",
}
REFERENCES = {"now": "PRESENT_REF", "currently": "PRESENT_REF", "nowadays": "PRESENT_REF", "recently": "PAST_REF"}

# letter -> the words that have it; what is not here stands as "_"
_WORDS = {
    "t": "the",
    "a": "a an",
    "o": "of in",
    "l": "last past previous preceding",
    "n": "next following coming upcoming",
    "s": "this that same",
    "g": "ago",
    "f": "later earlier before after previously afterwards afterward",
    "e": "early late mid",
    "m": "more less fewer longer",
    "K": "than least",
    "b": "beginning start end middle close half part eve onset",
    "q": "about around nearly almost approximately roughly over under",
    "T": "today yesterday tomorrow tonight",
    "&": "and to or until till through",
    "z": "am pm a.m p.m a.m. p.m.",
    "Z": "gmt utc est edt cet bst",
    "E": "every each per",
    "i": "on at during by",
    "k": "since",
    "w": "weekend",
    "j": "recent these",
    "O": "old olds",
}
_LETTERS = {word: letter for letter, words in _WORDS.items() for word in words.split()}
# of one-letter words and forms with two readings, the later table wins
for _table, _letter in (
    (NUMBERS, "c"),
    (VAGUE_NUMBERS, "C"),
    (ORDINALS, "r"),
    (UNITS, "u"),
    (SEASONS, "S"),
    (PARTS, "p"),
    (DECADE_WORDS, "X"),
    (FEASTS, "F"),
    (RECURRING, "V"),
    (REFERENCES, "N"),
    (MONTHS, "M"),
    (DAYS, "W"),
):
    _LETTERS |= dict.fromkeys(_table, _letter)
_LETTERS |= {"fall": "L", "sat": "v", "sun": "v", "mon": "v", "nights": "u", "in": "o"}
_SIGNS = {",": ",", ".": ".", ":": ":", "/": "/", "'": "'", "’": "'", "‘": "'"} | dict.fromkeys("-–—‐‑", "-")
# also verbs, nouns or given names: months and days only where written as names
_NAMES = {"march", "may", "mar", "sat", "sun", "mon", "jan", "dec", "august", "wed", "fri"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: their words in lower case, offsets, and the string of their letters."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    letters: str

    def number(self, n: int) -> int | None:
        """The whole number that token n writes, or None for vague ones ("several")."""
        word = self.words[n]
        if word in ORDINALS:
            return ORDINALS[word]
        if word in NUMBERS:
            return NUMBERS[word]
        digits = word.rstrip("sthnrd").replace(",", "")
        return int(digits) if digits.isdigit() and len(digits) < 10 else None

    def span_number(self, first: int, last: int) -> int | None:
        """The number that tokens first..last-1 write: "12", "twenty-five", or None for vague ones."""
        parts = [self.number(n) for n in range(first, last) if self.letters[n] in "cCdhYra"]
        if any(p is None for p in parts):
            return None
        return sum(p for p in parts if p is not None)

    def capital(self, n: int) -> bool:
        """Whether token n starts with a capital letter."""
        return self.text[self.starts[n]].isupper()


def _digits(word: str) -> str:
    if word.endswith("s") and word[:-1].isdigit():
        return "X" if len(word) in (3, 5) and word[-2] == "0" else "_"
    if word[-1] in "thd" and not word.isdigit():
        return "r"
    if "," in word or len(word) > 4:
        return "h"
    value = int(word)
    if len(word) == 4 and 1000 <= value < 2200:
        return "Y"
    return "d" if len(word) <= 2 and 1 <= value <= 31 else "h"


def tokenize(text: str) -> Tokens:
    """Cut the text into words, numbers, signs and paragraph breaks, each with its letter. Linear in the text."""
    words, starts, ends, letters = [], [], [], []
    for match in _TOKEN.finditer(text):
        word = match[0].lower()
        if match["gap"]:
            letter = "P"
        elif match["number"] and word.isascii():
            letter = _digits(word)
        else:
            letter = _LETTERS.get(word) or _SIGNS.get(word) or "_"
            shouted = len(word) == 3 and match[0].isupper()  # SAT, MAR: more often an abbreviation of something else
            if letter in "MWv" and (shouted or (word in _NAMES and match[0].islower())):
                letter = "_"
        words.append(word)
        starts.append(match.start())
        ends.append(match.end())
        letters.append(letter)
    return Tokens(text, words, starts, ends, "".join(letters))
