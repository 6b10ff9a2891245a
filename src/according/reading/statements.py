"""Cues with their arcs -> statements: cleaning, double readings, nesting, direct or indirect."""

from __future__ import annotations

from dataclasses import dataclass, field

from according.records import StatementKind
from according.reading.quotes import find_quotes
from according.reading.scan import Cue, Range
from according.reading.settings import Settings
from according.reading.words import Words

_EDGES = set("\"“”„«»`'‘’,;:—–-")
_BETWEEN = _EDGES | {".", "…", "(", ")", "[", "]"}
_SAME = 0.75  # share of common words (Dice) above which two readings are one statement read twice


@dataclass(slots=True)
class Draft:
    """A statement over words, before its speaker is known."""

    cue: Range
    source: list[Range]
    content: list[Range]
    kind: StatementKind
    score: float
    sure: float
    within: int | None = None
    covered: set[int] = field(default_factory=set)


def _trim(forms: list[str], r: Range) -> Range | None:
    a, b = r
    while a <= b and forms[a] in _EDGES:
        a += 1
    while b >= a and forms[b] in _EDGES:
        b -= 1
    return (a, b) if a <= b else None


def _clean(forms: list[str], ranges: list[Range]) -> list[Range]:
    """Ranges without marks at their edges; two with only marks between them become one."""
    out: list[Range] = []
    for r in sorted(ranges):
        t = _trim(forms, r)
        if t is None or all(f in _BETWEEN for f in forms[t[0] : t[1] + 1]):
            continue
        if out and all(f in _BETWEEN for f in forms[out[-1][1] + 1 : t[0]]) and t[0] - out[-1][1] <= 3:
            out[-1] = (out[-1][0], max(out[-1][1], t[1]))
        else:
            out.append(t)
    return out


def drafts(words: Words, forms: list[str], cues: list[Cue], *, closed: set[int], settings: Settings) -> list[Draft]:
    """The statements of a text, in order of their cues. `closed` words (credits, bylines) take part in none."""
    found: list[Draft] = []
    for c in sorted(cues, key=lambda c: -c.score * c.sure):
        content = _clean(forms, c.content)
        if not content or c.words[0] in closed or c.score < settings.cue or c.score * c.sure < settings.statement:
            continue
        covered = {i for a, b in content for i in range(a, b + 1)}
        if any(2 * len(covered & o.covered) >= _SAME * (len(covered) + len(o.covered)) for o in found):
            continue
        source = [t for r in c.source if (t := _trim(forms, r)) is not None]
        source = [r for r in source if not covered & set(range(r[0], r[1] + 1))]
        found.append(Draft(c.words, source, content, "indirect", c.score, c.sure, covered=covered))
    found.sort(key=lambda d: d.cue)
    quotes = find_quotes(words.text)
    for d in found:
        d.within = _within(d, found)
        d.kind = _kind(words, d, quotes)
    return found


def _within(d: Draft, found: list[Draft]) -> int | None:
    """Number of the smallest statement whose content holds this one's cue and most of its content."""
    holders = [
        (len(o.covered), n)
        for n, o in enumerate(found)
        if o is not d and d.cue[0] in o.covered and len(o.covered) > len(d.covered) and 2 * len(d.covered & o.covered) > len(d.covered)
    ]
    return min(holders)[1] if holders else None


def _kind(words: Words, d: Draft, quotes: list[tuple[int, int]]) -> StatementKind:
    """Direct, mixed or indirect by the words inside quotation marks; inside a quotation only marks within it count."""
    cue_at = int(words.starts[d.cue[0]])
    around = [q for q in quotes if q[0] <= cue_at < q[1]]
    inside = total = 0
    for a, b in d.content:
        for i in range(a, b + 1):
            s = int(words.starts[i])
            if words.text[s].isalnum():
                total += 1
                inside += any(q[0] <= s < q[1] for q in quotes if q not in around)
    if inside == 0:
        return "indirect"
    return "direct" if inside >= 0.98 * total else "mixed"
