"""Resolving: who and where the names of a record are in the world, on its day; offline, from shipped data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from according.records import Record

if TYPE_CHECKING:
    from pathlib import Path

    from according.resolving.tables import Index

__all__ = ["own_actors", "resolve"]


def resolve(record: Record, *, actors: Index | None = None) -> Record:
    """The record with its names resolved; what it already says of them stays.

    `actors` are the tables with a user's own entries (`own_actors`), else those shipped.
    """
    from according.resolving.actors import resolve_actors
    from according.resolving.places import resolve_places

    found = resolve_actors(record, own=actors)
    found = resolve_places(found)  # in the light of the actors' countries
    if any(p.country for p in found.places):
        # and actors without a state of their own in the light of the places
        return resolve_actors(record.model_copy(update={"places": found.places}), own=actors)
    return found


def own_actors(path: Path) -> Index:
    """The shipped tables with the entries of a CSV file before them. Raises InputError, every problem listed."""
    from according.resolving.users import load

    return load(path)
