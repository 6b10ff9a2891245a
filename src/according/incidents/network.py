"""A small network over pairs of vectors and what the pairs share, read from arrays and applied with numpy alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from according.errors import ModelError

Floats = npt.NDArray[np.float32]

_AT_ONCE = 20_000
_CLIP = 4.0


@dataclass(frozen=True, slots=True)
class Network:
    """Vectors are projected; products, differences and cosine of two of them go with the features through two layers.

    `vector_mean` and `vector_scale` [D], `feature_mean` and `feature_scale` [F] bring the inputs to one scale; an
    unknown feature counts as the mean one.
    """

    vector_mean: Floats
    vector_scale: Floats
    feature_mean: Floats
    feature_scale: Floats
    project: Floats  # [D, K]
    project_bias: Floats
    first: Floats  # [2K + 1 + F, H]
    first_bias: Floats
    second: Floats
    second_bias: Floats
    last: Floats
    last_bias: Floats

    @classmethod
    def from_bytes(cls, content: bytes, *, source: str) -> Self:
        """Read the arrays of an npz file. Raises ModelError where it is damaged or holds others."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                return cls(**{f.name: arrays[f.name].astype(np.float32) for f in fields(cls)})
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as e:
            raise ModelError(f"{source}: damaged ({type(e).__name__}: {e}); install the package again") from e

    def odds(
        self, vectors: Floats, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], rows: Floats
    ) -> Floats:
        """Log-odds [P] of pairs: `vectors` [N, D], numbers of two of them for each pair, the pairs' features [P, F]."""
        projected = ((vectors - self.vector_mean) / self.vector_scale) @ self.project + self.project_bias
        lengths = np.maximum(np.sqrt((projected**2).sum(1)), 1e-8)
        out = np.zeros(len(rows), dtype=np.float32)
        for at in range(0, len(rows), _AT_ONCE):
            some = slice(at, at + _AT_ONCE)
            i, j = first[some], second[some]
            u, v = projected[i], projected[j]
            product = u * v
            cosine = product.sum(1) / (lengths[i] * lengths[j])
            scaled = np.nan_to_num((rows[some] - self.feature_mean) / self.feature_scale).clip(-_CLIP, _CLIP)
            x = np.concatenate([product, np.abs(u - v), cosine[:, None], scaled], axis=1)
            x = np.maximum(x @ self.first + self.first_bias, 0)
            x = np.maximum(x @ self.second + self.second_bias, 0)
            out[some] = (x @ self.last + self.last_bias)[:, 0]
        return out
