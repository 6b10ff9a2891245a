"""Found lines on a terminal and in files: a table, JSON lines, CSV, Parquet."""

from __future__ import annotations

import csv
import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from according.faces.streams import OutputError, opened
from according.rendering.harmless import escaped, one_line

if TYPE_CHECKING:
    from according.ledger import Found, Line


class FoundFormat(StrEnum):
    """How lines are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


_BY_SUFFIX = {".csv": FoundFormat.CSV, ".parquet": FoundFormat.PARQUET, ".txt": FoundFormat.TABLE}
_COMMANDS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula


def write(found: Found, form: FoundFormat | None, output: Path | None) -> None:
    """Write the lines: by default a table on a terminal, JSON lines in a pipe, and by the suffix of a file.

    Raises OutputError where the file cannot be written, LedgerError where Parquet lacks pyarrow.
    """
    if form is None and output is not None:
        form = _BY_SUFFIX.get(output.suffix.lower(), FoundFormat.JSONL)
    form = form or (FoundFormat.TABLE if sys.stdout.isatty() else FoundFormat.JSONL)
    if form is FoundFormat.PARQUET:
        _parquet(found, output)
        return
    with opened(output) as stream:
        {FoundFormat.TABLE: _table, FoundFormat.JSONL: _json_lines, FoundFormat.CSV: _csv}[form](found, stream)


def _json_lines(found: Found, stream: TextIO) -> None:
    for line in found:
        stream.write(escaped(json.dumps(line.to_dict(), ensure_ascii=False, separators=(",", ":"))) + "\n")


def _csv(found: Found, stream: TextIO) -> None:
    from according.ledger.found import COLUMNS

    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([cell(value) for value in line.to_dict().values()] for line in found)


def cell(value: Any) -> str:
    """A value as a cell of a CSV file, harmless for a spreadsheet."""
    words = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return "'" + words if words.startswith(_COMMANDS) else words


def _parquet(found: Found, output: Path | None) -> None:
    from importlib import import_module

    table = found.to_arrow()  # says what to install where pyarrow is missing
    write_table = import_module("pyarrow.parquet").write_table
    if output is None:
        if sys.stdout.isatty():
            raise OutputError(Path("the terminal"), OSError(0, "Parquet is no text"))
        write_table(table, sys.stdout.buffer)
        return
    part = output.with_name(output.name + ".part")
    try:
        write_table(table, part)
        part.replace(output)
    except OSError as error:
        raise OutputError(output, error) from error


def _table(found: Found, stream: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 160
    for line in found:
        what = ":".join((line.type, *line.modes))
        console.print(
            Text.assemble(
                (one_line(_days(line)), "dim"),
                "  ",
                (one_line(what), "bold"),
                "  ",
                (line.status, "bold"),
                "  ",
                one_line(_whom(line)),
            )
        )
        console.print(Text(f"    {one_line(line.voices)}: “{one_line(line.words)}”"), soft_wrap=False)
        rest = [*line.figures, *line.places, line.time or "", *(f"judged {said}" for said in line.judged)]
        if any(rest):
            console.print(Text("    " + " · ".join(one_line(part) for part in rest if part)))
        console.print(Text(f"    {one_line(line.passage)}", "italic dim"))
        console.print(Text(f"    {line.event} · {one_line(line.report_name)} {one_line(line.url or '')}", "dim"))
    count = f"{len(found)} line{'' if len(found) == 1 else 's'}"
    console.print(Text(count, "dim"))


def _days(line: Line) -> str:
    """The event's own days; where nobody knows them, that, and when the report was published."""
    if line.day is None and line.end_day is None:
        return f"no day (published {line.published_day})" if line.published_day else "no day"
    return (line.day or "?") if line.day == line.end_day else f"{line.day or '?'} to {line.end_day or '?'}"


def _whom(line: Line) -> str:
    if not line.who and not line.whom:
        return ""
    done_by = ", ".join(line.who) or "?"
    return f"{done_by} → {', '.join(line.whom)}" if line.whom else done_by
