"""Copies: changed numbers found in a corpus of near-copies, and what grouping many reports costs.

    python benchmarks/copies.py edits CORPUS.jsonl.gz     # doc_id, text, edit, base
    python benchmarks/copies.py speed [--reports 1000,10000,100000] [--json FILE]

benchmarks/README.md says what is measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from according.incidents.copies import copying, group, keys
from according.records import Report

Json = dict[str, Any]

_PLACES = [
    "Arvand",
    "Belmor",
    "Castrel",
    "Dunmere",
    "Eskvar",
    "Fenholt",
    "Gorsk",
    "Halvik",
    "Istra",
    "Jorvan",
    "Kelmar",
    "Lorsk",
    "Mirvan",
    "Norvik",
]
_WHO = [
    "militia",
    "army",
    "police",
    "rebels",
    "border guards",
    "coastguard",
    "union",
    "ministry",
    "governor",
    "mayor",
    "envoys",
    "observers",
]
_DID = [
    "shelled",
    "stormed",
    "surrounded",
    "left",
    "entered",
    "inspected",
    "closed",
    "reopened",
    "searched",
    "evacuated",
    "flooded",
    "crossed",
]
_WHAT = [
    "market",
    "bridge",
    "harbour",
    "school",
    "depot",
    "railway station",
    "hospital",
    "checkpoint",
    "warehouse",
    "mill",
    "barracks",
    "airfield",
]
_HOW = [
    "at dawn",
    "after dark",
    "without warning",
    "for a second day",
    "under heavy rain",
    "before the talks",
    "despite the truce",
]


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(dest="what", required=True)
    e = sub.add_parser("edits")
    e.add_argument("corpus", type=Path)
    e.add_argument("--missed", action="store_true", help="print the changed numbers that were not found")
    s = sub.add_parser("speed")
    s.add_argument("--reports", default="1000,10000,100000")
    s.add_argument("--json", type=Path, metavar="FILE")
    s.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    a = p.parse_args()
    if a.what == "edits":
        measure_edits(a.corpus, missed=a.missed)
    elif a.worker:
        print(json.dumps(work(a.worker)))
    else:
        measure_speed([int(n) for n in a.reports.split(",")], a.json)


# Edits


def measure_edits(corpus: Path, *, missed: bool) -> None:
    """Print how many changed numbers are found, how many are made up, and how often the original is told."""
    opener = gzip.open if corpus.suffix == ".gz" else open
    with opener(corpus, "rt", encoding="utf8") as f:
        rows = [json.loads(line) for line in f]
    # an id that stands twice has several texts: no base to compare with
    count = Counter(row["doc_id"] for row in rows)
    texts = {row["doc_id"]: row for row in rows if count[row["doc_id"]] == 1}
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["edit"] == "original" or row["base"] not in texts or row["doc_id"] not in texts:
            continue
        base, kind = texts[row["base"]], seen[row["edit"]]
        found = copying(report(base), report(row))
        kind["texts"] += 1
        if found is None:
            kind["no copy"] += 1
            continue
        kind["original right"] += found.original == base["doc_id"]
        kind["original wrong"] += found.original == row["doc_id"]
        told = Counter(e.detail for e in found.edits if e.kind == "number")
        true = Counter(changed_numbers(base["text"], row["text"]) if row["edit"] == "number" else [])
        kind["numbers changed"] += true.total()
        kind["found"] += (true & told).total()
        kind["others"] += (told - true).total()
        if missed and true - told:
            print(row["doc_id"], dict(true - told), "told:", dict(told))
    columns = ["texts", "no copy", "original right", "original wrong", "numbers changed", "found", "others"]
    print("edit".ljust(10), *(c.rjust(len(c) + 1) for c in columns))
    for name, kind in sorted(seen.items()):
        print(name.ljust(10), *(str(kind[c]).rjust(len(c) + 1) for c in columns))


def report(row: Json) -> Report:
    return Report(id=row["doc_id"], text=row["text"], published=row.get("published"))


def changed_numbers(base: str, copy: str) -> Iterator[str]:
    """The numbers that were changed, by comparing the texts word by word (slow, and independent of the package)."""
    a, b = base.split(), copy.split()
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "replace" and j - i == m - k:
            for x, y in zip(a[i:j], b[k:m], strict=True):
                old, new = ("".join(c for c in word if c.isdigit()) for word in (x, y))
                if old and new and old != new:
                    yield f"{int(old)} -> {int(new)}"


# Speed


def measure_speed(sizes: list[int], target: Path | None) -> None:
    """One process for each size, so that the memory is that of the size."""
    rows = []
    print("reports   words each   s in all   ms a report   s keys   peak MB   MB before   groups   true groups")
    for n in sizes:
        command = [sys.executable, __file__, "speed", "--worker", str(n)]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rows.append(row)
        print(
            f"{n:7d} {row['words']:12.0f} {row['seconds']:10.1f} {1000 * row['seconds'] / n:13.2f} "
            f"{row['key_seconds']:8.1f} {row['peak_mb']:9.0f} {row['before_mb']:11.0f} {row['groups']:8d} "
            f"{row['true']:13d}"
        )
    if target is not None:
        target.write_text(json.dumps(rows, indent=1), encoding="utf8")


def work(n: int) -> Json:
    """Group `n` made reports."""
    reports = list(made(n))
    words = statistics.mean(len(r.text.split()) for r in reports)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.process_time()
    found = group(reports)
    seconds = time.process_time() - started
    started = time.process_time()
    for r in reports[:1000]:
        keys(r.text)
    return {
        "reports": n,
        "words": words,
        "seconds": seconds,
        "key_seconds": (time.process_time() - started) * n / min(n, 1000),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "before_mb": before,
        "groups": len(found),
        "true": len({r.id.split("~")[0] for r in reports}),
    }


def made(n: int, seed: int = 7) -> Iterator[Report]:
    """Reports of sentences that are mixed from a few words; four in ten are copies, edited in one of five ways."""
    rng = random.Random(seed)
    ending = "This story is developing and will be updated. All rights reserved."
    bases: list[list[str]] = []
    for i in range(n):
        if bases and rng.random() < 0.4:
            k = rng.randrange(max(0, len(bases) - 500), len(bases))
            lines = edited(list(bases[k]), rng)
            yield Report(id=f"{k}~{i}", text=" ".join([*lines, ending]))
        else:
            bases.append([sentence(rng) for _ in range(rng.randint(5, 40))])
            yield Report(id=str(len(bases) - 1), text=" ".join([*bases[-1], ending]))


def sentence(rng: random.Random) -> str:
    who, did, what, how = (rng.choice(x) for x in (_WHO, _DID, _WHAT, _HOW))
    where = f"{rng.choice(_PLACES)}{rng.choice(('', ' East', ' West', ' district', ' province'))}"
    return f"The {who} {did} the {what} of {where} {how}, and {rng.randint(2, 400)} people {rng.choice(_DID)} it."


def edited(lines: list[str], rng: random.Random) -> list[str]:
    way = rng.randrange(5)
    if way == 0:
        return [f"{rng.choice(_PLACES).upper()} -", *lines]
    if way == 1:
        return lines[: max(4, len(lines) // 2)]
    if way == 2:
        return [line.replace(" people ", " persons ") for line in lines]
    if way == 3:
        rng.shuffle(lines)
        return lines
    return [*lines[:2], sentence(rng), *lines[2:]]


if __name__ == "__main__":
    main()
