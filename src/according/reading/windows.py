"""Cutting a long text into overlapping windows for the encoder, and packing windows into arrays.

Each word belongs to the core of exactly one window; the words around a core are there for context, so that no sentence
is read without its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from according.reading.words import Words

Ints = npt.NDArray[np.int64]

#: Word pieces a window may hold, and how many of them are context before and after its core.
#: Longest word in pieces: what is longer (hashes, links) is cut.
LIMIT, BEFORE, AFTER, LONGEST = 288, 64, 56, 8
_START, _END = 101, 102


@dataclass(frozen=True, slots=True)
class Window:
    """Words first..last (exclusive) of a text, of which core_first..core_last (exclusive) are read for good."""

    first: int
    last: int
    core_first: int
    core_last: int

    def __len__(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as arrays: pieces [B,T], features [B,T,3], first [B,W] (first piece of each word), lengths [B]."""

    pieces: Ints
    features: Ints
    first: Ints
    lengths: Ints


def word_pieces(tokenizer: Tokenizer, forms: Sequence[str]) -> list[list[int]]:
    """The piece ids of every word, at least one and at most LONGEST each."""
    out: list[list[int]] = [[] for _ in forms]
    for at in range(0, len(forms), 20_000):
        encoding = tokenizer.encode(
            [f[:100] for f in forms[at : at + 20_000]], is_pretokenized=True, add_special_tokens=False
        )
        for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
            if word is not None and len(out[at + word]) < LONGEST:
                out[at + word].append(piece)
    return [o or [100] for o in out]


def windows(
    words: Words, counts: Ints, *, limit: int = LIMIT, before: int = BEFORE, after: int = AFTER
) -> list[Window]:
    """Cover the words by windows of at most `limit` pieces, cutting at sentence ends where possible.

    `counts` [n] is the number of pieces of each word.
    """
    n = len(words)
    if n == 0:
        return []
    total = np.concatenate(([0], np.cumsum(counts)))
    if total[-1] <= limit:
        return [Window(0, n, 0, n)]
    ends = [*(np.flatnonzero(np.diff(words.sentence)) + 1).tolist(), n]
    cores: list[int] = [0]

    def room(core: int) -> int:
        """Pieces for the core that begins at this word: context is kept free only where there are words for it."""
        free = limit - (before if core else 0)
        return free if total[-1] - total[core] <= free else free - after

    for a, b in pairwise([0, *ends]):
        if total[b] - total[cores[-1]] <= room(cores[-1]):
            continue
        if a > cores[-1]:
            cores.append(a)
        while total[b] - total[cores[-1]] > (budget := room(cores[-1])):
            cut = int(np.searchsorted(total, total[cores[-1]] + budget, side="right")) - 1
            cores.append(max(cut, cores[-1] + 1))
    if cores[-1] != n:
        cores.append(n)
    out = []
    for a, b in pairwise(cores):
        first = int(np.searchsorted(total, total[a] - before, side="left"))
        spare = limit - int(total[b] - total[first])
        last = int(np.searchsorted(total, total[b] + min(spare, max(after, spare)), side="right")) - 1
        out.append(Window(first, max(last, b), a, b))
    return out


def pack(words: Words, pieces: Sequence[Sequence[int]], chosen: Sequence[Window]) -> Batch:
    """Pack windows of one text into padded arrays; see `pack_many`."""
    return pack_many([(words, pieces, w) for w in chosen])


def pack_many(chosen: Sequence[tuple[Words, Sequence[Sequence[int]], Window]]) -> Batch:
    """Pack windows of several texts into padded arrays."""
    rows = []
    for words, pieces, w in chosen:
        ids, of_word, first = [_START], [-1], []
        for i in range(w.first, w.last):
            first.append(len(ids))
            ids.extend(pieces[i])
            of_word.extend([i] * len(pieces[i]))
        ids.append(_END)
        of_word.append(-1)
        at = np.array(of_word)
        features = np.stack([words.shape[at] + 1, words.layout[at] + 1, words.quoted[at] + 1], axis=-1)
        features[at < 0] = 0
        rows.append((ids, features, first))
    t = max(len(r[0]) for r in rows)
    width = max(len(r[2]) for r in rows)
    batch = Batch(
        pieces=np.zeros((len(rows), t), dtype=np.int64),
        features=np.zeros((len(rows), t, 3), dtype=np.int64),
        first=np.zeros((len(rows), width), dtype=np.int64),
        lengths=np.array([len(r[2]) for r in rows], dtype=np.int64),
    )
    for k, (ids, features, first) in enumerate(rows):
        batch.pieces[k, : len(ids)] = ids
        batch.features[k, : len(ids)] = features
        batch.first[k, : len(first)] = first
    return batch
