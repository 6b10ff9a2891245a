"""Tables of reports or of links: which column is what, and a row become a report or a link. CSV and TSV are read here.

Columns are found by their headers (`data/columns.tsv`) or named by the user. A table without a header that has
addresses in its first row is a list of links. Rows stream; one bad row is one failure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from according.errors import InputError
from according.intake.build import Metadata
from according.intake.dates import iso_date
from according.intake.decode import sniff
from according.intake.items import Desk, Item, Link, Source
from according.intake.kinds import ADDRESS, suffix_of

FIELDS = ("text", "url", "id", "title", "published", "publisher", "authors")
_ADVICE = "Name the columns (columns, on the command line --column text=HEADER or --column url=HEADER)"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row; `width` is the number of named columns."""

    at: Mapping[str, int]
    width: int


def find_columns(header: Sequence[str], wanted: Mapping[str, str], *, name: str) -> Columns:
    """The columns that the user named, the others by their usual headers; `field=""` leaves a column out.

    Raises InputError "columns": a named column that is not there, neither text nor address, an unknown field.
    """
    folded = [_folded(cell) for cell in header]
    at: dict[str, int] = {}
    for field, column in wanted.items():
        if field not in FIELDS:
            raise InputError(
                name, "columns", f"{field[:60]!r} is no field of a report", advice=f"The fields are {', '.join(FIELDS)}"
            )
        if column and _folded(column) not in folded:
            raise InputError(
                name, "columns", f"no column is called {column[:60]!r}", advice=f"The columns are {_listed(header)}"
            )
        if column:
            at[field] = folded.index(_folded(column))
    for field in FIELDS:
        if field not in wanted:
            place = next((folded.index(h) for h in _usual()[field] if h in folded), None)
            if place is not None and place not in at.values():
                at[field] = place
    if "text" not in at and "url" not in at:
        raise InputError(
            name,
            "columns",
            f"no column of texts or addresses was found among {_listed(header)}",
            advice=_ADVICE,
        )
    return Columns(at, len(header))


def headless(first: Sequence[str]) -> Columns | None:
    """The columns of a table whose first row already holds an address: a list of links without a header."""
    at = next((i for i, cell in enumerate(first) if ADDRESS.fullmatch(cell.strip())), None)
    return None if at is None else Columns({"url": at}, len(first))


def row_item(cells: Sequence[str], columns: Columns, *, name: str, source: Source, desk: Desk) -> Item:
    """The report of a row with text, the link of one with nothing but an address.

    Raises InputError: "bad-row" (more cells than columns, a date that is none, no address where one should be),
    "empty", and those of a report.
    """
    if any(cell.strip() for cell in cells[columns.width :]):
        raise InputError(
            name,
            "bad-row",
            f"the row has {len(cells)} cells, and the table {columns.width} columns",
            advice="Put cells that hold the separator into quotation marks",
        )
    if max("".join(cells), default="") >= "\udc80" and any("\udc80" <= c <= "\udcff" for c in "".join(cells)):
        raise InputError(
            name, "encoding", "the row holds bytes that are not in the table's charset", advice="Save it as UTF-8"
        )
    found = {field: cells[i].strip() if i < len(cells) else "" for field, i in columns.at.items()}
    text, url = found.get("text", ""), found.get("url", "")
    metadata = Metadata(
        title=found.get("title") or None,
        authors=(found["authors"],) if found.get("authors") else (),
        published=_date(found.get("published", ""), name),
        publisher=found.get("publisher") or None,
        url=url or None,
        given=True,
    )
    if text:
        return desk.words(text, name=name, report_id=found.get("id"), hints=metadata)
    if not url:
        raise InputError(name, "empty", "the row holds neither a text nor an address", advice="Fill or delete it")
    if not ADDRESS.fullmatch(url):
        raise InputError(
            name, "bad-row", f"{url[:60]!r} is no http(s) address", advice="Give an address with http:// or https://"
        )
    return Link(url, name, source.depth + 1, found.get("id") or None, metadata)


def read_table(source: Source, desk: Desk) -> Iterator[Item]:
    """The rows of a CSV or TSV file. Codes: "columns", "bad-table", and for single rows those of `row_item`."""
    encoding = sniff(source.head, name=source.name)
    wide = encoding.startswith(("utf-16", "utf-32"))
    text = io.TextIOWrapper(
        source.stream, encoding=encoding, errors="strict" if wide else "surrogateescape", newline=""
    )
    try:
        yield from _rows(text, source, desk)
    except UnicodeDecodeError as e:
        raise InputError(
            source.name, "encoding", f"its bytes are not valid {encoding}", advice="Save the table as UTF-8"
        ) from e
    finally:
        text.detach()


def _rows(text: io.TextIOWrapper, source: Source, desk: Desk) -> Iterator[Item]:
    # The limit of a cell is the interpreter's, not a reader's; it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), desk.max_chars + 1))
    reader = csv.reader(_lines(text, source, desk), delimiter=_delimiter(source), strict=True)
    columns: Columns | None = None
    any_rows = False
    while True:
        line = reader.line_num + 1
        name = f"{source.name}:{line}"
        try:
            cells = next(reader, None)
        except csv.Error as e:
            if "expected after" in str(e):  # this row is lost, and the next line is a row again
                any_rows = True
                yield InputError(
                    name,
                    "bad-row",
                    f"the row cannot be read ({e})",
                    advice='Double the quotation marks within a cell: "he said ""no"""',
                )
                continue
            raise InputError(
                name,
                "bad-table",
                f"the table cannot be read on from here ({e})",
                advice="Look for a quotation mark that is opened and never closed",
            ) from e
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = headless(cells)
            if columns is None:
                columns = find_columns(cells, desk.columns, name=source.name)
                continue
        any_rows = True
        try:
            yield row_item(cells, columns, name=name, source=source, desk=desk)
        except InputError as e:
            yield e
    if not any_rows:
        raise InputError(source.name, "empty", "the table has no rows", advice="Give a header, and a row a report")


def _lines(text: io.TextIOWrapper, source: Source, desk: Desk) -> Iterator[str]:
    limit = 4 * desk.max_chars + 65_536
    first = True
    while line := text.readline(limit):
        line, first = line.removeprefix("\ufeff") if first else line, False
        if len(line) == limit:
            raise InputError(
                source.name,
                "too-large",
                f"a line has more than {limit:,} characters",
                advice="Raise the limit (max_chars)",
            )
        yield line


def _delimiter(source: Source) -> str:
    if suffix_of(source.name.removesuffix(".gz")) in {".tsv", ".tab"}:
        return "\t"
    first = source.head.replace(b"\0", b"").partition(b"\n")[0]
    return max(",;\t|", key=lambda d: first.count(d.encode()))


def _date(cell: str, name: str) -> str | None:
    if not cell:
        return None
    iso = iso_date(cell)
    if iso is None:
        raise InputError(
            name,
            "bad-row",
            f"the date of publication is {cell[:60]!r}, which is no whole date",
            advice="Give dates such as 2023-09-19, or leave the column out (--column published=)",
        )
    return iso


@cache
def _usual() -> dict[str, list[str]]:
    table = files("according.intake").joinpath("data/columns.tsv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {field: [] for field in FIELDS}
    for line in table.splitlines()[1:]:
        field, header = line.split("\t")
        found[field].append(header)
    return found


def _folded(header: str) -> str:
    return " ".join(header.replace("_", " ").replace("-", " ").split()).casefold()


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(repr(cell[:40]) for cell in header[:12])
    return f"{shown} and {len(header) - 12} more" if len(header) > 12 else shown
