"""Which places the words of a mention can mean: its name, or what is left of it without feature and direction words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from according.resolving.gazetteer import Candidate, lookup, spelled_otherwise

LONGEST_SPELLING = 4
"""Words of the longest name that is looked for by its consonants."""
MOST = 60
"""Candidates that are weighed for one name."""
_FOR_TOWNS, _FOR_AREAS, _FOR_WATER = "town", "area", "water"
_KINDS = {
    _FOR_TOWNS: "city town village suburb hamlet capital neighborhood neighbourhood camp",
    _FOR_AREAS: (
        "governorate governorates province provinces oblast region regions state states district districts county "
        "counties prefecture division raion rayon republic territory countryside parish municipality township borough"
    ),
    _FOR_WATER: "river lake sea strait gulf bay canal ocean",
}
FEATURE_WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
"""Words that say what a place is, and which kind of candidate they ask for."""
_FITS: dict[str, Callable[[Candidate], bool]] = {
    _FOR_TOWNS: lambda c: c.feature[:3] in ("PPL", "STL"),
    _FOR_AREAS: lambda c: c.is_area and not c.is_country,
    _FOR_WATER: lambda c: c.feature in ("STM", "LK", "SEA", "STRT", "GULF", "BAY", "CNL", "OCN"),
}
_DIRECTION = re.compile(
    r"^(?:(?:(?:north|south) ?(?:east|west)(?:ern)?|(?:north|south|east|west)(?:ern)?|central|mid|upper|lower|inner|"
    r"outer|greater|downtown|rural|mainland|metropolitan|metro|old|occupied|(?:rebel|government)[ -]held)[ -])+",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"^(?:{'|'.join(FEATURE_WORDS)}) of (?:the )?", re.IGNORECASE)
_BEHIND = re.compile(rf"[ -]({'|'.join(FEATURE_WORDS)})$", re.IGNORECASE)
_FACILITY = re.compile(
    r" (?:hospital|medical center|airport|university|college|academy|school|stadium|station|prison|jail|court|"
    r"courthouse|museum|cathedral|port|harbour|harbor|air ?base|military base|barracks|refinery|power plant|dam|zoo|"
    r"park|market)$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"^(?:the|The|a|an) (?=\w+ (?:\w+ )?of\b|[a-z])")
_HYPHENED = re.compile(r"[-–](?:based|born|led|backed|held|controlled|area|wide)$", re.IGNORECASE)


def fits(candidate: Candidate, word: str) -> bool:
    """Whether a candidate is of the kind that a feature word ("province", "river") asks for."""
    kind = FEATURE_WORDS.get(word.lower())
    return kind is None or _FITS[kind](candidate)


@lru_cache(maxsize=20_000)
def candidates(words: str) -> tuple[Candidate, ...]:
    """The places that these words can mean, the best known first, at most MOST; empty where none is known.

    The words are tried as they stand, then without a possessive, without the words that say what it is ("Homs province"
    asks for areas called Homs), then without a direction ("northern Aleppo").
    """
    words = _ARTICLE.sub("", _HYPHENED.sub("", " ".join(words.split())))
    for form in dict.fromkeys((words, _POSSESSIVE.sub("", words))):
        if found := lookup(form):
            return found[:MOST]
    words = _POSSESSIVE.sub("", words)
    if (behind := _BEHIND.search(words)) and (rest := words[: behind.start()].strip()):
        return tuple(c for c in candidates(rest) if fits(c, behind[1]))
    if before := _BEFORE.match(words):
        kind = before[0].split(" ")[0]
        return tuple(c for c in candidates(words[before.end() :]) if fits(c, kind))
    if (direction := _DIRECTION.match(words)) and direction.end() < len(words):
        return candidates(words[direction.end() :])
    if _FACILITY.search(words):
        return _facility(words)
    return spelled_otherwise(words)[:MOST] if len(words.split()) <= LONGEST_SPELLING else ()


def _facility(words: str) -> tuple[Candidate, ...]:
    """A hospital, airport or the like that bears a town's name lies there: it gets the town's point, not its number."""
    parts = words.split()
    for size in range(len(parts) - 1, 0, -1):
        towns = [c for c in lookup(" ".join(parts[:size])) if c.feature[:3] == "PPL" and c.population > 5000]
        if towns:
            return tuple(
                replace(c, name=words, feature="S", geonames=None, population=0, how=f"named after {c.name}")
                for c in towns[:MOST]
            )
    return ()
