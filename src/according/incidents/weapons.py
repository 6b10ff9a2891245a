"""The means of a deed as words name them ("a barrel bomb", "sarin"), and which of them exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

_COMMON = frozenset({"air", "ground", "missile", "gun", "blade"})
_AGENTS = frozenset({"gas", "fire", "cluster"})
_NAMED_AGENTS = frozenset({"chlorine", "sarin", "mustard gas"})


@cache
def _table() -> list[tuple[str, str, re.Pattern[str]]]:
    source = resources.files("according.incidents") / "data" / "weapons.tsv"
    rows = [x.split("\t") for x in source.read_text(encoding="utf8").splitlines() if x and not x.startswith("#")]
    return [(family, means, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for family, means, pattern in rows]


def means(text: str) -> list[str]:
    """The means that a text names, in the order of the table."""
    return [name for _, name, pattern in _table() if pattern.search(text)]


@cache
def _families() -> dict[str, str]:
    return {name: family for family, name, _ in _table()}


def known(names: Iterable[str]) -> frozenset[str]:
    """Those of the names that stand in the table."""
    return frozenset(n for n in names if n in _families())


def particular(names: Iterable[str]) -> bool:
    """True where one of the names says more than that the deed came from the air, a gun or a gun's barrel."""
    return any(_families()[n] not in _COMMON or n == "barrel bomb" for n in known(names))


def exclude(a: Iterable[str], b: Iterable[str]) -> bool:
    """True where two accounts cannot both be right: other ways of delivery, or other agents.

    What was set free and how it came ("sarin", "an air strike") do not exclude each other, and a missile may come from
    the air or from the ground. Two agents that words name for sure ("chlorine", "sarin") do.
    """
    agents = known(a) & _NAMED_AGENTS, known(b) & _NAMED_AGENTS
    if all(agents) and agents[0] != agents[1]:
        return True
    one, other = {_families()[n] for n in known(a)}, {_families()[n] for n in known(b)}
    x, y = one - _AGENTS, other - _AGENTS
    return bool(x and y) and not one & other and "missile" not in x | y
