"""Weights -> the one file that the package ships: ONNX graphs (encoder int8, heads float), tokenizer, description.

`python -m training.export WEIGHTS.pt OUT.zip` writes it and checks that ONNX Runtime and torch agree.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from according.reading import features as surface
from according.reading import labels
from training.network import HIDDEN, Reader
from training.train import minilm

FORMAT = 1


class EncoderGraph(nn.Module):
    """pieces, features, first -> word vectors and the scores of all heads over single words."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net

    def forward(self, pieces: Tensor, features: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        h = self.net.encoder(pieces, features, first)
        s = self.net.single(h)
        spans = torch.softmax(self.net.spans(h), -1)
        return (
            h,
            torch.softmax(s.cue, -1),
            torch.softmax(s.trigger, -1),
            torch.sigmoid(s.goes_on),
            torch.softmax(s.modality, -1),
            torch.sigmoid(s.polarity),
            torch.sigmoid(s.modes),
            spans,
        )


class PartsGraph(nn.Module):
    """Word vectors and cues -> log-probabilities of the parts, [Q,W,5]."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.arcs = net.parts

    def forward(self, h: Tensor, row: Tensor, first: Tensor, last: Tensor, near: Tensor, far: Tensor) -> Tensor:
        return torch.log_softmax(self.arcs(h, row, first, last, near, far), -1)


class RolesGraph(nn.Module):
    """Word vectors and triggers -> probabilities of the roles, [Q,W,9]."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.arcs = net.roles

    def forward(self, h: Tensor, row: Tensor, first: Tensor, last: Tensor, near: Tensor, far: Tensor) -> Tensor:
        return torch.sigmoid(self.arcs(h, row, first, last, near, far))


class PairsGraph(nn.Module):
    """Item vectors [N,parts*HIDDEN] and pairs -> scores, above 0 = same."""

    def __init__(self, pairs: nn.Module) -> None:
        super().__init__()
        self.pairs = pairs

    def forward(self, items: Tensor, earlier: Tensor, later: Tensor, features: Tensor) -> Tensor:
        v = self.pairs.vector(items)  # type: ignore[operator]
        return self.pairs(v[earlier], v[later], features)


class DyadGraph(nn.Module):
    """Word vectors and the heads of two actors -> probabilities of the types, [Q,16]."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.dyad = net.dyad

    def forward(self, h: Tensor, row: Tensor, source: Tensor, target: Tensor, blank: Tensor) -> Tensor:
        return torch.softmax(self.dyad(h, row, source, target, blank), -1)


def samples() -> dict[str, tuple[Any, ...]]:
    """Example inputs for tracing; sizes are odd on purpose, so that a frozen dimension shows."""
    g = torch.Generator().manual_seed(0)
    b, t, w, q, n = 3, 41, 29, 5, 7
    pieces = torch.randint(1000, 20000, (b, t), generator=g)
    pieces[1, 35:] = 0
    features = torch.randint(1, 3, (b, t, 3), generator=g)
    first = torch.sort(torch.randint(1, 30, (b, w), generator=g)).values
    h = torch.randn(b, w, HIDDEN, generator=g)
    row = torch.tensor([0, 0, 1, 2, 2])
    at = torch.tensor([1, 4, 9, 2, 20])
    near = torch.randint(0, surface.DISTANCES, (q, w), generator=g)
    far = torch.randint(0, surface.SENTENCE_DISTANCES, (q, w), generator=g)
    earlier, later = torch.tensor([0, 1, 2, 0]), torch.tensor([1, 2, 3, 6])
    blank = torch.zeros(b, w, dtype=torch.bool)
    return {
        "encoder": (pieces, features, first),
        "parts": (h, row, at, at + 1, near, far),
        "roles": (h, row, at, at + 1, near, far),
        "entities": (torch.randn(n, 2 * HIDDEN, generator=g), earlier, later, torch.rand(4, surface.ENTITY_PAIR)),
        "events": (torch.randn(n, HIDDEN, generator=g), earlier, later, torch.rand(4, surface.EVENT_PAIR)),
        "dyad": (h, row, at, at + 2, blank),
    }


_NAMES = {
    "encoder": (
        {"pieces": "bt", "features": "bt", "first": "bw"},
        ("h", "cue", "trigger", "goes_on", "modality", "polarity", "modes", "spans"),
    ),
    "parts": ({"h": "bw", "row": "q", "first": "q", "last": "q", "near": "qw", "far": "qw"}, ("scores",)),
    "roles": ({"h": "bw", "row": "q", "first": "q", "last": "q", "near": "qw", "far": "qw"}, ("scores",)),
    "entities": ({"items": "n", "earlier": "p", "later": "p", "features": "p"}, ("scores",)),
    "events": ({"items": "n", "earlier": "p", "later": "p", "features": "p"}, ("scores",)),
    "dyad": ({"h": "bw", "row": "q", "source": "q", "target": "q", "blank": "bw"}, ("scores",)),
}


def graphs(net: Reader) -> dict[str, nn.Module]:
    """The six graphs over one network."""
    return {
        "encoder": EncoderGraph(net),
        "parts": PartsGraph(net),
        "roles": RolesGraph(net),
        "entities": PairsGraph(net.same_entity),
        "events": PairsGraph(net.same_event),
        "dyad": DyadGraph(net),
    }


def to_onnx(name: str, module: nn.Module) -> bytes:
    """Trace one graph with dynamic sizes."""
    inputs, outputs = _NAMES[name]
    axes = {k: dict(enumerate(v)) for k, v in inputs.items()}
    buffer = io.BytesIO()
    torch.onnx.export(
        module.eval(),
        samples()[name],
        buffer,
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes={**axes, **{o: {0: "o0", 1: "o1"} for o in outputs if name in ("encoder", "parts", "roles")}},
        opset_version=17,
        dynamo=False,
    )
    return buffer.getvalue()


def quantise(onnx_bytes: bytes) -> bytes:
    """Dynamic int8 with one scale a channel, for the encoder's matrices and its word table; the heads stay float."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "a.onnx", Path(folder) / "b.onnx"
        before.write_bytes(onnx_bytes)
        model = onnx.load(before)
        keep = [
            n.name for n in model.graph.node if n.op_type in ("MatMul", "Gemm", "Gather") and "/encoder/" not in n.name
        ]
        quantize_dynamic(before, after, per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=keep)
        return after.read_bytes()


def agreement(net: Reader, parts: dict[str, bytes]) -> dict[str, float]:
    """Largest difference between torch and ONNX Runtime over every output of every graph (encoder: int8)."""
    import onnxruntime as ort

    out = {}
    for name, module in graphs(net).items():
        session = ort.InferenceSession(parts[name], providers=["CPUExecutionProvider"])
        inputs = samples()[name]
        with torch.no_grad():
            want = module.eval()(*inputs)
        got = session.run(None, {i.name: x.numpy() for i, x in zip(session.get_inputs(), inputs, strict=True)})
        wanted = want if isinstance(want, tuple) else (want,)
        for label, w, g in zip(_NAMES[name][1], wanted, got, strict=True):
            out[f"{name}.{label}"] = float(np.abs(w.numpy() - g).max())
    return out


def export(weights: Path, target: Path, settings: dict[str, Any] | None = None) -> dict[str, float]:
    """Write the shipped file. `settings` (thresholds, calibration) go into its model.json. Returns the agreement."""
    net = Reader()
    net.load_state_dict(torch.load(weights, weights_only=True, map_location="cpu"))
    net.eval()
    parts = {name: to_onnx(name, module) for name, module in graphs(net).items()}
    exact = agreement(net, parts)
    parts["encoder"] = quantise(parts["encoder"])
    final = agreement(net, parts)
    tokenizer = json.loads((minilm() / "tokenizer.json").read_text(encoding="utf8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    described = {
        "format": FORMAT,
        "name": f"according-{hashlib.sha256(b''.join(parts.values())).hexdigest()[:12]}",
        "features": surface.FEATURES,
        "labels": {
            k: list(getattr(labels, k))
            for k in ("TRIGGERS", "CUES", "PARTS", "MODALITIES", "ROLES", "MENTIONS", "MODES")
        },
        "settings": settings or {},
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        stamp = (2026, 1, 1, 0, 0, 0)  # a fixed date, so that the same weights give the same file
        for file, content in [
            ("model.json", json.dumps(described, indent=1, sort_keys=True).encode()),
            ("tokenizer.json", json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")).encode()),
            *((f"{k}.onnx", v) for k, v in parts.items()),
        ]:
            z.writestr(zipfile.ZipInfo(file, stamp), content, zipfile.ZIP_DEFLATED)
    worst = {k: v for k, v in exact.items() if v > 1e-3}
    if worst:
        raise SystemExit(f"ONNX does not agree with torch before quantising: {worst}")
    return final


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("weights", type=Path)
    p.add_argument("target", type=Path)
    p.add_argument("--settings", type=Path, help="JSON with thresholds and calibration")
    a = p.parse_args()
    settings = json.loads(a.settings.read_text()) if a.settings else None
    for k, v in export(a.weights, a.target, settings).items():
        print(f"{k:20s} largest difference {v:.4f}")
    print(f"{a.target}: {a.target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
