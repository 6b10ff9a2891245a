"""Figures of harm: how many people came to harm, with the kind of harm, the bounds, and who they are.

Only what the words next to the people say: which event a figure belongs to, and whether it happened, is for the learned
reader. A list in one clause is one figure ("a woman and her two sons" are three), a total and its parts stay apart
("five people, among them two nurses"). Whom a text calls by name or in the singular counts as one. The words stand in
the codebook (casualties.toml), sorted by how people stand to them: `people` finds the people, `harms` what befell them,
`lists` who is counted together, and `shots` what being shot means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from according.reading import shots
from according.reading.harms import after, dies_too, kind_of, mixed, near_harm, nouns, present, shot, spared
from according.reading.lists import Harm, groups
from according.reading.numbers import NUMBER_WORDS, Number, Words, find_numbers, split_words
from according.reading.people import ENDS_NOUN, People, are_people, noun_end, people
from according.reading.people import who as who_of
from according.records import Casualties, CasualtyKind, Span

__all__ = ["Figure", "Number", "Told", "figure", "find_figures", "find_numbers", "read_figures", "who_after"]

Figure = Casualties
"""A figure of the record format: kind, low, high, best, who, span."""

_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says of numbers of people: its figures of harm, and the numbers that its words keep from being one.

    `other` are spans of numbers whose own verb leaves the kind of harm open or says that the two kinds are mixed
    ("four were shot", "60 killed and injured"): they are no figure, whatever else speaks for it.
    """

    figures: list[Figure]
    other: list[Span]
    parts: list[Span]  # spans of figures that are part of a total: "five people, including two nurses"
    deaths: list[int]  # where words of death stand: far from them no number is one of the dead


def who_after(text: str, number: Number) -> str | None:
    """The noun of the people that a number counts ("civilians"), or None where none follows or it says "others"."""
    tail = split_words(text[number.span.end : number.span.end + 120])
    return who_of(tail, 0, noun_end(tail, 0))


def figure(text: str, number: Number, kind: CasualtyKind) -> Figure:
    """The figure that a number gives for a kind of harm, with the noun after it; the span covers number and noun."""
    tail = split_words(text[number.span.end : number.span.end + 120])
    end = noun_end(tail, 0)
    stop = number.span.end + (tail.ends[end - 1] if end else 0)
    return Figure(
        kind=kind,
        low=number.low,
        high=number.high,
        best=number.best,
        who=who_of(tail, 0, end),
        span=Span(number.span.start, stop, text),
    )


def find_figures(text: str) -> list[Figure]:
    """Every figure of harm in the text, in order: kind, bounds, who, and the span of number and noun.

    Totals and their parts both stand, as the codebook wants; only what one clause lists is added up. Linear in the
    text.
    """
    return read_figures(text).figures


def read_figures(text: str, *, whole: bool = False) -> Told:
    """The figures of a text as `find_figures` gives them, with the numbers that are none.

    `whole` says that the text is a report and no sentence cut out of one: then those who were shot and of whom, as of
    everyone else in it, no death is told were injured.
    """
    w = split_words(text)
    near = near_harm(w)
    items = [_with_and(w, p) for p in people(w, near)]
    harms: list[Harm | None] = [kind_of(w, p) or ("shot" if shot(w, p) else None) for p in items]
    lists, part = groups(w, items, harms)
    found: list[Figure] = []
    parts: list[Span] = []
    other: list[Span] = []
    alive = whole and not shots.deaths(w)
    for group, harm in lists:
        members = [items[i] for i in group]
        p = members[0]
        number = _sum([m.number for m in members]) if len(group) > 1 else _at_least_behind(w, p)
        kinds: tuple[CasualtyKind, ...] = spared(w, p) if harm is None and are_people(w, p) else ()
        if harm == "shot":
            number, kinds = _settled(w, items, harms, group, number, alive=alive)
        elif harm is not None:
            number, kinds = _ordinal(w, p, number, harm, found), (harm,)
        made = [_made(w, members, kind, number) for kind in kinds]
        found += made
        parts += [f.span for f in made[:1] if part[group[0]] and f.span is not None]
        if not kinds and (harm == "shot" or _never(w, p)):
            other.append(Span(w.starts[p.first], w.ends[max(p.noun, p.last) - 1], text))
    return Told(_without_the_dead(found) if whole else found, other, parts, [w.starts[n] for n in shots.deadly(w)])


def _with_and(w: Words, p: People) -> People:
    """People with two nouns or adjectives in one: "70 government and rebel fighters were killed"."""
    if p.single or p.sort != "number" or p.noun == p.last or w.at(p.noun) != "and":
        return p
    if w.at(p.noun + 1) in ENDS_NOUN or w.at(p.noun + 1) in NUMBER_WORDS:
        return p
    end = noun_end(w, p.noun + 1)
    longer = replace(p, noun=end)
    return longer if end > p.noun + 1 and after(w, longer) is not None and after(w, p) is None else p


def _never(w: Words, p: People) -> bool:
    """Whether a number is no figure whatever else speaks for it: of things, or of two kinds of harm together."""
    if p.sort != "number" or p.single:
        return False
    return mixed(w, p) or present(w, p) or (not are_people(w, p) and w.at(p.noun) != "of")


def _without_the_dead(found: list[Figure]) -> list[Figure]:
    """The figures of a report, less those who were hurt and are told to have died: a name or an age says who it is."""
    dead = {word for f in found if f.kind == "killed" and f.best == 1 for word in _known_by(f)}
    return [f for f in found if f.kind != "injured" or f.best != 1 or dead.isdisjoint(_known_by(f))]


def _known_by(f: Figure) -> set[str]:
    """What tells one person of a report from others: the age, and the last word of a name."""
    said = (f.who or "").replace("-", " ").split()
    ages = {n for n, after in pairwise(said) if after in ("year", "month")}
    return ages | ({said[-1]} if said and said[-1][:1].isupper() else set())


def _made(w: Words, group: Sequence[People], kind: CasualtyKind, number: Number) -> Figure:
    first, last = group[0], group[-1]
    end = max(last.noun, last.last)
    begin = first.last if len(group) == 1 and first.sort == "number" else first.first
    named = first.sort in ("name", "pronoun") or len(group) > 1
    called = who_of(w, first.first if named else first.last, end)
    return Figure(
        kind=kind,
        low=number.low,
        high=number.high,
        best=number.best,
        who=None if w.at(end - 1) in nouns() or end <= begin or first.sort == "pronoun" else called,
        span=Span(w.starts[first.first], w.ends[end - 1], w.text),
    )


def _sum(numbers: Sequence[Number]) -> Number:
    """The number of a list: its bounds are the sums, open where one is open."""
    lows = [n.low for n in numbers]
    highs = [n.high for n in numbers]
    low = sum(x or 0 for x in lows)
    high = None if None in highs else sum(x or 0 for x in highs)
    exact = low if low == high and all(n.best is not None for n in numbers) else None
    return replace(numbers[0], low=low, high=high, best=exact)


def _ordinal(w: Words, p: People, number: Number, kind: Harm, before: list[Figure]) -> Number:
    """The total of an update: "two were killed; a third died later" are three."""
    nth = _ORDINALS.get(w.at(p.last)) if p.single and w.at(p.first) == "a" else None
    if nth is None or kind != "killed" or not any(f.kind == kind and f.best == nth - 1 for f in before):
        return number
    return replace(number, low=nth, high=nth, best=nth)


def _at_least_behind(w: Words, p: People) -> Number:
    if w.has(p.noun, ("at", "least")) and p.number.best is not None:
        return replace(p.number, high=None, best=None)
    return p.number


def _settled(
    w: Words, items: list[People], harms: list[Harm | None], group: list[int], number: Number, *, alive: bool
) -> tuple[Number, tuple[CasualtyKind, ...]]:
    """What being shot means for a list of people: killed, a number of injured, or no kind where it stays open."""
    last = items[group[-1]]
    end = shot(w, last) or shot(w, items[group[0]]) or last.noun
    if number.best is None or number.best == 0:
        return number, ()
    stop = shots.sentence_end(w, end)
    if dies_too(w, end, stop):
        return number, ("killed",)
    dead = [
        items[i].number.best
        for i in range(group[-1] + 1, len(items))
        if items[i].first < stop and harms[i] == "killed" and items[i].number.best
    ]
    if dead:
        rest = number.best - max(n or 0 for n in dead)
        return replace(number, low=rest, high=rest, best=rest), ("injured",) if rest > 0 else ()
    return number, ("injured",) if (alive and shots.by_fire(w, end)) or shots.lives(w, end, stop) else ()
