"""Records as one self-contained HTML page: the text in layers, each event linked to its words, voice and status.

The page asks for nothing from outside and runs no script: the layers are check boxes and CSS, and the Content Security
Policy allows only the one style sheet, by its hash. Everything that a report brings passes through Jinja's autoescape
and `harmless`; anchors are numbered by us and never made from a record's own ids.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit

from jinja2 import DictLoader, Environment, StrictUndefined, Template

from according.records import Event, Record, Report, SectionKind, Statement
from according.rendering.harmless import harmless, one_line
from according.rendering.lines import Line, Voice, joined, ledger_lines, quad, status, voice_chain, voice_name
from according.rendering.pieces import Mark, Piece, pieces

LAYERS = {
    "voices": "Voices",
    "events": "Events",
    "names": "People and places",
    "values": "Times and figures",
    "distance": "Words at arm's length",
    "parts": "Headline, byline, credit",
}
_QUADS = {"verbal cooperation": "q1", "material cooperation": "q2", "verbal conflict": "q3", "material conflict": "q4"}
_HUES = 8
_PARTS = {SectionKind.BODY: "", SectionKind.HEADLINE: "headline", SectionKind.SUBHEADING: "headline"}


class Link(NamedTuple):
    """A link to an anchor of the page, or plain words where `anchor` is None."""

    words: str
    anchor: str | None = None
    style: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One piece of the text as the template wants it: its classes, anchors that start here, tags that follow it."""

    text: str
    style: str
    said: str
    anchors: tuple[str, ...] = ()
    cue: Link | None = None
    tags: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class EventRow:
    """One ledger line with its anchors."""

    anchor: str
    line: Line
    quad: str
    voices: tuple[Link, ...]
    words: Link
    distancing: str
    confidence: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement with its anchors."""

    anchor: str
    statement: Statement
    voices: tuple[Link, ...]
    cue: str
    words: Link
    hue: str
    events: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """Everything of one record that the template shows."""

    anchor: str
    heading: str
    about: tuple[str, ...]
    url: str | None
    record: Record
    stretches: list[Stretch]
    events: list[EventRow]
    statements: list[StatementRow]


def render_page(records: Sequence[Record], *, title: str | None = None) -> str:
    """All records as one HTML document, with an index where there are several."""
    articles = [_article(record, f"r{i + 1}") for i, record in enumerate(records)]
    heading = title or (articles[0].heading if len(articles) == 1 else f"{len(articles)} reports")
    return template("page.html.jinja").render(
        title=one_line(heading), articles=articles, layers=LAYERS, key="p", csp=policy("page.css")
    )


def render_fragment(record: Record) -> str:
    """One record as a piece of HTML for a notebook; its anchors do not clash with those of other records."""
    key = "a" + hashlib.sha256(record.to_json().encode()).hexdigest()[:10]
    return template("fragment.html.jinja").render(articles=[_article(record, key)], layers=LAYERS, key=key)


@cache
def template(name: str) -> Template:
    """A template of this package by its name."""
    sources = files("according.rendering") / "templates"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["harmless"] = one_line
    environment.loader = DictLoader({p.name: p.read_text(encoding="utf-8") for p in sources.iterdir()})
    return environment.get_template(name)


def policy(style: str) -> str:
    """The Content Security Policy of a page: nothing is loaded and nothing runs, except that one style sheet."""
    digest = base64.b64encode(hashlib.sha256(template(style).render().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _article(record: Record, anchor: str) -> Article:
    report = record.report
    hues = _hues(record)
    chains = [" < ".join(voice.name for voice in voice_chain(record, s.id)) for s in record.statements]
    lines = ledger_lines(record)
    anchors = {id(event): f"{anchor}-v{i + 1}" for i, event in enumerate(record.events)}
    statements = {s.id: i for i, s in enumerate(record.statements)}
    return Article(
        anchor=anchor,
        heading=_heading(report),
        about=tuple(x for x in (report.publisher, ", ".join(report.authors), report.published, report.id) if x),
        url=web_address(report.url),
        record=record,
        stretches=[_stretch(piece, record, anchor, hues, chains) for piece in pieces(record)],
        events=[
            EventRow(
                anchor=anchors[id(line.event)],
                line=line,
                quad=_quad(line.event),
                voices=_voices(line.voices, statements, anchor, hues),
                words=_words(line.words, anchors[id(line.event)] + "-w", bool(line.event.triggers)),
                distancing=joined(line.event.distancing),
                confidence=line.confidence,
            )
            for line in lines
        ],
        statements=[
            StatementRow(
                anchor=f"{anchor}-s{i + 1}",
                statement=s,
                voices=_voices(voice_chain(record, s.id), statements, anchor, hues),
                cue=joined(s.cue),
                words=_words(joined(s.content), f"{anchor}-s{i + 1}-w", bool(s.content)),
                hue=hues[i],
                events=tuple(
                    Link(line.what, anchors[id(line.event)], _quad(line.event))
                    for line in lines
                    if line.event.said_in == s.id
                ),
            )
            for i, s in enumerate(record.statements)
        ],
    )


def _heading(report: Report) -> str:
    headline = next((s.span.text for s in report.sections if s.kind is SectionKind.HEADLINE), None)
    return one_line(report.title or headline or report.id) or "Untitled report"


def web_address(url: str | None) -> str | None:
    """The address where it is one that a browser may follow: a report must not bring "javascript:" links."""
    if url is None:
        return None
    try:
        scheme = urlsplit(url).scheme
    except ValueError:  # for instance an unclosed bracket in the host
        return None
    return url if scheme in {"http", "https"} else None


def _hues(record: Record) -> list[str]:
    """A hue class per statement; the statements of one speaker share theirs."""
    speakers: dict[str, str] = {}
    return [speakers.setdefault(voice_name(record, s), f"h{len(speakers) % _HUES}") for s in record.statements]


def _quad(event: Event) -> str:
    return _QUADS.get(quad(event) or "", "q0")


def _words(words: str, anchor: str, found: bool) -> Link:
    return Link(words, anchor if found else None)


def _voices(chain: Sequence[Voice], numbers: dict[str, int], anchor: str, hues: list[str]) -> tuple[Link, ...]:
    links = []
    for voice in chain:
        if voice.statement is None:
            links.append(Link(voice.name))
        else:
            i = numbers[voice.statement.id]
            links.append(Link(voice.name, f"{anchor}-s{i + 1}", hues[i]))
    return tuple(links)


def _stretch(piece: Piece, record: Record, anchor: str, hues: list[str], chains: list[str]) -> Stretch:
    cue, content = piece.inner("cue"), piece.inner("content")
    ended = sorted({m.index for m in piece.ends if m.layer == "trigger"})
    return Stretch(
        text=harmless(piece.text),
        style=" ".join(_classes(piece, record, hues)),
        said=chains[content.index] if content else "",
        anchors=tuple(_anchors(piece, record, anchor)),
        cue=Link("", f"{anchor}-s{cue.index + 1}") if cue else None,
        tags=tuple(Link(_tag(record.events[i]), f"{anchor}-v{i + 1}", _quad(record.events[i])) for i in ended),
    )


def _tag(event: Event) -> str:
    word = status(event)
    return event.type if word == "happened" else f"{event.type} {word}"


def _anchors(piece: Piece, record: Record, anchor: str) -> list[str]:
    """The anchors of events and statements whose first word begins with this piece."""
    found = []
    for mark in piece.marks:
        if mark.span.start != piece.start:
            continue
        if mark.layer == "trigger" and _is_first(mark, record.events[mark.index].triggers):
            found.append(f"{anchor}-v{mark.index + 1}-w")
        if mark.layer == "content" and _is_first(mark, record.statements[mark.index].content):
            found.append(f"{anchor}-s{mark.index + 1}-w")
    return found


def _is_first(mark: Mark, spans: Sequence[object]) -> bool:
    return mark.span is spans[0]


def _classes(piece: Piece, record: Record, hues: list[str]) -> list[str]:
    found = []
    contents = piece.of("content")
    if contents:
        found += ["c", hues[contents[-1].index], f"d{min(len(contents), 4)}"]
    if piece.of("source"):
        found.append("src")
    if piece.of("cue"):
        found.append("cue")
    trigger = piece.inner("trigger")
    if trigger is not None:
        found += ["t", _quad(record.events[trigger.index])]
    if piece.of("entity") or piece.of("place"):
        found.append("name")
    if piece.of("time") or piece.of("figure"):
        found.append("value")
    if piece.of("distancing"):
        found.append("held")
    section = piece.inner("section")
    if section is not None and section.section is not None:
        found.append(_PARTS.get(section.section, "small"))
    return [name for name in found if name]
