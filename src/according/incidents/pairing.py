"""Do two tellings tell one happening? What speaks for and against it as numbers, one score, and the reasons in words.

The numbers go through boosted decision trees in `data/linking.json`, made by `training.linking`. The score is the
logarithm of the odds; 0 is as likely as not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from according.incidents import meanings, senses
from according.incidents.tellings import Telling
from according.incidents.terms import rarity
from according.incidents.trees import Trees

Floats = npt.NDArray[np.float32]

FEATURES = (
    "words", "around", "held", "types", "same place", "other place", "same region", "other region", "no place",
    "place before", "other place before", "same day", "same period", "days between", "no day", "published",
    "published same day", "same figures", "other figures", "names", "best names", "numbers", "actors", "recipients",
    "apart in the reports", "nearer the head", "meaning", "sense",
)  # fmt: skip
_LONG = 3  # days: a longer time is a period
_UNKNOWN_GAP = 5  # days between two reports of which one has no date: as far as most that tell one happening


class View:
    """A telling with its parts as sets, made once for many pairs."""

    __slots__ = ("actors", "killed", "names", "near", "of", "places", "recipients", "regions", "sense", "terms")

    def __init__(self, telling: Telling) -> None:
        self.of = telling
        self.places, self.regions = set(telling.places), set(telling.regions)
        self.near = self.places or set(telling.before)
        self.names, self.terms = set(telling.names), telling.terms.keys()
        self.actors, self.recipients = set(telling.actors), set(telling.recipients)
        self.killed = {f for f in telling.figures if f.startswith("killed")}
        self.sense = senses.unpacked(telling.sense)


def features(one: View, two: View) -> list[float]:
    """What speaks for and against two tellings being one happening, in the order of `FEATURES`."""
    a, b = one.of, two.of
    both = bool(one.places and two.places)
    place, near, region = one.places & two.places, one.near & two.near, one.regions & two.regions
    shared = sorted((min(2.0 * len(n), 8.0) for n in one.names & two.names), reverse=True)
    words = one.terms & two.terms
    held = max(sum(a.terms[t] ** 2 for t in words), sum(b.terms[t] ** 2 for t in words)) if words else 0.0
    numbers = sum(rarity(t) for t in words if t[0].isdigit() and len(t) > 1)
    same_day, same_period, between, no_day = _times(a, b)
    gap = abs(a.published - b.published) if a.published and b.published else _UNKNOWN_GAP
    killed = one.killed & two.killed
    return [
        sum(a.terms[t] * b.terms[t] for t in words),
        sum(w * b.around[t] for t, w in a.around.items() if t in b.around),
        held,
        sum(w * b.types.get(t, 0.0) for t, w in a.types.items()),
        float(bool(place)),
        float(both and not place),
        float(bool(region)),
        float(bool(one.regions and two.regions) and not region),
        float(not both),
        float(bool(near)),
        float(bool(one.near and two.near) and not near),
        same_day,
        same_period,
        between,
        no_day,
        math.log1p(min(gap, 400)),
        float(gap <= 1),
        float(bool(killed)),
        float(bool(one.killed and two.killed) and not killed),
        sum(shared) / 10,
        sum(shared[:2]) / 10,
        numbers / 10,
        float(bool(one.actors & two.actors)),
        float(bool(one.recipients & two.recipients)),
        abs(a.at - b.at),
        min(a.at, b.at),
        max((meanings.closeness(x, y) for x in a.heads for y in b.heads), default=0.0),
        senses.closeness(one.sense, two.sense),
    ]


def _times(a: Telling, b: Telling) -> tuple[float, float, float, float]:
    """Same day, same longer period, days between (scaled), unknown."""
    if a.start is None or b.start is None:
        return 0.0, 0.0, 0.0, 1.0
    gap = max(0, b.start - (a.end or a.start), a.start - (b.end or b.start))
    width = max((a.end or a.start) - a.start, (b.end or b.start) - b.start)
    if gap:
        return 0.0, 0.0, 0.2 + min(gap, 30) / 30, 0.0
    return float(width < _LONG), float(width >= _LONG), 0.0, 0.0


@cache
def weights() -> Trees:
    """The shipped trees. Raises ModelError where they are damaged or were made for other features."""
    file = resources.files("according.incidents") / "data" / "linking.json"
    return Trees.from_json(file.read_text(encoding="utf8"), features=FEATURES, made_by="training.linking")


def scores(pairs: Sequence[tuple[Telling, Telling]]) -> Floats:
    """Log-odds for each pair to tell one happening, [P]."""
    if not pairs:
        return np.zeros(0, dtype=np.float32)
    return weights().log_odds(table(pairs))


def table(pairs: Sequence[tuple[Telling, Telling]]) -> Floats:
    """The features of some pairs, [P,F]."""
    views: dict[int, View] = {}
    for telling in (t for pair in pairs for t in pair):
        if id(telling) not in views:
            views[id(telling)] = View(telling)
    return np.array([features(views[id(a)], views[id(b)]) for a, b in pairs], dtype=np.float32)


def reasons(a: Telling, b: Telling) -> list[str]:
    """What two tellings have in common, in words, the strongest first."""
    one, two = View(a), View(b)
    x = dict(zip(FEATURES, features(one, two), strict=True))
    out = []
    if x["same figures"]:
        out.append(f"the same figure: {', '.join(sorted(one.killed & two.killed))}")
    if x["same place"]:
        out.append("the same place")
    if x["same day"]:
        out.append("the same day")
    elif x["same period"]:
        out.append("the same time")
    elif x["published same day"]:
        out.append("published within a day of each other")
    shared = sorted(set(a.terms) & set(b.terms), key=lambda t: (-a.terms[t] * b.terms[t], t))
    if shared:
        out.append(f"words in common: {', '.join(shared[:6])}")
    if x["types"] > 0.5:
        both = set(a.types) & set(b.types)
        out.append(f"the same kind of event: {', '.join(sorted(both))}")
    return out
