"""Event coreference across documents with given mentions: the `cluster` of every scored event mention.

Reports are grouped by incident first, by their texts alone; mentions of different groups are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from according.incidents.coreference import cluster
from according.incidents.grouping import group_reports
from training.coreference import mentions_of
from training.evaluate import report_of

Json = dict[str, Any]


def answers(rows: list[Json]) -> Iterator[Json]:
    """A row for each scored event mention; nothing of the gold but where the mentions stand is looked at."""
    reports = group_reports(report_of(row["doc_id"], row["text"]) for row in rows)
    groups = {rows[i]["doc_id"]: number for number, members in enumerate(reports) for i in members}
    found = [m for row in rows for m in mentions_of(row)[0]]
    for mention, number in zip(found, cluster(found, groups=groups), strict=True):
        yield {"doc_id": mention.doc, "start": mention.start, "end": mention.end, "cluster": number}
