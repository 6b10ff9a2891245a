"""Cues with their arcs -> statements: cleaning, double readings, nesting, direct or indirect."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

import numpy as np

from according.reading.quotes import LONGEST, find_quotes
from according.reading.scan import Cue, Range
from according.reading.settings import Settings
from according.reading.words import Words
from according.records import StatementKind

_EDGES = set("\"“”„«»`'‘’,;:—–-")
_BETWEEN = _EDGES | {".", "…", "(", ")", "[", "]"}
_ADVERBS = {"allegedly", "reportedly", "purportedly"}
_NOUNS = {"report", "reports", "rumor", "rumors", "rumour", "rumours", "fear", "fears", "speculation", "suspicions"}
_BE = {"is", "are", "was", "were", "be", "been", "being"}
_HELD = {"expected", "thought", "believed", "feared", "reported", "alleged", "understood", "rumored", "rumoured"}
_OWNER = {"'", "’", "s"}  # between an owner and what is its own
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


def _outside(r: Range, closed: set[int]) -> list[Range]:
    """What is left of a range without the closed words."""
    if closed.isdisjoint(range(r[0], r[1] + 1)):
        return [r]
    out: list[Range] = []
    for i in range(r[0], r[1] + 1):
        if i in closed:
            continue
        if out and out[-1][1] == i - 1:
            out[-1] = (out[-1][0], i)
        else:
            out.append((i, i))
    return out


def drafts(words: Words, forms: list[str], cues: list[Cue], *, closed: set[int], settings: Settings) -> list[Draft]:
    """The statements of a text, in order of their cues. `closed` words (credits, bylines) take part in none."""
    found: list[Draft] = []
    holders: dict[int, list[Draft]] = {}  # word -> the statements whose content covers it
    for c in sorted(cues, key=lambda c: -c.score * c.sure):
        if c.words[0] in closed or c.score < settings.cue or c.score * c.sure < settings.statement:
            continue
        content = _clean(forms, [o for r in c.content for o in _outside(r, closed)])
        covered = {i for a, b in content for i in range(a, b + 1)}
        if not content or _read_already(c.words[0], covered, holders):
            continue
        source = [t for r in c.source for o in _outside(r, closed) if (t := _trim(forms, o)) is not None]
        source = [r for r in source if covered.isdisjoint(range(r[0], r[1] + 1))]
        if _by_nobody(forms, c.words, source):
            source = []
        d = Draft(c.words, source, content, "indirect", c.score, c.sure, covered=covered)
        found.append(d)
        for i in covered:
            holders.setdefault(i, []).append(d)
    found.sort(key=lambda d: d.cue)
    number = {id(d): n for n, d in enumerate(found)}
    quotes = _Quotes(words)
    for d in found:
        d.within = _within(d, holders.get(d.cue[0], []), number)
        d.kind = quotes.kind(d)
    return found


def _by_nobody(forms: list[str], cue: Range, source: list[Range]) -> bool:
    """Rule 2 of the codebook: "reports of", "reportedly", "is believed to" have no source. Who received a report or is
    expected somewhere is none; "Reuters' reports of" and "is believed by" have theirs."""
    said = [f.lower() for f in forms[cue[0] : cue[1] + 2]]
    alone = said[: cue[1] - cue[0] + 1]
    if alone[0] in _BE and not _HELD.isdisjoint(alone[1:]):
        return all(r[0] < cue[0] for r in source)
    if alone[0] in _NOUNS and said[1:2] == ["of"]:
        return not any(r[1] < cue[0] and _OWNER.issuperset(forms[r[1] + 1 : cue[0]]) for r in source)
    return len(alone) == 1 and alone[0] in _ADVERBS


def _read_already(cue: int, covered: set[int], holders: dict[int, list[Draft]]) -> bool:
    """Whether a statement found before has nearly the same content, neither cue inside the other's (nesting)."""
    common: dict[int, int] = {}
    others: dict[int, Draft] = {}
    for i in covered:
        for o in holders.get(i, ()):
            common[id(o)] = common.get(id(o), 0) + 1
            others[id(o)] = o
    return any(
        2 * n >= _SAME * (len(covered) + len(o.covered)) and cue not in o.covered and o.cue[0] not in covered
        for n, o in ((n, others[k]) for k, n in common.items())
    )


def _within(d: Draft, holders: list[Draft], number: dict[int, int]) -> int | None:
    """Number of the smallest statement whose content holds this one's cue and most of its content."""
    fit = [
        (len(o.covered), number[id(o)])
        for o in holders
        if o is not d and len(o.covered) > len(d.covered) and 2 * len(d.covered & o.covered) > len(d.covered)
    ]
    return min(fit)[1] if fit else None


class _Quotes:
    """The quotations of a text, asked for the kind of a statement; an answer costs what the statement's size is."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.ranges = find_quotes(words.text)
        step = np.zeros(len(words) + 1, dtype=np.int64)
        if self.ranges:
            first, last = np.searchsorted(words.starts, np.array(self.ranges).T)
            np.add.at(step, first, 1)
            np.add.at(step, last, -1)
        self.depth: list[int] = np.cumsum(step).tolist()  # in how many quotations each word stands

    def kind(self, d: Draft) -> StatementKind:
        """Direct, mixed or indirect by the words inside marks; in a quotation only the marks within it count."""
        around = self._around(int(self.words.starts[d.cue[0]]))
        inside = total = 0
        for a, b in d.content:
            for i in range(a, b + 1):
                s = int(self.words.starts[i])
                if self.words.text[s].isalnum():
                    total += 1
                    inside += self.depth[i] > sum(q[0] <= s < q[1] for q in around)
        if inside == 0:
            return "indirect"
        return "direct" if inside >= 0.98 * total else "mixed"

    def _around(self, at: int) -> list[tuple[int, int]]:
        """The quotations in which a character stands."""
        i = bisect_left(self.ranges, (at - LONGEST, 0))
        j = bisect_right(self.ranges, (at, len(self.words.text)))
        return [q for q in self.ranges[i:j] if at < q[1]]
