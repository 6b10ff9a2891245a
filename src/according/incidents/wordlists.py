"""The word lists of `data/comparing.toml`, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def _lists() -> dict[str, str]:
    source = resources.files("according.incidents") / "data" / "comparing.toml"
    return tomllib.loads(source.read_text(encoding="utf8"))


@cache
def words(name: str) -> frozenset[str]:
    """The words of one list. Raises KeyError for a list that the file does not have."""
    return frozenset(_lists()[name].split())
