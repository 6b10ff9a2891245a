"""The last step of every way in: a text and what its metadata say become a Report."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field

from according.intake.canonical import MAX_CHARS, canonical, check
from according.intake.language import detect
from according.intake.sections import find_sections
from according.records import Report


@dataclass(frozen=True)
class Metadata:
    """What the source says about a text, apart from the text; None where it says nothing."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    subheadings: Collection[str] = field(default_factory=frozenset)


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

    Metadata win over what the text says; `published` is never anything else than one of the two.
    Raises InputError: "empty", "binary", "encoding", "too-long", "language".
    """
    meta = metadata or Metadata()
    if exact:
        check(text, name=name, max_chars=max_chars)
    else:
        text = canonical(text, name=name, max_chars=max_chars)
    language = detect(text, name=name)
    layout = find_sections(text, title=meta.title, authors=meta.authors, subheadings=meta.subheadings)
    return Report(
        id=clean(report_id) if report_id else content_id(text),
        title=meta.title or layout.title,
        publisher=meta.publisher,
        authors=list(meta.authors) or layout.authors,
        published=meta.published or layout.published,
        language=language,
        url=meta.url,
        text=text,
        sections=layout.sections,
    )


def content_id(text: str) -> str:
    """A short id that the same text always gets: the first 12 digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def clean(words: str) -> str:
    """File names may hold bytes that are no text; ids may not."""
    return words.encode("utf-8", "replace").decode("utf-8")
