"""A record on a terminal: the report's text in colours, then its ledger lines.

Whatever the report says, it reaches the terminal as plain characters: `harmless` takes the control characters, and only
`rich.text.Text` is built from it, so that Rich's own markup ("[bold]") in a report is shown and not obeyed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sized

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from according.records import Event, Record, SectionKind
from according.rendering.harmless import harmless, one_line
from according.rendering.lines import Line, ledger_lines, quad, status, voice_name
from according.rendering.pieces import Piece, pieces

QUAD_STYLES = {
    "verbal cooperation": Style(color="black", bgcolor="cyan"),
    "material cooperation": Style(color="black", bgcolor="green"),
    "verbal conflict": Style(color="black", bgcolor="yellow"),
    "material conflict": Style(color="white", bgcolor="red"),
}
_NO_QUAD = Style(reverse=True)
_VOICE_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_magenta", "bright_cyan", "bright_green")
_FAINT = {SectionKind.BYLINE, SectionKind.CREDIT, SectionKind.BOILERPLATE, SectionKind.CAPTION, SectionKind.DATELINE}
_READABLE = 110  # longer lines of running text lose the eye
_WIDE = 140  # columns from which the ledger lines fit as one table row each


class TerminalReport:
    """One record as a Rich renderable: `Console().print(TerminalReport(record))`."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield heading(self.record)
        yield Text()
        yield Constrain(coloured_text(self.record), _READABLE)
        yield Text()
        yield ledger(self.record, width=options.max_width)


def heading(record: Record) -> Text:
    """Title (where the text does not open with it), publisher and date on one line."""
    report = record.report
    about = [report.publisher, report.published, report.id]
    title = report.title if report.title and not report.text.startswith(report.title) else None
    head = Text(style="dim")
    if title:
        head.append(f"{one_line(title)}\n", Style(bold=True, dim=False))
    return head.append(" · ".join(one_line(part) for part in about if part))


def coloured_text(record: Record) -> Text:
    """The report's text: content tinted by voice, cue underlined, source bold, triggers coloured by quad and tagged."""
    colours = voice_colours(record)
    text = Text()
    for piece in pieces(record):
        text.append(harmless(piece.text), _style(piece, record, colours))
        for mark in sorted((m for m in piece.ends if m.layer == "trigger"), key=lambda m: m.index):
            event = record.events[mark.index]
            text.append(f"‹{_tag(event)}›", _ink(event) + Style(italic=True))
    text.rstrip()
    return text


def voice_colours(record: Record) -> dict[int, str]:
    """A colour for each statement, by its index; the statements of one speaker share theirs."""
    speakers: dict[str, str] = {}
    colours = {}
    for i, statement in enumerate(record.statements):
        name = voice_name(record, statement)
        colours[i] = speakers.setdefault(name, _VOICE_COLOURS[len(speakers) % len(_VOICE_COLOURS)])
    return colours


def ledger(record: Record, *, width: int) -> RenderableType:
    """The ledger lines: one table row each where the screen is wide enough, else a short block each."""
    lines = ledger_lines(record)
    counts = f"{_count(record.statements, 'statement')}, {_count(record.events, 'event')}"
    if not lines:
        return Text(f"{counts}: no ledger lines", style="dim")
    body = _table(lines) if width >= _WIDE else Group(*_blocks(lines))
    return Group(body, Text(counts, style="dim"))


def _count(found: Sized, noun: str) -> str:
    return f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"


def _quad(event: Event) -> Style:
    return QUAD_STYLES.get(quad(event) or "", _NO_QUAD)


def _ink(event: Event) -> Style:
    """The quad's colour as the colour of the letters."""
    return Style.from_color(_quad(event).bgcolor)


def _tag(event: Event) -> str:
    """The event's type, and its status unless it simply happened."""
    word = status(event)
    return one_line(event.type) if word == "happened" else f"{one_line(event.type)} {word}"


def _style(piece: Piece, record: Record, colours: dict[int, str]) -> Style:
    section = piece.inner("section")
    content = piece.inner("content")
    trigger = piece.inner("trigger")
    style = Style(
        color=colours[content.index] if content else None,
        bold=True if piece.of("source") else None,
        underline=True if piece.of("cue") else None,
        italic=True if piece.of("distancing") else None,
        dim=True if section is not None and section.section in _FAINT else None,
    )
    return style + _quad(record.events[trigger.index]) if trigger else style


def _table(lines: list[Line]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = {
        "who said": [_cell(line.said) for line in lines],
        "what": [_what(line) for line in lines],
        "who → whom": [_cell(line.whom) for line in lines],
        "status": [Text(line.status) for line in lines],
        "figures": [_cell("; ".join(line.figures)) for line in lines],
        "place": [_cell(", ".join(line.places)) for line in lines],
        "time": [_cell(line.time) for line in lines],
        "conf.": [Text(line.confidence) for line in lines],
        "words": [_cell(line.words, style="italic") for line in lines],
    }
    shown = {name: cells for name, cells in columns.items() if any(cell.plain for cell in cells)}
    for name, cells in shown.items():
        unbroken = max(len(cell.plain) for cell in cells) <= _UNBROKEN.get(name, 0)
        table.add_column(name, overflow="fold", no_wrap=unbroken)
    for row in zip(*shown.values(), strict=True):
        table.add_row(*row)
    return table


# Columns that keep to one line as long as their longest cell has at most so many characters: Rich takes width from the
# columns that may wrap, and would cut these in the middle of a word.
_UNBROKEN = {"what": 24, "status": 20, "time": 24, "conf.": 5, "words": 18}


def _blocks(lines: list[Line]) -> Iterator[RenderableType]:
    for line in lines:
        yield Text.assemble(_what(line), "  ", (line.status, "bold"), "  ", _cell(line.whom))
        yield Padding(_cell(f"{line.said}: “{line.words}”", style="dim"), (0, 0, 0, 2))
        rest = " · ".join(part for part in (*line.figures, *line.places, line.time, line.confidence) if part)
        if rest:
            yield Padding(_cell(rest, style="dim"), (0, 0, 0, 2))


def _what(line: Line) -> Text:
    return _cell(line.what, style=_ink(line.event) + Style(bold=True))


def _cell(words: str, *, style: Style | str = "") -> Text:
    return Text(one_line(words), style=style)
