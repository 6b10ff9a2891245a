"""GZip and ZIP: their members are streamed one after the other, nothing is written, and bombs are stopped early.

A member's path is only ever shown and looked at for its suffix; no file is made from it.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from according.errors import InputError
from according.intake.build import clean
from according.intake.items import Desk, Item, Source
from according.intake.kinds import Kind, is_taken, stem_of, suffix_of
from according.intake.streams import Counted, Unpacked, searchable

_OFFICE = {"word/document.xml": "a Word document", "ppt/presentation.xml": "a slide show", "mimetype": "a document"}
_MAX_NAME = 1000


def read_gzip(source: Source, desk: Desk) -> Iterator[Item]:
    """What was packed, under the name without ".gz". Codes: "bad-gzip", "bomb", "too-large", "depth"."""
    counted = Counted(source.stream, None if source.budget.packed else source.budget)
    packed = gzip.GzipFile(fileobj=io.BufferedReader(counted, 65_536))
    stream = Unpacked(
        cast(BinaryIO, packed),
        name=source.name,
        kind="gzip",
        packed=lambda: counted.count,
        limits=desk.limits,
        budget=source.budget,
    )
    inner = source.name[:-3] if source.name.lower().endswith(".gz") else source.name
    yield desk.source(
        cast(BinaryIO, io.BufferedReader(stream, 65_536)),
        name=source.name,
        file_name=inner,
        budget=source.budget,
        depth=source.depth + 1,
        report_id=source.report_id,
    )


def read_zip(source: Source, desk: Desk) -> Iterator[Item]:
    """The members that are reports or hold reports, in their order; the others are counted as skipped.

    Codes: "bad-zip", "too-large" (members, directory, size), "bomb", "encrypted", "binary" (an office document),
    "empty", "depth".
    """
    with searchable(source.stream, name=source.name, limits=desk.limits) as stream:
        yield from _members(stream, source, desk)


def _members(stream: BinaryIO, source: Source, desk: Desk) -> Iterator[Item]:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    source.budget.packed = source.budget.packed or size
    guarded = _Guarded(stream, desk.limits.directory, source.name)
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, guarded))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, LookupError) as e:
        raise _bad(source.name, e) from e
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
        if len(members) > desk.limits.members:
            raise InputError(
                source.name,
                "too-large",
                f"it has {len(members):,} members, and at most {desk.limits.members:,} are read",
                advice="Divide it, or unpack it and give the folder",
            )
        names = {m.filename for m in members}
        if "xl/workbook.xml" in names:
            stream.seek(0)
            yield Source(source.name, Kind.SHEET, stream, b"", source.budget, source.depth, source.report_id)
            return
        if office := next((words for part, words in _OFFICE.items() if part in names), None):
            raise InputError(
                source.name, "binary", f"it is {office}", advice="Save it as plain text, HTML or PDF and give that"
            )
        wanted = [m for m in members if is_taken(m.filename)]
        desk.skipped.update(
            suffix_of(n) or "without a suffix" for n in (m.filename for m in members) if not is_taken(n)
        )
        if not wanted:
            raise InputError(source.name, "empty", "no report is in the archive", advice="Give an archive of reports")
        for member in wanted:
            yield from _member(archive, member, size, source, desk)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, size: int, source: Source, desk: Desk) -> Iterator[Item]:
    path = PurePosixPath(clean(member.filename)[:_MAX_NAME])
    name = f"{source.name}/{path}"
    if member.flag_bits & 1:
        yield InputError(name, "encrypted", "it is encrypted", advice="Unpack it with its password and give the file")
        return
    try:
        opened = archive.open(member)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as e:
        yield _bad(name, e)
        return
    with opened:
        stream = Unpacked(
            opened,
            name=name,
            kind="zip",
            packed=lambda: min(member.compress_size, size),
            limits=desk.limits,
            budget=source.budget,
        )
        try:
            yield desk.source(
                cast(BinaryIO, io.BufferedReader(stream, 65_536)),
                name=name,
                file_name=path.name,
                budget=source.budget,
                depth=source.depth + 1,
                report_id="/".join(filter(None, (source.report_id, *_folders(path), stem_of(path)))),
            )
        except InputError as e:
            yield e


def _folders(path: PurePosixPath) -> Iterator[str]:
    return (part for part in path.parts[:-1] if part not in {"/", "..", "."})


def _hidden(path: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part not in {".", ".."} for part in path.split("/"))


def _bad(name: str, cause: Exception) -> InputError:
    return InputError(
        name, "bad-zip", f"it cannot be unpacked ({cause or type(cause).__name__})", advice="Fetch or pack it again"
    )


class _Guarded(io.RawIOBase):
    """A file of which `zipfile` cannot read more at once than a directory of a sensible size has."""

    def __init__(self, stream: BinaryIO, limit: int, name: str) -> None:
        self._stream, self._limit, self._name = stream, limit, name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int = -1) -> bytes:
        data = b"" if size > self._limit else self._stream.read(size if size >= 0 else self._limit + 1)
        if max(size, len(data)) > self._limit:
            raise InputError(
                self._name,
                "too-large",
                f"its directory has more than {self._limit:,} bytes",
                advice="Divide it, or unpack it and give the folder",
            )
        return data
