"""The table of copies, incidents, coreference and accounts for training/SCORES.md, beside baselines and goals.

Called by `python -m training.scores --part incidents --shared ../shared`. Baselines were measured on the
held-out halves of the same corpora, ours on development: differences of a few points tell nothing.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from according.coding import code_many
from according.incidents.comparing import compare
from according.reading.figures import find_figures
from according.records import Record
from training import shared_scores
from training.corpora import lines
from training.evaluate import report_of
from training.name_scores import Bench, Row

Json = dict[str, Any]
_ACCOUNTS = "accounts/accounts_dev.json"


def _f(*values: float) -> str:
    return " / ".join(f"{v:.3f}" for v in values)


def whole(bench: Bench) -> list[Row]:
    """Copies, whole reports grouped, and mentions of events."""
    near = "corpus/neardup_dev.jsonl.gz"
    x = bench.score("score_incidents.py", ["pairs"], near, bench.answers("copies", near), [])
    pairs = x["pairwise"]
    rows: list[Row] = [
        ("Near-copies (1,105 texts)", "pairs, P / R / F1", _f(pairs["p"], pairs["r"], pairs["f1"]), "F1 .911", ".970")
    ]
    for name, title, base, goal in (
        ("gva", "GVA reports (1,197)", ".841 / .977", "+3 points"),
        ("ecb_plus", "ECB+ reports (197)", ".798 / .927", "+3 points"),
    ):
        source = f"incidents/{name}_dev.jsonl.gz"
        x = bench.score("score_incidents.py", ["docs"], source, bench.answers("incidents", source), [])
        rows.append((title, "reports grouped, CoNLL / V", _f(x["CoNLL"], x["V"]), base, goal))
    source = "incidents/ecb_plus_dev.jsonl.gz"
    x = bench.score("score_incidents.py", ["mentions"], source, bench.answers("coref", source), [])
    rows.append(("", "events, mentions given, CoNLL", _f(x["CoNLL"]), "lemma-delta .745", "+3 points"))
    return rows


def accounts(bench: Bench) -> list[Row]:
    """Incidents, accounts and findings of reports from opposing sides."""
    gold = json.loads((bench.shared / "data" / _ACCOUNTS).read_text(encoding="utf8"))
    wanted = {d for i in gold["incidents"] for d in i["docs"]} | {d for group in gold["copies"] for d in group}
    reports = bench.folder / "accounts_dev.jsonl.gz"
    with gzip.open(reports, "wt", encoding="utf8") as f:
        for row in lines(bench.shared / "data/corpus/fakes_dev.jsonl.gz"):
            if row["doc_id"] in wanted:
                f.write(json.dumps(row) + "\n")
    x = bench.score("score_accounts.py", [], _ACCOUNTS, bench.answers("accounts", str(reports)), [])
    on = x["accounts"]["on_matched"]

    def prf(what: str) -> str:
        return _f(x[what]["p"], x[what]["r"], x[what]["f1"])

    return [
        ("Accounts (149 reports, 109 incidents)", "pairs of reports, P / R / F1", prf("docs"), "F1 .325", ".55"),
        ("", "incidents found; mean Dice", _f(x["incidents"]["recall"], x["incidents"]["best_dice"]), ".09", ".50"),
        ("", "accounts, P / R / F1", prf("accounts"), "", ".40"),
        ("", "on these: whether / actor / killed / injured", _f(*on.values()), "", ""),
        ("", "findings, P / R / F1", prf("findings"), "", ""),
        ("", "contradictions, P / R / F1", prf("contradictions"), "", ".30"),
    ]


def registry(bench: Bench) -> list[Row]:
    """Killed and injured of each shooting: whether the range over voices holds the registry's number, and its width."""
    truth = {r["incident_id"]: r for r in lines(bench.shared / "data/incidents/gva_truth_dev.jsonl.gz")}
    rows = list(lines(bench.shared / "data/incidents/gva_dev.jsonl.gz"))
    incident = {r["doc_id"]: r["incident_id"] for r in rows}
    told: dict[str, list[tuple[Record, list[str]]]] = defaultdict(list)
    reports = (
        report_of(r["doc_id"], r["text"], published=r["published"], title=r["title"]).model_copy(
            update={"publisher": r["publisher"]}
        )
        for r in rows
        if r["incident_id"] in truth
    )
    for record in code_many(reports):
        if isinstance(record, Record):
            acts = [e.id for e in record.events if e.type == "ASSAULT"]
            if acts:
                told[incident[record.report.id]].append((record, acts))
    found: dict[str, Json] = {
        i: {str(harm): r.to_dict() for harm, r in compare(i, own, counting=find_figures).ranges().items()}
        for i, own in told.items()
    }
    covered = {r["incident_id"] for r in rows} & truth.keys()
    out: list[Row] = []
    for n, harm in enumerate(("killed", "injured")):
        given = {i: r[harm] for i, r in found.items() if harm in r}
        holds = [i for i, r in given.items() if _holds(r, truth[i][harm])]
        bounded = [r for r in given.values() if r["high"] is not None]
        width = sum(r["high"] - (r["low"] or 0) for r in bounded) / max(1, len(bounded))
        out.append(
            (
                f"Registry ({len(covered)} shootings)" if n == 0 else "",
                f"{harm}: range given / holds the number, of those given / mean width",
                f"{len(given) / len(covered):.3f} / {len(holds) / max(1, len(given)):.3f} / {width:.2f}",
                "",
                "",
            )
        )
    return out


def _holds(r: Json, number: int) -> bool:
    return (r["low"] is None or r["low"] <= number) and (r["high"] is None or number <= r["high"])


def table(shared: Path, folder: Path) -> str:
    """The whole table as Markdown."""
    bench = Bench(shared, folder)
    news, war = shared_scores.rows(bench)
    rows = [*whole(bench), news, *accounts(bench), war, *registry(bench)]
    head = "| set | measure | ours | baseline (test half) | goal |\n| --- | --- | --- | --- | --- |\n"
    return head + "\n".join("| " + " | ".join(row) + " |" for row in rows)
