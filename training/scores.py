"""Score the shipped reader on the development sets and write the tables of training/SCORES.md between their markers.

python -m training.scores --shared ../shared [--part reading|names|incidents]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from according.reading.model import load
from training import incident_scores, name_scores

SHEET = Path(__file__).parent / "SCORES.md"
BEGIN, END = "<!-- figures: written by training/scores.py -->", "<!-- end of figures -->"
NAMES_BEGIN, NAMES_END = "<!-- names: written by training/scores.py -->", "<!-- end of names -->"
INCIDENTS_BEGIN, INCIDENTS_END = "<!-- incidents: written by training/scores.py -->", "<!-- end of incidents -->"

#: task -> (input, scorer with its arguments)
SETS = {
    "gold": ("gold_dev", ["score_gold.py"]),
    "coded": ("coded/coded_dev.jsonl.gz", ["score_gold.py"]),
    "polnear": ("attribution/polnear_dev.jsonl.gz", ["score_attribution.py"]),
    "plv": ("events/plv_dev.jsonl.gz", ["score_events.py", "plv"]),
    "aw": ("events/aw_dev.jsonl.gz", ["score_events.py", "aw"]),
    "cameospans": ("events/cameospans_dev.jsonl.gz", ["score_events.py", "cameospans"]),
    "meantime": ("events/meantime_dev.jsonl.gz", ["score_events.py", "meantime"]),
}


def measure(shared: Path, folder: Path) -> dict[str, Any]:
    """Every task's answers scored by its scorer, as the scorer's own JSON."""
    out: dict[str, Any] = {}
    for task, (source, scorer) in SETS.items():
        answers = folder / (task if task == "gold" else f"{task}.jsonl")
        gold = shared / "data" / source
        subprocess.run([sys.executable, "-m", "training.evaluate", task, str(gold), str(answers)], check=True)
        script, *rest = scorer
        command = [sys.executable, str(shared / "eval" / script), *rest, str(gold), str(answers)]
        if script != "score_gold.py":
            command.append("--json")
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        out[task] = json.loads(text[text.index("{") :])
    return out


def _percent(x: float) -> str:
    return f"{100 * x:.1f}"


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    rows = ["| set | measure | value |", "| --- | --- | --- |"]
    for task, name in (("gold", "gold_dev, 13 reports"), ("coded", "coded_dev, 35 reports")):
        s = found[task]
        on, typed = s["statements"]["on_found"], s["events"]["on_typed"]
        rows.append(
            f"| {name} | **score** (mean of statement, typed-event and ledger-line F1) | **{s['score']:.3f}** |"
        )
        for label, x in (
            ("statements found", s["statements"]["found"]),
            ("events found", s["events"]["found"]),
            ("events typed", s["events"]["typed"]),
            ("whole ledger lines", s["ledger_line"]),
        ):
            rows.append(f"| | {label}: P / R / F1 | {_percent(x['p'])} / {_percent(x['r'])} / {_percent(x['f1'])} |")
        for label in ("source", "speaker", "cue", "kind", "within", "content_exact"):
            rows.append(f"| | of found statements: {label} right | {_percent(on[label][0])} (n = {on[label][1]}) |")
        for label in ("polarity", "modality", "said_in", "time", "killed", "injured"):
            if label in typed:
                rows.append(
                    f"| | of typed events: {label} right | {_percent(typed[label][0])} (n = {typed[label][1]}) |"
                )
        for label in ("actors", "recipients", "places"):
            three = " / ".join(_percent(typed[label][k]) for k in ("p", "r", "f1"))
            rows.append(f"| | of typed events: {label} P / R / F1 | {three} |")
    for task in ("polnear", "plv", "aw", "cameospans", "meantime"):
        for label, value in pick(task, found[task]):
            rows.append(f"| {task}_dev | {label} | {value} |")
    calibrated = load().settings.get("calibrated", {})
    for label, value in calibrated.items():
        rows.append(f"| both coded sets, five-fold | {label} | {value} |")
    return "\n".join(rows)


def pick(task: str, x: Any) -> list[tuple[str, str]]:
    """The lines of one scorer's answer that the table shows."""
    if task == "polnear":
        return _polnear(x)
    if task == "plv":
        return [
            (f"{k}: accuracy / macro-F1", f"{x[k]['acc']:.3f} / {x[k]['mF1']:.3f}") for k in ("root", "quad", "binary")
        ]
    if task == "aw":
        return [("conflict or cooperation: accuracy / macro-F1", f"{x['all']['acc']:.3f} / {x['all']['mF1']:.3f}")]
    if task == "cameospans":
        out = [
            (
                "types F1 (people among themselves)",
                f"{x['system']['types']['f1']:.3f} ({x['human']['types']['f1']:.3f})",
            )
        ]
        out.append(
            ("event or not, macro-F1", f"{x['system']['has_event']['mF1']:.3f} ({x['human']['has_event']['mF1']:.3f})")
        )
        for k in ("Action", "Source", "Target", "Location", "Time"):
            out.append((f"{k} overlap F1", f"{x['system'][k]['f1']:.3f} ({x['human'][k]['f1']:.3f})"))
        return out
    out = [
        (
            "trigger P / R / F1 (the corpus has events of every kind)",
            " / ".join(f"{x['trigger'][k]:.3f}" for k in ("p", "r", "f1")),
        )
    ]
    return out + [
        (f"{k}: accuracy / macro-F1, a missed trigger counts as wrong", f"{x[k]['acc']:.3f} / {x[k]['mF1']:.3f}")
        for k in ("certainty", "polarity", "time")
    ]


def _polnear(x: Any) -> list[tuple[str, str]]:
    shown = {
        "detection": "content found (Dice at least .5)",
        "content/token": "content, words",
        "complete/partial": "source, cue and content all overlap",
        "complete/strict": "source, cue and content exact",
    }
    out = [(f"{text}: P / R / F1", " / ".join(_percent(x[k][m]) for m in "PRF")) for k, text in shown.items() if k in x]
    return out + [(k, _percent(x[k]["R"])) for k in x if k.startswith(("who/", "speaker/"))]


def write(figures: str, begin: str, end: str) -> None:
    """Put the figures into the sheet between two markers, or at its end where it has none."""
    text = SHEET.read_text(encoding="utf8") if SHEET.exists() else "# Scores\n"
    before, _, rest = text.partition(begin)
    after = rest.partition(end)[2]
    SHEET.write_text(f"{before}{begin}\n{figures}\n{end}{after}", encoding="utf8")
    print(figures)


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--shared", type=Path, required=True)
    p.add_argument("--keep", type=Path, help="keep the answers in this folder")
    p.add_argument("--part", choices=["all", "reading", "names", "incidents"], default="all", help="which table")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = a.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if a.part in ("all", "reading"):
            figures = table(measure(a.shared, folder))
            write(f"Model `{load().name}`.\n\n{figures}", BEGIN, END)
        if a.part in ("all", "names"):
            write(name_scores.table(a.shared, folder), NAMES_BEGIN, NAMES_END)
        if a.part in ("all", "incidents"):
            write(incident_scores.table(a.shared, folder), INCIDENTS_BEGIN, INCIDENTS_END)


if __name__ == "__main__":
    main()
