"""The hall between ledger and incidents: what was added is linked, and the ledger keeps what came out.

Each report is linked once, in the order in which reports came in, against what was linked before: nothing is clustered
again when a report comes. What it touched is compared anew at the end of the run. Everything happens in transactions of
a few reports, so that a run may be killed at any moment and goes on where it was.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from according.errors import RecordError
from according.incidents import comparing, copies, merging, origins, pairing
from according.incidents import linking as matching
from according.incidents.copies import Copying, Sharing
from according.incidents.edited import placed
from according.incidents.gathering import Gathering
from according.incidents.senses import Floats
from according.incidents.tellings import Telling
from according.ledger import ids
from according.reading.figures import find_figures
from according.records import Incident, Record, Report, ReportGroup

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from according.ledger import Ledger
    from according.ledger.links import Waiting

Progress = Callable[[str, int, int], object]

_REPORTS = 20  # linked in one transaction
_INCIDENTS = 10  # compared in one transaction
_RELATIVES = 8  # of a copy family that a new report is compared with
_FAMILIES = 3  # that it is compared with
_NEAR = 12  # reports that share most copy keys
_FAMILY = 0.6  # mean share with those: half is what one bridge between two texts reaches
_LOOSE = 200  # tellings that are linked anew in one transaction
_RECORDS = 200  # held while incidents are compared
_SHARING = 200  # reports among which shared passages are looked for
_EDITS = 50  # of a pair of copies that are kept and shown
_REASONS = 12  # that an incident shows


@dataclass(frozen=True, slots=True)
class Linked:
    """What a run did: reports linked, happenings told in them, new incidents, copies, incidents compared."""

    reports: int = 0
    tellings: int = 0
    new: int = 0
    copies: int = 0
    compared: int = 0


def link(ledger: Ledger, *, again: bool = False, progress: Progress | None = None) -> Linked:
    """Link every report that is not linked yet, and compare the accounts of each incident that it touched.

    `again` forgets every link before and makes all anew; what people said stays. `progress` is called with what is
    being done, how much of it is done and how much there is. Raises LedgerError where the store fails.
    """
    from according.ledger import links

    if again:
        with ledger.store.write() as connection:
            links.clear(connection)
    done = Linked()
    with ledger.store.read() as connection:
        total = links.unlinked(connection)
    while True:
        with ledger.store.read() as connection:
            batch = links.waiting(connection, limit=_REPORTS)
        if not batch:
            break
        done = _link_batch(ledger, [_Read.of(version) for version in batch], done)
        if progress is not None:
            progress("linking", done.reports, max(total, done.reports))
    with ledger.store.read() as connection:
        if not links.anything_left(connection):
            return done  # without waiting for whoever writes
    done = _link_loose(ledger, done)
    _merge_changed(ledger)
    return _compare_changed(ledger, done, progress)


@dataclass(frozen=True, slots=True)
class _Read:
    """A version with everything that can be made of it before the writer's lock is held."""

    version: Waiting
    record: Record
    copy_keys: list[int]
    tellings: list[tuple[Telling, list[int]]]

    @classmethod
    def of(cls, version: Waiting) -> _Read:
        from according.ledger.links import hashed

        record = _record(version.record, version.text, version.report)
        told = [(telling, hashed(matching.keys(telling))) for telling in matching.tell(record, vectors=_vectors)]
        return cls(version, record, hashed(copies.keys(record.report.text)), told)


def _link_batch(ledger: Ledger, batch: Sequence[_Read], done: Linked) -> Linked:
    from according.ledger import links
    from according.placing import Desk

    with ledger.store.write() as connection:
        desk = Desk(connection, ledger.standing)
        for read in batch:
            if not links.is_waiting(connection, read.version):
                continue  # another process was quicker
            links.enter(connection, read.version, keys=read.copy_keys)
            copied = _find_copies(connection, read)
            plain = [(telling.to_dict(), hashes) for telling, hashes in read.tellings]
            put = links.put_tellings(connection, read.version, plain)
            for (telling, _), row in zip(read.tellings, put, strict=True):
                desk.place(row.n, telling, row.event_keys)
            desk.settle([read.version.report_n])
            done = replace(
                done,
                reports=done.reports + 1,
                tellings=done.tellings + len(read.tellings),
                copies=done.copies + copied,
            )
        return replace(done, new=done.new + desk.finish())


def _link_loose(ledger: Ledger, done: Linked) -> Linked:
    """Link anew what fell apart when a decision was taken back."""
    from according.ledger import links
    from according.placing import Desk

    while True:
        with ledger.store.write() as connection:
            desk = Desk(connection, ledger.standing)
            loose = links.loose(connection, limit=_LOOSE)
            for kept in loose:
                desk.place(kept.n, Telling.from_dict(kept.plain()), links.event_keys(connection, kept.n))
            desk.settle(sorted({kept.report_n for kept in loose}))
            done = replace(done, new=done.new + desk.finish())
        if not loose:
            return done


def _merge_changed(ledger: Ledger) -> None:
    """Make one, among the incidents that something happened to, what the same reports tell; until nothing changes.

    Only at the end of a run: a passage is held against what is told in like words, not against a whole incident.
    A run that is killed leaves them marked, and the next one looks at them again.
    """
    from according.ledger import joining
    from according.placing import Desk

    after, ended = 0, 0
    while True:
        with ledger.store.write() as connection:
            numbers = joining.changed(connection, least=merging.REPORTS, after=after, limit=_INCIDENTS)
            desk = Desk(connection, ledger.standing)
            for n in numbers:
                ended += desk.merge(n)
            desk.finish()
        if numbers:
            after = numbers[-1]
        elif ended:
            after, ended = 0, 0
        else:
            return


# Copies


def _find_copies(connection: Connection, read: _Read) -> bool:
    """Take a report into the family of the text that it repeats; whether there is one."""
    from according.ledger import links

    n = read.version.report_n
    near = links.sharing(connection, read.copy_keys, but=n, limit=_NEAR)
    if not near:
        return False
    family_of = links.families(connection, near)
    compared: dict[int, Copying | None] = {}
    best, joined = 0.0, None
    for family in list(dict.fromkeys(family_of[other] for other in near if other in family_of))[:_FAMILIES]:
        some = list(dict.fromkeys([o for o in near if family_of.get(o) == family]))[:_RELATIVES]
        some += [o for o in links.relatives(connection, family, limit=_RELATIVES) if o not in (*some, n)]
        missing = [o for o in some[:_RELATIVES] if o not in compared]
        for row in links.current_records(connection, missing):
            compared[row.report_n] = copies.copying(read.record.report, _report(row.record, row.text, row.id))
        shares = [_share(compared.get(o)) for o in some[:_RELATIVES]]
        mean = sum(shares) / len(shares)
        if mean >= _FAMILY and mean > best:
            best, joined = mean, family
    if joined is None:
        return False
    inside = links.families(connection, list(compared))
    numbers = {_id(pair): o for o, pair in compared.items() if pair is not None}
    pairs = [
        {
            "other_n": o,
            "source_n": {None: None, read.version.report: n}.get(pair.original, numbers.get(pair.original or "")),
            "share": _share(pair),
            "detail": plain(pair),
        }
        for o, pair in sorted(compared.items())
        if pair is not None and inside.get(o) == joined
    ]
    links.put_copies(connection, n, joined, pairs)
    return True


def _id(pair: Copying) -> str:
    return pair.b  # the other report: the new one is always `a`


def _share(pair: Copying | None) -> float:
    return 0.0 if pair is None else max(pair.share_a, pair.share_b)


def plain(pair: Copying) -> dict[str, Any]:
    """A pair of copies as plain JSON; of its edits those first that say another thing: numbers, negations, names."""
    found = pair.to_dict()
    order = {"number": 0, "negation": 1, "place": 2, "name": 3}
    found["edits"] = sorted(found["edits"], key=lambda edit: order.get(edit["kind"], 4))[:_EDITS]
    return found


def copies_of(ledger: Ledger, report: str) -> list[Copying]:
    """How a report and each other of its family are copies of each other, the report first (`a`) in every pair.

    `report` is its id, its name or its address. Raises LedgerError where it is unknown or not linked.
    """
    others = ledger.family(report)
    own, own_id = ledger.record(report), ledger.report_id(report)
    found = []
    for other in others:
        record = ledger.record(other)
        pair = copies.copying(_named(own.report, own_id), _named(record.report, other))
        if pair is not None:
            found.append(placed(pair, own, record))
    return found


def sharing_of(ledger: Ledger, report: str) -> list[Sharing]:
    """The reports that share passages with a report and are no copies of it, those that share most first.

    Looked for among those that tell the same incidents, and those of its family that differ too much from it to be its
    copies. Raises LedgerError where the report is unknown or not linked.
    """
    own_id = ledger.report_id(report)
    own = _named(ledger.record(report).report, own_id)
    near = dict.fromkeys([*ledger.family(report), *(r for i in ledger.incidents_of(report) for r in i.reports)])
    found = []
    for other in [r for r in near if r != own_id][:_SHARING]:
        pair = copies.sharing(own, _named(ledger.record(other).report, other))
        if pair is not None:
            found.append(pair)
    return sorted(found, key=lambda pair: -max(pair.share_a, pair.share_b))


# Comparing


def _compare_changed(ledger: Ledger, done: Linked, progress: Progress | None) -> Linked:
    from according.ledger import links

    held = _Held()
    with ledger.store.read() as connection:
        total = done.compared + links.to_compare(connection)
    while True:
        with ledger.store.write() as connection:
            numbers = links.changed(connection, limit=_INCIDENTS)
            for n in numbers:
                _compare(connection, n, held)
        if not numbers:
            return done
        done = replace(done, compared=done.compared + len(numbers))
        if progress is not None:
            progress("comparing", done.compared, max(total, done.compared))


def _compare(connection: Connection, incident_n: int, held: _Held) -> None:
    """Read the accounts of an incident, compare them, and keep what came out."""
    from according.ledger import incident_rows

    incident, numbers = _compared(connection, incident_n, held)
    incident_rows.put_incident(connection, incident_n, incident, numbers)


def _compared(
    connection: Connection, incident_n: int, held: _Held, *, shared: bool = False
) -> tuple[Incident, dict[str, int]]:
    """The incident with its accounts and findings, and the numbers of its reports by their ids."""
    from according.ledger import links

    members = links.members(connection, incident_n)
    events: dict[int, list[str]] = {}
    places: dict[int, list[str]] = {}
    for kept in members:
        told = kept.plain()
        events.setdefault(kept.report_n, []).extend(told["events"])
        places.setdefault(kept.report_n, []).append(told["id"])
    records = held.records(connection, list(events))
    incident = comparing.compare(
        links.public_id(connection, incident_n),
        [(records[n], list(dict.fromkeys(own))) for n, own in events.items()],
        origins=held.origins([record.report for record in records.values()]),
        why=_reasons(reason for kept in members for reason in kept.reasons()),
        passages={r.report.id: matching.passages(r.report.text, places[n]) for n, r in records.items()},
        counting=find_figures,
        gathering=held.gathering,
        events=shared,
    )
    return incident, {record.report.id: n for n, record in records.items()}


def incident(ledger: Ledger, name: str, event: str | None = None, *, events: bool = False) -> Incident:
    """One incident as it stands, named as for `ledger.incident`; also what one report alone tells.

    Its accounts are read anew where the ledger keeps none, and nothing is written. `events` asks for
    `Incident.shared_events`, which no ledger keeps. Raises LedgerError where there is no such incident.
    """
    from according.ledger import incidents

    with ledger.store.read() as connection:
        n = ledger.incident_n(connection, name, event)
        kept = incidents.kept(connection, n)
        if kept is not None and not events:
            return kept
        found = _compared(connection, n, _Held(), shared=events)[0]
        return found if kept is None else kept.model_copy(update={"shared_events": found.shared_events})


class _Held:
    """What comparing needs again within a run: records, what is read out of them, the origins of the same reports."""

    def __init__(self) -> None:
        self._records: OrderedDict[int, Record] = OrderedDict()
        self._gathered: OrderedDict[str, Gathering] = OrderedDict()
        self._origins: dict[frozenset[str], list[list[str]]] = {}

    def records(self, connection: Connection, report_ns: Sequence[int]) -> dict[int, Record]:
        """The records by their reports' numbers, in the order given."""
        from according.ledger import links

        missing = [n for n in report_ns if n not in self._records]
        for row in links.current_records(connection, missing):
            self._records[row.report_n] = _record(row.record, row.text, row.id)
        found = {n: self._records[n] for n in report_ns}
        for n in found:
            self._records.move_to_end(n)
        while len(self._records) > _RECORDS:
            self._records.popitem(last=False)
        return found

    def gathering(self, record: Record) -> Gathering:
        """What is read out of a record for every incident alike."""
        known = self._gathered.get(record.report.id)
        if known is None or known.record is not record:
            known = self._gathered[record.report.id] = Gathering(record)
        self._gathered.move_to_end(record.report.id)
        while len(self._gathered) > _RECORDS:
            self._gathered.popitem(last=False)
        return known

    def origins(self, reports: Sequence[Report]) -> list[list[str]]:
        """Those of the reports that share an origin, as groups of ids."""
        key = frozenset(report.id for report in reports)
        if key not in self._origins:
            if len(self._origins) > _RECORDS:
                self._origins.clear()
            self._origins[key] = _origins(sorted(reports, key=lambda r: r.id))
        return self._origins[key]


def _origins(reports: Sequence[Report]) -> list[list[str]]:
    """Those of the reports that share an origin, as groups of ids."""
    return [group for group in origins.origins(reports) if len(group) > 1] if len(reports) > 1 else []


def _reasons(reasons: Iterable[str]) -> list[str]:
    return [reason for reason, _ in Counter(reasons).most_common(_REASONS)]


def _vectors(text: str, spans: Sequence[tuple[int, int]]) -> Floats:
    """What the reader's encoder makes of some ranges; it is loaded when the first report is linked."""
    from according.reading.vectors import vectors

    return vectors(text, spans, wide=True)


def _record(kept: bytes, text: str, report_id: str) -> Record:
    """The record under the ledger's id of its report: names of files may repeat."""
    from according.ledger.transfer import record_of

    record = record_of(kept, text)
    return record.model_copy(update={"report": _named(record.report, report_id)})


def _report(kept: bytes, text: str, report_id: str) -> Report:
    return _record(kept, text, report_id).report


def _named(report: Report, report_id: str) -> Report:
    return report.model_copy(update={"id": report_id})


# Without a ledger


def grouped(reports: Iterable[Report], *, threshold: float | None = None) -> list[ReportGroup]:
    """Whole reports by their main incident, those with most reports first: quick triage of a pile that nobody coded.

    Nothing is read by the model. Every report is in exactly one group; a group has a label, days and places as its
    words name them, how many independent origins it has, and why its reports stand together. `threshold` is the average
    chance, 0 to 1, from which two groups are one (0.4 by default; higher keeps more apart). All reports are held in
    memory. Raises ModelError where the weights are damaged.
    """
    from according.incidents import groups

    return groups.groups(reports, threshold=threshold)


def incidents_of(records: Iterable[Record], *, events: bool = False) -> list[Incident]:
    """The incidents that these records tell, those with most reports first; a notebook needs no ledger.

    All are linked at once, so that the order of the records does not matter; a ledger links them one after the other,
    which may differ where a case is close. `events` asks for `Incident.shared_events`. Raises RecordError where two
    records have the same `report.id`.
    """
    by_id: dict[str, Record] = {}
    names: dict[tuple[str, str], str] = {}
    tellings: list[Telling] = []
    for record in records:
        if record.report.id in by_id:
            raise RecordError(record.report.id, ["a second record has the same report.id: give each report its own"])
        by_id[record.report.id] = record
        own = matching.tell(record, vectors=_vectors)
        names |= _names(record, own)
        tellings += own
    found = ([tellings[n] for n in numbers] for numbers in matching.group(tellings))
    incidents = [_in_memory(members, by_id, names, shared=events) for members in found]
    return sorted(incidents, key=lambda i: (-len(i.reports), i.start or "9999", i.id))


def _in_memory(
    members: list[Telling], by_id: dict[str, Record], names: dict[tuple[str, str], str], *, shared: bool
) -> Incident:
    def age(telling: Telling) -> tuple[str, str]:
        return by_id[telling.report].report.published or "9999", names[telling.report, telling.id]

    tellings = sorted(members, key=age)
    events: dict[str, list[str]] = {}
    places: dict[str, list[str]] = {}
    for telling in tellings:
        events.setdefault(telling.report, []).extend(telling.events)
        places.setdefault(telling.report, []).append(telling.id)
    first = tellings[0]
    others = [telling for telling in tellings if telling.report != first.report]
    return comparing.compare(
        names[first.report, first.id],
        [(by_id[r], list(dict.fromkeys(e))) for r, e in events.items()],
        origins=_origins([by_id[r].report for r in events]),
        why=_reasons(reason for other in others for reason in pairing.reasons(first, other)),
        passages={r: matching.passages(by_id[r].report.text, own) for r, own in places.items()},
        counting=find_figures,
        events=shared,
    )


def _names(record: Record, tellings: Sequence[Telling]) -> dict[tuple[str, str], str]:
    """The names that a ledger gives to the tellings of a report."""
    report = ids.report_id(record.report)
    keys = dict(zip((e.id for e in record.events), ids.event_keys(report, record.events), strict=True))
    own = [[keys[e.id] for e in record.events if e.id in telling.events] for telling in tellings]
    names = ids.telling_names(own, report=report)
    return {(t.report, t.id): name for t, name in zip(tellings, names, strict=True)}
