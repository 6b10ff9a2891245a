"""One pass of the model over a text: raw findings with their scores, before anything is decided together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from according.reading import labels
from according.reading.features import distances, head, sentence_distances
from according.reading.model import Floats, Model
from according.reading.settings import Settings
from according.reading.windows import Ints, Window, pack, windows, word_pieces
from according.reading.words import Words

Range = tuple[int, int]
"""First and last word, inclusive."""


@dataclass(slots=True)
class Cue:
    """A cue with the ranges that the arcs give it; `score` is its own probability, `sure` the mean of its content."""

    words: Range
    score: float
    source: list[Range]
    content: list[Range]
    sure: float


@dataclass(slots=True)
class RawTrigger:
    """A trigger with the probabilities of everything about it; `roles` [n,9] over words first..first+n of the text."""

    words: Range
    score: float
    types: Floats
    modality: Floats
    negative: float
    modes: Floats
    roles_from: int
    roles: Floats
    vector: Floats

    @property
    def type(self) -> str:
        """The likeliest type."""
        return labels.TYPES[int(self.types.argmax())]


@dataclass(slots=True)
class RawMention:
    """A stretch of words that names someone or some place; `kinds` are the probabilities of labels.MENTIONS."""

    words: Range
    head: int
    kinds: Floats
    vector: Floats

    @property
    def score(self) -> float:
        """Probability that it is a mention at all."""
        return float(1 - self.kinds[0])

    @property
    def kind(self) -> str:
        """The likeliest kind, "none" left out."""
        return labels.MENTIONS[1 + int(self.kinds[1:].argmax())]


@dataclass(slots=True)
class Findings:
    """What one pass found in one text."""

    cues: list[Cue] = field(default_factory=list)
    triggers: list[RawTrigger] = field(default_factory=list)
    mentions: list[RawMention] = field(default_factory=list)


#: Word pieces run at once: one full window or a few short ones. More at once would be no faster a piece, padding would
#: be computed in vain, and the scale of int8, one for a whole batch, would make each window depend on its neighbours.
_BATCH_PIECES = 320


def scan(words: Words, forms: list[str], *, model: Model, settings: Settings) -> Findings:
    """Run the model over a text in batches of windows; memory is bounded by the batch, not by the text."""
    out = Findings()
    if not len(words):
        return out
    pieces = word_pieces(model.tokenizer, forms)
    counts = np.array([len(p) for p in pieces])
    todo = windows(words, counts)
    total = np.concatenate(([0], np.cumsum(counts)))
    batch: list[Window] = []
    longest = 0
    for w in [*todo, None]:
        size = 0 if w is None else int(total[w.last] - total[w.first])
        if batch and (w is None or max(longest, size) * (len(batch) + 1) > _BATCH_PIECES):
            _scan_batch(words, forms, pieces, batch, out, model, settings)
            batch, longest = [], 0
        if w is not None:
            batch.append(w)
            longest = max(longest, size)
    return out


def _scan_batch(
    words: Words,
    forms: list[str],
    pieces: list[list[int]],
    batch: list[Window],
    out: Findings,
    model: Model,
    settings: Settings,
) -> None:
    arrays = pack(words, pieces, batch)
    scores = model.encode(arrays)
    h = scores["h"]
    width = h.shape[1]
    sentences = np.zeros((len(batch), width), dtype=np.int64)
    for k, w in enumerate(batch):
        sentences[k, : len(w)] = words.sentence[w.first : w.last]
    cues = [(k, a, b, s) for k, w in enumerate(batch) for a, b, s in _cues(scores["cue"][k], w, settings)]
    if cues:
        row, first, last = (np.array([c[i] for c in cues]) for i in range(3))
        logp = model.parts(h, row, first, last, *_distances(row, first, last, sentences))
        for (k, a, b, s), lp in zip(cues, logp, strict=True):
            w = batch[k]
            n = len(w)
            tags = viterbi(lp[:n], slice(a, b + 1), settings.content_bias)
            p = np.exp(np.logaddexp(lp[:n, [1, 3]], lp[:n, [2, 4]]))
            source = [(x + w.first, y + w.first) for x, y in _likeliest(_runs(tags, 1), p[:, 0])]
            content = [(x + w.first, y + w.first) for x, y in _runs(tags, 3)]
            inside = tags >= 3
            sure = float(p[inside, 1].mean()) if inside.any() else 0.0
            out.cues.append(Cue((a + w.first, b + w.first), s, source, content, sure))
    triggers = [t for k, w in enumerate(batch) for t in _triggers(k, scores, w, settings)]
    if triggers:
        row, first, last = (np.array([t[i] for t in triggers]) for i in range(3))
        roles = model.roles(h, row, first, last, *_distances(row, first, last, sentences))
        for (k, a, b), r in zip(triggers, roles, strict=True):
            w = batch[k]
            p = scores["trigger"][k, a]
            out.triggers.append(
                RawTrigger(
                    words=(a + w.first, b + w.first),
                    score=float(1 - p[0]),
                    types=p[1:] / max(1e-6, float(1 - p[0])),
                    modality=scores["modality"][k, a].copy(),
                    negative=float(scores["polarity"][k, a, 0]),
                    modes=scores["modes"][k, a].copy(),
                    roles_from=w.first,
                    roles=r[: len(w)].copy(),
                    vector=h[k, a].copy(),
                )
            )
    for k, w in enumerate(batch):
        out.mentions.extend(_mentions(scores["spans"][k], h[k], forms, w, settings))


def _distances(row: Ints, first: Ints, last: Ints, sentences: Ints) -> tuple[Ints, Ints]:
    return distances(first, last, sentences.shape[1]), sentence_distances(sentences[row, first], sentences[row])


def _cues(p: Floats, w: Window, settings: Settings) -> list[tuple[int, int, float]]:
    """Cue ranges that begin in the core: (first, last, probability) in words of the window."""
    found = []
    i, end = w.core_first - w.first, w.core_last - w.first
    while i < end:
        if p[i, 1] > settings.cue and p[i, 1] >= p[i, 2] * 0.5:
            j = i
            while j + 1 < len(w) and p[j + 1, 2] > 0.5:
                j += 1
            found.append((i, j, float(p[i, 1])))
            i = j
        i += 1
    return found


def _triggers(k: int, scores: dict[str, Floats], w: Window, settings: Settings) -> list[tuple[int, int, int]]:
    found = []
    none, on = scores["trigger"][k, :, 0], scores["goes_on"][k, :, 0]
    floor = min(settings.trigger, settings.trigger_said)  # which of them count is decided with the statements
    i, end = w.core_first - w.first, w.core_last - w.first
    while i < end:
        if 1 - none[i] > floor:
            j = i
            while j + 1 < len(w) and on[j + 1] > 0.5:
                j += 1
            found.append((k, i, j))
            i = j
        i += 1
    return found


def _mentions(p: Floats, h: Floats, forms: list[str], w: Window, settings: Settings) -> list[RawMention]:
    """Mentions of the core, likeliest first; crossing ones and second ones with the same head and kind are dropped."""
    n = len(w)
    some = 1 - p[:n, :, 0]
    first, width = np.nonzero(some > settings.mention_floor)
    keep = (first >= w.core_first - w.first) & (first < w.core_last - w.first) & (first + width < n)
    first, width = first[keep], width[keep]
    order = np.argsort(-some[first, width], kind="stable")
    taken: list[tuple[int, int]] = []
    heads: set[tuple[int, bool]] = set()
    out = []
    for o in order.tolist():
        a, b = int(first[o]), int(first[o] + width[o])
        if any((a < x <= b < y) or (x < a <= y < b) for x, y in taken):
            continue
        top = head(forms, a + w.first, b + w.first) - w.first
        kinds = p[a, b - a]
        place = bool(kinds[1:].argmax() == 3)
        if (top, place) in heads:
            continue
        heads.add((top, place))
        taken.append((a, b))
        out.append(RawMention((a + w.first, b + w.first), top + w.first, kinds.copy(), np.concatenate([h[top], h[a]])))
    return out


def viterbi(logp: Floats, cue: slice, content_bias: float) -> Ints:
    """The likeliest legal sequence of parts: an inside tag follows only its own begin or inside. The cue is no part."""
    lp = logp.astype(np.float64).copy()
    lp[:, 3:] += content_bias
    lp[cue, 1:] = -1e3
    rows: list[list[float]] = lp.tolist()
    # Into I-source only from B- or I-source, into I-content only from B- or I-content; all else from anywhere.
    v0, v1, v2, v3, v4 = rows[0]
    v2 = v4 = -1e9
    back: list[tuple[int, int, int, int, int]] = []
    for r0, r1, r2, r3, r4 in rows[1:]:
        values = (v0, v1, v2, v3, v4)
        top = max(values)
        best = values.index(top)
        source, from_source = (1, v1) if v1 >= v2 else (2, v2)
        content, from_content = (3, v3) if v3 >= v4 else (4, v4)
        back.append((best, best, source, best, content))
        v0, v1, v2, v3, v4 = top + r0, top + r1, from_source + r2, top + r3, from_content + r4
    values = (v0, v1, v2, v3, v4)
    tags = [values.index(max(values))]
    for into in reversed(back):
        tags.append(into[tags[-1]])
    return np.array(tags[::-1], dtype=np.int64)


def _runs(tags: Ints, begin: int) -> list[Range]:
    """Ranges of one part: from each begin tag over the inside tags after it."""
    out: list[Range] = []
    for i, t in enumerate(tags.tolist()):
        if t == begin:
            out.append((i, i))
        elif t == begin + 1 and out:
            out[-1] = (out[-1][0], i)
    return out


def _likeliest(runs: list[Range], p: Floats) -> list[Range]:
    """The one likeliest range (a statement has one source), neighbours joined first; none where there is none."""
    joined: list[Range] = []
    for a, b in runs:
        if joined and joined[-1][1] + 1 == a:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return [max(joined, key=lambda r: float(p[r[0] : r[1] + 1].mean()))] if joined else []
