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

from according.coding import code_many
from according.incidents import linking, pairing
from according.incidents.sentences import Sentences
from according.incidents.tellings import Telling
from according.records import Record, Report
from training.corpora import lines
from training.evaluate import report_of
from training.likeness import exported

Json = dict[str, Any]
CODINGS = Path("training/codings/incidents.jsonl.gz")
TARGET = Path("src/according/incidents/data/linking.json")
TREES, DEPTH, RATE, SMALLEST_LEAF, UNLIKE_SHARE = 150, 5, 0.08, 120, 0.3


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
            start, end = passage["span"]
            for name in passage["incidents"]:
                examples.mark(report, start, end, name)
    return examples


def fit(x: npt.NDArray[np.float32], y: npt.NDArray[np.int8], *, seed: int = 0) -> Any:
    """Trees that tell the pairs apart. Of the pairs that are not one happening a share is enough, and weighs more."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    kept = (y == 1) | (np.random.default_rng(seed).random(len(y)) < UNLIKE_SHARE)
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=SMALLEST_LEAF,
        l2_regularization=5,
        random_state=seed,
    )
    return model.fit(x[kept], y[kept], sample_weight=np.where(y[kept] == 1, 1.0, 1 / UNLIKE_SHARE))


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--shared", type=Path, required=True)
    a = p.parse_args()
    x, y = codings(a.shared).pairs()
    print(f"{len(y)} pairs, {int(y.sum())} of them one happening")
    TARGET.write_text(json.dumps(exported(fit(x, y), 0.5, features=pairing.FEATURES)) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
