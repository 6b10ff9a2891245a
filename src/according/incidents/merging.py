"""Two groups of tellings that are one incident although their words differ: what the same reports tell together.

One report says who died and who is blamed in different sentences, and no word joins them. Where several reports that do
not copy each other tell both groups, about the same days, the two are one incident.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from according.incidents.tellings import Telling

REPORTS = 5
"""So many reports of different wording must tell both groups."""
SHARE = 0.5
"""And so large a part of the reports of the smaller one."""
DAYS = 3
"""Between the middle days of the two."""
_SAME_WORDS = 0.8  # cosine above which one passage is a copy of another
_READ = 60  # tellings of a group and a report that are compared


def one_incident(a: Sequence[Telling], b: Sequence[Telling]) -> bool:
    """Whether two groups of tellings are one incident, told in other words by the same reports."""
    ours, theirs = {t.report for t in a}, {t.report for t in b}
    return enough(len(ours & theirs), len(ours), len(theirs)) and same_days(a, b) and own_words(a, b)


def enough(both: int, ours: int, theirs: int) -> bool:
    """Whether so many reports tell both groups, of so many that tell the one and the other."""
    return both >= REPORTS and both >= SHARE * min(ours, theirs)


def same_days(a: Sequence[Telling], b: Sequence[Telling]) -> bool:
    """Whether the middle days of two groups are near each other, or one is unknown."""
    first, second = _middle(a), _middle(b)
    return first is None or second is None or abs(first - second) <= DAYS


def own_words(a: Sequence[Telling], b: Sequence[Telling]) -> bool:
    """Whether enough of the reports that tell both groups tell each in words of their own."""
    both = {t.report for t in a} & {t.report for t in b}
    return _distinct(a, both) >= REPORTS and _distinct(b, both) >= REPORTS


def merged(
    groups: Iterable[Sequence[int]], tellings: Sequence[Telling], *, apart: Collection[tuple[int, int]] = ()
) -> list[list[int]]:
    """The groups of numbers of tellings, those that are one incident joined; no group holds a pair of `apart`."""
    kept: dict[int, list[int]] = {k: list(g) for k, g in enumerate(groups)}
    barred = {frozenset(pair) for pair in apart}
    changed = True
    while changed:
        changed = False
        for a, b in _shared(kept, tellings):
            if a not in kept or b not in kept or _parted(kept[a], kept[b], barred):
                continue
            if one_incident([tellings[n] for n in kept[a]], [tellings[n] for n in kept[b]]):
                kept[a] += kept.pop(b)
                changed = True
    return sorted((sorted(g) for g in kept.values()), key=lambda g: g[0])


def attached(groups: Iterable[Sequence[int]], tellings: Sequence[Telling]) -> list[list[int]]:
    """The groups, with each telling that only its own report tells moved to where the reader says it belongs.

    A passage without any counterpart in another report joins the incident whose passages in its own report share most
    events with it; the reader took them for one happening.
    """
    kept = [list(g) for g in groups]
    several = [len({tellings[n].report for n in g}) > 1 for g in kept]
    at_home: dict[str, list[tuple[int, set[str]]]] = defaultdict(list)
    for k, g in enumerate(kept):
        if several[k]:
            events: dict[str, set[str]] = defaultdict(set)
            for n in g:
                events[tellings[n].report].update(tellings[n].events)
            for report, own in events.items():
                at_home[report].append((k, own))
    for k, g in enumerate(kept):
        if several[k]:
            continue
        for n in list(g):
            own = set(tellings[n].events)
            shared = [(len(own & events), -other) for other, events in at_home[tellings[n].report]]
            most, where = max(shared, default=(0, 0))
            if most:
                g.remove(n)
                kept[-where].append(n)
    return sorted((sorted(g) for g in kept if g), key=lambda g: g[0])


def _shared(groups: Mapping[int, Sequence[int]], tellings: Sequence[Telling]) -> list[tuple[int, int]]:
    """Pairs of groups that enough reports tell both, those that share most first."""
    of: dict[str, set[int]] = defaultdict(set)
    for k, g in groups.items():
        reports = {tellings[n].report for n in g}
        if len(reports) >= REPORTS:
            for report in reports:
                of[report].add(k)
    counts: Counter[tuple[int, int]] = Counter()
    for ks in of.values():
        ordered = sorted(ks)
        counts.update((a, b) for i, a in enumerate(ordered) for b in ordered[i + 1 :])
    return [pair for pair, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= REPORTS]


def _parted(a: Sequence[int], b: Sequence[int], barred: Collection[frozenset[int]]) -> bool:
    return bool(barred) and any(frozenset((i, j)) in barred for i in a for j in b)


def _middle(group: Sequence[Telling]) -> int | None:
    """The middle of the days of a group: its events' own, else those of its reports."""
    days = sorted(day for t in group if (day := t.start or t.published) is not None)
    return days[len(days) // 2] if days else None


def _distinct(group: Sequence[Telling], reports: Collection[str]) -> int:
    """How many of the reports tell the group in words of their own, counted as far as is needed."""
    own: dict[str, list[Telling]] = defaultdict(list)
    for t in group:
        if t.report in reports and len(own[t.report]) < _READ:
            own[t.report].append(t)
    kept: list[list[Telling]] = []
    for report in sorted(own):
        if not any(_same(t, u) for t in own[report] for other in kept for u in other):
            kept.append(own[report])
            if len(kept) == REPORTS:
                break
    return len(kept)


def _same(a: Telling, b: Telling) -> bool:
    return sum(w * b.terms[t] for t, w in a.terms.items() if t in b.terms) > _SAME_WORDS
