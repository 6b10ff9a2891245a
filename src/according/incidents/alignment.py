"""Two texts laid side by side: the stretches of words that both have, in whatever order they stand.

Linear in the length of the texts: a run of words is looked for in a bounded number of places, and what was matched is
not looked at again. A text that repeats itself without end costs no more than any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from according.incidents.wording import RUN, Wording, grams
from according.records import Span

_PLACES = 8  # in which a run is looked for

#: Words that may lie between two blocks for the texts to go on side by side.
_GAP = 6


class Block(NamedTuple):
    """So many words from the word `a` of one text stand in the other from the word `b`."""

    a: int
    b: int
    words: int


def blocks(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """What both have, in the order of `a`; no word stands in two blocks.

    Where a run stands in several places of `b`, the place with the longest continuation is taken; but the texts rather
    go on side by side, over a few other words, than jump to a place that is not much longer: a report tells its first
    sentence twice, as a summary and as a beginning.
    """
    places = _Places(a, b)
    found: list[Block] = []
    i, after = 0, Block(0, 0, 0)
    while i < len(places.mine):
        block = places.longest(i, after)
        if block is None:
            i += 1
            continue
        if not _goes_on(after, block):
            for k in range(i + 1, min(i + _GAP, len(places.mine))):
                ahead = places.longest(k, after, side_by_side=True)
                if ahead is not None and 2 * ahead.words >= block.words:
                    block = ahead
                    break
        places.take(block)
        found.append(block)
        i, after = block.a + block.words, block
    return found


class _Places:
    """Where the runs of one text stand in the other, and what of it is taken."""

    def __init__(self, a: Sequence[str], b: Sequence[str]) -> None:
        self.a, self.b = a, b
        self.run = min(RUN, len(a), len(b))
        self.mine: list[int] = grams(a).tolist()
        self.where: dict[int, list[int]] = {}
        for j, gram in enumerate(grams(b).tolist()):
            places = self.where.setdefault(gram, [])
            if len(places) < _PLACES:
                places.append(j)
        self.taken = bytearray(len(b))

    def longest(self, i: int, after: Block, *, side_by_side: bool = False) -> Block | None:
        """The longest block from the word `i`, of equal ones that nearest to the block before."""
        best: Block | None = None
        for j in self.where.get(self.mine[i], ()):
            if side_by_side and not _goes_on(after, Block(i, j, 0)):
                continue
            block = Block(i, j, self._common(i, j))
            if block.words >= self.run and (
                best is None
                or block.words > best.words
                or (block.words == best.words and _jump(after, block) < _jump(after, best))
            ):
                best = block
        return best

    def take(self, block: Block) -> None:
        """These words stand in no other block."""
        self.taken[block.b : block.b + block.words] = b"\1" * block.words

    def _common(self, i: int, j: int) -> int:
        a, b, n = self.a, self.b, 0
        while i + n < len(a) and j + n < len(b) and a[i + n] == b[j + n] and not self.taken[j + n]:
            n += 1
        return n


def _jump(before: Block, block: Block) -> int:
    return abs(block.b - before.b - before.words)


def _goes_on(before: Block, block: Block) -> bool:
    """True where only a few words lie between two blocks on both sides."""
    gap_a, gap_b = block.a - before.a - before.words, block.b - before.b - before.words
    return gap_a <= _GAP and 0 <= gap_b <= _GAP


class Passage(NamedTuple):
    """A stretch of both texts that is the same but for a few words."""

    a: tuple[int, int]  # words, [first, last)
    b: tuple[int, int]
    words: int  # that are the same

    def spans(self, a: Wording, b: Wording) -> tuple[Span, Span]:
        """The characters on both sides."""
        return a.span(*self.a), b.span(*self.b)


def passages(found: Sequence[Block]) -> Iterator[Passage]:
    """Blocks joined where only a few words lie between them on both sides."""
    run: list[Block] = []
    for block in found:
        if run and not _goes_on(run[-1], block):
            yield _passage(run)
            run = []
        run.append(block)
    if run:
        yield _passage(run)


def _passage(run: Sequence[Block]) -> Passage:
    first, last = run[0], run[-1]
    return Passage((first.a, last.a + last.words), (first.b, last.b + last.words), sum(block.words for block in run))
