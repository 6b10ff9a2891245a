"""Thresholds and calibration of a set of weights, chosen on development reports.

`python -m training.tune READER.zip --shared ../shared --out settings.json`: one pass of the model over data/coded's
development half and data/gold_dev, then coordinate search over the thresholds by the score of eval/score_gold.py, then
two logistic regressions for the confidences. Expected calibration error is given by five-fold cross-validation.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from according.reading.assemble import assemble
from according.reading.confidence import Confidence, Scored, event_features, statement_features
from according.reading.happenings import Happening
from according.reading.model import Model
from according.reading.scan import Findings, scan
from according.reading.settings import Settings
from according.reading.statements import Draft
from according.reading.words import Words, cut
from according.records import Record, Report
from training.evaluate import report_of

GRID = {
    "trigger": (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7),
    "cue": (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6),
    "statement": (0.0, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45),
    "actor": (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65),
    "recipient": (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65),
    "recipient_share": (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9),
    "same_event": (-1.5, -1.0, -0.6, -0.3, 0.0, 0.3, 0.6, 1.0),
    "same_entity": (-1.0, -0.5, 0.0, 0.5, 1.0),
    "negative": (0.3, 0.4, 0.5, 0.6),
    "mention": (0.3, 0.4, 0.5, 0.6),
    "time": (0.2, 0.3, 0.4, 0.5, 0.6),
    "figure": (0.15, 0.2, 0.3, 0.4, 0.5),
    "beside": (0.0, 0.2, 0.3, 0.45),
    "place": (0.2, 0.3, 0.4, 0.5, 0.6),
}
FLOOR = Settings(cue=0.2, trigger=0.25, mention_floor=0.12)


@dataclass
class Case:
    """One development report with its gold and the model's findings."""

    report: Report
    gold: Any
    words: Words
    forms: list[str]
    found: Findings


def scorer(shared: Path) -> ModuleType:
    """eval/score_gold.py as a module."""
    spec = importlib.util.spec_from_file_location("score_gold", shared / "eval/score_gold.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{shared}: no eval/score_gold.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases(score: ModuleType, shared: Path, model: Model) -> dict[str, list[Case]]:
    """The development reports by set, read once with low thresholds."""
    out: dict[str, list[Case]] = {}
    for part, path in (("gold", "data/gold_dev"), ("coded", "data/coded/coded_dev.jsonl.gz")):
        for name, (text, gold) in score.read_gold(str(shared / path)).items():
            words = cut(text)
            forms = words.forms()
            report = report_of(name, text)
            out.setdefault(part, []).append(
                Case(report, gold, words, forms, scan(words, forms, model=model, settings=FLOOR))
            )
    return out


def evaluate(score: ModuleType, sets: dict[str, list[Case]], model: Model, settings: Settings) -> dict[str, Any]:
    """Summaries by set."""
    out = {}
    for name, some in sets.items():
        tally: dict[str, Any] = score.new_tally()
        errors: list[Any] = []
        for c in some:
            record = assemble(c.report, c.words, c.forms, c.found, model=model, settings=settings).to_dict()
            score.score_report(
                c.report.text, c.gold, score.pred_view(record, c.report.text), tally, errors, c.report.id
            )
        out[name] = score.summary(tally, len(some))
    return out


def objective(result: dict[str, Any]) -> float:
    """Mean score over the sets, with a little weight on the parts that the score does not see."""
    value = 0.0
    for s in result.values():
        on = s["events"]["on_typed"]
        seen = [on[k][0] for k in ("time", "killed") if k in on]
        extra = (sum(seen) / len(seen) if seen else 0) + on["places"]["f1"] + s["statements"]["on_found"]["speaker"][0]
        value += s["score"] + 0.03 * extra / 3
    return value / len(result)


def tune(
    score: ModuleType,
    sets: dict[str, list[Case]],
    model: Model,
    *,
    rounds: int = 2,
    held: dict[str, float] | None = None,
) -> Settings:
    """Coordinate search; a change must gain at least .0005, so that noise moves no threshold. `held` ones stay."""
    settings = replace(Settings(), **(held or {}))
    best = objective(evaluate(score, sets, model, settings))
    for _ in range(rounds):
        moved = False
        for name, values in GRID.items():
            if name in (held or {}):
                continue
            tried = {v: objective(evaluate(score, sets, model, replace(settings, **{name: v}))) for v in values}
            # the mean with its neighbours: a lone peak is luck
            smooth = {
                v: np.mean([tried[values[j]] for j in range(max(0, i - 1), min(len(values), i + 2))]) * 0.5
                + tried[v] * 0.5
                for i, v in enumerate(values)
            }
            top = max(smooth, key=lambda v: smooth[v])
            if tried[top] > best + 0.0005:
                settings, best, moved = replace(settings, **{name: top}), tried[top], True
                print(f"{name} {top}: {best:.4f}", flush=True)
        if not moved:
            break
    return settings


def judged(score: ModuleType, c: Case, record: dict[str, Any]) -> tuple[dict[int, bool], dict[int, bool]]:
    """Which statements and events of a record are right as a whole; those matching optional gold are left out."""
    text, (gs, ge), (ps, pe) = c.report.text, c.gold, score.pred_view(record, c.report.text)
    toks = score.tokens(text)
    g_tok, p_tok = [score.covered(s["content"], toks) for s in gs], [score.covered(s["content"], toks) for s in ps]
    pairs = {
        (i, j): d
        for i, a in enumerate(g_tok)
        for j, b in enumerate(p_tok)
        if a and b and (d := score.dice(a, b)) >= 0.5
    }
    matched = {j: i for i, j in score.assign(pairs).items()}
    back = {gs[i]["id"]: ps[j]["id"] for j, i in matched.items()}
    statements = {}
    for j, p in enumerate(ps):
        i = matched.get(j)
        if i is not None and not gs[i]["required"]:
            continue
        statements[j] = i is not None and all(
            score.overlap(gs[i][k], p[k]) or not (gs[i][k] or p[k]) for k in ("source", "cue")
        )
    sentences = score.sentences(text)
    where = lambda v: {k for k, sp in enumerate(sentences) if score.overlap([sp], v["trigger"])}  # noqa: E731
    weight = {}
    for i, g in enumerate(ge):
        for j, p in enumerate(pe):
            same, over = p["type"] in g["types"], score.overlap(g["trigger"], p["trigger"])
            if over or (same and where(g) & where(p)):
                share = score.hits(g["actors"], p["actors"])[0] + score.hits(g["recipients"], p["recipients"])[0]
                weight[i, j] = 2.0 * over + same + 0.1 * share + 0.05 * g["required"]
    matched = {j: i for i, j in score.assign(weight).items()}
    events = {}
    for j, p in enumerate(pe):
        i = matched.get(j)
        if i is None:
            events[j] = False
            continue
        g = ge[i]
        if not g["required"]:
            continue
        roles = all(len({*score.hits(g[r], p[r])}) == 1 for r in ("actors", "recipients"))
        said = p["said_in"] in {back.get(x) if x else None for x in g["said_ok"]}
        events[j] = p["type"] in g["types"] and roles and said and all(g[k] == p[k] for k in ("polarity", "modality"))
    return statements, events


def logistic(x: np.ndarray, y: np.ndarray, *, ridge: float = 1.0, steps: int = 60) -> np.ndarray:
    """Ridge logistic regression by Newton's method; the first weight is the intercept (not shrunk)."""
    x = np.column_stack([np.ones(len(x)), x])
    w = np.zeros(x.shape[1])
    shrink = np.full(len(w), ridge)
    shrink[0] = 1e-3
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(shrink)
        w = w - np.linalg.solve(hessian, x.T @ (p - y) + shrink * w)
    return w


def calibration_error(p: np.ndarray, y: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins (Naeini et al. 2015)."""
    b = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[b == k].mean() - y[b == k].mean()) * (b == k).mean() for k in range(bins) if (b == k).any()))


class _Seen(Confidence):
    """Collects the features of every statement and event instead of judging them."""

    def __init__(self) -> None:
        super().__init__({})
        self.rows: dict[str, list[list[float]]] = {"statement": [], "event": []}

    def of_statement(self, d: Draft) -> None:
        self.rows["statement"].append(statement_features(d))

    def of_event(self, h: Happening, actors: Scored, recipients: Scored) -> None:
        self.rows["event"].append(event_features(h, actors, recipients))


def calibrate(
    score: ModuleType, sets: dict[str, list[Case]], model: Model, settings: Settings
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Weights of both confidences, and their cross-validated calibration errors and base rates."""
    rows: dict[str, tuple[list[list[float]], list[bool], list[int]]] = {
        "statement": ([], [], []),
        "event": ([], [], []),
    }
    number = 0
    for some in sets.values():
        for c in some:
            number += 1
            seen = _Seen()
            record: Record = assemble(
                c.report, c.words, c.forms, c.found, model=model, settings=settings, confidence=seen
            )
            for name, judgements in zip(("statement", "event"), judged(score, c, record.to_dict()), strict=True):
                for j, ok in judgements.items():
                    rows[name][0].append(seen.rows[name][j])
                    rows[name][1].append(ok)
                    rows[name][2].append(number)
    weights, report = {}, {}
    for name, (features, right, doc) in rows.items():
        x, y, d = np.array(features), np.array(right, dtype=float), np.array(doc)
        p = np.zeros(len(y))
        for fold in range(5):
            w = logistic(x[d % 5 != fold], y[d % 5 != fold])
            p[d % 5 == fold] = 1 / (
                1 + np.exp(-np.column_stack([np.ones((d % 5 == fold).sum()), x[d % 5 == fold]]) @ w)
            )
        weights[name] = [round(float(v), 4) for v in logistic(x, y)]
        report[f"{name} ECE"], report[f"{name} right"] = round(calibration_error(p, y), 4), round(float(y.mean()), 4)
        order = np.argsort(p)
        ranks = np.empty(len(p))
        ranks[order] = np.arange(len(p))
        pos = y.sum()
        auc = (ranks[y == 1].sum() - pos * (pos - 1) / 2) / max(1, pos * (len(y) - pos))
        report[f"{name} AUC"] = round(float(auc), 4) if not math.isnan(auc) else 0.0
    return weights, report


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("weights", type=Path)
    p.add_argument("--shared", type=Path, required=True)
    p.add_argument("--out", type=Path)
    p.add_argument("--rounds", type=int, default=2)
    p.add_argument("--brief", action="store_true", help="score with default settings only")
    p.add_argument("--hold", nargs="*", default=[], metavar="NAME=VALUE", help="thresholds that are not searched")
    a = p.parse_args()
    score = scorer(a.shared)
    model = Model(a.weights.read_bytes(), source=str(a.weights))
    sets = cases(score, a.shared, model)
    held = {name: float(value) for name, value in (h.split("=") for h in a.hold)}
    settings = Settings() if a.brief else tune(score, sets, model, rounds=a.rounds, held=held)
    result = evaluate(score, sets, model, settings)
    print(json.dumps(result, indent=1))
    if a.out:
        calibration, report = calibrate(score, sets, model, settings)
        print(json.dumps(report))
        kept = {"thresholds": asdict(settings), "calibration": calibration, "calibrated": report}
        a.out.write_text(json.dumps(kept, indent=1))


if __name__ == "__main__":
    main()
