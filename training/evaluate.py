"""Run the shipped reader over a corpus file for the scorers: `python -m training.evaluate TASK INPUT OUTPUT`."""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from according import codebook
from according.coding import code
from according.intake.build import day_of_publication
from according.intake.sections import find_sections
from according.reading.dyads import type_between
from according.reading.times import find_times
from according.records import Record, Report
from according.resolving.actors import resolve_actors
from according.resolving.disambiguation import Choice, choose
from according.resolving.naming import find_names
from according.resolving.recognition import find_toponyms
from according.resolving.tables import some_words
from training.corpora import lines

Json = dict[str, Any]

_NOUN_BEHIND = re.compile(r" ([a-z]\w*)")
_VERBS = {"said", "says", "told", "would"}


def report_of(name: str, text: str, *, published: str | None = None, title: str | None = None) -> Report:
    """A report whose text is taken exactly as it stands; sections and a date line are found as for any other input."""
    layout = find_sections(text, title=title)
    day, otherwise = day_of_publication(published, layout.published, updated=layout.only_updated)
    return Report(
        id=name, text=text, title=title, published=day, published_metadata=otherwise, sections=layout.sections
    )


def record_of(name: str, text: str, *, published: str | None = None, title: str | None = None) -> Record:
    """The reader's record of such a report."""
    return code(report_of(name, text, published=published, title=title))


def coded(row: Json) -> Json:
    """Records; only the gold's report is looked at."""
    r = row["report"]
    return record_of(r["id"], r["text"], published=r.get("published"), title=r.get("title")).to_dict()


def polnear(row: Json) -> Json:
    """Statements of a document."""
    record = record_of(row["doc_id"], row["text"], published=row.get("published")).to_dict()
    return {"doc_id": row["doc_id"], "statements": record["statements"]}


def given(row: Json, role: str) -> tuple[int, int]:
    """Where a given actor stands: its span, else its longest word that the sentence has, else the whole sentence."""
    sentence = row["sentence"]
    if row[f"{role}_spans"]:
        start, end = row[f"{role}_spans"][0]
        return start, end
    for word in sorted((row[role] or "").split(), key=len, reverse=True):
        at = sentence.lower().find(word.lower())
        if at >= 0 and any(c.isalnum() for c in word):
            return at, at + len(word)
    return 0, len(sentence)


def plv(row: Json) -> Json:
    """The type of what the given source does to the given target; the corpus has CONCEDE and RETREAT as one."""
    p = type_between(row["sentence"], given(row, "source"), given(row, "target"))
    p["RETREAT"] += p.pop("CONCEDE")
    return {"id": row["id"], "type": max(p, key=lambda k: p[k])}


def aw(row: Json) -> Json:
    """Conflict (1) or cooperation (0) between the given two."""
    p = type_between(row["sentence"], given(row, "source"), given(row, "target"))
    conflict = sum(v for k, v in p.items() if codebook.quad(k).endswith("conflict"))
    return {"id": row["id"], "conflict": int(conflict > 0.5)}


def gsr(row: Json) -> Json:
    """Events with type, CAMEO code and the resolved actors of both sides, the likeliest first."""
    record = record_of(row["id"], row["sentence"])

    def side(ids: list[str]) -> list[Json]:
        return [{"country": e.country, "sector": e.sector} for e in record.entities if e.id in ids]

    events = sorted(record.events, key=lambda e: -(e.confidence or 0))
    return {
        "id": row["id"],
        "events": [
            {"type": e.type, "cameo": e.cameo, "source": side(e.actors), "target": side(e.recipients)} for e in events
        ],
    }


def gsr_actors(row: Json) -> Json:
    """The resolved actors of the gold's own phrases; nothing but their words and the sentence is looked at."""
    text = row["sentence"]
    ends = [(side, a) for side in ("source", "target") for a in row[side]]
    bare = []
    for n, (_, a) in enumerate(ends):
        span = a.get("span") or []
        spans = [span] if len(span) == 2 and all(isinstance(x, int) for x in span) and text[slice(*span)] else []
        bare.append({"id": f"e{n}", "name": a.get("text") or text[slice(*span)], "kind": "other", "mentions": spans})
    record = Record.from_dict({"report": {"id": row["id"], "text": text}, "entities": bare})
    found = [{"country": e.country, "sector": e.sector} for e in resolve_actors(record).entities]
    sides = {k: [f for f, (side, _) in zip(found, ends, strict=True) if side == k] for k in ("source", "target")}
    return {"id": row["id"], "events": [{"type": None, **sides}]}


def entities(row: Json) -> Json:
    """Mentions with kind, cluster and its name: a record's actors and places, and all other proper names.

    A record has no names that no ledger line needs; the corpora have all, things too, so `find_names` adds them.
    """
    text = row["text"]
    record = record_of(row["doc_id"], text)
    found = [(e.kind, e.id, e.name, e.mentions) for e in record.entities]
    found += [("place", p.id, p.name, p.mentions) for p in record.places]
    mentions = {
        (m.start, m.end): {"start": m.start, "end": m.end, "type": kind, "cluster": cluster, "canonical": name}
        for kind, cluster, name, spans in reversed(found)  # where an actor and a place share words, the actor stands
        for m in spans
    }
    ids = {name.casefold(): cluster for _, cluster, name, _ in reversed(found)}
    for n in find_names(text):
        a, b = n.span
        if any(a < y and x < b and not (x <= a and b <= y and y - x > b - a) for x, y in mentions):
            continue  # crosses a mention of the record, or is one
        cluster = ids.setdefault(n.name.casefold(), f"n{len(ids)}")
        mentions[a, b] = {"start": a, "end": b, "type": n.kind, "cluster": cluster, "canonical": n.name}
    return {"doc_id": row["doc_id"], "mentions": [_with_article(text, m) for m in mentions.values()]}


def _with_article(text: str, m: Json) -> Json:
    """The mention with "the" before it, as the corpora count it; our spans leave it out.

    Not before a name that only colours a noun: in "the Lyon office" the article is the office's.
    """
    follows = _NOUN_BEHIND.match(text, m["end"])
    colours = follows is not None and follows[1] not in some_words("ends") | some_words("unnamed") | _VERBS
    return (
        m
        if colours or text[max(0, m["start"] - 4) : m["start"]] not in ("the ", "The ")
        else {**m, "start": m["start"] - 4}
    )


def cameospans(row: Json) -> Json:
    """Types of a running lead's events, and the spans of action, source, target, place and time.

    CAMEO has no column for status: only what is told as happening or having happened is given, as in our exports.
    """
    record = record_of(row["id"], row["sentence"])
    events = [e for e in record.events if e.modality == "actual" and e.polarity == "positive"]
    spans: list[list[Any]] = []
    for e in events:
        at = e.triggers[0]
        spans += [["Action", *t] for t in e.triggers]
        for label, ids in (("Source", e.actors), ("Target", e.recipients)):
            for i in ids:
                who = record.entity(i)
                if who is not None and who.mentions:
                    spans.append([label, *min(who.mentions, key=lambda m: abs(m.start - at.start))])
        for p in record.places:
            if p.id in e.places:
                spans += [["Location", *m] for m in p.mentions]
        if e.time is not None and e.time.span is not None:
            spans.append(["Time", *e.time.span])
    unique = [list(s) for s in dict.fromkeys(tuple(s) for s in spans)]
    return {"id": row["id"], "events": [{"type": e.type} for e in events], "spans": unique}


def places(row: Json) -> Json:
    """The place names found in the text, adjectives of nationality left out, and where they lie."""
    text = row["text"]
    wanted = {(t.start, t.end) for t in find_toponyms(text, demonyms=False)}
    return {"doc_id": row["doc_id"], "toponyms": _located(text, wanted)}


def toponyms(row: Json) -> Json:
    """The given names resolved; only their offsets are looked at, and the other names of the text as context."""
    text = row["text"]
    given = {(t["start"], t["end"]) for t in row["toponyms"]}
    located = _located(text, given)
    points = [(t["start"], t["end"]) for t in located if t["lat"] is not None]

    def answers(t: Json) -> bool:
        """Points do; countries alone too, but not around a name with a point: the scorer pairs overlapping spans."""
        return t["lat"] is not None or (t["country"] and not any(t["start"] < b and a < t["end"] for a, b in points))

    return {"doc_id": row["doc_id"], "toponyms": [t for t in located if answers(t)]}


def _located(text: str, wanted: set[tuple[int, int]]) -> list[Json]:
    """What the wanted names mean, with all other names of the text, peoples too, as context."""

    def located(span: tuple[int, int], choice: Choice) -> Json:
        c = choice.candidate
        place = {"lat": c and c.lat, "lon": c and c.lon, "country": choice.country, "geonames_id": c and c.geonames}
        return {"start": span[0], "end": span[1], **place}

    found = {(t.start, t.end) for t in find_toponyms(text)}
    spans = sorted(wanted | {f for f in found if not any(f[0] < b and a < f[1] for a, b in wanted)})
    chosen = zip(spans, choose(text, spans), strict=True)
    return [located(span, choice) for span, choice in chosen if span in wanted]


def times(row: Json) -> Json:
    """The time expressions of a document, read as of its day where it has one."""
    published = row.get("dct")
    found = find_times(row["text"], published=published if published and len(published) >= 10 else None)
    return {
        "doc_id": row["doc_id"],
        "timexes": [
            {"start": t.span.start, "end": t.span.end, "type": _timex_type(t.value), "value": t.value} for t in found
        ],
    }


def _timex_type(value: str) -> str:
    return "DURATION" if value[0] == "P" and value[1:2] in "0123456789XT" else "TIME" if "T" in value else "DATE"


_CERTAINTY = {
    "actual": "CERTAIN",
    "future": "CERTAIN",
    "generic": "CERTAIN",
    "requested": "POSSIBLE",
    "conditional": "POSSIBLE",
    "hypothetical": "POSSIBLE",
}


def meantime(row: Json) -> Json:
    """Triggers with certainty, polarity and time. The reader looks for political events only; the corpus has all."""
    record = record_of(row["id"], row["text"])
    events = [
        {
            "start": t.start,
            "end": t.end,
            "certainty": _CERTAINTY[e.modality],
            "polarity": "POS" if e.polarity == "positive" else "NEG",
            "time": "FUTURE" if e.modality in ("future", "requested", "conditional") else "NON_FUTURE",
        }
        for e in record.events
        for t in e.triggers
    ]
    return {"id": row["id"], "events": events}


def ngec(row: Json) -> Json:
    """Type and mode of the likeliest event."""
    record = record_of(row["id"], row.get("sentence") or row.get("text") or "")
    best = max(record.events, key=lambda e: e.confidence or 0, default=None)
    return {"id": row["id"], "type": best.type if best else "NONE", "mode": best.modes if best else []}


TASKS: dict[str, Callable[[Json], Json]] = {
    "coded": coded,
    "polnear": polnear,
    "plv": plv,
    "aw": aw,
    "gsr": gsr,
    "gsr-actors": gsr_actors,
    "entities": entities,
    "places": places,
    "toponyms": toponyms,
    "times": times,
    "cameospans": cameospans,
    "meantime": meantime,
    "case21": ngec,
    "ngec": ngec,
}

#: Tasks whose answer needs all rows at once, each a module of `training.together`.
TOGETHER = ("copies", "incidents", "coref", "accounts")


def gold(source: Path, target: Path) -> int:
    """A folder of ID.txt to a folder of ID.json records."""
    target.mkdir(parents=True, exist_ok=True)
    files = sorted(source.glob("*.txt"))
    for file in files:
        text = file.read_bytes().decode("utf8")  # the line ends exactly as they stand
        (target / f"{file.stem}.json").write_text(record_of(file.stem, text).to_json(), encoding="utf8")
    return len(files)


def run(task: str, rows: Iterable[Json]) -> Iterator[Json]:
    """The task's answer for every row, or for all rows together."""
    if task in TOGETHER:
        yield from importlib.import_module(f"training.together.{task}").answers(list(rows))
        return
    for row in rows:
        yield TASKS[task](row)


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("task", choices=["gold", *TASKS, *TOGETHER])
    p.add_argument("input", type=Path)
    p.add_argument("output", type=Path)
    a = p.parse_args()
    started, n = time.time(), 0
    if a.task == "gold":
        n = gold(a.input, a.output)
    else:
        opener = gzip.open if a.output.suffix == ".gz" else open
        with opener(a.output, "wt", encoding="utf8") as f:
            for answer in run(a.task, lines(a.input)):
                f.write(json.dumps(answer, ensure_ascii=False) + "\n")
                n += 1
    print(f"{a.task}: {n} rows in {time.time() - started:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
