"""What the readers of the kinds pass on to each other: sources to be read, links to be followed, reports, failures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO, TypeAlias

from according.errors import InputError
from according.intake.build import Metadata, build_report
from according.intake.canonical import MAX_CHARS
from according.intake.decode import decode
from according.intake.kinds import Kind, recognise
from according.intake.limits import Budget, Limits, single_limit
from according.intake.pages import looks_like_html, read_page
from according.intake.publishers import Registry
from according.intake.streams import peeked
from according.records import Report


@dataclass(slots=True)
class Source:
    """Bytes with a name. `report_id` is the id of the report in it, or the beginning of the ids of its members."""

    name: str
    kind: Kind
    stream: BinaryIO
    head: bytes
    budget: Budget
    depth: int = 0
    report_id: str | None = None
    hints: Metadata = field(default_factory=Metadata)
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An address that stands in a list, a feed or a table, and what is said there about the report behind it."""

    url: str
    name: str
    depth: int
    report_id: str | None = None
    hints: Metadata = field(default_factory=Metadata)


Item: TypeAlias = Report | InputError | Source | Link


@dataclass(frozen=True)
class Desk:
    """What all readers of a batch share: its options, and the counts of what was passed over."""

    max_chars: int = MAX_CHARS
    limits: Limits = field(default_factory=Limits)
    columns: dict[str, str] = field(default_factory=dict)
    publishers: Registry | None = None
    follow: bool = True
    skipped: Counter[str] = field(default_factory=Counter)

    def source(
        self,
        stream: BinaryIO,
        *,
        name: str,
        file_name: str = "",
        budget: Budget | None = None,
        depth: int = 0,
        report_id: str | None = None,
        content_type: str | None = None,
        charset: str | None = None,
        hints: Metadata | None = None,
    ) -> Source:
        """Look at the beginning of a stream and say what it is. Raises InputError "depth" and those of the stream."""
        if depth > self.limits.depth:
            raise InputError(
                name,
                "depth",
                f"it lies more than {self.limits.depth} archives or lists deep",
                advice="Unpack the outer ones and give what is inside",
            )
        head, stream = peeked(stream)
        kind = recognise(head, file_name=file_name, content_type=content_type)
        budget = budget or Budget(self.limits)
        return Source(name, kind, stream, head, budget, depth, report_id, hints or Metadata(), charset)

    def report(
        self,
        text: str,
        *,
        name: str,
        report_id: str | None = None,
        metadata: Metadata | None = None,
        exact: bool = False,
    ) -> Report:
        """A report of plain text, its publisher named as the registry names it."""
        metadata = self.publishers.named(metadata) if self.publishers and metadata else metadata
        return build_report(
            text, name=name, report_id=report_id, metadata=metadata, max_chars=self.max_chars, exact=exact
        )

    def words(
        self,
        text: str,
        *,
        name: str,
        report_id: str | None = None,
        hints: Metadata | None = None,
        html: bool | None = None,
    ) -> Report:
        """A report of words that are a page or plain text (`html` None: look); the page's own metadata come first."""
        if html or (html is None and looks_like_html(text)):
            text, found = read_page(text, name=name, url=hints.url if hints else None)
            hints = found.completed(hints) if hints else found
        return self.report(text, name=name, report_id=report_id, metadata=hints)

    def single(self, source: Source) -> Report:
        """The report that a text or a page is."""
        limit = single_limit(self.max_chars)
        data = source.stream.read(limit + 1)
        if len(data) > limit:
            raise InputError(
                source.name,
                "too-large",
                f"the file has more than {limit:,} bytes",
                advice="Split it into its reports, or raise the limit (max_chars)",
            )
        text = decode(data, name=source.name, charset=source.charset)
        html = True if source.kind is Kind.PAGE else None
        return self.words(text, name=source.name, report_id=source.report_id, hints=source.hints, html=html)
