"""Incidents and copies on a terminal and in files: a list, a matrix, JSON, CSV, one HTML page."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from according.faces.found_lines import cell
from according.faces.streams import opened
from according.rendering.harmless import escaped, one_line

if TYPE_CHECKING:
    from rich.console import Console

    from according.ledger import Ledger
    from according.ledger.incidents import About
    from according.linking import Linked
    from according.records import Incident
    from according.rendering.matrix import Source


class ListFormat(StrEnum):
    """How a list of incidents is written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class CompareFormat(StrEnum):
    """How compared incidents are written."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


_LISTS = {".csv": ListFormat.CSV, ".txt": ListFormat.TABLE}
_COMPARED = {".html": CompareFormat.HTML, ".htm": CompareFormat.HTML, ".txt": CompareFormat.TABLE}
_EDITS = 12  # of a copy that a terminal shows
_PASSAGES, _PASSAGE = 3, 160  # shared ones that it shows, and characters of each


def write_list(incidents: Sequence[Incident], form: ListFormat | None, output: Path | None) -> None:
    """The incidents: by default a table on a terminal, JSON lines in a pipe, and by the suffix of a file."""
    if form is None:
        form = _LISTS.get(output.suffix.lower(), ListFormat.JSONL) if output is not None else None
    form = form or (ListFormat.TABLE if sys.stdout.isatty() else ListFormat.JSONL)
    with opened(output) as stream:
        if form is ListFormat.TABLE:
            _table(incidents, stream)
        elif form is ListFormat.CSV:
            rows = [summary(incident) for incident in incidents]
            writer = csv.writer(stream)
            writer.writerow(_COLUMNS)
            writer.writerows([cell(value) for value in row.values()] for row in rows)
        else:
            for incident in incidents:
                stream.write(escaped(json.dumps(incident.to_dict(), ensure_ascii=False)) + "\n")


_COLUMNS = tuple("incident type day end_day places country reports origins accounts contradictions what".split())  # noqa: SIM905


def summary(incident: Incident) -> dict[str, Any]:
    """An incident in one row."""
    grouped = {report for group in incident.origins for report in group}
    return {
        "incident": incident.id,
        "type": incident.type,
        "day": incident.start,
        "end_day": incident.end,
        "places": incident.places,
        "country": incident.country,
        "reports": len(incident.reports),
        "origins": len(incident.origins) + sum(report not in grouped for report in incident.reports),
        "accounts": len(incident.accounts),
        "contradictions": sum(f.kind == "contradict" for f in incident.findings),
        "what": one_line(incident.what),
    }


def _table(incidents: Sequence[Incident], stream: TextIO) -> None:
    from rich.text import Text

    from according.rendering.matrix import counted, days, places

    console = _console(stream)
    for incident in incidents:
        row = summary(incident)
        contradictions = counted(row["contradictions"], "contradiction")
        console.print(
            Text.assemble(
                (one_line(days(incident)) or "no date", "dim"),
                "  ",
                (one_line(incident.type), "bold"),
                "  ",
                f"{counted(row['reports'], 'report')}, {counted(row['origins'], 'origin')}, ",
                (contradictions, "bold red" if row["contradictions"] else "dim"),
                "  ",
                one_line(places(incident)),
            )
        )
        console.print(Text(f"    {one_line(str(row['what']))}", "italic"))
        console.print(Text(f"    {one_line(incident.id)}", "dim"))
    console.print(Text(counted(len(incidents), "incident"), "dim"))


def write_compared(
    incidents: Sequence[Incident],
    form: CompareFormat | None,
    output: Path | None,
    sources: Mapping[str, Source],
    *,
    one: bool,
) -> None:
    """Incidents with their accounts side by side; `one` says that there is always one, so that JSON is no array."""
    if form is None:
        form = _COMPARED.get(output.suffix.lower(), CompareFormat.JSON) if output is not None else None
    form = form or (CompareFormat.TABLE if sys.stdout.isatty() else CompareFormat.JSON)
    with opened(output) as stream:
        if form is CompareFormat.HTML:
            from according.rendering.incident_page import render_incidents

            stream.write(render_incidents(incidents, sources))
        elif form is CompareFormat.JSON:
            found = [
                {**i.to_dict(), "sources": [_source(sources[r]) for r in i.reports if r in sources]} for i in incidents
            ]
            stream.write(escaped(json.dumps(found[0] if one else found, ensure_ascii=False, indent=2)) + "\n")
        else:
            from according.rendering.incident_terminal import TerminalIncident

            console = _console(stream)
            for i, incident in enumerate(incidents):
                if i:
                    console.rule(style="dim")
                console.print(TerminalIncident(incident, sources))


def _source(source: Source) -> dict[str, str | None]:
    from dataclasses import asdict

    return asdict(source)


def sources_of(about: Iterable[About]) -> dict[str, Source]:
    """What a ledger knows of reports, as the matrix shows it."""
    from according.rendering.matrix import Source

    return {
        a.report: Source(a.report, title=a.title or a.name, publisher=a.publisher, published=a.published, url=a.url)
        for a in about
    }


def copy_rows(ledger: Ledger, report: str) -> Iterator[dict[str, Any]]:
    """The copies of a report, each with what is known of it and how they differ, then who shares passages with it."""
    from according.linking import copies_of, plain, sharing_of

    pairs, parts = copies_of(ledger, report), sharing_of(ledger, report)
    about = ledger.about([*(pair.b for pair in pairs), *(part.b for part in parts)])
    for pair in pairs:
        yield {"relation": "copy", **plain(pair), "other": about[pair.b].to_dict()}
    for part in parts:
        yield {"relation": "passages", **part.to_dict(), "other": about[part.b].to_dict()}


def copy_lines(row: dict[str, Any]) -> Iterator[str]:
    """One copy in words: which report, which way and why, what was changed or is common."""
    if row["relation"] == "passages":
        yield from _passage_lines(row)
        return
    direction = {row["a"]: "copied from it", row["b"]: "its original"}.get(
        row["original"], "the same text, nobody can say whose"
    )
    words = "word for word" if row["exact"] else f"{max(row['share_a'], row['share_b']):.0%} of the words"
    yield _called(row)
    yield f"    {direction}, {words}" + (f": {'; '.join(row['why'])}" if row["why"] else "")
    for edit in row["edits"][:_EDITS]:
        sides = [f"“{side['text']}”" for side in (edit["before"], edit["after"]) if side is not None]
        detail = f" {edit['detail']}" if edit["detail"] else ""
        yield f"    {edit['kind']}{detail}: {' → '.join(sides)}"
    if len(row["edits"]) > _EDITS:
        yield f"    and {len(row['edits']) - _EDITS} more"


def _called(row: dict[str, Any]) -> str:
    other = row["other"]
    name = " · ".join(filter(None, (other["publisher"], other["published"], other["title"] or other["name"])))
    return f"{name} ({row['b']})"


def _passage_lines(row: dict[str, Any]) -> Iterator[str]:
    """Shared passages in words."""
    direction = {row["a"]: "has passages of it", row["b"]: "it has passages of that"}.get(
        row["original"], "shares passages with it, nobody can say whose"
    )
    shares = f"{row['share_b']:.0%} of that one's words, {row['share_a']:.0%} of this one's"
    yield _called(row)
    yield f"    {direction}, {shares}" + (f": {'; '.join(row['why'])}" if row["why"] else "")
    for words, _ in row["passages"][:_PASSAGES]:
        text = words["text"]
        yield f"    passage: “{text[:_PASSAGE]}{' …' if len(text) > _PASSAGE else ''}”"
    if len(row["passages"]) > _PASSAGES:
        yield f"    and {len(row['passages']) - _PASSAGES} more"


@contextmanager
def progress() -> Iterator[Any]:
    """What `according.linking.link` calls with its progress: a bar on standard error, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield show


def said(done: Linked) -> str:
    """What a run of linking did, in words."""
    from according.rendering.matrix import counted

    parts = (
        f"linked {counted(done.reports, 'report')}",
        f"{done.copies} of them copies",
        counted(done.new, "new incident"),
        f"{done.compared} compared",
    )
    return ", ".join(parts)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 160  # a file has no width
    return console
