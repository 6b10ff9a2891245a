"""XLSX workbooks: every sheet is a table of reports or links, read as `tables` reads one. Needs the extra `sheets`.

The workbook is a ZIP of XML made by anybody. Before the library sees it, the size of all parts is checked and parts
that declare a document type (the way in for entities) are refused; sheets are then streamed row by row.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from according.errors import InputError
from according.intake.extras import needed
from according.intake.items import Desk, Item, Source
from according.intake.limits import PARSER_FAULTS, refuse_bomb
from according.intake.streams import searchable
from according.intake.tables import Columns, find_columns, headless, row_item

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MAX_COLUMNS = 200
_MAX_EMPTY = 10_000  # a row may claim any number, and the library makes all rows before it
_FAULTS = (
    *PARSER_FAULTS,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    RuntimeError,
    SyntaxError,
)  # ElementTree's ParseError is a SyntaxError
_ADVICE = "Save the sheet as CSV and give that"


def read_sheet(source: Source, desk: Desk) -> Iterator[Item]:
    """The rows of all sheets. Codes: "missing-extra", "bad-sheet", "bomb", "too-large", "columns", those of rows."""
    openpyxl = needed("openpyxl", extra="sheets", name=source.name, what="XLSX workbooks")
    with searchable(source.stream, name=source.name, limits=desk.limits) as stream:
        yield from _sheets(openpyxl, stream, source, desk)


def _sheets(openpyxl: Any, stream: BinaryIO, source: Source, desk: Desk) -> Iterator[Item]:
    _check_parts(stream, source, desk)
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that no text depends on
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets = list(book.worksheets)
    except _FAULTS as e:
        raise _bad(source.name, e) from e
    any_rows = False
    for sheet in sheets:
        title = str(sheet.title)
        try:
            for item in _rows(sheet, f"{source.name}:{title}", source, desk):
                any_rows = True
                yield item
        except InputError as e:
            any_rows = True
            yield e
    if not any_rows:
        raise InputError(source.name, "empty", "the workbook has no rows", advice=_ADVICE)


def _rows(sheet: Any, title: str, source: Source, desk: Desk) -> Iterator[Item]:
    columns: Columns | None = None
    empty = 0
    rows = enumerate(sheet.iter_rows(values_only=True, max_col=_MAX_COLUMNS), 1)
    while True:
        try:
            number, values = next(rows, (0, None))
        except _FAULTS as e:
            raise _bad(title, e) from e
        if values is None:
            return
        cells = [_words(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > _MAX_EMPTY:
            raise InputError(title, "bad-sheet", f"{_MAX_EMPTY:,} empty rows follow each other", advice=_ADVICE)
        if not cells:
            continue
        if columns is None:
            columns = headless(cells)
            if columns is None:
                columns = find_columns(cells, desk.columns, name=title)
                continue
        try:
            yield row_item(cells, columns, name=f"{title}!{number}", source=source, desk=desk)
        except InputError as e:
            yield e


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _check_parts(stream: BinaryIO, source: Source, desk: Desk) -> None:
    """Unpack every part once, counting: what the directory says about sizes may be false."""
    size = stream.seek(0, 2)
    stream.seek(0)
    total = 0
    try:
        with zipfile.ZipFile(stream) as archive:
            for member in archive.infolist():
                with archive.open(member) as part:
                    tail = b""
                    while chunk := part.read(65_536):
                        total += len(chunk)
                        refuse_bomb(total, size, desk.limits, source.name)
                        if total > desk.limits.sheet:
                            raise InputError(
                                source.name,
                                "too-large",
                                f"unpacked, the workbook has more than {desk.limits.sheet:,} bytes",
                                advice=_ADVICE,
                            )
                        if _DOCTYPE.search(tail + chunk.replace(b"\0", b"")):
                            raise InputError(
                                source.name, "bad-sheet", "a part declares a document type or entities", advice=_ADVICE
                            )
                        tail = chunk[-16:].replace(b"\0", b"")
    except _FAULTS as e:
        raise _bad(source.name, e) from e


def _bad(name: str, cause: Exception) -> InputError:
    words = " ".join(str(cause).split())[:200] or type(cause).__name__
    return InputError(name, "bad-sheet", f"the workbook cannot be read ({words})", advice=_ADVICE)
