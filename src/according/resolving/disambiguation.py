"""Which of the places of one name a report means: its containment words, its other places, its people, then fame.

Every name of a report is decided together: each candidate is scored by how well known it is, by the words around it
("X, Y" puts X into Y; "province" asks for an area), by the countries and divisions that the other names of the report
speak for, and by the distance to the places that they mean. The names vote in proportion to how sure they are, a few
times over. The weights were chosen by hand on the development sets of training/SCORES.md; all stand here.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from according.resolving.candidates import FEATURE_WORDS, candidates, fits
from according.resolving.folding import fold
from according.resolving.gazetteer import Candidate, distance

FAME = 0.7
"""Weight of being well known: of the logarithm of the people, and of what it is."""
INSIDE = 4.0
"""Bonus for lying in what is named behind a comma, or holding what is named before it."""
KIND = 2.0
"""Bonus for being what a neighbouring word says it is."""
COUNTRY, DIVISION, NEAR = 2.5, 2.5, 2.0
"""Weights of the share that a country, a division has among the other names; of a neighbour at no distance."""
REACH = 100.0
"""Kilometres at which the weight of a neighbour has fallen to a third."""
FOREIGN = 1.0
"""Names that a country given from outside (actors, publisher) counts for."""
NOWHERE = 2.5
"""Score of the place that no list has: a name whose best candidate has less is likelier that place."""
MOSTLY = 0.4
"""A name that no list has is taken to lie in the country of this share of the report's other names (in nine of ten
cases it does), if they are at least _FEW; as for answers in general (`places.ENOUGH`)."""
_FEW = 2
_GREAT = 6.0
"""Weight of a place that a longer name is understood by: a country, a town of a million."""
ROUNDS = 3
_ANCHORS = 100  # neighbours that are looked at: a book of a report must not take the square of its time
_TOP = 25  # candidates of a name beyond these are too little known to be worth the look at neighbours
_INTO = re.compile(r"(?:,|\s*\()\s*(?:in\s+|the\s+)?$")
_WORD_BEHIND = re.compile(r"[\s-]{1,2}(\w+)")
_WORD_BEFORE = re.compile(r"(\w+) of (?:the )?$")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a mention means: the candidate (None: nothing known), how sure (0 to 1; it could also be a place that no
    list has), why, and all that it could be. `country` is the candidate's, or concluded for a name that no list has."""

    candidate: Candidate | None
    share: float
    why: str
    candidates: tuple[Candidate, ...]
    country: str | None = None


@dataclass(slots=True)
class _Group:
    """All mentions of one name: a report means one place by it."""

    options: tuple[Candidate, ...]
    count: int = 0
    bonus: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    share: list[float] = field(default_factory=list)
    inside: list[_Group] = field(default_factory=list)
    holds: list[_Group] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)

    @property
    def best(self) -> int:
        return max(range(len(self.share)), key=self.share.__getitem__)


def choose(
    text: str, spans: Sequence[tuple[int, int]], *, countries: Mapping[str, float] | None = None
) -> list[Choice]:
    """The place that each of these words of the text means, in their order.

    `spans` are [start, end) offsets; give all names of the report, since they decide each other. `countries` are ISO
    codes that speak from outside (of actors, of the publisher) with their weights.
    """
    groups: dict[str, _Group] = {}
    order = sorted(range(len(spans)), key=lambda i: spans[i])
    of: dict[int, _Group] = {}
    for place, i in enumerate(order):
        start, end = spans[i]
        before = spans[order[place - 1]] if place else None
        behind_town = before is not None and before[1] <= start and bool(_INTO.search(text[before[1] : start]))
        named = _is_name(text[start:end])  # "the town" is none
        found = tuple(
            c
            for c in (candidates(text[start:end]) if named else ())
            if behind_town or c.how != "short form after a town"
        )
        short = behind_town and bool(found) and found[0].how == "short form after a town"
        key = fold(text[start:end]) + (" after a town" if short else "")
        group = groups.setdefault(key, _Group(found))
        group.count += 1
        of[i] = group
        if behind_town and before is not None and text[before[1] : start].count("\n") == 0:
            inner = of[order[place - 1]]
            if inner is not group and inner.options and group.options:
                inner.inside.append(group)
                group.holds.append(inner)
        group.kinds |= _kinds(text, start, end)
    known = [g for g in groups.values() if g.options]
    _vote(known, countries or {})
    around = _country_around(known)
    return [_choice(of[i], text[slice(*spans[i])], around) for i in range(len(spans))]


def _is_name(words: str) -> bool:
    return any(c.isupper() for c in words)


def _says_where(c: Candidate) -> bool:
    """Whether a longer name that has this place in it lies there: in a country, a continent, a town of a million."""
    great = c.weight() > _GREAT and c.feature.startswith("PPL")  # no division: "Centre" and "North" are some
    return c.is_country or great or (c.country is None and not c.contested)


def _countries_in(name: str) -> set[str | None]:
    """The countries that a longer name itself names ("Bank of Mexico"); None is among them for "European Union"."""
    found: set[str | None] = set()
    parts = name.split()
    i = 0
    while i < len(parts):
        for size in (2, 1):
            run = " ".join(parts[i : i + size]).strip("'’,.")
            best = candidates(run)[:1] if _is_name(run[:1]) and len(parts) > size else ()
            known = [c for c in best if _says_where(c)]
            if known:
                found.add(known[0].country)
                break
        i += size
    return found


def _country_around(groups: Sequence[_Group]) -> tuple[str, float] | None:
    """The country in which most of the report's names lie, with its share, where that is large enough."""
    nations: dict[str, float] = defaultdict(float)
    for g in groups:
        place = g.options[g.best]
        if place.country:
            nations[place.country] += _votes(g) * g.share[g.best]
    if len(groups) < _FEW or not nations:
        return None
    country = max(nations, key=nations.__getitem__)
    share = nations[country] / sum(nations.values())
    return (country, share) if share >= MOSTLY else None


def _kinds(text: str, start: int, end: int) -> set[str]:
    """Feature words that stand beside the mention."""
    found = set()
    if behind := _WORD_BEHIND.match(text, end):
        found.add(behind[1].lower())
    if before := _WORD_BEFORE.search(text, max(0, start - 30), start):
        found.add(before[1].lower())
    return found & FEATURE_WORDS.keys()


def contains(outer: Candidate, inner: Candidate) -> bool:
    """Whether the inner place lies in the outer: by the codes of divisions, or in a town that is near it."""
    if outer.key() == inner.key():
        return False
    if outer.is_country:
        return outer.country is not None and outer.country == inner.country and not inner.is_country
    if outer.feature == "ADM1" and outer.admin1_code:
        return (outer.country, outer.admin1_code) == (inner.country, inner.admin1_code) and inner.feature != "ADM1"
    if outer.feature == "ADM2" and outer.admin2_code:
        mine, its = ((c.country, c.admin1_code, c.admin2_code) for c in (outer, inner))
        return mine == its
    if inner.is_country:
        return False
    return distance(outer, inner) < (150 if outer.is_area else 30)


def _vote(groups: list[_Group], countries: Mapping[str, float]) -> None:
    for g in groups:
        base = [FAME * c.weight() + KIND * any(fits(c, k) for k in g.kinds) for c in g.options]
        g.bonus = g.scores = base
        g.share = _shares(base)
    for _ in range(ROUNDS):
        nations: dict[str, float] = defaultdict(float, {k: FOREIGN * v for k, v in countries.items()})
        divisions: dict[tuple[str | None, str], float] = defaultdict(float)
        for g in groups:
            for c, p in zip(g.options, g.share, strict=True):
                if c.country:
                    nations[c.country] += _votes(g) * p
                if c.admin1_code:
                    divisions[c.country, c.admin1_code] += _votes(g) * p
        total = sum(_votes(g) for g in groups) + FOREIGN * sum(countries.values())
        sure = (g for g in groups if max(g.share) > 0.5 and not g.options[g.best].is_country)
        anchors = [(g, g.options[g.best]) for g in sorted(sure, key=lambda g: -g.count)[:_ANCHORS]]
        new = [_scores(g, nations, divisions, total, anchors) for g in groups]
        for g, scores in zip(groups, new, strict=True):
            g.scores, g.share = scores, _shares(scores)


def _votes(g: _Group) -> float:
    return 1.0 + math.log(g.count)


def _scores(
    g: _Group,
    nations: Mapping[str, float],
    divisions: Mapping[tuple[str | None, str], float],
    total: float,
    anchors: list[tuple[_Group, Candidate]],
) -> list[float]:
    """The scores of a name's candidates, given what the others mean; its own votes are taken out."""
    others = max(total - _votes(g), 1.0)
    out = []
    for place, c in enumerate(g.options):
        score = g.bonus[place]
        if c.country:
            mine = _votes(g) * sum(q for o, q in zip(g.options, g.share, strict=True) if o.country == c.country)
            score += COUNTRY * max(nations[c.country] - mine, 0.0) / others
        if c.admin1_code:
            division = (c.country, c.admin1_code)
            mine = _votes(g) * sum(
                q for o, q in zip(g.options, g.share, strict=True) if (o.country, o.admin1_code) == division
            )
            score += DIVISION * max(divisions[division] - mine, 0.0) / others
        if place < _TOP:
            score += NEAR * max((_nearness(c, a) for other, a in anchors if other is not g), default=0.0)
        for outer in g.inside:
            score += INSIDE * sum(q for o, q in zip(outer.options, outer.share, strict=True) if contains(o, c))
        for inner in g.holds:
            score += INSIDE * max(
                (q for o, q in zip(inner.options, inner.share, strict=True) if contains(c, o)), default=0
            )
        out.append(score)
    return out


def _nearness(c: Candidate, anchor: Candidate) -> float:
    """1 for a place at no distance from the anchor and for an area or country that it lies in, 0 far away."""
    if c.is_country:
        return 1.0 if c.country is not None and c.country == anchor.country else 0.0
    if c.lat is None or c.lon is None or anchor.lat is None or anchor.lon is None:
        return 0.0
    north, east = abs(c.lat - anchor.lat), abs(c.lon - anchor.lon)
    if north > 15 or 30 < east < 330:
        return 0.0
    if c.is_area and contains(c, anchor):
        return 1.0
    return math.exp(-distance(c, anchor) / REACH) if north < 4 else 0.0


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    weights = [math.exp(s - top) for s in scores]
    total = sum(weights)
    return [w / total for w in weights]


def _unlisted(name: str, around: tuple[str, float] | None) -> Choice:
    """A name that no list has: the country that it names, else that of most other names, else nothing."""
    why, country = "no place of this name is known", None
    named = _countries_in(name)
    if len(named) == 1:
        country = named.pop()
        why += f"; its words name {country}" if country else ""
    elif not named and around is not None and _is_name(name):
        country = around[0]
        why += f"; {around[1]:.0%} of the report's others lie in {country}"
    return Choice(None, 0.0, why, (), country)


def _choice(g: _Group, name: str, around: tuple[str, float] | None) -> Choice:
    if not g.options:
        return _unlisted(name, around)
    best = g.best
    place = g.options[best]
    reasons = []
    if len(g.options) == 1:
        reasons.append("the only place of this name")
    if any(contains(o.options[o.best], place) for o in g.inside):
        reasons.append("it lies in what is named behind it")
    if any(fits(place, k) for k in g.kinds):
        reasons.append(f"the word beside it: {', '.join(sorted(g.kinds))}")
    if place.how != "name":
        reasons.append(place.how)
    if not reasons:
        reasons.append("best known" if best == 0 else "the other names of the report are nearer to it")
    known = 1.0 / (1.0 + math.exp(NOWHERE - g.scores[best]))
    return Choice(place, g.share[best] * known, "; ".join(reasons), g.options, place.country)
