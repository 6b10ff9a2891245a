"""Incidents and copies as they are looked up: by filters, by id, by a report and an event."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, overload

from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal_column, or_, select

from according import codebook
from according.ledger import ids, links
from according.ledger.errors import LedgerError
from according.ledger.incident_rows import whole
from according.ledger.incident_schema import incidents, linked, tellings, told
from according.ledger.schema import events, publishers, reports
from according.records import Incident

_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class About:
    """Which report it is, for a person: what the ledger knows of it beside its text."""

    report: str
    name: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


class Incidents(Sequence[Incident]):
    """The incidents that answer, the newest first.

    `more` says that a limit cut the answer. `waiting` counts the reports that are not linked yet and the incidents that
    changed since they were compared: those are not among the answers until `according.link(ledger)` has run.
    """

    def __init__(self, found: list[Incident], *, more: bool = False, waiting: int = 0) -> None:
        self.found, self.more, self.waiting = found, more, waiting

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Incident]:
        return iter(self.found)

    @overload
    def __getitem__(self, index: int) -> Incident: ...
    @overload
    def __getitem__(self, index: slice) -> Incidents: ...
    def __getitem__(self, index: int | slice) -> Incident | Incidents:
        return Incidents(self.found[index]) if isinstance(index, slice) else self.found[index]

    def __repr__(self) -> str:
        more = ", and there are more" if self.more else ""
        late = f", {self.waiting} still to be linked" if self.waiting else ""
        return f"<{len(self)} incidents{more}{late}>"


@dataclass(frozen=True, slots=True)
class IncidentQuery:
    """Which incidents are looked for; what is None does not matter, and everything given must hold.

    `type`: an event type. `place`: words of a place's name. `since`, `until`: a day, month or year that the incident's
    days touch; one without a day answers to neither. `publisher`: one of its reports is theirs. `min_reports`,
    `min_origins`: so many reports and independent origins. `contradicted`: its accounts contradict each other.
    """

    type: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    publisher: str | None = None
    min_reports: int = 2
    min_origins: int = 1
    contradicted: bool = False

    @classmethod
    def of(cls, **wanted: str | int | bool | None) -> IncidentQuery:
        """A query by keywords. Raises LedgerError for one that there is not."""
        known = [f.name for f in fields(cls)]
        for name in wanted:
            if name not in known:
                raise LedgerError(f"{name!r} cannot be looked for; what can: {', '.join(known)}")
        return cls(**wanted)  # type: ignore[arg-type]


def find(connection: Connection, query: IncidentQuery, *, limit: int | None = None) -> Incidents:
    """The compared incidents that answer, the newest day first. Raises LedgerError or CodebookError for odd words."""
    wanted: Select[Any] = select(incidents.c.whole).where(incidents.c.whole.is_not(None), *_conditions(query))
    newest = (func.coalesce(incidents.c.day, literal_column("''")).desc(), incidents.c.n.desc())
    found = connection.execute(wanted.order_by(*newest).limit(None if limit is None else limit + 1)).scalars().all()
    more = limit is not None and len(found) > limit
    return Incidents([whole(w) for w in (found[:limit] if more else found)], more=more, waiting=waiting(connection))


def waiting(connection: Connection) -> int:
    """How many reports and incidents wait for the next linking."""
    loose = select(func.count()).select_from(tellings).where(tellings.c.incident_n.is_(None))
    return links.unlinked(connection) + links.to_compare(connection) + int(connection.execute(loose).scalar_one())


def _conditions(query: IncidentQuery) -> Iterator[ColumnElement[bool]]:
    yield incidents.c.reports >= max(2, query.min_reports)
    if query.min_origins > 1:
        yield incidents.c.origins >= query.min_origins
    if query.contradicted:
        yield incidents.c.contradictions > 0
    if query.type is not None:
        yield incidents.c.type == codebook.event_type(query.type.upper()).name
    if query.place is not None:
        words = ids.folded(query.place)
        if not words:
            raise LedgerError(f"place: {query.place!r} holds no word to look for")
        yield incidents.c.folded.contains(f" {words} ", autoescape=True)
    last = func.coalesce(incidents.c.end_day, incidents.c.day)
    if query.since is not None:
        yield last >= _day(query.since, "since")
    if query.until is not None:
        yield func.coalesce(incidents.c.day, incidents.c.end_day) <= _day(query.until, "until") + "~"
    if query.publisher is not None:
        own = select(publishers.c.name).where(func.lower(publishers.c.name) == query.publisher.lower())
        tells = tellings.join(reports, reports.c.n == tellings.c.report_n)
        yield exists(
            select(literal_column("1"))
            .select_from(tells)
            .where(tellings.c.incident_n == incidents.c.n, reports.c.publisher.in_(own))
        )


def _day(words: str, name: str) -> str:
    if not _DAY.fullmatch(words):
        raise LedgerError(f"{name}: {words!r} is no day. Write 2024-03-05, 2024-03 or 2024")
    return words


def number(connection: Connection, name: str, *, report_n: int | None = None) -> int:
    """The number of an incident: by its id, an id that it had, an event's key; or by a report's own id of an event.

    Raises LedgerError where there is none.
    """
    if report_n is None:
        return _by_name(connection, name)
    joined = events.join(told, told.c.event_n == events.c.n).join(tellings, tellings.c.n == told.c.telling_n)
    same = or_(events.c.id == name, events.c.key == name)
    wanted = select(tellings.c.incident_n).select_from(joined).where(tellings.c.report_n == report_n, same)
    found = connection.execute(wanted.order_by(tellings.c.n)).scalars().first()
    if found is None:
        raise LedgerError(
            f"no incident holds the event {name!r} of that report: it is not linked yet, or there is no such event. "
            "`according find --report` shows the events"
        )
    return int(found)


def _by_name(connection: Connection, name: str) -> int:
    # An incident has the name of its oldest telling; the others' are ids that it had before that came in, or may get.
    held = tellings.c.incident_n.is_not(None)
    named = select(tellings.c.incident_n).where(tellings.c.name == name, held)
    joined = events.join(told, told.c.event_n == events.c.n).join(tellings, tellings.c.n == told.c.telling_n)
    event = select(tellings.c.incident_n).select_from(joined).where(events.c.key == name, held)
    for wanted in (named, event.order_by(tellings.c.n)):
        found = connection.execute(wanted).scalars().first()
        if found is not None:
            return int(found)
    raise LedgerError(
        f"there is no incident {name!r}: give its id as `according incidents` shows it, the id of an event, or a "
        "report and an event"
    )


def of_report(connection: Connection, report_n: int) -> list[int]:
    """The numbers of the incidents that a report tells together with others, in the order in which it does."""
    joined = tellings.join(incidents, incidents.c.n == tellings.c.incident_n)
    wanted = select(tellings.c.incident_n).select_from(joined)
    several = wanted.where(tellings.c.report_n == report_n, incidents.c.reports > 1)
    return list(dict.fromkeys(connection.execute(several.order_by(tellings.c.n)).scalars()))


def kept(connection: Connection, incident_n: int) -> Incident | None:
    """The incident of that number as it was compared, None where its accounts are not kept or were not read yet."""
    found = connection.execute(select(incidents.c.whole).where(incidents.c.n == incident_n)).scalar_one()
    return None if found is None else whole(found)


def numbered(connection: Connection, incident_n: int) -> Incident:
    """The incident of that number. Raises LedgerError where its accounts are not kept or were not read yet."""
    found = kept(connection, incident_n)
    if found is not None:
        return found
    row = connection.execute(select(incidents.c.id, incidents.c.compared).where(incidents.c.n == incident_n)).one()
    if row.compared:
        raise LedgerError(
            f"only one report tells the incident {row.id}, and the ledger keeps no accounts of it: ask "
            "according.linking.incident(ledger, ...), or `according compare`"
        )
    raise LedgerError(
        f"the incident {row.id} has changed since its accounts were compared: run according.link(ledger), or "
        "`according incidents` without --no-link"
    )


def about(connection: Connection, report_ids: Collection[str]) -> dict[str, About]:
    """What the ledger knows of these reports, by their ids; a name that leads to none is left out."""
    columns = (reports.c.id, reports.c.name, reports.c.title, reports.c.publisher, reports.c.published, reports.c.url)
    found: dict[str, About] = {}
    for chunk in links.chunks(sorted(report_ids)):
        rows = connection.execute(select(*columns).where(reports.c.id.in_(chunk)))
        found.update((row.id, About(*row)) for row in rows)
    return found


def family(connection: Connection, report_n: int) -> list[str]:
    """The ids of the other reports of one text, in the order in which they came in. LedgerError if not linked."""
    own = connection.execute(select(linked.c.family).where(linked.c.report_n == report_n)).scalar()
    if own is None:
        raise LedgerError("that report is not linked yet: run according.link(ledger), or leave --no-link out")
    same = linked.join(reports, reports.c.n == linked.c.report_n)
    wanted = select(reports.c.id).select_from(same).where(linked.c.family == own, linked.c.report_n != report_n)
    wanted = wanted.order_by(reports.c.n)
    return list(connection.execute(wanted).scalars())
