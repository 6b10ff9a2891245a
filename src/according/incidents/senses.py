"""What a passage says, as 64 small numbers in which passages that tell one happening lie close.

The reader's encoder gives a vector for the passage and one for its triggers; `data/senses.npz`, made by
`training.senses`, turns the two into a sense. A sense is kept as text, so that a telling stays plain JSON.
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from according.errors import ModelError

Floats = npt.NDArray[np.float32]
Vectors = Callable[[str, Sequence[tuple[int, int]]], Floats]
"""Asks an encoder: a text and character ranges -> a vector for each range, [N, at least WIDTH]."""

WIDTH = 384
"""Numbers of the encoder's vector of a range that are used."""
SIZE = 64
"""Numbers of a sense."""
UNKNOWN = -2.0
"""Instead of a closeness where a passage has no sense; no two senses are so far apart."""
_SCALE = 127
_FILE = "according/incidents/data/senses.npz"


class Projection(NamedTuple):
    """What is taken from the vectors of passage and triggers, [2 * WIDTH], and what both become, [2 * WIDTH, SIZE]."""

    mean: Floats
    matrix: Floats

    def of(self, passages: Floats, triggers: Floats) -> Floats:
        """Senses of length one, [N, SIZE], from the vectors of passages and of their triggers, each [N, WIDTH]."""
        return _unit(centred(passages, triggers, self.mean) @ self.matrix)


@cache
def projection() -> Projection:
    """The shipped projection. Raises ModelError where it is damaged."""
    content = (resources.files("according.incidents") / "data" / "senses.npz").read_bytes()
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            found = Projection(*(arrays[name].astype(np.float32) for name in Projection._fields))
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as e:
        raise ModelError(f"{_FILE}: damaged ({type(e).__name__}: {e}); install the package again") from e
    if found.mean.shape != (2 * WIDTH,) or found.matrix.shape != (2 * WIDTH, SIZE):
        raise ModelError(f"{_FILE}: of another size than this version reads; install the package again")
    return found


def seen(
    text: str, passages: Sequence[tuple[int, int]], triggers: Sequence[Sequence[tuple[int, int]]], vectors: Vectors
) -> tuple[Floats, Floats]:
    """The encoder's vectors of some passages and of their triggers, at least one each: [N, WIDTH] twice."""
    found = vectors(text, [*passages, *(t for own in triggers for t in own)])[:, :WIDTH]
    ends = np.cumsum([len(passages), *(len(own) for own in triggers)])
    heads = [found[a:b].mean(axis=0) for a, b in pairwise(ends)]
    return found[: len(passages)], np.array(heads, dtype=np.float32).reshape(len(passages), WIDTH)


def senses(
    text: str, passages: Sequence[tuple[int, int]], triggers: Sequence[Sequence[tuple[int, int]]], vectors: Vectors
) -> list[str]:
    """The sense of each passage of a text, given as character ranges with the ranges of its triggers, at least one.

    Raises ModelError where the encoder or the projection is missing or damaged.
    """
    if not passages:
        return []
    return [packed(sense) for sense in projection().of(*seen(text, passages, triggers, vectors))]


def centred(passages: Floats, triggers: Floats, mean: Floats) -> Floats:
    """What the projection starts from, [N, 2 * WIDTH]: both vectors less the usual ones, each of length one."""
    return np.concatenate([_unit(passages - mean[:WIDTH]), _unit(triggers - mean[WIDTH:])], axis=1)


def packed(sense: Floats) -> str:
    """A sense of length one as text."""
    return base64.b64encode(np.round(sense * _SCALE).astype(np.int8).tobytes()).decode("ascii")


def unpacked(sense: str) -> Floats | None:
    """A sense of about length one, or None where there is none. Raises ModelError for what is no sense."""
    if not sense:
        return None
    try:
        numbers = np.frombuffer(base64.b64decode(sense, validate=True), dtype=np.int8)
    except binascii.Error as e:
        raise ModelError(f"a telling's sense is no base 64 ({e}); link the reports again") from e
    if len(numbers) != SIZE:
        raise ModelError(f"a telling's sense has {len(numbers)} numbers instead of {SIZE}; link the reports again")
    return numbers.astype(np.float32) / np.float32(_SCALE)


def closeness(a: Floats | None, b: Floats | None) -> float:
    """How near two senses are, -1 to 1; `UNKNOWN` where one is missing."""
    return UNKNOWN if a is None or b is None else float(a @ b)


def _unit(rows: Floats) -> Floats:
    length = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    out: Floats = (rows / np.maximum(length, 1e-9)).astype(np.float32)
    return out
