"""What keeps two triggers apart: they name one act only where day, whom, where and how many do not contradict.

The learned score for "the same event" sees two words and their neighbourhood; reports of many strikes join them all.
Two days, or a deed told and a deed denied, are never one event (rules 22, 24 and 27 of the codebook); another place,
other victims or another figure speak against it (`DOUBT`, tuned on the development reports: hard for days, none for
actors, which a report names in more ways than one).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from according.reading.happenings import Happening
from according.reading.quantities import HARM_BY, Quantities
from according.reading.scan import RawMention, RawTrigger
from according.reading.settings import Settings
from according.reading.words import Words
from according.records import CasualtyKind

#: Log-odds that each contradiction short of a day's costs.
DOUBT = 2.0

_Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Told:
    """What the words around one trigger say of its act; what they leave open is empty and contradicts nothing."""

    negative: bool = False
    days: tuple[str, str] | None = None  # first and last day, ISO, where they name single days
    places: frozenset[str] = frozenset()  # capitalised words of the places' names
    recipients: frozenset[str] = frozenset()  # the same of those to whom it is done
    figures: dict[CasualtyKind, list[_Bounds]] = field(default_factory=dict)

    def apart(self, other: Told) -> float:
        """Log-odds against both being one act: 0 where nothing contradicts, infinity where it cannot be."""
        if self.negative != other.negative:
            return inf
        if self.days and other.days and (self.days[1] < other.days[0] or other.days[1] < self.days[0]):
            return inf
        named = ((self.places, other.places), (self.recipients, other.recipients))
        against = sum(bool(a and b and a.isdisjoint(b)) for a, b in named)
        return DOUBT * (against + self._counts_differ(other))

    def _counts_differ(self, other: Told) -> bool:
        shared = self.figures.keys() & other.figures.keys()
        return any(all(_exclude(a, b) for a in self.figures[k] for b in other.figures[k]) for k in shared)


def _exclude(a: _Bounds, b: _Bounds) -> bool:
    return any(high is not None and low is not None and low > high for high, low in ((a[1], b[0]), (b[1], a[0])))


def told(
    words: Words,
    forms: list[str],
    triggers: Sequence[RawTrigger],
    mentions: Sequence[RawMention],
    quantities: Quantities,
    *,
    settings: Settings,
) -> list[Told]:
    """What each trigger's own words say of its act."""
    at: dict[int, list[RawMention]] = {}
    for m in mentions:
        at.setdefault(m.head, []).append(m)

    def names(h: Happening, role: str, threshold: float) -> frozenset[str]:
        found = (m for word in h.likely(role, threshold) for m in at.get(word, ()))
        return frozenset(f.lower() for m in found for f in forms[m.words[0] : m.words[1] + 1] if f[0].isupper())

    out = []
    for t in triggers:
        h = Happening([t], [False])
        time = quantities.time(h)
        days = (time.start, time.end) if time is not None and time.granularity == "day" else (None, None)
        figures: dict[CasualtyKind, list[_Bounds]] = {}
        for figure, _ in quantities.beside.get(int(words.sentence[t.words[0]]), ()):
            if t.type in HARM_BY[figure.kind] and figure.best != 1:  # who is told of alone may be one of many
                figures.setdefault(figure.kind, []).append((figure.low, figure.high))
        out.append(
            Told(
                negative=t.negative > settings.negative,
                days=(days[0], days[1]) if days[0] is not None and days[1] is not None else None,
                places=names(h, "place", settings.place),
                recipients=names(h, "recipient", settings.recipient),
                figures=figures,
            )
        )
    return out
