"""The grammar of time expressions: patterns over token letters, and what each says.

Each rule turns a match into a `Value` (see `timevalues`), or into None where the words do not bear it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from according.reading.timevalues import (
    OPEN,
    Known,
    Value,
    duration,
    fixed,
    month_day,
    moved,
    run_year,
    valid,
    weekday,
    ymd,
)
from according.reading.timewords import (
    DAYS,
    DECADE_WORDS,
    FEASTS,
    MONTHS,
    PARTS,
    RECURRING,
    REFERENCES,
    SEASONS,
    UNITS,
    Tokens,
)


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens first..last-1 are a time; `value` tells which once it is known what the text speaks of."""

    first: int
    last: int
    value: Value
    rank: int = 0


# ------------------------------------------------------------------------------------------------------------------
# Rules. Letters are those of timewords; a number is c (word), d (1-31), h (other) or Y (four digits).

_RULES: list[tuple[re.Pattern[str], Callable[[Tokens, re.Match[str]], Value | None]]] = []


def _rule(pattern: str) -> Callable[[Callable[[Tokens, re.Match[str]], Value | None]], object]:
    def keep(build: Callable[[Tokens, re.Match[str]], Value | None]) -> object:
        _RULES.append((re.compile(pattern), build))
        return build

    return keep


def _year(t: Tokens, m: re.Match[str], name: str = "Y") -> int | None:
    at = m.start(name)
    if at < 0:
        return None
    number = t.number(at)
    if number is not None and t.letters[at] != "Y":  # '68
        return 1900 + number if number > 30 else 2000 + number
    return number


_OF_YEAR = r"(?:[,.o]{0,2}(?:(?P<Y>Y)|'(?P<YY>[dh])|o?(?P<same>(?:ts|s|tl|l|tn)u)))?"
_NIGHT_OF = r"(?:te?(?P<p>p)o)?"  # "the night of 10 August"
_WEEKDAY = r"(?:[Wv]\.?p?,?(?:t|it)?)?"
# "the end of", "the early part of", "early", "mid-", "late in"
_EARLY = r"(?:tr?[eb]?bo|te?o|e-?o?|fo)?"


def _tail_year(t: Tokens, m: re.Match[str]) -> tuple[int | None, Callable[[Known], int | None] | None, bool]:
    """The year a date ends with: a number, or "of that year" and the like as a function; False where it is no year."""
    if m["Y"]:
        return t.number(m.start("Y")), None, True
    if m["YY"]:
        return _year(t, m, "YY"), None, True
    if m["same"]:
        first, last = m.span("same")
        if UNITS.get(t.words[last - 1]) != "Y":
            return None, None, False
        words = t.words[first:last]
        if "last" in words:
            return None, lambda k: k.published.year - 1 if k.published else None, True
        if "this" in words:
            return None, lambda k: k.published.year if k.published else None, True
        if "next" in words:
            return None, lambda k: k.published.year + 1 if k.published else None, True
        if "past" in words or "previous" in words:
            return None, None, False
        return None, lambda k: k.year, True
    return None, None, True


def _dated(t: Tokens, m: re.Match[str], month: int, day: int | None, last: int | None = None) -> Value | None:
    year, later, fits = _tail_year(t, m)
    if not fits:
        return None
    if later is None:
        return month_day(month, day, year, last)

    def value(known: Known) -> str | None:
        inner = month_day(month, day, later(known), last)
        return inner(known) if inner else None

    return value


@_rule(rf"{_NIGHT_OF}{_EARLY}{_WEEKDAY}{_EARLY}M\.?,?(?:t(?=r))?(?P<d>[dr])(?:[-&](?P<e>[dr]))?(?![:/c]){_OF_YEAR}")
def _month_first(t: Tokens, m: re.Match[str]) -> Value | None:
    month = MONTHS[t.words[m.start() + m[0].index("M")]]
    day = t.number(m.start("d"))
    last = t.number(m.start("e")) if m["e"] else None
    if m["e"] and (last is None or day is None or last <= day):
        return None
    value = _dated(t, m, month, day, last)
    return _with_part(t, m, value) if value else None


@_rule(rf"{_NIGHT_OF}{_EARLY}{_WEEKDAY}{_EARLY}(?:t(?=r))?(?:(?P<d>[dr])[-&])?(?P<e>[dr])o?M\.?(?![dr][^:]){_OF_YEAR}")
def _day_first(t: Tokens, m: re.Match[str]) -> Value | None:
    month = MONTHS[t.words[m.start() + m[0].rindex("M")]]
    last = t.number(m.start("e"))
    day = t.number(m.start("d")) if m["d"] else None
    if day is not None and last is not None and day < last:
        return _dated(t, m, month, day, last)
    value = None if m["d"] else _dated(t, m, month, last)
    return _with_part(t, m, value) if value else None


@_rule(r"M\.?(?P<d>[dr])[-&]M\.?(?P<e>[dr])(?:,?(?P<Y>Y))?|(?P<d2>[dr])M\.?[-&](?P<e2>[dr])M\.?(?:,?(?P<Y2>Y))?")
def _across_months(t: Tokens, m: re.Match[str]) -> Value | None:
    one, two = (MONTHS[t.words[m.start() + i]] for i, c in enumerate(m[0]) if c == "M")
    names = ("d", "e", "Y") if m["d"] else ("d2", "e2", "Y2")
    day, last, year = (t.number(m.start(n)) if m[n] else None for n in names)
    if day is None or last is None or not valid(year, one, day) or not valid(year, two, last):
        return None

    def value(known: Known) -> str | None:
        y = year or run_year(known, (one, day), (two, last))
        before = y - 1 if y and (one, day) > (two, last) else y
        if not valid(before, one, day) or not valid(y, two, last):
            return None
        return f"{ymd(before, one, day)}/{ymd(y, two, last)}"

    return value


@_rule(rf"{_EARLY}M\.?(?![dr]){_OF_YEAR}")
def _month(t: Tokens, m: re.Match[str]) -> Value | None:
    at = m.start() + m[0].index("M")
    word = t.words[at]
    if not (m["Y"] or m["YY"] or m["same"]):
        before = t.words[at - 1] if at else ""
        led = t.letters[m.start()] != "M" or t.letters[at - 1 : at] in (
            "o",
            "k",
            "i",
            "l",
            "n",
            "s",
            "&",
            "-",
            "f",
            "e",
        )
        if not led and before not in ("from", "between", "for"):
            after = at + 1
            name = after < len(t.words) and t.letters[after] == "_" and t.capital(after)
            if word in ("may", "march") or name or (len(word) <= 4 and word not in ("june", "july", "sept")):
                return None
    return _dated(t, m, MONTHS[word], None)


@_rule(r"(?P<l>[ln])M\.?(?![dr])")
def _last_month_by_name(t: Tokens, m: re.Match[str]) -> Value | None:
    month = MONTHS[t.words[m.start() + 1]]
    step = 1 if m["l"] == "n" else 0

    def value(known: Known) -> str | None:
        base = known.published
        if base is None:
            return ymd(None, month)
        return ymd(base.year + (month <= base.month) if step else base.year - (month >= base.month), month)

    return value


@_rule(r"(?P<Y>Y)(?P<x>[-/.])(?P<m>d)(?P=x)(?P<d>d)(?![-/\d])")
def _iso(t: Tokens, m: re.Match[str]) -> Value | None:
    year, month, day = (t.number(m.start(n)) for n in ("Y", "m", "d"))
    if year is None or month is None or day is None or not valid(year, month, day):
        return None
    return fixed(ymd(year, month, day))


@_rule(r"(?P<a>d)(?P<x>[-/.])(?P<b>d)(?P=x)(?P<Y>[Ydh])(?![-/])")
def _slashes(t: Tokens, m: re.Match[str]) -> Value | None:
    one, two, year = (t.number(m.start(n)) for n in ("a", "b", "Y"))
    if one is None or two is None or year is None:
        return None
    if t.letters[m.start("Y")] != "Y":
        if len(t.words[m.start("Y")]) != 2 or m["x"] != "/":
            return None
        year += 2000 if year < 40 else 1900
    # 21/05 and 21.05. are day first, 05/21 month first; 5/6 can be either, and stays open
    day, month = (one, two) if m["x"] == "." or one > 12 else (two, one)
    if m["x"] != "." and one <= 12 and two <= 12 and one != two:
        return fixed(f"{year:04}-XX-XX")
    return fixed(ymd(year, month, day)) if valid(year, month, day) else None


@_rule(r"d/d(?!/)")
def _nine_eleven(t: Tokens, m: re.Match[str]) -> Value | None:
    return fixed("2001-09-11") if t.words[m.start() : m.end()] == ["9", "/", "11"] else None


# words after which four digits are a year, also one before 1900
_BEFORE_YEARS = (
    "in since of until till by from during before after early late mid to between year years through and or for around "
    "about spring summer autumn winter fall than ( - – — / , ; as"
)
_YEAR_LEAD = set(_BEFORE_YEARS.split())
_COUNTED = {"people", "men", "women", "children", "troops", "km", "miles", "metres", "meters", "percent", "euros", "kg"}


@_rule(rf"(?:{_EARLY}|tu)(?P<Y>Y)")
def _bare_year(t: Tokens, m: re.Match[str]) -> Value | None:
    at = m.start("Y")
    year = t.number(at)
    if year is None or (t.letters[m.start()] == "t" and m[0][1:2] == "u" and UNITS[t.words[m.start() + 1]] != "Y"):
        return None
    before = t.words[at - 1] if at else "("
    after = t.words[at + 1] if at + 1 < len(t.words) else "."
    heading = not at or t.letters[at - 1] == "P"
    led = before in _YEAR_LEAD or m.end("Y") - m.start() > 1 or heading or t.letters[at + 1 : at + 3] == "-Y"
    if (
        before in ("$", "€", "£", "#", ":", "no", "%")
        or (before == "." and t.starts[at] == t.ends[at - 1])  # a decimal, not the end of a sentence
        or after == "%"
        or (after == ":" and not heading)
        or (after == "." and _digit_follows(t, at))
    ):
        return None
    counted = after in _COUNTED or (after.endswith("s") and after.isalpha() and after not in ("was", "is", "as", "has"))
    if not 1900 <= year < 2100 and not (led and before not in (",", "than", "about", "around") and 1400 <= year < 2100):
        return None
    if t.words[at - 2 : at] == ["half", "of"] or (counted and before not in ("in", "since", "until", "of", "during")):
        return None
    if before == "-" and at > 1 and t.letters[at - 2] not in "Ye":
        return None
    return fixed(f"{year:04}")


def _digit_follows(t: Tokens, at: int) -> bool:
    return at + 2 < len(t.words) and t.starts[at + 2] == t.ends[at + 1] and t.words[at + 2][0].isdigit()


@_rule(r"(?<=Y-)[dh]")
def _short_end(t: Tokens, m: re.Match[str]) -> Value | None:
    at = m.start()
    year, end = t.number(at - 2), t.number(at)
    if year is None or end is None or len(t.words[at]) != 2 or not 1400 < year < 2100:
        return None
    full = year // 100 * 100 + end
    tight = t.starts[at] == t.ends[at - 1] and t.starts[at - 1] == t.ends[at - 2]
    return fixed(f"{full:04}") if tight and full > year and t.letters[at + 1 : at + 2] != "-" else None


@_rule(r"(?:(?:tr?[eb]?bo|e-?o?)?(?P<t>t)?e?-?)'?(?P<X>X)")
def _decade(t: Tokens, m: re.Match[str]) -> Value | None:
    word = t.words[m.start("X")]
    if word in DECADE_WORDS:
        return fixed(f"19{DECADE_WORDS[word]}") if m["t"] or m.start("X") > m.start() else None
    digits = word[:-1]
    if len(digits) == 2:
        return fixed(f"19{digits[0]}") if "'" in m[0] or m["t"] else None
    return fixed(digits[:3]) if digits[3] == "0" and (digits[2] != "0" or digits[1] in "90") else None


@_rule(r"(?:tr?[eb]?bot?|te?|e)-?(?P<Y>Y)'_")
def _decade_with_apostrophe(t: Tokens, m: re.Match[str]) -> Value | None:
    digits = t.words[m.start("Y")]
    tight = t.words[m.end() - 1] == "s" and t.starts[m.end() - 1] == t.ends[m.start("Y")] + 1
    return fixed(digits[:3]) if tight and digits[3] == "0" and digits[2:] != "00" else None


@_rule(r"(?:tr?[eb]?bo)?t?e?-?(?P<r>r)-?u")
def _century(t: Tokens, m: re.Match[str]) -> Value | None:
    number = t.number(m.start("r"))
    if t.words[m.end() - 1] != "century" or number is None or not 1 < number < 23:
        return None
    return fixed(f"{number - 1:02}")


@_rule(r"t?(?P<r>r|l)(?P<u>u|b)ot?(?:(?P<Y>Y)|(?P<l>[lsn])u)")
def _quarter(t: Tokens, m: re.Match[str]) -> Value | None:
    word, number = t.words[m.start("u")], t.number(m.start("r"))
    half = word == "half"
    if number is None or not ((half and number <= 2) or (word == "quarter" and number <= 4)):
        return None
    suffix = f"-{'H' if half else 'Q'}{number}"
    if m["Y"]:
        return fixed(f"{t.number(m.start('Y')):04}{suffix}")
    if UNITS[t.words[m.end() - 1]] != "Y":
        return None
    step = {"l": -1, "s": 0, "n": 1}[m["l"]]
    return lambda k: (f"{k.published.year + step:04}" if k.published else "XXXX") + suffix


@_rule(rf"{_EARLY}t?e?-?(?P<S>[SL])(?:[,o]?(?P<Y>Y)|(?P<same>ot?[sl]?u))?")
def _season(t: Tokens, m: re.Match[str]) -> Value | None:
    suffix = "-" + SEASONS[t.words[m.start("S")]]
    if m["Y"]:
        return fixed(f"{t.number(m.start('Y')):04}{suffix}")
    if m["S"] == "L" or (m["same"] and UNITS[t.words[m.end() - 1]] != "Y"):
        return None
    led = t.letters[m.start() - 1 : m.start()] in ("o", "i", "k", "&", "f") or "t" in m[0]
    if not led or t.words[m.start() - 1 : m.start()] == ["hot"]:
        return None

    def value(known: Known) -> str:
        if known.narrative and known.year:
            return f"{known.year:04}{suffix}"
        base = known.published
        if base is None:
            return "XXXX" + suffix
        first = {"-SP": 3, "-SU": 6, "-FA": 9, "-WI": 12}[suffix]
        return f"{base.year - (first > base.month):04}{suffix}"

    return value


@_rule(r"(?P<l>[lsn])(?P<S>[SL])")
def _last_season(t: Tokens, m: re.Match[str]) -> Value | None:
    suffix, which = "-" + SEASONS[t.words[m.start("S")]], m["l"]
    if t.words[m.start()] in ("that", "same"):
        return lambda k: (f"{k.year:04}" if k.year else "XXXX") + suffix

    def value(known: Known) -> str:
        base = known.published
        if base is None:
            return "XXXX" + suffix
        first = {"-SP": 3, "-SU": 6, "-FA": 9, "-WI": 12}[suffix]
        if which == "s":
            return f"{base.year:04}{suffix}"
        return (
            f"{base.year - (first + 2 >= base.month) if which == 'l' else base.year + (first <= base.month):04}{suffix}"
        )

    return value


_PART = r"(?:(?P<p>p))?"


def _with_part(t: Tokens, m: re.Match[str], value: Value) -> Value:
    if not m["p"]:
        return value
    part = PARTS[t.words[m.start("p")]]

    def whole(known: Known) -> str | None:
        day = value(known)
        return f"{day}T{part}" if day else None

    return whole


@_rule(rf"(?:e|[lsn]|te?(?:[ln])?)?(?P<W>W)\.?{_PART}(?!\.?,?(?:t?[dr]o?M|M\.?[dr]))")
def _weekday_name(t: Tokens, m: re.Match[str]) -> Value | None:
    number = DAYS[t.words[m.start("W")]]
    before = t.words[m.start("W") - 1] if m.start("W") else ""
    if before in ("bloody", "black", "good", "palm", "ash", "holy", "easter", "cyber", "super"):
        return None
    lead = m[0][: m.start("W") - m.start()]
    steps = 1 if "n" in lead else -1 if "l" in lead else None
    return _with_part(t, m, lambda k: weekday(k, number, steps))


@_rule(rf"(?:e|[lsn])?(?P<T>T){_PART}|(?P<l>[sl])(?P<q>p)")
def _today(t: Tokens, m: re.Match[str]) -> Value | None:
    if m["q"]:
        part, word = PARTS[t.words[m.start("q")]], t.words[m.start()]
        if word in ("that", "same"):
            return lambda k: f"{k.spoken.isoformat() if k.spoken else 'XXXX-XX-XX'}T{part}"
        if (word == "last" and part != "NI") or word in ("past", "preceding", "previous"):
            return None
        return lambda k: f"{moved(k.base, 'D', -1 if word == 'last' else 0)}T{part}"
    word = t.words[m.start("T")]
    step = {"yesterday": -1, "tomorrow": 1}.get(word, 0)

    def value(known: Known) -> str | None:
        # a narrative's "today" is the reader's day, not that of its events
        return ("PRESENT_REF" if word == "today" else OPEN["D"]) if known.narrative else moved(known.base, "D", step)

    if word == "tonight":
        return lambda k: f"{value(k)}TNI"
    return _with_part(t, m, value)


@_rule(r"(?:[ef]o?|tr?[eb]?bo)?(?P<t>t?)(?P<s>[sln]{1,2})(?P<u>u|w)(?!-?O)")
def _this_unit(t: Tokens, m: re.Match[str]) -> Value | None:
    words = t.words[m.start("s") : m.end("s")]
    unit_word = t.words[m.start("u")]
    unit = "WE" if unit_word.startswith("weekend") else UNITS[unit_word]
    if (unit_word.endswith("s") and unit_word != "weekends") or unit.startswith("T"):
        return fixed("PAST_REF") if m["s"] in ("l",) and m["t"] and unit_word.endswith("s") else None
    step = -1 if "l" in m["s"] else 1 if "n" in m["s"] else 0
    told = bool({"that", "same", "following", "previous", "preceding"} & set(words))
    # "the next day" leans on the story, "next year" on the day of publication
    told = told or (bool(m["t"]) and "past" not in words and not (unit != "D" and "last" in words))

    def value(known: Known) -> str | None:
        if told or known.narrative:
            return _told_unit(known, unit, step)
        if unit == "WE":
            inner = moved(known.base, "W", step)
            return f"{inner}-WE" if inner else None
        if "past" in words and unit != "D" and known.base is None:
            return OPEN.get(unit)
        return moved(known.base, unit, step)

    return value


def _told_unit(known: Known, unit: str, step: int) -> str | None:
    """A unit beside the date last spoken of: "the next day", "that month", "the previous year"."""
    if unit == "WE":
        return "XXXX-WXX-WE"
    if unit in ("D", "W"):
        return moved(known.spoken, unit, step)
    if unit == "M":
        return moved(date(known.year, known.month, 1), unit, step) if known.year and known.month else OPEN["M"]
    return moved(date(known.year, 1, 1), unit, step) if known.year else OPEN.get(unit)


@_rule(r"t?bot?(?P<u>u)(?!-?O)")
def _end_of_the_year(t: Tokens, m: re.Match[str]) -> Value | None:
    unit = UNITS[t.words[m.start("u")]]
    if unit not in ("M", "Y", "W", "D", "0Y") or t.words[m.start("u")].endswith("s"):
        return None

    def value(known: Known) -> str | None:
        return _told_unit(known, unit, 0) if known.narrative else moved(known.base, unit, 0)

    return value


# "three", "twenty-five", "12", "a few", "a couple of"
_NUMBER = r"(?P<n>a?C|c(?:-?c)?|[dh])o?"
_ABOUT = r"(?:q|[mi]K)?"


@_rule(rf"{_ABOUT}(?:{_NUMBER}|a)-?(?P<u>u)(?P<f>[gf])")
def _moved_unit(t: Tokens, m: re.Match[str]) -> Value | None:
    unit, word = UNITS[t.words[m.start("u")]], t.words[m.start("f")]
    number = t.span_number(*m.span("n")) if m["n"] else 1
    if word == "after" or (word == "before" and t.letters[m.end() : m.end() + 1] not in ("", ".", ",", "_", "P")):
        return None
    back = word in ("ago", "earlier", "before", "previously")
    if number is None or unit.startswith("T") or number > 5000:
        return fixed("PAST_REF" if back else "FUTURE_REF")
    steps = -number if back else number
    if word == "ago":
        return lambda k: moved(k.base, unit, steps)

    def value(known: Known) -> str | None:
        if unit in ("D", "W", "2W"):
            day = known.spoken or (None if known.narrative else known.base if back else None)
            return moved(day, unit, steps)
        if unit == "M" and known.year and known.month:
            return moved(date(known.year, known.month, 1), unit, steps)
        if unit in ("Y", "0Y") and known.year:
            return moved(date(known.year, 1, 1), unit, steps)
        return moved(None, unit, steps)

    return value


@_rule(rf"{_ABOUT}{_NUMBER}(?:&ab)?-?(?P<u>u)(?!-?O)")
def _duration_of(t: Tokens, m: re.Match[str]) -> Value | None:
    unit_word = t.words[m.start("u")]
    number = t.span_number(*m.span("n"))
    if "&ab" in m[0] and t.words[m.end() - 2] != "half":
        return None
    vague = number is None
    if unit_word.startswith(("night", "quarter")) or (number or 0) > 5000:
        return None
    if vague and not unit_word.endswith(("s", "ies")):
        return None
    return fixed(duration(UNITS[unit_word], number, half="&ab" in m[0]))


@_rule(rf"{_ABOUT}a(?P<u>u)(?!-?O)")
def _a_unit(t: Tokens, m: re.Match[str]) -> Value | None:
    word = t.words[m.start("u")]
    if word in ("night", "quarter", "minute"):
        return None
    return fixed(duration(UNITS[word], 1))


@_rule(r"t?(?P<l>[ln])(?P<n>C|c(?:-?c)?|[dh])o?(?P<u>u)(?!-?O)")
def _past_units(t: Tokens, m: re.Match[str]) -> Value | None:
    number = t.span_number(*m.span("n"))
    return fixed(duration(UNITS[t.words[m.start("u")]], number))


@_rule(r"(?P<j>j)(?P<u>u)")
def _recent(t: Tokens, m: re.Match[str]) -> Value | None:
    if not t.words[m.start("u")].endswith("s"):
        return None
    return fixed("PRESENT_REF" if t.words[m.start()] == "these" else "PAST_REF")


@_rule(r"E(?P<u>u|W|w)|V|N")
def _sets(t: Tokens, m: re.Match[str]) -> Value | None:
    word = t.words[m.start()]
    if word in RECURRING:
        return fixed(RECURRING[word])
    if word in REFERENCES:
        return fixed(REFERENCES[word])
    if m["u"] == "W":
        return fixed(f"XXXX-WXX-{DAYS[t.words[m.start('u')]]}")
    if m["u"] == "w":
        return fixed("XXXX-WXX-WE")
    unit = UNITS[t.words[m.start("u")]]
    return fixed(duration(unit, 1) if word == "per" else OPEN.get(unit, duration(unit, 1)))


@_rule(r"(?:t|Et)?w")
def _weekend(t: Tokens, m: re.Match[str]) -> Value | None:
    def value(known: Known) -> str | None:
        base = None if known.narrative else known.published
        if base is None:
            return "XXXX-WXX-WE"
        # on a working day the weekend is the one before, or after "will" the coming one
        step = 0 if base.isoweekday() > 5 or known.future else -1
        inner = moved(base, "W", step)
        return f"{inner}-WE" if inner else None

    return value


@_rule(r"(?P<h>[Yh])Z")
def _military_clock(t: Tokens, m: re.Match[str]) -> Value | None:
    word = t.words[m.start("h")]
    if len(word) != 4 or not word.isdigit() or int(word) > 2400 or int(word[2:]) > 59:
        return None
    return _at_clock(int(word[:2]), int(word[2:]), t.words[m.end() - 1])


def _at_clock(hour: int, minute: int, zone: str) -> Value:
    def value(known: Known) -> str:
        day = known.spoken or (None if known.narrative else known.published)
        suffix = "Z" if zone in ("gmt", "utc") else ""
        return f"{day.isoformat() if day else 'XXXX-XX-XX'}T{hour:02}:{minute:02}{suffix}"

    return value


@_rule(r"F(?:,?(?P<Y>Y))?")
def _feast(t: Tokens, m: re.Match[str]) -> Value | None:
    month, day = map(int, FEASTS[t.words[m.start()]].split("-"))
    return month_day(month, day, t.number(m.start("Y")) if m["Y"] else None)


@_rule(r"(?P<h>d|h)(?::(?P<m>d|h)(?::[dh])?)?(?P<z>z)?(?P<Z>Z)?")
def _clock(t: Tokens, m: re.Match[str]) -> Value | None:
    hour, minute = t.number(m.start("h")), t.number(m.start("m")) if m["m"] else 0
    tight = not m["m"] or t.starts[m.start("m")] == t.ends[m.start("h")] + 1
    asked = m["z"] or (
        m["m"] and (m["Z"] or t.words[m.start() - 1 : m.start()] in (["at"], ["by"], ["around"], ["until"]))
    )
    if not asked or not tight or hour is None or minute is None or minute > 59:
        return None
    if m["z"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if t.words[m.start("z")].startswith("p") else 0)
    if hour > 24:
        return None
    return _at_clock(hour, minute, t.words[m.start("Z")] if m["Z"] else "")


def candidates(tokens: Tokens) -> Iterator[Found]:
    """Every match of every rule; they may overlap."""
    for rank, (pattern, build) in enumerate(_RULES):
        for match in pattern.finditer(tokens.letters):
            value = build(tokens, match)
            if value is not None:
                yield Found(match.start(), match.end(), value, rank)
