"""Incidents that linking makes one, and passages that it attaches, inside the writer's transaction.

Who decides is above (`according.linking`); here is what the store must know for it, by indexed queries whose cost does
not grow with the ledger, and how it is written down. An incident that ends loses its tellings and nothing else: its id
is the name of one of them, and leads to where they are.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, update

from according.ledger import ids, links
from according.ledger.decisions import Decisions
from according.ledger.incident_schema import CHANGED, MARK, incidents, tellings, told
from according.ledger.schema import events

_REPORTS = 400  # of an incident, the newest, by which others are looked for that the same reports tell


@dataclass(slots=True)
class Own:
    """What one report tells of one incident: the tellings with the events that they are made of, and the attached."""

    tellings: dict[int, set[int]] = field(default_factory=dict)
    attached: dict[int, set[int]] = field(default_factory=dict)

    @property
    def events(self) -> set[int]:
        """The events of all tellings that were not attached."""
        return set().union(*self.tellings.values())


def of_report(connection: Connection, report_n: int) -> dict[int, Own]:
    """What a report tells of each of its incidents."""
    joined = tellings.join(told, told.c.telling_n == tellings.c.n)
    marked = (tellings.c.why == MARK).label("marked")
    wanted = select(tellings.c.n, tellings.c.incident_n, told.c.event_n, marked).select_from(joined)
    own = (tellings.c.report_n == report_n, tellings.c.incident_n.is_not(None))
    found: defaultdict[int, Own] = defaultdict(Own)
    for row in connection.execute(wanted.where(*own).order_by(tellings.c.n)):
        of = found[row.incident_n]
        (of.attached if row.marked else of.tellings).setdefault(row.n, set()).add(row.event_n)
    return found


def reports_of(connection: Connection, incident_ns: Collection[int]) -> dict[int, int]:
    """How many reports tell each of these incidents."""
    wanted = select(tellings.c.incident_n, func.count(tellings.c.report_n.distinct())).group_by(tellings.c.incident_n)
    found: dict[int, int] = {}
    for chunk in links.chunks(sorted(incident_ns)):
        rows = connection.execute(wanted.where(tellings.c.incident_n.in_(chunk)))
        found.update((row[0], row[1]) for row in rows)
    return found


def telling_reports(connection: Connection, incident_n: int, *, limit: int) -> list[int]:
    """Numbers of some reports that tell an incident, in their order."""
    wanted = select(tellings.c.report_n).distinct().where(tellings.c.incident_n == incident_n)
    return list(connection.execute(wanted.order_by(tellings.c.report_n).limit(limit)).scalars())


def shared(connection: Connection, incident_n: int, *, least: int) -> dict[int, int]:
    """The other incidents that at least so many reports tell beside this one, and how many do; most first.

    Only those that something happened to, too: a report that is new to both leaves its mark on both, and what was asked
    before needs no second look.
    """
    own = select(tellings.c.report_n).distinct().where(tellings.c.incident_n == incident_n)
    newest = own.order_by(tellings.c.report_n.desc()).limit(_REPORTS).subquery()
    number = func.count(tellings.c.report_n.distinct())
    wanted = (
        select(tellings.c.incident_n, number)
        .where(tellings.c.report_n.in_(select(newest.c.report_n)), tellings.c.incident_n.is_not(None))
        .where(tellings.c.incident_n != incident_n, tellings.c.incident_n.in_(select(incidents.c.n).where(CHANGED)))
        .group_by(tellings.c.incident_n)
        .having(number >= least)
    )
    rows = connection.execute(wanted.order_by(number.desc(), tellings.c.incident_n))
    return {row[0]: row[1] for row in rows}


def changed(connection: Connection, *, least: int, after: int, limit: int) -> list[int]:
    """The next incidents that something happened to since they were compared, and that so many reports tell."""
    wanted = select(incidents.c.n).where(CHANGED, incidents.c.n > after, incidents.c.reports >= least)
    return list(connection.execute(wanted.order_by(incidents.c.n).limit(limit)).scalars())


def both(connection: Connection, one_n: int, other_n: int, *, limit: int) -> list[int]:
    """Numbers of some reports that tell both of two incidents."""
    there = select(tellings.c.report_n).where(tellings.c.incident_n == other_n)
    wanted = select(tellings.c.report_n).distinct().where(tellings.c.incident_n == one_n)
    found = wanted.where(tellings.c.report_n.in_(there)).order_by(tellings.c.report_n).limit(limit)
    return list(connection.execute(found).scalars())


def some_ns(connection: Connection, incident_n: int, report_ns: Collection[int], *, limit: int) -> list[int]:
    """Numbers of some tellings by which these reports tell an incident, without what was attached."""
    own = (tellings.c.incident_n == incident_n, tellings.c.report_n.in_(sorted(report_ns)), tellings.c.why != MARK)
    return list(connection.execute(select(tellings.c.n).where(*own).order_by(tellings.c.n).limit(limit)).scalars())


def older(connection: Connection, column: ColumnElement[Any], one_n: int, other_n: int) -> tuple[int, int]:
    """Of two incidents or parts (the column of their numbers) the one with the oldest telling, then the other."""
    wanted = select(column).where(column.in_([one_n, other_n])).order_by(tellings.c.published, tellings.c.name)
    first = int(connection.execute(wanted.limit(1)).scalar_one())
    return (first, other_n) if first == one_n else (first, one_n)


def parted(connection: Connection, decisions: Decisions, one_n: int, other_n: int) -> bool:
    """Whether a person said of tellings of the one incident that they are no part of the other."""
    if not decisions:
        return False
    here, there = (_event_keys(connection, tellings.c.incident_n == n) for n in (one_n, other_n))
    return _apart(decisions, here, there)


def parted_parts(connection: Connection, decisions: Decisions, one_n: int, other_n: int) -> bool:
    """The same of two parts, with the incidents that they stand in; what was attached stands for itself."""
    if not decisions:
        return False
    here, there = (
        _event_keys(connection, tellings.c.part_n == n if home.attached else tellings.c.incident_n == home.incident_n)
        for n, home in ((n, home_of(connection, n)) for n in (one_n, other_n))
    )
    return _apart(decisions, here, there)


def _apart(decisions: Decisions, here: Collection[str], there: Collection[str]) -> bool:
    said = {key for key, (together, _) in decisions.of(here).items() if not together}
    return not said.isdisjoint(there)


def _event_keys(connection: Connection, condition: ColumnElement[bool]) -> list[str]:
    joined = tellings.join(told, told.c.telling_n == tellings.c.n).join(events, events.c.n == told.c.event_n)
    return list(connection.execute(select(events.c.key).select_from(joined).where(condition)).scalars())


class Home(NamedTuple):
    """Where a part stands: its incident, and whether it is only attached to it."""

    incident_n: int
    attached: bool


def home_of(connection: Connection, part_n: int) -> Home:
    """Where a part stands."""
    wanted = select(tellings.c.incident_n, tellings.c.why).where(tellings.c.part_n == part_n).limit(1)
    row = connection.execute(wanted).one()
    return Home(row.incident_n, row.why == MARK)


def detach(connection: Connection, part_n: int) -> None:
    """Make a part that was attached an incident by itself. It and the one that it leaves are to be touched."""
    links.open_incident(connection, part_n)
    own = update(tellings).where(tellings.c.part_n == part_n)
    connection.execute(own.values(incident_n=part_n, why="[]"))


def join(connection: Connection, stays_n: int, ends_n: int, *, why: Sequence[str]) -> None:
    """Make two incidents one; the reasons stay with the oldest telling of the one that ends. Both are to be touched."""
    order = (tellings.c.published, tellings.c.name)
    wanted = select(tellings.c.n, tellings.c.why).where(tellings.c.incident_n == ends_n, tellings.c.why != MARK)
    first = connection.execute(wanted.order_by(*order).limit(1)).first()
    if first is not None:
        reasons = list(dict.fromkeys([*json.loads(first.why), *why]))
        connection.execute(update(tellings).where(tellings.c.n == first.n).values(why=ids.canonical(reasons)))
    connection.execute(update(tellings).where(tellings.c.incident_n == ends_n).values(incident_n=stays_n))


def join_parts(connection: Connection, stays_n: int, ends_n: int) -> None:
    """Make two parts one."""
    connection.execute(update(tellings).where(tellings.c.part_n == ends_n).values(part_n=stays_n))
