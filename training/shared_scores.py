"""How well the events of an incident's reports are put together (`incidents.shared`), for training/SCORES.md.

The incidents are given, the events are the reader's. ECB+ marks mentions one by one: those that an event of the reader
touches are scored. `accounts_dev` marks what each report tells of each incident: two events of different reports are
one happening where such passages of one incident hold them and they have its type.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from according.incidents.eventpairs import Key
from according.incidents.shared import same_events
from according.records import Event, Record
from training.corpora import lines
from training.linking import coded
from training.name_scores import Bench, Row

Json = dict[str, Any]
_NEWS = "incidents/ecb_plus_dev.jsonl.gz"
_WAR = "corpus/fakes_dev.jsonl.gz"
_ACCOUNTS = "accounts/accounts_dev.json"


def rows(bench: Bench) -> list[Row]:
    """Both rows."""
    return [_news(bench), _war(bench)]


def _groups(told: Sequence[tuple[Record, Sequence[str]]]) -> dict[Key, int]:
    """A number for each event that was compared, equal for those of one happening."""
    return {key: n for n, keys in enumerate(same_events(told)) for key in keys}


def _touching(record: Record, start: int, end: int) -> list[Event]:
    return [e for e in record.events if any(t.start < end and start < t.end for t in e.triggers)]


def _news(bench: Bench) -> Row:
    documents = list(lines(bench.shared / "data" / _NEWS))
    records = {r.report.id: r for r in coded(documents)}
    of: dict[str, list[Json]] = defaultdict(list)
    for row in documents:
        of[row["incident_id"]].append(row)
    gold: list[Json] = []
    answers: list[Json] = []
    given = 0
    for incident, reports in of.items():
        group = _groups([(records[r["doc_id"]], [e.id for e in records[r["doc_id"]].events]) for r in reports])
        for row in reports:
            kept = []
            for m in row["mentions"]:
                found = _touching(records[row["doc_id"]], m["start"], m["end"])
                wanted = m["kind"] == "event" and m["scored"]
                given += wanted
                if wanted and found:
                    key = (row["doc_id"], found[0].id)
                    kept.append(m)
                    name = f"{incident}/{group.get(key, found[0].id)}"
                    answers.append({"doc_id": row["doc_id"], "start": m["start"], "end": m["end"], "cluster": name})
            gold.append({**row, "mentions": kept})
    paths = [bench.folder / name for name in ("shared_gold.jsonl.gz", "shared.jsonl.gz")]
    for path, content in zip(paths, (gold, answers), strict=True):
        with gzip.open(path, "wt", encoding="utf8") as f:
            f.writelines(json.dumps(line) + "\n" for line in content)
    x = bench.score("score_incidents.py", ["mentions"], str(paths[0].resolve()), paths[1], [])
    measure = f"the reader's events in given incidents ({len(answers)} of {given} mentions), CoNLL"
    return ("", measure, f"{x['CoNLL']:.3f}", "one type one event .698", "")


def _war(bench: Bench) -> Row:
    incidents = json.loads((bench.shared / "data" / _ACCOUNTS).read_text(encoding="utf8"))["incidents"]
    wanted = {d for i in incidents for d in i["docs"]}
    records = {r.report.id: r for r in coded(r for r in lines(bench.shared / "data" / _WAR) if r["doc_id"] in wanted)}
    known: dict[Key, set[str]] = defaultdict(set)
    own: dict[str, dict[str, list[str]]] = {}
    for i in incidents:
        own[i["id"]] = {d: [] for d in i["docs"]}
        for account in i["accounts"]:
            record = records[account["doc"]]
            at = record.report.text.find(account["quote"])
            for e in _touching(record, at, at + len(account["quote"])) if at >= 0 else ():
                if e.type == i["type"]:
                    known[record.report.id, e.id].add(i["id"])
                    own[i["id"]][record.report.id].append(e.id)
    counts: Counter[tuple[bool, bool]] = Counter()
    for reports in own.values():
        group = _groups([(records[d], ids) for d, ids in reports.items()]) if len(reports) > 1 else {}
        for a, b in combinations([key for key in group if known[key]], 2):
            if a[0] != b[0]:
                counts[group[a] == group[b], bool(known[a] & known[b])] += 1
    right = counts[True, True]
    p = right / max(1, right + counts[True, False])
    r = right / max(1, right + counts[False, True])
    f1 = 2 * p * r / max(1e-9, p + r)
    return ("", "events of given incidents, pairs, P / R / F1", f"{p:.3f} / {r:.3f} / {f1:.3f}", "", "")
