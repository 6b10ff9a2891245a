"""The codebook: PLOVER types, modes, contexts, sectors, scores, the CAMEO crosswalk and word lists, as checked data.

Everything is read on first use and kept. Names that the codebook does not know raise CodebookError.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from according.codebook.checking import check
from according.codebook.explaining import Explanation, explain, known_terms
from according.codebook.tables import (
    CameoEntry,
    CasualtyWords,
    Cue,
    EventType,
    casualty_words,
    context_words,
    contexts,
    cue_words,
    sectors,
    terms,
    types,
)
from according.codebook.tables import cameo_codes as _cameo_codes
from according.errors import CodebookError

if TYPE_CHECKING:
    TYPES: tuple[str, ...]

__all__ = [
    "TYPES",
    "CameoEntry",
    "CasualtyWords",
    "Cue",
    "EventType",
    "Explanation",
    "cameo",
    "cameo_codes",
    "casualty_words",
    "check",
    "context_words",
    "contexts",
    "cue_words",
    "event_type",
    "explain",
    "from_cameo",
    "intensity",
    "known_terms",
    "modes",
    "quad",
    "sectors",
    "terms",
    "types",
]


def __getattr__(name: str) -> Any:
    if name == "TYPES":
        return tuple(types())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def event_type(name: str) -> EventType:
    """The type of that name (upper case). Raises CodebookError where there is none."""
    found = types().get(name)
    if found is None:
        raise CodebookError(f"{name!r} is no event type: the types are {', '.join(types())}")
    return found


def modes(event: str) -> tuple[str, ...]:
    """The modes of a type, in the order of the codebook; empty for types without modes."""
    return tuple(event_type(event).modes)


def quad(event: str) -> str:
    """The quad category of a type, for instance "material conflict"."""
    return event_type(event).quad


def _checked(event: str, given: Iterable[str]) -> tuple[str, ...]:
    known, found = event_type(event).modes, tuple(given)
    for mode in found:
        if mode not in known:
            raise CodebookError(f"{mode!r} is no mode of {event}: its modes are {', '.join(known) or 'none'}")
    return found


def intensity(event: str, modes: Iterable[str] = ()) -> float:
    """The PLOVER score on the scale -10 (conflict) to +10 (cooperation).

    Of several modes the one farthest from zero counts, since the gravest part of an act names it; without modes the
    score of the type. Where each value is from stands beside it in types.toml.
    """
    found = event_type(event)
    return max((found.modes[m].score for m in _checked(event, modes)), key=abs, default=found.score)


def cameo(event: str, modes: Iterable[str] = (), *, contexts: Iterable[str] = ()) -> str | None:
    """The CAMEO code that fits best: by mode, else by a context that has a code of its own, else the type's own code.

    A context also refines a mode ("REQUEST", ["assist"], contexts=["humanitarian"] is 1033).
    """
    found, given, about = event_type(event), _checked(event, modes), tuple(contexts)
    for context in about:
        for entry in _cameo_codes().values():
            # 01 and 02 are dropped by PLOVER: they are read, and never written
            if entry.type == event and entry.modes == given[:1] and entry.contexts == (context,) and entry.code > "03":
                return entry.code
    own = [found.modes[m] for m in given]
    exact = [m for m in own if not m.loose]
    return (exact or own)[0].cameo if own else found.cameo


def cameo_codes() -> tuple[str, ...]:
    """Every CAMEO code that the crosswalk knows."""
    return tuple(_cameo_codes())


def from_cameo(code: str) -> CameoEntry:
    """What a CAMEO code is in PLOVER: type, modes, contexts. Raises CodebookError for an unknown code."""
    entry = _cameo_codes().get(code)
    if entry is None:
        parent = next((code[:n] for n in (3, 2) if code[:n] in _cameo_codes()), None)
        hint = f"the nearest code above it is {parent}" if parent else "codes run from 01 to 2042, leading zeros kept"
        raise CodebookError(f"{code!r} is no CAMEO code: {hint}")
    return entry
