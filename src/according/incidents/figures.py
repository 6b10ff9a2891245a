"""Figures of harm as ranges: what two of them have to do with each other, in numbers and in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from according.records import Casualties, CasualtyKind

_VAGUE = re.compile(r"\b(?:dozens|scores|hundreds|thousands|several|many)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:1|one|single|only|lone|sole)\b", re.IGNORECASE)
# A sentence that counts over a longer time than a deed, or over many: its figures are background.
_LONGER = re.compile(
    r"\b(?:last|this|that|each|every|per|previous|past) (?:year|month|decade)\b|\b(?:so far|to date|year[- ]to[- ]date|"
    r"annually|on average|statistics|citywide|nationwide)\b|\bin (?:19|20)\d\d\b|\bsince (?!then\b)\w+|\bas of\b|"
    r"\b(?:in|during|over|within|for) (?:the )?(?:past|last|previous|first) (?:\w+ ){0,2}"
    r"(?:hours?|days?|weeks?|weekends?|months?|years?|decades?)\b|\bacross the (?:city|country|state)\b|"
    r"\b(?:separate|other|several|multiple|\d+|two|three|four|five|six) (?:\w+ )?"
    r"(?:shootings|attacks|incidents|raids|strikes)\b|\bweekend\b[^.]{0,30}\b(?:violence|gunfire|shootings)\b|"
    r"\bthrough (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b",
    re.IGNORECASE,
)

Counting = Callable[[str], Sequence[Casualties]]
"""Reads the figures of harm out of a text, spans counted from its beginning; the hall gives the reading's own."""


def bounds(figure: Casualties) -> tuple[float, float]:
    """The range of a figure, open ends as zero and infinity; one person told of alone leaves open who else was hit."""
    low = 0.0 if figure.low is None else float(figure.low)
    return low, float("inf") if figure.high is None or alone(figure) else float(figure.high)


def alone(figure: Casualties) -> bool:
    """True for one person of whom words tell without counting: "a guard", "his wife", "Ana Ruiz"."""
    return figure.best == 1 and figure.span is not None and _COUNTED.search(figure.span.text) is None


def told(figure: Casualties) -> bool:
    """True where a figure has a bound at all."""
    return figure.low is not None or figure.high is not None


def same(a: Casualties, b: Casualties) -> bool:
    """True for figures that say the same: equal bounds, or a bound and the number itself ("at least 20", "20")."""
    if (a.low, a.high) == (b.low, b.high):
        return True
    return a.low is not None and a.low == b.low and (a.high is None or b.high is None)


def vague(figure: Casualties) -> bool:
    """True for "dozens" and "hundreds", and for one person told of alone: any number above its bound bears it out."""
    return alone(figure) or (figure.span is not None and _VAGUE.search(figure.span.text) is not None)


def overlap(a: Casualties, b: Casualties) -> bool:
    """True where some number fits both."""
    (low_a, high_a), (low_b, high_b) = bounds(a), bounds(b)
    return max(low_a, low_b) <= min(high_a, high_b)


def size(figure: Casualties) -> int:
    """The number that stands for a figure where one is needed for ordering."""
    return next((n for n in (figure.best, figure.low, figure.high) if n is not None), 0)


def words(figure: Casualties) -> str:
    """A figure for a sentence: "6", "at least 6", "up to 30", "10 to 15"."""
    if figure.low is not None and figure.low == figure.high:
        return str(figure.low)
    if figure.high is None:
        return f"at least {figure.low}"
    if figure.low is None:
        return f"up to {figure.high}"
    return f"{figure.low} to {figure.high}"


def longer(sentence: str) -> bool:
    """True where a sentence counts over a longer time or over many deeds: "so far this year", "in 12 shootings"."""
    return _LONGER.search(sentence) is not None


def only_longer(figures: Iterable[Casualties], *, after: Callable[[Casualties], bool]) -> list[CasualtyKind]:
    """The kinds of harm for which every figure is of a longer time than the deed, as `after` tells."""
    by: dict[CasualtyKind, bool] = {}
    for f in figures:
        if told(f):
            by[f.kind] = by.get(f.kind, True) and after(f)
    return [kind for kind, every in by.items() if every]


def largest(figures: Iterable[Casualties], *, after: Callable[[Casualties], bool]) -> list[Casualties]:
    """The figures without repetitions, the largest of each kind of harm first: totals stand before their parts.

    Those of which `after` is true, of another scope than the deed, stand behind all others. Of repetitions the last one
    is kept: a headline says less of a figure than the sentence it stands for.
    """
    kept: list[Casualties] = []
    found = sorted((f for f in figures if told(f)), key=lambda f: -1 if f.span is None else f.span.start, reverse=True)
    for f in sorted(found, key=lambda f: (after(f), -size(f), f.high is not None)):
        if all(k.kind != f.kind or (k.low, k.high) != (f.low, f.high) for k in kept):
            kept.append(f)
    return kept
