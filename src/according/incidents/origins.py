"""Independent origins: reports that are copies of one text, or only relay one agency's text, are one origin."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from according.incidents.copies import group, shared
from according.incidents.credits import UNNAMED, agency_of, credited
from according.incidents.wording import grams, told
from according.records import Report

_SAMPLE = 4  # one of so many runs of words is looked up
_PLACES = 32  # origins kept under one run; a run of more is a formula
_DAYS = 2
_BEGINNING = 1 / 3  # of the text
_WORDS = 20  # of the passage there
_NEAR = 8  # origins that a report is compared with, those that share most runs


def origins(reports: Iterable[Report]) -> list[list[str]]:
    """The reports' ids by common origin; every id once, origins and ids in the order of the reports.

    Copies are one origin (`copies.group`). So are reports of which each credits one agency and no other, or was
    published by it, where they tell the same at the beginning within two days: they relay one text, however it was
    shortened and rewritten. Passages further down are the agency's background, which it puts under many reports.
    Nearly linear in the number of reports.
    """
    known: dict[str, Report] = {}
    for report in reports:
        known.setdefault(report.id, report)
    found = group(known.values())
    under: dict[tuple[str, int], list[int]] = defaultdict(list)
    origin = list(range(len(found)))  # a forest: the number of an origin that this one belongs to
    for n, ids in enumerate(found):
        agency = _agency(known[i] for i in ids)
        if agency is None:
            continue
        longest = max((known[i] for i in ids), key=lambda r: len(r.text))
        runs = {(agency, run) for run in grams(told(longest).words).tolist() if run % _SAMPLE == 0}
        near = Counter(other for run in runs for other in under[run])
        for other, _ in near.most_common(_NEAR):
            theirs = max((known[i] for i in found[other]), key=lambda r: len(r.text))
            if _root(origin, n) != _root(origin, other) and _relay_one(longest, theirs):
                origin[_root(origin, n)] = _root(origin, other)
        for run in runs:
            if len(under[run]) < _PLACES:
                under[run].append(n)
    order = {i: n for n, i in enumerate(known)}
    joined: dict[int, list[str]] = defaultdict(list)
    for n, ids in enumerate(found):
        joined[_root(origin, n)] += ids
    return sorted((sorted(ids, key=order.__getitem__) for ids in joined.values()), key=lambda ids: order[ids[0]])


def _relay_one(a: Report, b: Report) -> bool:
    """True for two reports of about one day that share a passage among the first of both."""
    days = [_day(r) for r in (a, b)]
    if days[0] is not None and days[1] is not None and abs((days[0] - days[1]).days) > _DAYS:
        return False
    return any(
        x.start < _BEGINNING * len(a.text)
        and y.start < _BEGINNING * len(b.text)
        and len(a.text[x.start : x.end].split()) >= _WORDS
        for x, y in shared(a, b)
    )


def _day(report: Report) -> date | None:
    try:
        return date.fromisoformat((report.published or "")[:10])
    except ValueError:  # no date, or one of which only the year is known
        return None


def _root(origin: list[int], n: int) -> int:
    while origin[n] != n:
        origin[n] = origin[origin[n]]
        n = origin[n]
    return n


def _agency(reports: Iterable[Report]) -> str | None:
    """The one agency that all the reports with a credit name, or None."""
    named: set[str] = set()
    for report in reports:
        own = agency_of(report.publisher)
        named |= {own} if own else {c.agency for c in credited(report)}
    named.discard(UNNAMED)
    return named.pop() if len(named) == 1 else None
