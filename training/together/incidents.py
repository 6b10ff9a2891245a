"""The task `incidents`: which reports tell the same incident, from whole reports alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from according.incidents.grouping import group_reports
from according.records import Report

Json = dict[str, Any]


def report_of(row: Json) -> Report:
    """The row's report; neither its id nor its address is looked at when reports are grouped."""
    return Report(
        id=row["doc_id"],
        title=row.get("title"),
        text=row["text"],
        published=row.get("published"),
        publisher=row.get("publisher"),
    )


def answers(rows: list[Json]) -> Iterator[Json]:
    """The incident of every report, named by a number, in the order of the rows."""
    groups = group_reports(map(report_of, rows))
    incident = {place: number for number, group in enumerate(groups) for place in group}
    for place, row in enumerate(rows):
        yield {"doc_id": row["doc_id"], "incident_id": str(incident[place])}
