"""Gather hand-coded files into training/codings: own reports whole, corpus reports as offsets only, without words.

    python -m training.collect --compiler ../shared/coding/compile.py --made FOLDER
    python -m training.collect --compiler ../shared/coding/compile.py --coded FOLDER --texts FOLDER --shared ../shared

A folder holds ID.coded and ID.txt (or the texts stand in --texts). Files with problems are listed and left out.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

from training.corpora import corpus_texts

HERE = Path(__file__).parent / "codings"


def compiler(path: Path) -> ModuleType:
    """The coders' compiler, loaded from its file."""
    spec = importlib.util.spec_from_file_location("coding_compiler", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def standoff(record: dict[str, Any]) -> dict[str, Any]:
    """The record without any word of its text."""
    report = {"id": record["report"]["id"]}
    entities = [{k: v for k, v in e.items() if k != "name"} for e in record["entities"]]
    places = [{k: v for k, v in p.items() if k != "name"} for p in record["places"]]
    events = [
        {**v, "casualties": [{k: x for k, x in c.items() if k != "who"} for c in v.get("casualties") or []]}
        for v in record["events"]
    ]
    return {**record, "report": report, "entities": entities, "places": places, "events": events}


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--compiler", type=Path, required=True)
    p.add_argument("--made", type=Path)
    p.add_argument("--coded", type=Path)
    p.add_argument("--texts", type=Path)
    p.add_argument("--shared", type=Path)
    p.add_argument("--out", type=Path, default=HERE)
    a = p.parse_args()
    tool = compiler(a.compiler)
    folder, texts, target = (a.made, a.made, "made") if a.made else (a.coded, a.texts, "standoff")
    known = corpus_texts(a.shared) if a.coded else {}
    out, bad = [], []
    for file in sorted(folder.glob("*.coded")):
        text = (texts / f"{file.stem}.txt").read_text(encoding="utf8")
        c = tool.Coded(text, file.read_text(encoding="utf8").splitlines())
        if c.errors:
            bad.append(f"{file.name}: {c.errors[0]}")
            continue
        record = c.record(file.stem)
        if target == "standoff":
            if known.get(file.stem) != text:
                bad.append(f"{file.name}: the text differs from the corpus")
                continue
            record = standoff(record)
        out.append(json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    a.out.mkdir(parents=True, exist_ok=True)
    with gzip.GzipFile(a.out / f"{target}.jsonl.gz", "wb", mtime=0) as f:
        f.write(("\n".join(out) + "\n").encode("utf8"))
    print(f"{target}: {len(out)} reports" + "".join(f"\nleft out: {b}" for b in bad))


if __name__ == "__main__":
    main()
