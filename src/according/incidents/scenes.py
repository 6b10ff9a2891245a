"""The scene of an incident, day and towns, and which sentences of its reports speak of another one.

Linking brings together sentences that may tell more than one happening: the background of a war, another town, the week
before. What a sentence says of its own day and place is held against what most reports say; a sentence that speaks
against them takes no part in an account that has others. Only what the reports themselves agree on makes a scene: where
they do not, no sentence speaks against anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, hypot, radians

from according.records import Event, EventTime, Place, Record, Span

_DAYS = 3  # about the day of the scene that are still its day: reports date one night differently
_NEAR_KM = 30.0
_ALIKE = 2  # reports that must agree on a day or a town
_SHARE = 0.5  # of those that date it at all
_TOWNS = 0.2  # of the reports that name a town: what fewer name is no town of the scene
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_LINE = re.compile(r"(?:^|[\n.])[^\n.]{0,20}\b((?:19|20)\d\d)\W*$")
_YEAR = re.compile(r"\b(?<!since )(?<!Since )(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when most reports of an incident have it; None and empty where they do not agree."""

    day: date | None = None
    towns: tuple[Place, ...] = ()

    @classmethod
    def of(cls, told: Iterable[tuple[Record, Sequence[Event]]]) -> Scene:
        """The scene of events by report, each cut to the passages that tell the incident."""
        days: dict[str, set[date]] = {}
        dated = 0
        places: dict[str, list[Place]] = {}
        for record, events in told:
            kept = [e for e in events if e.triggers]
            own = {d for e in kept if e.time is not None and (d := _one_day(e.time)) is not None}
            if own:
                days[record.report.id] = own
            dated += bool(own) or any(e.time is not None and e.time.start for e in kept)
            wanted = {p for e in kept for p in e.places}
            places[record.report.id] = [p for p in record.places if p.id in wanted]
        return cls(_common_day(days, dated), _common_towns(places))

    def against(self, record: Record, line: Span, events: Iterable[Event]) -> str | None:
        """Why a sentence with some events in it speaks of another scene, or None where it does not."""
        own = [e for e in events if any(line.contains(t) for t in e.triggers)]
        when = self._other_time(record, line, own)
        return when if when is not None else self._other_place(record, line, own)

    def _other_time(self, record: Record, line: Span, events: Sequence[Event]) -> str | None:
        if self.day is None:
            return None
        times = [
            e.time for e in events if e.time is not None and e.time.span is not None and line.contains(e.time.span)
        ]
        apart = [t for t in times if self._apart(t)]
        if apart and len(apart) == len(times):
            return f"of another time than {self.day.isoformat()}: {apart[0].value}"
        years = {int(y) for y in _YEAR.findall(line.text)} or _heading(record.report.text, line.start)
        if not times and years and self.day.year not in years:
            return f"of another time than {self.day.isoformat()}: {min(years)}"
        return None

    def _apart(self, time: EventTime) -> bool:
        if self.day is None or not time.start or not _DAY.fullmatch(time.start):
            return False
        start = date.fromisoformat(time.start)
        end = date.fromisoformat(time.end) if time.end and _DAY.fullmatch(time.end) else start
        days = max((start - self.day).days, (self.day - end).days)
        if days <= _DAYS:
            return False
        # A weekday is counted from the day of publication, which may be wrong: a week apart it is the same weekday.
        dated = time.span is None or re.search(r"\d", time.span.text) is not None
        return dated or start != end or min(days % 7, 7 - days % 7) > 1

    def _other_place(self, record: Record, line: Span, events: Iterable[Event]) -> str | None:
        wanted = {p for e in events for p in e.places}
        named = [p for p in record.places if p.id in wanted and any(line.contains(m) for m in p.mentions)]
        towns = [p for p in named if _town(p)]
        if self.towns and towns and not any(near(p, q) for p in towns for q in self.towns):
            return f"of another place than {self.towns[0].name}: {towns[0].name}"
        return None


def _heading(text: str, start: int) -> set[int]:
    """The year of a date that stands alone before a sentence, as in a list of earlier events."""
    m = _DATE_LINE.search(text, max(0, start - 40), start)
    return {int(m.group(1))} if m is not None else set()


def _one_day(time: EventTime) -> date | None:
    if time.granularity != "day" or not time.start or time.start != (time.end or time.start):
        return None
    return date.fromisoformat(time.start) if _DAY.fullmatch(time.start) else None


def _common_day(days: dict[str, set[date]], dated: int) -> date | None:
    """The day on or beside which most of the reports that date it have it, if enough of them do."""
    if not days:
        return None
    votes = {
        d: sum(any(abs((d - x).days) <= 1 for x in own) for own in days.values())
        for d in sorted({d for own in days.values() for d in own})
    }
    exact = Counter(d for own in days.values() for d in own)
    best = max(votes, key=lambda d: (votes[d], exact[d]))
    return best if votes[best] >= _ALIKE and votes[best] > _SHARE * dated else None


def _common_towns(places: dict[str, list[Place]]) -> tuple[Place, ...]:
    """The towns that several reports name, most named first."""
    votes: dict[str, set[str]] = {}
    found: dict[str, Place] = {}
    towns = {report: own for report, named in places.items() if (own := [p for p in named if _town(p)])}
    for own in towns.values():
        for p in own:
            key = str(p.geonames or f"{p.lat},{p.lon}")
            if key not in found:
                found[key] = p
                votes[key] = {r for r, others in towns.items() if any(near(p, q) for q in others)}
    needed = max(_ALIKE, _TOWNS * len(towns))
    if not votes or max(len(v) for v in votes.values()) <= _SHARE * len(towns):
        return ()
    kept = [k for k in sorted(found, key=lambda k: -len(votes[k])) if len(votes[k]) >= needed]
    return tuple(found[k] for k in kept)


def _town(p: Place) -> bool:
    """True for a town that is no more than itself: the name of a province's capital is the province's as often."""
    feature = p.feature or ""
    return feature.startswith("PPL") and feature not in ("PPLA", "PPLC") and p.lat is not None


def near(p: Place, q: Place) -> bool:
    """True for two towns that one happening may be told of."""
    if p.geonames is not None and p.geonames == q.geonames:
        return True
    if p.lat is None or q.lat is None or p.lon is None or q.lon is None:
        return False
    return hypot(p.lat - q.lat, (p.lon - q.lon) * cos(radians(p.lat))) * 111 <= _NEAR_KM
