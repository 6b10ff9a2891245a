"""Web archives (WARC): every page, text or PDF that a server answered with is a report. Needs the extra `warc`.

Streamed record by record. The day of the crawl is never taken for the day of publication. Pictures, requests, notes of
the crawler and answers other than 200 are counted as skipped.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

from according.errors import InputError
from according.intake.build import Metadata, clean
from according.intake.extras import needed
from according.intake.items import Desk, Item, Source
from according.intake.kinds import ADDRESS, fetched_types
from according.intake.limits import PARSER_FAULTS, single_limit
from according.intake.streams import Unpacked

_ADVICE = "Check the file with `warcio check`, or fetch it again"
# The library warns of odd addresses in words of the archive's own; those are not for a terminal.
logging.getLogger("warcio").addHandler(logging.NullHandler())
_RECORDS = frozenset({"response", "resource", "conversion"})


def read_crawl(source: Source, desk: Desk) -> Iterator[Item]:
    """The answers of a crawl. Codes: "missing-extra", "bad-warc", "empty", "fetch-type", those of a report."""
    archives = needed("warcio.archiveiterator", extra="warc", name=source.name, what="web archives")
    faults = (needed("warcio.exceptions", extra="warc", name=source.name, what="web archives").ArchiveLoadFailed,)
    allowed = _Allowance(source.stream, source.name, desk.limits.record_head)
    records = archives.ArchiveIterator(allowed, check_digests=False)
    records.INC_RECORD = ""  # it would write about faults to standard error; here they are failures
    number, any_found = 0, False
    while True:
        number += 1
        name = f"{source.name}#{number}"
        allowed.refill()
        try:
            record = next(records, None)
        except (*faults, *PARSER_FAULTS, OSError, zlib.error) as e:
            words = " ".join(str(e).split())[:120]
            raise InputError(
                name, "bad-warc", f"the archive cannot be read on from here ({words})", advice=_ADVICE
            ) from e
        if record is None:
            break
        if records.err_count:
            records.err_count = 0
            yield InputError(
                f"{source.name}#{number - 1}", "bad-warc", "the record is longer than it says", advice=_ADVICE
            )
        content_type = _content_type(record)
        skipped = _reason_to_skip(record, content_type)
        if skipped:
            desk.skipped[f"{skipped} in web archives"] += 1
        else:
            any_found = True
            yield from _answer(record, content_type, name, source, desk, allowed)
        if missing := _drain(record, name, allowed):
            if skipped:
                yield missing
            return
    if number == 1 or not any_found:
        raise InputError(source.name, "empty", "no page is in the archive", advice="Give a WARC file of a crawl")


def _drain(record: Any, name: str, allowed: _Allowance) -> InputError | None:
    """Go to the end of a record; the failure of one that breaks off before it."""
    while record.raw_stream.read(65_536):
        allowed.refill()
    left = getattr(record.raw_stream, "limit", 0)
    if not left:
        return None
    return InputError(name, "bad-warc", f"the record breaks off, {left:,} bytes are missing", advice=_ADVICE)


def _answer(
    record: Any, content_type: str, name: str, source: Source, desk: Desk, allowed: _Allowance
) -> Iterator[Item]:
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    headers = record.http_headers
    try:
        content = _content(record, name, source, desk, allowed)
        yield desk.source(
            io.BytesIO(content),
            name=f"{name} {clean(url)[:300]}".strip(),
            budget=source.budget,
            depth=source.depth + 1,
            content_type=content_type,
            charset=_charset(headers.get_header("content-type") if headers else None),
            hints=Metadata(url=url if ADDRESS.fullmatch(url) else None),
        )
    except InputError as e:
        yield e


def _content(record: Any, name: str, source: Source, desk: Desk, allowed: _Allowance) -> bytes:
    """All of an answer, unpacked. Raises InputError for half a page, which is no report, and for too large ones."""
    limit = max(single_limit(desk.max_chars), desk.limits.pdf)
    stream = _body(record, name, source, desk)
    content = bytearray()
    while chunk := stream.read(65_536):
        allowed.refill()
        content += chunk
        if len(content) > limit:
            raise InputError(name, "too-large", f"the page has more than {limit:,} bytes", advice=_ADVICE)
    if missing := _drain(record, name, allowed):
        raise missing
    return bytes(content)


def _reason_to_skip(record: Any, content_type: str) -> str | None:
    if record.rec_type not in _RECORDS:
        return f"{clean(str(record.rec_type))[:20]} records"
    if record.http_headers is not None and record.http_headers.get_statuscode() != "200":
        return "answers other than 200"
    if content_type not in fetched_types():
        return clean(content_type)[:60] or "answers without a type"
    return None


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return str(headers.get_header("content-type") or "").partition(";")[0].strip().lower()


def _charset(content_type: str | None) -> str | None:
    found = (content_type or "").lower().partition("charset=")[2]
    return found.partition(";")[0].strip(" \"'") or None


def _body(record: Any, name: str, source: Source, desk: Desk) -> BinaryIO:
    """The answer's bytes, unchunked and unpacked; unpacked here and not by the library, so that bombs are counted."""
    headers = record.http_headers
    stream = cast(IO[bytes], record.raw_stream)
    if headers is not None and "chunked" in str(headers.get_header("transfer-encoding") or "").lower():
        readers = needed("warcio.bufferedreaders", extra="warc", name=name, what="web archives")
        stream = readers.ChunkedDataReader(stream, decomp_type=None)
    packed = str((headers and headers.get_header("content-encoding")) or "identity").strip().lower()
    if packed in {"identity", "", "utf-8"}:
        inflated = stream
    elif packed in {"gzip", "x-gzip", "deflate"}:
        inflated = cast(IO[bytes], _Inflated(stream))
    else:
        raise InputError(name, "fetch-type", f"its content is packed as {packed[:40]!r}", advice="Save the page itself")
    length = record.length if isinstance(record.length, int) else 0
    counted = Unpacked(
        inflated, name=name, kind="warc", packed=lambda: length, limits=desk.limits, budget=source.budget
    )
    return cast(BinaryIO, io.BufferedReader(counted, 65_536))


class _Inflated:
    """The bytes that a gzip or deflate stream holds, never more than asked for."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._inflate = zlib.decompressobj(wbits=47)  # gzip or zlib, whichever it is

    def read(self, size: int) -> bytes:
        while not self._inflate.eof:
            raw = self._inflate.unconsumed_tail or self._stream.read(16_384)
            if not raw:
                raise EOFError("the packed answer breaks off")
            if data := self._inflate.decompress(raw, size):
                return data
        return b""


class _Allowance:
    """A stream from which the library can take the headers of one record and not endless ones."""

    def __init__(self, stream: IO[bytes], name: str, allowance: int) -> None:
        self._stream, self._name, self._allowance = stream, name, allowance
        self._left = allowance
        self._at = 0

    def refill(self) -> None:
        """A record's headers, or a part of its content, were taken."""
        self._left = self._allowance

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        if self._left <= 0:
            raise InputError(
                self._name,
                "bad-warc",
                f"the headers of a record have more than {self._allowance:,} bytes",
                advice=_ADVICE,
            )
        data = self._stream.read(size if size >= 0 else 65_536)
        self._left -= len(data)
        self._at += len(data)
        return data
