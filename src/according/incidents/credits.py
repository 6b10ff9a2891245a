"""Credits: the agencies that a report says it took its text from ("With input from AFP", "(Reuters) -", "--AFP").

Only the beginning and the end of a report are looked at, and only forms that credit the text: "AFP reported" inside a
story quotes a voice, "(AFP Photo)" credits a picture. The agencies are those of `data/agencies.tsv`, and initials where
only an agency can stand: in the brackets of a dateline, behind "With input from", and behind "Source:".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from according.incidents.names import acronym
from according.records import Report, SectionKind, Span, Words

#: The name of a credit that names no agency ("Agencies").
UNNAMED = "agencies"

_HEAD, _TAIL = 320, 240
_CREDITS = frozenset({SectionKind.BYLINE, SectionKind.DATELINE, SectionKind.CREDIT})
_DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}"
_INITIALS = re.compile(r"(?<![A-Z])[A-Z]{2,6}(?![\w’'-])")
_DATELINE = re.compile(r"\(\s?([A-Z]{2,6})\s?\)\s?[-–—:]{1,2}\s*$")
_INPUT = re.compile(
    r"(?i:with\s(?:additional\s)?(?:inputs?|reporting|material|files)\s(?:from|by)\s(?:the\s)?|^sources?\s?:\s?)"
    r"[A-Z]{2,6}(?![\w’'-])",
    re.MULTILINE,
)
_PICTURE = re.compile(r"photo|picture|image|getty|caption|\bpic\b|/\s?file\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency, and the words that credit it."""

    agency: str
    words: Words


@dataclass(frozen=True)
class _Agencies:
    """What `data/agencies.tsv` says."""

    by_spelling: dict[str, str]
    by_publisher: dict[str, str]
    head: tuple[re.Pattern[str], ...]
    tail: tuple[re.Pattern[str], ...]
    anywhere: tuple[re.Pattern[str], ...]
    name: re.Pattern[str]


@cache
def _agencies() -> _Agencies:
    by_spelling: dict[str, str] = {}
    by_publisher: dict[str, str] = {}
    forms: set[str] = set()
    lines = files("according.incidents").joinpath("data/agencies.tsv").read_text(encoding="utf8").splitlines()
    for row in csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE):
        by_publisher |= {p: row["name"] for p in (row["publishers"] or "").split("|") if p}
        for spelling in row["credits"].split("|"):
            by_spelling[spelling.casefold()] = row["name"]
            # a credit writes an agency as it writes itself or in capitals, "agencies" in any way
            if row["name"] == UNNAMED:
                forms.add(f"(?i:{re.escape(spelling)})")
            else:
                forms |= {re.escape(spelling), re.escape(spelling.upper())}
    name = "(?:" + "|".join(sorted(forms, key=len, reverse=True)) + r")(?![\w’'-])"
    between = r"(?:\s?[,/&+]\s?|\s(?:and|with)\s|\s)(?:the\s)?(?:[A-Z][\w.]{1,20}\s?/\s?)?"
    names = rf"(?:the\s)?{name}(?:{between}{name}){{0,4}}"
    ending = r"[\W_]{0,4}(?:[A-Z]{0,4}\s?[\d-]{0,8})$"  # also before the initials or the number of an editor
    other = r"(?:[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20}){0,2}(?:,\s|\s?/\s?|\s(?:and|&)\s)){0,3}"
    compiled = {
        where: tuple(re.compile(f) for f in found)
        for where, found in {
            "head": (
                rf"^\W{{0,4}}{names}\s?[-–—:|]",  # AFP -
                rf"\(\s?{names}\s?\)\s?[-–—:]",  # GENEVA (Reuters) -
                rf"[A-Z]{{3,20}},?\s{names}\s?[-–—]",  # ALEPPO, SANA -
                rf"\b{names}\s(?={_DAYS}\b|\d{{1,2}}\s[A-Z][a-z]{{2,8}}\s\d{{4}})",  # AFP Monday 3 Oct 2016
                rf"\d{{4}}\s{names}(?=\s?[-–—]|\s[A-Z])",  # 3 October 2016 SANA
            ),
            "tail": (
                rf"\(\s?{names}\s?\){ending}",
                rf"[-–—/|]{{1,3}}\s?{names}[/|]?\W{{0,4}}$",
                rf"\b{names}(?:\snews\sagency)?\s(?:reported|reports){ending}",
                rf"(?<=[.!?\"”’])\s{names}\W{{0,4}}$",
            ),
            "anywhere": (
                rf"\(\s?(?i:with)\s{other}{names}\s?\)",
                rf"(?i:with\s(?:additional\s)?(?:input|inputs|reporting|material|reports?|files?|contributions?)\s"
                rf"(?:from|by)\s){other}{names}",
                rf"(?i:\b(?:source|sources|credit|via|agency)\s?:\s?){other}{names}",
                rf"\bSource\s(?:[A-Z][\w.]{{1,20}}\s(?:and|/)\s){{0,2}}{names}\W{{0,4}}$",
                rf"(?i:\b(?:by|from)\s){names}\s?(?:[-–—|\n]|$)",
                rf"^\W{{0,4}}\(?\s?{other}{names}\s?\)?\W{{0,4}}$",
            ),
        }.items()
    }
    return _Agencies(by_spelling, by_publisher, name=re.compile(name), **compiled)


def agency_of(publisher: str | None) -> str | None:
    """The agency that a publisher is, or None."""
    return _agencies().by_publisher.get(publisher.strip().casefold()) if publisher else None


def publishes(publisher: str | None, agency: str) -> bool:
    """True where a publisher is the agency: by the table, by its name, or by its initials."""
    if publisher is None:
        return False
    known = agency_of(publisher)
    if known is not None:
        return known == agency
    return agency.casefold() in (publisher.strip().casefold(), acronym(publisher))


def credited(report: Report) -> list[Credit]:
    """The agencies credited for the text, each once, in the order of the text.

    A credit of the report's own publisher is none.
    """
    found: dict[str, Credit] = {}
    for span in sorted(set(_spans(report))):
        text = report.text[span.start : span.end]
        for agency in _named(text):
            if not publishes(report.publisher, agency):
                found.setdefault(agency, Credit(agency, Words(span=span, text=text)))
    return list(found.values())


def _named(text: str) -> Iterator[str]:
    """The agencies in the words of a credit."""
    known = [_agencies().by_spelling[m.group().casefold()] for m in _agencies().name.finditer(text)]
    yield from known or (m.group() for m in _INITIALS.finditer(text))


def signed(report: Report) -> str | None:
    """The agency whose own text a report is by its dateline, "GENEVA (AFP) -", where no publisher is known, or None."""
    if report.publisher is not None:
        return None
    for span in _datelines(report):
        return next(_named(span.text), None)
    return None


def _datelines(report: Report) -> Iterator[Span]:
    """The brackets of a dateline."""
    for section in report.sections:
        if section.kind is SectionKind.DATELINE and len(section.span) <= _HEAD:
            m = _DATELINE.search(report.text, section.span.start, section.span.end)
            if m is not None:
                yield Span(m.start(), m.end(), report.text)


def _spans(report: Report) -> Iterator[Span]:
    known, text = _agencies(), report.text
    yield from _datelines(report)
    tail = max(0, len(text) - _TAIL)
    pieces = [
        (0, min(_HEAD, len(text)), (*known.head, *known.anywhere, _INPUT)),
        (tail, len(text), (*known.tail, *known.anywhere, _INPUT)),
    ]
    for section in report.sections:
        if section.kind in _CREDITS and len(section.span) <= _HEAD:
            where = (section.span.start, section.span.end)
            pieces.append((*where, (*known.head, *known.tail, *known.anywhere)))
    for start, end, patterns in pieces:
        piece = text[start:end]
        for pattern in patterns:
            for m in pattern.finditer(piece):
                # what stands around says whether a picture is credited
                if not _PICTURE.search(piece[max(0, m.start() - 12) : m.end() + 12]):
                    words = m.group()
                    first = start + m.start() + len(words) - len(words.lstrip())
                    yield Span(first, start + m.start() + len(words.rstrip()))
