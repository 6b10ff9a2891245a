"""What each stretch of a report is: headline, byline, dateline, body, subheading, caption, credit, boilerplate.

The sections cover the text in order and without overlap; only white space lies between them. Nothing is cut away: a
credit is marked, and the reading decides to leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from according.intake import dates, furniture
from according.records import Section, SectionKind, Span

_HEADLINE = 220
_SUBHEADING = 90
_LABELLED = re.compile(r"(?:title|headline|subject) ?: ?", re.IGNORECASE)
_LINK = re.compile(r"[ \t]{1,4}(?:link|url) ?: ?https?://\S{1,2000}\Z", re.IGNORECASE)
_LINK_LINE = re.compile(r"(?:(?:link|url|web|canonical) ?: ?)?(?:https?://|www\.)\S{1,2000}", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.){2}\Z")

_CAP = r"[^\W\d_a-zà-öø-ÿ][\w.'’-]{0,30}"
_SMALL = r"(?:and|of|for|in|the|de|da|del|van|von|der|bin|ibn|al|el|&)"
_NAMES = rf"{_CAP}(?:,? (?:{_CAP}|{_SMALL} {_CAP}|{_SMALL} {_SMALL} {_CAP})){{0,9}}"
_BY = re.compile(rf"(?:By|BY|by|Story by|Written by|Posted by):? (?P<names>{_NAMES})(?: ?[|/–—-] ?.{{1,80}})?")
_SLASHED = re.compile(rf"(?P<names>{_CAP}(?: {_CAP}){{0,4}}) ?[/|] ?{_CAP}(?:[ /]{{1,3}}{_CAP}){{0,6}}\.?")
_NAME_AND_DATE = re.compile(rf"(?P<names>{_CAP}(?: {_CAP}){{1,3}}) ?(?:[|/,–—-]|\bon\b) ?(?P<date>.{{6,60}})")
_AUTHOR_LABEL = re.compile(r"authors?: ?", re.IGNORECASE)


class Unit(NamedTuple):
    """A line, or a paragraph that was broken into lines: its stripped extent and the empty lines around it."""

    start: int
    end: int
    blank_before: bool
    blank_after: bool


@dataclass
class Layout:
    """The sections of a text, and what its own head says about title, authors and day of publication."""

    sections: list[Section] = field(default_factory=list)
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    only_updated: bool = False  # `published` is the day of a line such as "Last updated: 7 April 2017"


def find_sections(
    text: str, *, title: str | None = None, authors: Sequence[str] = (), subheadings: Collection[str] = ()
) -> Layout:
    """Divide a canonical text into its sections.

    `title`, `authors` and `subheadings` are what metadata or markup already say; they settle what the words alone
    would leave open. Linear in the length of the text; never raises.
    """
    finder = _Finder(text, title=_folded(title or ""), authors={_folded(a) for a in authors}, heads=set(subheadings))
    return finder.run()


class _Finder:
    """One walk over the units of one text."""

    def __init__(self, text: str, *, title: str, authors: set[str], heads: set[str]) -> None:
        self.text, self.title, self.authors, self.heads = text, title, authors, heads
        self.units = list(_units(text))
        self.layout = Layout()
        self.found: list[tuple[SectionKind, int, int]] = []
        self.headline = ""
        self.before_headline = True  # only dates, names and "Press release" so far
        self.in_head = True  # before the first paragraph of the body
        self.in_links = False  # after "Related:", where headlines of other reports stand
        self.updated: str | None = None

    def run(self) -> Layout:
        for i, unit in enumerate(self.units):
            self._place(i, unit)
        self.layout.only_updated = self.layout.published is None and self.updated is not None
        self.layout.published = self.layout.published or self.updated
        self.layout.sections = [Section(kind=kind, span=Span(start, end)) for kind, start, end in self.found]
        return self.layout

    def _place(self, i: int, unit: Unit) -> None:
        line = self.text[unit.start : unit.end]
        if self.in_head and self.before_headline and self._place_headline(i, unit, line):
            self.before_headline = False
            return
        if self.in_head and self.headline and _folded(line) == self.headline:
            self._add(SectionKind.HEADLINE, unit.start, unit.end)
        elif (kind := furniture.whole_line(line, near_end=i >= len(self.units) - 4)) is not None:
            self._place_furniture(kind, unit, line)
        elif _LINK_LINE.fullmatch(line):
            self._add(SectionKind.BOILERPLATE, unit.start, unit.end)
        elif self._place_date(unit, line) or self._place_byline(i, unit, line):
            return
        elif self.in_links and not line.endswith((".", "!", '"', "”")) and len(line) <= _HEADLINE:
            self._add(SectionKind.BOILERPLATE, unit.start, unit.end)
        elif self._is_subheading(i, unit, line):
            self._add(SectionKind.SUBHEADING, unit.start, unit.end)
            self.before_headline = False
        else:
            self._place_body(unit)

    def _place_headline(self, i: int, unit: Unit, line: str) -> bool:
        if label := _LABELLED.match(line):
            link = _LINK.search(line, max(0, len(line) - 2100))
            start, end = unit.start + label.end(), unit.start + (link.start() if link else len(line))
            if start >= end:
                return False
            self._add(SectionKind.BOILERPLATE, unit.start, start)
            self._set_headline(start, end)
            if link:
                self._add(SectionKind.BOILERPLATE, end, unit.end)
            return True
        if self.title and _folded(line) == self.title:
            self._set_headline(unit.start, unit.end)
            return True
        if i + 1 == len(self.units) or len(line) > _HEADLINE or not any(map(str.isalpha, line)):
            return False
        ends_sentence = line.endswith((".", ":", ";", ",")) and not _ABBREVIATED.search(line)
        if ends_sentence and unit.blank_after:  # "Town Council Rejects New Tax Plan.", or a dateline comes next
            below = self.units[i + 1]
            dated = dates.dateline_end(self.text, below.start, below.end, colon=False) is not None
            ends_sentence = not (dated or _in_title_case(line))
        if ends_sentence or furniture.whole_line(line, near_end=False) is not None or _LINK_LINE.fullmatch(line):
            return False
        if (
            dates.date_line(line)
            or _BY.fullmatch(line)
            or dates.dateline_end(self.text, unit.start, unit.end, colon=False)
        ):
            return False
        self._set_headline(unit.start, unit.end)
        return True

    def _set_headline(self, start: int, end: int) -> None:
        self._add(SectionKind.HEADLINE, start, end)
        words = self.text[start:end].strip()
        self.headline, self.layout.title = _folded(words), words

    def _place_furniture(self, kind: SectionKind, unit: Unit, line: str) -> None:
        if kind is SectionKind.CAPTION:
            self._add_caption(unit, line)
            return
        if kind is SectionKind.BYLINE and (label := _AUTHOR_LABEL.match(line)):
            self._keep_authors(line[label.end() :])
        if kind is SectionKind.BOILERPLATE and line.endswith(":"):
            self.in_links = True
        self._add(kind, unit.start, unit.end)

    def _add_caption(self, unit: Unit, line: str) -> None:
        credit = furniture.photo_tail(line)
        if credit:
            self._add(SectionKind.CAPTION, unit.start, unit.start + credit)
            self._add(SectionKind.CREDIT, unit.start + credit, unit.end)
        else:
            self._add(SectionKind.CAPTION, unit.start, unit.end)

    def _place_date(self, unit: Unit, line: str) -> bool:
        found = dates.date_line(line) if len(line) <= 120 else None
        if found is None:
            return False
        self._add(SectionKind.DATELINE, unit.start, unit.end)
        if self.in_head:
            self._keep_date(found.published, updated=found.updated)
        return True

    def _keep_date(self, iso: str | None, *, updated: bool = False) -> None:
        if updated:
            self.updated = self.updated or iso
        else:
            self.layout.published = self.layout.published or iso

    def _place_byline(self, i: int, unit: Unit, line: str) -> bool:
        if len(line) > 160:
            return False
        last = i == len(self.units) - 1
        if _folded(line.removeprefix("By ").removeprefix("by ")) in self.authors:
            self._add(SectionKind.BYLINE, unit.start, unit.end)
            return True
        if not (self.in_head or last):
            return False
        if (found := _BY.fullmatch(line)) or (found := _SLASHED.fullmatch(line)):
            self._keep_authors(found["names"])
            self._add(SectionKind.BYLINE, unit.start, unit.end)
            return True
        found = _NAME_AND_DATE.fullmatch(line)
        day = dates.date_line(found["date"]) if found else None
        if found is None or day is None or not self.in_head:
            return False
        self._keep_authors(found["names"])
        self._keep_date(day.published, updated=day.updated)
        self._add(SectionKind.BYLINE, unit.start, unit.start + found.end("names"))
        self._add(SectionKind.DATELINE, unit.start + found.end("names"), unit.end)
        return True

    def _keep_authors(self, names: str) -> None:
        if not self.layout.authors:
            several = " and " in names or " & " in names  # else what follows a comma is the paper
            parts = re.split(r", | and | & " if several else r", .*", names.strip().rstrip("."))
            self.layout.authors = [p.strip() for p in parts if p.strip()]

    def _is_subheading(self, i: int, unit: Unit, line: str) -> bool:
        if line in self.heads:
            return True
        if i + 1 == len(self.units) or not (unit.blank_before or self.in_head) or not unit.blank_after:
            return False
        limit = _HEADLINE if self.in_head else _SUBHEADING
        if i == 0 or len(line) > limit or line.endswith((".", ":", ";", ",", "!", "?", '"', "”", "'", "’", "…", ")")):
            return False
        if line[0].islower() or not any(map(str.isalpha, line)) or line[0] in '-–—•*·"“':
            return False
        following = self.units[i + 1]
        after = self.text[following.start : following.end]
        prose = ". " in after or after.rstrip("\"'”’)").endswith((".", "!", "?", ":", ","))
        return (len(after) > len(line) and prose) or line.isupper()

    def _place_body(self, unit: Unit) -> None:
        start, end = unit.start, unit.end
        if self.in_head and (cut := dates.dateline_end(self.text, start, end, colon=bool(self.headline))) is not None:
            self._add(SectionKind.DATELINE, start, cut)
            self._keep_date(dates.dateline_date(self.text[start:cut]))
            start = cut
        elif self.in_head and (opening := dates.opening_date(self.text, start, end)) is not None:
            at, after, dated = opening
            if at > start:
                self._set_headline(start, at)
            self._add(SectionKind.DATELINE, at, after)
            self._keep_date(dated.published, updated=dated.updated)
            start = after
        self.in_head = self.in_links = False
        line = self.text[start:end]
        caption = furniture.photo_tail(line) if len(line) <= 400 else None
        if caption:
            kind = SectionKind.CAPTION if unit.blank_before and unit.blank_after else SectionKind.BODY
            self._add(kind, start, start + caption)
            self._add(SectionKind.CREDIT, start + caption, end)
            return
        tail = furniture.glued_tail(line)
        if tail is None:
            self._add(SectionKind.BODY, start, end)
            return
        self._add(SectionKind.BODY, start, start + tail[0])
        self._add(tail[1], start + tail[0], end)

    def _add(self, kind: SectionKind, start: int, end: int) -> None:
        """Append a section without the white space at its rims; paragraphs of the body run together."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start == end:
            return
        if kind is SectionKind.BODY and self.found and self.found[-1][0] is SectionKind.BODY:
            start = self.found.pop()[1]
        self.found.append((kind, start, end))


def _in_title_case(line: str) -> bool:
    """True for one sentence of at least four long words, nearly all of them with a capital."""
    long_words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long_words)
    return len(long_words) > 3 and capitals >= 0.85 * len(long_words) and ". " not in line


def _units(text: str) -> Iterator[Unit]:
    """Lines with words, those of a hard-wrapped paragraph joined."""
    for block in _blocks(text):
        joined = [block] if _is_wrapped(text, block) else _join_continued(text, block)
        for i, lines in enumerate(joined):
            yield Unit(lines[0][0], lines[-1][1], blank_before=i == 0, blank_after=i == len(joined) - 1)


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines between empty lines, each line as (start, end) without the white space at its rims."""
    block: list[tuple[int, int]] = []
    at = 0
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            start = at + len(raw) - len(raw.lstrip())
            block.append((start, start + len(words)))
        elif block:
            yield block
            block = []
        at += len(raw) + 1
    if block:
        yield block


def _is_wrapped(text: str, block: list[tuple[int, int]]) -> bool:
    """True where the lines of a block are one paragraph: all full but the last, most of them cut in mid-sentence."""
    full = block[:-1]
    if not full or any(not 40 <= end - start <= 120 for start, end in full):
        return False
    cut = sum(text[end - 1] not in '.!?:"”’' for _, end in full)
    return cut * 2 > len(full) and (len(full) > 1 or full[0][1] - full[0][0] >= 60)


def _join_continued(text: str, block: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """A line that begins with a small letter goes on with the line before it."""
    units: list[list[tuple[int, int]]] = []
    for start, end in block:
        if units and text[start].islower():
            units[-1].append((start, end))
        else:
            units.append([(start, end)])
    return units


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold().rstrip(".")
