"""Which of two copies is the original: by credits, time and completeness, with the reasons; unknown stays unknown."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from according.incidents.credits import UNNAMED, credited, publishes, signed
from according.records import Report

#: Shares from which a text is an excerpt: nearly all of it is in the other, of which a part is missing in it.
_INSIDE, _MISSING = 0.9, 0.75
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


class Direction(NamedTuple):
    """The id of the original, or None where it cannot be said, and every reason for it or against."""

    original: str | None
    why: tuple[str, ...]


def direction(a: Report, b: Report, share_a: float, share_b: float) -> Direction:
    """Which of two copies is the original.

    `share_a` and `share_b` are the shares of the words of each that the other has too. A credit that names the other
    publisher settles it, and so does one that names the agency in the other's dateline, where nobody else is known to
    have published that; one that names an agency which published neither leaves it open, for both may be copies of a
    third. Else the hints must agree: the earlier, the uncut and the text without a credit is the original.
    """
    named = [_credits_publisher(a, b), _credits_publisher(b, a)]
    if named[0] and not named[1]:
        return Direction(b.id, (named[0],))
    if named[1] and not named[0]:
        return Direction(a.id, (named[1],))
    votes = [vote for vote in (_time(a, b), _cut(a, b, share_a, share_b)) if vote is not None]
    outside = [_third(report) for report in (a, b) if _agencies(report)]
    if outside:
        return Direction(None, (*outside, *(reason for _, reason in votes)))
    votes += [vote for vote in [_credited(a, b)] if vote is not None]
    found = {vote for vote, _ in votes}
    return Direction(found.pop() if len(found) == 1 else None, tuple(reason for _, reason in votes))


def _agencies(report: Report) -> set[str]:
    return {c.agency for c in credited(report) if c.agency != UNNAMED}


def _third(report: Report) -> str:
    """Why neither of two texts can be said to be the original where one credits an agency that published neither."""
    credit = next(c for c in credited(report) if c.agency != UNNAMED)
    return f'{report.id} credits {credit.agency}, so the text may be a third: "{credit.words.text}"'


def _credits_publisher(copy: Report, original: Report) -> str | None:
    """Why `copy` says itself that its text is the publisher's of `original`, or None."""
    by_dateline = signed(original) if signed(copy) is None else None
    for credit in credited(copy):
        if publishes(original.publisher, credit.agency):
            return f'{copy.id} credits {credit.agency}, the publisher of {original.id}: "{credit.words.text}"'
        if by_dateline is not None and credit.agency == by_dateline:
            return f'{copy.id} credits {by_dateline}, the dateline of {original.id}: "{credit.words.text}"'
    return None


def earlier(a: Report, b: Report) -> Report | None:
    """Which was published earlier: by the instant where both tell a zone, by the clock where neither does, else by day.

    A clock without a zone may be any: it is no more than a day beside one with a zone. None where it cannot be said.
    """
    x, y = _moment(a), _moment(b)
    if x is not None and y is not None and (x.tzinfo is None) == (y.tzinfo is None):
        first, second = x < y, y < x
    else:
        days = [_DAY.match(r.published or "") for r in (a, b)]
        if days[0] is None or days[1] is None:
            return None
        first, second = days[0].group() < days[1].group(), days[1].group() < days[0].group()
    return a if first else b if second else None


def _time(a: Report, b: Report) -> tuple[str, str] | None:
    """The vote of the days of publication."""
    first = earlier(a, b)
    if first is None:
        return None
    second = b if first is a else a
    return first.id, f"{first.id} was published earlier ({first.published}, {second.published})"


def _moment(report: Report) -> datetime | None:
    """The time of publication, where a report gives more than a day."""
    published = report.published or ""
    try:
        return datetime.fromisoformat(published) if _MINUTE.match(published) else None
    except ValueError:  # "2024-03-05 14:00 local time": only the day can be read
        return None


def _cut(a: Report, b: Report, share_a: float, share_b: float) -> tuple[str, str] | None:
    if share_b >= _INSIDE and share_a <= _MISSING:
        return a.id, f"{b.id} is an excerpt: {share_b:.0%} of it stand in {a.id}, {share_a:.0%} of {a.id} in it"
    if share_a >= _INSIDE and share_b <= _MISSING:
        return b.id, f"{a.id} is an excerpt: {share_a:.0%} of it stand in {b.id}, {share_b:.0%} of {b.id} in it"
    return None


def _credited(a: Report, b: Report) -> tuple[str, str] | None:
    x, y = credited(a), credited(b)
    if bool(x) == bool(y):
        return None
    copy, original, credit = (a, b, x[0]) if x else (b, a, y[0])
    return original.id, f'{copy.id} credits others, {original.id} nobody: "{credit.words.text}"'
