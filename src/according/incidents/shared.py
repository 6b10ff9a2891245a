"""Within an incident: which events of its reports are one happening, event by event.

The blast, the shelling before it and the visit of the minister after it are told by different reports in different
words. Pairs of triggers are judged by `coreference`, by their words alone, so that the reader need not be asked again;
what the records know of place and day is added. An event is as close to another as its closest triggers are.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from according.incidents import coreference, meanings
from according.incidents.alike import closest
from according.incidents.direction import earlier
from according.incidents.mentions import Mention, mentions
from according.incidents.sentences import Sentences
from according.incidents.voices import Identities, Voice, Voices
from according.records import Event, EventMention, Record, Report, SharedEvent, Span, Words
from according.rendering.lines import status

JOIN = 0.25
"""Mean chance from which two groups of events are one; chosen on development data."""
MOST = 400
"""Triggers that are compared: those of the incident first, then those that stand nearest to them."""
PLACE, DAY, OTHER_DAY = 1.0, 1.5, -1.5
"""Log-odds for a place that both name, for days that overlap, and for days that do not; the odds of pairs with and
without them on development data, rounded. That two events name different places says nothing: reports name many."""
_WIDE = ("PCL", "CONT", "RGN")
_FLOOR = 1e-4

Key = tuple[str, str]


def shared_events(
    told: Sequence[tuple[Record, Sequence[str]]], *, origins: Sequence[Collection[str]] = (), most: int = MOST
) -> list[SharedEvent]:
    """The happenings that at least two of the reports tell, those of the incident first, then by number of reports.

    `told` pairs each record with the ids of its events that belong to the incident; its other events are looked at as
    well. `origins` are groups of report ids that are copies or share one origin. At most `most` triggers are compared:
    time and memory grow with its square. Raises ModelError where the weights are damaged.
    """
    if len({record.report.id for record, _ in told}) < 2:
        return []
    known = {t.key: t for t in _all(told)}
    origin = {report: f"origin:{i}" for i, group in enumerate(origins) for report in group}
    groups = [[known[key] for key in keys] for keys in same_events(told, most=most)]
    several = [group for group in groups if len({t.record.report.id for t in group}) > 1]
    identities = Identities(t.voice for group in several for t in group)
    found = [_shared(group, identities, origin) for group in several]
    return sorted(found, key=lambda s: (not s.inside, -len(s.reports)))


def same_events(told: Sequence[tuple[Record, Sequence[str]]], *, most: int = MOST) -> list[list[Key]]:
    """The events that were compared, as (report, event) in groups of one happening each, in the order of the input.

    See `shared_events`. What is told as habitual is no happening.
    """
    chosen = _chosen(_all(told), most)
    found: list[Mention] = []
    owner: list[int] = []
    events = [t for t, _ in chosen]
    by_report: dict[str, list[int]] = defaultdict(list)
    for n, t in enumerate(events):
        by_report[t.record.report.id].append(n)
    for report, numbers in by_report.items():
        spans = [((s.start, s.end), n) for n in numbers for s in chosen[n][1]]
        found += mentions(report, events[numbers[0]].record.report.text, [s for s, _ in spans])
        owner += [n for _, n in spans]
    scores = _scores(found, owner, events)
    first, second = (np.array([pair[k] for pair in scores], dtype=np.int64) for k in (0, 1))
    label = coreference.merge(len(events), first, second, np.array(list(scores.values()), dtype=float), threshold=JOIN)
    groups: dict[int, list[Key]] = defaultdict(list)
    for t, group in zip(events, label, strict=True):
        groups[group].append(t.key)
    return list(groups.values())


class _Told:
    """One event of one record, and what is needed of it here."""

    def __init__(self, record: Record, event: Event, source: _Source, *, inside: bool) -> None:
        self.record, self.event, self.source, self.inside = record, event, source, inside
        self.key: Key = (record.report.id, event.id)

    @property
    def voice(self) -> Voice:
        """Who tells it."""
        return self.source.voices.of(self.record.statement(self.event.said_in))

    @cached_property
    def places(self) -> set[str]:
        """Towns and the like: the event's own, and those that its sentences name."""
        named = self.source.places
        at = self.source.sentences.of(self.event.triggers)
        return {key for key, (own, sentences) in named.items() if own & set(self.event.places) or sentences & at}

    @property
    def days(self) -> tuple[str, str] | None:
        """The first and last day, where they are resolved."""
        time = self.event.time
        return None if time is None or time.start is None else (time.start[:10], (time.end or time.start)[:10])


@dataclass(slots=True)
class _Source:
    """What is made once of a record."""

    sentences: Sentences
    voices: Voices
    places: dict[str, tuple[set[str], set[int]]]  # key -> the record's ids, and the sentences that name it

    @classmethod
    def of(cls, record: Record) -> _Source:
        sentences = Sentences(record.report.text)
        places: dict[str, tuple[set[str], set[int]]] = {}
        for p in record.places:
            if not (p.feature or "").startswith(_WIDE):
                ids, named = places.setdefault(str(p.geonames or p.name.casefold()), (set(), set()))
                ids.add(p.id)
                named |= sentences.of(p.mentions)
        return cls(sentences, Voices(record), places)


def _all(told: Sequence[tuple[Record, Sequence[str]]]) -> Iterator[_Told]:
    for record, ids in told:
        source, own = _Source.of(record), set(ids)
        for event in record.events:
            if event.triggers and event.modality != "generic":
                yield _Told(record, event, source, inside=event.id in own)


def _chosen(told: Iterable[_Told], most: int) -> list[tuple[_Told, list[Span]]]:
    """The triggers to compare, of each event those that stand nearest to what is told of the incident."""
    every = list(told)
    own: dict[str, set[int]] = defaultdict(set)
    for t in every:
        if t.inside:
            own[t.record.report.id] |= t.source.sentences.of(t.event.triggers)
    ranked: list[tuple[bool, int, int, Span]] = []
    for n, t in enumerate(every):
        near = own[t.record.report.id]
        for trigger in t.event.triggers:
            at = t.source.sentences.index(trigger.start)
            ranked.append((not t.inside, min((abs(at - s) for s in near), default=at), n, trigger))
    kept: dict[int, list[Span]] = defaultdict(list)
    for _, _, n, trigger in sorted(ranked, key=lambda r: r[:3])[:most]:
        kept[n].append(trigger)
    return [(every[n], kept[n]) for n in sorted(kept)]


def _scores(found: Sequence[Mention], owner: Sequence[int], events: Sequence[_Told]) -> dict[tuple[int, int], float]:
    """For each pair of events that may be one the chance that they are, by their closest triggers."""
    compared = coreference.pairs(found)
    some = [
        k
        for k, (i, j) in enumerate(zip(compared.first.tolist(), compared.second.tolist(), strict=True))
        if owner[i] != owner[j] and closest(found[i], found[j]) >= meanings.SISTER
    ]
    kept = coreference.Pairs(
        compared.first[some],
        compared.second[some],
        [compared.documents[k] for k in some],
        [compared.here[k] for k in some],
    )
    best: dict[tuple[int, int], float] = {}
    for i, j, chance in zip(kept.first, kept.second, coreference.chances(found, kept).tolist(), strict=True):
        a, b = sorted((owner[i], owner[j]))
        best[a, b] = max(best.get((a, b), 0.0), chance)
    return {(a, b): _with_facts(chance, events[a], events[b]) for (a, b), chance in best.items()}


def _with_facts(chance: float, a: _Told, b: _Told) -> float:
    """The chance with what the records know of place and day."""
    odds = math.log((chance + _FLOOR) / (1 - chance + _FLOOR))
    if not a.places.isdisjoint(b.places):
        odds += PLACE
    if a.days is not None and b.days is not None:
        odds += DAY if a.days[0] <= b.days[1] and b.days[0] <= a.days[1] else OTHER_DAY
    return 1 / (1 + math.exp(-odds))


def _shared(group: Sequence[_Told], identities: Identities, origin: dict[str, str]) -> SharedEvent:
    reports = {t.record.report.id: t.record.report for t in group}
    days = Counter(t.days for t in group if t.days is not None).most_common(1)
    return SharedEvent(
        type=Counter(t.event.type for t in group).most_common(1)[0][0],
        inside=any(t.inside for t in group),
        start=days[0][0][0] if days else None,
        end=days[0][0][1] if days else None,
        reports=list(reports),
        independent=_independent(group, identities, origin),
        first=_first(list(reports.values())),
        mentions=[_mention(t) for t in group],
    )


def _mention(t: _Told) -> EventMention:
    trigger = min(t.event.triggers, key=lambda s: s.start)
    sentence = t.source.sentences.span(t.source.sentences.index(trigger.start))
    return EventMention(
        report=t.record.report.id,
        event=t.event.id,
        type=t.event.type,
        voice=t.voice.chain,
        status=status(t.event),
        trigger=Words(span=trigger, text=trigger.text),
        words=Words(span=sentence, text=sentence.text),
    )


def _independent(group: Iterable[_Told], identities: Identities, origin: dict[str, str]) -> int:
    """How many voices tell it: copies of one text and repetitions of one voice count once."""
    groups: list[set[str]] = []
    for t in group:
        marks = {identities.of(t.voice)}
        if not t.voice.speakers:
            marks.add(origin.get(t.record.report.id, f"report:{t.record.report.id}"))
        groups = [*(g for g in groups if not g & marks), marks.union(*(g for g in groups if g & marks))]
    return len(groups)


def _first(reports: Sequence[Report]) -> list[str]:
    """The reports that none of the others precedes, as far as their days of publication tell."""
    dated = [r for r in reports if r.published]
    return [r.id for r in dated if not any(earlier(r, other) is other for other in dated if other is not r)]
