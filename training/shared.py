"""Which events of an incident's reports are one happening: `python -m training.shared --shared ../shared`.

Boosted trees over the features of `incidents.eventpairs`, from two corpora: the training half of ECB+, whose mentions
are marked one by one in reports of one incident, and reports of FA-KES in which every passage is marked that tells an
incident that others tell too (`training/codings/incidents.jsonl.gz`): there two events are taken for one where their
passages tell one incident and their triggers are alike. The reports are coded; a pair is one trigger of each of two of
the reader's events. The threshold was chosen on the development half of ECB+ and on other reports of FA-KES.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from according.incidents.alike import dot
from according.incidents.eventpairs import FEATURES, Key, ToldEvent, comparable, features, told_events
from according.incidents.mentions import Mention
from according.records import Record
from training.corpora import lines
from training.likeness import exported
from training.linking import CODINGS, coded

Json = dict[str, Any]
Marks = dict[Key, set[str]]
TARGET = Path(__file__).parent.parent / "src/according/incidents/data/shared.json"
THRESHOLD = 0.35
TREES, LEAVES, RATE, SMALLEST_LEAF = 150, 8, 0.07, 200
ALWAYS = {"places": 1, "days apart": -1}
"""A place in common never makes two events less likely to be one, nor a day between them more."""


def marked(events: Iterable[ToldEvent], spans: Iterable[tuple[int, int, str]]) -> Marks:
    """What each event is known to tell: the names of the marked stretches that one of its triggers touches."""
    known = list(spans)
    return {
        t.key: {name for start, end, name in known for s in t.event.triggers if s.start < end and start < s.end}
        for t in events
    }


def pairs(
    records: dict[str, Record], together: Iterable[tuple[str, str]], known: Marks, *, only_marked: bool
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """The features of all pairs of triggers of these pairs of reports, and whether they are of one happening.

    `only_marked` leaves out events without a mark, of which nothing is known.
    """
    triggers: dict[str, list[tuple[ToldEvent, Mention]]] = {
        name: [(t, m) for t in told_events([(record, [])]) for m in t.mentions(t.event.triggers)]
        for name, record in records.items()
    }
    rows: list[list[float]] = []
    same: list[bool] = []
    for one, other in together:
        for a, m in triggers[one]:
            for b, n in triggers[other]:
                unknown = only_marked and not (known[a.key] and known[b.key])
                if (one == other and a.event.id >= b.event.id) or unknown or not comparable(m, n):
                    continue
                documents = 1.0 if one == other else dot(m.document, n.document)
                rows.append(features(a, b, m, n, documents=documents))
                same.append(bool(known[a.key] & known[b.key]))
    return np.array(rows, dtype=np.float32), np.array(same, dtype=np.bool_)


def of_news(shared: Path) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Pairs of ECB+: of reports of one incident, and within a report."""
    rows = list(lines(shared / "data/incidents/ecb_plus_train.jsonl.gz"))
    records = {r.report.id: r for r in coded(rows)}
    of: dict[str, list[str]] = defaultdict(list)
    known: Marks = {}
    for row in rows:
        of[row["incident_id"]].append(row["doc_id"])
        spans = [(m["start"], m["end"], m["cluster"]) for m in row["mentions"] if m["kind"] == "event" and m["scored"]]
        known |= marked(told_events([(records[row["doc_id"]], [])]), spans)
    together = [pair for reports in of.values() for pair in ((a, b) for a in reports for b in reports if a <= b)]
    return pairs(records, together, known, only_marked=True)


def of_war(shared: Path) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Pairs of FA-KES: of reports that tell an incident in common."""
    told = {row["doc_id"]: row["told"] for row in lines(CODINGS)}
    rows = (row for row in lines(shared / "data/corpus/fakes_dev.jsonl.gz") if row["doc_id"] in told)
    records = {r.report.id: r for r in coded(rows)}
    known: Marks = {}
    of: dict[str, set[str]] = defaultdict(set)
    for name, record in records.items():
        spans = [(*passage["span"], incident) for passage in told[name] for incident in passage["incidents"]]
        known |= marked(told_events([(record, [])]), spans)
        for *_, incident in spans:
            of[incident].add(name)
    together = {pair for reports in of.values() for pair in combinations(sorted(reports), 2)}
    return pairs(records, sorted(together), known, only_marked=False)


def fit(x: npt.NDArray[np.float32], y: npt.NDArray[np.bool_], *, seed: int = 0) -> Any:
    """The trees."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_leaf_nodes=LEAVES,
        learning_rate=RATE,
        min_samples_leaf=SMALLEST_LEAF,
        l2_regularization=5,
        max_features=0.5,
        monotonic_cst=[ALWAYS.get(name, 0) for name in FEATURES],
        random_state=seed,
    )
    return model.fit(x, y)


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--shared", type=Path, required=True)
    shared = p.parse_args().shared
    (x, y), (u, v) = of_news(shared), of_war(shared)
    print(f"{len(y)} and {len(v)} pairs, {int(y.sum())} and {int(v.sum())} of them one happening")
    model = fit(np.concatenate([x, u]), np.concatenate([y, v]))
    TARGET.write_text(json.dumps(exported(model, THRESHOLD, features=FEATURES)) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
