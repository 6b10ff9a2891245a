"""Answers "what is ASSAULT, 183, REB, hypothetical?" from the codebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from according.codebook import tables
from according.errors import CodebookError


@dataclass(frozen=True, slots=True)
class Explanation:
    """A term, the kind (or kinds) of thing it is, and lines to print."""

    term: str
    kind: str
    lines: tuple[str, ...]


def _type(term: str) -> list[str]:
    found = tables.types().get(term.upper())
    if found is None:
        return []
    lines = [
        found.covers,
        f"quad category: {found.quad}",
        f"PLOVER score: {found.score:+.1f} (from: {found.score_from})",
        f"CAMEO: {found.cameo} {tables.cameo_codes()[found.cameo].label}",
    ]
    lines += [f"boundary: {b}" for b in found.bounds]
    return lines + [f"mode {name}: {mode.says}" for name, mode in found.modes.items()]


def _mode(term: str) -> list[str]:
    lines = []
    for event_type in tables.types().values():
        mode = event_type.modes.get(term.lower())
        if mode is not None:
            code = f"CAMEO {mode.cameo}" + (" (nearest)" if mode.loose else "")
            score = f"score {mode.score:+.1f} (from: {mode.score_from})"
            lines.append(f"mode of {event_type.name}: {mode.says} {code}, {score}")
    return lines


def _cameo(term: str) -> list[str]:
    entry = tables.cameo_codes().get(term)
    if entry is None:
        return []
    plover = ":".join([entry.type or "no event", *entry.modes])
    lines = [f"CAMEO {entry.code}: {entry.label}", f"PLOVER: {plover}"]
    if entry.contexts:
        lines.append(f"contexts: {', '.join(entry.contexts)}")
    lines.append(f"Goldstein score: {entry.goldstein:+.1f}")
    return [*lines, f"note: {entry.note}"] if entry.note else lines


def _sector(term: str) -> list[str]:
    covers = tables.sectors().get(term.upper())
    return [f"sector of an actor, {covers}"] if covers else []


def _context(term: str) -> list[str]:
    says = tables.contexts().get(term.lower())
    return [f"context: {says}"] if says else []


def _quad(term: str) -> list[str]:
    says = tables.terms().quads.get(term.lower())
    return [says] if says else []


def _field(term: str) -> list[str]:
    terms = tables.terms()
    says = terms.fields.get(term.lower())
    if says is None:
        return []
    return [says, *(f"{value}: {meaning}" for value, meaning in terms.values.get(term.lower(), {}).items())]


def _value(term: str) -> list[str]:
    return [
        f"value of {field}: {values[term.lower()]}"
        for field, values in tables.terms().values.items()
        if term.lower() in values
    ]


_KINDS: dict[str, Callable[[str], list[str]]] = {
    "type": _type,
    "mode": _mode,
    "cameo": _cameo,
    "sector": _sector,
    "context": _context,
    "quad": _quad,
    "field": _field,
    "value": _value,
}


def known_terms() -> list[str]:
    """Every term that `explain` can answer."""
    terms = tables.terms()
    known = [*tables.types(), *(m for t in tables.types().values() for m in t.modes), *tables.cameo_codes()]
    known += [*tables.sectors(), *tables.contexts(), *terms.quads, *terms.fields]
    known += [value for values in terms.values.values() for value in values]
    return list(dict.fromkeys(known))


def explain(*words: str) -> Explanation:
    """Explain a term of the codebook: a type, mode, context, sector, quad category, CAMEO code, field or value.

    A first word may narrow the kind (`explain("SECTOR", "REB")`) or the type of a mode (`explain("ASSAULT", "drone")`).
    Upper and lower case do not matter. A term of several kinds gets the lines of all, the kinds joined by " / ".
    Raises CodebookError for an unknown term, with the nearest known ones.
    """
    if not words or not all(word.strip() for word in words):
        raise CodebookError(
            "nothing to explain: give a type, mode, context, sector, quad category, CAMEO code or field"
        )
    narrow, rest = words[0].strip().lower(), " ".join(w.strip() for w in words[1:])
    whole = " ".join(w.strip() for w in words)
    if rest and narrow in _KINDS:
        lines = _KINDS[narrow](rest)
        if lines:
            return Explanation(rest, narrow, tuple(lines))
        whole = rest
    elif rest and narrow.upper() in tables.types():
        lines = [line for line in _mode(rest) if line.startswith(f"mode of {narrow.upper()}:")]
        if lines:
            return Explanation(f"{narrow.upper()} {rest.lower()}", "mode", tuple(lines))
    found = {kind: lines for kind, answer in _KINDS.items() if (lines := answer(whole))}
    if not found:
        spelled = {known.lower(): known for known in known_terms()}
        near = [spelled[n] for n in get_close_matches(whole.lower(), spelled, n=5, cutoff=0.5)]
        hint = f"the nearest known terms are {', '.join(near)}" if near else "nothing known comes near"
        raise CodebookError(f"the codebook does not know {whole!r}: {hint}. Ask for a type to see its modes")
    return Explanation(whole, " / ".join(found), tuple(line for lines in found.values() for line in lines))
