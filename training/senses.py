"""Learn what turns the encoder's vectors into senses (`according.incidents.senses`), called by `training.linking`.

A linear map under which the passages of one happening come close: logistic loss over the cosine of pairs, with most
of the input hidden at random. For the trees that see the closeness beside other features, each pair's is made by a map
that has seen neither of its reports (`held_out`): of its own training pairs a map is too sure.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from according.incidents import senses

Floats = npt.NDArray[np.float32]
Pairs = npt.NDArray[np.int64]
Yes = npt.NDArray[np.int8]
FOLDS, EPOCHS, BATCH, RATE, DECAY, HIDDEN, UNLIKE = 4, 12, 512, 1e-3, 1e-3, 0.3, 3


def fit(inputs: Floats, pairs: Pairs, same: Yes, *, seed: int = 0) -> Floats:
    """The map [2 * WIDTH, SIZE] from centred vectors [N, 2 * WIDTH] and pairs [P, 2] of them that are one or not."""
    import torch
    from torch.nn import functional

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    rows, ends, wanted = torch.tensor(inputs), torch.tensor(pairs), torch.tensor(same.astype(np.float32))
    like, unlike = np.flatnonzero(same), np.flatnonzero(same == 0)
    layer = torch.nn.Linear(inputs.shape[1], senses.SIZE, bias=False)
    torch.nn.init.orthogonal_(layer.weight)
    slope = torch.nn.Parameter(torch.tensor([8.0, -4.0]))
    groups = [{"params": layer.parameters(), "weight_decay": DECAY}, {"params": [slope], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=RATE)
    for _ in range(EPOCHS):
        chosen = np.concatenate([like, rng.choice(unlike, min(len(unlike), UNLIKE * len(like)), replace=False)])
        rng.shuffle(chosen)
        for at in range(0, len(chosen), BATCH):
            some = chosen[at : at + BATCH]
            one, two = (
                functional.normalize(layer(functional.dropout(rows[ends[some, k]], HIDDEN)), dim=1) for k in (0, 1)
            )
            odds = slope[0] * (one * two).sum(1) + slope[1]
            loss = functional.binary_cross_entropy_with_logits(odds, wanted[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    found: Floats = layer.weight.detach().numpy().T.copy()
    return found


def close(inputs: Floats, matrix: Floats, pairs: Pairs) -> Floats:
    """The closeness of pairs under a map, [P]."""
    mapped = inputs @ matrix
    mapped /= np.maximum(np.linalg.norm(mapped, axis=1, keepdims=True), 1e-9)
    found: Floats = (mapped[pairs[:, 0]] * mapped[pairs[:, 1]]).sum(axis=1)
    return found


def held_out(inputs: Floats, pairs: Pairs, same: Yes, fold: Sequence[int]) -> Floats:
    """The closeness of each pair under a map that was learned without the folds of its two reports, [P].

    `fold` [N] is that of each passage, 0 to FOLDS - 1. A pair over two folds gets the map without the later one.
    """
    of = np.array(fold)[pairs]
    out = np.zeros(len(pairs), dtype=np.float32)
    for k in range(FOLDS):
        touched = (of == k).any(axis=1)
        matrix = fit(inputs, pairs[~touched], same[~touched])
        out[touched] = close(inputs, matrix, pairs[touched])
    return out


def write(path: Path, mean: Floats, matrix: Floats) -> None:
    """Write the projection as the package reads it."""
    content = io.BytesIO()
    np.savez_compressed(content, mean=mean.astype(np.float16), matrix=matrix.astype(np.float16))
    path.write_bytes(content.getvalue())
