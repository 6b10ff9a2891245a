"""Train the score of two tellings (`according.incidents.pairing`) on incidents that people marked.

`python -m training.linking --shared ../shared` codes the reports, pairs their tellings as `incidents.linking` does,
trains, and writes `src/according/incidents/data/linking.json`. `training/codings/incidents.jsonl.gz` holds the marks as
offsets into reports of FA-KES, no text. What comes out is measured by `training.evaluate accounts` on other reports.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from according.coding import code_many
from according.incidents import linking, pairing
from according.incidents.sentences import Sentences
from according.incidents.tellings import Telling
from according.records import Record, Report
from training.corpora import lines
from training.evaluate import report_of

Json = dict[str, Any]
CODINGS = Path("training/codings/incidents.jsonl.gz")
TARGET = Path("src/according/incidents/data/linking.json")
HIDDEN, STEPS, BATCH, RATE = 16, 500, 4096, 0.02


class Examples:
    """Tellings, what each is known to tell, and the pairs that blocking brings together."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.tellings: list[Telling] = []
        self.spans: list[tuple[int, int]] = []
        self.texts: dict[str, str] = {}
        for record in records:
            self.texts[record.report.id] = record.report.text
            sentences = Sentences(record.report.text)
            for telling in linking.tell(record):
                span = sentences.span(int(telling.id[1:]))
                self.tellings.append(telling)
                self.spans.append((span.start, span.end))
        self.known: list[set[str]] = [set() for _ in self.tellings]
        self.of: dict[str, list[int]] = defaultdict(list)
        for n, telling in enumerate(self.tellings):
            self.of[telling.report].append(n)

    def mark(self, report: str, start: int, end: int, name: str) -> None:
        """Note that the stretch of a report tells the happening of that name."""
        for n in self.of[report]:
            first, last = self.spans[n]
            if min(end, last) > max(start, first):
                self.known[n].add(name)

    def pairs(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8]]:
        """The features of all pairs that blocking brings together, and whether they tell one happening."""
        found = sorted(linking.blocked(self.tellings))
        x = pairing.table([(self.tellings[i], self.tellings[j]) for i, j in found])
        return x, np.array([bool(self.known[i] & self.known[j]) for i, j in found], dtype=np.int8)


def coded(rows: Iterable[Json]) -> list[Record]:
    """The records of a corpus' rows; of those with the same id the first is taken."""
    reports: dict[str, Report] = {}
    for row in rows:
        report = report_of(row["doc_id"], row["text"], published=row.get("published"), title=row.get("title"))
        reports.setdefault(report.id, report.model_copy(update={"publisher": row.get("publisher")}))
    return [r for r in code_many(list(reports.values())) if isinstance(r, Record)]


def codings(shared: Path) -> Examples:
    """Reports of FA-KES in which people marked every passage that tells an incident told by two reports or more.

    A passage without a mark tells nothing that another report of the same time tells: that is known too.
    """
    told = {row["doc_id"]: row["told"] for row in lines(CODINGS)}
    examples = Examples(coded(r for r in lines(shared / "data/corpus/fakes_dev.jsonl.gz") if r["doc_id"] in told))
    for report in examples.texts:
        for passage in told[report]:
            for name in passage["incidents"]:
                examples.mark(report, *passage["span"], name)
    return examples


def fit(x: npt.NDArray[np.float32], y: npt.NDArray[np.int8], *, seed: int = 0) -> pairing.Weights:
    """Weights that tell the pairs apart."""
    torch.manual_seed(seed)
    mean, scale = x.mean(0), x.std(0) + 1e-6
    inputs = torch.tensor((x - mean) / scale)
    targets = torch.tensor(y.astype(np.float32))
    net = torch.nn.Sequential(torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 1))
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    for step in range(STEPS):
        some = torch.randint(0, len(targets), (BATCH,))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(net(inputs[some])[:, 0], targets[some])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / STEPS)
    first, last = net[0], net[2]

    def plain(t: torch.Tensor) -> npt.NDArray[np.float32]:
        return t.detach().numpy().astype(np.float32)

    return pairing.Weights(
        mean=mean,
        scale=scale,
        hidden=plain(first.weight).T,  # type: ignore[arg-type]
        hidden_bias=plain(first.bias),  # type: ignore[arg-type]
        out=plain(last.weight)[0],  # type: ignore[arg-type]
        out_bias=float(plain(last.bias)[0]),  # type: ignore[arg-type]
    )


def saved(w: pairing.Weights) -> Json:
    """The form in which the package reads them."""
    arrays = {k: np.round(getattr(w, k), 4).tolist() for k in ("mean", "scale", "hidden", "hidden_bias", "out")}
    return {"features": list(pairing.FEATURES), **arrays, "out_bias": round(w.out_bias, 4)}


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--shared", type=Path, required=True)
    a = p.parse_args()
    x, y = codings(a.shared).pairs()
    print(f"{len(y)} pairs, {int(y.sum())} of them one happening")
    TARGET.write_text(json.dumps(saved(fit(x, y))) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
