"""Date lines and datelines: the two places where a report's own text says when and where it was filed.

Only whole dates count. A day without a year stays unknown, and 03/04/2021 does too: nobody can tell its month.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )"
_DAY = r"(?:[0-3]?\d(?:st|nd|rd|th)?)"
_YEAR = r"(?:(?:19|20)\d\d)"
_TIME = r"(?:[0-2]?\d[:.h][0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\.?)?(?: ?\(?(?:GMT|UTC|[A-Z]{2,4})\)?(?: ?[+-]\d{1,4})?)?)"
_LABEL = (
    r"(?:(?:first published|published(?: on| at)?|posted(?: on)?|date of publication|date(?:d)?|updated(?: on| at)?"
    r"|last (?:updated?|modified)(?: on| at)?|issued(?: on)?|released(?: on)?|created) ?:? )"
)
_WORDS_DATE = rf"(?:{_DAY} (?:of )?{_MONTH},? {_YEAR}|{_MONTH} {_DAY},? {_YEAR})"
_FULL = re.compile(
    rf"(?P<label>{_LABEL})?{_WEEKDAY}?"
    rf"(?:(?P<iso>{_YEAR}-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{{1,6}})?)?(?:Z| ?[+-]\d\d:?\d\d)?)?)"
    rf"|(?P<words>{_WORDS_DATE})|(?P<dotted>[0-3]?\d\.[01]?\d\.{_YEAR}))"
    rf"(?:(?:,| at| -| –| \||)? ?{_TIME})?\.?",
    re.IGNORECASE,
)
_RAN_TOGETHER = rf"(?P<words>{_WORDS_DATE}|{_MONTH} [0-3]?\d{_YEAR})"
_GOES_ON = r"(?=[\s)]*(?:[A-Z\d\"“'‘(]|\Z))"
_OPENING = re.compile(
    rf"(?i:(?P<label>{_LABEL})?{_WEEKDAY}?(?:{_RAN_TOGETHER}|(?P<dotted>[0-3]?\d\.[01]?\d\.{_YEAR})"
    rf"|(?P<dashed>[0-3]?\d-[01]?\d-{_YEAR})))(?: ?(?:[,|–-]|at) ?)?(?: ?{_TIME})?(?: ?\([^()\n]{{0,40}}\)|\))?"
    rf"(?:{_GOES_ON}|(?= by ))"
)
# A headline, perhaps an agency, a day of the week and a whole date, and then the report, all on one line.
_INNER = re.compile(
    rf"(?<![,;:] )(?<!\b[a-z]{{2}} )(?P<at>(?:(?:AFP|AP|Reuters|DPA|dpa|EFE|Xinhua|Anadolu|TASS|SANA|IRNA|Agencies) )?)"
    rf"(?i:{_WEEKDAY}(?P<words>{_WORDS_DATE}))(?: {_TIME})?{_GOES_ON}"
)
_PARTS = re.compile(rf"(?P<day>[0-3]?\d)(?!\d)|(?P<month>{_MONTH})(?![a-z])|(?P<year>{_YEAR})", re.IGNORECASE)

_WORD = r"(?:[A-Z][\w.'’-]{0,30})"
_PLACE = rf"{_WORD}(?:(?:, ?|/| and | of | )(?:{_WORD}|al-{_WORD}|el-{_WORD})){{0,6}}"
_DAY_LINE = rf"(?i:{_WEEKDAY}?(?:{_DAY} {_MONTH}|{_MONTH} {_DAY}|{_WORDS_DATE})|{_WEEKDAY}?{_YEAR}-[01]\d-[0-3]\d)"
_PLACE_AND_DAY = re.compile(rf"{_PLACE},? {_DAY_LINE}\.?")
_SOURCE = r"(?:\([^()\n]{2,40}\)|/[A-Za-z][\w .-]{1,20}/)"
_DATELINE = re.compile(rf"(?P<place>{_PLACE})?(?:(?:,|\.)? ?(?P<day>{_DAY_LINE}))?\.?(?: ?(?P<source>{_SOURCE}))?\.?")
_SHOUTED = re.compile(r"[A-Z][A-Z.'’/, -]{2,60}")
_DASH = re.compile(r"[-–—]{1,3}")
_TASS = re.compile(r"[^\n/]{3,80} /[A-Z][\w-]{1,20}/\.?(?= )")
_NO_PLACES = frozenset(
    ("question", "answer", "correction", "corrected", "update", "updated", "breaking", "exclusive", "analysis",
     "opinion", "editorial", "video", "watch", "summary", "note", "title", "headline", "byline", "related",
     "transcript", "statement", "background", "urgent", "live", "factbox", "explainer", "interview",
     "look", "more", "abstract", "context")
)  # fmt: skip
_REACH = 110


class DateLine(NamedTuple):
    """A line that holds nothing but a date; `published` is ISO, None for a date without its year."""

    published: str | None
    updated: bool


def iso_date(text: str) -> str | None:
    """The ISO form of a text that is one whole date ("April 7, 2017" -> "2017-04-07"); None for anything else."""
    line = _squeeze(text)
    found = _FULL.fullmatch(line) if line else None
    if found is None:
        return None
    if found["iso"]:
        return _checked_iso(found["iso"])
    if found["dotted"]:
        day, month, year = map(int, found["dotted"].split("."))
        return _valid(year, month, day)
    return _from_words(found["words"])


def date_line(text: str) -> DateLine | None:
    """What a line says that is nothing but a date, or a place and a date; None for any other line."""
    line = _squeeze(text)
    if not line:
        return None
    if (found := _FULL.fullmatch(line)) is not None:
        label = (found["label"] or "").casefold()
        iso = iso_date(line)
        return DateLine(iso, updated="updated" in label or "modified" in label) if iso else None
    if _PLACE_AND_DAY.fullmatch(line):
        return DateLine(_from_words(line), updated=False)
    return None


def opening_date(text: str, start: int, end: int) -> tuple[int, int, DateLine] | None:
    """Where a date begins and ends that stands at the head of a text without a line of its own, and what it says.

    "Published 3 May 2019 Two people ..." and "Two die in blast AFP Friday 3 May 2019 Two people ..." come from pages
    whose lines were joined; what stands before the date is the headline. A sentence that begins with its date goes on
    in small letters or after a comma, and is none.
    """
    found = _OPENING.match(text, start, min(end, start + _REACH))
    if found is not None and found["dotted"] is None and found["dashed"] is None:
        iso = _from_words(re.sub(rf"(?<=\d)(?={_YEAR}\b)(?<!\d\d\d)", " ", found["words"]))
    elif found is not None:
        day, month, year = map(int, re.split(r"[.-]", found["dotted"] or found["dashed"]))
        iso = _valid(year, month, day) if found["dotted"] or day > 12 or day == month else None
    else:
        found = _INNER.search(text, start, min(end, start + 2 * _REACH))
        iso = _from_words(found["words"]) if found is not None else None
    if found is None or iso is None:
        return None
    label = (found.groupdict().get("label") or "").casefold()
    return found.start(), found.end(), DateLine(iso, updated="updated" in label or "modified" in label)


def dateline_end(text: str, start: int, end: int, *, colon: bool = True) -> int | None:
    """Where the dateline that opens `text[start:end]` ends ("GENEVA (Reuters) –|"), its dash included; else None.

    `colon`: whether "SRINAGAR: Police said" counts, which only a headline above makes safe.
    """
    head = text[start : min(end, start + _REACH)]
    if (found := _TASS.match(head)) is not None and _is_dateline(found.group().rstrip("."), loud=True):
        return start + found.end()
    for dash in _DASH.finditer(head):
        before, after = head[: dash.start()], head[dash.end() : dash.end() + 1]
        spaced = before.endswith((" ", "\u00a0", ")")) or after in {"", " ", "\n", "\u00a0"}
        rest = text[start + dash.end() : min(end, start + 2 * _REACH)].strip()
        shouted_headline = rest.isupper()  # "EXPORTS TO FALL - MINISTER"
        if (spaced or "—" in dash.group()) and _is_dateline(before.strip(), loud=shouted_headline):
            return start + dash.end()
    at = head.find(":") if colon else -1
    place = head[:at] if at > 3 else ""
    if _SHOUTED.fullmatch(place) and place.casefold() not in _NO_PLACES and head[at + 1 : at + 2] == " ":
        return start + at + 1
    return None


def dateline_date(text: str) -> str | None:
    """The whole date inside a dateline, as ISO; None where it has no year."""
    iso = re.search(rf"{_YEAR}-[01]\d-[0-3]\d", text)
    return _checked_iso(iso.group()) if iso else _from_words(text)


def _is_dateline(head: str, *, loud: bool) -> bool:
    found = _DATELINE.fullmatch(head.replace("\u00a0", " ")) if head else None
    if found is None:
        return False
    if found["source"]:
        return found["source"].strip("()/").casefold() not in _NO_PLACES
    place = found["place"] or ""
    if found["day"]:
        return bool(place)
    return not loud and bool(_SHOUTED.fullmatch(place)) and place.casefold() not in _NO_PLACES


def _squeeze(text: str) -> str:
    return " ".join(text.split()) if len(text) <= 2 * _REACH else ""


def _from_words(text: str) -> str | None:
    day = month = year = None
    for part in _PARTS.finditer(text):
        if part["year"]:
            year = int(part["year"])
        elif part["month"]:
            month = _MONTHS.index(part["month"][:3].casefold()) + 1
        elif day is None:
            day = int(part["day"])
    return _valid(year, month, day) if year and month and day else None


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _checked_iso(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-"))
    except ValueError:
        return None
    return text[:10] if len(text) == 10 else moment.isoformat()
