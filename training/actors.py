"""Agreement of resolved actors with coded entities: `python -m training.actors FILE_OR_FOLDER [--errors N]`.

Takes coded records (JSON lines) or a folder of hand-coded reports; names and mentions are given, country and sector
are resolved. Country counts entities whose code has one; `none` counts those whose code has none.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from according.coding import code
from according.records import Entity, Record, Report
from according.resolving.actors import resolve_actors
from training.corpora import lines

Json = dict[str, Any]


def pairs(source: Path) -> Iterator[tuple[Record, list[Json]]]:
    """A record with bare entities and the codes of each, in order."""
    if source.is_dir():
        for file in sorted(source.glob("*.json")):
            yield _hand(
                json.loads(file.read_text(encoding="utf8")), file.with_suffix(".txt").read_bytes().decode("utf8")
            )
        return
    for row in lines(source):
        bare = [Entity.from_dict({k: e[k] for k in ("id", "name", "kind", "mentions")}) for e in row["entities"]]
        keep = {k: v for k, v in row["report"].items() if k in ("id", "text", "title", "published", "publisher")}
        yield Record(report=Report.from_dict(keep), entities=bare), row["entities"]


def _hand(row: Json, text: str) -> tuple[Record, list[Json]]:
    """The hand-coded form gives names; their places in the text are looked up."""
    report = Report(id=row["id"], text=text, published=row.get("published"))
    bare = []
    for n, e in enumerate(row["entities"]):
        spans = [
            [m.start(), m.end()] for name in e["names"] for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
        ]
        # the hand-coded form has no kind: `other` lets every reading stand
        bare.append(Entity.from_dict({"id": f"e{n}", "name": e["names"][0], "kind": "other", "mentions": spans[:8]}))
    return Record(report=report, entities=bare), row["entities"]


def read(bare: Record) -> Record:
    """The same entities with what the shipped reader finds of them; those it does not find stay as they are."""
    found = code(bare.report)
    taken = []
    for e in bare.entities:
        shared = [
            (sum(max(0, min(m.end, x.end) - max(m.start, x.start)) for m in e.mentions for x in f.mentions), f)
            for f in found.entities
        ]
        most, best = max(shared, key=lambda s: s[0], default=(0, e))
        change = {"country": best.country, "sector": best.sector, "why": best.why} if most else {"country": "?"}
        taken.append(e.model_copy(update=change))
    return bare.model_copy(update={"entities": taken})


def agreement(source: Path, *, reading: bool = False, errors: int = 0, only: str = "") -> dict[str, float]:
    """Shares of entities with the coded country, with none where none is coded, with the coded sector; and counts.

    `reading`: the shipped reader finds the entities by itself; `found` is the share it finds. `errors`: print so many
    disagreements of each sort (`only` one sort: country, none, sector).
    """
    count: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    seconds = 0.0
    for record, gold in pairs(source):
        began = time.perf_counter()
        found = read(record) if reading else resolve_actors(record)
        seconds += time.perf_counter() - began
        count["reports"] += 1
        for e, g in zip(found.entities, gold, strict=True):
            count["entities"] += 1
            if e.country == "?":
                continue  # not found at all: told by the share of those found
            count["found"] += 1
            sorts = []
            sort = "country" if g.get("country") else "none"
            count[f"{sort}_n"] += 1
            count[sort] += e.country == g.get("country")
            if e.country != g.get("country"):
                sorts.append(sort)
            if g.get("sector"):
                count["sector_n"] += 1
                count["sector"] += e.sector == g["sector"]
                if e.sector != g["sector"]:
                    sorts.append("sector")
                    confused[g["sector"], str(e.sector)] += 1
            for sort in sorts:
                if shown[sort] < errors and only in ("", sort):
                    shown[sort] += 1
                    said = [record.report.text[m.start : m.end] for m in e.mentions[:3]]
                    want = f"{g.get('country')} {g.get('sector')}"
                    print(f"{sort}: {e.kind} {e.name!r} {said} want {want} got {e.country} {e.sector} {e.why}")
    if errors:
        print(", ".join(f"{g}>{p} {n}" for (g, p), n in confused.most_common(30)))
    out: dict[str, float] = {f"{k}_n": count[f"{k}_n"] for k in ("country", "none", "sector")}
    out |= {k: count[k] / max(1, count[f"{k}_n"]) for k in ("country", "none", "sector")}
    out |= {"entities": count["entities"], "found": count["found"] / max(1, count["entities"])}
    return out | {"ms": 1000 * seconds / max(1, count["reports"])}


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("input", type=Path)
    p.add_argument("--errors", type=int, default=0, help="show this many disagreements of each sort")
    p.add_argument("--read", action="store_true", help="let the shipped reader find the entities by itself")
    p.add_argument("--sort", default="", help="only disagreements of this sort: country, none, sector")
    a = p.parse_args()
    x = agreement(a.input, reading=a.read, errors=a.errors, only=a.sort)
    for sort in ("country", "none", "sector"):
        print(f"{sort:<8} {x[sort]:.3f} of {x[f'{sort}_n']}")
    print(f"found    {x['found']:.3f} of {x['entities']}")
    print(f"{x['ms']:.1f} ms a report")


if __name__ == "__main__":
    main()
