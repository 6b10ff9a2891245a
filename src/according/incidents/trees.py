"""Boosted decision trees, read from a JSON file and applied with numpy alone.

The file names the features in their order and keeps all trees as flat lists: for each node the feature it asks for
(-1 for a leaf), the threshold (value <= threshold goes left), whether an unknown value goes left, its two children
(counted from the tree's first node) and, for leaves, what it adds to the log-odds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from according.errors import ModelError

_STAGE = 25  # trees between two looks at what is already decided
_ROWS = 2048  # walked at once, so that memory stays small
_HOPELESS = -6.0  # log-odds below which a pair is given up before the last tree


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of decision trees for the log-odds of one class."""

    features: tuple[str, ...]
    threshold: float
    """the probability from which an average of the answers means yes"""
    start: float
    roots: npt.NDArray[np.int64]
    feature: npt.NDArray[np.int64]
    cut: npt.NDArray[np.float32]
    unknown_left: npt.NDArray[np.bool_]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]

    @classmethod
    def from_json(cls, text: str, *, features: tuple[str, ...], made_by: str = "training.likeness") -> Self:
        """Read the file's text. Raises ModelError where it is damaged or was made for other features."""
        try:
            data: dict[str, Any] = json.loads(text)
            if tuple(data["features"]) != features:
                raise ModelError(
                    "weights of decision trees: made for other features than the code has; "
                    f"make them anew with `python -m {made_by}` or install the package again"
                )
            sizes = np.array(data["sizes"], dtype=np.int64)
            roots = np.cumsum(sizes) - sizes
            base = np.repeat(roots, sizes)
            return cls(
                features=features,
                threshold=float(data["threshold"]),
                start=float(data["start"]),
                roots=roots,
                feature=np.array(data["feature"], dtype=np.int64),
                cut=np.array(data["cut"], dtype=np.float32),
                unknown_left=np.array(data["unknown_left"], dtype=np.bool_),
                left=np.array(data["left"], dtype=np.int64) + base,
                right=np.array(data["right"], dtype=np.int64) + base,
                value=np.array(data["value"], dtype=np.float64),
            )
        except (KeyError, ValueError, TypeError) as e:
            raise ModelError(
                f"weights of decision trees: damaged ({type(e).__name__}: {e}); "
                f"install the package again or make them anew with `python -m {made_by}`"
            ) from e

    def log_odds(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The log-odds of the class for each row of known features, [P,F] -> [P]; quick for a few rows too.

        All trees are walked at once: a loop over them in Python would cost more than the walk.
        """
        inner = self.feature >= 0
        asked = np.where(inner, self.feature, 0)
        own = np.arange(len(asked))
        left, right = np.where(inner, self.left, own), np.where(inner, self.right, own)
        odds = np.empty(len(rows), dtype=np.float32)
        for at in range(0, len(rows), _ROWS):
            part = rows[at : at + _ROWS]
            here = np.arange(len(part))[:, None]
            node = np.broadcast_to(self.roots, (len(part), len(self.roots)))
            while inner[node].any():
                node = np.where(part[here, asked[node]] <= self.cut[node], left[node], right[node])
            odds[at : at + _ROWS] = self.start + self.value[node].sum(axis=1)
        return odds

    def probability(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """The probability of the class for each row of features; NaN is an unknown value.

        A row whose log-odds are hopeless after some trees is given up, which only makes a small probability vague.
        """
        odds = np.full(len(rows), self.start)
        open_rows = np.arange(len(rows))
        for stage in range(0, len(self.roots), _STAGE):
            part = rows[open_rows]
            here = np.arange(len(part))
            added = np.zeros(len(part))
            for root in self.roots[stage : stage + _STAGE]:
                node = np.full(len(part), root)
                walking = here
                while len(walking):
                    at = node[walking]
                    asked = self.feature[at]
                    inner = asked >= 0
                    walking, at, asked = walking[inner], at[inner], asked[inner]
                    x = part[walking, asked]
                    goes_left = np.where(np.isnan(x), self.unknown_left[at], x <= self.cut[at])
                    node[walking] = np.where(goes_left, self.left[at], self.right[at])
                added += self.value[node]
            odds[open_rows] += added
            open_rows = open_rows[odds[open_rows] > _HOPELESS]
        chance: npt.NDArray[np.float64] = 1 / (1 + np.exp(-odds))
        return chance
