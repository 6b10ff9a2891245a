"""Two events of different reports as numbers: what their triggers share, and what the records know of both.

By these features, and the trees that `training.shared` makes (`data/shared.json`), `shared` judges whether two events
of an incident's reports are one happening. The reader is not asked again: what is compared stands in the records.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

import numpy as np
import numpy.typing as npt

from according import codebook
from according.incidents import alike, coreference, meanings
from according.incidents.days import ordinal
from according.incidents.mentions import Mention, mentions
from according.incidents.sentences import Sentences
from according.incidents.trees import Trees
from according.incidents.voices import Voice, Voices
from according.records import Event, Record, Span
from according.rendering.lines import status

#: Features of two mentions that say nothing here: vectors of the reader, and what tells one report from two.
_LEFT_OUT = frozenset({"vectors", "sentence vectors", "documents here", "one report", "sentences between"})
_OF_MENTIONS = [n for n, name in enumerate(alike.FEATURES) if name not in _LEFT_OUT]
FEATURES = (
    *(alike.FEATURES[n] for n in _OF_MENTIONS),
    *("same type", "same quad", "places", "days apart", "days wide", "published apart", "same status"),
)
"""The columns, in the order in which the weights expect them."""

_WIDE = ("PCL", "CONT", "RGN")  # countries and continents tell no happening from another
_NAN = float("nan")

Key = tuple[str, str]


@cache
def weights() -> Trees:
    """The shipped weights, read once. Raises ModelError where the file is damaged."""
    file = resources.files("according.incidents") / "data" / "shared.json"
    return Trees.from_json(file.read_text(encoding="utf8"), features=FEATURES, made_by="training.shared")


class ToldEvent:
    """One event of one record, and what is needed of it here; `inside`: it belongs to the incident."""

    def __init__(self, record: Record, event: Event, source: _Source, *, inside: bool) -> None:
        self.record, self.event, self.source, self.inside = record, event, source, inside
        self.key: Key = (record.report.id, event.id)
        self.quad = event.quad or (codebook.quad(event.type) if event.type in codebook.types() else None)

    @property
    def voice(self) -> Voice:
        """Who tells it."""
        return self.source.voices.of(self.record.statement(self.event.said_in))

    @cached_property
    def places(self) -> set[str]:
        """Towns and the like: the event's own, and those that its sentences name."""
        at = self.source.sentences.of(self.event.triggers)
        own = set(self.event.places)
        return {key for key, (ids, named) in self.source.places.items() if ids & own or named & at}

    @property
    def days(self) -> tuple[str, str] | None:
        """The first and last day, where they are resolved."""
        time = self.event.time
        return None if time is None or time.start is None else (time.start[:10], (time.end or time.start)[:10])

    @cached_property
    def ordinals(self) -> tuple[int, int] | None:
        """The same as numbers."""
        first, last = (ordinal(day) for day in self.days or (None, None))
        return None if first is None or last is None else (first, last)

    def mentions(self, triggers: Sequence[Span]) -> list[Mention]:
        """Some of its triggers in their context."""
        return mentions(self.record.report.id, self.record.report.text, [(s.start, s.end) for s in triggers])


@dataclass(slots=True)
class _Source:
    """What is made once of a record."""

    sentences: Sentences
    voices: Voices
    places: dict[str, tuple[set[str], set[int]]]  # key -> the record's ids, and the sentences that name it
    published: int | None

    @classmethod
    def of(cls, record: Record) -> _Source:
        sentences = Sentences(record.report.text)
        places: dict[str, tuple[set[str], set[int]]] = {}
        for p in record.places:
            if not (p.feature or "").startswith(_WIDE):
                ids, named = places.setdefault(str(p.geonames or p.name.casefold()), (set(), set()))
                ids.add(p.id)
                named |= sentences.of(p.mentions)
        return cls(sentences, Voices(record), places, ordinal(record.report.published))


def told_events(told: Iterable[tuple[Record, Sequence[str]]]) -> Iterator[ToldEvent]:
    """Every event of the records that may be a happening; the ids are those that belong to the incident."""
    for record, ids in told:
        source, own = _Source.of(record), set(ids)
        for event in record.events:
            if event.triggers and event.modality != "generic":
                yield ToldEvent(record, event, source, inside=event.id in own)


def comparable(a: Mention, b: Mention) -> bool:
    """Whether the triggers have words of one meaning; of those that have none hardly any are one happening."""
    return alike.closest(a, b) >= meanings.SISTER


def features(a: ToldEvent, b: ToldEvent, trigger: Mention, other: Mention, *, documents: float) -> list[float]:
    """What two events share by a trigger of each, in the order of `FEATURES`; NaN is unknown.

    `documents` is the cosine of the two reports.
    """
    words = alike.features(trigger, other, documents=documents)
    both = not a.places.isdisjoint(b.places)
    apart = wide = published = _NAN
    if a.ordinals is not None and b.ordinals is not None:
        (first, last), (start, end) = a.ordinals, b.ordinals
        apart = math.log1p(max(0, start - last, first - end))
        wide = math.log1p(max(last - first, end - start))
    if a.source.published is not None and b.source.published is not None:
        published = math.log1p(abs(a.source.published - b.source.published))
    return [
        *(words[n] for n in _OF_MENTIONS),
        float(a.event.type == b.event.type),
        float(a.quad == b.quad),
        1.0 if both else -1.0 if a.places and b.places else 0.0,
        apart,
        wide,
        published,
        float(status(a.event) == status(b.event)),
    ]


def chances(rows: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
    """The chance, 0 to 1, of each row of features that the two are one happening."""
    return weights().probability(np.array(rows, dtype=np.float32).reshape(len(rows), len(FEATURES)))


def reasons(a: ToldEvent, b: ToldEvent, trigger: Mention, other: Mention) -> list[str]:
    """What speaks for and against two events being one happening, the triggers first."""
    out = coreference.reasons(trigger, other)
    if not a.places.isdisjoint(b.places):
        out.append("a place in common")
    if a.days is not None and b.days is not None:
        meet = a.days[0] <= b.days[1] and b.days[0] <= a.days[1]
        out.append("days that meet" if meet else f"other days: {a.days[0]} and {b.days[0]}")
    return out
