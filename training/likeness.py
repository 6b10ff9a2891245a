"""How alike reports of one incident are: `python -m training.likeness SHARED` writes `incidents/data/likeness.json`.

Boosted trees over the features of `according.incidents.likeness`, learned from the training halves of two corpora
(shootings with mostly one or two reports each, and general news with about a dozen reports an incident; both weigh the
same). How a pair stands among its neighbours depends on the batch, so batches of many sizes are made: each corpus
whole, both together, draws of some incidents, and many of a handful of reports, which weigh more; in some of them all
reports come out within days. Most pairs are easily told apart: a share of those is enough. Training halves only; the
threshold was chosen on the development halves.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from according.incidents.likeness import FEATURES, compare
from according.incidents.sheets import read_sheets
from training.corpora import lines
from training.together.incidents import report_of

Json = dict[str, Any]
TARGET = Path(__file__).parent.parent / "src/according/incidents/data/likeness.json"
THRESHOLD = 0.4
TREES, LEAVES, RATE = 300, 16, 0.07
EASY_RANK, EASY_SHARE = 1.7, 0.34
SMALL_BATCHES, SMALL_WEIGHT = 160, 4.0
"""Pairs that rank worse (log) for one of their reports are easy; a share of the unlike ones is kept and weighs more."""


def batches(shootings: list[Json], news: list[Json], rng: np.random.Generator) -> list[list[Json]]:
    """Batches to learn from, of both corpora and of many sizes."""

    def draw(rows: list[Json], name: str, n: int) -> list[Json]:
        names = sorted({r[name] for r in rows})
        kept = set(rng.choice(names, n, replace=False).tolist())
        return [r for r in rows if r[name] in kept]

    incidents = len({r["incident_id"] for r in shootings})
    out = [shootings, news, [*shootings, *news]]
    out += [draw(shootings, "incident_id", 2 * incidents // 5) for _ in range(2)]
    out += [draw(news, "topic", 8) for _ in range(4)]
    out += [draw(shootings, "incident_id", incidents // 20) for _ in range(4)]
    out += [draw(news, "topic", 2) for _ in range(4)]
    out += [[r for r in news if rng.random() < 0.2] for _ in range(3)]
    out += [crowded(draw(shootings, "incident_id", incidents // 10), rng) for _ in range(4)]
    out += [crowded(draw(news, "topic", 8), rng) for _ in range(2)]
    return out


def crowded(rows: list[Json], rng: np.random.Generator) -> list[Json]:
    """The same reports as if all had come out within a fortnight: a common day must not make an incident.

    Reports of a corpus with days are moved by whole weeks, all of an incident alike, so that "Tuesday" stays right.
    """
    target = date(2016, 3, 1).toordinal()
    first: dict[str, int] = {}
    late = {row["incident_id"]: int(rng.integers(0, 2)) for row in rows}
    for row in rows:
        if "topic" not in row:
            day = date.fromisoformat(row["published"]).toordinal()
            first[row["incident_id"]] = min(day, first.get(row["incident_id"], day))
    out = []
    for row in rows:
        if row["incident_id"] in first:
            weeks = (target - first[row["incident_id"]]) // 7 + late[row["incident_id"]]
            day = date.fromisoformat(row["published"]).toordinal() + 7 * weeks
        else:
            day = target + int(rng.integers(0, 3))
        out.append({**row, "published": date.fromordinal(day).isoformat()})
    return out


def shortened(row: Json, rng: np.random.Generator) -> Json:
    """The report as a brief: its first words."""
    return {**row, "text": row["text"][: int(rng.integers(150, 600))].rpartition(" ")[0]}


def small_batches(shootings: list[Json], news: list[Json], rng: np.random.Generator) -> list[list[Json]]:
    """Batches of a handful of reports, as a desk has them on a day: a few incidents, look-alikes among them."""
    out = []
    told: dict[str, list[Json]] = defaultdict(list)
    for row in shootings:
        told[row["incident_id"]].append(row)
    often = sorted(k for k, rows in told.items() if len(rows) > 1)
    topics = sorted({r["topic"] for r in news})
    for n in range(SMALL_BATCHES):
        most = 8 if n % 2 else 25
        chosen = rng.choice(topics, int(rng.integers(1, 4)), replace=False).tolist()
        rows = [r for r in news if r["topic"] in chosen]
        out.append([rows[i] for i in rng.permutation(len(rows))[: int(rng.integers(3, most))]])
        chosen = rng.choice(often, int(rng.integers(1, 4)), replace=False).tolist()
        chosen += rng.choice(sorted(told), int(rng.integers(2, 8)), replace=False).tolist()
        out.append([r for k in dict.fromkeys(chosen) for r in told[k]])
    out = [[shortened(r, rng) for r in rows] if n % 8 < 4 else rows for n, rows in enumerate(out)]
    return [crowded(rows, rng) if n % 4 < 2 else rows for n, rows in enumerate(out)]


def examples(
    rows: list[Json], rng: np.random.Generator, weigh: float
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_], npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Features, whether it is one incident, weight, and whether both are of the news corpus, a row a pair."""
    pairs = compare(read_sheets(map(report_of, rows)))
    incident = np.array([r["incident_id"] for r in rows])
    is_news = np.array(["topic" in r for r in rows])
    same = incident[pairs.first] == incident[pairs.second]
    hard = same | (pairs.features[:, FEATURES.index("rank_high")] < EASY_RANK)
    kept = hard | (rng.random(len(pairs)) < EASY_SHARE)
    weight = np.where(hard, 1.0, 1 / EASY_SHARE) * weigh
    news = is_news[pairs.first] & is_news[pairs.second]
    return pairs.features[kept], same[kept], weight[kept], news[kept]


def exported(model: Any, threshold: float, *, features: tuple[str, ...] = FEATURES) -> Json:
    """The fitted trees as the package reads them."""
    trees = [stage[0].nodes for stage in model._predictors]
    columns: dict[str, Callable[[Any], list[Any]]] = {
        "feature": lambda t: [-1 if n["is_leaf"] else int(n["feature_idx"]) for n in t],
        "cut": lambda t: [0 if n["is_leaf"] else float(f"{n['num_threshold']:.6g}") for n in t],
        "unknown_left": lambda t: [int(n["missing_go_to_left"]) for n in t],
        "left": lambda t: [int(n["left"]) for n in t],
        "right": lambda t: [int(n["right"]) for n in t],
        "value": lambda t: [round(float(n["value"]), 5) if n["is_leaf"] else 0 for n in t],
    }
    return {
        "features": list(features),
        "threshold": threshold,
        "start": round(float(model._baseline_prediction.ravel()[0]), 5),
        "sizes": [len(t) for t in trees],
        **{name: [x for t in trees for x in column(t)] for name, column in columns.items()},
    }


def fit(shared: Path, *, seed: int = 7) -> Any:
    """Trees learned from the training halves."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    rng = np.random.default_rng(seed)
    shootings = list(lines(shared / "data/incidents/gva_train.jsonl.gz"))
    news = list(lines(shared / "data/incidents/ecb_plus_train.jsonl.gz"))
    parts = [examples(rows, rng, 1.0) for rows in batches(shootings, news, rng)]
    parts += [examples(rows, rng, SMALL_WEIGHT) for rows in small_batches(shootings, news, rng)]
    features, same, weight, is_news = (np.concatenate(p) for p in zip(*parts, strict=True))
    weight = weight * np.where(is_news, (same & ~is_news).sum() / (same & is_news).sum(), 1.0)
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=30,
        l2_regularization=5,
        max_features=0.5,
        random_state=0,
    )
    return model.fit(features, same, sample_weight=weight)


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("shared", type=Path)
    p.add_argument("--threshold", type=float, default=THRESHOLD)
    a = p.parse_args()
    data = exported(fit(a.shared), a.threshold)
    TARGET.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf8")
    print(f"{len(data['sizes'])} trees in {TARGET}")


if __name__ == "__main__":
    main()
