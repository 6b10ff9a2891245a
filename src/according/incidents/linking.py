"""Which incident a telling belongs to: candidates that share a key, a score for each pair, and one decision.

`link` places one telling into incidents that are there already, looking only at what shares a key with it; `group` does
many at once. Both decide by the mean score over an incident's tellings, so that one bridge never joins two incidents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from according.incidents import clustering, merging, pairing
from according.incidents.reducing import passages, tell
from according.incidents.tellings import Shelf, Telling

__all__ = ["blocked", "group", "keys", "link", "passages", "tell"]

_CANDIDATES = 60
_MEMBERS = 12
_ANCHORS = 5
_PAIRED = 4
_BUCKET = 7  # days
_HEAVY = 10
_COMMON = 300  # of those under one key, so many of the newest are paired: a key that more share says little
_PARTNERS = 300


def keys(telling: Telling) -> list[str]:
    """Under what a telling is found again, at most 40: its places, names and rare words, near its time or in pairs."""
    heavy = sorted(telling.terms, key=lambda t: (-telling.terms[t], t))
    names = sorted(telling.names, key=lambda n: (-len(n), n))[:_ANCHORS]
    anchors = [*telling.places[:2], *(f"~{n}" for n in names), *heavy[:_ANCHORS]]
    days = {d // _BUCKET for d in (telling.published, telling.start) if d is not None}
    timed = [f"{a}@{bucket}" for bucket in sorted(days) for a in anchors]
    paired = ["+".join(sorted(pair)) for pair in combinations(heavy[:_PAIRED], 2)]
    placed = [f"{p}+{n}" for p in telling.places[:1] for n in heavy[:3]]
    return list(dict.fromkeys([*timed, *paired, *placed]))


def _sought(telling: Telling) -> list[str]:
    """The keys under which to look: those of the telling, and of the weeks before and after."""
    own = keys(telling)
    near = []
    for key in own:
        anchor, at, bucket = key.rpartition("@")
        if at and bucket.isdecimal():
            near += [f"{anchor}@{int(bucket) - 1}", f"{anchor}@{int(bucket) + 1}"]
    return [*own, *near]


def link(telling: Telling, shelf: Shelf) -> tuple[str | None, list[str]]:
    """The incident on the shelf that the telling belongs to, None for a new one; and the reasons.

    Looks at the candidates that share most keys and at some tellings of each of their incidents, never at all.
    """
    found = [c for c in shelf.candidates(_sought(telling), limit=_CANDIDATES) if c.telling.report != telling.report]
    if not found:
        return None, []
    members: dict[str, dict[tuple[str, str], Telling]] = defaultdict(dict)
    for c in found:
        members[c.incident][c.telling.report, c.telling.id] = c.telling
    flat = [(incident, m) for incident, own in members.items() for m in own.values()]
    scored = pairing.scores([(telling, m) for _, m in flat]).tolist()
    best: dict[str, float] = {}
    for (incident, _), s in zip(flat, scored, strict=True):
        best[incident] = max(s, best.get(incident, s))
    chosen: tuple[float, str] | None = None
    for incident in sorted(best, key=lambda i: (-best[i], i)):
        if best[incident] <= clustering.JOIN:
            break
        own = dict(members[incident])
        for m in shelf.members(incident, limit=_MEMBERS):
            own.setdefault((m.report, m.id), m)
        pairs = [(telling, m) for m in own.values() if m.report != telling.report]
        missing = clustering.MISSING * (len(own) - len(pairs))
        mean = (float(pairing.scores(pairs).sum()) + missing) / len(own)
        if mean > clustering.JOIN and (chosen is None or mean > chosen[0]):
            chosen = (mean, incident)
    if chosen is None:
        return None, []
    closest = max((m for i, m in flat if i == chosen[1]), key=lambda m: float(pairing.scores([(telling, m)])[0]))
    return chosen[1], pairing.reasons(telling, closest)


def group(
    tellings: Sequence[Telling],
    *,
    apart: Sequence[tuple[int, int]] = (),
    together: Sequence[tuple[int, int]] = (),
) -> list[list[int]]:
    """The incidents among many tellings, as lists of their numbers; `apart` and `together` are what people said."""
    pairs = sorted(blocked(tellings))
    scored = pairing.scores([(tellings[i], tellings[j]) for i, j in pairs]).tolist()
    scores = dict(zip(pairs, scored, strict=True))
    groups = clustering.agglomerate(len(tellings), scores, apart=apart, together=together)
    return merging.attached(merging.merged(groups, tellings, apart=apart), tellings)


def blocked(tellings: Sequence[Telling]) -> set[tuple[int, int]]:
    """Pairs of tellings of different reports that share a name, a place or a heavy word; others are never looked at.

    Of those under one key the newest `_COMMON`, and for each telling the `_PARTNERS` that share most: so the number of
    pairs grows with that of the tellings and no faster.
    """
    under: dict[str, list[int]] = defaultdict(list)
    pairs: set[tuple[int, int]] = set()
    for n, telling in enumerate(tellings):
        heavy = sorted(telling.terms, key=lambda t: (-telling.terms[t], t))[:_HEAVY]
        own = list(dict.fromkeys([*telling.places, *(f"~{name}" for name in telling.names), *heavy]))
        shared = Counter(other for key in own for other in under[key][-_COMMON:])
        near = [other for other, _ in shared.most_common() if tellings[other].report != telling.report]
        pairs.update((other, n) for other in near[:_PARTNERS])
        for key in own:
            under[key].append(n)
    return pairs
