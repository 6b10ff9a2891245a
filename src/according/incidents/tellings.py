"""What one report tells of one happening: its events of the same act, in the form in which reports are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One happening in one report, reduced to what linking compares. Everything is plain JSON."""

    id: str  # within the report, stable for the same record
    report: str  # the report's id
    events: tuple[str, ...]  # ids of the record's events
    types: dict[str, float] = field(default_factory=dict)  # event types and how sure the reader is of them
    heads: tuple[str, ...] = ()  # the words that name its events, as they stand
    start: int | None = None  # first and last day, as ordinals, where the text lets them be resolved
    end: int | None = None
    published: int | None = None  # day of publication, as an ordinal
    places: tuple[str, ...] = ()  # keys of towns and the like that the passage names
    regions: tuple[str, ...] = ()  # provinces that hold them or are named themselves
    before: tuple[str, ...] = ()  # the places named last, where the passage names none
    names: tuple[str, ...] = ()  # the names of the passage, spelt roughly
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()  # "killed 6-6"
    terms: dict[str, float] = field(default_factory=dict)  # the passage's words and their weight, length one
    around: dict[str, float] = field(default_factory=dict)  # the same of the passage with its neighbours
    sense: str = ""  # what the reader's encoder makes of it, see `senses`; empty where it was not asked
    at: float = 0.0  # where in the report, 0 to 1
    what: str = ""  # its words, for a person

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read the plain form back."""
        plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A telling that was linked before, and the incident it belongs to."""

    telling: Telling
    incident: str


class Shelf(Protocol):
    """Where tellings are kept: in memory for a batch, in the ledger for good."""

    def candidates(self, keys: Sequence[str], *, limit: int) -> list[Shelved]:
        """Tellings that share a key, those that share most first."""

    def members(self, incident: str, *, limit: int) -> list[Telling]:
        """Some tellings of an incident, the oldest first."""
