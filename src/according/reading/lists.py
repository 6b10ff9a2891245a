"""People in one list: "a woman and her two sons", "six guards and a driver", "12 people, including two boys".

Who shares one word of harm is counted together; a part stays beside its total, and the dead of two sides stay apart.
"""

from __future__ import annotations

from typing import Literal

from according.reading import shots
from according.reading.harms import among, before, verb_follows
from according.reading.numbers import Words
from according.reading.people import People, are_people, ending
from according.records import CasualtyKind

Harm = CasualtyKind | Literal["shot"]
"""A kind of harm, or that people were shot: what that means is settled by the words that follow."""
Group = tuple[list[int], Harm | None]
_PART_REACH = 9
_LISTED = (["and"], [","], [",", "and"], ["&"], ["as", "well", "as"], ["along", "with"], ["together", "with"])
_SIDES_WORDS = (
    "fighter fighters soldier soldiers militiaman militiamen militant militants rebel rebels jihadist jihadists "
    "insurgent insurgents troops forces terrorist terrorists regime combatant combatants"
)
_SIDES = frozenset(_SIDES_WORDS.split())


def groups(w: Words, items: list[People], kinds: list[Harm | None]) -> tuple[list[Group], list[bool]]:
    """The items by the lists they stand in, each list with its kind of harm; and which items are parts of a total.

    "Killing a woman and two boys" and "a woman and two boys were killed" share one word of harm; so do a whole and its
    parts ("12 people, including two boys"), which stay apart.
    """
    people_ = [are_people(w, p) for p in items]
    own = list(kinds)
    part = [False] * len(items)  # whether an item is a part of the one before it
    joined = [False] * len(items)  # whether an item belongs to the list of the one before it
    for i in range(1, len(items)):
        if not people_[i] or kinds[i - 1] is None:
            continue
        gap = _gap(w, items, i)
        part[i] = _is_part(gap) and kinds[i] == kinds[i - 1]
        if kinds[i] is not None:
            continue
        if _is_part(gap):
            kinds[i], part[i] = kinds[i - 1], True
        elif not people_[i - 1]:
            continue
        elif part[i - 1] and gap in _LISTED and not verb_follows(w, items[i].noun):
            kinds[i], part[i], joined[i] = kinds[i - 1], True, _adds(w, items[i - 1], items[i])
        elif gap in _LISTED and _object(w, items, own, joined, i - 1) and not verb_follows(w, items[i].noun):
            if _apposed(w, items, i, joined):
                continue
            adds = gap != [","] or _list_goes_on(w, items, i)
            kinds[i], joined[i] = kinds[i - 1], adds and _adds(w, items[i - 1], items[i])
    for i in range(len(items) - 2, -1, -1):
        if not people_[i] or not people_[i + 1] or kinds[i] is not None or kinds[i + 1] is None or joined[i + 1]:
            continue
        gap = _gap(w, items, i + 1)
        if _is_part(gap) and len(gap) <= 2:  # "23 civilians, including nine children, and 16 fighters dead"
            kinds[i], part[i + 1] = kinds[i + 1], True
            continue
        goes_on = joined[i + 2 : i + 3] == [True]
        if gap not in _LISTED or (gap == [","] and not goes_on) or (_stands_behind(w, items[i + 1]) and not goes_on):
            continue
        if items[i].sort == "name" and items[i + 1].sort == "number" and not _others(w, items[i + 1]):
            continue  # "struck Eastvale, and dozens were injured"
        if items[i].noun > items[i].last or items[i].sort != "number":
            inside = i > 0 and _is_part(_gap(w, items, i))  # "including nine children, and 16 fighters dead"
            kinds[i], joined[i + 1] = kinds[i + 1], not inside and _adds(w, items[i], items[i + 1])
    out: list[Group] = []
    for i, p in enumerate(items):
        if not people_[i]:
            out.append(([i], None))
            continue
        if joined[i] and out and out[-1][0][-1] == i - 1 and p.number.high != 0:
            out[-1][0].append(i)
        else:
            out.append(([i], kinds[i]))
    return out, part


def _is_part(gap: list[str]) -> bool:
    """Whether the words before an item make it a part of what stands before them: "including", "among them"."""
    if len(gap) > _PART_REACH or not {".", ";", "\n"}.isdisjoint(gap):
        return False
    return gap[-1:] in (["including"], ["mostly"], ["included"]) or gap[-2:] in (["among", "them"], ["of", "them"])


def _adds(w: Words, p: People, q: People) -> bool:
    """Whether two items of a list are counted together; the dead of two sides are told apart and stay so."""
    sides = [not _SIDES.isdisjoint(w.words[x.last : x.noun]) and not x.single for x in (p, q)]
    return not any(sides)


def _others(w: Words, p: People) -> bool:
    return not {"other", "others", "more"}.isdisjoint(w.words[p.first : p.noun])


def _gap(w: Words, items: list[People], i: int) -> list[str]:
    """The words between two items, ages in commas left out."""
    gap = w.words[items[i - 1].noun : items[i].first]
    gap = ["," if word in ("-", "–", "—") else word for word in gap]
    return gap[2:] if len(gap) > 2 and gap[0] == "," and gap[1].isdigit() else gap


def _stands_behind(w: Words, p: People) -> bool:
    """Whether people stand behind their word of harm."""
    return before(w, p.first) is not None or ending(shots.before_words(), w, p.first) is not None


def _object(w: Words, items: list[People], own: list[Harm | None], joined: list[bool], i: int) -> bool:
    """Whether an item stands behind its word of harm, itself or with the list before it."""
    while joined[i]:
        i -= 1
    return own[i] is not None and (_stands_behind(w, items[i]) or among(w, items[i]) is not None)


def _apposed(w: Words, items: list[People], i: int, joined: list[bool]) -> bool:
    """Whether an item behind a comma names the one before it again: "his wife, Ana Ruiz", "two men, a guard and"."""
    if _gap(w, items, i) != [","]:
        return False
    before, p = items[i - 1], items[i]
    if before.sort == "name" or p.sort == "name":
        return True
    return before.sort == "number" and not before.single and (before.number.best or 0) > 1 and not joined[i - 1]


def _list_goes_on(w: Words, items: list[People], i: int) -> bool:
    """Whether behind a comma and an item more follow that end with "and"."""
    for k in range(i + 1, min(i + 5, len(items))):
        gap = _gap(w, items, k)
        if gap in (["and"], [",", "and"]):
            return True
        if gap != [","]:
            return False
    return False
