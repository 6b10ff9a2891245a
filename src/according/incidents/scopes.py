"""What two figures are about: other people, another day or another place make them incomparable, not contradictory."""

from __future__ import annotations

from typing import Literal

from according.incidents import wordlists
from according.incidents.accounts import Told
from according.records import Casualties

Who = Literal["part", "fighters", "civilians"]


def day(t: Told) -> str:
    """The first day of an account's time, as the record gives it; empty for none."""
    return (t.account.time.start or t.account.time.value) if t.account.time is not None else ""


def who(figure: Casualties) -> Who | None:
    """Whom a figure counts, where its words say more than "people"."""
    said = set((figure.who or "").casefold().replace("-", " ").split())
    for kind in ("part", "fighters", "civilians"):
        if said & wordlists.words(kind):
            return kind
    return None


def differ(a: Told, b: Told, x: Casualties, y: Casualties) -> bool:
    """True where the figures count other people or another day."""
    of_a, of_b = who(x), who(y)
    if of_a != of_b and ("part" in (of_a, of_b) or {of_a, of_b} == {"fighters", "civilians"}):
        return True
    return _days_apart(a, b)


def _days_apart(a: Told, b: Told) -> bool:
    times = a.account.time, b.account.time
    if any(t is None or t.granularity != "day" for t in times):
        return False
    return day(a) != day(b)


def later(a: Told, b: Told) -> bool:
    """True where one of two accounts of one voice was published after the other."""
    return a.published is not None and b.published is not None and a.published != b.published
