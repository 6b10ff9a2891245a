"""Examples -> tensors: whole texts together, so that mentions and triggers are compared over all their windows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from according.reading import labels
from according.reading.features import (
    Trigger,
    antecedents,
    distances,
    entity_pairs,
    event_pair,
    sentence_distances,
    trigger,
)
from according.reading.windows import AFTER, BEFORE, LIMIT, Window, pack_many, windows
from training.examples import Example, MentionTarget

MAX_ANTECEDENTS = 60

Array = npt.NDArray[Any]


@dataclass
class Queries:
    """Query spans of one pair head: window row, first and last word in it, distances to every word, and the targets."""

    row: Tensor
    first: Tensor
    last: Tensor
    distance: Tensor
    sentences: Tensor
    target: Tensor
    mask: Tensor


@dataclass
class PairTargets:
    """Antecedent ranking: items as (row, head, first, last), pairs as (earlier, later) with features and truth."""

    row: Tensor
    head: Tensor
    first: Tensor
    last: Tensor
    earlier: Tensor
    later: Tensor
    features: Tensor
    same: Tensor
    count: int


@dataclass
class Tensors:
    """One batch. Word targets [B,W]; -100 = not counted."""

    pieces: Tensor
    features: Tensor
    first: Tensor
    blank: Tensor
    cue: Tensor
    trigger: Tensor
    trigger_weight: Tensor
    goes_on: Tensor
    at_row: Tensor
    at_word: Tensor
    modality: Tensor
    negative: Tensor
    modes: Tensor
    weight: Tensor
    parts: Queries | None
    roles: Queries | None
    spans: Tensor
    entities: PairTargets | None
    events: PairTargets | None
    dyad: tuple[Tensor, Tensor, Tensor, Tensor] | None


def groups(examples: Sequence[Example], *, pieces: int, rng: random.Random) -> Iterator[list[Example]]:
    """Shuffle whole texts into batches of about `pieces` word pieces, padding counted: like lengths together."""
    order = [(min(int(x.counts.sum()), LIMIT) * rng.uniform(0.8, 1.25), x) for x in examples]
    rng.shuffle(order)
    pools = [order[i : i + 200] for i in range(0, len(order), 200)]
    for pool in pools:
        batch: list[Example] = []
        rows, longest = 0, 0
        for _, x in sorted(pool, key=lambda o: o[0]):
            n = int(x.counts.sum())
            r = 1 + n // (LIMIT - BEFORE - AFTER) if n > LIMIT else 1
            t = max(longest, min(n, LIMIT))
            if batch and (rows + r) * t > pieces:
                yield batch
                batch, rows, t = [], 0, min(n, LIMIT)
            batch.append(x)
            rows, longest = rows + r, t
        if batch:
            yield batch


def collate(batch: Sequence[Example], *, rng: random.Random | None = None, max_windows: int = 8) -> Tensors:
    """Tensors of a batch; with `rng` the window size is varied (training)."""
    rows: list[tuple[Example, Window]] = []
    for x in batch:
        limit = LIMIT if rng is None else rng.choice((LIMIT, LIMIT, LIMIT, 224, 192))
        before, after = (BEFORE, AFTER) if x.full else (40, 24)
        ws = windows(x.words, x.counts, limit=limit, before=before, after=after)
        if rng is not None and len(ws) > max_windows:
            at = rng.randrange(len(ws) - max_windows + 1)
            ws = ws[at : at + max_windows]
        rows.extend((x, w) for w in ws)
    arrays = pack_many([(x.words, x.pieces, w) for x, w in rows])
    b, width = arrays.first.shape
    blank = np.arange(width)[None] >= arrays.lengths[:, None]
    cue = np.full((b, width), -100)
    trig = np.full((b, width), -100)
    trig_w = np.ones((b, width), dtype=np.float32)
    goes_on = np.full((b, width), -100.0, dtype=np.float32)
    spans = np.full((b, width, labels.MENTION_WIDTH), -100)
    parts: list[tuple[int, int, int, Array, Array]] = []
    roles: list[tuple[int, int, int, Array, Array]] = []
    singles: list[tuple[int, int, int, bool, list[int], float]] = []
    sentence_of = np.zeros((b, width), dtype=np.int64)
    dyads: list[tuple[int, int, int, int]] = []
    home: dict[tuple[int, int], tuple[int, int]] = {}
    for k, (x, w) in enumerate(rows):
        n = len(w)
        sentence_of[k, :n] = x.words.sentence[w.first : w.last]
        inside = lambda i, w=w: w.core_first <= i < w.core_last  # noqa: E731
        core = slice(w.core_first - w.first, w.core_last - w.first)
        for i in range(w.core_first, w.core_last):
            home[id(x), i] = (k, i - w.first)
        if x.statements:
            cue[k, core] = 0
            for c in x.cues:
                if not inside(c.first):
                    continue
                last = min(c.last, w.last - 1)
                cue[k, c.first - w.first] = 1
                cue[k, c.first - w.first + 1 : last - w.first + 1] = 2
                tags = np.zeros(width, dtype=np.int64)
                for ranges, begin in ((c.content, 3), (c.source, 1)):
                    for a, z in ranges:
                        a, z = max(a, w.first) - w.first, min(z, w.last - 1) - w.first
                        if a <= z:
                            tags[a : z + 1] = begin + 1
                            tags[a] = begin
                parts.append((k, c.first - w.first, last - w.first, tags, ~blank[k]))
        for source, target, kind in x.dyads:
            if w.first <= source < w.last and w.first <= target < w.last and inside(source):
                dyads.append((k, source - w.first, target - w.first, kind))
        if not x.full:
            continue
        trig[k, core] = 0
        goes_on[k, core] = 0.0
        for t in x.triggers:
            if not inside(t.first):
                continue
            last = min(t.last, w.last - 1)
            i = t.first - w.first
            trig[k, i] = t.type
            trig_w[k, i] = t.weight
            goes_on[k, i + 1 : last - w.first + 1] = 1.0
            trig[k, i + 1 : last - w.first + 1] = -100
            singles.append((k, i, t.modality, t.negative, t.modes, t.weight))
            played = np.zeros((width, len(labels.ROLES)), dtype=np.float32)
            mask = np.repeat(~blank[k][:, None], len(labels.ROLES), axis=1)
            for word, role in t.ignored:
                if w.first <= word < w.last:
                    mask[word - w.first, role] = False
            for word, role in t.roles:
                if w.first <= word < w.last:
                    played[word - w.first, role] = 1.0
                    mask[word - w.first, role] = True
            roles.append((k, i, last - w.first, played, (mask * t.weight).astype(np.float32)))
        top = np.arange(n)[:, None] + np.arange(labels.MENTION_WIDTH)[None]
        spans[k, core] = np.where(top[core] < n, 0, -100)
        for m in x.mentions:
            if inside(m.mention.first) and m.mention.last < w.last:
                spans[k, m.mention.first - w.first, m.mention.last - m.mention.first] = m.kind
    return Tensors(
        pieces=torch.from_numpy(arrays.pieces),
        features=torch.from_numpy(arrays.features),
        first=torch.from_numpy(arrays.first),
        blank=torch.from_numpy(blank),
        cue=torch.from_numpy(cue),
        trigger=torch.from_numpy(trig),
        trigger_weight=torch.from_numpy(trig_w),
        goes_on=torch.from_numpy(goes_on),
        at_row=torch.tensor([s[0] for s in singles], dtype=torch.long),
        at_word=torch.tensor([s[1] for s in singles], dtype=torch.long),
        modality=torch.tensor([s[2] for s in singles], dtype=torch.long),
        negative=torch.tensor([float(s[3]) for s in singles]),
        modes=_many_hot([s[4] for s in singles], len(labels.MODES)),
        weight=torch.tensor([s[5] for s in singles]),
        parts=_queries(parts, sentence_of),
        roles=_queries(roles, sentence_of),
        spans=torch.from_numpy(spans),
        entities=_entities([x for x in batch if x.full], home),
        events=_events([x for x in batch if x.full], home),
        dyad=None if not dyads else tuple(torch.tensor(c) for c in zip(*dyads, strict=True)),  # type: ignore[arg-type]
    )


def _many_hot(items: list[list[int]], classes: int) -> Tensor:
    out = torch.zeros(len(items), classes)
    for i, item in enumerate(items):
        out[i, item] = 1.0
    return out


def _queries(items: list[tuple[int, int, int, Array, Array]], sentence_of: Array) -> Queries | None:
    if not items:
        return None
    row = np.array([q[0] for q in items])
    first = np.array([q[1] for q in items])
    last = np.array([q[2] for q in items])
    return Queries(
        row=torch.from_numpy(row),
        first=torch.from_numpy(first),
        last=torch.from_numpy(last),
        distance=torch.from_numpy(distances(first, last, sentence_of.shape[1])),
        sentences=torch.from_numpy(sentence_distances(sentence_of[row, first], sentence_of[row])),
        target=torch.from_numpy(np.stack([q[3] for q in items])),
        mask=torch.from_numpy(np.stack([q[4] for q in items])),
    )


def _pairs(
    items: list[tuple[int, int, int, int]],
    pairs: list[tuple[int, int, list[float], bool]],
) -> PairTargets | None:
    if not pairs:
        return None
    row, head, first, last = (torch.tensor([i[c] for i in items]) for c in range(4))
    return PairTargets(
        row=row,
        head=head,
        first=first,
        last=last,
        earlier=torch.tensor([p[0] for p in pairs]),
        later=torch.tensor([p[1] for p in pairs]),
        features=torch.tensor([p[2] for p in pairs], dtype=torch.float32),
        same=torch.tensor([p[3] for p in pairs]),
        count=len(items),
    )


def _entities(batch: list[Example], home: dict[tuple[int, int], tuple[int, int]]) -> PairTargets | None:
    items: list[tuple[int, int, int, int]] = []
    pairs: list[tuple[int, int, list[float], bool]] = []
    place = labels.MENTIONS.index("place")
    for x in batch:
        here: list[MentionTarget] = []
        offset = len(items)
        for m in sorted(x.mentions, key=lambda m: (m.mention.first, -m.mention.last)):
            at, head = home.get((id(x), m.mention.first)), home.get((id(x), m.mention.head))
            if m.kind != place and at is not None and head is not None and head[0] == at[0]:
                items.append((at[0], head[1], at[1], at[1]))
                here.append(m)
        views = [m.mention for m in here]
        found = [(i, n) for n, earlier in enumerate(antecedents(views)) for i in earlier]
        if found:
            surface = entity_pairs(views, *np.array(found).T).tolist()
            pairs.extend(
                (offset + i, offset + n, numbers, here[i].entity == here[n].entity)
                for (i, n), numbers in zip(found, surface, strict=True)
            )
    return _pairs(items, pairs)


def _events(batch: list[Example], home: dict[tuple[int, int], tuple[int, int]]) -> PairTargets | None:
    items: list[tuple[int, int, int, int]] = []
    pairs: list[tuple[int, int, list[float], bool]] = []
    for x in batch:
        here: list[tuple[int, int, Trigger]] = []
        for t in x.triggers:
            at = home.get((id(x), t.first))
            if at is None:
                continue
            view = trigger(
                x.words,
                x.forms,
                t.first,
                t.last,
                type=labels.TRIGGERS[t.type],
                modality=labels.MODALITIES[t.modality],
                polarity=labels.POLARITIES[t.negative],
            )
            n = len(items)
            items.append((at[0], at[1], at[1], at[1]))
            pairs.extend((i, n, event_pair(o, view), e == t.event) for i, e, o in here[-MAX_ANTECEDENTS:])
            here.append((n, t.event, view))
    return _pairs(items, pairs)
