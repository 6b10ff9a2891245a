"""Ids that come from the content: the same report, statement, event or judgement has the same id in every ledger."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from according.records import Event, Record, Report, Span, Statement

_ASCII_WORDS = re.compile(r"[a-z0-9]+")
_DIGITS = 20  # 80 bits: two of a hundred million ids coincide with a probability of about 1 in 200 million


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Any) -> str:
    """JSON with one way of writing it: sorted keys, no blanks, characters as they are."""
    return _canonical.encode(value)


def content_id(kind: str, value: Any) -> str:
    """The first 20 hexadecimal digits of the SHA-256 of kind and value."""
    return hashlib.sha256(f"{kind}\n{canonical(value)}".encode()).hexdigest()[:_DIGITS]


def folded(name: str) -> str:
    """A name as its words without case and marks: "Al-Jazīra" is "al jazira"."""
    if name.isascii():  # the same, sooner
        return " ".join(_ASCII_WORDS.findall(name.lower()))
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def report_id(report: Report) -> str:
    """Which report it is: address and text where there is an address, else text, publisher, date and title.

    The name (`report.id`) does not count: it is a file's name and says nothing about the content.
    """
    if report.url:
        return content_id("report", [report.url, report.text])
    return content_id("report", [None, report.text, report.publisher, report.published, report.title])


def stored(record: Record) -> dict[str, Any]:
    """The record in its public form without the text, which the report keeps."""
    data = record.to_dict()
    del data["report"]["text"]
    return data


def version_id(report: str, stored: dict[str, Any]) -> str:
    """Which coding of the report it is: everything that was found, and what found it.

    What the source says about the report (name, title, publisher) does not count, so that the same text under another
    file name is no new version.
    """
    found = {**stored, "report": {"sections": stored["report"]["sections"]}}
    return content_id("version", [report, found])


def statement_keys(report: str, statements: list[Statement]) -> list[str]:
    """A key for each statement from its report and its cue (its content where it has none).

    Boundaries of sources and contents move with a better reader and the cue hardly does, so that judgements find their
    statement again in a new version.
    """
    return _keys(report, "statement", (s.cue or s.content for s in statements))


def event_keys(report: str, events: list[Event]) -> list[str]:
    """A key for each event from its report and its first trigger."""
    return _keys(report, "event", (e.triggers for e in events))


def telling_names(keys: list[list[str]], *, report: str) -> list[str]:
    """A name for each telling of a report from the key of its first event: the id of an incident that it begins.

    Where several begin with one event, or one has none, its number counts, too.
    """
    seen: Counter[str] = Counter()
    names = []
    for own in keys:
        first = own[0] if own else report
        names.append(content_id("incident", [first, seen[first]]))
        seen[first] += 1
    return names


def _keys(report: str, kind: str, anchors: Iterable[list[Span]]) -> list[str]:
    seen: Counter[tuple[int, ...]] = Counter()
    keys = []
    for spans in anchors:
        anchor = tuple(min(spans)) if spans else ()
        keys.append(content_id(kind, [report, *anchor, seen[anchor]]))
        seen[anchor] += 1
    return keys
