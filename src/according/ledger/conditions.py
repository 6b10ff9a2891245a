"""The words of a query as conditions on events, the same on both stores.

A condition is either a *set* of events (or reports) that an index gives quickly, or a *test* of one event. Where the
set is small it leads, and everything else tests its members. Where it is large, the newest events are gone through in
order and tested, which soon gives the first hundred lines. SQLite cannot know which it is, and PostgreSQL guesses far
off where many rare names are asked for, so it is counted before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    and_,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    union_all,
)

from according import codebook
from according.ledger.arrays import NumberArray
from according.ledger.errors import LedgerError
from according.ledger.ids import folded
from according.ledger.migrations.first_views import POSTGRES_WORDS
from according.ledger.rows import on_sphere
from according.ledger.schema import entities, events, names, places, publishers, reports, roles, statements, tags
from according.rendering.lines import STATUS_WORDS

if TYPE_CHECKING:
    from according.ledger.finding import Query

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
# What becomes of lines without a day of their own where days are asked for: the first is the default.
UNDATED = ("left out", "published", "all")
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_RADIUS = 6371.0088  # kilometres: the mean radius of the earth (IUGG)
_CENTRES = 200
_FEW, _MANY = 500, 20_000  # names that are looked up before; PostgreSQL takes them as one value
# Members from which on a set no longer leads. PostgreSQL looks a row up quicker than it goes through others (measured
# at 100,000 reports: a set of 6,500 took 60 ms to lead, and 1,300 ms as a test of the newest lines).
_LARGE = {"sqlite": 5000, "postgresql": 20_000}
_RECENT = 2000  # lines of the days asked for up to which they lead


def conditions(connection: Connection, query: Query) -> Iterator[ColumnElement[bool]]:
    """One condition on `events` for each thing that is asked, but for days: see `in_time`.

    Raises LedgerError or CodebookError, see `Query`.
    """
    postgres = connection.dialect.name == "postgresql"
    yield from _coded(connection, query)
    if postgres and query.who is not None and query.whom is not None and not _codes(query.who, query.whom):
        # Each of two large sets may have a small part in common, which PostgreSQL finds at once.
        both = _both_roles(connection, query.who, query.whom)
        yield _member(connection, events.c.n, both)
    else:
        for role, wanted in (("actor", query.who), ("recipient", query.whom)):
            if wanted is not None:
                yield _in_role(connection, role, wanted, postgres=postgres)
    if query.place is not None or query.near is not None:
        yield _member(connection, events.c.n, _at_place(connection, query, postgres=postgres))
    if query.voice is not None:
        yield _voice(connection, query.voice, postgres=postgres)
    if query.publisher is not None:
        own = select(publishers.c.name).where(func.lower(publishers.c.name) == query.publisher.lower())
        yield _member(connection, events.c.report_n, select(reports.c.n).where(reports.c.publisher.in_(own)))
    if query.report is not None:
        same = or_(
            reports.c.id == query.report, _same(reports.c.name, query.report), _same(reports.c.url, query.report)
        )
        yield events.c.report_n.in_(select(reports.c.n).where(same))
    if query.text is not None:
        yield _member(connection, events.c.report_n, _with_words(query.text, postgres=postgres))


def _member(connection: Connection, column: ColumnElement[Any], members: Select[Any]) -> ColumnElement[bool]:
    """The column's value is among the members; only a small set may lead.

    PostgreSQL is given a small set as it is: it cannot guess how many rows a full-text search leads to. From SQLite a
    plus before the column hides its index where the set is large.
    """
    if connection.dialect.name == "postgresql":
        # A report has many lines: fewer reports are as many of them.
        most = _LARGE["postgresql" if column is events.c.n else "sqlite"]
        found = connection.execute(members.limit(most + 1)).scalars().all()
        return column == any_(_array(found)) if len(found) <= most else column.in_(members)
    return literal_column(f"+{column}").in_(members) if _is_large(connection, members) else column.in_(members)


def _is_large(connection: Connection, members: Select[Any] | CompoundSelect[Any], *, most: int | None = None) -> bool:
    most = _LARGE[connection.dialect.name] if most is None else most
    counted = select(func.count()).select_from(members.limit(most + 1).subquery())
    return connection.execute(counted).scalar_one() > most


def _same(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Equal, in the form that the index on the beginning answers."""
    return and_(func.substr(column, literal_column("1"), literal_column("200")) == value[:200], column == value)


def _coded(connection: Connection, query: Query) -> Iterator[ColumnElement[bool]]:
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
        yield _member(connection, events.c.n, _tagged("mode", _known(query.mode.lower(), modes, "mode")))
    if query.context is not None:
        known = _known(query.context.lower(), list(codebook.contexts()), "context")
        yield _member(connection, events.c.n, _tagged("context", known))


def _known(word: str, words: Sequence[str], what: str) -> str:
    if word not in words:
        raise LedgerError(f"{word!r} is no {what}: there are {', '.join(words)}")
    return word


def _tagged(kind: str, value: str) -> Select[Any]:
    return select(tags.c.event_n).where(tags.c.value == value, tags.c.kind == kind)


def in_time(connection: Connection, query: Query) -> Iterator[ColumnElement[bool]]:
    """The event's own days touch the days that are asked for; `undated` says what becomes of lines without a day.

    Raises LedgerError for words that are no days.
    """
    lines = _undated(query)
    if query.since is None and query.until is None:
        if query.undated is not None:
            raise LedgerError("undated needs days to look for: give since or until as well")
        return
    if query.since is not None:
        first = _day(query.since, "since")

        def since(e: FromClause) -> Iterator[ColumnElement[bool]]:
            yield e.c.end_day >= first
            yield and_(e.c.end_day.is_(None), e.c.day >= first)
            if lines != "left out":
                yield and_(_no_day(e), e.c.sort_day >= first) if lines == "published" else _no_day(e)

        # The lines are gone through from the newest day on: where few are asked for, the set of them is quicker. Each
        # part of it is a range of an index, of which counting reads the beginning only.
        inside = events.alias("inside")
        parts = (select(inside.c.n).where(inside.c.current.is_(true()), part) for part in since(inside))
        members = union_all(*parts)
        large = _is_large(connection, members, most=min(_RECENT, *_LARGE.values()))
        yield or_(*since(events)) if large else events.c.n.in_(members)
    if query.until is not None:
        last = events.c.sort_day <= _day(query.until, "until") + "~"
        match lines:
            case "left out":
                yield and_(last, ~_no_day(events))
            case "published":
                yield and_(last, events.c.sort_day != "")
            case _:
                yield or_(last, _no_day(events))


def left_out(query: Query) -> ColumnElement[bool] | None:
    """The condition on lines that since and until leave out because nobody knows their day; None where there are none.

    They meet everything else that is asked.
    """
    lines = _undated(query)
    if (query.since is None and query.until is None) or lines == "all":
        return None
    return and_(_no_day(events), events.c.sort_day == "") if lines == "published" else _no_day(events)


def _undated(query: Query) -> str:
    return _known((query.undated or UNDATED[0]).lower().replace("-", " "), UNDATED, "value of undated")


def _no_day(e: FromClause) -> ColumnElement[bool]:
    return and_(e.c.end_day.is_(None), e.c.day.is_(None))


def _day(words: str, name: str) -> str:
    if not _DAY.fullmatch(words):
        raise LedgerError(f"{name}: {words!r} is no day. Write 2024-03-05, 2024-03 or 2024")
    return words


def _named(connection: Connection, column: ColumnElement[Any], words: str, *, postgres: bool) -> ColumnElement[bool]:
    """The column holds the number of a name that has all these words; a star at a word's end is for any ending.

    The numbers are looked up before: with them both stores guess well how many rows they lead to.
    """
    wanted = _with_name(words, postgres=postgres)
    most = _MANY if postgres else _FEW
    found = connection.execute(wanted.limit(most + 1)).scalars().all()
    if len(found) > most:
        return column.in_(wanted)
    return column == any_(_array(found)) if postgres else column.in_(found)


def _array(numbers: Sequence[int]) -> BindParameter[Any]:
    return bindparam(None, numbers, type_=NumberArray(), unique=True)


def _with_name(words: str, *, postgres: bool) -> Select[Any]:
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


def _in_role(connection: Connection, role: str, words: str, *, postgres: bool) -> ColumnElement[bool]:
    own = select(roles.c.event_n).where(roles.c.role == role)
    coded = _coded_entity(words)
    if coded is None:
        members = own.where(_named(connection, roles.c.name_n, words, postgres=postgres))
        return _member(connection, events.c.n, members)
    if _is_large(connection, select(entities.c.version_n).where(coded)):
        one = roles.join(entities, entities.c.id == roles.c.of)
        here = (roles.c.event_n == events.c.n, roles.c.role == role, entities.c.version_n == events.c.version_n)
        return exists(select(literal_column("1")).select_from(one).where(*here, coded).correlate(events))
    inside = events.alias("inside")
    same = (entities.c.version_n == inside.c.version_n, entities.c.id == roles.c.of)
    return events.c.n.in_(own.where(roles.c.event_n == inside.c.n, *same, coded))


def _codes(*words: str) -> bool:
    return any(_coded_entity(w) is not None for w in words)


def _both_roles(connection: Connection, who: str, whom: str) -> Select[Any]:
    actors, recipients = roles.alias("actors"), roles.alias("recipients")
    return (
        select(actors.c.event_n)
        .select_from(actors.join(recipients, recipients.c.event_n == actors.c.event_n))
        .where(
            actors.c.role == "actor",
            _named(connection, actors.c.name_n, who, postgres=True),
            recipients.c.role == "recipient",
            _named(connection, recipients.c.name_n, whom, postgres=True),
        )
        .distinct()
    )


def _voice(connection: Connection, words: str, *, postgres: bool) -> ColumnElement[bool]:
    if words.lower() == "publisher":
        return events.c.voice_n.is_(None)
    coded = _coded_entity(words)
    if coded is None:
        inside = events.alias("inside")
        members = select(inside.c.n).where(_named(connection, inside.c.voice_n, words, postgres=postgres))
        hidden = not postgres and _is_large(connection, members)
        column: ColumnElement[Any] = literal_column("+events.voice_n") if hidden else events.c.voice_n
        return _named(connection, column, words, postgres=postgres)
    same = and_(entities.c.version_n == statements.c.version_n, entities.c.id == statements.c.speaker)
    teller = statements.join(entities, same)
    if _is_large(connection, select(entities.c.version_n).where(coded)):
        here = (statements.c.version_n == events.c.version_n, statements.c.id == events.c.said_in)
        return exists(select(literal_column("1")).select_from(teller).where(*here, coded).correlate(events))
    inside = events.alias("inside")
    told = and_(inside.c.version_n == statements.c.version_n, inside.c.said_in == statements.c.id)
    return events.c.n.in_(select(inside.c.n).select_from(teller.join(inside, told)).where(coded))


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
        return wanted.where(_named(connection, roles.c.name_n, query.place, postgres=postgres))
    distance = _kilometres(query.near or "1km")
    centres = [_position(float(point[1]), float(point[2]))] if point else _centres(connection, query.place, postgres)
    least = math.cos(min(distance / _RADIUS, math.pi))
    margin = math.degrees(distance / _RADIUS)
    close = [
        and_(
            places.c.lat.between(lat - margin, lat + margin),
            *_between_meridians(lat, lon, margin),
            places.c.x * x + places.c.y * y + places.c.z * z >= least - 1e-12,
        )
        for lat, lon, x, y, z in centres
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


def _position(lat: float, lon: float) -> tuple[float, float, float, float, float]:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise LedgerError(f"place: {lat},{lon} is no point on earth. Write LATITUDE,LONGITUDE in degrees")
    return (lat, lon, *on_sphere(lat, lon))


def _centres(connection: Connection, words: str, postgres: bool) -> list[tuple[float, float, float, float, float]]:
    where = _named(connection, places.c.name_n, words, postgres=postgres) & places.c.lat.is_not(None)
    wanted = (
        select(places.c.lat, places.c.lon, places.c.x, places.c.y, places.c.z).where(where).distinct().limit(_CENTRES)
    )
    found = [(row.lat, row.lon, row.x, row.y, row.z) for row in connection.execute(wanted)]
    if not found:
        raise LedgerError(
            f"near: no place {words!r} with coordinates is in the ledger. Give --place LATITUDE,LONGITUDE instead"
        )
    return found


def _between_meridians(lat: float, lon: float, margin: float) -> Iterator[ColumnElement[bool]]:
    """What narrows the search in the index; nothing where the circle touches a pole or the date line."""
    if abs(lat) + margin < 85:
        wide = margin / math.cos(math.radians(abs(lat) + margin))
        if lon - wide > -180 and lon + wide < 180:
            yield places.c.lon.between(lon - wide, lon + wide)
