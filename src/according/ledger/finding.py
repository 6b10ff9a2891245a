"""What somebody looks for, as one SQL statement for both stores, and the rows that answer."""

from __future__ import annotations

import math
import re
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
    or_,
    select,
    text,
    true,
)

from according import codebook
from according.ledger.errors import LedgerError
from according.ledger.found import Found, Line
from according.ledger.ids import folded
from according.ledger.migrations.first_views import POSTGRES_WORDS
from according.ledger.schema import (
    casualties,
    entities,
    events,
    judgements,
    names,
    places,
    reports,
    roles,
    statements,
    tags,
    versions,
)
from according.records import Casualties
from according.rendering.lines import STATUS_WORDS, figure

# The words of the record format beside those of a ledger line.
_STATUS = {
    "actual": "happened",
    "future": "planned",
    "requested": "demanded",
    "hypothetical": "possible",
    "generic": "habitual",
}
_CODE = re.compile(r"[A-Z]{3}")
_OF = re.compile(r"government of ([A-Z]{3})", re.IGNORECASE)
_POINT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*")
_DISTANCE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(km|m|mi)?\s*", re.IGNORECASE)
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_RADIUS = 6371.0088  # kilometres: the mean radius of the earth (IUGG)
_CENTRES = 200
_BATCH = 400


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; what is None does not matter, and everything given must hold.

    `who`, `whom`, `voice`: words of a name ("Holm", "rebel*"), a country or sector code ("ARM", "REB"), or "government
    of ARM"; `voice` may be "publisher". `place`: words of a name, or "40.1,45.2"; `near` widens it ("50km").
    `since`, `until`: days (or years, or months) of the event, of publication where the event has none. `text`: words of
    the report, "in quotes" for a phrase. `status`: a word of the ledger lines or of the record ("actual").
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
    """The lines that answer, newest day first. `after` leaves out what was known at that version's number."""
    wanted = _select(connection, query)
    if after is not None:
        wanted = wanted.where(_new_since(after))
    if limit is not None:
        wanted = wanted.limit(limit + 1)  # one more, to know whether there is more
    found = connection.execute(wanted.order_by(events.c.day.desc(), events.c.n.desc())).all()
    more = limit is not None and len(found) > limit
    return Found(list(_lines(connection, found[:limit] if more else found)), more=more)


def _select(connection: Connection, query: Query) -> Select[Any]:
    postgres = connection.dialect.name == "postgresql"
    conditions = list(_conditions(connection, query, postgres=postgres))
    about = events.join(reports, reports.c.n == events.c.report_n).join(versions, versions.c.n == events.c.version_n)
    columns = (
        *(c for c in events.c if c.name not in ("report_n", "current", "key", "id", "n")),
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
    return select(*columns).select_from(about).where(events.c.current.is_(true()), *conditions)


def _conditions(connection: Connection, query: Query, *, postgres: bool) -> Iterator[ColumnElement[bool]]:
    yield from _coded(query)
    for role, wanted in (("actor", query.who), ("recipient", query.whom)):
        if wanted is not None:
            yield events.c.n.in_(_in_role(role, wanted, postgres=postgres))
    if query.place is not None or query.near is not None:
        yield events.c.n.in_(_at_place(connection, query, postgres=postgres))
    if query.since is not None:
        yield events.c.day >= _day(query.since, "since")
    if query.until is not None:
        yield and_(events.c.day <= _day(query.until, "until") + "~", events.c.day != "")
    if query.voice is not None:
        yield _voice(query.voice, postgres=postgres)
    if query.publisher is not None:
        yield func.lower(reports.c.publisher) == query.publisher.lower()
    if query.report is not None:
        yield or_(reports.c.id == query.report, _same(reports.c.name, query.report), _same(reports.c.url, query.report))
    if query.text is not None:
        yield events.c.report_n.in_(_with_words(query.text, postgres=postgres))


def _same(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Equal, in the form that the index on the beginning answers."""
    return and_(func.substr(column, literal_column("1"), literal_column("200")) == value[:200], column == value)


def _coded(query: Query) -> Iterator[ColumnElement[bool]]:
    """Values of the codebook; a word that it does not know is an error and no empty answer."""
    if query.type is not None:
        yield events.c.type == codebook.event_type(query.type.upper()).name
    if query.quad is not None:
        quads = sorted({t.quad for t in codebook.types().values()})
        yield events.c.quad == _known(query.quad.lower(), quads, "quad category")
    if query.status is not None:
        word = query.status.lower().replace("_", " ").replace("-", " ")
        yield events.c.status == _known(_STATUS.get(word, word), (*STATUS_WORDS, *_STATUS), "status")
    if query.mode is not None:
        modes = sorted({m for t in codebook.types().values() for m in t.modes})
        yield events.c.n.in_(_tagged("mode", _known(query.mode.lower(), modes, "mode")))
    if query.context is not None:
        yield events.c.n.in_(_tagged("context", _known(query.context.lower(), list(codebook.contexts()), "context")))


def _known(word: str, words: Sequence[str], what: str) -> str:
    if word not in words:
        raise LedgerError(f"{word!r} is no {what}: there are {', '.join(words)}")
    return word


def _tagged(kind: str, value: str) -> Select[Any]:
    return select(tags.c.event_n).where(tags.c.value == value, tags.c.kind == kind)


def _day(words: str, name: str) -> str:
    if not _DAY.fullmatch(words):
        raise LedgerError(f"{name}: {words!r} is no day. Write 2024-03-05, 2024-03 or 2024")
    return words


def _named(words: str, *, postgres: bool) -> Select[Any]:
    """Numbers of the names that have all these words; a star at a word's end stands for any ending."""
    parts = [(folded(word), word.endswith("*")) for word in words.split()]
    asked = [(part, star) for group, star in parts for part in group.split()]
    if not asked:
        raise LedgerError(f"{words!r} holds no word to look for")
    if postgres:
        tsquery = " & ".join(f"'{part}':*" if star else f"'{part}'" for part, star in asked)
        vector = func.to_tsvector(literal_column("'simple'"), names.c.folded)
        return select(names.c.n).where(vector.op("@@")(func.to_tsquery(literal_column("'simple'"), tsquery)))
    match = " ".join(f'"{part}"*' if star else f'"{part}"' for part, star in asked)
    return (
        select(literal_column("rowid"))
        .select_from(text("name_words"))
        .where(literal_column("name_words").op("MATCH")(match))
    )


def _coded_entity(words: str) -> ColumnElement[bool] | None:
    """The condition on an entity where the words are a code and no name."""
    if of := _OF.fullmatch(words.strip()):
        return and_(entities.c.country == of[1].upper(), entities.c.sector == "GOV")
    if _CODE.fullmatch(words):
        return entities.c.sector == words if words in codebook.sectors() else entities.c.country == words
    return None


def _in_role(role: str, words: str, *, postgres: bool) -> Select[Any]:
    wanted = select(roles.c.event_n).where(roles.c.role == role)
    coded = _coded_entity(words)
    if coded is None:
        return wanted.where(roles.c.name_n.in_(_named(words, postgres=postgres)))
    inside = events.alias("inside")
    return wanted.where(
        roles.c.event_n == inside.c.n,
        entities.c.version_n == inside.c.version_n,
        entities.c.id == roles.c.of,
        coded,
    )


def _voice(words: str, *, postgres: bool) -> ColumnElement[bool]:
    if words.lower() == "publisher":
        return events.c.voice_n.is_(None)
    coded = _coded_entity(words)
    if coded is None:
        return events.c.voice_n.in_(_named(words, postgres=postgres))
    teller = statements.join(
        entities, and_(entities.c.version_n == statements.c.version_n, entities.c.id == statements.c.speaker)
    )
    of_event = (statements.c.version_n == events.c.version_n, statements.c.id == events.c.said_in)
    return exists(select(literal_column("1")).select_from(teller).where(*of_event, coded))


def _with_words(words: str, *, postgres: bool) -> Select[Any]:
    if not folded(words):
        raise LedgerError(f"text: {words!r} holds no word to look for")
    if postgres:
        vector: ColumnElement[Any] = literal_column(POSTGRES_WORDS)
        asked = func.websearch_to_tsquery(literal_column("'english'"), " ".join(_phrases(words)))
        return select(reports.c.n).where(vector.op("@@")(asked)).correlate(None)
    return (
        select(literal_column("rowid"))
        .select_from(text("report_words"))
        .where(literal_column("report_words").op("MATCH")(" ".join(_phrases(words))))
    )


def _phrases(words: str) -> Iterator[str]:
    """Words and phrases, each in quotes, so that nothing in them commands the search engine."""
    for quoted, word in re.findall(r'"([^"]*)"|([^\s"]+)', words):
        kept = "".join(c if c.isalnum() else " " for c in quoted or word).strip()
        if kept:
            yield f'"{kept}"'


def _at_place(connection: Connection, query: Query, *, postgres: bool) -> Select[Any]:
    if query.place is None:
        raise LedgerError("near needs a place: give --place NAME, or --place 40.1,45.2")
    wanted = select(roles.c.event_n).where(roles.c.role == "place")
    point = _POINT.fullmatch(query.place)
    if query.near is None and point is None:
        return wanted.where(roles.c.name_n.in_(_named(query.place, postgres=postgres)))
    distance = _kilometres(query.near or "1km")
    centres = [_position(float(point[1]), float(point[2]))] if point else _centres(connection, query.place, postgres)
    least = math.cos(min(distance / _RADIUS, math.pi))
    margin = math.degrees(distance / _RADIUS)
    close = [
        and_(
            places.c.lat.between(lat - margin, lat + margin),
            places.c.x * x + places.c.y * y + places.c.z * z >= least - 1e-12,
        )
        for lat, x, y, z in centres
    ]
    inside = events.alias("inside")
    return wanted.where(
        roles.c.event_n == inside.c.n,
        places.c.version_n == inside.c.version_n,
        places.c.id == roles.c.of,
        or_(*close),
    )


def _kilometres(words: str) -> float:
    found = _DISTANCE.fullmatch(words)
    if not found:
        raise LedgerError(f"near: {words!r} is no distance. Write 50km, 800m or 30mi")
    return float(found[1]) * {"km": 1.0, "m": 0.001, "mi": 1.609344}[(found[2] or "km").lower()]


def _position(lat: float, lon: float) -> tuple[float, float, float, float]:
    from according.ledger.rows import on_sphere

    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise LedgerError(f"place: {lat},{lon} is no point on earth. Write LATITUDE,LONGITUDE in degrees")
    return (lat, *on_sphere(lat, lon))


def _centres(connection: Connection, words: str, postgres: bool) -> list[tuple[float, float, float, float]]:
    where = places.c.name_n.in_(_named(words, postgres=postgres)) & places.c.lat.is_not(None)
    wanted = select(places.c.lat, places.c.x, places.c.y, places.c.z).where(where).distinct().limit(_CENTRES)
    found = [(row.lat, row.x, row.y, row.z) for row in connection.execute(wanted)]
    if not found:
        raise LedgerError(
            f"near: no place {words!r} with coordinates is in the ledger. Give --place LATITUDE,LONGITUDE instead"
        )
    return found


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
                day=row.day or None,
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
