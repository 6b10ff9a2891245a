"""Event coreference across documents with given mentions: the `cluster` of every scored event mention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from according.incidents.coreference import cluster
from training.coreference import mentions_of

Json = dict[str, Any]


def answers(rows: list[Json]) -> Iterator[Json]:
    """A row for each scored event mention; nothing of the gold but where the mentions stand is looked at."""
    found = [m for row in rows for m in mentions_of(row)[0]]
    for mention, number in zip(found, cluster(found), strict=True):
        yield {"doc_id": mention.doc, "start": mention.start, "end": mention.end, "cluster": number}
