"""Precision and recall of the section kinds over the gold reports, and of credit and boilerplate over PolNeAR's marks.

    ACCORDING_SHARED=/path/to/shared python benchmarks/sections.py

Gold: `data/gold_dev/*.json` name headline, byline, dateline, subheadings, captions and credits of each report.
PolNeAR marks image credits, editor's notes and "follow us" lines as `discard`, but not everywhere: its precision is a
lower bound. Embedded tweets, which are marked as well, are left out.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

from according.intake.sections import find_sections

FIELDS = {
    "headline": "headline",
    "byline": "byline",
    "dateline": "dateline",
    "subheadings": "subheading",
    "captions": "caption",
    "credits": "credit",
}


def same(words: str) -> str:
    return re.sub(r"[\s\W_]+", " ", words).strip().casefold()


def found(text: str) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for section in find_sections(text).sections:
        kinds.setdefault(section.kind.value, set()).add(same(text[section.span.start : section.span.end]))
    return kinds


def over_gold(folder: Path) -> None:
    hits, gold, mine = Counter[str](), Counter[str](), Counter[str]()
    reports = sorted(folder.glob("*.json"))
    for path in reports:
        marked = json.loads(path.read_text(encoding="utf-8"))["sections"]
        answer = found(path.with_suffix(".txt").read_text(encoding="utf-8"))
        for field, kind in FIELDS.items():
            value = marked.get(field) or []
            right = {same(v) for v in ([value] if isinstance(value, str) else value)}
            got = answer.get(kind, set())
            gold[kind] += len(right)
            mine[kind] += len(got)
            hits[kind] += len(right & got)
            for words in right ^ got:
                print(f"  {path.stem}: {kind} {'missed' if words in right else 'too much'}: {words[:70]!r}")
    print(f"gold_dev, {len(reports)} reports, exact words")
    for kind in FIELDS.values():
        print(f"  {kind:11} precision {share(hits[kind], mine[kind])} recall {share(hits[kind], gold[kind])}")


def over_polnear(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    marks = met = taken = right = 0
    for document in documents:
        text = document["text"]
        discard = [(a, b) for a, b in document["discard"] if "<tweet" not in text[a:b] and "</tweet" not in text[a:b]]
        furniture = [
            s.span for s in find_sections(text).sections if s.kind.value not in {"body", "headline", "subheading"}
        ]
        credit = [span for span in furniture if any(map(str.isalpha, text[span.start : span.end]))]
        marks += len(discard)
        met += sum(any(a < s.end and s.start < b for s in furniture) for a, b in discard)
        if discard:
            taken += len(credit)
            right += sum(any(a < s.end and s.start < b for a, b in discard) for s in credit)
    print(f"PolNeAR {path.name.split('.')[0]}, {len(documents)} documents, {marks} marks, overlap")
    print(
        f"  all but body  precision at least {share(right, taken)} (in documents with marks) recall {share(met, marks)}"
    )


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({part}/{whole})" if whole else "none (0/0)"


def main() -> int:
    shared = os.environ.get("ACCORDING_SHARED")
    if not shared or not Path(shared, "data", "gold_dev").is_dir():
        print("The corpora are not here: set ACCORDING_SHARED to the folder that holds data/gold_dev.")
        return 0
    over_gold(Path(shared, "data", "gold_dev"))
    for part in ("train", "dev"):
        polnear = Path(shared, "data", "attribution", f"polnear_{part}.jsonl.gz")
        if polnear.is_file():
            over_polnear(polnear)
    return 0


if __name__ == "__main__":
    sys.exit(main())
