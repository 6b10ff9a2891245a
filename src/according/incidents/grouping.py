"""Which reports tell the same incident, at the level of whole reports.

Every report is compared with its nearest neighbours only; a probability for each pair comes from boosted trees over
what the two share; then groups are merged while the average over *all* pairs between two groups is high enough, pairs
that were never compared counting as unlike. One report that speaks of two incidents therefore does not chain them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

from according.incidents.clustering import agglomerate
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
    bar = trees.threshold if threshold is None else threshold
    # A report has no more than `NEIGHBOURS` links of its own choice.
    groups = agglomerate(len(sheets), chances, join=bar, missing=0.0, most=NEIGHBOURS)
    return Grouped(groups, chances)
