"""RSS and Atom feeds, and OPML lists of feeds. Feeds need the extra `feeds`.

An entry that carries its text is a report; of one that only has a summary the link is followed, or, where links are not
to be followed, the summary read. Feeds come from anybody: no entities are declared in them, and a feed that is no
well-formed XML is only given to the tolerant parser while it is small.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat

from according.errors import InputError
from according.intake.build import Metadata
from according.intake.dates import iso_date
from according.intake.decode import decode
from according.intake.extras import needed
from according.intake.items import Desk, Item, Link, Source
from according.intake.kinds import ADDRESS
from according.intake.limits import PARSER_FAULTS
from according.intake.pages import one_line, read_fragment
from according.intake.streams import whole
from according.records import Report

_ENTITY = re.compile(r"<!\s*ENTITY", re.IGNORECASE)
_ROOT = re.compile(
    r"\s*+(?:<\?(?:[^?]|\?(?!>))*+\?>\s*+|<!--(?:[^-]|-(?!->))*+-->\s*+|<![^\[>]*+(?:\[[^\]]*+\]\s*+)?>\s*+)*+<([A-Za-z_][\w.:-]{0,60})"
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_MAIL_AND_NAME = re.compile(r"\A\S{1,100}@\S{1,100} \(([^()]{1,200})\)\Z")
_FEEDS = frozenset({"rss", "feed", "rdf:rdf", "rdf"})
_TOLERATED = 500_000  # characters of broken XML; the tolerant parser takes the square of some of them
_DEPTH = 200
_ATTRIBUTES = 100
_DEEP = f"its elements are nested more than {_DEPTH} deep"
_CROWDED = f"an element has more than {_ATTRIBUTES} attributes"
_ADVICE = "Open it in a browser to see whether it is a feed"


def read_feed(source: Source, desk: Desk) -> Iterator[Item]:
    """The entries of a feed, or the feeds of an OPML list as links.

    Codes: "missing-extra", "bad-feed", "too-large", "empty"; for single entries those of a report.
    """
    data = whole(source.stream, desk.limits.feed, name=source.name, what="feed", advice="Give a shorter feed")
    text = decode(data, name=source.name, charset=source.charset)
    if found := _ENTITY.search(text):
        raise InputError(
            source.name, "bad-feed", "it declares entities, as no feed must", advice=_ADVICE, offset=found.start()
        )
    root = _ROOT.match(text)
    kind = root[1].lower() if root else ""
    if kind in _FEEDS:
        yield from _entries(text, source, desk)
    elif kind == "opml":
        yield from _outlines(text, source)
    elif kind in {"html", "div", "body"}:
        yield desk.words(text, name=source.name, report_id=source.report_id, hints=source.hints, html=True)
    else:
        what = f"its first element is <{kind}>" if kind else "it holds no XML element"
        raise InputError(source.name, "bad-feed", f"{what}; RSS, Atom and OPML are read", advice=_ADVICE)


def _entries(text: str, source: Source, desk: Desk) -> Iterator[Item]:
    feedparser = needed("feedparser", extra="feeds", name=source.name, what="feeds")
    text = _DECLARATION.sub("", text, count=1)
    broken = _fault(text)
    if broken in {_DEEP, _CROWDED}:
        raise InputError(source.name, "bad-feed", broken, advice=_ADVICE)
    if broken and len(text) > _TOLERATED:
        raise InputError(source.name, "bad-feed", f"it is no well-formed XML ({broken})", advice=_ADVICE)
    # Nothing of a feed's HTML is ever shown, only its words are taken (`read_fragment`): the library's sanitizer would
    # do nothing but take the square of some inputs (36 seconds for 120,000 opened comments).
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8")), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        entries = list(parsed.entries)
    except PARSER_FAULTS as e:
        raise InputError(source.name, "bad-feed", f"it cannot be read ({e})", advice=_ADVICE) from e
    feed_title = _line(parsed.feed.get("title")) or source.hints.publisher
    base = source.hints.url
    for number, entry in enumerate(entries, 1):
        try:
            yield _entry(entry, f"{source.name}#{number}", feed_title, base, source, desk)
        except InputError as e:
            yield e
    if broken:
        raise InputError(
            source.name,
            "bad-feed",
            f"it is no well-formed XML ({broken}); entries found: {len(entries)}, and others may be lost",
            advice=_ADVICE,
        )
    if not entries:
        raise InputError(source.name, "empty", "the feed has no entries", advice=_ADVICE)


def _entry(
    entry: Any, name: str, feed_title: str | None, base: str | None, source: Source, desk: Desk
) -> Report | Link:
    url = _address(entry.get("link"), base)
    metadata = Metadata(
        title=_line(entry.get("title")),
        authors=_authors(entry),
        published=_published(entry),
        publisher=feed_title,
        url=url,
    )
    full = "".join(str(part.get("value") or "") for part in entry.get("content") or [])
    if not full.strip() and url and desk.follow:
        return Link(url, name, source.depth + 1, None, metadata)
    words = read_fragment(full or str(entry.get("summary") or ""), name=name)
    if not words and not metadata.title:
        raise InputError(name, "empty", "the entry has neither a text nor a link", advice="Look at the feed")
    if metadata.title and not words.startswith(metadata.title):
        words = f"{metadata.title}\n\n{words}"
    return desk.report(words, name=name, metadata=metadata)


def _published(entry: Any) -> str | None:
    """The entry's own day; `updated` only where it is the dc:date of a feed that knows no other (RSS 1.0)."""
    own = {"published", "published_parsed", "created", "created_parsed"} & set(entry.keys())
    for key in ("published", "created") if own else ("updated",):
        parsed = entry.get(f"{key}_parsed")
        if parsed:
            try:
                return datetime.fromtimestamp(timegm(parsed), UTC).isoformat()
            except (ValueError, TypeError, OverflowError, OSError):
                continue
        if (raw := entry.get(key)) and (iso := iso_date(str(raw))):
            return iso
    return None


def _authors(entry: Any) -> tuple[str, ...]:
    """The names; of "mail (name)", as RSS 2.0 has it, the name."""
    if found := _MAIL_AND_NAME.match(str(entry.get("author") or "")[:300]):
        return (found[1],)
    names = [_line(a.get("name")) for a in entry.get("authors") or []]
    return tuple(dict.fromkeys(n for n in names if n))[:50]


def _outlines(text: str, source: Source) -> Iterator[Item]:
    """The feeds of an OPML list, each once, as they stand."""
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        folded = {key.casefold(): value for key, value in attributes.items()}
        if tag.casefold() == "outline" and folded.get("xmlurl"):
            found.append((folded["xmlurl"].strip(), folded.get("title") or folded.get("text") or ""))

    if fault := _fault(text, start):
        raise InputError(source.name, "bad-feed", f"it is no well-formed XML ({fault})", advice=_ADVICE)
    if not found:
        raise InputError(source.name, "empty", "no feed is in the list", advice="OPML lists name feeds by xmlUrl")
    for number, (url, title) in enumerate(dict.fromkeys(found), 1):
        name = f"{source.name}#{number}"
        if ADDRESS.fullmatch(url):
            yield Link(url, name, source.depth + 1, None, Metadata(publisher=_line(title), url=url))
        else:
            yield InputError(
                name, "bad-url", f"{url[:60]!r} is no http(s) address", advice="Mend or delete the outline"
            )


def _fault(text: str, start: Any = None) -> str | None:
    """What is wrong with the text as XML, by expat: nothing is loaded, nothing expanded, no depth without end."""
    depth = 0

    def opened(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise _RefusedError(_DEEP)
        if len(attributes) > _ATTRIBUTES:
            raise _RefusedError(_CROWDED)
        if start is not None:
            start(tag, attributes)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(_DECLARATION.sub("", text, count=1).encode("utf-8"), True)
    except expat.ExpatError as e:
        return str(e)
    except _RefusedError as e:
        return str(e)
    return None


class _RefusedError(Exception):
    """Well-formed, but beyond what any feed has."""


def _address(link: object, base: str | None) -> str | None:
    try:
        url = urljoin(base or "", str(link or "").strip())
    except ValueError:
        return None
    return url if ADDRESS.fullmatch(url) else None


def _line(words: object) -> str | None:
    return one_line(str(words)) if words else None
