"""Who is known under a name: every entry of the tables, those that hold on a day first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from according.records import Entity
from according.resolving import tables
from according.resolving.actors import finding
from according.resolving.names import key, words
from according.resolving.offices import days
from according.resolving.surroundings import survey
from according.resolving.tables import Entry, Index


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer: who that may be, and why it stands here."""

    name: str
    kind: str
    """person, body, state, adjective (or people), seat (of a government), place, or phrase (read word by word)"""
    country: str | None
    sector: str | None
    office: str | None
    since: str | None
    until: str | None
    holds: bool | None
    """True or False where a day was asked for: whether the entry holds then; None without a day."""
    wikidata: str | None
    why: str


def who(name: str, *, on: date | None = None, own: Index | None = None) -> list[Candidate]:
    """Everyone the tables know under a name, on a day if one is given; empty where nobody is known.

    A full name is looked up as it stands, then as a last name, then its words are read as a phrase ("Syrian rebels").
    `own` is an index with entries of the user's (`users.load`).
    """
    index = tables.index() if own is None else own
    day = None if on is None else on.isoformat()
    k = key(name)
    if not k:
        return []
    found = [(e, "") for e in index.find(k)]
    if not found:
        for full in index.surnames.get(k, []):
            found += [(e, f"last name {name!r}; ") for e in index.find(key(full)) if e.kind == "person"]
    out = list(dict.fromkeys(_candidate(e, day, how) for e, how in found))
    # what holds on the day, then our own tables before those of the dictionaries, then the latest
    others = ("named_oeda", "holders_schrodt", "geography_oeda", "geography_schrodt")
    ranks = {c: n for n, c in enumerate(out)}
    out.sort(key=lambda c: (c.holds is False, c.why.split("; ")[-1] in others, *_newest(c), ranks[c]))
    return out or _phrase(name, index, day)


def _newest(candidate: Candidate) -> tuple[int, ...]:
    return tuple(-int(part) for part in (candidate.since or "0").split("-"))


def _candidate(e: Entry, day: str | None, how: str) -> Candidate:
    holds = None if day is None else e.holds(day)
    span = f"{days(e)}; " if e.since or e.until else ""
    return Candidate(
        e.name, e.kind, e.country, e.sector, e.office, e.since or None, e.until or None, holds, e.wikidata,
        f"{how}{span}{e.source}",
    )  # fmt: skip


def _phrase(name: str, index: Index, day: str | None) -> list[Candidate]:
    entity = Entity(id="e", name=name, kind="other")
    read = finding(entity, name, index, survey("", index), day)
    if not words(name) or (read.country is None and read.sector is None):
        return []
    reasons = [w for w in (read.country_why, read.sector_why) if w]
    return [
        Candidate(
            name, "phrase", read.country, read.sector, read.office, None, None, None, read.wikidata, "; ".join(reasons)
        )
    ]
