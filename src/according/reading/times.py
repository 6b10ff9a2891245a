"""Time expressions: finds them and says which days they mean, as far as the text or the day of publication tells.

Values are TIMEX3-like: 2023-09-19, 2023-09, 2023, 2023-W38, 2023-SP, 199 (the 1990s), 2020-11-09/2020-11-10, P3D (three
days), XXXX-09-19 (year unknown), XXXX-WXX-2 (some Tuesday), PAST_REF. Without a day of publication nothing relative is
resolved: unknown stays open. The words stand in `timewords`, the grammar in `timerules`.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from according.reading.timerules import Found, candidates
from according.reading.timevalues import Known, valid
from according.reading.timewords import DAYS, MONTHS, Tokens, tokenize
from according.records import EventTime, Span, Time

_WHOLE = {max((m for m, k in names.items() if k == n), key=len) for names in (MONTHS, DAYS) for n in names.values()}
"""Names of months and weekdays written out, which no full stop belongs to."""
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_DEADLINE = {"by", "until", "till"}
_FUTURE = {"will", "shall", "scheduled", "due", "upcoming", "planned", "plans", "expected"}


def find_times(text: str, *, published: str | None = None) -> list[Time]:
    """Every time expression of the text, in order, without overlaps.

    `published` is an ISO date (or date and time). With it weekdays, "yesterday", "last month" and days without a year
    are resolved to the nearest past (after "will", "scheduled" and the like to the nearest future, after "by" and
    "until" a day without a year to the nearest at all); without it they stay open. "The next day" and "that month"
    lean on the date last spoken of. Raises ValueError where `published` is
    no ISO date.
    """
    tokens = tokenize(text)
    chosen = _choose(list(candidates(tokens)))
    known = Known(published=date.fromisoformat(published[:10]) if published else None)
    known.narrative = _is_narrative(tokens, known.published)
    found = []
    for candidate in chosen:
        known.future = _looks_ahead(tokens, candidate.first)
        known.deadline = tokens.words[candidate.first - 1] in _DEADLINE if candidate.first else False
        value = candidate.value(known)
        if value is None:
            continue
        _remember(known, value)
        if tokens.letters[candidate.last - 1] == "." and tokens.words[candidate.last - 2] in _WHOLE:
            candidate = replace(candidate, last=candidate.last - 1)  # the full stop of the sentence, not of "Sept."
        start, end = tokens.starts[candidate.first], tokens.ends[candidate.last - 1]
        found.append(Time(span=Span(start, end, text), value=value))
    return found


def _choose(found: list[Found]) -> list[Found]:
    """Of overlapping candidates the one that starts first, of these the longest, of these that of the earlier rule."""
    chosen: list[Found] = []
    for candidate in sorted(found, key=lambda f: (f.first, -f.last, f.rank)):
        if not chosen or candidate.first >= chosen[-1].last:
            chosen.append(candidate)
    return chosen


def _is_narrative(tokens: Tokens, published: date | None) -> bool:
    """Whether the text tells history: many years named, most of them well before publication.

    Then a date without a year belongs to the year of the story. A news report names few years but weekdays, and its
    dates without a year lie around its publication, so there nothing is taken from the years it mentions. Thresholds:
    set by eye on nine histories and sixty news reports; a year in 400 words, three times as many years as weekdays.
    """
    years = Counter(
        int(w) for w, x in zip(tokens.words, tokens.letters, strict=True) if x == "Y" and 1700 < int(w) < 2100
    )
    total = years.total()
    if published is not None:
        total -= sum(n for y, n in years.items() if y >= published.year - 1)
    if 3 * sum(tokens.letters.count(x) for x in "WT") > total or total * 400 < len(tokens.words):
        return False
    # without a day of publication the evidence must be stronger, since then a report could lie in any of these years
    return total >= 6 and total * 2 > years.total() if published is not None else total >= 20


def _looks_ahead(tokens: Tokens, first: int) -> bool:
    for n in range(first - 1, max(-1, first - 13), -1):
        if tokens.letters[n] in ".P":
            return False
        if tokens.words[n] in _FUTURE:
            return True
    return False


def _remember(known: Known, value: str) -> None:
    """Keep the date just spoken of, as precisely as it was given."""
    head = value.rpartition("/")[2] if "/" in value else value
    if match := _DAY.match(head):
        known.year, known.month = int(match[1]), int(match[2])
        known.day = int(match[3]) if match[3] else None
    elif re.match(r"\d{4}(?:$|-[A-Z])", head):
        year = int(head[:4])
        if year != known.year:
            known.year, known.month, known.day = year, None, None


def to_event_time(value: str, span: Span | None = None) -> EventTime:
    """The value as an interval of days with its granularity; `start` and `end` stay None where the days are not known.

    Events have days: a part of the day ("TMO") is dropped from the value, a time on the clock is kept; decades and
    centuries are written out ("199X", "18XX"). Granularity is one of minute, day, week, weekend, month, quarter,
    season, half, year, decade, century, duration, range, or None for vague references.
    """
    kept = re.sub(r"T[A-Z]{2}$", "", value)
    days, granularity = interval(kept), _granularity(kept)
    return EventTime(
        value=kept.ljust(4, "X") if granularity in ("decade", "century") else kept,
        start=days[0].isoformat() if days else None,
        end=days[1].isoformat() if days else None,
        granularity=granularity,
        span=span,
    )


def event_time(time: Time, text: str, *, published: str | None = None) -> EventTime:
    """The time of an event that a found time dates, reading the word before it.

    "Since October" lasts from October to the day of publication: 2015-10/2016-06-05, or XXXX-10/.. without one.
    """
    plain = to_event_time(time.value, time.span)
    before = text[max(0, time.span.start - 12) : time.span.start].split()
    if not before or before[-1].lower() != "since" or "/" in plain.value or plain.granularity in (None, "duration"):
        return plain
    start = plain.start
    end = published[:10] if published and (start is None or start <= published[:10]) else None
    return EventTime(
        value=f"{plain.value}/{end or '..'}",
        start=start,
        end=end if start else None,
        granularity="range",
        span=Span(time.span.start - len("since") - 1, time.span.end, text)
        if text[time.span.start - 6 : time.span.start - 1].lower() == "since"
        else time.span,
    )


_SHAPES = (
    ("range", r".*/.*"),
    ("duration", r"P[\dXT].*"),
    ("minute", r".*T\d\d.*"),
    ("day", r"[\dX]{4}-[\dX]{2}-[\dX]{2}|[\dX]{4}-W[\dX]{2}-[1-7]"),
    ("weekend", r"[\dX]{4}-W[\dX]{2}-WE"),
    ("week", r"[\dX]{4}-W[\dX]{2}"),
    ("month", r"[\dX]{4}-[\dX]{2}"),
    ("quarter", r"[\dX]{4}-Q[1-4X]"),
    ("half", r"[\dX]{4}-H[12]"),
    ("season", r"[\dX]{4}-(?:SP|SU|FA|WI)"),
    ("year", r"[\dX]{4}"),
    ("decade", r"[\dX]{3}"),
    ("century", r"[\dX]{2}"),
)


def _granularity(value: str) -> str | None:
    return next((name for name, shape in _SHAPES if re.fullmatch(shape, value)), None)


_SPANS = {
    "SP": (3, 3),
    "SU": (6, 3),
    "FA": (9, 3),
    "WI": (12, 3),
    "H1": (1, 6),
    "H2": (7, 6),
    "Q1": (1, 3),
    "Q2": (4, 3),
    "Q3": (7, 3),
    "Q4": (10, 3),
}  # first month and number of months; northern seasons, as the TIMEX3 codes mean them


def interval(value: str) -> tuple[date, date] | None:
    """First and last day that a value covers, or None where they are not known (X values, durations, references)."""
    if "/" in value:
        one, _, two = value.partition("/")
        start, end = interval(one), interval(two)
        return (start[0], end[1]) if start and end and start[0] <= end[1] else None
    value = value.partition("T")[0]
    shape = _granularity(value)
    if shape is None or "X" in value or not value[0].isdigit():
        return None
    year, tail = int(value[:4].ljust(4, "0")), value[5:]
    if year < 1:
        return None
    if shape in ("year", "decade", "century"):
        return date(year, 1, 1), date(year + {"year": 0, "decade": 9, "century": 99}[shape], 12, 31)
    if tail.startswith("W") and tail != "WI":
        return _week_days(year, tail)
    if shape == "day":
        month, day = int(tail[:2]), int(tail[3:])
        return (date(year, month, day),) * 2 if valid(year, month, day) else None
    first, count = _SPANS.get(tail) or (int(tail), 1)
    if not 1 <= first <= 12:
        return None
    last = first + count - 1
    end_year, end_month = year + (last > 12), (last - 1) % 12 + 1
    return date(year, first, 1), date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])


def _week_days(year: int, tail: str) -> tuple[date, date] | None:
    """Days of "W38", "W38-WE", "W38-2"."""
    number = int(tail[1:3])
    if not 1 <= number <= date(year, 12, 28).isocalendar().week:
        return None
    monday = date.fromisocalendar(year, number, 1)
    part = tail[4:]
    first, last = (0, 6) if not part else (5, 6) if part == "WE" else (int(part) - 1,) * 2
    return monday + timedelta(first), monday + timedelta(last)
