"""Which mentions, in one report or in many, are of the same happening.

A pair's chance is the mean, in log-odds, of two small models: boosted trees over what the two mentions share (`alike`)
and a network that also sees the reader's vectors. Mentions of reports that have nothing in common are never compared.
Groups are merged while the average chance over *all* pairs between them is high enough, so that one doubtful pair
does not chain two happenings.

The weights (`data/coreference.json`, `data/coreference.npz`) are made by `training.coreference`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from according.incidents import meanings
from according.incidents.alike import FEATURES, features, table
from according.incidents.clustering import agglomerate
from according.incidents.mentions import VECTOR, Mention, unit
from according.incidents.network import Network
from according.incidents.terms import rarity
from according.incidents.trees import Trees

__all__ = ["Mention", "Pairs", "chances", "cluster", "merge", "pairs", "reasons", "score"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Chances = npt.NDArray[np.float64]

LEAST_ALIKE = 0.1
"""Reports with a smaller cosine are not compared (0.4 % of the coreferent pairs of the training corpus lie below)."""
FEW = 20
"""Among fewer reports than these nothing is said of how rare a word is among them."""
_FLOOR = 1e-4
_LEAST = 0.01  # a smaller chance counts as none


@cache
def _trees() -> Trees:
    file = resources.files("according.incidents") / "data" / "coreference.json"
    return Trees.from_json(file.read_text(encoding="utf8"), features=FEATURES, made_by="training.coreference")


@cache
def _network() -> Network:
    file = resources.files("according.incidents") / "data" / "coreference.npz"
    return Network.from_bytes(file.read_bytes(), source="according/incidents/data/coreference.npz")


def score(a: Mention, b: Mention) -> tuple[float, list[str]]:
    """The chance, 0 to 1, that two mentions are of one happening, and the reasons in words.

    Raises ModelError where the weights are damaged.
    """
    row = np.array([features(a, b)], dtype=np.float32)
    chance = judged([a, b], np.array([0]), np.array([1]), row)
    return float(chance[0]), reasons(a, b)


def reasons(a: Mention, b: Mention) -> list[str]:
    """What speaks for and against two mentions being of one happening, the trigger first."""
    heads = f'"{a.head}" and "{b.head}"'
    if a.head == b.head:
        out = [f'both "{a.head}"']
    elif meanings.lemma(a.head) == meanings.lemma(b.head) or meanings.family(a.head) & meanings.family(b.head):
        out = [f"one word: {heads}"]
    elif meanings.closeness(a.head, b.head) >= meanings.SISTER:
        out = [f"close in meaning: {heads}"]
    else:
        out = [f"other words: {heads}"]
    values = dict(zip(FEATURES, features(a, b), strict=True))
    if shared := set(a.names) & set(b.names):
        out.append(f"both name {', '.join(sorted(shared))}")
    if shared := (set(a.near) & set(b.near)) - shared:
        out.append(f"both sentences have {', '.join(sorted(shared, key=lambda t: -a.near[t])[:5])}")
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        out.append(f"other numbers: {', '.join(sorted(a.numbers))} and {', '.join(sorted(b.numbers))}")
    if a.times and b.times and not a.times & b.times:
        out.append(f"other times: {', '.join(sorted(a.times))} and {', '.join(sorted(b.times))}")
    out.append("in one report" if a.doc == b.doc else f"reports alike {values['documents']:.2f}")
    if a.vector is not None and b.vector is not None:
        out.append(f"contexts alike {values['vectors']:.2f}")
    return out


class Pairs(NamedTuple):
    """Pairs of mentions by number, and for each the cosines of their reports: in general, and among those here."""

    first: Ints
    second: Ints
    documents: list[float]
    here: list[float]


def pairs(mentions: Sequence[Mention], *, groups: Mapping[str, int] | None = None) -> Pairs:
    """The pairs worth comparing: of one report, or of reports that share enough words and, given groups, are of one."""
    members: dict[str, list[int]] = defaultdict(list)
    for i, m in enumerate(mentions):
        members[m.doc].append(i)
    reports = list(members.values())
    group_of = [] if groups is None else [groups[doc] for doc in members]
    documents = [mentions[r[0]].document for r in reports]
    general = _cosines(documents, least=LEAST_ALIKE)
    local = _cosines(_reweighed(documents), least=0.0) if len(documents) >= FEW else None
    first: list[int] = []
    second: list[int] = []
    alike: list[float] = []
    here: list[float] = []
    for a, report in enumerate(reports):
        for i, j in combinations(report, 2):
            first.append(i)
            second.append(j)
        n = len(report) * (len(report) - 1) // 2
        alike += [1.0] * n
        here += [1.0] * n
        for b, cosine in general[a].items():
            if groups is not None and group_of[a] != group_of[b]:
                continue
            for i in reports[b]:
                first += [i] * len(report)
                second += report
            n = len(report) * len(reports[b])
            alike += [cosine] * n
            here += [float("nan") if local is None else local[a].get(b, 0.0)] * n
    return Pairs(np.array(first, dtype=np.int64), np.array(second, dtype=np.int64), alike, here)


def _cosines(documents: Sequence[Mapping[str, float]], *, least: float) -> list[dict[int, float]]:
    """For each of some terms of unit length the earlier ones that are alike enough, and how much."""
    holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
    out = []
    for n, document in enumerate(documents):
        close: dict[int, float] = defaultdict(float)
        for term, weight in document.items():
            for other, its in holding[term]:
                close[other] += weight * its
            holding[term].append((n, weight))
        out.append({other: cosine for other, cosine in close.items() if cosine >= least})
    return out


def _reweighed(documents: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """The same terms weighed by their rarity among these reports; what only one of them has tells nothing."""
    held = Counter(term for document in documents for term in document)
    rare = {t: (math.log((1 + len(documents)) / (1 + n)) + 1) / rarity(t) for t, n in held.items() if n > 1}
    return [unit({t: w * rare[t] for t, w in document.items() if t in rare}) for document in documents]


def chances(mentions: Sequence[Mention], compared: Pairs) -> Chances:
    """The chance, 0 to 1, of each pair to be of one happening."""
    rows = table(
        mentions, compared.first.tolist(), compared.second.tolist(), documents=compared.documents, here=compared.here
    )
    return judged(mentions, compared.first, compared.second, rows)


def judged(mentions: Sequence[Mention], first: Ints, second: Ints, rows: Floats) -> Chances:
    """The chances of pairs whose features are known: the mean of both models in log-odds."""
    trees = _trees().probability(rows)
    odds = np.log((trees + _FLOOR) / (1 - trees + _FLOOR))
    known = np.array([m.vector is not None for m in mentions], dtype=np.bool_)
    both = np.flatnonzero(known[first] & known[second])
    if len(both):
        vectors = np.stack([m.vector if m.vector is not None else np.zeros(VECTOR) for m in mentions])
        network = _network().odds(vectors[:, : VECTOR // 2].astype(np.float32), first[both], second[both], rows[both])
        odds[both] = (odds[both] + network) / 2
    result: Chances = 1 / (1 + np.exp(-odds))
    return result


def cluster(
    mentions: Sequence[Mention], *, groups: Mapping[str, int] | None = None, threshold: float | None = None
) -> list[int]:
    """A number for each mention, equal for mentions of one happening; numbers count up in the order of the mentions.

    `groups` says for every report (`Mention.doc`) which others it goes with (`according.incidents.grouping`): mentions
    of reports of different groups are then kept apart, however alike. `threshold` is the average chance from which two
    groups of mentions are one (from the weights by default; higher keeps more apart). Raises ModelError where the
    weights are damaged, KeyError for a report without a group.
    """
    compared = pairs(mentions, groups=groups)
    chance = chances(mentions, compared)
    bar = _trees().threshold if threshold is None else threshold
    return merge(len(mentions), compared.first, compared.second, chance, threshold=bar)


def merge(n: int, first: Ints, second: Ints, chance: Chances, *, threshold: float) -> list[int]:
    """Average linkage (see `clustering`): a pair that was not compared, or is all but hopeless, counts as 0."""
    likely = np.flatnonzero(chance >= _LEAST)
    ends = np.sort(np.stack([first[likely], second[likely]], axis=1), axis=1).tolist()
    scores = {(a, b): value for (a, b), value in zip(ends, chance[likely].tolist(), strict=True)}
    label = [0] * n
    for number, members in enumerate(agglomerate(n, scores, join=threshold, missing=0.0)):
        for m in members:
            label[m] = number
    return label
