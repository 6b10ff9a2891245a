"""An incident as a matrix: a row for each account, a column for each field, and marks where accounts differ.

Copies of one text stand together under one origin. Everything is plain words here; `incident_terminal` and
`incident_page` show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import get_args

from according.records import Account, CasualtyKind, EventTime, Finding, Incident, Span
from according.rendering.harmless import one_line
from according.rendering.lines import figure

HARMS: tuple[CasualtyKind, ...] = get_args(CasualtyKind)
_ALWAYS: tuple[CasualtyKind, ...] = ("killed", "injured")
_COLUMN_OF = {"actor": "who did it", "place": "where", "time": "when"}
# A sign where accounts differ, for eyes and screens without colour; agreement and silence need none.
SIGNS = {"contradict": "≠", "revise": "↻", "edit": "Δ", "other_scope": "∥"}
KINDS = {
    "contradict": "contradict each other",
    "revise": "revised by the same voice",
    "edit": "changed in a copy",
    "other_scope": "not comparable",
    "agree": "agree",
    "silent": "silent",
}
_ORDER = tuple(KINDS)
_PLACES = 4  # that a heading names
_LONG = 280  # characters from which a quotation is folded
_SMALL = frozenset(("a", "an", "at", "in", "near", "of", "the"))
_UNNAMED = "publisher"  # how an account calls a publisher that nobody knows


@dataclass(frozen=True, slots=True)
class Source:
    """Which report it is, for a person."""

    report: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell's part in a finding: its number in the list below, its kind."""

    number: int
    kind: str

    @property
    def sign(self) -> str:
        """The sign and the number: ≠2."""
        return f"{SIGNS[self.kind]}{self.number}"

    @property
    def said(self) -> str:
        """The same in words, for who cannot see a sign."""
        return f"finding {self.number}: {KINDS[self.kind]}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What an account says in one field, the words that it says it with, and which findings it stands in."""

    value: str
    quoted: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One account."""

    number: int  # in the order of the table
    account: Account
    voice: str
    source: Source
    cells: tuple[Cell, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The accounts of reports that share one origin: one report, or copies of one text."""

    sources: tuple[Source, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with its number, and the rows that it is about, in the order of the table."""

    number: int
    finding: Finding
    kind: str
    rows: tuple[Row, ...]

    @property
    def sign(self) -> str:
        """The sign of its kind, or nothing."""
        return SIGNS.get(self.finding.kind, "")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything that is shown of an incident."""

    incident: Incident
    columns: tuple[str, ...]
    origins: tuple[Origin, ...]
    findings: tuple[FindingLine, ...]
    ranges: tuple[str, ...]

    @property
    def summary(self) -> str:
        """How many reports, independent origins and contradictions, in words."""
        contradictions = sum(f.finding.kind == "contradict" for f in self.findings)
        return ", ".join(
            (
                counted(len(self.incident.reports), "report"),
                counted(len(self.origins), "independent origin"),
                counted(len(self.incident.accounts), "account"),
                counted(contradictions, "contradiction"),
            )
        )

    @property
    def about(self) -> str:
        """Type, days and places on one line."""
        return " · ".join(part for part in (self.incident.type, days(self.incident), places(self.incident)) if part)


def folded(words: str) -> tuple[str, str]:
    """Long words as a beginning and the rest, cut between two words; the rest of short ones is empty."""
    if len(words) <= _LONG:
        return words, ""
    cut = words.rfind(" ", _LONG // 2, _LONG)
    cut = cut if cut > 0 else _LONG
    return words[:cut], words[cut:].strip()


def counted(number: int, noun: str) -> str:
    """ "1 report", "2 reports"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def days(incident: Incident) -> str:
    """The first and last day, or the one day; empty where nobody says."""
    ends = [day for day in (incident.start, incident.end) if day]
    return " to ".join(dict.fromkeys(ends))


def places(incident: Incident) -> str:
    """The first few places and the country; of names that say the same the longest, and those with a name first."""
    told: dict[frozenset[str], str] = {}
    for place in incident.places:
        told.setdefault(frozenset(place.casefold().split()) - _SMALL, place)
    named = [p for words, p in told.items() if not any(words < other for other in told)]
    named.sort(key=lambda p: not any(c.isupper() for c in p))
    more = [f"{len(named) - _PLACES} more"] if len(named) > _PLACES else []
    return ", ".join((*named[:_PLACES], *more, *([incident.country] if incident.country else [])))


def matrix(incident: Incident, sources: Mapping[str, Source] | None = None) -> Matrix:
    """The incident's accounts side by side; `sources` says more of its reports than their ids."""
    known = sources or {}
    told = {c.kind for account in incident.accounts for c in account.casualties}
    harms = [harm for harm in HARMS if harm in _ALWAYS or harm in told]
    columns = ("whether", "who did it", "to whom", "where", "when", *harms, "weapon")
    ordered = sorted(incident.findings, key=lambda f: _ORDER.index(f.kind))
    marks: dict[tuple[str, str], list[Mark]] = {}
    for number, finding in enumerate(ordered, 1):
        if finding.kind in SIGNS:
            column = _COLUMN_OF.get(finding.field, finding.field)
            for account_id in finding.accounts:
                marks.setdefault((account_id, column), []).append(Mark(number, finding.kind))
    origins = []
    by_id: dict[str, Row] = {}
    numbers = count(1)
    for group in _origins(incident):
        sources_here = {report: _source(report, known, incident) for report in group}
        told_here = [a for report in group for a in incident.accounts if a.report == report]
        rows = [
            Row(
                next(numbers),
                account,
                _voice(account, known),
                sources_here[account.report],
                tuple(_cell(account, column, marks.get((account.id, column), ())) for column in columns),
                tuple(one_line(w.text) for w in account.words),
            )
            for account in told_here
        ]
        by_id |= {row.account.id: row for row in rows}
        origins.append(Origin(tuple(sources_here.values()), tuple(rows)))
    findings = tuple(
        FindingLine(i, f, KINDS[f.kind], tuple(by_id[a] for a in f.accounts if a in by_id))
        for i, f in enumerate(ordered, 1)
    )
    return Matrix(incident, columns, tuple(origins), findings, tuple(_ranges(incident)))


def _origins(incident: Incident) -> list[list[str]]:
    """The reports by origin, in the order of the incident's; those that no group names stand alone."""
    grouped = {report for group in incident.origins for report in group}
    every = [*incident.origins, *([report] for report in incident.reports if report not in grouped)]
    order = {report: n for n, report in enumerate(incident.reports)}
    return sorted(every, key=lambda group: min((order.get(report, len(order)) for report in group), default=0))


def _source(report: str, known: Mapping[str, Source], incident: Incident) -> Source:
    if report in known:
        return known[report]
    own = next(
        (a.voice[0] for a in incident.accounts if a.report == report and a.voice[:1] not in ([], [_UNNAMED])), None
    )
    return Source(report, publisher=own)


def _voice(account: Account, known: Mapping[str, Source]) -> str:
    """The chain of voices; a publisher that nobody knows goes by its report: "wire.txt < Governor Petra Holm"."""
    chain = list(account.voice)
    if chain[:1] == [_UNNAMED]:
        source = known.get(account.report)
        chain[0] = (source.publisher if source is not None else None) or account.report
    return one_line(" < ".join(chain))


def _cell(account: Account, column: str, marks: Iterable[Mark]) -> Cell:
    value, quoted = _value(account, column)
    return Cell(value, quoted if value else "", tuple(marks))


def _value(account: Account, column: str) -> tuple[str, str]:
    """What the account says in that column, and the words that say it."""
    match column:
        case "whether":
            return account.whether, _sentence(account, ())
        case "who did it":
            return _joined(account.actors), _sentence(account, account.actors)
        case "to whom":
            return _joined(account.recipients), _sentence(account, account.recipients)
        case "where":
            return _joined(account.places), _sentence(account, account.places)
        case "when":
            time = account.time
            return ("", "") if time is None else (_when(account, time), _at(account, time.span))
        case "weapon":
            return _joined(account.weapons), _sentence(account, ())
    told = [c for c in account.casualties if c.kind == column]
    words = "; ".join(_number(figure(c), column) for c in told)
    return one_line(words), "; ".join(filter(None, (_at(account, c.span) for c in told)))


def _when(account: Account, time: EventTime) -> str:
    """The days, as far as they are known; else the words, for "P1W" says little."""
    if time.start is not None or time.span is None:
        return one_line(time.value)
    return next(
        (words for w in account.words if w.span.contains(time.span) and (words := _at(account, time.span))),
        one_line(time.value),
    )


def _number(words: str, kind: str) -> str:
    """The figure without the kind of harm, which heads the column."""
    return words.replace(f" {kind}", "", 1)


def _joined(names: Sequence[str]) -> str:
    return one_line("; ".join(names))


def _at(account: Account, span: Span | None) -> str:
    """The account's words at that place of its report, else the sentence."""
    if span is not None:
        for words in account.words:
            if words.span.contains(span):
                return one_line(words.text[span.start - words.span.start : span.end - words.span.start])
    return _sentence(account, ())


def _sentence(account: Account, names: Iterable[str]) -> str:
    """The account's first sentence with one of these names in it, else its first."""
    sentences = [one_line(w.text) for w in account.words]
    for name in names:
        for sentence in sentences:
            if one_line(name).casefold() in sentence.casefold():
                return sentence
    return sentences[0] if sentences else ""


def _ranges(incident: Incident) -> Iterable[str]:
    """What the accounts' figures come to for each kind of harm, in words."""
    for harm, r in incident.ranges().items():
        low = "?" if r.low is None else f"{r.low:,}"
        span = low if r.low == r.high else f"{low} to {r.high:,}"
        yield f"{span} {harm} (over {counted(len(r.accounts), 'account')})"
