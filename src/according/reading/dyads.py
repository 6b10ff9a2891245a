"""What one given actor does to another in one sentence: the question of dyadic coders, asked of the same weights."""

from __future__ import annotations

import numpy as np

from according.errors import InputError
from according.reading import labels
from according.reading.features import head
from according.reading.model import Model, load
from according.reading.windows import LIMIT, Window, pack, word_pieces
from according.reading.words import cut


def type_between(
    sentence: str, source: tuple[int, int], target: tuple[int, int], *, model: Model | None = None
) -> dict[str, float]:
    """Probability of each PLOVER type for what `source` does to `target` (character ranges in the sentence).

    Raises InputError where a range holds no word, or where the two stand too far apart for one window.
    """
    model = model or load()
    words = cut(sentence)
    forms = words.forms()
    ranges = [words.covering(*r) for r in (source, target)]
    if any(r is None for r in ranges):
        raise InputError(
            repr(sentence[:40]),
            "actors",
            "a given actor holds no word",
            advice="Give character ranges of words in the sentence.",
        )
    heads = [head(forms, *r) for r in ranges if r is not None]
    pieces = word_pieces(model.tokenizer, forms)
    total = np.cumsum([len(p) for p in pieces])
    first, last = 0, len(forms)
    if total[-1] > LIMIT:  # a window around the two actors
        first = int(np.searchsorted(total, total[min(heads)] - LIMIT // 3))
        last = int(np.searchsorted(total, (total[first - 1] if first else 0) + LIMIT, side="right"))
    if not all(first <= h < last for h in heads):
        raise InputError(
            repr(sentence[:40]),
            "actors",
            "the two actors stand too far apart",
            advice=f"Give a passage of at most {LIMIT} word pieces.",
        )
    window = Window(first, last, first, last)
    h = model.encode(pack(words, pieces, [window]))["h"]
    at = [np.array([x - first]) for x in heads]
    blank = np.zeros(h.shape[:2], dtype=np.bool_)
    p = model.dyad(h, np.array([0]), at[0], at[1], blank)[0]
    return dict(zip(labels.TYPES, p.tolist(), strict=True))
