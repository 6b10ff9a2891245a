"""What time expressions mean: values that are settled once it is known when the report appeared and what it speaks of.

A `Value` is a function from what is known to a TIMEX3-like value. What cannot be known stays open: XXXX for the year,
WXX for the week, XX for month or day.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(slots=True)
class Known:
    """What a value may lean on: the day of publication, the date last spoken of, and how the text tells time."""

    published: date | None = None
    narrative: bool = False
    year: int | None = None
    month: int | None = None
    day: int | None = None
    future: bool = False
    deadline: bool = False

    @property
    def base(self) -> date | None:
        """The day that "today" is."""
        return self.published

    @property
    def spoken(self) -> date | None:
        """The day last spoken of, where one is known to the day."""
        if self.year and self.month and self.day:
            return date(self.year, self.month, self.day)
        return None


Value = Callable[[Known], str | None]


def fixed(value: str) -> Value:
    """A value that the words alone settle."""
    return lambda known: value


def valid(year: int | None, month: int, day: int | None) -> bool:
    """Whether the calendar has such a month or day; without a year, whether some year has it."""
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= calendar.monthrange(year or 2000, month)[1]


def ymd(year: int | None, month: int, day: int | None = None) -> str:
    """A month or day as a value, the unknown year open."""
    head = f"{year:04}" if year else "XXXX"
    return f"{head}-{month:02}" + (f"-{day:02}" if day else "")


def yearless(known: Known, month: int, day: int | None = None) -> int | None:
    """The year of "September 19": that of the story in a narrative, else the nearest past (after "will": next) one.

    After "by" and "until" it is the nearest of all: what is due by 1 December lies ahead on 9 November.
    """
    if known.narrative and known.year:
        # stories go forward: after December comes the January of the next year
        return known.year + (known.month is not None and month < known.month - 6)
    base = known.published
    if base is None:
        return None
    if known.deadline and not known.future:
        away = {
            y: abs((y - base.year) * 365 + (month - base.month) * 30 + (day or 15) - base.day) for y in _around(base)
        }
        return min(away, key=lambda y: away[y])
    if known.future:
        return base.year + ((month, day or 31) < (base.month, base.day if day else 1))
    return base.year - ((month, day or 1) > (base.month, base.day))


def _around(base: date) -> tuple[int, int, int]:
    return base.year, base.year - 1, base.year + 1


def run_year(known: Known, first: tuple[int, int], last: tuple[int, int]) -> int | None:
    """The year in which a run of days without a year ends, from (month, day) to (month, day): of one that is going on
    on the day of publication this one, else as for its last day alone."""
    base = known.published
    if base is not None and not (known.narrative and known.year):
        for year in (base.year, base.year + 1):
            began = year - (first > last)
            if (began, *first) <= (base.year, base.month, base.day) <= (year, *last):
                return year
    return yearless(known, *last)


def month_day(month: int, day: int | None, year: int | None, last: int | None = None) -> Value | None:
    """A month, a day or a run of days of it; without a year it is resolved when the text is known."""
    if not valid(year, month, day) or (last is not None and not valid(year, month, last)):
        return None

    def value(known: Known) -> str | None:
        y = year or (run_year(known, (month, day), (month, last)) if day and last else yearless(known, month, day))
        if day and not valid(y, month, day):
            y = None
        one = ymd(y, month, day)
        return f"{one}/{ymd(y, month, last)}" if last and day and last > day else one

    return value


def week(day: date) -> str:
    """The ISO week of a day, "2016-W05"."""
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def _shift(day: date, months: int) -> tuple[int, int]:
    total = day.year * 12 + day.month - 1 + months
    return total // 12, total % 12 + 1


OPEN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX", "0Y": "XXX", "00Y": "XX"}


def moved(base: date | None, unit: str, steps: int) -> str | None:
    """The calendar unit that lies so many steps from the base: moved(2016-05-04, "M", -1) is 2016-04."""
    if base is None:
        return OPEN.get(unit)
    if unit == "D":
        return _safe_day(base, steps)
    if unit in ("W", "2W"):
        weeks = steps * (2 if unit == "2W" else 1)
        shifted = _safe_day(base, 7 * weeks)
        return week(date.fromisoformat(shifted)) if shifted else None
    if unit == "M":
        year, month = _shift(base, steps)
        return ymd(year, month) if 1 <= year <= 9999 else None
    if unit == "Q":
        year, month = _shift(base, 3 * steps)
        return f"{year:04}-Q{(month + 2) // 3}" if 1 <= year <= 9999 else None
    years = base.year + steps * {"Y": 1, "0Y": 10, "00Y": 100}.get(unit, 0)
    if not 1 <= years <= 9999 or unit not in OPEN:
        return None
    return f"{years:04}"[: {"Y": 4, "0Y": 3, "00Y": 2}[unit]]


def _safe_day(base: date, days: int) -> str | None:
    ordinal = base.toordinal() + days
    return date.fromordinal(ordinal).isoformat() if 1 <= ordinal <= date.max.toordinal() else None


def weekday(known: Known, number: int, steps: int | None = None) -> str:
    """A weekday by name: the nearest past one (the day itself counts), or with steps that of last or next week."""
    base = known.published
    if base is None or (known.narrative and known.spoken):
        base = known.spoken if known.narrative else None
    if base is None:
        return f"XXXX-WXX-{number}"
    back = (base.isoweekday() - number) % 7
    if steps is None:
        days = (number - base.isoweekday()) % 7 if known.future else -back
    else:
        days = ((number - base.isoweekday()) % 7 or 7) if steps > 0 else -(back or 7)
    return _safe_day(base, days) or f"XXXX-WXX-{number}"


def duration(unit: str, number: int | None, *, half: bool = False) -> str:
    """So many units of time, "P3D"; X where the number is vague."""
    clock = "T" if unit.startswith("T") else ""
    letter = unit.removeprefix("T")
    count = "X" if number is None else f"{number}.5" if half else str(number)
    if letter[:-1].isdigit() and letter[:-1]:
        if letter == "2W":
            count, letter = ("X" if number is None else str(2 * number)), "W"
        else:
            count, letter = count + letter[:-1], letter[-1]
    return f"P{clock}{count}{letter}"
