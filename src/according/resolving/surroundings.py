"""Which states a report speaks of, where: the country of an actor that names none is taken from its surroundings."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from according.records import Place
from according.resolving.names import words
from according.resolving.phrases import names
from according.resolving.tables import Index, some_words

# A sentence ends at these marks before white space, or at a line break.
_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")


@dataclass(slots=True)
class Surroundings:
    """States named in a report by place, the bounds of its sentences, and how often it names each state."""

    at: list[int]
    states: list[str]
    bounds: list[int]
    counts: Counter[str]

    def sentence(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence at that character."""
        n = bisect_right(self.bounds, position)
        return self.bounds[n - 1], self.bounds[n] if n < len(self.bounds) else 1 << 62

    def in_sentence(self, position: int) -> str | None:
        """The state named nearest to that character in its sentence."""
        start, end = self.sentence(position)
        some = range(bisect_left(self.at, start), bisect_left(self.at, end))
        best = min(some, key=lambda n: abs(self.at[n] - position), default=None)
        return None if best is None else self.states[best]

    def in_report(self) -> str | None:
        """The state that the report names most; None where two are named equally often."""
        top = self.counts.most_common(2)
        return top[0][0] if top and (len(top) == 1 or top[0][1] > top[1][1]) else None


_KINDS = frozenset(("state", "adjective", "seat", "place"))


def survey(text: str, tables: Index, *, title: str | None = None, places: Iterable[Place] = ()) -> Surroundings:
    """Find the states, peoples, seats of government and places that a text names; `places` are resolved already."""
    at: list[int] = []
    states: list[str] = []
    found = words(text)
    for name in names(found, tables):
        # our own entries come first: the name of a person or body is no evidence of a place
        first = name.entries[0]
        after = found[name.last + 1] if name.last + 1 < len(found) else None
        if after is not None and after.joined and after.key in some_words("colours"):
            continue
        if name.first and found[name.first - 1].key == "ethnic":
            continue  # "ethnic Russians" live elsewhere
        if first.kind in _KINDS and first.country not in (None, "UNO", "EUR"):
            at.append(found[name.first].start)
            states.append(str(first.country))
    seen = set(at)
    more = [(m.start, p.country) for p in places if p.country for m in p.mentions if m.start not in seen]
    if more:
        both = sorted([*zip(at, states, strict=True), *more])
        at, states = [position for position, _ in both], [state for _, state in both]
    counts = Counter(states)
    if title:
        heading = words(title)
        for name in names(heading, tables):
            if name.entries[0].kind in _KINDS and name.entries[0].country not in (None, "UNO", "EUR"):
                counts[str(name.entries[0].country)] += 2
    bounds = [0, *(m.end() for m in _END.finditer(text))]
    return Surroundings(at, states, bounds, counts)
