"""Texts as words: folded words with their places, and short runs of words by which two texts are compared.

Everything here is linear in the length of a text, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from according.records import Report, SectionKind, Span

#: Words in a row that must be the same in both texts before any of them counts as common.
RUN = 4

Grams = npt.NDArray[np.uint32]

_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d])|\d+(?:\.\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’")
_MASK = 0xFFFFFFFF
_KEPT = 20_000  # characters of a text whose words are kept for a while
#: What a publisher puts around a text, and what therefore says nothing about where the text comes from.
_AROUND = frozenset({SectionKind.BYLINE, SectionKind.DATELINE, SectionKind.CREDIT, SectionKind.BOILERPLATE})


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text in order, folded ("Saturday's" is "saturdays", "1,500" is "1500"), and where each stands."""

    words: list[str]
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> Span:
        """The characters from the word `first` up to, not including, the word `last`."""
        return Span(self.starts[first], self.ends[last - 1])


def wording(text: str) -> Wording:
    """The words of a whole text."""
    words, starts, ends = [], [], []
    for m in _WORD.finditer(text):
        words.append(fold(m.group()))
        starts.append(m.start())
        ends.append(m.end())
    return Wording(words, starts, ends)


def fold(word: str) -> str:
    """One word as it is compared: without case, apostrophes and the commas of thousands."""
    return word.replace(",", "") if word[0].isdigit() else word.translate(_APOSTROPHES).casefold()


def told(report: Report) -> Wording:
    """The words that tell the story: without byline, dateline, credit and boilerplate where the report knows them.

    A report that consists of nothing else is taken whole.
    """
    around = tuple(sorted((s.span.start, s.span.end) for s in report.sections if s.kind in _AROUND))
    return (_told if len(report.text) <= _KEPT else _told.__wrapped__)(report.text, around)


@lru_cache(maxsize=256)  # one comparison of many reports asks for the same words again and again
def _told(text: str, around: tuple[tuple[int, int], ...]) -> Wording:
    whole = wording(text)
    if not around:
        return whole
    keep, at = [], 0
    for i, start in enumerate(whole.starts):
        while at < len(around) and around[at][1] <= start:
            at += 1
        if at == len(around) or start < around[at][0]:
            keep.append(i)
    if not keep:
        return whole
    return Wording([whole.words[i] for i in keep], [whole.starts[i] for i in keep], [whole.ends[i] for i in keep])


def grams(words: Sequence[str], run: int = RUN) -> Grams:
    """A number for every run of `run` words, in order; the numbers hold within one process only.

    A text of fewer words is one run. Python's own salted hash is behind it, so that nobody can write texts whose runs
    fall together on purpose.
    """
    if not words:
        return np.empty(0, dtype=np.uint32)
    if len(words) < run:
        return np.array([hash(tuple(words)) & _MASK], dtype=np.uint32)
    each = np.fromiter((hash(w) & 0xFFFFFFFFFFFFFFFF for w in words), dtype=np.uint64, count=len(words))
    n = len(words) - run + 1
    mixed = np.zeros(n, dtype=np.uint64)
    for k in range(run):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + each[k : k + n]
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(16)).astype(np.uint32)


def covered(mine: Grams, theirs: Grams, words: int, run: int = RUN) -> int:
    """How many of my words stand in a run that they have too."""
    if not len(mine) or not len(theirs):
        return 0
    hit = np.isin(mine, theirs)
    if words < run:
        return words if bool(hit[0]) else 0
    under = np.zeros(words, dtype=bool)
    for k in range(run):
        under[k : k + len(hit)] |= hit
    return int(under.sum())
