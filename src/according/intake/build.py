"""The last step of every way in: a text and what its metadata say become a Report.

The day of publication comes from the metadata or from a date line of the text, and from nowhere else: not from the day
of fetching, the time of a file, or the day on which a PDF was made. Where the two name different days, the text wins
and the metadata's date is kept beside it. A line that only says when a report was updated contradicts nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from according.intake.canonical import MAX_CHARS, canonical, check
from according.intake.language import detect
from according.intake.sections import find_sections
from according.records import Report


@dataclass(frozen=True)
class Metadata:
    """What the source says about a text, apart from the text; None where it says nothing.

    `given` marks what the user's own table or JSON line says: it goes before what a page says about itself.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    subheadings: Collection[str] = field(default_factory=frozenset)
    given: bool = False

    def completed(self, hints: Metadata) -> Metadata:
        """These metadata of a page, with what the place that led to it said about it."""
        first, second = (hints, self) if hints.given else (self, hints)
        return replace(
            first,
            title=self.title or hints.title,  # the page's own is the first line of its text
            authors=first.authors or second.authors,
            published=first.published or second.published,
            publisher=first.publisher or second.publisher,
            url=self.url or hints.url,
            subheadings=self.subheadings,
        )


def build_report(
    text: str,
    *,
    name: str,
    report_id: str | None = None,
    metadata: Metadata | None = None,
    max_chars: int = MAX_CHARS,
    exact: bool = False,
) -> Report:
    """A Report with its sections. `exact` keeps the text as it stands, so that foreign offsets into it still fit.

    Title and authors of the metadata win over those of the text; of two days of publication the text's wins.
    Raises InputError: "empty", "binary", "encoding", "too-long", "language".
    """
    meta = metadata or Metadata()
    if exact:
        check(text, name=name, max_chars=max_chars)
    else:
        text = canonical(text, name=name, max_chars=max_chars)
    language = detect(text, name=name)
    layout = find_sections(text, title=meta.title, authors=meta.authors, subheadings=meta.subheadings)
    published, otherwise = day_of_publication(meta.published, layout.published, updated=layout.only_updated)
    return Report(
        id=clean(report_id) if report_id else content_id(text),
        title=meta.title or layout.title,
        publisher=meta.publisher,
        authors=list(meta.authors) or layout.authors,
        published=published,
        published_metadata=otherwise,
        language=language,
        url=meta.url,
        text=text,
        sections=layout.sections,
    )


def day_of_publication(metadata: str | None, text: str | None, *, updated: bool) -> tuple[str | None, str | None]:
    """The day of publication, and the metadata's where they contradict the text."""
    if metadata is None or text is None or updated or metadata[:10] == text[:10]:
        return metadata or text, None  # of the same day the metadata often know the hour
    return text, metadata


def content_id(text: str) -> str:
    """A short id that the same text always gets: the first 12 digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def clean(words: str) -> str:
    """File names may hold bytes that are no text; ids may not."""
    return words.encode("utf-8", "replace").decode("utf-8")
