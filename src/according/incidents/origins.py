"""Independent origins: reports that are copies of one text, or rework one agency's text, are one origin."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from according.incidents.copies import group, shared
from according.incidents.credits import UNNAMED, agency_of, credited
from according.incidents.wording import grams, told, wording
from according.records import Report

#: What makes two reports one origin: days between them, at most; the part of the text that counts as its beginning;
#: words of a common passage there, outside quotation marks, and words where both name the same agency.
_DAYS = 2
_BEGINNING = 0.5
_WORDS, _WORDS_OF_AGENCY = 20, 12

_SAMPLE = 4  # one of so many runs of words is looked up
_PLACES = 32  # origins kept under one run; a run of more is a formula
_NEAR = 8  # origins that a report is compared with, those that share most runs
_MEMBERS = 4  # of each of them
_QUOTED = re.compile(r"[\"“][^\"“”]{0,2000}[\"”]")


def origins(reports: Iterable[Report]) -> list[list[str]]:
    """The reports' ids by common origin; every id once, origins and ids in the order of the reports.

    Copies are one origin (`copies.group`). So are reports that tell the same in the same words in the first half of
    both, within two days, and do not name two different agencies: they rework one text, whether they name it or not.
    Passages further down are background, which an agency puts under many reports, and common quotations show only that
    both were told the same. A report joins an origin if it is so related to most of its texts, not to one alone.
    Nearly linear in the number of reports.
    """
    known: dict[str, Report] = {}
    for report in reports:
        known.setdefault(report.id, report)
    found = group(known.values())
    longest = [max((known[i] for i in ids), key=lambda r: (len(r.text), r.id)) for ids in found]
    agencies = [_agency(known[i] for i in ids) for ids in found]
    under: dict[int, list[int]] = defaultdict(list)
    joined: list[list[int]] = []
    for n in sorted(range(len(found)), key=lambda n: (-len(longest[n].text), longest[n].id)):
        runs = {run for run in grams(told(longest[n]).words).tolist() if run % _SAMPLE == 0}
        near = Counter(origin for run in runs for origin in under[run])
        for at, _ in near.most_common(_NEAR):
            some = joined[at][:_MEMBERS]
            if 2 * sum(_one_text(longest[n], longest[m], agencies[n], agencies[m]) for m in some) > len(some):
                break
        else:
            at = len(joined)
            joined.append([])
        joined[at].append(n)
        for run in runs:
            if at not in under[run] and len(under[run]) < _PLACES:
                under[run].append(at)
    order = {i: n for n, i in enumerate(known)}
    ids = (sorted((i for n in members for i in found[n]), key=order.__getitem__) for members in joined)
    return sorted(ids, key=lambda ids: order[ids[0]])


def _one_text(a: Report, b: Report, agency_a: str | None, agency_b: str | None) -> bool:
    """True for reports of about one day that share a passage in the first half of both."""
    if agency_a is not None and agency_b is not None and agency_a != agency_b:
        return False
    days = [_day(r) for r in (a, b)]
    if days[0] is not None and days[1] is not None and abs((days[0] - days[1]).days) > _DAYS:
        return False
    least = _WORDS_OF_AGENCY if agency_a is not None and agency_a == agency_b else _WORDS
    passages = (x for x, y in shared(a, b) if x.start < _BEGINNING * len(a.text) and y.start < _BEGINNING * len(b.text))
    quoted = [m.span() for m in _QUOTED.finditer(a.text)]
    return any(_words_outside(a.text, x.start, x.end, quoted) >= least for x in passages)


def _words_outside(text: str, start: int, end: int, quoted: list[tuple[int, int]]) -> int:
    """Words from `start` to `end` that stand in no quotation."""
    inside = [(max(start, s), min(end, e)) for s, e in quoted if s < end and start < e]
    return len(wording(text[start:end])) - sum(len(wording(text[s:e])) for s, e in inside)


def _day(report: Report) -> date | None:
    try:
        return date.fromisoformat((report.published or "")[:10])
    except ValueError:  # no date, or one of which only the year is known
        return None


def _agency(reports: Iterable[Report]) -> str | None:
    """The one agency that all the reports with a credit name, or None."""
    named: set[str] = set()
    for report in reports:
        own = agency_of(report.publisher)
        named |= {own} if own else {c.agency for c in credited(report)}
    named.discard(UNNAMED)
    return named.pop() if len(named) == 1 else None
