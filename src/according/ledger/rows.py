"""A record taken apart into the rows of the tables, so that it can be searched.

The audit takes records apart again and compares: what changes here needs a migration that makes the rows again.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from according.ledger import ids
from according.records import Event, Record, Report, SectionKind, Span
from according.rendering.lines import joined, quad, status, voice_chain, voice_name

Row = dict[str, Any]
_PASSAGE = 240  # characters on each side within which a sentence's ends are looked for
LONGEST_NAME = 500  # PostgreSQL cannot index much longer ones; the record itself keeps every name whole
_LARGEST = 2**63 - 1
_SENTENCE_START = re.compile(r"(?:[.!?][\"'”’)]*\s+|\n[^\S\n]*\n)")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?=\s)|\n[^\S\n]*\n")


@dataclass(slots=True)
class Numbers:
    """The next free number of each table, taken once at the start of a transaction."""

    events: int
    statements: int


@dataclass(slots=True)
class Taken:
    """The rows of one version by table."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> None:
        """One more row of that table."""
        self.rows.setdefault(table, []).append(row)


def packed(record: str) -> bytes:
    """The JSON of a record as it is kept."""
    return zlib.compress(record.encode("utf-8"), 6)


def unpacked(kept: bytes) -> str:
    """What `packed` was given. Raises ValueError where it is damaged."""
    try:
        return zlib.decompress(kept).decode("utf-8")
    except zlib.error as error:
        raise ValueError(str(error)) from error


def about(report: Report) -> Row:
    """What the source says about a report, as the columns of `reports` hold it."""
    return {
        "name": report.id,
        "title": report.title,
        "publisher": report.publisher,
        "authors": ids.canonical(report.authors),
        "published": report.published,
        "language": report.language,
        "url": report.url,
    }


def all_names(record: Record) -> Iterator[str]:
    """Every name that the rows of this record refer to."""
    yield from (e.name for e in record.entities)
    yield from (p.name for p in record.places)
    yield from (voice_name(record, s) for s in record.statements)


def take_apart(
    record: Record,
    *,
    report: str,
    report_n: int,
    version_n: int,
    current: bool,
    name_n: Callable[[str], int],
    numbers: Numbers,
) -> Taken:
    """The rows of one version. `name_n` gives the number of a name; `numbers` is moved on."""
    taken = Taken()
    for i, section in enumerate(record.report.sections):
        taken.add("sections", version_n=version_n, i=i, kind=section.kind.value, **_chars(section.span))
    _take_entities(taken, record, version_n, name_n)
    _take_places(taken, record, version_n, name_n)
    for statement, key in zip(record.statements, ids.statement_keys(report, record.statements), strict=True):
        taken.add(
            "statements",
            n=numbers.statements,
            version_n=version_n,
            id=statement.id,
            key=key,
            current=current,
            kind=statement.kind,
            speaker=statement.speaker,
            voice_n=name_n(voice_name(record, statement)),
            within=statement.within,
            source=joined(statement.source),
            cue=joined(statement.cue),
            content=joined(statement.content),
            confidence=statement.confidence,
        )
        numbers.statements += 1
    of_entity = {e.id: name_n(e.name) for e in record.entities}
    of_place = {p.id: name_n(p.name) for p in record.places}
    for event, key in zip(record.events, ids.event_keys(report, record.events), strict=True):
        _take_event(taken, record, event, numbers.events, name_n, key=key, version_n=version_n, report_n=report_n)
        taken.rows["events"][-1]["current"] = current
        for role, names, owners in (
            ("actor", of_entity, event.actors),
            ("recipient", of_entity, event.recipients),
            ("place", of_place, event.places),
        ):
            for of in dict.fromkeys(owners):
                taken.add("roles", event_n=numbers.events, role=role, of=of, name_n=names[of])
        numbers.events += 1
    return taken


def _take_entities(taken: Taken, record: Record, version_n: int, name_n: Callable[[str], int]) -> None:
    for entity in record.entities:
        taken.add(
            "entities",
            version_n=version_n,
            id=entity.id,
            name_n=name_n(entity.name),
            kind=entity.kind,
            country=entity.country,
            sector=entity.sector,
            office=entity.office,
            links=ids.canonical(entity.links),
        )
        _mentions(taken, version_n, "entity", entity.id, entity.mentions)


def _take_places(taken: Taken, record: Record, version_n: int, name_n: Callable[[str], int]) -> None:
    for place in record.places:
        x, y, z = (None, None, None) if place.lat is None or place.lon is None else on_sphere(place.lat, place.lon)
        taken.add(
            "places",
            version_n=version_n,
            id=place.id,
            name_n=name_n(place.name),
            lat=place.lat,
            lon=place.lon,
            x=x,
            y=y,
            z=z,
            country=place.country,
            admin1=place.admin1,
            geonames=_storable(place.geonames),
            feature=place.feature,
            contested=place.contested,
        )
        _mentions(taken, version_n, "place", place.id, place.mentions)


def _mentions(taken: Taken, version_n: int, kind: str, of: str, spans: Iterable[Span]) -> None:
    for span in dict.fromkeys(spans):
        taken.add("mentions", version_n=version_n, kind=kind, of=of, **_chars(span))


def _take_event(
    taken: Taken,
    record: Record,
    event: Event,
    n: int,
    name_n: Callable[[str], int],
    *,
    key: str,
    version_n: int,
    report_n: int,
) -> None:
    voices = voice_chain(record, event.said_in)
    teller = voices[-1]
    start, end = (event.time.start, event.time.end) if event.time is not None else (None, None)
    taken.add(
        "events",
        n=n,
        version_n=version_n,
        report_n=report_n,
        id=event.id,
        key=key,
        sort_day=start or end or published_day(record.report.published) or "",
        type=event.type,
        modes=" ".join(event.modes),
        contexts=" ".join(event.contexts),
        cameo=event.cameo,
        quad=quad(event),
        intensity=event.intensity,
        polarity=event.polarity,
        modality=event.modality,
        status=status(event),
        said_in=event.said_in,
        voice_n=None if teller.statement is None else name_n(teller.name),
        voices=" < ".join(voice.name for voice in voices),
        words=joined(event.triggers),
        passage=passage(record, min(event.triggers)) if event.triggers else "",
        time=event.time.value if event.time is not None else None,
        day=start,
        end_day=end,
        confidence=event.confidence,
    )
    for kind, values in (("mode", event.modes), ("context", event.contexts)):
        for value in dict.fromkeys(values):
            taken.add("tags", event_n=n, kind=kind, value=value)
    for i, figure in enumerate(event.casualties):
        taken.add(
            "casualties",
            event_n=n,
            i=i,
            kind=figure.kind,
            low=_storable(figure.low),
            high=_storable(figure.high),
            best=_storable(figure.best),
            who=figure.who,
            words=figure.span.text if figure.span is not None else None,
        )


def published_day(published: str | None) -> str | None:
    """The day of a report's publication without the hour; None where it is unknown."""
    return (published or "")[:10] or None


def passage(record: Record, span: Span) -> str:
    """The sentence around a span on one line, within its section, cut where it is very long.

    A single line end ends no sentence: many texts break their lines at a fixed width.
    """
    text = record.report.text
    begin, stop = max(0, span.start - _PASSAGE), min(len(text), span.end + _PASSAGE)
    for section in record.report.sections:
        if section.kind is SectionKind.DATELINE:
            continue  # it stands in the first sentence
        if section.span.end <= span.start:
            begin = max(begin, section.span.end)
        elif section.span.start >= span.end:
            stop = min(stop, section.span.start)
        else:
            begin, stop = max(begin, section.span.start), min(stop, section.span.end)
    for start in _SENTENCE_START.finditer(text, begin, span.start):
        begin = start.end()
    end = _SENTENCE_END.search(text, span.end, stop)
    return " ".join(text[begin : end.end() if end else stop].split())


def on_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    """The point of that latitude and longitude (degrees) on a sphere of radius one."""
    phi, theta = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)


def _storable(number: int | None) -> int | None:
    """What the column can hold: a report may claim any number, and its record keeps it exactly."""
    return None if number is None else max(-_LARGEST, min(number, _LARGEST))


def _chars(span: Span) -> dict[str, int]:
    return {"start_char": span.start, "end_char": span.end}
