"""A record's text cut at every span boundary: within one piece nothing begins or ends.

Statements nest and cross, a trigger may stand inside a mention inside a source. Marking such spans as nested elements
cannot work; a flat row of pieces, each knowing everything that covers it, always does. One sweep over the sorted
boundaries, so the cost grows with the number of spans and not with their overlaps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from according.records import Record, SectionKind, Span

Layer = Literal["content", "cue", "source", "trigger", "entity", "place", "time", "figure", "distancing", "section"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One span in one layer; `index` is the position of its owner in the record's list of that kind."""

    layer: Layer
    index: int
    span: Span
    section: SectionKind | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with every mark that covers it, the wider marks first."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...] = ()
    ends: tuple[Mark, ...] = ()

    def of(self, layer: Layer) -> list[Mark]:
        """The marks of one layer, the widest first, so that the innermost is the last."""
        return [mark for mark in self.marks if mark.layer == layer]

    def inner(self, layer: Layer) -> Mark | None:
        """The innermost mark of one layer, or None."""
        found = self.of(layer)
        return found[-1] if found else None


def marks(record: Record) -> Iterator[Mark]:
    """Every span of the record as a mark; spans that lie outside the text or are empty are left out."""
    for i, statement in enumerate(record.statements):
        yield from (Mark("content", i, s) for s in statement.content)
        yield from (Mark("cue", i, s) for s in statement.cue)
        yield from (Mark("source", i, s) for s in statement.source)
    for i, event in enumerate(record.events):
        yield from (Mark("trigger", i, s) for s in event.triggers)
        yield from (Mark("figure", i, c.span) for c in event.casualties if c.span is not None)
    for i, entity in enumerate(record.entities):
        yield from (Mark("entity", i, s) for s in entity.mentions)
    for i, place in enumerate(record.places):
        yield from (Mark("place", i, s) for s in place.mentions)
    yield from (Mark("time", i, t.span) for i, t in enumerate(record.times))
    yield from (Mark("distancing", i, s) for i, s in enumerate(record.distancing))
    yield from (Mark("section", i, s.span, s.kind) for i, s in enumerate(record.report.sections))


def pieces(record: Record) -> list[Piece]:
    """The whole text as consecutive pieces: their texts joined are the report's text, character by character."""
    text = record.report.text
    opening: dict[int, list[Mark]] = defaultdict(list)
    closing: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks(record):
        if 0 <= mark.span.start < mark.span.end <= len(text):
            opening[mark.span.start].append(mark)
            closing[mark.span.end].append(mark)
    cuts = sorted({0, len(text), *opening, *closing})
    active: set[Mark] = set()
    found = []
    for start, end in pairwise(cuts):
        active.difference_update(closing.get(start, ()))
        active.update(opening.get(start, ()))
        found.append(
            Piece(
                start=start,
                end=end,
                text=text[start:end],
                marks=tuple(sorted(active, key=lambda m: (-len(m.span), m.layer, m.index))),
                ends=tuple(closing.get(end, ())),
            )
        )
    return found
