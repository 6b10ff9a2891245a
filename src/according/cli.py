"""The command line: each verb is a filter - inputs in, records out, and everything about the run on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from according import __version__
from according.faces import grouping, incident_verbs, ledger_verbs, lookups, options, where_when
from according.faces.guard import guarded

if TYPE_CHECKING:
    from according.faces.doctor import Diagnosis

app = typer.Typer(
    name="according",
    help="Read news reports into a ledger: who says that who did what to whom, where, when, and with what status.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,  # plain help: the same on every terminal and in the documents, and light to start
    pretty_exceptions_enable=False,
)


class RecordFormat(StrEnum):
    """How `read` writes records (the same words as `according.faces.outputs.Format`, which is heavier to import)."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


class AnswerFormat(StrEnum):
    """How `explain` and `doctor` answer."""

    TABLE = "table"
    JSON = "json"


Output = options.Output
Answer = Annotated[AnswerFormat, typer.Option("--format", help="Words for a person, or JSON.")]


for _name, _verb in (
    ledger_verbs.VERBS | incident_verbs.VERBS | grouping.VERBS | lookups.VERBS | where_when.VERBS
).items():
    app.command(_name)(_verb)


def main() -> None:
    """Entry point of the `according` command."""
    app()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"according {__version__}")
        raise typer.Exit


@app.callback()
def according(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Read news reports into a ledger: who says that who did what to whom, where, when, and with what status."""


@app.command()
def read(
    inputs: options.Inputs,
    *,
    format: Annotated[  # noqa: A002 - the option's name in every face
        RecordFormat | None,
        typer.Option(
            "--format",
            help="table: the coloured report and its ledger lines; json: one document; jsonl: one record a line; "
            "html: one self-contained page. By default a table on a terminal, jsonl when piped, and the suffix of "
            "--output decides.",
        ),
    ] = None,
    output: Output = None,
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
    """Code reports: every statement with its speaker, every event inside its voice, with status and figures.

    Exit codes: 0 all went well; 1 nothing could be read; 2 wrong usage; 3 some of several inputs failed (they are
    listed on standard error, the others are coded).
    """
    from according import coding, intake, resolving
    from according.faces import batch, outputs, streams

    with guarded():
        if watch:
            options.must_be_folders(inputs)
        taken = options.intake_options(
            max_chars=max_chars,
            column=column,
            publishers=publishers,
            no_follow=no_follow,
            no_robots=no_robots,
            allow_private=allow_private,
            delay=delay,
        )
        own = resolving.own_actors(actors) if actors else None
        form = outputs.Format(format) if format else outputs.default_format(output)
        on_screen = output is None and sys.stdout.isatty()  # the reports themselves show how far the run is
        tally = batch.Tally()
        with streams.opened(output) as stream, batch.summed_up(tally, inputs):
            out = outputs.writer(form, stream)
            if watch:
                batches = intake.watch(inputs, poll_s=poll, skipped=tally.skipped, **taken)
            else:
                batches = iter([intake.reports(inputs, skipped=tally.skipped, **taken)])
            # One batch after the other: coding reads ahead, and would hold a report until the next one comes.
            results = (result for found in batches for result in coding.code_many(found, actors=own))
            with batch.progress(results, inputs, hidden=on_screen or watch) as shown:
                try:
                    for record in tally.records(shown):
                        out.add(record)
                        if watch:
                            stream.flush()
                except KeyboardInterrupt:
                    out.finish()  # what was coded so far is not lost
                    raise
                if tally.coded:
                    out.finish()
        raise typer.Exit(tally.exit_code())


@app.command()
def schema(*, output: Output = None) -> None:
    """Print the JSON Schema of the record format."""
    from according.validation import json_schema

    with guarded():
        _write(json.dumps(json_schema(), indent=2, ensure_ascii=False), output)


@app.command()
def explain(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help="A type, mode, context, sector, CAMEO code, field or value."),
    ],
    *,
    format: Answer = AnswerFormat.TABLE,  # noqa: A002
    output: Output = None,
) -> None:
    """Explain a term of the codebook: ASSAULT, 183, SECTOR REB, hypothetical."""
    from according.codebook import explain as ask

    with guarded():
        answer = ask(*words)
        if format is AnswerFormat.JSON:
            found = {"term": answer.term, "kind": answer.kind, "lines": list(answer.lines)}
            _write(json.dumps(found, ensure_ascii=False, indent=2), output)
        else:
            _write("\n".join((f"{answer.term} ({answer.kind})", *(f"  {line}" for line in answer.lines))), output)


@app.command()
def doctor(*, format: Answer = AnswerFormat.TABLE, output: Output = None) -> None:  # noqa: A002
    """Look at the installation: versions, model, data, threads, what is wrong and what would be faster.

    Exit codes: 0 all is well; 1 something must be mended.
    """
    from according.faces.doctor import diagnose

    with guarded():
        found = diagnose()
        if format is AnswerFormat.JSON:
            _write(json.dumps(found.to_dict(), ensure_ascii=False, indent=2), output)
        else:
            _write("\n".join(_diagnosis_lines(found)), output)
        raise typer.Exit(1 if found.problems else 0)


def _diagnosis_lines(found: Diagnosis) -> Iterator[str]:
    yield f"according {found.version}, Python {found.python}, {found.platform}"
    for title, values in (("model", found.model or {}), ("threads", found.threads), ("parts", found.parts)):
        yield f"\n{title}"
        yield from (f"  {name:<20} {_shown(value)}" for name, value in values.items())
    yield "\ndata"
    yield from (f"  {name:<40} {size:>12,} bytes" for name, size in found.data.items())
    for title, sentences in (("problems", found.problems), ("would be faster", found.advice)):
        yield f"\n{title}"
        yield from (f"  - {sentence}" for sentence in sentences or ["none"])


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    return "missing" if value is None else str(value)


def _write(words: str, output: Path | None) -> None:
    from according.faces.streams import opened

    with opened(output) as stream:
        stream.write(words + "\n")
