"""One incident from what several reports tell of it: its accounts and its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from according import codebook
from according.errors import RecordError
from according.incidents.accounts import Teller, Told
from according.incidents.edited import edited, without_edited
from according.incidents.figures import Counting
from according.incidents.findings import Comparer
from according.incidents.gathering import Gathering
from according.incidents.scenes import Scene
from according.incidents.sentences import Sentences
from according.incidents.shared import shared_events
from according.records import Event, Incident, Record, Span

__all__ = ["compare"]


def compare(
    id: str,  # noqa: A002 - the noun's own name for it
    told: Sequence[tuple[Record, Sequence[str]]],
    *,
    origins: Sequence[Collection[str]] = (),
    why: Sequence[str] = (),
    passages: Mapping[str, Sequence[Span]] | None = None,
    counting: Counting | None = None,
    gathering: Callable[[Record], Gathering] = Gathering,
    events: bool = False,
) -> Incident:
    """The incident that the given events of the given records tell.

    `told` pairs each record with the ids of its events that belong to the incident; `origins` are groups of report ids
    that are copies of each other or share one origin; `why` is kept as the reasons for the grouping. An event of a
    record may run through a whole report; `passages` names, per report id, the spans that tell this incident, and then
    only what stands in their sentences counts. `counting` finds the figures of harm in a sentence, for those that no
    event of the record carries. `events` asks for `Incident.shared_events`, too, which takes longer than all the rest.
    `gathering` gives what is read out of a record for every incident alike, kept by whoever compares it often.
    Raises RecordError for an event that its record does not have.
    """
    for record, own_ids in told:
        unknown = sorted(set(own_ids) - {e.id for e in record.events})
        if unknown:
            raise RecordError(
                record.report.id, [f"the record has no event {e}: give ids of its own events" for e in unknown]
            )
    home = _home(told)
    own = [(record, e) for record, ids in told for e in record.events if e.id in set(ids)]
    kind = Counter(e.type for _, e in own).most_common(1)[0][0] if own else ""
    verbal = bool(kind) and codebook.quad(kind).startswith("verbal")
    gathered = {record.report.id: gathering(record) for record, _ in told}
    scene = Scene.of(_cut(record, ids, gathered[record.report.id], passages) for record, ids in told)
    accounts: list[Told] = []
    for n, (record, own_ids) in enumerate(told, 1):
        spans = (passages or {}).get(record.report.id, ())
        teller = Teller(record, home=home, counting=counting, gathering=gathered[record.report.id])
        accounts += teller.tell(own_ids, prefix=f"r{n}a", verbal=verbal, passages=spans, scene=scene)
    findings = Comparer(accounts, origins=origins, home=home).findings()
    changed = edited([record for record, _ in told], [t.account for t in accounts], origins=origins, home=home)
    starts = sorted(e.time.start for _, e in own if e.time is not None and e.time.start is not None)
    ends = sorted(e.time.end for _, e in own if e.time is not None and e.time.end is not None)
    reports = list(dict.fromkeys(record.report.id for record, _ in told))
    return Incident(
        id=id,
        type=kind,
        what=_what(own, kind),
        start=starts[0] if starts else None,
        end=ends[-1] if ends else None,
        places=list(dict.fromkeys(p for t in accounts for p in t.account.places)),
        country=home,
        reports=reports,
        origins=_origins(reports, origins),
        accounts=[t.account for t in accounts],
        findings=[*without_edited(findings, changed, [t.account for t in accounts]), *changed],
        why=list(why),
        shared_events=shared_events(told, origins=origins) if events else None,
    )


def _cut(
    record: Record, ids: Sequence[str], gathering: Gathering, passages: Mapping[str, Sequence[Span]] | None
) -> tuple[Record, list[Event]]:
    """A record with its events of the incident, without what stands outside the passages."""
    spans = (passages or {}).get(record.report.id, ())
    own = [e for e in record.events if e.id in set(ids)]
    return record, [gathering.cut(e, gathering.lines(spans)) for e in own] if spans else own


def _home(told: Sequence[tuple[Record, Sequence[str]]]) -> str | None:
    """The country in which most places of the incident's events lie, else most places of its reports."""
    for every in (False, True):
        seen: Counter[str] = Counter()
        for record, ids in told:
            wanted = {p for e in record.events if e.id in set(ids) for p in e.places}
            for place in record.places:
                if place.country is not None and (every or place.id in wanted):
                    seen[place.country] += 1
        if seen:
            return seen.most_common(1)[0][0]
    return None


def _what(own: Sequence[tuple[Record, Event]], kind: str) -> str:
    """The sentence that names the incident: of an event of its type that happened, of which most is told.

    Who did it counts for nothing, and of equals the first is taken: no side is to name what is compared.
    """
    named = [(r, e) for r, e in own if e.triggers]
    named = [(r, e) for r, e in named if e.type == kind] or named
    named = [(r, e) for r, e in named if e.polarity == "positive" and e.modality == "actual"] or named
    if not named:
        return next((r.report.title for r, _ in own if r.report.title), "")
    record, event = max(named, key=lambda x: sum(map(bool, (x[1].recipients, x[1].places, x[1].time, x[1].casualties))))
    sentences = Sentences(record.report.text)
    return sentences.span(sentences.index(event.triggers[0].start)).text


def _origins(reports: Sequence[str], origins: Sequence[Collection[str]]) -> list[list[str]]:
    """Every report of the incident once: with those that share its origin, or alone."""
    groups = [[r for r in reports if r in set(g)] for g in origins]
    grouped = {r for g in groups for r in g}
    return [*(g for g in groups if g), *([r] for r in reports if r not in grouped)]
