"""Short keys by which copies of a text are looked up: texts that share a key are worth a comparison.

The sketches are MinHash values of runs of three words (the library rensa), cut into bands (locality-sensitive hashing,
Indyk and Motwani 1998; Leskovec et al., Mining of Massive Datasets, chapter 3). The whole text finds reordered and
reworded copies, its first words find excerpts: news texts are shortened from the end, and an excerpt of a quarter has
too little in common with the whole of a text but everything with its beginning.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from according.incidents.wording import wording

#: Changes whenever the same text would get other keys; keys of different versions never meet.
VERSION = 1

_RUN = 3
#: Words of the text that a sketch covers (None: all), bands, values in a band.
_SKETCHES: tuple[tuple[int | None, int, int], ...] = ((None, 16, 3), (150, 8, 2), (60, 8, 2))
BANDS = sum(bands for _, bands, _ in _SKETCHES)


def keys(text: str) -> list[str]:
    """The text's keys for a look-up, 32 short strings, or none for a text without words.

    The same text has the same keys on every machine; case, punctuation and white space make no difference. Two texts of
    which one is a copy share at least one key with high probability, unrelated texts hardly ever.
    """
    return [f"{VERSION}{band:02d}{value:016x}" for band, value in enumerate(sketch(wording(text).words).tolist())]


def sketch(words: Sequence[str]) -> npt.NDArray[np.uint64]:
    """The same as numbers, one for each band; empty for no words."""
    if not words:
        return np.empty(0, dtype=np.uint64)
    from rensa import RMinHash

    runs = [" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))]
    values: list[int] = []
    for first, bands, rows in _SKETCHES:
        m = RMinHash(num_perm=bands * rows, seed=1)
        m.update(runs if first is None else runs[:first])
        digest = m.digest()
        for band in range(bands):
            packed = struct.pack(f"<{rows + 1}I", len(values), *digest[band * rows : (band + 1) * rows])
            values.append(int.from_bytes(blake2b(packed, digest_size=8).digest(), "little"))
    return np.array(values, dtype=np.uint64)
