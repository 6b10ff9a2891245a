"""The tables of actors, read on first use and kept: states, offices, bodies, words for agents, names by others.

What was written for this project comes first; the dictionaries of the field (see NOTICE) fill what it leaves open.
"""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from according.resolving.names import key, singular

MAX_WORDS = 8
"""Longest name that is looked up, in words."""

# How a name must be written to be meant.
ANY, CAPITAL, ACRONYM = 0, 1, 2


@cache
def some_words(name: str) -> frozenset[str]:
    """A set of words of phrases.toml, folded."""
    file = resources.files("according.resolving") / "data" / "phrases.toml"
    return frozenset(tomllib.loads(file.read_text(encoding="utf8"))[name].split())


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact about one name: what it is, whose, and for which days."""

    name: str
    kind: str
    """state, adjective (or people), seat (of a government), place, body, person"""
    country: str | None
    sector: str | None = None
    office: str | None = None
    since: str = ""
    until: str = ""
    wikidata: str | None = None
    source: str = ""
    """The table it stands in."""
    written: int = CAPITAL
    common: bool = False
    """A name that bodies of other states have too."""

    def holds(self, day: str) -> bool:
        """True where the day (ISO) lies within the entry's days; both ends are open where they are empty."""
        return (not self.since or self.since <= day) and (not self.until or day < self.until)


@dataclass(slots=True)
class Index:
    """Names to entries; `rows` keeps the lines of big tables unread until they are asked for."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    firsts: dict[str, int] = field(default_factory=dict)
    """First words of names, with the number of words of the longest."""
    small: set[str] = field(default_factory=set)
    """First words that may be written small."""
    surnames: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, entry: Entry) -> None:
        """Put an entry under a name."""
        k = key(name)
        self.entries.setdefault(k, []).append(entry)
        first = self.first(k)
        if entry.written == ANY or not name[:1].isupper():
            self.small.add(first)

    def first(self, k: str) -> str:
        """Note the first word of a folded name, and return it."""
        first = k.split(" ", 1)[0]
        self.firsts[first] = max(self.firsts.get(first, 0), k.count(" ") + 1)
        return first

    def find(self, k: str) -> list[Entry]:
        """All entries of a folded name, our own first."""
        own = self.entries.get(k, [])
        others = self.rows.get(k)
        return own if others is None else own + [_entry(line) for line in others]

    def knows(self, k: str) -> bool:
        """True where the folded name is in any table."""
        return k in self.entries or k in self.rows


def _lines(name: str) -> Iterator[str]:
    file = resources.files("according.resolving") / "data" / name
    raw = file.read_bytes()
    text = gzip.decompress(raw).decode("utf8") if name.endswith(".gz") else raw.decode("utf8")
    return (line for line in text.split("\n") if line and not line.startswith("#"))


def _written(name: str) -> int:
    """What a name's own spelling asks of the report: capitals throughout, a capital somewhere, or nothing."""
    letters = [c for c in name if c.isalpha()]
    if " " not in name and len(letters) <= 5 and all(c.isupper() for c in letters):
        return ACRONYM
    return CAPITAL if any(c.isupper() for c in letters) else ANY


def _names(cell: str) -> list[str]:
    return [n.strip() for n in cell.split("=") if n.strip()]


def code_of(cell: str) -> tuple[str | None, bool]:
    """The country of a cell, and whether it is a partially recognised authority there: "GEO+PRE" is (GEO, True)."""
    code = cell.removesuffix("+PRE")
    return (None if code in ("-", "") else code), cell.endswith("+PRE")


@cache
def index() -> Index:
    """The index of all shipped tables."""
    out = Index(small=set(some_words("small")))
    bodies: dict[str, Entry] = {}
    for line in _lines("states.tsv"):
        cell, item, names, people, seats = line.split("\t")
        country, partial = code_of(cell)
        shown = _names(names)[0]
        sector = "PRE" if partial else "IGO" if country in ("UNO", "EUR") else "GOV" if country else None
        for kind, forms in (("state", names), ("adjective", people), ("seat", seats)):
            for n in _names(forms):
                entry = Entry(
                    shown if cell != "-" else n,
                    kind,
                    country,
                    sector,
                    None,
                    "",
                    "",
                    item or None,
                    "states.tsv",
                    _written(n),
                )
                out.add(n, entry)
        bodies.setdefault(cell, Entry(shown, "state", country, sector, wikidata=item or None))
    for line in _lines("regions.tsv"):
        country, forms = line.split("\t")
        for n in _names(forms):
            out.add(n, Entry(n, "place", country, source="regions.tsv", written=_written(n)))
    for line in _lines("bodies.tsv"):
        cell, sector, item, names = line.split("\t")
        for given in _names(names):
            n = given.lstrip("*")
            entry = Entry(
                name=_names(names)[0].lstrip("*") if item.strip("-") else n,
                kind="body",
                country=code_of(cell)[0],
                sector=sector,
                wikidata=item.strip("-") or None,
                source="bodies.tsv",
                written=_written(n),
                common=given != n,
            )
            out.add(n, entry)
            bodies.setdefault(n, entry)
    spells: dict[str, list[Entry]] = {}
    aliases: dict[str, set[str]] = {}
    items = {name: item for item, name in (line.split("\t") for line in _lines("people.tsv"))}
    for line in _lines("offices.tsv"):
        cell, sector, office, holders = line.split("\t")
        body = bodies.get(cell)
        country = body.country if body else cell
        for called, since, until in _holders(holders):
            full = called[0]
            entry = Entry(full, "person", country, sector, office, since, until, items.get(full), "offices.tsv")
            for n in called:
                out.add(n, entry)
            last = key(full).rsplit(" ", 1)[-1]
            if full not in out.surnames.setdefault(last, []):
                out.surnames[last].append(full)
            spells.setdefault(full, []).append(entry)
            aliases.setdefault(full, set()).update(called)
    for line in _lines("heads_factbook.tsv"):
        full, country, sector, office, since = line.split("\t")
        out.add(full, Entry(full, "person", country, sector, office, since, "", None, "heads_factbook.tsv"))
        if full not in out.surnames.setdefault(key(full).rsplit(" ", 1)[-1], []):
            out.surnames[key(full).rsplit(" ", 1)[-1]].append(full)
    for full, entries in spells.items():
        # every way of writing a name stands for all of the person's offices, not only for that of its line
        for n in aliases[full]:
            some = out.entries[key(n)]
            some += [e for e in entries if e not in some]
    for name in ("geography_oeda", "geography_schrodt", "named_oeda", "holders_schrodt"):
        _put(out, name)
    return out


def _holders(cell: str) -> Iterator[tuple[list[str], str, str]]:
    """Names and days of the holders of one office; who comes next ends the one before."""
    together = " & " in cell
    parts = [p.strip() for p in (cell.split(" & ") if together else cell.split(";"))]
    begun = [p.rpartition("@")[2].split("..")[0] for p in parts]
    for n, part in enumerate(parts):
        names, _, days = part.rpartition("@")
        since, _, until = days.partition("..")
        nxt = begun[n + 1] if n + 1 < len(begun) and not together else ""
        yield _names(names), since, until or ("" if ".." in days else nxt)


def _put(out: Index, name: str) -> None:
    common = some_words("common")
    for line in _lines(f"{name}.tsv.gz"):
        k = line.split("\t", 1)[0]  # folded by tools/build_actors.py
        if " " not in k and k in common:
            continue
        out.rows.setdefault(k, []).append(f"{name}\t{line}")
        out.first(k)


def _entry(line: str) -> Entry:
    table, name, country, *more = line.split("\t")
    state = None if country == "-" else country
    shown = name.title()
    if table.startswith("geography"):
        return Entry(shown, "place", state, None, source=table)
    if table == "named_oeda":
        sector, since, until, person = more
        return Entry(shown, "person" if person == "p" else "body", state, sector, None, since, until, None, table)
    sector, office, since, until = more
    return Entry(shown, "person", state, sector, office, since, until, None, table)


@dataclass(frozen=True, slots=True)
class Agent:
    """A word for an agent: its sector, and whether it only points at a body that says more."""

    sector: str
    weak: bool = False


@cache
def agents() -> dict[str, Agent]:
    """Words for agents, folded; our own before those of the dictionaries."""
    out: dict[str, Agent] = {}
    for line in _lines("agents.tsv"):
        sector, forms = line.split("\t")
        for form in _names(forms):
            out.setdefault(key(form), Agent(sector.lstrip("~"), sector.startswith("~")))
    own = set(out)
    for line in _lines("agents_oeda.tsv.gz"):
        form, sector = line.split("\t")
        *start, last = form.split(" ")
        one = singular(last)
        if one is None or " ".join((*start, one)) not in own:
            out.setdefault(form, Agent(sector))
    return out


def agent(forms: Iterable[str]) -> Agent | None:
    """The agent that these folded words name, as they stand or with the last one in the singular."""
    some = list(forms)
    table = agents()
    found = table.get(" ".join(some))
    if found is None and some:
        one = singular(some[-1])
        if one is not None:
            found = table.get(" ".join((*some[:-1], one)))
    return found
