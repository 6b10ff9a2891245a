"""Mails (EML) and mailboxes (mbox): the words of a mail are a report, and so are attachments that are read elsewhere.

The mailbox is streamed, one mail in memory at a time. The plain part is taken, else the HTML part; the subject is the
headline, the header's date the day of publication, the sender's name the author.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from according.errors import InputError
from according.intake.build import Metadata, clean
from according.intake.decode import decode
from according.intake.items import Desk, Item, Source
from according.intake.kinds import ADDRESS, is_taken, stem_of, suffix_of
from according.intake.mime import Part, leaves, read_part
from according.intake.pages import one_line, read_fragment
from according.intake.streams import whole

if TYPE_CHECKING:
    from according.records import Report

_HEADER = re.compile(rb"\s{0,10}[A-Za-z][\w-]{0,60}:[ \t\r\n]")
_SEPARATOR = re.compile(rb"From \S.{0,300}\d{4}\s*\Z")
_ADVICE = "Save the mail's text as a plain text file and give that"


def read_mail(source: Source, desk: Desk) -> Iterator[Item]:
    """The report in a mail, then its attachments. Codes: "bad-mail", "empty", "too-large", those of a report."""
    data = whole(source.stream, desk.limits.mail, name=source.name, what="mail", advice=_ADVICE)
    yield from _items(data, source.name, source, desk)


def read_mailbox(source: Source, desk: Desk) -> Iterator[Item]:
    """The mails of an mbox file, one after the other, each as `read_mail` does."""
    number = 0
    for number, data in enumerate(_divided(source, desk), 1):
        name = f"{source.name}#{number}"
        if data is None:
            yield InputError(
                name, "too-large", f"the mail has more than {desk.limits.mail:,} bytes", advice="Delete its attachments"
            )
            continue
        try:
            yield from _items(data, name, source, desk)
        except InputError as e:
            yield e
    if number == 0:
        raise InputError(source.name, "empty", "no mail is in the mailbox", advice="Give a file in mbox format")


def _divided(source: Source, desk: Desk) -> Iterator[bytes | None]:
    """Each mail's bytes; None for one beyond the limit. Raises InputError "bad-mail" where no mail begins."""
    lines: list[bytes] = []
    size, started, blank = 0, False, True
    while line := source.stream.readline(1 << 16):
        if blank and line.startswith(b"From ") and (_SEPARATOR.match(line) or not started):
            if started:
                yield b"".join(lines) if size <= desk.limits.mail else None
            lines, size, started = [], 0, True
            continue
        blank = not line.strip()
        if not started:
            if blank:
                continue
            raise InputError(
                source.name, "bad-mail", 'it does not begin with a line "From ", as mbox files do', advice=_ADVICE
            )
        size += len(line)
        if size <= desk.limits.mail:
            lines.append(line[1:] if line.startswith(b">From ") else line)
        else:
            lines = []
    if started:
        yield b"".join(lines) if size <= desk.limits.mail else None


def _items(data: bytes, name: str, source: Source, desk: Desk) -> Iterator[Item]:
    if not _HEADER.match(data):
        raise InputError(name, "bad-mail", "it does not begin with a header such as Subject:", advice=_ADVICE)
    message = read_part(data, name=name)
    parts = list(leaves(message, name=name))
    attached = [part for part in parts if _file_name(part)]
    bodies = [part for part in parts if not _file_name(part)]
    try:
        yield _report(message, bodies, name, source, desk)
    except InputError as e:
        if e.code != "empty" or not any(is_taken(_file_name(part)) for part in attached):
            yield e
    for part in attached:
        file_name = _file_name(part)
        if not is_taken(file_name):
            desk.skipped[suffix_of(file_name) or "without a suffix"] += 1
            continue
        path = PurePosixPath(file_name)
        try:
            yield desk.source(
                io.BytesIO(part.content()),
                name=f"{name}/{file_name}",
                file_name=file_name,
                budget=source.budget,
                depth=source.depth + 1,
                report_id="/".join(filter(None, (source.report_id, stem_of(path)))),
            )
        except InputError as e:
            yield e


def _report(message: Part, bodies: list[Part], name: str, source: Source, desk: Desk) -> Report:
    plain = [p for p in bodies if p.kind() == "text/plain"]
    pages = [p for p in bodies if p.kind() == "text/html"]
    words = "\n\n".join(filter(str.strip, (_words(p, name) for p in plain)))
    if not words:
        words = "\n\n".join(filter(None, (read_fragment(_words(p, name), name=name) for p in pages)))
    subject = one_line(message.words("subject"))
    if not words.strip():
        raise InputError(name, "empty", "the mail has no words", advice="Give a mail with the text of a report")
    author = one_line(parseaddr(message.words("from"))[0])
    archived = message.words("archived-at").strip("<> ")
    metadata = Metadata(
        title=subject,
        authors=(author,) if author else (),
        published=_date(message),
        url=archived if ADDRESS.fullmatch(archived) else None,
    )
    if subject and not words.lstrip().startswith(subject):
        words = f"{subject}\n\n{words.lstrip()}"
    return desk.report(words, name=name, report_id=_id(message) or source.report_id, metadata=metadata)


def _id(message: Part) -> str | None:
    return clean(message.words("message-id").strip("<> "))[:300] or None


def _date(message: Part) -> str | None:
    """The day that the sender's program wrote; None where it is missing or no date."""
    try:
        return parsedate_to_datetime(message.words("date")).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _file_name(part: Part) -> str:
    """The name of an attachment, without folders; "" for a part that is none."""
    given = part.file_name().replace("\\", "/").replace("\0", "")[:300]
    return clean(PurePosixPath(given).name)


def _words(part: Part, name: str) -> str:
    data = part.content()
    charset = part.parameter("content-type", "charset") or None
    return decode(data, name=name, charset=charset) if data.strip() else ""
