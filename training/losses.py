"""The loss of every head, each scaled so that a missed positive weighs about the same."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from according.codebook import quad
from according.reading import labels
from training.batches import PairTargets, Queries, Tensors
from training.examples import CONFLICT, COOPERATION, YIELD
from training.network import Pairs, Reader

#: Weight of each part in the sum. Set by hand once from the sizes of the parts after one epoch, not swept.
WEIGHTS = {
    "cue": 1.0,
    "parts": 1.0,
    "trigger": 1.5,
    "goes_on": 0.3,
    "modality": 0.6,
    "polarity": 0.4,
    "modes": 0.5,
    "roles": 1.5,
    "spans": 1.0,
    "entities": 0.7,
    "events": 0.5,
    "dyad": 0.7,
}
_TEXT = 25.0  # words for each of which one positive is expected
_SEVERAL = {
    YIELD: [labels.TYPES.index("CONCEDE"), labels.TYPES.index("RETREAT")],
    COOPERATION: [i for i, t in enumerate(labels.TYPES) if quad(t).endswith("cooperation")],
    CONFLICT: [i for i, t in enumerate(labels.TYPES) if quad(t).endswith("conflict")],
}


def losses(net: Reader, x: Tensors, h: Tensor) -> dict[str, Tensor]:
    """Loss by head for word vectors `h` [B,W,HIDDEN]; only the heads for which the batch has targets."""
    out: dict[str, Tensor] = {}
    single = net.single(h)
    known = x.cue >= 0
    if known.any():
        loss = F.cross_entropy(single.cue[known], x.cue[known], reduction="sum")
        out["cue"] = loss / known.sum() * _TEXT
    if x.parts is not None:
        out["parts"] = _parts(net, x.parts, h)
    known = x.trigger >= 0
    if known.any():
        loss = F.cross_entropy(single.trigger[known], x.trigger[known], reduction="none", label_smoothing=0.02)
        out["trigger"] = (loss * x.trigger_weight[known]).sum() / known.sum() * _TEXT
        on = x.goes_on >= 0
        loss = F.binary_cross_entropy_with_logits(single.goes_on.squeeze(-1)[on], x.goes_on[on], reduction="sum")
        out["goes_on"] = loss / on.sum() * _TEXT
        out["spans"] = _spans(net.spans(h), x.spans)
    if len(x.at_row):
        at = (x.at_row, x.at_word)
        w = x.weight
        mean = lambda loss: (loss * w).sum() / w.sum()  # noqa: E731
        out["modality"] = mean(F.cross_entropy(single.modality[at], x.modality, reduction="none"))
        out["polarity"] = mean(
            F.binary_cross_entropy_with_logits(single.polarity[at].squeeze(-1), x.negative, reduction="none")
        )
        out["modes"] = mean(F.binary_cross_entropy_with_logits(single.modes[at], x.modes, reduction="none").sum(-1))
    if x.roles is not None:
        q = x.roles
        score = net.roles(h, q.row, q.first, q.last, q.distance, q.sentences)
        loss = F.binary_cross_entropy_with_logits(score, q.target, reduction="none") * q.mask
        out["roles"] = loss.sum() / len(q.row)
    if x.entities is not None:
        e = x.entities
        v = net.same_entity.vector(torch.cat([h[e.row, e.head], h[e.row, e.first]], -1))
        out["entities"] = _antecedents(net.same_entity, v, e)
    if x.events is not None:
        e = x.events
        out["events"] = _antecedents(net.same_event, net.same_event.vector(h[e.row, e.head]), e)
    if x.dyad is not None:
        row, source, target, kind = x.dyad
        logp = torch.log_softmax(net.dyad(h, row, source, target, x.blank), -1)
        right = logp.gather(1, kind.clamp(min=0)[:, None]).squeeze(1)
        for code, types in _SEVERAL.items():
            right = torch.where(kind == code, torch.logsumexp(logp[:, types], -1), right)
        # AW knows one bit of sixteen types: it weighs less.
        weight = torch.where(kind < YIELD, 0.3, 1.0)
        out["dyad"] = -(right * weight).sum() / weight.sum()
    return out


def total(parts: dict[str, Tensor]) -> Tensor:
    """The weighted sum."""
    return torch.stack([WEIGHTS[k] * v for k, v in parts.items()]).sum()


def _parts(net: Reader, q: Queries, h: Tensor) -> Tensor:
    score = net.parts(h, q.row, q.first, q.last, q.distance, q.sentences)
    loss = F.cross_entropy(score.transpose(1, 2), q.target, reduction="none") * q.mask
    # Content is long and source is short: a wrong source word weighs more, or the source would never be learned well.
    weight = torch.where((q.target == 1) | (q.target == 2), 2.0, 1.0)
    weight = torch.where((q.target == 1) | (q.target == 3), 3.0, weight)
    return (loss * weight).sum() / len(q.row) / 12.0


def _spans(score: Tensor, target: Tensor) -> Tensor:
    known = target >= 0
    loss = F.cross_entropy(score[known], target[known], reduction="sum")
    return loss / known[:, :, 0].sum().clamp(min=1) * _TEXT / 4


def _antecedents(head: Pairs, v: Tensor, e: PairTargets) -> Tensor:
    """Marginal likelihood of the right antecedents, "none" scoring 0 (Lee et al. 2017)."""
    score = head(v[e.earlier], v[e.later], e.features).float()
    n = e.count
    best = torch.zeros(n, dtype=score.dtype)
    total_max = best.scatter_reduce(0, e.later, score, "amax", include_self=True).detach()
    shifted = torch.exp(score - total_max[e.later])
    everything = torch.exp(-total_max) + torch.zeros(n).scatter_add(0, e.later, shifted)
    right = torch.zeros(n).scatter_add(0, e.later, shifted * e.same)
    has = torch.zeros(n).scatter_add(0, e.later, e.same.float()) > 0
    right = torch.where(has, right, torch.exp(-total_max))
    loss = -(torch.log(right + 1e-9) - torch.log(everything))
    seen = torch.zeros(n).scatter_add(0, e.later, torch.ones_like(score)) > 0
    return torch.clamp(loss[seen], max=1e4).mean()
