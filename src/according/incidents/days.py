"""The days that a report's words name, for comparing reports: quick and rough, no reading of tenses.

"Tuesday" is the last Tuesday up to the day of publication, "May 3" the last one up to the day after it; without a day
of publication only dates with a year are days. The reading wing resolves times properly; grouping whole reports needs
to be fast and to forgive an error.
"""

from __future__ import annotations

import re
from datetime import date

MAX_DAYS = 24
_MAX_CHARACTERS = 20_000
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_WEEKDAYS = {"mon": 0, "tues": 1, "wednes": 2, "thurs": 3, "fri": 4, "satur": 5, "sun": 6}
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAY = re.compile(
    rf"""\b(?:
      (?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day
    | (?P<month>{_MONTH})[ ](?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?[ ](?P<year>(?:19|20)\d\d)\b)?
    | (?P<day2>\d{{1,2}})[ ](?P<month2>{_MONTH})(?:[ ](?P<year2>(?:19|20)\d\d)\b)?
    | (?P<month3>\d{{1,2}})/(?P<day3>\d{{1,2}})/(?P<year3>(?:20)?\d\d)\b
    | (?P<near>yesterday|today|tonight|last[ ]night|this[ ]morning)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def ordinal(published: str | None) -> int | None:
    """The number of the day of an ISO date or date and time; None where there is no whole date."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


def days(text: str, *, published: int | None) -> list[int]:
    """The days that the text names, each once, in the order in which they are first named, at most `MAX_DAYS`."""
    found: dict[int, None] = {}
    for m in _DAY.finditer(text, 0, _MAX_CHARACTERS):
        day = _resolved(m, published)
        if day is not None:
            found[day] = None
            if len(found) == MAX_DAYS:
                break
    return list(found)


def _resolved(m: re.Match[str], published: int | None) -> int | None:
    if m["weekday"] or m["near"]:
        if published is None:
            return None
        if m["near"]:
            return published - (m["near"].lower() in ("yesterday", "last night"))
        return published - (date.fromordinal(published).weekday() - _WEEKDAYS[m["weekday"].lower()]) % 7
    if m["month3"]:
        month, day, year = int(m["month3"]), int(m["day3"]), m["year3"]
        year = year if len(year) == 4 else f"20{year}"
    else:
        month, day = _MONTHS[(m["month"] or m["month2"])[:3].lower()], int(m["day"] or m["day2"])
        year = m["year"] or m["year2"]
    if year:
        return _ordinal(int(year), month, day)
    if published is None:
        return None
    this = date.fromordinal(published).year
    possible = [d for y in (this, this - 1) if (d := _ordinal(y, month, day)) is not None]
    return next((d for d in possible if d <= published + 1), None)


def _ordinal(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None
