"""Which reports tell the same incident, at the level of whole reports.

Every report is compared with its nearest neighbours only; a probability for each pair comes from boosted trees over
what the two share; then groups are merged while the average over *all* pairs between two groups is high enough, pairs
that were never compared counting as unlike. One report that speaks of two incidents therefore does not chain them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from according.incidents.likeness import FEATURES, NEIGHBOURS, compare
from according.incidents.sheets import Sheets, read_sheets
from according.incidents.trees import Trees
from according.records import Report

_LEAST = 0.01  # a smaller probability counts as none


@cache
def weights() -> Trees:
    """The shipped weights, read once. Raises ModelError where the file is damaged."""
    file = resources.files("according.incidents") / "data" / "likeness.json"
    return Trees.from_json(file.read_text(encoding="utf8"), features=FEATURES)


class Grouped(NamedTuple):
    """Groups of positions in a batch, and the chance of every pair that is likely enough to count."""

    groups: list[list[int]]
    chances: dict[tuple[int, int], float]


def group_reports(reports: Iterable[Report], *, threshold: float | None = None) -> list[list[int]]:
    """Reports that tell the same incident, as groups of their positions in the order given.

    Every report is in exactly one group; groups and their members stand in the order of the input. Only title, text,
    day of publication and publisher are looked at. How rare a word is depends on the batch, so a report can be grouped
    differently in another batch. `threshold` is the average probability from which two groups are one (from the
    weights by default; higher keeps more apart). Raises ModelError where the weights are damaged.
    """
    return group_sheets(read_sheets(reports), threshold=threshold).groups


def group_sheets(sheets: Sheets, *, threshold: float | None = None) -> Grouped:
    """The same of a batch that was read."""
    trees = weights()
    pairs = compare(sheets)
    chance = trees.probability(pairs.features)
    likely = chance > _LEAST
    ends = zip(pairs.first[likely].tolist(), pairs.second[likely].tolist(), strict=True)
    chances = dict(zip(ends, chance[likely].tolist(), strict=True))
    links = ((a, b, chance) for (a, b), chance in chances.items())
    return Grouped(merge(len(sheets), links, threshold=trees.threshold if threshold is None else threshold), chances)


def merge(n: int, links: Iterable[tuple[int, int, float]], *, threshold: float) -> list[list[int]]:
    """Groups of 0..n-1 by average linkage over sparse pairs: the likest two groups are merged until none is left.

    A pair without a link counts as 0. As each report has at most `NEIGHBOURS` links of its own choice, an average is
    taken over no more pairs than that bound allows, or incidents with hundreds of reports would fall apart.
    """
    members: list[list[int] | None] = [[i] for i in range(n)]
    near: list[dict[int, float]] = [{} for _ in range(n)]
    for a, b, chance in links:
        near[a][b] = near[b][a] = chance

    def average(a: int, b: int) -> float:
        one, two = len(members[a] or ()), len(members[b] or ())
        return near[a][b] / min(one * two, NEIGHBOURS * min(one, two))

    heap = [(-near[a][b], a, b) for a in range(n) for b in near[a] if a < b and near[a][b] >= threshold]
    heapq.heapify(heap)
    while heap:
        _, a, b = heapq.heappop(heap)
        left, right = members[a], members[b]
        if left is None or right is None:
            continue  # one of them was merged meanwhile
        made = len(members)
        members.append(sorted([*left, *right]))
        both = _joined(near[a], near[b], leave=(a, b))
        near.append(both)
        members[a] = members[b] = None
        near[a], near[b] = {}, {}
        for other, total in both.items():
            near[other].pop(a, None)
            near[other].pop(b, None)
            near[other][made] = total
            close = average(made, other)
            if close >= threshold:
                heapq.heappush(heap, (-close, other, made))
    return sorted(m for m in members if m is not None)


def _joined(one: dict[int, float], two: dict[int, float], *, leave: Sequence[int]) -> dict[int, float]:
    """The links of two groups together, without those between them."""
    if len(one) < len(two):
        one, two = two, one
    for key, total in two.items():
        one[key] = one.get(key, 0.0) + total
    for key in leave:
        one.pop(key, None)
    return one
