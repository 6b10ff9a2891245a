"""Which side a named actor stands on, so that wordings can be compared: "Assad's forces" and "the Syrian army" are one.

A party is a state (with all its forces), the rebels where no group is named, or a body by its name. The side is taken
from the entity's country and sectors and from the words of its mention; a country that was only guessed from the words
around gives way to one that the words themselves name, and then to the country of the incident.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from according.incidents import names
from according.incidents.wordlists import words
from according.records import Entity, Place, Record

_STATE_SECTORS = frozenset({"GOV", "MIL", "SPY", "COP", "JUD", "LEG"})
_ARMED_SECTORS = frozenset({"REB", "OPP", "UAF", "PRM"})
_AGAINST = frozenset({"REB", "OPP"})
_STATE_ALLIED = re.compile(r"\bpro[- ](?:government|regime|state)\b|\bloyalist", re.IGNORECASE)
_BODY = re.compile(r"^(?:country|sector) \S+: (.+?) \(bodies\.tsv\)")
_NAMED = re.compile(r"^country \S+: '([^']+)' is ")
_EXPLAINED = re.compile(r"((?:[A-Z][\w'’.-]*\s+(?:(?:of|for|the|and)\s+)*){2,6})\(([A-Z]{2,6})\)")
_GUESSED = ("named nearest", "names this state most")


@cache
def _generic() -> frozenset[str]:
    """Every word that names no side of its own."""
    return frozenset().union(*(words(x) for x in ("state", "rebels", "machines", "generic")))


Kind = Literal["state", "rebels", "body"]


@dataclass(frozen=True, slots=True)
class Party:
    """One side: its kind, what it is compared by, and a name for a person."""

    kind: Kind
    key: str
    label: str
    country: str | None = None
    armed: bool = True

    @property
    def side(self) -> str:
        """The side in short: a state's code, "rebels", or the body's name."""
        return self.label if self.kind == "body" else self.key


class Parties:
    """The sides of the entities of one record."""

    def __init__(self, record: Record, *, home: str | None = None) -> None:
        self.home = home
        self._countries = country_words(record)
        self._full = _acronyms(record)
        self._sites = {w for p in record.places if not _is_body(p, record) for w in names.fold(p.name)}

    def of(self, entity: Entity, called: str, *, home: str | None = None) -> Party | None:
        """The side of an entity as it is called in `called`, or None where the report leaves it open.

        `home` is the country of the incident, if not the one given at the start: "the army" is its army where nothing
        says more.
        """
        home = home if home is not None else self.home
        called = self._full.get(" ".join(names.fold(called)), called)
        said = re.findall(r"[^\W_]+(?:-[^\W_]+)*", called.casefold())
        parts = {p for w in said for p in (w, *w.split("-"))}
        body = _body(entity)
        own = bool(parts & words("state")) or _STATE_ALLIED.search(called) is not None
        if own and not parts & words("rule") and self._named(called):
            own = False  # an army, police or state with a name of its own: "Highland People's Army"
        rebel = bool(parts & words("rebels"))
        country = self._country(entity, parts, home)
        sectors = set(entity.sectors)
        armed = bool(sectors & _ARMED_SECTORS)
        if own and not rebel and not (armed and body is not None and not parts & words("state")):
            country = country or home
            return Party("state", country or "state", entity.name, country)
        if rebel and not self._named(called):
            return Party("rebels", "rebels", "rebels", country)
        if self._own_army(called, parts, body):
            return self._body(called)
        if armed:
            name = body if body is not None and self._named(body, body=True) else entity.name
            if self._named(name, body=name == body):
                return self._body(name, None if sectors & _AGAINST else entity.country)
        if rebel or sectors & {"REB", "OPP"}:
            return Party("rebels", "rebels", "rebels", country)
        if sectors & _STATE_SECTORS or (not sectors and self._stated(parts)):
            if body is not None and entity.country is None:
                return Party("body", " ".join(names.core(body)), body)
            if _guessed(entity) and parts & words("machines") and not self._stated(parts):
                return None
            if country is not None:
                return Party("state", country, entity.name, country)
        named = self._named(entity.name) or (entity.kind == "organization" and not _guessed(entity))
        if not parts & words("machines") and named and not armed:
            key = " ".join(names.core(entity.name))
            known = None if _guessed(entity) else entity.country
            return Party("body", key, names.tidy(entity.name), known, armed=False)
        return None

    def _own_army(self, called: str, parts: Collection[str], body: str | None) -> bool:
        """True for an army that no state is named with: "Highland People's Army" is its own, whatever state is near."""
        return body is None and self._named(called) and own_army(called) and not self._stated(parts)

    def _body(self, name: str, country: str | None = None) -> Party:
        """A body under its own name alone: "fighters of the Hill Army", "HPA terrorists"."""
        parts = names.tidy(name).split()
        while len(parts) > 1 and not self._proper(parts[0]):
            parts.pop(0)
        while len(parts) > 1 and not self._proper(parts[-1]) and parts[-1].islower():
            parts.pop()
        label = " ".join(parts)
        return Party("body", " ".join(names.core(label)), label, country)

    @staticmethod
    def _proper(word: str) -> bool:
        return word[:1].isupper() and any(w not in words("generic") for w in names.fold(word))

    def _named(self, name: str, *, body: bool = False) -> bool:
        """True for a name of its own, more than generic words, a state's adjective or the name of a place.

        Of a known body every word counts but those that mean any rebel: "Syrian Democratic Forces" is a name.
        """
        generic = words("rebels") if body else _generic()
        proper = [x for w in name.split() if w[:1].isupper() for x in names.fold(w)]
        return any(x not in generic and not self._word_country(x) and x not in self._sites for x in proper)

    def _stated(self, parts: Iterable[str]) -> bool:
        return any(self._word_country(p) for p in parts)

    def _word_country(self, word: str) -> str | None:
        return self._countries.get(word) or (self._countries.get(word[:-1]) if word.endswith("s") else None)

    def _country(self, entity: Entity, parts: Collection[str], home: str | None) -> str | None:
        named = next((c for p in sorted(parts) if (c := self._word_country(p)) is not None), None)
        if not _guessed(entity) and not _misnamed(entity, parts):
            return entity.country or named
        return named or home or entity.country


def own_army(name: str) -> bool:
    """True for an army with a name before the word: "Hill People's Army", and not "the army"."""
    said = names.fold(name)
    return "army" in said and any(w not in _generic() for w in said)


def _is_body(place: Place, record: Record) -> bool:
    """True for a place that was read out of a body's name: "Islamic State"."""
    return any(
        _body(e) is not None and m.contains(p) for e in record.entities for m in e.mentions for p in place.mentions
    )


def _acronyms(record: Record) -> dict[str, str]:
    """Full names by their acronyms: as the text explains them, "Hill People's Army (HPA)", or an entity bears both."""
    pairs = [(m.group(1), m.group(2)) for m in _EXPLAINED.finditer(record.report.text)]
    pairs += [(e.name, m.text) for e in record.entities for m in e.mentions]
    return {short.casefold(): name for name, short in pairs if names.acronym(name) == short.casefold()}


def _guessed(entity: Entity) -> bool:
    """True where the country was concluded from the words around, not from the name."""
    return any(w.startswith("country") and g in w for w in entity.why for g in _GUESSED)


def _misnamed(entity: Entity, parts: Collection[str]) -> bool:
    """True where the country stands in another mention, and this one is a state's without a name: "regime forces"."""
    said = next((m.group(1) for w in entity.why if (m := _NAMED.match(w))), None)
    return said is not None and said.casefold() not in parts and bool(set(parts) & words("rule"))


def _body(entity: Entity) -> str | None:
    """The known body that an entity was recognised as."""
    return next((m.group(1) for w in entity.why if (m := _BODY.match(w))), None)


def country_words(record: Record, *, capitals: bool = False) -> dict[str, str]:
    """Words of this report that name a country for sure: of states, their adjectives, and people who hold office.

    With `capitals` the capitals too, which stand for their governments where they speak.
    """
    seen: dict[str, Counter[str]] = {}
    for e in record.entities:
        if e.country is None or _guessed(e) or not _STATE_SECTORS & set(e.sectors):
            continue
        for w in names.fold(e.name):
            if w not in _generic() and len(w) > 2:
                seen.setdefault(w, Counter())[e.country] += 1
    for p in record.places:
        feature = p.feature or ""
        if p.country is not None and (feature.startswith("PCL") or (capitals and feature == "PPLC")):
            for w in names.fold(p.name):
                seen.setdefault(w, Counter())[p.country] += 1
    return {w: c.most_common(1)[0][0] for w, c in seen.items() if c.most_common(1)[0][1] * 2 > c.total()}


def same(a: Party, b: Party) -> bool:
    """True for two wordings of one side."""
    if a.kind != b.kind:
        return False
    if a.key == b.key:
        return True
    if a.kind != "body":
        return False
    x, y = a.key.split(), b.key.split()
    if "coalition" in x and "coalition" in y:
        return True
    initials = {names.acronym(a.label), names.acronym(b.label)}
    return names.within(x, y) or names.within(y, x) or a.key in initials or b.key in initials


def compatible(a: Party, b: Party) -> bool:
    """True where both can be meant at once: an unnamed group of rebels and a named one, a coalition and its leader."""
    if same(a, b):
        return True
    kinds = {a.kind, b.kind}
    if kinds == {"rebels", "body"}:
        return True
    if kinds == {"state", "body"}:
        return a.country is not None and a.country == b.country
    return False


def sides_agree(a: Sequence[Party], b: Sequence[Party]) -> bool:
    """True where both accounts name the same sides."""
    return bool(a) and all(any(same(x, y) for y in b) for x in a) and all(any(same(x, y) for x in a) for y in b)


def sides_clash(a: Sequence[Party], b: Sequence[Party]) -> bool:
    """True where no side of the one can be a side of the other."""
    return bool(a) and bool(b) and not any(compatible(x, y) for x in a for y in b)


def one_side(parties: Sequence[Party]) -> bool:
    """True where all stand on one side of a conflict: no state beside those who fight it, and none unarmed alone."""
    kinds = {p.kind for p in parties}
    return not {"state", "rebels"} <= kinds and all(p.armed for p in parties)
