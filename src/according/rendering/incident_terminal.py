"""An incident on a terminal: the matrix of its accounts, then the findings with their sentences.

Like `terminal`, it shows whatever reports say as plain characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from according.records import Incident
from according.rendering.harmless import one_line
from according.rendering.matrix import Cell, FindingLine, Matrix, Origin, Row, Source, counted, matrix
from according.rendering.shared_events import EventLine, event_lines

_EVENTS = 12  # shared by several reports, that are shown
_VOICE = 26  # columns at least for the names of a chain of voices
_WIDE = 120  # columns from which the accounts fit as one table row each
_STYLES = {
    "contradict": "bold red",
    "revise": "yellow",
    "edit": "magenta",
    "other_scope": "cyan",
    "agree": "green",
    "silent": "dim",
}


class TerminalIncident:
    """One incident as a Rich renderable; `words` adds the sentences that each account rests on."""

    def __init__(self, incident: Incident, sources: Mapping[str, Source] | None = None, *, words: bool = True) -> None:
        self.matrix, self.words = matrix(incident, sources), words
        self.events = event_lines(incident, sources)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        shown = self.matrix
        yield Text(one_line(shown.incident.what) or one_line(shown.incident.id), style="bold")
        yield Text(one_line(shown.about), style="dim")
        yield Text(one_line(f"{shown.incident.id} · {shown.summary}"), style="dim")
        if shown.ranges:
            yield Text(one_line("; ".join(shown.ranges)))
        yield Text()
        yield from _table(shown) if options.max_width >= _WIDE else _blocks(shown)
        yield Text()
        if shown.findings:
            yield from (_finding(line) for line in shown.findings)
        else:
            yield Text("no findings: no field is told by more than one voice", style="dim")
        if shown.incident.shared_events is not None:
            yield Text()
            yield from _events(self.events)
        if self.words:
            yield Text()
            yield from _words(shown)


def _table(shown: Matrix) -> Iterator[RenderableType]:
    """One row an account; columns in which nobody says anything are left out."""
    kept = [
        i
        for i, _ in enumerate(shown.columns)
        if any(row.cells[i].value for group in shown.origins for row in group.rows)
    ]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("voice", overflow="fold", min_width=_VOICE)
    for i in kept:
        table.add_column(shown.columns[i], overflow="fold", no_wrap=shown.columns[i] == "whether")
    for group in shown.origins:
        if len(group.sources) > 1:
            table.add_row(_heading(group))
        for row in group.rows:
            voice = Text(("  " if len(group.sources) > 1 else "") + row.voice)
            table.add_row(voice, *(_cell(row.cells[i]) for i in kept))
    yield table


def _blocks(shown: Matrix) -> Iterator[RenderableType]:
    for group in shown.origins:
        if len(group.sources) > 1:
            yield _heading(group)
        for row in group.rows:
            yield Text(row.voice, style="bold")
            for column, cell in zip(shown.columns, row.cells, strict=True):
                if cell.value or cell.marks:
                    yield Padding(Text.assemble((f"{column}: ", "dim"), _cell(cell)), (0, 0, 0, 2))


def _heading(group: Origin) -> Text:
    names = ", ".join(dict.fromkeys(one_line(s.publisher or s.report) for s in group.sources))
    return Text(f"one origin, {counted(len(group.sources), 'report')}: {names}", style="italic dim")


def _cell(cell: Cell) -> Text:
    text = Text(cell.value or ("?" if cell.marks else ""))
    if cell.marks:
        text.stylize(_STYLES[cell.marks[0].kind])
    for mark in cell.marks:
        text.append(f" {mark.sign}", style=_STYLES[mark.kind])
    return text


def _finding(line: FindingLine) -> Text:
    finding = line.finding
    independent = "" if finding.independent is None else f", {counted(finding.independent, 'independent origin')}"
    soft = ", the ranges overlap" if finding.soft else ""
    return Text.assemble(
        (f"{line.number:>3} ", "dim"),
        (one_line(f"{finding.field}: {line.kind}"), _STYLES[finding.kind]),
        (f"{soft}{independent}. ", "dim"),
        one_line(finding.why),
    )


def _events(lines: Sequence[EventLine]) -> Iterator[RenderableType]:
    """The events that several reports tell, those beside the incident marked."""
    if not lines:
        yield Text("no event is told by more than one report", style="dim")
        return
    yield Text("Told by several reports", style="bold")
    for line in lines[:_EVENTS]:
        parts = [line.told, *([f"first {line.first}"] if line.first else []), *line.otherwise]
        yield Padding(
            Text.assemble(
                ("" if line.inside else "beside it: ", "dim"),
                (line.heading, "bold" if line.inside else ""),
                (f" {', '.join(f'“{words}”' for words in line.words)}", "italic"),
                (f"  {'; '.join(parts)}", "dim"),
            ),
            (0, 0, 0, 2),
        )
    if len(lines) > _EVENTS:
        yield Text(f"  and {len(lines) - _EVENTS} more, all with --format json or html", style="dim")


def _words(shown: Matrix) -> Iterator[RenderableType]:
    rows: list[Row] = [row for group in shown.origins for row in group.rows]
    for row in rows:
        yield Text.assemble((f"{row.voice}: ", "dim"), (f"“{' … '.join(row.words)}”", "italic dim"))
