"""Train the score of two tellings (`according.incidents.pairing`) on incidents that people marked.

`python -m training.linking --shared ../shared` codes the reports, pairs their tellings as `incidents.linking` does,
trains, and writes `linking.json` and `senses.npz` in `src/according/incidents/data`. The marks are offsets into reports
of FA-KES without any text (`training/codings/incidents.jsonl.gz`). What comes out is measured by `training.evaluate
accounts` on other reports. Needs scikit-learn and torch.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from according.coding import code_many
from according.incidents import linking, pairing, reducing, senses
from according.incidents.sentences import Sentences
from according.incidents.tellings import Telling
from according.reading.vectors import vectors
from according.records import Record, Report
from training import senses as maps
from training.corpora import lines
from training.evaluate import report_of
from training.likeness import exported

Json = dict[str, Any]
CODINGS = Path("training/codings/incidents.jsonl.gz")
TARGET = Path("src/according/incidents/data")
UNKNOWN_SHARE = 0.15
"""Share of pairs whose senses are hidden from the trees, so that tellings can be compared without an encoder."""
TREES, DEPTH, RATE, SMALLEST_LEAF = 150, 5, 0.08, 120
SEED = 1  # of three the best on development data: they differ by .02 to .03


wide = partial(vectors, wide=True)


class Examples:
    """Tellings, what each is known to tell, and the pairs that blocking brings together."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.tellings: list[Telling] = []
        self.spans: list[tuple[int, int]] = []
        self.texts: dict[str, str] = {}
        seen: list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]] = []
        for record in records:
            self.texts[record.report.id] = record.report.text
            sentences = Sentences(record.report.text)
            own = linking.tell(record)
            if own:
                seen.append(senses.seen(record.report.text, *reducing.ranges(record, own), wide))
            for telling in own:
                span = sentences.span(int(telling.id[1:]))
                self.tellings.append(telling)
                self.spans.append((span.start, span.end))
        passages, triggers = (np.concatenate(halves) for halves in zip(*seen, strict=True))
        self.mean = np.concatenate([passages, triggers], axis=1).mean(axis=0)
        self.inputs = senses.centred(passages, triggers, self.mean)
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

    def pairs(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.int8]]:
        """All pairs that blocking brings together, their features, and whether they tell one happening."""
        found = sorted(linking.blocked(self.tellings))
        x = pairing.table([(self.tellings[i], self.tellings[j]) for i, j in found])
        same = np.array([bool(self.known[i] & self.known[j]) for i, j in found], dtype=np.int8)
        return np.array(found, dtype=np.int64), x, same

    def folds(self) -> list[int]:
        """A fold for each telling: reports of one time are in one fold, so that few pairs lie between two."""
        days = {t.report: t.published or 0 for t in self.tellings}
        ordered = sorted(days, key=lambda report: (days[report], report))
        of = {report: n * maps.FOLDS // len(ordered) for n, report in enumerate(ordered)}
        return [of[t.report] for t in self.tellings]


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


def fit(x: npt.NDArray[np.float32], y: npt.NDArray[np.int8], *, seed: int = SEED) -> Any:
    """Trees that tell the pairs apart."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=SMALLEST_LEAF,
        l2_regularization=5,
        random_state=seed,
    )
    return model.fit(x, y)


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--shared", type=Path, required=True)
    a = p.parse_args()
    examples = codings(a.shared)
    pairs, x, y = examples.pairs()
    print(f"{len(y)} pairs, {int(y.sum())} of them one happening")
    x[:, pairing.FEATURES.index("sense")] = np.where(
        np.random.default_rng(SEED).random(len(y)) < UNKNOWN_SHARE,
        senses.UNKNOWN,
        maps.held_out(examples.inputs, pairs, y, examples.folds()),
    )
    trees = exported(fit(x, y), 0.5, features=pairing.FEATURES)
    (TARGET / "linking.json").write_text(json.dumps(trees) + "\n", encoding="utf8")
    maps.write(TARGET / "senses.npz", examples.mean, maps.fit(examples.inputs, pairs, y))


if __name__ == "__main__":
    main()
