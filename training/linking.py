"""Train the score of two tellings (`according.incidents.pairing`): accounts that people read, and ECB+ for breadth.

`python -m training.linking --shared ../shared` codes the reports, pairs their tellings as `incidents.linking` does,
trains, and writes `src/according/incidents/data/linking.json`. `--check` trains on one half of the accounts (by time)
and groups the other instead, so that the figures are no memory.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from according.coding import code_many
from according.incidents import clustering, linking, pairing
from according.incidents.sentences import Sentences
from according.incidents.tellings import Telling
from according.records import Record, Report
from training.corpora import lines
from training.evaluate import report_of

Json = dict[str, Any]
TARGET = Path("src/according/incidents/data/linking.json")
HIDDEN, STEPS, BATCH, RATE = 16, 500, 4096, 0.02
_OVERLAP = 25  # characters of a quote that make a sentence part of it


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

    def mark(self, report: str, start: int, end: int, name: str, *, overlap: int) -> None:
        """Note that the stretch of a report tells the happening of that name."""
        for n in self.of[report]:
            first, last = self.spans[n]
            common = min(end, last) - max(start, first)
            if common > 0 and (common >= overlap or 2 * common > last - first):
                self.known[n].add(name)

    def pairs(self) -> tuple[list[tuple[int, int]], npt.NDArray[np.float32], npt.NDArray[np.int8]]:
        """All pairs that blocking brings together, their features, and 1, 0 or -1 (unknown)."""
        found = sorted(linking.blocked(self.tellings))
        x = pairing.table([(self.tellings[i], self.tellings[j]) for i, j in found])
        y = np.array([self._same(i, j) for i, j in found], dtype=np.int8)
        return found, x, y

    def _same(self, i: int, j: int) -> int:
        if not self.known[i] or not self.known[j]:
            return -1
        return int(bool(self.known[i] & self.known[j]))


def coded(rows: Iterable[Json]) -> list[Record]:
    """The records of a corpus' rows; of those with the same id the first is taken."""
    reports: dict[str, Report] = {}
    for row in rows:
        report = report_of(row["doc_id"], row["text"], published=row.get("published"), title=row.get("title"))
        reports.setdefault(report.id, report.model_copy(update={"publisher": row.get("publisher")}))
    return [r for r in code_many(list(reports.values())) if isinstance(r, Record)]


def accounts(shared: Path) -> Examples:
    """The reports of `accounts_dev.json` with the incidents that people found in them."""
    gold = json.loads((shared / "data/accounts/accounts_dev.json").read_text(encoding="utf8"))
    wanted = {d for incident in gold["incidents"] for d in incident["docs"]}
    rows = (r for r in lines(shared / "data/corpus/fakes_dev.jsonl.gz") if r["doc_id"] in wanted)
    examples = Examples(coded(rows))
    for incident in gold["incidents"]:
        for account in incident["accounts"]:
            at = examples.texts[account["doc"]].find(account["quote"])
            if at >= 0:
                end = at + len(account["quote"])
                examples.mark(account["doc"], at, end, incident["id"], overlap=_OVERLAP)
    return examples


def ecb(shared: Path, name: str = "train") -> Examples:
    """ECB+ with the events that its annotators found to be one."""
    rows = list(lines(shared / f"data/incidents/ecb_plus_{name}.jsonl.gz"))
    examples = Examples(coded(rows))
    for row in rows:
        for mention in row["mentions"]:
            if mention["kind"] == "event" and mention["scored"]:
                cluster = f"{row['topic']}/{mention['cluster']}"
                examples.mark(row["doc_id"], mention["start"], mention["end"], cluster, overlap=1)
    return examples


def fit(
    x: npt.NDArray[np.float32], y: npt.NDArray[np.int8], weight: npt.NDArray[np.float32], *, seed: int = 0
) -> pairing.Weights:
    """Weights that tell the pairs apart."""
    torch.manual_seed(seed)
    mean, scale = x.mean(0), x.std(0) + 1e-6
    inputs = torch.tensor((x - mean) / scale)
    targets, weights = torch.tensor(y.astype(np.float32)), torch.tensor(weight)
    net = torch.nn.Sequential(torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 1))
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    for step in range(STEPS):
        some = torch.randint(0, len(targets), (BATCH,))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            net(inputs[some])[:, 0], targets[some], weight=weights[some]
        )
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


def learn(parts: Sequence[tuple[npt.NDArray[np.float32], npt.NDArray[np.int8], float]]) -> pairing.Weights:
    """Weights from the known pairs of several corpora, each with how much it counts."""
    x = np.concatenate([x[y >= 0] for x, y, _ in parts])
    y = np.concatenate([y[y >= 0] for _, y, _ in parts])
    weight = np.concatenate([np.full(int((y >= 0).sum()), w, dtype=np.float32) for _, y, w in parts])
    return fit(x, y, weight)


def grouped(examples: Examples, found: Sequence[tuple[int, int]], scores: npt.NDArray[np.float32]) -> list[list[int]]:
    """The incidents that the scores make."""
    return clustering.agglomerate(len(examples.tellings), dict(zip(found, scores.tolist(), strict=True)))


def check(examples: Examples, other: Examples | None, *, other_weight: float) -> list[list[int]]:
    """Incidents of the accounts by weights that never saw them: each half is grouped by what the other taught."""
    found, x, y = examples.pairs()
    late = np.array(
        [(t.published or 0) >= np.median([t.published or 0 for t in examples.tellings]) for t in examples.tellings]
    )
    half = np.array([int(late[i]) + int(late[j]) for i, j in found])
    more = [] if other is None else [(*other.pairs()[1:], other_weight)]
    scores = np.zeros(len(found), dtype=np.float32)
    for test, train in ((0, half == 2), (2, half == 0), (1, half != 1)):
        w = learn([(x[train], y[train], 1.0), *more])
        scores[half == test] = pairing.evaluate(w, x[half == test])
    return grouped(examples, found, scores)


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--shared", type=Path, required=True)
    p.add_argument("--ecb-weight", type=float, default=0.5)
    p.add_argument("--check", action="store_true")
    a = p.parse_args()
    own = accounts(a.shared)
    other = ecb(a.shared) if a.ecb_weight else None
    if a.check:
        groups = check(own, other, other_weight=a.ecb_weight)
        docs = [sorted({own.tellings[n].report for n in g}) for g in groups]
        incidents = [{"docs": d, "accounts": [], "findings": []} for d in docs if len(d) > 1]
        print(json.dumps({"incidents": incidents, "copies": []}))
        return
    parts = [(*own.pairs()[1:], 1.0)]
    if other is not None:
        parts.append((*other.pairs()[1:], a.ecb_weight))
    TARGET.write_text(json.dumps(saved(learn(parts))) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
