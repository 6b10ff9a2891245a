"""The verb `group`: whole reports by their main incident, without reading them."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from according.faces import options
from according.faces.guard import guarded

if TYPE_CHECKING:
    from according.records import GroupedReport, ReportGroup

_SHOWN = 6  # reports of a group on a terminal


class GroupForm(StrEnum):
    """How `group` writes."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


def group(
    inputs: options.Inputs,
    *,
    min_reports: Annotated[int, typer.Option("--min-reports", min=1, help="Only those that so many reports tell.")] = 2,
    format: Annotated[  # noqa: A002 - the option's name in every face
        GroupForm | None,
        typer.Option(
            "--format",
            help="table: a few lines each; jsonl: one group a line; csv: one row for each report, with the number of "
            "its group. By default a table on a terminal, jsonl when piped, and the suffix of --output decides.",
        ),
    ] = None,
    output: options.Output = None,
    max_chars: options.MaxChars = options.MAX_CHARS,
    column: options.Column = None,
    publishers: options.Publishers = None,
    no_follow: options.NoFollow = False,
    no_robots: options.NoRobots = False,
    allow_private: options.AllowPrivate = False,
    delay: options.Delay = options.DELAY_S,
) -> None:
    """Group a pile of reports by their main incident, without coding them: hundreds a second.

    Each group has the words that tell it from the others, days and places as the reports name them, how many
    independent origins it has, and why its reports stand together. Exit codes as for `read`.
    """
    from according import intake
    from according.faces import batch, streams
    from according.linking import grouped
    from according.rendering.matrix import counted

    with guarded():
        taken = options.intake_options(
            max_chars=max_chars,
            column=column,
            publishers=publishers,
            no_follow=no_follow,
            no_robots=no_robots,
            allow_private=allow_private,
            delay=delay,
        )
        tally = batch.Tally(done="grouped")
        with batch.summed_up(tally, inputs, always=True):
            results = intake.reports(inputs, skipped=tally.skipped, **taken)
            with batch.progress(results, inputs, hidden=False) as shown:
                every = grouped(tally.records(shown))
        found = [g for g in every if len(g.reports) >= min_reports]
        if every:
            with streams.opened(output) as stream:
                _write(found, _form(format, output), stream)
        if left := sum(len(g.reports) for g in every) - sum(len(g.reports) for g in found):
            typer.echo(f"{counted(left, 'report')} in smaller groups: --min-reports 1 shows all", err=True)
        raise typer.Exit(tally.exit_code())


def _form(wanted: GroupForm | None, output: Path | None) -> GroupForm:
    if wanted is None and output is not None:
        return {".csv": GroupForm.CSV, ".txt": GroupForm.TABLE}.get(output.suffix.lower(), GroupForm.JSONL)
    return wanted or (GroupForm.TABLE if sys.stdout.isatty() else GroupForm.JSONL)


def _write(groups: Sequence[ReportGroup], form: GroupForm, stream: TextIO) -> None:
    from according.faces.found_lines import cell
    from according.rendering.harmless import escaped, one_line

    if form is GroupForm.JSONL:
        for found in groups:
            stream.write(escaped(json.dumps(found.to_dict(), ensure_ascii=False)) + "\n")
    elif form is GroupForm.CSV:
        writer = csv.writer(stream)
        rows = [row for n, found in enumerate(groups, 1) for row in _rows(n, found)]
        writer.writerow(_COLUMNS)
        writer.writerows([cell(value) for value in row] for row in rows)
    else:
        for n, found in enumerate(groups, 1):
            for line in _lines(n, found):
                indent = len(line) - len(line.lstrip())
                stream.write(" " * indent + one_line(line) + "\n")


_COLUMNS = ("group", "label", "days", "places", "origins", "report", "title", "publisher", "published", "url")


def _rows(n: int, found: ReportGroup) -> Iterator[tuple[Any, ...]]:
    for r in found.reports:
        about = (r.report, r.title, r.publisher, r.published, r.url)
        yield (n, found.label, found.days, found.places, found.independent, *about)


def _lines(n: int, found: ReportGroup) -> Iterator[str]:
    """A group in words."""
    from according.rendering.matrix import counted

    published = " to ".join(dict.fromkeys(day for day in (found.first, found.last) if day))
    parts = (
        f"{counted(len(found.reports), 'report')}, {counted(found.independent, 'origin')}",
        f"published {published}" if published else "",
        f"speaks of {', '.join(found.days)}" if found.days else "",
        ", ".join(found.places),
    )
    yield f"{n}. {found.title}"
    yield f"   {'; '.join(part for part in parts if part)}"
    if found.label:
        yield f"   words: {', '.join(found.label)}"
    if found.why:
        yield f"   why: {'; '.join(found.why)}"
    for r in found.reports[:_SHOWN]:
        yield f"     {_name(r)}"
    if len(found.reports) > _SHOWN:
        yield f"     and {len(found.reports) - _SHOWN} more"


def _name(r: GroupedReport) -> str:
    """A report in one line; its id stands in front, so that it can be named."""
    return " · ".join(part for part in (r.report, r.publisher, r.published, r.title) if part)


VERBS: dict[str, Callable[..., None]] = {"group": group}
