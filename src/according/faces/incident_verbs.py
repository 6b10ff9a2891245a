"""The verbs of incidents: incidents, compare, copies, merge, split."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from according.faces import options
from according.faces.guard import guarded
from according.faces.ledger_verbs import (
    At,
    By,
    ListForm,
    Lists,
    Note,
    Place,
    Publisher,
    Since,
    Type,
    Until,
    open_named,
)

if TYPE_CHECKING:
    from according.ledger import Ledger


class IncidentForm(StrEnum):
    """How `incidents` writes its list (the same words as `incident_lines.ListFormat`, which is heavier to import)."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class CompareForm(StrEnum):
    """How `compare` writes incidents."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


NoLink = Annotated[
    bool,
    typer.Option("--no-link", help="Do not link what is new first: only look at what is linked already."),
]
Named = Annotated[
    str, typer.Argument(metavar="INCIDENT", help="Its id, or the id of one of its events as `according find` shows it.")
]


def incidents(
    ledger: Place,
    *,
    type: Type = None,  # noqa: A002 - the option's name
    place: At = None,
    since: Since = None,
    until: Until = None,
    publisher: Publisher = None,
    min_reports: Annotated[int, typer.Option("--min-reports", min=2, help="Only those that so many reports tell.")] = 2,
    min_origins: Annotated[
        int,
        typer.Option("--min-origins", min=1, help="Only those with so many independent origins."),
    ] = 1,
    contradicted: Annotated[
        bool, typer.Option("--contradicted", help="Only those whose accounts contradict each other.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="At most so many; 0 for all.")] = 100,
    no_link: NoLink = False,
    again: Annotated[
        bool, typer.Option("--again", help="Forget every link first and link all anew; what people said stays.")
    ] = False,
    format: Annotated[  # noqa: A002
        IncidentForm | None,
        typer.Option(
            "--format",
            help="table: a few lines each; jsonl: one whole incident a line, with its accounts and findings; csv: one "
            "row each. By default a table on a terminal, jsonl when piped, and the suffix of --output decides.",
        ),
    ] = None,
    output: options.Output = None,
) -> None:
    """List incidents: what several reports tell of one happening, the newest first. What is new is linked before.

    Everything given must hold; an incident without a day answers to neither --since nor --until. A run may be stopped
    and started again at any moment.
    """
    from according.faces import incident_lines

    if no_link and again:
        raise typer.BadParameter("--again links, and --no-link does not: give one of them", param_hint="--again")
    with open_named(ledger) as opened:
        _link(opened, no_link=no_link, again=again)
        found = opened.incidents(
            type=type,
            place=place,
            since=since,
            until=until,
            publisher=publisher,
            min_reports=min_reports,
            min_origins=min_origins,
            contradicted=contradicted,
            limit=limit or None,
        )
        incident_lines.write_list(found, incident_lines.ListFormat(format) if format else None, output)
        if found.more:
            typer.echo(f"there are more than {limit} incidents: give --limit 0 for all", err=True)
        if found.waiting:
            typer.echo(f"{found.waiting} reports and incidents wait to be linked: leave --no-link out", err=True)


def compare(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="LEDGER INCIDENT",
            help="A ledger and an incident: its id, the id of an event, or a report and the event's own id in it. Or "
            "reports, as for `according read`: what several of them tell is compared without a ledger.",
        ),
    ],
    *,
    all_: Annotated[bool, typer.Option("--all", help="Of files: also what only one of them tells.")] = False,
    events: Annotated[
        bool,
        typer.Option(
            "--events",
            help="Also which events of the reports are one happening, in the incident and beside it: who tells it, how "
            "many independent voices, who was first.",
        ),
    ] = False,
    no_link: NoLink = False,
    format: Annotated[  # noqa: A002
        CompareForm | None,
        typer.Option(
            "--format",
            help="table: voices in rows, fields in columns, findings below; json; html: one self-contained page. By "
            "default a table on a terminal, json when piped, and the suffix of --output decides.",
        ),
    ] = None,
    output: options.Output = None,
) -> None:
    """Show who tells what of one incident: a row for each voice, disagreements marked, copies under one origin.

    Exit codes: 0; 1 where there is no such incident, or where no two of the files tell one.
    """
    from according import linking
    from according.faces import incident_lines

    form = incident_lines.CompareFormat(format) if format else None
    if not _is_ledger(inputs[0]):
        _compare_files(inputs, form, output, everything=all_, events=events)
        return
    if not 2 <= len(inputs) <= 3:
        raise typer.BadParameter("give the ledger and an incident, or a report and an event", param_hint="INCIDENT")
    with open_named(inputs[0]) as opened:
        _link(opened, no_link=no_link)
        incident = linking.incident(opened, *inputs[1:], events=events)
        sources = incident_lines.sources_of(opened.about(incident.reports).values())
        incident_lines.write_compared([incident], form, output, sources, one=True)


def _is_ledger(name: str) -> bool:
    if name.startswith(("postgresql://", "postgres://", "postgresql+psycopg://", "sqlite://")):
        return True
    try:
        with Path(name).open("rb") as stream:
            return stream.read(16) == b"SQLite format 3\0"
    except OSError:  # no file, a folder, or one that cannot be read: reading it as a report says which
        return False


def _compare_files(inputs: list[str], form: Any, output: Path | None, *, everything: bool, events: bool) -> None:
    from according import coding, intake
    from according.faces import batch, incident_lines
    from according.linking import incidents_of
    from according.rendering.matrix import Source

    with guarded():
        tally = batch.Tally()
        with batch.summed_up(tally, inputs, always=True):
            results = coding.code_many(intake.reports(inputs, skipped=tally.skipped))
            with batch.progress(results, inputs, hidden=False) as shown:
                records = list(tally.records(shown))
        found = [i for i in incidents_of(records, events=events) if everything or len(i.reports) > 1]
        if not found:
            typer.echo("no two of these reports tell the same incident; --all shows what each tells", err=True)
            raise typer.Exit(1)
        sources = {
            r.id: Source(r.id, title=r.title, publisher=r.publisher, published=r.published, url=r.url)
            for r in (record.report for record in records)
        }
        incident_lines.write_compared(found, form, output, sources, one=False)
        raise typer.Exit(tally.exit_code())


def copies(
    ledger: Place,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Its id, name or address.")],
    *,
    no_link: NoLink = False,
    format: Lists = ListForm.TABLE,  # noqa: A002
    output: options.Output = None,
) -> None:
    """Show which reports repeat a report, which way and why, and what they changed; then who shares passages with it.

    A copy is the text as a whole, or an excerpt of it. Passages are shared where two reports have whole sentences in
    common, such as four paragraphs of one agency, and are no copies: among those that tell the same incidents.
    """
    from according.faces import incident_lines
    from according.faces.streams import opened as written
    from according.rendering.harmless import escaped, one_line

    with open_named(ledger) as opened:
        _link(opened, no_link=no_link)
        rows = list(incident_lines.copy_rows(opened, report))
        with written(output) as stream:
            for row in rows:
                if format is ListForm.JSONL:
                    stream.write(escaped(json.dumps(row, ensure_ascii=False)) + "\n")
                else:
                    for line in incident_lines.copy_lines(row):
                        indent = len(line) - len(line.lstrip())
                        stream.write(" " * indent + one_line(line) + "\n")
        if not rows:
            typer.echo("no copies of it are in the ledger, and none that share passages with it", err=True)


def merge(
    ledger: Place,
    incident: Named,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The other incident, named in the same way.")],
    *,
    note: Note = None,
    by: By = None,
) -> None:
    """Say that two incidents are one. It survives new readings; the judgement's id is printed, for `according undo`."""
    with open_named(ledger, by=by) as opened:
        typer.echo(opened.merge(incident, other, note=note))
        _link(opened, no_link=False)


def split(
    ledger: Place,
    incident: Named,
    reports: Annotated[
        list[str],
        typer.Argument(metavar="REPORT", help="The reports that go: ids, names or addresses."),
    ],
    *,
    note: Note = None,
    by: By = None,
) -> None:
    """Say that some reports tell another incident than the rest. It survives; the judgement's id is printed."""
    with open_named(ledger, by=by) as opened:
        typer.echo(opened.split(incident, *reports, note=note))
        _link(opened, no_link=False)


def _link(ledger: Ledger, *, no_link: bool, again: bool = False) -> None:
    """Link what is new; say so on standard error where there was anything."""
    if no_link:
        return
    from according.faces import incident_lines
    from according.linking import Linked, link

    with incident_lines.progress() as shown:
        done = link(ledger, again=again, progress=shown)
    if done != Linked():
        typer.echo(incident_lines.said(done), err=True)


VERBS: dict[str, Callable[..., None]] = {
    "incidents": incidents,
    "compare": compare,
    "copies": copies,
    "merge": merge,
    "split": split,
}
