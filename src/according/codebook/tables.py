"""Reads the data files of the codebook, each on first use, and keeps what it read.

Sources of the facts: PLOVER manual and CAMEO-PLOVER crosswalk (Open Event Data Alliance, CC BY-SA 4.0), see NOTICE.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from according.errors import CodebookError


@dataclass(frozen=True, slots=True)
class Mode:
    """One mode of one type: what it says, its best CAMEO code, its score (-10..+10) and where that is from."""

    says: str
    cameo: str
    score: float
    score_from: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """One PLOVER type with its quad category, score, best CAMEO code, meaning, boundaries and modes."""

    name: str
    quad: str
    score: float
    score_from: str
    cameo: str
    covers: str
    bounds: tuple[str, ...]
    modes: Mapping[str, Mode]
    loose: bool = False


@dataclass(frozen=True, slots=True)
class CameoEntry:
    """What a CAMEO code is in PLOVER; `type` is None for codes that are no event there (plain statements)."""

    code: str
    label: str
    type: str | None
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    goldstein: float
    note: str


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that mark an attribution: sort (speech, claim, denial, ...), part (verb, noun, phrase), form."""

    sort: str
    part: str
    form: str


@dataclass(frozen=True, slots=True)
class CasualtyWords:
    """Words of one kind of harm by the way a number stands to them (see casualties.toml)."""

    verbs: tuple[str, ...]
    active: tuple[str, ...]
    subject: tuple[str, ...]
    states: tuple[str, ...]
    nouns: tuple[str, ...]
    tolls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Explanations of quad categories, of fields of the record, and of the values that some fields take."""

    quads: Mapping[str, str]
    fields: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


def _text(name: str) -> str:
    return resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = [line for line in _text(name).splitlines() if line and not line.startswith("#")]
    head = lines[0].split("\t")
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(head):
            raise CodebookError(f"{name}, row {number}: {len(cells)} cells where the heading has {len(head)}: {line!r}")
        yield dict(zip(head, cells, strict=True))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(",")))


@cache
def types() -> Mapping[str, EventType]:
    """The 16 types by name, in the order of the codebook."""

    def build(name: str, row: dict[str, Any]) -> EventType:
        modes = {mode: Mode(**entry) for mode, entry in row.pop("modes", {}).items()}
        return EventType(name=name, bounds=tuple(row.pop("bounds")), modes=MappingProxyType(modes), **row)

    return MappingProxyType({name: build(name, row) for name, row in _toml("types.toml").items()})


@cache
def cameo_codes() -> Mapping[str, CameoEntry]:
    """Every CAMEO code with what it is in PLOVER."""
    return MappingProxyType(
        {
            r["cameo"]: CameoEntry(
                code=r["cameo"],
                label=r["label"],
                type=r["type"] or None,
                modes=_split(r["modes"]),
                contexts=_split(r["contexts"]),
                goldstein=float(r["goldstein"]),
                note=r["note"],
            )
            for r in _rows("cameo.tsv")
        }
    )


@cache
def sectors() -> Mapping[str, str]:
    """Sector codes with what they cover."""
    return MappingProxyType({r["code"]: f"{r['name']}: {r['covers']}" for r in _rows("sectors.tsv")})


@cache
def _contexts() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    return MappingProxyType({k: (v["says"], tuple(v["words"])) for k, v in _toml("contexts.toml").items()})


@cache
def contexts() -> Mapping[str, str]:
    """PLOVER contexts with what they mean."""
    return MappingProxyType({k: says for k, (says, _) in _contexts().items()})


@cache
def context_words() -> Mapping[str, tuple[str, ...]]:
    """Trigger words by context: lower case, whole words, a final `*` for any ending, a space in phrases."""
    return MappingProxyType({k: words for k, (_, words) in _contexts().items()})


@cache
def cue_words() -> tuple[Cue, ...]:
    """Attribution cues, every form written out; one form may stand under several sorts."""
    return tuple(Cue(r["sort"], r["part"], r["form"]) for r in _rows("cues.tsv"))


@cache
def casualty_words() -> Mapping[str, CasualtyWords]:
    """Casualty words by kind: killed, injured, missing, detained, displaced."""
    return MappingProxyType(
        {
            kind: CasualtyWords(**{part: tuple(words) for part, words in row.items()})
            for kind, row in _toml("casualties.toml").items()
        }
    )


@cache
def terms() -> Terms:
    """What the words of the record format mean."""
    data = _toml("terms.toml")
    return Terms(quads=data["quads"], fields=data["fields"], values=data["values"])
