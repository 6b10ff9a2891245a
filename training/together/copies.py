"""Near-copies: {doc_id, text, published} to {doc_id, group}."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from according.incidents.copies import group
from according.records import Report

Json = dict[str, Any]


def answers(rows: list[Json]) -> Iterator[Json]:
    """The group of every row, named after its first report."""
    # ids of a corpus may stand twice, with different texts: rows are told apart by their number
    reports = (Report(id=str(n), text=row["text"], published=row.get("published")) for n, row in enumerate(rows))
    named = {int(i): rows[int(ids[0])]["doc_id"] for ids in group(reports) for i in ids}
    for n, row in enumerate(rows):
        yield {"doc_id": row["doc_id"], "group": named[n]}
