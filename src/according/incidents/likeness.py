"""Which pairs of reports are worth comparing, and in what they are alike: one row of numbers a pair.

Candidates come from an inverted index over keys that few reports have, so that the work grows with the number of
reports and not with its square. A pair is seen in two ways: by itself (shared words, names, numbers, days) and among
its neighbours (is it the nearest? does it stand out?), because how alike two reports of one incident are depends on how
alike the batch is altogether.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from according.incidents.sheets import KINDS, Floats, Ints, Rows, Sheets

NEIGHBOURS = 40
"""How many other reports a report is compared with at most."""
MAX_FREQUENCY = 400
"""A key that more reports have does not make candidates."""
FEATURES = (
    "words", "names", "wholes", "lead", "title", "numbers", "near", "mass_names", "mass_wholes", "names_low",
    "names_high", "wholes_low", "wholes_high", "numbers_low", "numbers_high", "near_low", "near_high", "words_low",
    "words_high", "published_gap", "published_chance", "first_gap", "day_gap", "day_share", "same_publisher",
    "relative_high", "relative_low", "above_high", "above_low", "rank_low", "rank_high", "company",
)  # fmt: skip
"""The columns, in the order in which the weights expect them."""

_BASE = {"words": 1.0, "names": 1.0, "lead": 0.5}
_DAYS_CLOSE = 5.0  # reports published on days so close are looked for first
_FAR, _CLOSE = 30, 20  # ranks of the neighbours that "standing out" and "common company" are measured from


@dataclass(frozen=True, slots=True)
class Pairs:
    """Compared pairs, `first < second` by position in the batch, and their features (one row a pair)."""

    first: Ints
    second: Ints
    features: Floats

    def __len__(self) -> int:
        return len(self.first)


def compare(sheets: Sheets) -> Pairs:
    """All pairs worth comparing, and in what they are alike."""
    first, second = _candidates(sheets)
    columns = _alone(sheets, first, second)
    base = sum(weight * columns[kind] for kind, weight in _BASE.items())
    kept, among = _among(len(sheets), first, second, np.asarray(base, dtype=np.float64))
    columns = {name: column[kept] for name, column in columns.items()} | among
    features = np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)
    return Pairs(first=first[kept], second=second[kept], features=features)


def _candidates(sheets: Sheets) -> tuple[Ints, Ints]:
    """Pairs that share rare keys, for each report those that share most."""
    n = len(sheets)
    starts, keys, values = _joined(sheets)
    order = np.argsort(keys, kind="stable")
    owner = np.repeat(np.arange(n), np.diff(starts))[order]
    weight = values[order]
    ends = np.cumsum(np.bincount(keys, minlength=1))
    begins = np.concatenate([[0], ends[:-1]])
    found: list[Ints] = []
    for i in range(n):
        mine = keys[starts[i] : starts[i + 1]]
        if not len(mine):
            continue
        length = ends[mine] - begins[mine]
        at = _ranges(begins[mine], length)
        score = np.bincount(owner[at], weights=weight[at] * np.repeat(values[starts[i] : starts[i + 1]], length))
        if len(score) > i:
            score[i] = 0
        near = np.flatnonzero(score)
        gap = np.abs(sheets.published[near] - sheets.published[i])
        score[near] *= 1 + np.nan_to_num(np.exp(-gap / _DAYS_CLOSE))
        if len(near) > NEIGHBOURS:
            near = near[np.argpartition(-score[near], NEIGHBOURS)[:NEIGHBOURS]]
        found.append(np.minimum(near, i) * n + np.maximum(near, i))
    codes = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return codes // max(n, 1), codes % max(n, 1)


def _joined(sheets: Sheets) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """The rare keys of all kinds that count for the base, as rows with one space of keys."""
    n = len(sheets)
    row_parts, key_parts, value_parts, offset = [], [], [], 0
    for kind, weight in _BASE.items():
        rows = sheets.rows[kind]
        rare = rows.frequency <= MAX_FREQUENCY
        row_parts.append(np.repeat(np.arange(n), np.diff(rows.starts))[rare])
        key_parts.append(rows.keys[rare] + offset)
        value_parts.append(rows.values[rare] * np.sqrt(weight))
        offset += rows.width
    row, key, value = np.concatenate(row_parts), np.concatenate(key_parts), np.concatenate(value_parts)
    order = np.argsort(row, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=n))]).astype(np.int64)
    return starts, key[order], value[order].astype(np.float64)


def _ranges(begins: Ints, lengths: Ints) -> Ints:
    """begins[0], begins[0] + 1, ... for each length in turn."""
    total = int(lengths.sum())
    shift = np.repeat(begins - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    places: Ints = np.arange(total, dtype=np.int64) + shift
    return places


def _alone(sheets: Sheets, first: Ints, second: Ints) -> dict[str, Floats]:
    """What a pair is by itself."""
    rows = sheets.rows
    out: dict[str, Floats] = {}
    for kind in KINDS:
        wanted = kind in ("names", "wholes")
        out[kind], mass = dots(rows[kind], first, second, mass=wanted)
        if wanted:
            out[f"mass_{kind}"] = mass
    for kind in ("names", "wholes", "numbers", "near", "words"):
        sizes = rows[kind].sizes.astype(np.float32)
        out[f"{kind}_low"] = np.minimum(sizes[first], sizes[second])
        out[f"{kind}_high"] = np.maximum(sizes[first], sizes[second])
    out["published_gap"] = np.log1p(np.abs(sheets.published[first] - sheets.published[second]))
    out["published_chance"] = _chance(sheets.published, first, second)
    out["first_gap"] = np.log1p(np.abs(sheets.first[first] - sheets.first[second]))
    out["day_gap"], out["day_share"] = _days(sheets.days, first, second)
    out["same_publisher"] = (sheets.publisher[first] == sheets.publisher[second]).astype(np.float32)
    return out


def _chance(published: Floats, first: Ints, second: Ints) -> Floats:
    """How many of the batch come out as close to a report as the pair does, as the logarithm of their share.

    One day says little in a batch of one day and much in a batch of years.
    """
    known = np.sort(published[~np.isnan(published)])
    gap = np.abs(published[first] - published[second])
    shares = [
        (np.searchsorted(known, day + gap, side="right") - np.searchsorted(known, day - gap, side="left"))
        for day in (published[first], published[second])
    ]
    chance: Floats = np.log(np.maximum(1, np.maximum(*shares)) / max(1, len(known))).astype(np.float32)
    chance[np.isnan(gap)] = np.nan
    return chance


def _groups(first: Ints) -> list[tuple[int, int, int]]:
    """Runs of equal values in a sorted array: value, begin, end."""
    if not len(first):
        return []
    edges = np.concatenate([[0], np.flatnonzero(np.diff(first)) + 1, [len(first)]])
    return [(int(first[a]), int(a), int(b)) for a, b in pairwise(edges)]


def _sums(values: npt.NDArray[np.floating], lengths: Ints) -> npt.NDArray[np.float64]:
    """Sums of stretches of the given lengths, which may be empty."""
    running = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    ends = np.cumsum(lengths)
    sums: npt.NDArray[np.float64] = running[ends] - running[ends - lengths]
    return sums


def dots(rows: Rows, first: Ints, second: Ints, *, mass: bool = False) -> tuple[Floats, Floats]:
    """The products of pairs of rows, and the sum of their shared keys' rarity where it is wanted."""
    product = np.zeros(len(first), dtype=np.float32)
    shared = np.zeros(len(first) if mass else 0, dtype=np.float32)
    dense = np.zeros(rows.width, dtype=np.float32)
    lengths = np.diff(rows.starts)
    for i, a, b in _groups(first):
        others = second[a:b]
        at = _ranges(rows.starts[others], lengths[others])
        keys = rows.keys[rows.starts[i] : rows.starts[i + 1]]
        dense[keys] = rows.values[rows.starts[i] : rows.starts[i + 1]]
        met = dense[rows.keys[at]]
        product[a:b] = _sums(met * rows.values[at], lengths[others])
        if mass:
            shared[a:b] = _sums((met > 0) * rows.rarity[at], lengths[others])
        dense[keys] = 0
    return product, shared


def _days(named: list[Ints], first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """The smallest gap between days that both name (log), and the share of named days that are the same."""
    lengths = np.array([len(d) for d in named], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.concatenate(named) if named else np.zeros(0, dtype=np.int64)
    gap = np.full(len(first), np.nan, dtype=np.float32)
    share = np.full(len(first), np.nan, dtype=np.float32)
    for i, a, b in _groups(first):
        mine = named[i]
        others = second[a:b]
        some = np.flatnonzero(lengths[others])
        if not len(mine) or not len(some):
            continue
        others = others[some]
        theirs = flat[_ranges(starts[others], lengths[others])]
        at = np.searchsorted(mine, theirs)
        distance = np.minimum(
            np.abs(theirs - mine[np.minimum(at, len(mine) - 1)]), np.abs(theirs - mine[np.maximum(at - 1, 0)])
        )
        begins = np.concatenate([[0], np.cumsum(lengths[others])[:-1]])
        gap[a + some] = np.log1p(np.minimum.reduceat(distance, begins))
        same = np.add.reduceat((distance == 0).astype(np.float32), begins)
        share[a + some] = same / np.minimum(lengths[others], len(mine))
    return gap, share


def _among(n: int, first: Ints, second: Ints, base: npt.NDArray[np.float64]) -> tuple[Ints, dict[str, Floats]]:
    """What a pair is among the neighbours of both its reports; pairs that are near for neither are left out."""
    m = len(first)
    owner = np.concatenate([first, second])
    other = np.concatenate([second, first])
    twice = np.concatenate([base, base])
    order = np.lexsort((-twice, owner))
    counts = np.bincount(owner, minlength=n)
    begins = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rank = np.empty(2 * m, dtype=np.int64)
    rank[order] = np.arange(2 * m) - begins[owner[order]]

    def at_rank(k: int) -> npt.NDArray[np.float64]:
        """The base of each report's k-th neighbour, 0 where it has fewer."""
        value = np.zeros(n)
        here = rank == k
        value[owner[here]] = twice[here]
        return value

    best = np.maximum(at_rank(0), 1e-9)
    relative, above = twice / best[owner], twice - at_rank(_FAR)[owner]
    close = (rank < _CLOSE) & (twice > at_rank(_CLOSE)[owner])
    close = np.flatnonzero(close)
    close = close[np.argsort(owner[close], kind="stable")]
    height = (twice - at_rank(_CLOSE)[owner])[close]
    length = np.sqrt(np.bincount(owner[close], weights=height * height, minlength=n))
    company = Rows(
        starts=np.concatenate([[0], np.cumsum(np.bincount(owner[close], minlength=n))]).astype(np.int64),
        keys=other[close],
        values=(height / length[owner[close]]).astype(np.float32),
        rarity=np.zeros(0, dtype=np.float32),
        sizes=counts,
        frequency=np.zeros(0, dtype=np.int64),
    )
    kept = np.flatnonzero(np.minimum(rank[:m], rank[m:]) < NEIGHBOURS)
    out: dict[str, Floats] = {"company": dots(company, first[kept], second[kept])[0]}
    for name, value in (("relative", relative), ("above", above), ("rank", np.log1p(np.minimum(rank, NEIGHBOURS)))):
        one, two = value[:m][kept], value[m:][kept]
        out[f"{name}_low"] = np.minimum(one, two).astype(np.float32)
        out[f"{name}_high"] = np.maximum(one, two).astype(np.float32)
    return kept, out
