"""What somebody looks for, as one SQL statement for both stores, and the rows that answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    true,
)

from according.ledger.conditions import conditions, in_time, left_out
from according.ledger.errors import LedgerError
from according.ledger.found import UNDATED_COUNTED, Found, Line
from according.ledger.rows import published_day
from according.ledger.schema import (
    casualties,
    events,
    judgements,
    names,
    reports,
    roles,
    versions,
)
from according.records import Casualties
from according.rendering.lines import figure

_BATCH = 400


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; what is None does not matter, and everything given must hold.

    `who`, `whom`, `voice`: words of a name ("Holm", "rebel*"), a country or sector code ("ARM", "REB"), or "government
    of ARM"; `voice` may be "publisher". `place`: words of a name, or "40.1,45.2"; `near` widens it ("50km").
    `since`, `until`: days (or years, or months) that the event's own days touch. A line whose day nobody knows is left
    out and counted, unless `undated` is "published" (its report's day decides) or "all". `text`: words of the report,
    "in quotes" for a phrase. `status`: a word of the ledger lines or of the record ("actual").
    """

    who: str | None = None
    whom: str | None = None
    type: str | None = None
    mode: str | None = None
    context: str | None = None
    quad: str | None = None
    place: str | None = None
    near: str | None = None
    since: str | None = None
    until: str | None = None
    undated: str | None = None
    status: str | None = None
    voice: str | None = None
    publisher: str | None = None
    report: str | None = None
    text: str | None = None

    @classmethod
    def of(cls, **wanted: str | None) -> Query:
        """A query by keywords. Raises LedgerError for one that there is not."""
        known = [f.name for f in fields(cls)]
        for name in wanted:
            if name not in known:
                raise LedgerError(f"{name!r} cannot be looked for; what can: {', '.join(known)}")
        return cls(**wanted)

    def to_dict(self) -> dict[str, str]:
        """What was given, without the rest."""
        return {k: v for k, v in asdict(self).items() if v is not None}


def find(connection: Connection, query: Query, *, limit: int | None = None, after: int | None = None) -> Found:
    """The lines that answer, newest day first. `after` leaves out what was known at that version's number.

    A line without a day of its own stands where its report's day is, after all others where that is unknown too.
    """
    asked = [events.c.current.is_(true()), *conditions(connection, query)]
    if after is not None:
        asked.append(_new_since(after))
    wanted = _select().where(*asked, *in_time(connection, query))
    if limit is not None:
        wanted = wanted.limit(limit + 1)  # one more, to know whether there is more
    found = connection.execute(wanted.order_by(events.c.sort_day.desc(), events.c.n.desc())).all()
    more = limit is not None and len(found) > limit
    lines = list(_lines(connection, found[:limit] if more else found))
    return Found(lines, more=more, undated=_undated(connection, query, asked))


def _undated(connection: Connection, query: Query, asked: Iterable[ColumnElement[bool]]) -> int:
    """How many lines since and until leave out because nobody knows their day, counted up to a bound."""
    condition = left_out(query)
    if condition is None:
        return 0
    some = select(events.c.n).where(*asked, condition).limit(UNDATED_COUNTED + 1)
    return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def _select() -> Select[Any]:
    about = events.join(reports, reports.c.n == events.c.report_n).join(versions, versions.c.n == events.c.version_n)
    columns = (
        *(c for c in events.c if c.name not in ("report_n", "current", "key", "id", "n", "sort_day")),
        events.c.n,
        events.c.key,
        events.c.id.label("event_id"),
        *(reports.c[c] for c in ("title", "publisher", "published", "url")),
        reports.c.id.label("report"),
        reports.c.name.label("report_name"),
        versions.c.number,
        versions.c.reader,
        versions.c.reader_version,
        versions.c.model,
    )
    return select(*columns).select_from(about)


def _new_since(version_n: int) -> ColumnElement[bool]:
    """Of a version that came later, and not the same line that an earlier version of the report had."""
    earlier = events.alias("earlier")
    same = [earlier.c[c] == events.c[c] for c in ("key", "type", "status", "voices")]
    known = exists(select(literal_column("1")).select_from(earlier).where(earlier.c.version_n <= version_n, *same))
    return and_(events.c.version_n > version_n, ~known)


def _lines(connection: Connection, found: Sequence[Any]) -> Iterator[Line]:
    for start in range(0, len(found), _BATCH):
        batch = found[start : start + _BATCH]
        numbers = [row.n for row in batch]
        people = _people(connection, numbers)
        figures = _figures(connection, numbers)
        verdicts = _verdicts(connection, [row.key for row in batch])
        for row in batch:
            yield Line(
                event=row.key,
                report=row.report,
                report_name=row.report_name,
                title=row.title,
                publisher=row.publisher,
                published=row.published,
                published_day=published_day(row.published),
                url=row.url,
                voices=row.voices,
                type=row.type,
                modes=row.modes.split(),
                who=people[row.n, "actor"],
                whom=people[row.n, "recipient"],
                status=row.status,
                figures=figures[row.n],
                places=people[row.n, "place"],
                time=row.time,
                day=row.day,
                end_day=row.end_day,
                words=row.words,
                passage=row.passage,
                confidence=row.confidence,
                judged=verdicts[row.key],
                event_id=row.event_id,
                version=row.number,
                reader=" ".join(filter(None, (row.reader, row.reader_version, row.model))) or None,
            )


def _people(connection: Connection, numbers: Iterable[int]) -> defaultdict[tuple[int, str], list[str]]:
    wanted = select(roles.c.event_n, roles.c.role, names.c.name).select_from(roles.join(names))
    people: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    in_order = wanted.where(roles.c.event_n.in_(bindparam("n", list(numbers), expanding=True))).order_by(
        *roles.primary_key
    )
    for row in connection.execute(in_order):
        people[row.event_n, row.role].append(row.name)
    return people


def _figures(connection: Connection, numbers: Iterable[int]) -> defaultdict[int, list[str]]:
    figures: defaultdict[int, list[str]] = defaultdict(list)
    wanted = select(casualties).where(casualties.c.event_n.in_(list(numbers))).order_by(*casualties.primary_key)
    for row in connection.execute(wanted):
        told = Casualties(kind=row.kind, low=row.low, high=row.high, best=row.best, who=row.who)
        figures[row.event_n].append(figure(told))
    return figures


def _verdicts(connection: Connection, keys: Iterable[str]) -> defaultdict[str, list[str]]:
    """What people said of these lines, in words; what was taken back is left out."""
    taken_back = judgements.alias("taken_back")
    undone = exists(select(literal_column("1")).select_from(taken_back).where(taken_back.c.undoes == judgements.c.id))
    wanted = select(judgements).where(judgements.c.target.in_(list(keys)), judgements.c.verdict != "undo", ~undone)
    verdicts: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(wanted.order_by(judgements.c.n)):
        what = f"{row.field}: " if row.field else ""
        value = f" to {row.value}" if row.value is not None else ""
        verdicts[row.target].append(f"{what}{row.verdict}{value} ({row.who})")
    return verdicts
