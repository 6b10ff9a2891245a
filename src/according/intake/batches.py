"""A batch: every input is opened, recognised and given to the reader of its kind; what the readers find goes on here.

A reader yields reports, failures, sources (members of an archive, attachments) and links. Sources are read on the spot,
before the reader goes on, so that archives of any size stream through; links are followed one after the other. Nothing
is raised and nothing lost: a failure is yielded in the place of what failed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from according.errors import InputError
from according.intake.addresses import read_addresses
from according.intake.archives import read_gzip, read_zip
from according.intake.items import Desk, Item, Link, Source
from according.intake.jsonlines import read_lines
from according.intake.kinds import Kind
from according.intake.tables import read_table
from according.records import Report

if TYPE_CHECKING:
    from according.intake.visits import Visitor

Reader = Callable[[Source, Desk], Iterator[Item]]


def read_source(source: Source, desk: Desk, visitor: Visitor | None) -> Iterator[Report | InputError]:
    """Everything that is in a source. `visitor` None: links are failures that say so."""
    try:
        for item in _reader(source.kind)(source, desk):
            yield from _read_item(item, desk, visitor)
    except InputError as e:
        yield e
    except OSError as e:
        yield unreadable(source.name, e)


def follow(link: Link, desk: Desk, visitor: Visitor | None) -> Iterator[Report | InputError]:
    """What is behind an address; failures carry the address, and the list in which it stands."""
    if visitor is None or not desk.follow:
        yield InputError(
            link.name,
            "link",
            f"there is only an address, {link.url[:200]}, and links are not followed",
            advice="Let links be followed, or give texts",
        )
        return
    try:
        page = visitor.visit(link.url)
        source = desk.source(
            io.BytesIO(page.content),
            name=link.url,
            content_type=page.content_type,
            depth=link.depth,
            report_id=link.report_id,
            charset=page.charset,
            hints=replace(link.hints, url=page.url),
        )
    except InputError as e:
        yield _placed(e, link)
        return
    yield from read_source(source, desk, visitor)


def unreadable(name: str, cause: Exception) -> InputError:
    """The failure of a file that the system does not give."""
    words = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return InputError(name, "unreadable", f"it cannot be read ({words})", advice="Check the path and its rights")


def _read_item(item: Item, desk: Desk, visitor: Visitor | None) -> Iterator[Report | InputError]:
    if isinstance(item, Source):
        yield from read_source(item, desk, visitor)
    elif isinstance(item, Link):
        yield from follow(item, desk, visitor)
    else:
        yield item


def _placed(error: InputError, link: Link) -> InputError:
    if link.name == link.url:
        return error
    return InputError(f"{link.name} {link.url[:300]}", error.code, error.problem, advice=error.advice)


def _reader(kind: Kind) -> Reader:
    """The reader of a kind; the rarer ones are imported when they are needed."""
    if kind in _READERS:
        return _READERS[kind]
    if kind is Kind.PDF:
        from according.intake.pdf import read_pdf as reader
    elif kind is Kind.SHEET:
        from according.intake.sheets import read_sheet as reader
    elif kind is Kind.FEED:
        from according.intake.feeds import read_feed as reader
    elif kind is Kind.CRAWL:
        from according.intake.crawls import read_crawl as reader
    elif kind is Kind.MAIL:
        from according.intake.mail import read_mail as reader
    else:
        from according.intake.mail import read_mailbox as reader
    return reader


def _read_single(source: Source, desk: Desk) -> Iterator[Item]:
    yield desk.single(source)


def _read_json_lines(source: Source, desk: Desk) -> Iterator[Item]:
    any_lines = False
    for item in read_lines(source.stream, name=source.name, max_chars=desk.max_chars, publishers=desk.publishers):
        any_lines = True
        yield item
    if not any_lines:
        raise InputError(source.name, "empty", "there are no lines in it", advice="Give one JSON object a line")


_READERS: dict[Kind, Reader] = {
    Kind.TEXT: _read_single,
    Kind.PAGE: _read_single,
    Kind.LINES: _read_json_lines,
    Kind.TABLE: read_table,
    Kind.ADDRESSES: read_addresses,
    Kind.GZIP: read_gzip,
    Kind.ZIP: read_zip,
}
