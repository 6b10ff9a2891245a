"""The verbs of the ledger: add, find, watch, diff, withdraw, judge, undo, judgements, audit, export, import."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from according.faces import options
from according.faces.guard import guarded

if TYPE_CHECKING:
    from according.errors import InputError
    from according.ledger import Found, Ledger
    from according.records import Record


class FoundForm(StrEnum):
    """How `find` and `watch` write lines (the same words as `found_lines.FoundFormat`, which is heavier to import)."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class ListForm(StrEnum):
    """How lists are answered."""

    TABLE = "table"
    JSONL = "jsonl"


class ExportForm(StrEnum):
    """How a whole ledger is written."""

    JSONL = "jsonl"
    PARQUET = "parquet"


class Verdict(StrEnum):
    """What a person can say of a line."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    CORRECTED = "corrected"


def _asked(name: str, words: str) -> Any:
    return typer.Option(f"--{name}", metavar="WORDS", help=words)


Place = Annotated[
    str,
    typer.Argument(metavar="LEDGER", help="The ledger: a file (SQLite), or postgresql://USER@HOST/DATABASE."),
]
Who = Annotated[str | None, _asked("who", "Who did it: words of a name, a code (ARM, REB), or government of ARM.")]
Whom = Annotated[str | None, _asked("whom", "To whom it was done, in the same words.")]
Type = Annotated[str | None, _asked("type", "A type of the codebook: ASSAULT.")]
Mode = Annotated[str | None, _asked("mode", "A mode of the codebook: explosives.")]
Context = Annotated[str | None, _asked("context", "A context of the codebook: military.")]
Quad = Annotated[str | None, _asked("quad", "A quad category: material conflict.")]
At = Annotated[str | None, _asked("place", "Where: words of a place's name, or LATITUDE,LONGITUDE.")]
Near = Annotated[str | None, _asked("near", "So far around the place: 50km.")]
Since = Annotated[str | None, _asked("since", "Not over before this day, month or year: 2024-03-05.")]
Until = Annotated[str | None, _asked("until", "Begun by this day, month or year.")]
Undated = Annotated[
    str | None,
    _asked(
        "undated",
        "With --since or --until, lines whose day nobody knows: left out (and counted), published (the report's day "
        "decides), or all.",
    ),
]
Status = Annotated[str | None, _asked("status", "happened (or actual), denied, planned, demanded, possible, ...")]
Voice = Annotated[str | None, _asked("voice", "Who tells it, in the words of --who; publisher for nobody else.")]
Publisher = Annotated[str | None, _asked("publisher", "The publisher's name.")]
Report = Annotated[str | None, _asked("report", "A report: its id, name or address.")]
Words = Annotated[str | None, _asked("text", 'Words of the report, "in quotes" for a phrase.')]
Form = Annotated[
    FoundForm | None,
    typer.Option(
        "--format",
        help="table: a few lines each for a person; jsonl: one object a line; csv; parquet. By default a table on a "
        "terminal, jsonl when piped, and the suffix of --output decides.",
    ),
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who does this; your login's name without it.")]
Note = Annotated[str | None, typer.Option("--note", metavar="WORDS", help="Why, in your own words.")]
Lists = Annotated[ListForm, typer.Option("--format", help="Words for a person, or one JSON object a line.")]


@contextmanager
def open_named(place: str, *, create: bool = False, by: str | None = None) -> Iterator[Ledger]:
    """The ledger that a verb names, with errors as every verb tells them."""
    from according.ledger import open_ledger

    with guarded(), open_ledger(place, create=create, who=by) as ledger:
        yield ledger


def _listed(rows: Iterable[dict[str, Any]], lines: Iterable[str], form: ListForm, output: Path | None) -> None:
    from according.faces.streams import opened
    from according.rendering.harmless import escaped, one_line

    with opened(output) as stream:
        if form is ListForm.JSONL:
            stream.writelines(escaped(json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)
        else:
            stream.writelines(one_line(line) + "\n" for line in lines)


def add(
    ledger: Place,
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT", help="Reports, as for `according read`: files of all kinds, folders, addresses, or -."
        ),
    ] = None,
    *,
    retry: Annotated[
        Path | None, typer.Option("--retry", metavar="FILE", help="Take the inputs of this failures file as well.")
    ] = None,
    failures: Annotated[
        Path | None,
        typer.Option(
            "--failures",
            metavar="FILE",
            help="Where to list what failed; by default the file of --retry, else LEDGER.failures.jsonl.",
        ),
    ] = None,
    by: By = None,
    max_chars: options.MaxChars = options.MAX_CHARS,
    column: options.Column = None,
    publishers: options.Publishers = None,
    actors: options.Actors = None,
    no_follow: options.NoFollow = False,
    no_robots: options.NoRobots = False,
    allow_private: options.AllowPrivate = False,
    delay: options.Delay = options.DELAY_S,
    watch: options.Watch = False,
    poll: options.Poll = options.POLL_S,
) -> None:
    """Read reports into a ledger, which is made where there is none. What is in it already is skipped.

    Each report is added whole or not at all, so that a run may be stopped at any moment and started again. At the end
    come the counts and a file of failures. Exit codes as for `according read`; 0 also where all was there before.
    """
    from functools import partial

    from according import coding, intake, resolving
    from according.faces import adding, batch

    wanted = [*(inputs or []), *(adding.read_failures(retry) if retry else [])]
    if not wanted:
        raise typer.BadParameter("name at least one input, or a file with --retry", param_hint="INPUT")
    if watch:
        options.must_be_folders(wanted)
    listed = failures or retry or Path(f"{'according' if '://' in ledger else ledger}.failures.jsonl")
    with open_named(ledger, create=True, by=by) as opened:
        taken = options.intake_options(
            max_chars=max_chars,
            column=column,
            publishers=publishers,
            no_follow=no_follow,
            no_robots=no_robots,
            allow_private=allow_private,
            delay=delay,
        )
        code = partial(coding.code_many, actors=resolving.own_actors(actors)) if actors else coding.code_many
        for known in taken["publishers"] or []:
            opened.set_publisher(known.name, country=known.country, ownership=known.ownership, language=known.language)
        tally = adding.Added()
        if watch:
            batches = intake.watch(wanted, poll_s=poll, skipped=tally.skipped, **taken)
        else:
            batches = iter([intake.reports(wanted, skipped=tally.skipped, **taken)])
        results = adding.add_all(opened, batches, code=code, reader=coding.reader(), inputs=wanted, tally=tally)
        try:
            with batch.summed_up(tally, wanted, always=True), _progress(results, wanted, tally, hidden=watch) as shown:
                for _ in shown:
                    pass
        finally:
            results.close()
            adding.write_failures(listed, tally.failed, wanted)
            if tally.failed:
                typer.echo(f"what failed stands in {listed}; try it again with --retry {listed}", err=True)
        raise typer.Exit(tally.exit_code())


@contextmanager
def _progress(
    results: Iterator[Record | InputError], inputs: list[str], tally: Any, *, hidden: bool
) -> Iterator[Iterable[Record | InputError]]:
    """The results under a progress bar on standard error: reports, words a second, time left where it is known."""
    from according.faces.batch import known_total

    if hidden or not sys.stderr.isatty():
        yield results
        return
    from time import monotonic

    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    speed = TextColumn("{task.fields[speed]:,.0f} words/s")
    columns = (
        TextColumn("adding"),
        BarColumn(),
        MofNCompleteColumn(),
        speed,
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("adding", total=known_total(inputs), speed=0.0)
        start = monotonic()

        def counted() -> Iterator[Record | InputError]:
            for result in results:
                speed_now = tally.words / max(monotonic() - start, 1e-3)
                bar.update(task, completed=tally.read, speed=speed_now)
                yield result

        yield counted()


def find(
    ledger: Place,
    *,
    who: Who = None,
    whom: Whom = None,
    type: Type = None,  # noqa: A002 - the option's name
    mode: Mode = None,
    context: Context = None,
    quad: Quad = None,
    place: At = None,
    near: Near = None,
    since: Since = None,
    until: Until = None,
    undated: Undated = None,
    status: Status = None,
    voice: Voice = None,
    publisher: Publisher = None,
    report: Report = None,
    text: Words = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="At most so many lines; 0 for all.")] = 100,
    format: Form = None,  # noqa: A002
    output: options.Output = None,
) -> None:
    """Find lines: who says that who did what to whom. Everything given must hold; the newest day comes first.

    Every line shows the words it rests on and the chain of voices. Exit codes: 0, also where nothing was found; 1 for
    words that mean nothing.
    """
    from according.faces import found_lines

    asked = {k: v for k, v in locals().items() if k in _ASKED}
    with open_named(ledger) as opened:
        found = opened.events(limit=limit or None, **asked)
        found_lines.write(found, _form(format), output)
        if found.more:
            typer.echo(f"there are more than {limit} lines: give --limit 0 for all", err=True)
        _say_undated(found)


def watch(
    ledger: Place,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The name of the search; without it all are listed.")
    ] = None,
    *,
    who: Who = None,
    whom: Whom = None,
    type: Type = None,  # noqa: A002
    mode: Mode = None,
    context: Context = None,
    quad: Quad = None,
    place: At = None,
    near: Near = None,
    since: Since = None,
    until: Until = None,
    undated: Undated = None,
    status: Status = None,
    voice: Voice = None,
    publisher: Publisher = None,
    report: Report = None,
    text: Words = None,
    format: Form = None,  # noqa: A002
    output: options.Output = None,
) -> None:
    """Show what is new for a saved search since the last time; made for cron.

    The first time say what is looked for, as for `according find`; later the name is enough. Lines that could not be
    written come again the next time.
    """
    from according.faces import found_lines
    from according.ledger import Query

    asked = {k: v for k, v in locals().items() if k in _ASKED and v is not None}
    with open_named(ledger) as opened:
        if name is None:
            saved = opened.watched()
            lines = [f"{n}: {' '.join(f'--{k} {v}' for k, v in q.items()) or 'everything'}" for n, q in saved.items()]
            _listed(({"name": n, "query": q} for n, q in saved.items()), lines, ListForm.TABLE, output)
            return
        with opened.watch(name, Query.of(**asked) if asked or name not in opened.watched() else None) as new:
            found_lines.write(new, _form(format), output)
            sys.stdout.flush()
            _say_undated(new)


def _say_undated(found: Found) -> None:
    from according.ledger.found import UNDATED_COUNTED

    if found.undated:
        more = found.undated > UNDATED_COUNTED
        count = f"more than {UNDATED_COUNTED} lines" if more else f"{found.undated} line{'s' * (found.undated > 1)}"
        advice = "--undated published goes by the report's day, --undated all shows them all"
        typer.echo(f"left out because nobody knows their day: {count}; {advice}", err=True)


_ASKED = frozenset(
    "who whom type mode context quad place near since until undated status voice publisher report text".split()  # noqa: SIM905
)


def _form(form: FoundForm | None) -> Any:
    from according.faces.found_lines import FoundFormat

    return FoundFormat(form) if form is not None else None


def diff(
    ledger: Place,
    report: Annotated[
        str | None, typer.Argument(metavar="REPORT", help="Its id, name or address; without it all that were re-read.")
    ] = None,
    *,
    old: Annotated[
        int | None, typer.Option("--old", min=1, help="The older version; the one before by default.")
    ] = None,
    new: Annotated[int | None, typer.Option("--new", min=1, help="The newer version; the newest by default.")] = None,
    format: Lists = ListForm.TABLE,  # noqa: A002
    output: options.Output = None,
) -> None:
    """Show what a newer reading of a report changed."""
    with open_named(ledger) as opened:
        changes = [c for r in ([report] if report else opened.reread()) for c in opened.diff(r, old=old, new=new)]
        lines = (
            f"{c.report} {c.kind} “{c.words}”: {c.field + ' ' if c.field else ''}{c.what}: "
            f"{' → '.join(filter(None, (c.before, c.after)))}"
            for c in changes
        )
        _listed((c.to_dict() for c in changes), lines, format, output)


def withdraw(
    ledger: Place,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Its id, name or address.")],
    *,
    note: Note = None,
    by: By = None,
) -> None:
    """Withdraw a report: it is kept as a tombstone, shown by no search, and never read again."""
    with open_named(ledger, by=by) as opened:
        opened.withdraw(report, why=note or "")


def judge(
    ledger: Place,
    line: Annotated[str, typer.Argument(metavar="LINE", help="The id of a line, as `according find` shows it.")],
    verdict: Annotated[Verdict, typer.Argument(metavar="VERDICT", help="yes, no, unsure, or corrected.")],
    *,
    field: Annotated[
        str,
        typer.Option("--field", metavar="FIELD", help="Which value: type, status, voice, actor:NAME, link:NAME, ..."),
    ] = "",
    value: Annotated[
        str | None, typer.Option("--value", metavar="VALUE", help="The right value, for corrected.")
    ] = None,
    note: Note = None,
    by: By = None,
) -> None:
    """Say whether a line is right. The machine's own values stay as they are; the judgement's id is printed."""
    with open_named(ledger, by=by) as opened:
        typer.echo(opened.judge(line, verdict.value, field=field, value=value, note=note))


def undo(
    ledger: Place,
    judgement: Annotated[str, typer.Argument(metavar="JUDGEMENT", help="The id that `according judge` printed.")],
    *,
    note: Note = None,
    by: By = None,
) -> None:
    """Take a judgement back. Both stay in the ledger."""
    with open_named(ledger, by=by) as opened:
        typer.echo(opened.undo(judgement, note=note))


def judgements(
    ledger: Place,
    line: Annotated[str | None, typer.Argument(metavar="LINE", help="Of this line only.")] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Those that were taken back, too.")] = False,
    format: Lists = ListForm.TABLE,  # noqa: A002
    output: options.Output = None,
) -> None:
    """List what people said of lines, in its order."""
    with open_named(ledger) as opened:
        found = opened.judgements(line, standing=not all_)
        lines = (
            f"{j.id} {j.at} {j.who}: {j.kind} {j.target} {j.field} {j.verdict} {j.value or ''} {j.note or ''}"
            + ("" if j.matched else " (no line stands there in the newest version)")
            for j in found
        )
        _listed((j.to_dict() for j in found), lines, format, output)


def audit(
    ledger: Place,
    *,
    expect: Annotated[
        str | None,
        typer.Option("--expect", metavar="HEAD", help="A head that was printed earlier: it must be in the chain."),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option(
            "--part",
            metavar="K/N",
            help="Compare the rows for searching with the records of one part only, 2/7 the second seventh; the log, "
            "records, texts and judgements are checked whole. Another part each day checks all in a week.",
        ),
    ] = None,
    format: Lists = ListForm.TABLE,  # noqa: A002
    output: options.Output = None,
) -> None:
    """Check that nothing in the ledger was changed behind its back: the chain of the log, every record and judgement.

    Note the head that it prints and give it back with --expect the next time: it shows that the end was not cut off.
    Exit codes: 0 all is as it was written; 1 something was changed.
    """
    with open_named(ledger) as opened:
        found = opened.audit(expect=expect, part=_part(part))
        counts = f"{found.entries} entries, {found.versions} records and {found.judgements} judgements checked"
        if found.compared < found.versions:
            counts += f"; the rows for searching of {found.compared} records"
        row = {
            "head": found.head,
            "entries": found.entries,
            "versions": found.versions,
            "compared": found.compared,
            "judgements": found.judgements,
            "problems": found.problems,
        }
        _listed([row], [*found.problems, counts, f"head {found.head}"], format, output)
        raise typer.Exit(1 if found.problems else 0)


def _part(words: str | None) -> tuple[int, int] | None:
    if words is None:
        return None
    first, _, second = words.partition("/")
    if not (first.isdecimal() and second.isdecimal()):
        raise typer.BadParameter(f"{words!r} is no part: write 2/7", param_hint="--part")
    return int(first), int(second)


def export(
    ledger: Place,
    *,
    format: Annotated[  # noqa: A002
        ExportForm, typer.Option("--format", help="jsonl: JSON lines; parquet: a folder with a file a table.")
    ] = ExportForm.JSONL,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write to this file, or for Parquet into this folder."),
    ] = None,
) -> None:
    """Write the whole ledger: every report, version, judgement and the log. `according import` makes it again."""
    from according.faces.streams import opened as written

    with open_named(ledger) as opened:
        if format is ExportForm.PARQUET:
            if output is None:
                raise typer.BadParameter("Parquet goes into a folder: name it", param_hint="--output")
            count = opened.export_parquet(output)
        else:
            with written(output) as stream:
                count = opened.export_lines(stream)
        typer.echo(f"{count} rows written", err=True)


def import_(
    ledger: Place,
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="An export (a file, a folder of Parquet, or -), or records as JSON lines."
        ),
    ],
    *,
    by: By = None,
) -> None:
    """Make a ledger again from its export, or add records that `according read` wrote.

    An export goes into a new ledger, all or nothing, and is checked against its log. Records are added one by one, and
    what is there already is skipped.
    """
    with open_named(ledger, create=True, by=by) as opened:
        if source != "-" and Path(source).is_dir():
            typer.echo(f"{opened.import_parquet(source)} rows read", err=True)
            return
        from according.faces.importing import import_stream

        typer.echo(import_stream(opened, source), err=True)


VERBS: dict[str, Callable[..., None]] = {
    "add": add,
    "find": find,
    "watch": watch,
    "diff": diff,
    "withdraw": withdraw,
    "judge": judge,
    "undo": undo,
    "judgements": judgements,
    "audit": audit,
    "export": export,
    "import": import_,
}
