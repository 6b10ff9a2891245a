"""Writing records out: one small writer per format, each taking records one by one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TextIO

from according.records import Record
from according.rendering.harmless import escaped


class Format(StrEnum):
    """The forms in which records can be written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


_BY_SUFFIX = {".json": Format.JSON, ".html": Format.HTML, ".htm": Format.HTML, ".txt": Format.TABLE}


def default_format(output: Path | None) -> Format:
    """By the file's suffix (else JSON lines) for a file; a table on a terminal, JSON lines when piped."""
    if output is not None:
        return _BY_SUFFIX.get(output.suffix.lower(), Format.JSONL)
    return Format.TABLE if sys.stdout.isatty() else Format.JSONL


class Writer(Protocol):
    """Takes records one by one; `finish` writes what can only be written at the end."""

    def add(self, record: Record) -> None:
        """Write one record, or keep it for the end."""

    def finish(self) -> None:
        """Write the rest."""


class JsonLines:
    """One record a line, each written at once."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def add(self, record: Record) -> None:
        """Write the record as one line."""
        self.stream.write(escaped(record.to_json()) + "\n")
        self.stream.flush()

    def finish(self) -> None:
        """Nothing is left to write."""


class JsonDocument:
    """One indented JSON document: the record itself where there is one, an array where there are several."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._held: Record | None = None
        self._several = False

    def add(self, record: Record) -> None:
        """Hold the record until it is known whether it stays the only one."""
        if self._held is not None:
            self.stream.write(("" if self._several else "[\n") + _indented(self._held) + ",\n")
            self._several = True
        self._held = record

    def finish(self) -> None:
        """Write the last record and close the array."""
        if self._held is not None:
            self.stream.write(_indented(self._held) + ("\n]\n" if self._several else "\n"))


def _indented(record: Record) -> str:
    return escaped(json.dumps(record.to_dict(), ensure_ascii=False, indent=2))


class Page:
    """One self-contained HTML page with every record; the records are kept until the end for its index."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._records: list[Record] = []

    def add(self, record: Record) -> None:
        """Keep the record for the page."""
        self._records.append(record)

    def finish(self) -> None:
        """Write the page."""
        from according.rendering.page import render_page

        self.stream.write(render_page(self._records))


class Terminal:
    """The coloured report and its ledger lines; plain text where the stream is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console

        self._console = Console(file=stream, markup=False, highlight=False, emoji=False)
        if not self._console.is_terminal and "COLUMNS" not in os.environ:
            self._console.width = 160  # a file has no width: wide enough for one table row an event
        self._first = True

    def add(self, record: Record) -> None:
        """Print the record, with a rule between records."""
        from according.rendering.terminal import TerminalReport

        if not self._first:
            self._console.rule(style="dim")
        self._first = False
        self._console.print(TerminalReport(record))

    def finish(self) -> None:
        """Nothing is left to print."""


_WRITERS: dict[Format, Callable[[TextIO], Writer]] = {
    Format.TABLE: Terminal,
    Format.JSON: JsonDocument,
    Format.JSONL: JsonLines,
    Format.HTML: Page,
}


def writer(form: Format, stream: TextIO) -> Writer:
    """The writer of that format on that stream."""
    return _WRITERS[form](stream)
