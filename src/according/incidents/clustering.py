"""Average linkage over the pairs that have a score: tellings -> incidents, reports -> groups, mentions -> events.

Two groups are joined while the mean score over all pairs between them is high enough. A pair without a score, because
blocking never brought it together or because both stand in one report, counts as `MISSING`: so a single passage that
fits two incidents cannot chain them, and one report's many passages carry no group.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

MISSING = -3.0
"""Log-odds of a pair that was never scored."""
JOIN = -2.4
"""Mean log-odds above which two groups are one incident; chosen on development data and on the made stories."""


def agglomerate(
    count: int,
    scores: Mapping[tuple[int, int], float],
    *,
    join: float = JOIN,
    missing: float = MISSING,
    most: int | None = None,
    apart: Sequence[tuple[int, int]] = (),
    together: Sequence[tuple[int, int]] = (),
) -> list[list[int]]:
    """The groups of the numbers 0 to `count` - 1, each in order, ordered by their first.

    `scores` are log-odds of pairs (i, j) with i < j; any other score does, with `join` and `missing` of its kind. Where
    blocking leaves each item no more than `most` pairs of its own choice, a mean is taken over no more pairs than that
    bound allows, or large groups would fall apart. `together` are pairs that a person joined; `apart` pairs that a
    person parted, which no group will hold. About linear in the number of scored pairs times its logarithm.
    """
    groups = _Groups(count, scores, missing=missing, most=most, apart=apart)
    for i, j in together:
        groups.join(groups.of(i), groups.of(j))
    heap = [(-s, a, b) for a, b, s in groups.links() if s > join]
    heapq.heapify(heap)
    while heap:
        _, a, b = heapq.heappop(heap)
        if a not in groups.members or b not in groups.members:
            continue
        merged = groups.join(a, b)
        for other in groups.sums[merged]:
            s = groups.link(merged, other)
            if s > join:
                heapq.heappush(heap, (-s, min(merged, other), max(merged, other)))
    return sorted((sorted(m) for m in groups.members.values()), key=lambda m: m[0])


class _Groups:
    """Groups under numbers that are never used again, with the sums of the scores between each two."""

    def __init__(
        self,
        count: int,
        scores: Mapping[tuple[int, int], float],
        *,
        missing: float,
        most: int | None,
        apart: Sequence[tuple[int, int]],
    ) -> None:
        self.members: dict[int, list[int]] = {i: [i] for i in range(count)}
        self.group = list(range(count))
        self.sums: dict[int, dict[int, tuple[float, int]]] = {i: {} for i in range(count)}
        self.barred: dict[int, set[int]] = {i: set() for i in range(count)}
        self.missing, self.most, self.next = missing, most, count
        for (i, j), s in scores.items():
            self.sums[i][j] = self.sums[j][i] = (s, 1)
        for i, j in apart:
            self.barred[i].add(j)
            self.barred[j].add(i)

    def of(self, i: int) -> int:
        """The number of the group that holds an item."""
        return self.group[i]

    def links(self) -> list[tuple[int, int, float]]:
        """All pairs of groups with a score, and their mean score."""
        return [(a, b, self.link(a, b)) for a, row in self.sums.items() for b in row if a < b]

    def link(self, a: int, b: int) -> float:
        """The mean score over all pairs between two groups."""
        if self.barred[b] and any(x in self.barred[b] for x in self.members[a]):
            return float("-inf")
        total, known = self.sums[a].get(b, (0.0, 0))
        one, other = len(self.members[a]), len(self.members[b])
        pairs = one * other
        if self.most is not None:
            pairs = min(pairs, self.most * min(one, other))
        return (total + self.missing * max(0, pairs - known)) / pairs

    def join(self, a: int, b: int) -> int:
        """Make two groups one; its number."""
        if a == b:
            return a
        new, self.next = self.next, self.next + 1
        self.members[new] = self.members.pop(a) + self.members.pop(b)
        self.barred[new] = self.barred.pop(a) | self.barred.pop(b)
        for i in self.members[new]:
            self.group[i] = new
        one, two = self.sums.pop(a), self.sums.pop(b)
        row: dict[int, tuple[float, int]] = {}
        for other in (one.keys() | two.keys()) - {a, b}:
            (s, n), (t, m) = one.get(other, (0.0, 0)), two.get(other, (0.0, 0))
            row[other] = (s + t, n + m)
            back = self.sums[other]
            back.pop(a, None)
            back.pop(b, None)
            back[new] = row[other]
        self.sums[new] = row
        return new
