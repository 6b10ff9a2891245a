"""Which incident a telling belongs to: candidates that share a key, a score for each pair, and one decision.

`link` places one telling into incidents that are there already, looking only at what shares a key with it; `group` does
many at once. Both decide by the mean score over an incident's tellings, so that one bridge never joins two incidents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from according.incidents import clustering, merging, pairing
from according.incidents.reducing import passages, tell
from according.incidents.tellings import Shelf, Telling

__all__ = ["Fit", "blocked", "fits", "group", "keys", "link", "passages", "tell"]

JOIN_TWO = clustering.JOIN + 1.0
"""Mean log-odds above which two incidents are one; more than for one telling, because it is not taken back."""
_CANDIDATES = 60
_MEMBERS = 12
_ALSO = 4  # other incidents that a telling fits
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


@dataclass(frozen=True, slots=True)
class Fit:
    """Where a telling belongs: the incident (None for a new one), the reasons, and other incidents that it fits."""

    incident: str | None = None
    why: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)


def link(telling: Telling, shelf: Shelf) -> Fit:
    """The incident on the shelf that the telling belongs to; the others that it fits as well come best first.

    Looks at the candidates that share most keys and at some tellings of each of their incidents, never at all.
    """
    found = [c for c in shelf.candidates(_sought(telling), limit=_CANDIDATES) if c.telling.report != telling.report]
    if not found:
        return Fit()
    members: dict[str, list[tuple[float, Telling]]] = defaultdict(list)
    scored = pairing.scores([(telling, c.telling) for c in found]).tolist()
    for c, s in zip(found, scored, strict=True):
        members[c.incident].append((s, c.telling))
    own = _blocks(telling)
    fitting: list[tuple[float, str]] = []
    for incident, near in members.items():
        if max(s for s, _ in near) <= clustering.JOIN:
            continue
        known = {(m.report, m.id) for _, m in near}
        rest = [m for m in shelf.members(incident, limit=_MEMBERS) if (m.report, m.id) not in known]
        others = [(telling, m) for m in rest if m.report != telling.report and not own.keys().isdisjoint(_blocks(m))]
        total = sum(s for s, _ in near) + float(pairing.scores(others).sum())
        missing = clustering.MISSING * (len(rest) - len(others))
        mean = (total + missing) / (len(near) + len(rest))
        if mean > clustering.JOIN:
            fitting.append((mean, incident))
    if not fitting:
        return Fit()
    first, *also = [incident for _, incident in sorted(fitting, key=lambda f: (-f[0], f[1]))]
    closest = max(members[first], key=lambda m: m[0])[1]
    return Fit(first, pairing.reasons(telling, closest), also[:_ALSO])


def fits(a: Sequence[Telling], b: Sequence[Telling]) -> list[str]:
    """Why two incidents are one by the mean score over the pairs of their tellings; nothing where they are not.

    What joins one telling to an incident joins two incidents: later reports may fill the gap that once kept them apart.
    """
    others = [(u, _blocks(u)) for u in b]
    ours = [(t, _blocks(t)) for t in a]
    pairs = [(t, u) for t, x in ours for u, y in others if t.report != u.report and not x.keys().isdisjoint(y)]
    if not pairs:
        return []
    scored = pairing.scores(pairs)
    missing = clustering.MISSING * (len(a) * len(b) - len(pairs))
    if (float(scored.sum()) + missing) / (len(a) * len(b)) <= JOIN_TWO:
        return []
    return pairing.reasons(*pairs[int(scored.argmax())])


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
        own = _blocks(telling)
        shared = Counter(other for key in own for other in under[key][-_COMMON:])
        near = [other for other, _ in shared.most_common() if tellings[other].report != telling.report]
        pairs.update((other, n) for other in near[:_PARTNERS])
        for key in own:
            under[key].append(n)
    return pairs


def _blocks(telling: Telling) -> dict[str, None]:
    """What two tellings must share one of, or they are never compared: places, names and heavy words, in order."""
    heavy = sorted(telling.terms, key=lambda t: (-telling.terms[t], t))[:_HEAVY]
    return dict.fromkeys([*telling.places, *(f"~{name}" for name in telling.names), *heavy])
