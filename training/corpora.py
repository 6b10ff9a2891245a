"""Corpora -> records and attributions, as plain dictionaries. Nothing here is shipped; texts stay where they lie."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def lines(path: Path) -> Iterator[Json]:
    """The objects of a (gzipped) JSON-lines file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as f:
        for line in f:
            if line.strip():
                yield json.loads(line)


def coded(shared: Path, part: str) -> list[Json]:
    """Reports coded by hand, `part` train or dev. Sets of unrelated sentences come as one record a sentence."""
    out: list[Json] = []
    for record in lines(shared / "data/coded" / f"coded_{part}.jsonl.gz"):
        out.extend(split_paragraphs(record) if record["report"].get("unrelated_sentences") else [record])
    return out


def split_paragraphs(record: Json) -> list[Json]:
    """One record for each paragraph, with the codings that lie in it; mentions elsewhere are left out."""
    text = record["report"]["text"]
    out, at = [], 0
    for number, paragraph in enumerate(text.split("\n")):
        a, b = at, at + len(paragraph)
        at = b + 1
        if not paragraph.strip():
            continue
        inside = lambda s, a=a, b=b: a <= s[0] and s[1] <= b  # noqa: E731
        move = lambda s, a=a: [s[0] - a, s[1] - a]  # noqa: E731

        def named(items: list[Json], inside: Any = inside, move: Any = move) -> list[Json]:
            moved = [{**e, "mentions": [move(m) for m in e["mentions"] if inside(m)]} for e in items]
            return [e for e in moved if e["mentions"]]

        statements = [
            {**s, **{k: [move(x) for x in s[k] if inside(x)] for k in ("source", "cue", "content")}}
            for s in record["statements"]
            if any(inside(x) for x in s["content"])
        ]
        events = []
        for v in record["events"]:
            triggers = [move(t) for t in v["triggers"] if inside(t)]
            if triggers:
                time = v.get("time")
                if time and time.get("span"):
                    time = {**time, "span": move(time["span"])} if inside(time["span"]) else None
                casualties = [
                    {**c, "span": move(c["span"])}
                    for c in v.get("casualties") or []
                    if c.get("span") and inside(c["span"])
                ]
                events.append({**v, "triggers": triggers, "time": time, "casualties": casualties})
        out.append(
            {
                "report": {"id": f"{record['report']['id']}-{number}", "text": paragraph},
                "entities": named(record["entities"]),
                "places": named(record["places"]),
                "statements": statements,
                "events": events,
            }
        )
    return out


def own(folder: Path, shared: Path) -> list[Json]:
    """Codings kept in this project: whole records of reports that we wrote ourselves (`made.jsonl.gz`), and stand-off
    codings of corpus texts (`standoff.jsonl.gz`: offsets only, the text is looked up in the corpora by its id)."""
    out = list(lines(folder / "made.jsonl.gz")) if (folder / "made.jsonl.gz").exists() else []
    standoff = folder / "standoff.jsonl.gz"
    if standoff.exists():
        texts = corpus_texts(shared)
        for record in lines(standoff):
            text = texts[record["report"]["id"]]
            entities = [{**e, "name": ""} for e in record["entities"]]
            places = [{**p, "name": ""} for p in record["places"]]
            out.append({**record, "report": {**record["report"], "text": text}, "entities": entities, "places": places})
    return out


def corpus_texts(shared: Path) -> dict[str, str]:
    """id -> text of the corpora that the stand-off codings point into (Reuters and FA-KES with their title on top)."""
    out: dict[str, str] = {}
    for name, titled in (
        ("places/gwn_dev", False),
        ("places/trnews_dev", False),
        ("places/lgl_dev", False),
        ("incidents/ecb_plus_train", False),
        ("corpus/reuters_dev", True),
        ("corpus/fakes_dev", True),
    ):
        for x in lines(shared / "data" / f"{name}.jsonl.gz"):
            title = (x.get("title") or "").strip()
            text = x["text"]
            out[x["doc_id"]] = f"{title}\n\n{text}" if titled and title and not text.startswith(x["title"]) else text
    return out


def polnear(shared: Path, part: str) -> list[Json]:
    """PolNeAR as records that hold statements only; marks around a content are cut off, as our codebook says."""
    out = []
    for x in lines(shared / "data/attribution" / f"polnear_{part}.jsonl.gz"):
        statements = [
            {"source": a["source"], "cue": a["cue"], "content": [strip_marks(x["text"], c) for c in a["content"]]}
            for a in x["attributions"]
            if a["cue"]
        ]
        out.append({"report": {"id": x["doc_id"], "text": x["text"]}, "statements": statements})
    return out


def strip_marks(text: str, span: list[int]) -> list[int]:
    """The span without quotation marks and blanks at its edges."""
    a, b = span
    marks = ' \n\t"“”„«»`'
    while a < b - 1 and text[a] in marks:
        a += 1
    while b - 1 > a and text[b - 1] in marks:
        b -= 1
    return [a, b]


def plv(shared: Path, part: str) -> list[Json]:
    """PLV: one sentence, source and target spans, PLOVER root (CONCEDE and RETREAT are one: YIELD)."""
    return list(lines(shared / "data/events" / f"plv_{part}.jsonl.gz"))


def aw(shared: Path, part: str) -> list[Json]:
    """AW (WikiEvents rows): one sentence, source and target spans, conflict or cooperation."""
    return [r for r in lines(shared / "data/events" / f"aw_{part}.jsonl.gz") if r["source_spans"] and r["target_spans"]]
