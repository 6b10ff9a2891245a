"""Copies: which reports are one text, exact, reworded, reordered or cut.

A text counts as a copy of another where most of its words stand in runs of words that the other has too. That is
asked from both sides, so that an excerpt is a copy of the whole text although the whole text is more than the excerpt.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from according.incidents.alignment import blocks, passages
from according.incidents.direction import direction
from according.incidents.edits import Edit, edits
from according.incidents.sketches import BANDS, keys, sketch
from according.incidents.wording import Grams, covered, grams, told, wording
from according.records import Report, Span, Words

__all__ = ["Copying", "Edit", "Sharing", "copying", "group", "in_common", "keys", "shared", "sharing"]

#: Share of the words of one side that must be common.
SHARE = 0.8
#: So many common words make an excerpt; fewer may be a formula, unless both texts consist of them.
_EXCERPT = 20
_BOTH = 0.6
#: Mean of the larger shares with the members of a group; half is reached by one bridge between two texts.
_MEAN = 0.6

#: Words of a passage that two reports share, and of all of them together.
_PASSAGE, _PASSAGES = 12, 30

_MEMBERS = 8  # of a group that a text is compared with
_GROUPS = 12  # that a text is compared with, those that share most keys
_BUCKET = 24  # groups kept under one key; a key of more is a formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """How two reports are copies of each other.

    `original` is the id of the one that was copied, or None where that cannot be said; `why` gives the reasons, also
    those that contradict each other. `edits` lead from the original to the copy, from `a` to `b` where it is unknown.
    """

    a: str
    b: str
    share_a: float  # of the words of `a` that `b` has too, 0 to 1
    share_b: float
    exact: bool  # the same words in the same order
    original: str | None = None
    why: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        return plain | {"why": list(self.why), "edits": [edit.to_dict() for edit in self.edits]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Passages that two reports share which are no copies of each other: the words of each side, in the order of `a`.

    `original` and `why` as for copies: who has the passages from whom.
    """

    a: str
    b: str
    share_a: float  # of the words of `a` that stand in the passages, 0 to 1
    share_b: float
    passages: tuple[tuple[Words, Words], ...]
    original: str | None = None
    why: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        passages = [[words.to_dict() for words in pair] for pair in self.passages]
        return plain | {"why": list(self.why), "passages": passages}


def in_common(a: Report, b: Report) -> tuple[float, float]:
    """The share of the words of each report that stand in runs of words which the other has too, 0 to 1."""
    return _shares(*(_Text.made(report.id, told(report).words) for report in (a, b)))


def copying(a: Report, b: Report) -> Copying | None:
    """How the two reports are copies of each other, or None where they are not.

    Linear in the length of the texts but for the words between two shared stretches, of which a bounded number is
    compared one with one.
    """
    words_a, words_b = told(a), told(b)
    x, y = _Text.made(a.id, words_a.words), _Text.made(b.id, words_b.words)
    share_a, share_b = _shares(x, y)
    if not _is_copy(x, y, share_a, share_b):
        return None
    original, why = direction(a, b, share_a, share_b)
    exact = x.print == y.print
    found: tuple[Edit, ...] = ()
    if not exact:
        found = tuple(
            edits(b.text, a.text, words_b, words_a) if original == b.id else edits(a.text, b.text, words_a, words_b)
        )
    return Copying(
        a=a.id,
        b=b.id,
        share_a=round(share_a, 4),
        share_b=round(share_b, 4),
        exact=exact,
        original=original,
        why=why,
        edits=found,
    )


def shared(a: Report, b: Report) -> list[tuple[Span, Span]]:
    """Passages that two reports have in common word for word but for a few words, as spans of each text.

    Given only where they are together as long as a sentence or two: accounts that rest on them are not independent,
    although the reports may be no copies. In the order of `a`.
    """
    words_a, words_b = told(a), told(b)
    found = [p for p in passages(blocks(words_a.words, words_b.words)) if p.words >= _PASSAGE]
    if sum(p.words for p in found) < _PASSAGES:
        return []
    return [p.spans(words_a, words_b) for p in found]


def sharing(a: Report, b: Report) -> Sharing | None:
    """The passages that two reports share, or None where they share none, or are copies of each other."""
    spans = shared(a, b)
    if not spans or copying(a, b) is not None:
        return None
    share_a, share_b = (
        sum(len(wording(report.text[span.start : span.end])) for span in side) / max(1, len(told(report)))
        for report, side in zip((a, b), zip(*spans, strict=True), strict=True)
    )
    original, why = direction(a, b, share_a, share_b)
    return Sharing(
        a=a.id,
        b=b.id,
        share_a=round(min(1.0, share_a), 4),
        share_b=round(min(1.0, share_b), 4),
        passages=tuple((_words(a, x), _words(b, y)) for x, y in spans),
        original=original,
        why=why,
    )


def _words(report: Report, span: Span) -> Words:
    return Words(span=span, text=report.text[span.start : span.end])


@dataclass(slots=True, eq=False)
class _Text:
    """What is kept of a report while it is grouped."""

    id: str
    words: int
    grams: Grams
    print: bytes

    @classmethod
    def made(cls, report: str, words: Sequence[str]) -> _Text:
        return cls(report, len(words), grams(words), _fingerprint(words))


def _fingerprint(words: Sequence[str]) -> bytes:
    return blake2b(" ".join(words).encode("utf8", "surrogatepass"), digest_size=16).digest()


def _shares(x: _Text, y: _Text) -> tuple[float, float]:
    if x.print == y.print:
        return (1.0, 1.0) if x.words else (0.0, 0.0)
    return (
        covered(x.grams, y.grams, x.words) / max(1, x.words),
        covered(y.grams, x.grams, y.words) / max(1, y.words),
    )


def _is_copy(x: _Text, y: _Text, share_x: float, share_y: float) -> bool:
    if max(share_x, share_y) < SHARE:
        return False
    return min(share_x, share_y) >= _BOTH or min(share_x * x.words, share_y * y.words) >= _EXCERPT


def group(reports: Iterable[Report]) -> list[list[str]]:
    """The reports' ids, copies of one text together; every id once, groups and ids in the order of the reports.

    Nearly linear in the number of reports. A report joins a group if it is on average a copy of its members, not of one
    alone: a digest that holds two texts whole does not make them one.
    """
    order: dict[str, int] = {}
    first: dict[bytes, _Text] = {}  # one text stands for all that have the same words
    same: dict[bytes, list[str]] = defaultdict(list)
    sketches: list[npt.NDArray[np.uint64]] = []
    alone: list[list[str]] = []
    for report in reports:
        if report.id in order:
            continue
        order[report.id] = len(order)
        words = told(report).words
        if not words:
            alone.append([report.id])
            continue
        mark = _fingerprint(words)
        same[mark].append(report.id)
        if mark not in first:
            first[mark] = _Text.made(report.id, words)
            sketches.append(sketch(words))
    texts = list(first.values())
    found = [[i for t in members for i in same[t.print]] for members in _grouped(texts, sketches)] + alone
    for ids in found:
        ids.sort(key=order.__getitem__)
    return sorted(found, key=lambda ids: order[ids[0]])


def _grouped(texts: list[_Text], sketches: list[npt.NDArray[np.uint64]]) -> list[list[_Text]]:
    """The longest text first: the whole text is there before its excerpts."""
    if not texts:
        return []
    buckets = _buckets(np.stack(sketches))
    under: dict[int, list[int]] = defaultdict(list)  # bucket -> groups
    groups: list[list[_Text]] = []
    for n in sorted(range(len(texts)), key=lambda n: (-texts[n].words, texts[n].id)):
        text, mine = texts[n], [int(b) for b in buckets[n] if b >= 0]
        near = Counter(g for b in mine for g in under[b])
        best, at = 0.0, -1
        for g, _ in near.most_common(_GROUPS):
            fit = _fit(text, groups[g])
            if fit > best:
                best, at = fit, g
        if at < 0:
            at = len(groups)
            groups.append([])
        groups[at].append(text)
        for b in mine:
            if at not in under[b] and len(under[b]) < _BUCKET:
                under[b].append(at)
    return groups


def _fit(text: _Text, members: list[_Text]) -> float:
    """The mean of the larger shares with some members, or nothing where the text does not belong to them."""
    step = -(-len(members) // _MEMBERS)
    some, copy, total = members[::step], False, 0.0
    for member in some:
        mine, its = _shares(text, member)
        copy = copy or _is_copy(text, member, mine, its)
        total += max(mine, its)
    return total / len(some) if copy and total >= _MEAN * len(some) else 0.0


def _buckets(sketches: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """For every text and band the number of its bucket, or -1 where it is alone in it."""
    flat = sketches.reshape(-1)
    _, number, size = np.unique(flat, return_inverse=True, return_counts=True)
    number = np.where(size[number] > 1, number, -1)
    return number.reshape(-1, BANDS)
