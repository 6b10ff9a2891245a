"""Checks a record beyond its shape: spans against the text, ids against each other, names against the codebook.

The rules are those of the record format; every problem found is listed, each with the place where it stands.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from according import codebook
from according.errors import RecordError
from according.records import RECORD_VERSION, Casualties, Event, EventTime, Record, Span

SCHEMA_ID = f"urn:according:record:{RECORD_VERSION}"

_COUNTRY = re.compile(r"[A-Z]{3}\Z")
_CAMEO = re.compile(r"\d{2,4}\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def problems(data: dict[str, Any] | Record) -> list[str]:
    """Every breach of the record format, as "where: what is wrong"; an empty list for a valid record.

    A dict is first read as a Record; where that fails, the failures of its shape are the answer.
    """
    if isinstance(data, Record):
        return list(_problems(data))
    try:
        record = Record.from_dict(data)
    except RecordError as e:
        return e.problems
    return list(_problems(record))


def validate(record: dict[str, Any] | Record) -> None:
    """Raise RecordError with every problem where the record breaks the format."""
    found = problems(record)
    if found:
        report = record.report.id if isinstance(record, Record) else (record.get("report") or {}).get("id")
        raise RecordError(str(report or "record"), found)


def _problems(record: Record) -> Iterator[str]:
    yield from _spans(record)
    yield from _ids(record)
    yield from _entities(record)
    yield from _places(record)
    yield from _statements(record)
    for n, event in enumerate(record.events):
        yield from _event(f"events[{n}] ({event.id})", event)


def _named_spans(record: Record) -> Iterator[tuple[str, Span]]:
    for n, section in enumerate(record.report.sections):
        yield f"report.sections[{n}]", section.span
    for n, entity in enumerate(record.entities):
        yield from ((f"entities[{n}] ({entity.id}).mentions[{k}]", s) for k, s in enumerate(entity.mentions))
    for n, place in enumerate(record.places):
        yield from ((f"places[{n}] ({place.id}).mentions[{k}]", s) for k, s in enumerate(place.mentions))
    for n, time in enumerate(record.times):
        yield f"times[{n}]", time.span
    for n, statement in enumerate(record.statements):
        for part in ("source", "cue", "content"):
            spans = getattr(statement, part)
            yield from ((f"statements[{n}] ({statement.id}).{part}[{k}]", s) for k, s in enumerate(spans))
    for n, event in enumerate(record.events):
        for part in ("triggers", "distancing"):
            yield from ((f"events[{n}] ({event.id}).{part}[{k}]", s) for k, s in enumerate(getattr(event, part)))
        if event.time is not None and event.time.span is not None:
            yield f"events[{n}] ({event.id}).time", event.time.span
        for k, figure in enumerate(event.casualties):
            if figure.span is not None:
                yield f"events[{n}] ({event.id}).casualties[{k}]", figure.span
    yield from ((f"distancing[{n}]", s) for n, s in enumerate(record.distancing))


def _spans(record: Record) -> Iterator[str]:
    text = record.report.text
    for where, span in _named_spans(record):
        if not 0 <= span.start < span.end:
            yield f"{where}: span [{span.start}, {span.end}] is empty or runs backwards; start must be below end"
        elif span.end > len(text):
            yield f"{where}: span [{span.start}, {span.end}] ends behind the text, which has {len(text)} characters"
        elif not text[span.start : span.end].strip():
            yield f"{where}: span [{span.start}, {span.end}] covers nothing but white space"
    sections = sorted(record.report.sections, key=lambda s: (s.span.start, s.span.end))
    for one, two in pairwise(sections):
        if two.span.start < one.span.end:
            yield f"report.sections: {one.kind} {list(one.span)} and {two.kind} {list(two.span)} overlap"


def _ids(record: Record) -> Iterator[str]:
    entities = {e.id for e in record.entities}
    places = {p.id for p in record.places}
    statements = {s.id for s in record.statements}
    groups: dict[str, Iterable[Any]] = {
        "entities": record.entities,
        "places": record.places,
        "statements": record.statements,
        "events": record.events,
    }
    for kind, things in groups.items():
        ids = [thing.id for thing in things]
        yield from (f"{kind}: id {i!r} stands {ids.count(i)} times" for i in dict.fromkeys(ids) if ids.count(i) > 1)
        yield from (f"{kind}[{n}]: the id is empty" for n, i in enumerate(ids) if not i)

    def known(where: str, used: Iterable[str | None], ids: set[str], kind: str) -> Iterator[str]:
        yield from (f"{where}: no {kind} has the id {i!r}" for i in used if i is not None and i not in ids)

    for n, s in enumerate(record.statements):
        where = f"statements[{n}] ({s.id})"
        yield from known(f"{where}.speaker", [s.speaker], entities, "entity")
        yield from known(f"{where}.within", [s.within], statements, "statement")
    for n, e in enumerate(record.events):
        where = f"events[{n}] ({e.id})"
        yield from known(f"{where}.actors", e.actors, entities, "entity")
        yield from known(f"{where}.recipients", e.recipients, entities, "entity")
        yield from known(f"{where}.places", e.places, places, "place")
        yield from known(f"{where}.said_in", [e.said_in], statements, "statement")


def _entities(record: Record) -> Iterator[str]:
    for n, entity in enumerate(record.entities):
        where = f"entities[{n}] ({entity.id})"
        if entity.sector is not None and entity.sector not in codebook.sectors():
            yield f"{where}.sector: {entity.sector!r} is none of {', '.join(codebook.sectors())}"
        for sector in entity.sectors:
            if sector not in codebook.sectors():
                yield f"{where}.sectors: {sector!r} is none of {', '.join(codebook.sectors())}"
        if entity.sectors and entity.sectors[0] != entity.sector:
            yield f"{where}.sectors: {entity.sectors[0]!r} stands first, but the sector is {entity.sector!r}"
        if entity.country is not None and not _COUNTRY.match(entity.country):
            yield f"{where}.country: {entity.country!r} is no code of three capital letters"


def _places(record: Record) -> Iterator[str]:
    for n, place in enumerate(record.places):
        where = f"places[{n}] ({place.id})"
        if (place.lat is None) != (place.lon is None):
            yield f"{where}: latitude and longitude must be given together"
        if place.lat is not None and not -90 <= place.lat <= 90:
            yield f"{where}.lat: {place.lat} is outside -90..90"
        if place.lon is not None and not -180 <= place.lon <= 180:
            yield f"{where}.lon: {place.lon} is outside -180..180"
        if place.country is not None and not _COUNTRY.match(place.country):
            yield f"{where}.country: {place.country!r} is no code of three capital letters"


def _statements(record: Record) -> Iterator[str]:
    parents = {s.id: s.within for s in record.statements}
    for n, statement in enumerate(record.statements):
        where = f"statements[{n}] ({statement.id})"
        if not statement.content:
            yield f"{where}: no content; a statement says something"
        seen, parent = {statement.id}, statement.within
        while parent is not None and parent not in seen:
            seen.add(parent)
            parent = parents.get(parent)
        if parent == statement.id:
            yield f"{where}.within: the statements hold each other in a circle"


def _event(where: str, event: Event) -> Iterator[str]:
    if not event.triggers:
        yield f"{where}: no trigger; every event points at the words that name it"
    if event.type not in codebook.types():
        yield f"{where}.type: {event.type!r} is none of {', '.join(codebook.TYPES)}"
    else:
        known = codebook.modes(event.type)
        for mode in event.modes:
            if mode not in known:
                yield f"{where}.modes: {mode!r} is no mode of {event.type}; its modes are {', '.join(known) or 'none'}"
        if event.quad is not None and event.quad != codebook.quad(event.type):
            yield f"{where}.quad: {event.quad!r}, but {event.type} is {codebook.quad(event.type)!r}"
    for context in event.contexts:
        if context not in codebook.contexts():
            yield f"{where}.contexts: {context!r} is no PLOVER context"
    if event.cameo is not None and not _CAMEO.match(event.cameo):
        yield f"{where}.cameo: {event.cameo!r} is no code of two to four digits"
    elif event.cameo is not None and event.cameo not in codebook.cameo_codes():
        yield f"{where}.cameo: {event.cameo!r} is not in the crosswalk"
    if event.intensity is not None and not -10 <= event.intensity <= 10:
        yield f"{where}.intensity: {event.intensity} is outside -10..+10"
    if event.time is not None:
        yield from _time(f"{where}.time", event.time)
    for n, figure in enumerate(event.casualties):
        yield from _figure(f"{where}.casualties[{n}]", figure)


def _time(where: str, time: EventTime) -> Iterator[str]:
    for name, day in (("start", time.start), ("end", time.end)):
        if day is not None and not _DAY.match(day):
            yield f"{where}.{name}: {day!r} is no day written YYYY-MM-DD; leave it out where the day is not known"
    if time.start is not None and time.end is not None and time.start > time.end:
        yield f"{where}: start {time.start} is after end {time.end}"


def _figure(where: str, figure: Casualties) -> Iterator[str]:
    for name, value in (("low", figure.low), ("high", figure.high), ("best", figure.best)):
        if value is not None and value < 0:
            yield f"{where}.{name}: {value} is below zero"
    if figure.low is None and figure.high is None and figure.best is None:
        yield f"{where}: neither low nor high nor best; a figure says how many"
    low = figure.low if figure.low is not None else 0
    if figure.high is not None and low > figure.high:
        yield f"{where}: low {low} is above high {figure.high}"
    above = figure.high is not None and figure.best is not None and figure.best > figure.high
    if figure.best is not None and (figure.best < low or above):
        yield f"{where}: best {figure.best} is not between low {figure.low} and high {figure.high}"


@cache
def _schema() -> dict[str, Any]:
    schema = Record.model_json_schema(mode="validation")
    parts = schema["$defs"]
    event = parts["Event"]["properties"]
    event["type"]["enum"] = list(codebook.TYPES)
    event["modes"]["items"]["enum"] = list(dict.fromkeys(m for t in codebook.TYPES for m in codebook.modes(t)))
    event["contexts"]["items"]["enum"] = list(codebook.contexts())
    event["cameo"]["anyOf"][0]["pattern"] = "^[0-9]{2,4}$"
    event["intensity"]["anyOf"][0] |= {"minimum": -10, "maximum": 10}
    parts["Entity"]["properties"]["sector"]["anyOf"][0]["enum"] = list(codebook.sectors())
    parts["Entity"]["properties"]["sectors"]["items"]["enum"] = list(codebook.sectors())
    # a mode must be of its event's type, and the quad category follows from it: JSON Schema says so with conditions
    parts["Event"]["allOf"] = [
        {
            "if": {"properties": {"type": {"const": t}}, "required": ["type"]},
            "then": {
                "properties": {
                    "modes": {"items": {"enum": list(codebook.modes(t))}} if codebook.modes(t) else {"maxItems": 0},
                    "quad": {"enum": [codebook.quad(t), None]},
                }
            },
        }
        for t in codebook.TYPES
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": f"according: a coded report (record {RECORD_VERSION})",
        **{k: v for k, v in schema.items() if k != "title"},
    }


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a Record with the names of the codebook filled in; a fresh copy at each call.

    A schema cannot check spans against the text or ids against each other: `problems` does.
    """
    return copy.deepcopy(_schema())
