"""What the reader's encoder makes of some words in their context, for those who compare words of different reports."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from according.reading.model import Floats, load
from according.reading.windows import pack, windows, word_pieces
from according.reading.words import cut

SIZE = 384
"""Numbers for a word."""
_WIDE = {"limit": 384, "before": 32, "after": 16}  # of a window in word pieces: most reports are one or two of these


def vectors(text: str, spans: Sequence[tuple[int, int]], *, wide: bool = False, threads: int | None = None) -> Floats:
    """A vector for each character range, [N, 2 * SIZE]: the mean over its words, then the mean over its sentence.

    A range that touches no word has zeros; the sentence is that of its first word. Only windows that are needed are
    read, one at a time, so that a text's vectors depend on nothing but the text. `wide` reads in longer windows that
    overlap less: three quarters of the time where most of a text is asked for, and slightly other vectors. Raises
    ModelError where the weights are missing, damaged or of another version.
    """
    out = np.zeros((len(spans), 2 * SIZE), dtype=np.float32)
    words = cut(text)
    wanted = [list(words.touched(start, end)) for start, end in spans]
    sentences = sorted({int(words.sentence[touched[0]]) for touched in wanted if touched})
    needed = np.isin(words.sentence, sentences)
    needed[[i for touched in wanted for i in touched]] = True
    if not needed.any():
        return out
    model = load(threads)
    pieces = word_pieces(model.tokenizer, words.forms())
    h = np.zeros((len(words), SIZE), dtype=np.float32)
    counts = np.array([len(p) for p in pieces])
    for window in windows(words, counts, **_WIDE) if wide else windows(words, counts):
        core = slice(window.core_first, window.core_last)
        if needed[core].any():
            read = model.encode(pack(words, pieces, [window]))["h"][0]
            h[core] = read[window.core_first - window.first : window.core_last - window.first]
    means = {s: h[words.sentence == s].mean(axis=0) for s in sentences}
    for row, touched in zip(out, wanted, strict=True):
        if touched:
            row[:SIZE] = h[touched].mean(axis=0)
            row[SIZE:] = means[int(words.sentence[touched[0]])]
    return out
