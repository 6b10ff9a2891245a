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
    types: tuple[str, ...]
    start: str | None = None  # first and last day where the text lets them be resolved
    end: str | None = None
    published: str | None = None
    places: tuple[str, ...] = ()  # keys, the most specific first
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    figures: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    terms: dict[str, float] = field(default_factory=dict)  # words of the telling's sentences and their weight
    what: str = ""  # its words, for a person

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read the plain form back."""
        plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        plain["figures"] = {k: tuple(v) for k, v in data.get("figures", {}).items()}
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

    def put(self, telling: Telling, keys: Sequence[str], incident: str) -> None:
        """Keep a telling under its keys as part of an incident."""
