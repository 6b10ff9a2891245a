"""Which mentions are of one happening: `python -m training.coreference SHARED` writes `incidents/data/coreference.*`.

Two models over the pairs of mentions of the training half of ECB+: boosted trees over the features of
`according.incidents.alike`, and a small network that sees the reader's vectors too. Most pairs are plainly of two
happenings: a share of those is enough and weighs more. Thresholds from 0.35 to 0.4 were best on topics of the
training half that the models had not seen (five folds); the development half chose among them. Needs
scikit-learn and torch.
"""

from __future__ import annotations

import argparse
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from according.incidents.alike import FEATURES, table
from according.incidents.coreference import pairs
from according.incidents.mentions import VECTOR, Mention, mentions
from according.incidents.network import Network
from according.reading.vectors import vectors
from training.corpora import lines
from training.likeness import exported

Json = dict[str, Any]
TARGET = Path(__file__).parent.parent / "src/according/incidents/data"
THRESHOLD = 0.35
TREES, LEAVES, RATE = 200, 12, 0.07
EPOCHS, BATCH, WIDTH, HIDDEN, DROPPED = 5, 1024, 64, 64, 0.3
EASY_SHARE = 0.25
UNKNOWN_SHARE = 0.15
"""Share of pairs whose rarity among the reports here is hidden, and of those whose vectors are hidden from the trees,
so that pairs can be judged without: of two reports alone, or where no reader was asked."""


def mentions_of(row: Json) -> tuple[list[Mention], list[Json]]:
    """The scored event mentions of a row; only their range and words are looked at, and the gold rows beside them."""
    gold = [m for m in row["mentions"] if m["kind"] == "event" and m["scored"]]
    spans = [(m["start"], m["end"]) for m in gold]
    triggers = [m["text"] for m in gold]
    found = mentions(row["doc_id"], row["text"], spans, triggers=triggers, vectors=vectors(row["text"], spans))
    return found, gold


def examples(shared: Path, *, seed: int = 0) -> tuple[npt.NDArray[np.float32], Json]:
    """The vectors of all mentions, and for each kept pair: its mentions, features, whether it is one, and weight."""
    rng = np.random.default_rng(seed)
    rows = list(lines(shared / "data/incidents/ecb_plus_train.jsonl.gz"))
    all_mentions: list[Mention] = []
    clusters: list[str] = []
    for row in rows:
        found, gold = mentions_of(row)
        all_mentions += found
        clusters += [m["cluster"] for m in gold]
    compared = pairs(all_mentions)
    first, second = compared.first, compared.second
    cluster = np.array(clusters)
    features = table(all_mentions, first.tolist(), second.tolist(), documents=compared.documents, here=compared.here)
    same = cluster[first] == cluster[second]
    hard = same | (features[:, FEATURES.index("heads close")] > 0.3) | (features[:, FEATURES.index("vectors")] > 0.6)
    kept = hard | (rng.random(len(same)) < EASY_SHARE)
    hidden = (rng.random(len(same)) < UNKNOWN_SHARE) & (features[:, FEATURES.index("one report")] == 0)
    features[hidden, FEATURES.index("documents here")] = np.nan
    unread = rng.random(len(same)) < UNKNOWN_SHARE
    known = np.stack([m.vector for m in all_mentions if m.vector is not None])[:, : VECTOR // 2]
    return known, {
        "first": first[kept],
        "second": second[kept],
        "features": features[kept],
        "same": same[kept],
        "unread": unread[kept],
        "weight": np.where(hard, 1.0, 1 / EASY_SHARE)[kept],
    }


def fit_trees(data: Json) -> Any:
    """The boosted trees."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=60,
        l2_regularization=5,
        max_features=0.5,
        random_state=0,
    )
    features = data["features"].copy()
    for name in ("vectors", "sentence vectors"):
        features[data["unread"], FEATURES.index(name)] = np.nan
    return model.fit(features, data["same"], sample_weight=data["weight"])


def fit_network(known: npt.NDArray[np.float32], data: Json, *, seed: int = 0) -> Network:
    """The network."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    torch.manual_seed(seed)
    mean, scale = known.mean(0), known.std(0) + 1e-6
    rows = data["features"]
    row_mean, row_scale = np.nanmean(rows, 0), np.nanstd(rows, 0) + 1e-6
    x = torch.tensor((known - mean) / scale)
    features = torch.tensor(np.nan_to_num((rows - row_mean) / row_scale).clip(-4, 4).astype(np.float32))
    first, second = torch.tensor(data["first"]), torch.tensor(data["second"])
    same, weight = (torch.tensor(data[k].astype(np.float32)) for k in ("same", "weight"))
    project = nn.Linear(x.shape[1], WIDTH)
    layers = nn.Sequential(
        nn.Linear(2 * WIDTH + 1 + features.shape[1], HIDDEN),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(HIDDEN, HIDDEN // 2),
        nn.ReLU(),
        nn.Linear(HIDDEN // 2, 1),
    )
    weights = [*project.parameters(), *layers.parameters()]
    optimizer = torch.optim.AdamW(weights, 2e-3, weight_decay=1e-2)
    steps = len(same) // BATCH
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=EPOCHS * steps + 1, pct_start=0.15)
    for _ in range(EPOCHS):
        for some in torch.randperm(len(same)).split(BATCH)[:steps]:
            # Each side of a pair loses inputs of its own: the network must not rest on single numbers of a vector.
            kept = (torch.rand(2, x.shape[1]) > DROPPED) / (1 - DROPPED)
            u, v = project(x[first[some]] * kept[0]), project(x[second[some]] * kept[1])
            shared = [u * v, (u - v).abs(), F.cosine_similarity(u, v).unsqueeze(1), features[some]]
            odds = layers(torch.cat(shared, 1)).squeeze(1)
            loss = F.binary_cross_entropy_with_logits(odds, same[some], reduction="none")
            optimizer.zero_grad()
            (loss * weight[some]).mean().backward()
            optimizer.step()
            rate.step()
    dense = [layers[0], layers[3], layers[5]]
    arrays = [
        mean, scale, row_mean, row_scale,
        *(a.detach().numpy() for layer in (project, *dense) for a in (layer.weight.T, layer.bias)),
    ]  # fmt: skip
    return Network(*(np.ascontiguousarray(a, dtype=np.float32) for a in arrays))


def written(network: Network) -> bytes:
    """The arrays as an npz file, half precision; the same arrays give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in Network.__slots__:
            array = io.BytesIO()
            np.save(array, getattr(network, name).astype(np.float16), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), array.getvalue(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("shared", type=Path)
    known, data = examples(p.parse_args().shared)
    trees = exported(fit_trees(data), THRESHOLD) | {"features": list(FEATURES)}
    (TARGET / "coreference.json").write_text(json.dumps(trees, separators=(",", ":")) + "\n", encoding="utf8")
    (TARGET / "coreference.npz").write_bytes(written(fit_network(known, data)))
    print(f"{len(data['same'])} pairs, {int(data['same'].sum())} of one happening; weights in {TARGET}")


if __name__ == "__main__":
    main()
