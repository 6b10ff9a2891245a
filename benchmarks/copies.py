"""Copies: changed numbers found in a corpus of near-copies, and what grouping many reports costs.

    python benchmarks/copies.py edits CORPUS.jsonl.gz     # doc_id, text, edit, base
    python benchmarks/copies.py origins ACCOUNTS.json RECORDS.jsonl
    python benchmarks/copies.py speed [--reports 1000,10000,100000] [--json FILE]

benchmarks/README.md says what is measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate, combinations
from pathlib import Path
from typing import Any

from according.incidents.copies import copying, group, keys, shared
from according.incidents.origins import origins
from according.records import Report

Json = dict[str, Any]

_SYLLABLES = (
    "ba",
    "cor",
    "de",
    "fal",
    "gim",
    "ho",
    "il",
    "jus",
    "ka",
    "lor",
    "men",
    "no",
    "pra",
    "que",
    "ri",
    "sto",
    "tu",
)
_GRAMMAR = ("the", "of", "in", "and", "to", "a", "on", "that", "for", "by", "with", "was", "at", "said", "from", "were")
_BACKGROUND = 20  # paragraphs that reports end on as agencies' do, each under one report in a hundred


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(dest="what", required=True)
    e = sub.add_parser("edits")
    e.add_argument("corpus", type=Path)
    e.add_argument("--missed", action="store_true", help="print the changed numbers that were not found")
    o = sub.add_parser("origins")
    o.add_argument("accounts", type=Path, help="JSON with groups of ids under `copies` and `partial_copies`")
    o.add_argument("records", type=Path, help="coded reports, one a line")
    s = sub.add_parser("speed")
    s.add_argument("--reports", default="1000,10000,100000")
    s.add_argument("--json", type=Path, metavar="FILE")
    s.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    a = p.parse_args()
    if a.what == "edits":
        measure_edits(a.corpus, missed=a.missed)
    elif a.what == "origins":
        measure_origins(a.accounts, a.records)
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


# Origins


def measure_origins(accounts: Path, records: Path) -> None:
    """Print how the package's pairs of copies, shared passages and origins agree with those read by a person."""
    coded = json.loads(accounts.read_text(encoding="utf8"))
    ids = {doc for incident in coded["incidents"] for doc in incident["docs"]}
    with records.open(encoding="utf8") as f:
        found = (Report.from_dict(json.loads(line)["report"]) for line in f)
        reports = {r.id: r for r in found if r.id in ids}
    copies, partial = (within(coded[name]) for name in ("copies", "partial_copies"))
    every = [tuple(sorted(pair)) for pair in combinations(reports, 2)]
    ours = {
        "copying": {(a, b) for a, b in every if copying(reports[a], reports[b])},
        "group": within(group(reports.values())),
        "shared": {(a, b) for a, b in every if shared(reports[a], reports[b])},
        "origins": within(origins(reports.values())),
    }
    print("pairs by   told   P, R of copies   P, R of copies and partial copies")
    for name, pairs_told in ours.items():
        both = [
            f"{len(pairs_told & true) / max(1, len(pairs_told)):.3f}, {len(pairs_told & true) / len(true):.3f}"
            for true in (copies, copies | partial)
        ]
        print(f"{name:10} {len(pairs_told):4d}   {both[0]}     {both[1]}")


def within(groups: list[list[str]]) -> set[tuple[str, ...]]:
    """The pairs of ids that stand in one group."""
    return {tuple(sorted(pair)) for ids in groups for pair in combinations(ids, 2)}


# Speed


def measure_speed(sizes: list[int], target: Path | None) -> None:
    """One process for each size, so that the memory is that of the size."""
    rows = []
    print("reports  words each  CPU s in all  ms a report  CPU s keys alone  peak MB  MB of the reports  pairwise P, R")
    for n in sizes:
        command = [sys.executable, __file__, "speed", "--worker", str(n)]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rows.append(row)
        told, true, both = row["pairs"]
        print(
            f"{n:7d} {row['words']:11.0f} {row['seconds']:13.1f} {1000 * row['seconds'] / n:12.2f} "
            f"{row['key_seconds']:17.1f} {row['peak_mb']:8.0f} {row['before_mb']:18.0f}  "
            f"{both / told:.4f}, {both / true:.4f}",
            flush=True,
        )
    if target is not None:
        target.write_text(json.dumps(rows, indent=1), encoding="utf8")


def work(n: int) -> Json:
    """Group `n` made reports."""
    reports = list(Maker().reports(n))
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
        "pairs": pairs(found),
    }


def pairs(found: list[list[str]]) -> list[int]:
    """Pairs of one group, pairs of one original, pairs that are both."""
    true = Counter(i.split("~")[0] for ids in found for i in ids)
    both = Counter((n, i.split("~")[0]) for n, ids in enumerate(found) for i in ids)
    return [sum(math.comb(k, 2) for k in counts) for counts in (map(len, found), true.values(), both.values())]


class Maker:
    """Reports of made words that are as frequent as words are (Zipf); four in ten are copies, edited in five ways."""

    def __init__(self, seed: int = 7) -> None:
        self.rng = random.Random(seed)
        words = ["".join(self.rng.choices(_SYLLABLES, k=self.rng.randint(2, 4))) for _ in range(20_000)]
        self.words = [*_GRAMMAR, *words]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.background = [[self.sentence() for _ in range(3)] for _ in range(_BACKGROUND)]

    def reports(self, n: int) -> Iterator[Report]:
        """So many, one after the other; a copy's id begins with the number of its original."""
        bases: list[list[str]] = []
        for i in range(n):
            if bases and self.rng.random() < 0.4:
                k = self.rng.randrange(max(0, len(bases) - 500), len(bases))
                yield Report(id=f"{k}~{i}", text=" ".join(self.edited(list(bases[k]))))
                continue
            lines = [self.sentence() for _ in range(self.rng.randint(5, 30))]
            if self.rng.random() < 0.2:
                lines += self.rng.choice(self.background)
            bases.append([*lines, "This story is developing and will be updated.", "All rights reserved."])
            yield Report(id=str(len(bases) - 1), text=" ".join(bases[-1]))

    def sentence(self) -> str:
        """Ten to thirty words, one of them a number."""
        words = self.rng.choices(self.words, cum_weights=self.weights, k=self.rng.randint(10, 30))
        words[self.rng.randrange(1, len(words))] = str(self.rng.randint(2, 400))
        return f"{' '.join(words).capitalize()}."

    def edited(self, lines: list[str]) -> list[str]:
        """A dateline, a cut, other words, another order, or a sentence more."""
        way = self.rng.randrange(5)
        if way == 0:
            return [f"{self.rng.choice(self.words).upper()} -", *lines]
        if way == 1:
            return lines[: max(3, len(lines) // 2)]
        if way == 2:
            return [line.replace(" said ", " stated ").replace(" by ", " through ") for line in lines]
        if way == 3:
            self.rng.shuffle(lines)
            return lines
        return [*lines[:2], self.sentence(), *lines[2:]]


if __name__ == "__main__":
    main()
