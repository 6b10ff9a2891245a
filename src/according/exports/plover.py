"""PLOVER JSON lines: one event a line, with PLOVER's field names and ours beside them.

Names and meanings follow the JSON form of the PLOVER manual (appendix on data fields). Every line is valid PLOVER for a
reader that ignores names it does not know: polarity and modality also stand in `context` as PLOVER's auxiliary contexts
(negation, future, hypothetical), so such a reader does not take a denied act for a fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from according import codebook
from according.exports.base import Exporter
from according.records import Casualties, Entity, Event, Place, Record, Statement

_QUAD_CODES = {"verbal cooperation": 1, "material cooperation": 2, "verbal conflict": 3, "material conflict": 4}
_AUXILIARY = {
    "future": "future",
    "conditional": "hypothetical",
    "requested": "hypothetical",
    "hypothetical": "hypothetical",
}
_SIZE = {"killed": "dead", "injured": "injured", "detained": "arrested"}
# PLOVER's codes for actors that belong to no country
_STATELESS = {"IGO": "IGO", "NGO": "NGO"}
_CODEBOOK = "plover-0.8"


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if v is not None and v != [] and v != {}}


class PloverExporter(Exporter):
    """Yields one PLOVER line per event.

    `dated_only` drops events whose day is not known (PLOVER requires a date; without this option such lines carry
    `"date": null`, never the day of publication). `with_text` repeats the report's text in every line: only for those
    who may pass it on.
    """

    name: ClassVar[str] = "plover"
    cannot_express: ClassVar[tuple[str, ...]] = (
        "Who says it: PLOVER has no speaker. Our field `voices` holds the chain of statements.",
        "Bounds of figures: `size` has one number; `casualties` keeps low, high, best, and whose figure it is.",
        "Missing and displaced people: `size` knows dead, injured, arrested; `casualties` keeps them.",
        "Days that are not known: `date` is null; `event_time` keeps the value, such as XXXX-09-19.",
        "Several places: `event_loc` is one; `places` keeps them all.",
        "Requested and conditional acts: both are hypothetical in `context`; `modality` keeps them apart.",
        "Statements without an event, and mentions of people and places outside events: only the full record has them.",
    )

    def __init__(self, *, dated_only: bool = False, with_text: bool = False) -> None:
        super().__init__()
        self.dated_only, self.with_text = dated_only, with_text

    def rows(self, record: Record) -> Iterator[dict[str, Any]]:
        """One line per event of the record."""
        used = {i for e in record.events for i in [s.id for s in record.voices(e.said_in)]}
        self._lose("statement without an event", sum(s.id not in used for s in record.statements))
        for event in record.events:
            day = event.time.start if event.time else None
            if day is None and self.dated_only:
                self._lose("event without a known day, dropped")
                continue
            yield self._row(record, event)

    def _lose(self, reason: str, count: int = 1) -> None:
        if count:
            self.left_out[reason] += count

    def _row(self, record: Record, event: Event) -> dict[str, Any]:
        report, reader, when = record.report, record.reader, event.time
        start, end = (when.start, when.end) if when else (None, None)
        if start is None:
            self._lose("date of an event whose day is not known")
        places = [p for i in event.places for p in record.places if p.id == i]
        self._lose("second place of an event in event_loc", max(0, len(places) - 1))
        quad = event.quad or (codebook.quad(event.type) if event.type in codebook.types() else None)
        clock = when.value.partition("T")[2] if when and start is not None and start == end else ""
        auxiliary = _AUXILIARY.get(event.modality)
        contexts = [*event.contexts, *([auxiliary] if auxiliary else [])]
        if event.polarity == "negative":
            contexts.append("negation")
        optional = {
            "enddate": end if end != start else None,
            "time": clock if clock[:1].isdigit() else None,
            "recipient": self._actors(record, event.recipients),
            "event_text": [t.text for t in event.triggers],
            "quad_code": _QUAD_CODES[quad] if quad else None,
            "event_scale": event.intensity,
            "mode": event.modes,
            "context": contexts,
            "event_loc": _place(places[0]) if places else None,
            "size": self._size(event.casualties),
            "text": report.text if self.with_text else None,
            "text_info": {"start": event.triggers[0].start, "end": event.triggers[0].end} if event.triggers else None,
            "cite_info": _kept(
                {
                    "url": report.url,
                    "title": report.title,
                    "language": report.language,
                    "publication": report.publisher,
                    "citation": report.id,
                    "codebook": _CODEBOOK,
                }
            ),
            "coder": " ".join(filter(None, (reader.name, reader.version, reader.model))) if reader else None,
        }
        ours = {
            "cameo": event.cameo,
            "event_time": when.to_dict() if when else None,
            "published": report.published,
            "polarity": event.polarity,
            "modality": event.modality,
            "voices": [_voice(record, s) for s in record.voices(event.said_in)],
            "triggers": [list(t) for t in event.triggers],
            "places": [_place(p) for p in places],
            "casualties": [c.to_dict() for c in event.casualties],
            "distancing": [list(d) for d in event.distancing],
            "confidence": event.confidence,
        }
        required = {
            "id": f"{report.id}-{event.id}",
            "date": start,
            "actor": self._actors(record, event.actors),
            "event": [event.type],
        }
        return required | _kept(optional) | _kept(ours)

    def _actors(self, record: Record, ids: list[str]) -> list[dict[str, Any]]:
        found = [e for i in ids if (e := record.entity(i)) is not None]
        self._lose("country or sector of an actor that is not known", sum(not (e.country or e.sector) for e in found))
        return [_actor(e) for e in found]

    def _size(self, figures: list[Casualties]) -> dict[str, int]:
        size: dict[str, int] = {}
        for figure in figures:
            name, number = _SIZE.get(figure.kind), figure.best if figure.best is not None else figure.low
            if name is None:
                self._lose(f"figure of {figure.kind} in size")
            elif number is None:
                self._lose("figure with an upper bound only in size")
            else:
                if figure.low != figure.high:
                    self._lose("bounds of a figure in size")
                # a total and its parts may both stand: the larger is nearest to the total, and they are never added up
                size[name] = max(number, size.get(name, 0))
        return size


def _actor(entity: Entity) -> dict[str, Any]:
    return _kept(
        {
            "code": entity.country or _STATELESS.get(entity.sector or ""),
            "sector": entity.sector,
            "entity_text": entity.mentions[0].text if entity.mentions else entity.name,
            "identifier_id": entity.links.get("wikidata"),
            "identifier_text": entity.name,
            "office": entity.office,
            "kind": entity.kind,
        }
    )


def _place(place: Place) -> dict[str, Any]:
    return _kept(
        {
            "extracted_place": place.mentions[0].text if place.mentions else place.name,
            "resolved_place": place.name if place.lat is not None or place.geonames is not None else None,
            "geonameid": place.geonames,
            "lat": place.lat,
            "lon": place.lon,
            "province": place.admin1,
            "country_code": place.country,
            "feature_class": place.feature,
            "contested": place.contested,
        }
    )


def _voice(record: Record, statement: Statement) -> dict[str, Any]:
    speaker = record.entity(statement.speaker)
    return _kept(
        {
            "speaker": _actor(speaker) if speaker else None,
            "source": " ".join(s.text for s in statement.source) or None,
            "cue": " ".join(s.text for s in statement.cue) or None,
            "kind": statement.kind,
            "content": [list(s) for s in statement.content],
        }
    )
