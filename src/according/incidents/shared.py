"""Within an incident: which events of its reports are one happening, event by event.

The blast, the shelling before it and the visit of the minister after it are told by different reports in different
words. Pairs of triggers are judged by `eventpairs`; an event is as close to another as its closest triggers are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from according.incidents import coreference
from according.incidents.clustering import agglomerate
from according.incidents.direction import earlier
from according.incidents.eventpairs import (
    Key,
    ToldEvent,
    chances,
    comparable,
    features,
    reasons,
    told_events,
    weights,
)
from according.incidents.mentions import Mention
from according.incidents.voices import Identities
from according.records import EventMention, Record, Report, SharedEvent, Span, Words
from according.rendering.lines import status

MOST = 400
"""Triggers that are compared: those of the incident first, then those that stand nearest to them."""


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
    origin = {report: f"origin:{i}" for i, group in enumerate(origins) for report in group}
    compared = _compared(told, most)
    several = [g for g in compared.groups if len({compared.events[n].record.report.id for n in g}) > 1]
    identities = Identities(compared.events[n].voice for group in several for n in group)
    found = [_shared(compared, group, identities, origin) for group in several]
    return sorted(found, key=lambda s: (not s.inside, -len(s.reports)))


def same_events(told: Sequence[tuple[Record, Sequence[str]]], *, most: int = MOST) -> list[list[Key]]:
    """The events that were compared, as (report, event) in groups of one happening each, in the order of the input.

    See `shared_events`. What is told as habitual is no happening.
    """
    compared = _compared(told, most)
    return [[compared.events[n].key for n in members] for members in compared.groups]


class _Compared(NamedTuple):
    """The events by number, their groups, and for each pair that may be one the chance and the closest triggers."""

    events: list[ToldEvent]
    groups: list[list[int]]
    pairs: dict[tuple[int, int], tuple[float, Mention, Mention]]


def _compared(told: Sequence[tuple[Record, Sequence[str]]], most: int) -> _Compared:
    chosen = _chosen(told_events(told), most)
    events = [t for t, _ in chosen]
    found: list[Mention] = []
    owner: list[int] = []
    for n, (t, triggers) in enumerate(chosen):
        found += t.mentions(triggers)
        owner += [n] * len(triggers)
    pairs = _scores(found, owner, events)
    scores = {pair: chance for pair, (chance, _, _) in pairs.items()}
    return _Compared(events, agglomerate(len(events), scores, join=weights().threshold, missing=0.0), pairs)


def _chosen(told: Iterable[ToldEvent], most: int) -> list[tuple[ToldEvent, list[Span]]]:
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


def _scores(
    found: Sequence[Mention], owner: Sequence[int], events: Sequence[ToldEvent]
) -> dict[tuple[int, int], tuple[float, Mention, Mention]]:
    """For each pair of events that may be one the chance that they are, and the closest triggers, which say so."""
    compared = coreference.pairs(found)
    ends: list[tuple[int, int]] = []
    rows: list[list[float]] = []
    pairs = zip(compared.first.tolist(), compared.second.tolist(), compared.documents, strict=True)
    for i, j, documents in pairs:
        if owner[i] != owner[j] and comparable(found[i], found[j]):
            ends.append((i, j))
            rows.append(features(events[owner[i]], events[owner[j]], found[i], found[j], documents=documents))
    best: dict[tuple[int, int], tuple[float, Mention, Mention]] = {}
    for (i, j), chance in zip(ends, chances(rows).tolist(), strict=True):
        i, j = (i, j) if owner[i] < owner[j] else (j, i)
        pair = owner[i], owner[j]
        if pair not in best or chance > best[pair][0]:
            best[pair] = chance, found[i], found[j]
    return best


def _shared(compared: _Compared, numbers: Sequence[int], identities: Identities, origin: dict[str, str]) -> SharedEvent:
    group = [compared.events[n] for n in numbers]
    reports = {t.record.report.id: t.record.report for t in group}
    days = Counter(t.days for t in group if t.days is not None).most_common(1)
    return SharedEvent(
        type=Counter(t.event.type for t in group).most_common(1)[0][0],
        inside=any(t.inside for t in group),
        start=days[0][0][0] if days else None,
        end=days[0][0][1] if days else None,
        reports=list(reports),
        independent=identities.independent((t.voice for t in group), origin),
        first=_first(list(reports.values())),
        mentions=[_mention(t) for t in group],
        why=_why(compared, numbers),
    )


def _why(compared: _Compared, numbers: Sequence[int]) -> list[str]:
    """What speaks for the likeliest pair of different reports."""
    events = compared.events
    told = [pair for pair in combinations(numbers, 2) if pair in compared.pairs]
    across = [(a, b) for a, b in told if events[a].key[0] != events[b].key[0]]
    if not across:
        return []
    a, b = max(across, key=lambda pair: compared.pairs[pair][0])
    _, trigger, other = compared.pairs[a, b]
    return reasons(events[a], events[b], trigger, other)


def _mention(t: ToldEvent) -> EventMention:
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


def _first(reports: Sequence[Report]) -> list[str]:
    """The reports that none of the others precedes, as far as their days of publication tell."""
    dated = [r for r in reports if r.published]
    return [r.id for r in dated if not any(earlier(r, other) is other for other in dated if other is not r)]
