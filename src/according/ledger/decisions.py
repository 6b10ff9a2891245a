"""What people say of incidents: two are one (merge), some reports are not of it (split). Rows of `judgements`.

A decision names tellings by the keys of their events, which a newer reading of the same report gives again to the
events at the same words. It therefore survives re-reading and linking anew, and is taken back like any judgement.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, literal_column, select, update

from according.ledger import ids, judging, links
from according.ledger.adding import now
from according.ledger.errors import LedgerError
from according.ledger.incident_schema import MARK, linked, tellings, told
from according.ledger.schema import events, judgements, reports, versions

FIELD = "incident"
_LOOSE = {"part_n": None, "incident_n": None}
_NAMED = 50  # tellings that a decision names on a side that stays as it is, the oldest first


@dataclass(frozen=True, slots=True)
class Decision:
    """One standing decision; each telling is a set of event keys.

    `together`: the incidents of `here` and of `there` are one, each named by its oldest telling and some of the others.
    Else no telling of `there` shares an incident with one of `here`, and those of `there` are one.
    """

    id: str
    who: str
    together: bool
    here: tuple[frozenset[str], ...]
    there: tuple[frozenset[str], ...]

    def says(self, one: str, other: str) -> bool:
        """Whether the decision is about these two events, and does not only keep an incident whole around them."""
        here, there = (side[:1] if self.together else side for side in (self.here, self.there))
        both = ((one, other), (other, one))
        return any(any(a in t for t in here) and any(b in t for t in there) for a, b in both)

    def pairs(self) -> Iterator[tuple[frozenset[str], frozenset[str], bool]]:
        """Every two tellings that belong together by it, or apart."""
        if not self.together:
            yield from ((one, other, False) for one in self.here for other in self.there)
            yield from ((self.there[0], other, True) for other in self.there[1:])
            return
        # Around both of the oldest, so that one of them may leave with its report.
        for heads in (self.here[:1], self.there[:1]):
            yield from ((one, other, True) for one in heads for other in (*self.here, *self.there) if other != one)


class Decisions:
    """All standing decisions, asked telling by telling. A later one outdoes an earlier one about the same pair."""

    def __init__(self, found: Iterable[Decision]) -> None:
        self._of: defaultdict[str, dict[str, tuple[bool, Decision]]] = defaultdict(dict)
        for decision in found:
            for one, other, together in decision.pairs():
                for a in one:
                    for b in other:
                        self._of[a][b] = self._of[b][a] = (together, decision)

    def __bool__(self) -> bool:
        return bool(self._of)

    def of(self, keys: Iterable[str]) -> dict[str, tuple[bool, Decision]]:
        """For a telling of these events: the events of others, whether they belong together, and who said so."""
        found: dict[str, tuple[bool, Decision]] = {}
        for key in keys:
            found.update(self._of.get(key, {}))
        return found


class Standing:
    """The standing decisions of one ledger, read again only where somebody judged since: judgements only ever grow."""

    def __init__(self) -> None:
        self._newest: int | None = None
        self._decisions = Decisions([])

    def at(self, connection: Connection) -> Decisions:
        """Those that stand for this connection. It must not have written judgements of its own, which may be undone."""
        newest = connection.execute(select(func.max(judgements.c.n))).scalar() or 0
        if newest != self._newest:
            self._newest, self._decisions = newest, Decisions(standing(connection))
        return self._decisions


def standing(connection: Connection) -> list[Decision]:
    """The decisions that were not taken back, in their order."""
    backs = judgements.alias("backs")
    undone = exists(select(literal_column("1")).select_from(backs).where(backs.c.undoes == judgements.c.id))
    wanted = select(judgements.c.id, judgements.c.who, judgements.c.verdict, judgements.c.value).where(
        judgements.c.kind == "link", judgements.c.field == FIELD, judgements.c.verdict != "undo", ~undone
    )
    return [_decision(*row) for row in connection.execute(wanted.order_by(judgements.c.n))]


def _decision(judgement: str, who: str, verdict: str, value: str) -> Decision:
    said = json.loads(value)
    here, there = (tuple(frozenset(keys) for keys in said[side]) for side in ("here", "there"))
    return Decision(judgement, who, verdict == "yes", here, there)


def merge(
    connection: Connection, one_n: int, other_n: int, *, who: str, note: str | None = None, at: str | None = None
) -> str:
    """Say that two incidents are one; the judgement's id comes back.

    Raises LedgerError where they are one already, or where somebody split them.
    """
    if one_n == other_n:
        raise LedgerError("both names lead to the same incident: name two. `according incidents` lists them")
    one, other = (links.members(connection, n) for n in (one_n, other_n))
    _refuse(connection, one, other, together=False, did="split")
    here, there = (_named(connection, side) for side in (one, other))
    judgement = _write(connection, one[0], "yes", here, there, who=who, note=note, at=at)
    both = tellings.c.incident_n.in_([one_n, other_n])
    connection.execute(update(tellings).where(both, tellings.c.why != MARK).values(part_n=one_n))
    connection.execute(update(tellings).where(both).values(incident_n=one_n))
    links.touch(connection, {one_n, other_n})
    return judgement


def split(
    connection: Connection,
    incident_n: int,
    report_ns: Collection[int],
    *,
    who: str,
    note: str | None = None,
    at: str | None = None,
) -> str:
    """Say that what these reports tell is another incident than the rest; the judgement's id comes back.

    Raises LedgerError where one of them is not in the incident, where none would stay, or where somebody merged them.
    """
    found = links.members(connection, incident_n)
    taken = [t for t in found if t.report_n in report_ns]
    left = [t for t in found if t.report_n not in report_ns]
    if missing := set(report_ns) - {t.report_n for t in taken}:
        name = connection.execute(select(reports.c.id).where(reports.c.n == min(missing))).scalar()
        raise LedgerError(f"the report {name} does not tell this incident. `according compare` shows which do")
    if not taken or not left:
        raise LedgerError("a split needs reports that go and reports that stay: name some of them and not all")
    _refuse(connection, left, taken, together=True, did="merged")
    here, there = _named(connection, left), [links.event_keys(connection, t.n) for t in taken]
    judgement = _write(connection, left[0], "no", here, there, who=who, note=note, at=at)
    new = links.found_incident(connection)
    for chunk in links.chunks([t.n for t in taken]):
        own = tellings.c.n.in_(chunk)
        connection.execute(update(tellings).where(own).values(part_n=new, incident_n=new))
        # What was attached belongs there by what was said from now on: no other report makes it leave.
        said = ids.canonical([reason(who, judgement)])
        connection.execute(update(tellings).where(own, tellings.c.why == MARK).values(why=said))
    links.release(connection, {incident_n})
    links.touch(connection, {incident_n, new})
    return judgement


def reason(who: str, judgement: str) -> str:
    """Why a telling stands where a person wants it."""
    return f"{who} said so (judgement {judgement})"


def _named(connection: Connection, side: list[links.Kept]) -> list[list[str]]:
    """The tellings of an incident that a decision names: some of the oldest; what was attached follows its report."""
    own = [t for t in side if t.why != MARK] or side
    return [links.event_keys(connection, t.n) for t in own[:_NAMED]]


def loosen(connection: Connection, judgement: str) -> None:
    """After a decision was taken back: its incidents fall apart, and their tellings wait to be linked anew."""
    wanted = select(judgements).where(judgements.c.id == judgement)
    row = connection.execute(wanted).one()
    if row.kind != "link" or row.field != FIELD:
        return
    decision = _decision(row.id, row.who, row.verdict, row.value)
    keys = {key for side in (decision.here, decision.there) for telling in side for key in telling}
    touched = {incident_n for _, incident_n in places_of(connection, keys).values()}
    for chunk in links.chunks(sorted(touched)):
        connection.execute(
            update(tellings).where(tellings.c.incident_n.in_(chunk)).values(part_n=None, incident_n=None)
        )
        links.touch(connection, chunk)


def places_of(connection: Connection, keys: Collection[str]) -> dict[str, tuple[int, int]]:
    """The part and the incident in which each of these events is told; those that no telling holds are left out."""
    joined = events.join(told, told.c.event_n == events.c.n).join(tellings, tellings.c.n == told.c.telling_n)
    columns = (events.c.key, tellings.c.part_n, tellings.c.incident_n)
    wanted = select(*columns).select_from(joined).where(tellings.c.incident_n.is_not(None))
    found: dict[str, tuple[int, int]] = {}
    for chunk in links.chunks(sorted(keys)):
        rows = connection.execute(wanted.where(events.c.key.in_(chunk)))
        found.update((row.key, (row.part_n, row.incident_n)) for row in rows)
    return found


def _refuse(
    connection: Connection, here: list[links.Kept], there: list[links.Kept], *, together: bool, did: str
) -> None:
    """Say so where somebody has decided the opposite: that must be taken back first, or both would stand."""
    decisions = Decisions(standing(connection))
    if not decisions:
        return
    others = {key for telling in there for key in links.event_keys(connection, telling.n)}
    for telling in here:
        mine = links.event_keys(connection, telling.n)
        for key, (said, decision) in decisions.of(mine).items():
            if key in others and said is together and any(decision.says(key, own) for own in mine):
                raise LedgerError(
                    f"{decision.who} {did} them (judgement {decision.id}). Take that back first: "
                    f"according undo LEDGER {decision.id}"
                )


def _write(
    connection: Connection,
    target: links.Kept,
    verdict: str,
    here: list[list[str]],
    there: list[list[str]],
    *,
    who: str,
    note: str | None,
    at: str | None,
) -> str:
    if not who.strip():
        raise LedgerError("a judgement needs a name: say who judges")
    seen = select(versions.c.id).select_from(linked.join(versions, versions.c.n == linked.c.version_n))
    row = {
        "at": at or now(),
        "who": who,
        "kind": "link",
        "target": here[0][0],
        "field": FIELD,
        "verdict": verdict,
        "value": ids.canonical({"here": here, "there": there}),
        "note": note,
        "undoes": None,
        "version": connection.execute(seen.where(linked.c.report_n == target.report_n)).scalar_one(),
    }
    return judging.write(connection, row, target.report_n, action="judge")
