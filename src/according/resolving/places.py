"""The places of a record, on the map: coordinates, country, division and number in GeoNames, or the candidates.

A place is resolved in the light of every place name in the report, of the countries of its actors and of its publisher.
What stays in doubt stays unknown, with its candidates; a country, a continent or a region of several countries gets no
point; a contested place keeps every name and names who claims it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from according.records import Place, Record, Span
from according.resolving.candidates import candidates
from according.resolving.disambiguation import Choice, choose, contains
from according.resolving.gazetteer import Candidate, distance
from according.resolving.recognition import find_toponyms

__all__ = ["Candidate", "find_toponyms", "resolve_places", "where"]

ENOUGH = 0.4
"""A choice with a smaller share among its candidates is no answer."""
ACTORS, PUBLISHER = 2.0, 1.0
"""Names that the countries of all actors together, and that of the publisher, count for."""
LISTED = 5
"""Candidates that an unresolved place lists."""
_NAME = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")
_NO_POINT = frozenset(("RGN", "OCN", "MTS", "DSRT", "CONT"))


def resolve_places(record: Record) -> Record:
    """The record with its places resolved; a place that has coordinates or a GeoNames number already stays.

    `lat`, `lon` (degrees), `country` (ISO 3166 alpha-3), `admin1`, `geonames`, `feature` (GeoNames code), `contested`
    with `names` and `claims`, and `why`; where the name is unknown or stays in doubt only `candidates` and `why`.
    """
    open_places = [p for p in record.places if p.geonames is None and p.lat is None and p.mentions]
    if not open_places:
        return record
    text = record.report.text
    found = [(t.start, t.end) for t in find_toponyms(text, demonyms=True)]
    parts = {m: _parts(text, m, found) for p in open_places for m in p.mentions}
    inner = {part for found_in in parts.values() for part in found_in}
    spans = sorted(inner | {f for f in found if not any(f[0] < b and a < f[1] for a, b in inner)})
    chosen = dict(zip(spans, choose(text, spans, countries=_countries(record)), strict=True))
    done = {p.id: _resolved(p, [[chosen[s] for s in parts[m]] for m in p.mentions]) for p in open_places}
    return record.model_copy(update={"places": [done.get(p.id, p) for p in record.places]})


def _parts(text: str, mention: Span, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The names in the words of a mention: itself where the gazetteer knows it, else those inside, in their order."""
    words = text[mention.start : mention.end]
    if not any(c.isupper() for c in words):
        return []  # "the town": no name
    inside = [f for f in found if mention.start <= f[0] and f[1] <= mention.end]
    if len(inside) < 2 and candidates(words):
        return [(mention.start, mention.end)]
    head = _NAME.search(text, mention.start, mention.end)
    if head and inside and head.end() <= inside[0][0]:
        inside.insert(0, head.span())  # "Qarrandeel in Homs province": Homs is not what it names
    return inside or [(mention.start, mention.end)]


def _countries(record: Record) -> dict[str, float]:
    """How much the actors and the publisher speak for a country."""
    actors = Counter(e.country for e in record.entities if e.country)
    total = sum(actors.values())
    out = {country: ACTORS * n / total for country, n in actors.items()}
    publisher = (record.report.model_extra or {}).get("publisher_country")
    if isinstance(publisher, str) and len(publisher) == 3:
        out[publisher] = out.get(publisher, 0.0) + PUBLISHER
    return out


def _resolved(place: Place, mentions: Sequence[Sequence[Choice]]) -> Place:
    """The place by the mention that is surest; of "Hara in Daraa province" the first name, and the rest holds it."""
    best = max((m for m in mentions if m), key=lambda m: (m[0].candidate is not None, m[0].share), default=None)
    if best is None:
        return place.model_copy(update={"why": ["its words name no place"]})
    first, *others = sorted(best, key=_is_whole)  # of "Iraq's second city, Basra" not the country
    if first.candidate is not None and first.share >= ENOUGH:
        return place.model_copy(update=_fields(first.candidate) | {"why": _reasons(first)})
    n = len(first.candidates)
    if n == 1:
        why = ["the only known place of this name is unlikely here"]
    else:
        why = [f"{n} places have this name, none is likely enough" if n else first.why]
    update: dict[str, object] = {"candidates": [_shown(c) for c in first.candidates[:LISTED]], "why": why}
    if n == 0:
        update["country"] = first.country
    outer = next((o.candidate for o in others if o.candidate is not None and o.share >= ENOUGH), None)
    if outer is not None:
        update |= {"country": outer.country, "admin1": outer.admin1}
        why.append(f"in {outer.name}")
    return place.model_copy(update=update)


def _is_whole(choice: Choice) -> bool:
    return choice.candidate is not None and choice.candidate.is_country


def _fields(c: Candidate) -> dict[str, object]:
    pointless = c.is_country or (c.feature in _NO_POINT and c.country is None and c.contested is None)
    fields: dict[str, object] = {
        "lat": None if pointless else c.lat,
        "lon": None if pointless else c.lon,
        "country": c.country,
        "admin1": c.admin1,
        "geonames": c.geonames,
        "feature": c.feature,
    }
    if c.contested:
        fields |= {"contested": True, "names": list(c.contested.names), "claims": list(c.contested.claims)}
    return fields


def _reasons(choice: Choice) -> list[str]:
    why = [choice.why]
    if len(choice.candidates) > 1:
        why.append(f"{len(choice.candidates)} places have this name, {choice.share:.0%} for this one")
    return why


def _shown(c: Candidate) -> str:
    number = f" (GeoNames {c.geonames})" if c.geonames else ""
    return ", ".join(x for x in (c.name, c.admin1 if c.admin1 != c.name else None, c.country) if x) + number


def where(name: str, *, near: str | None = None) -> list[Candidate]:
    """The places that a name can mean, the best known first; with `near` those in or near that place first.

    `near` is itself a name ("Ohio", "Aleppo"); its best known meaning counts. An unknown name has no candidates; an
    unknown `near` changes nothing.
    """
    found = list(candidates(name))
    around = candidates(near) if near else ()
    if around:
        # of the places called "near", the one that the name itself has most to do with: Paris near Texas
        anchor = max(around[:10], key=lambda a: (a.weight() + 3 * any(contains(a, c) for c in found), -around.index(a)))
        found.sort(key=lambda c: (not contains(anchor, c), _rounded(distance(anchor, c)), -c.weight()))
    return found


def _rounded(kilometres: float) -> float:
    return kilometres if math.isinf(kilometres) else round(kilometres, -1)
