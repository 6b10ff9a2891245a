"""The verbs that look names up: `who` answers from the tables of actors, and says where the answer stands."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from according.faces import options
from according.faces.guard import guarded

if TYPE_CHECKING:
    from according.resolving.lookup import Candidate


class Answer(StrEnum):
    """How a lookup answers."""

    TABLE = "table"
    JSON = "json"


def who(
    name: Annotated[
        list[str], typer.Argument(metavar="NAME", help="A person, state, seat of government, body or phrase.")
    ],
    *,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day to answer for, written YYYY-MM-DD.")
    ] = None,
    actors: options.Actors = None,
    format: Annotated[  # noqa: A002 - the option's name in every face
        Answer, typer.Option("--format", help="Words for a person, or JSON.")
    ] = Answer.TABLE,
    output: options.Output = None,
) -> None:
    """Say who is known under a name: country, sector, office and its days, and the table that says so.

    Exit codes: 0 somebody is known; 1 nobody is.
    """
    from according.faces.streams import opened
    from according.resolving import own_actors
    from according.resolving.lookup import who as ask

    day = _day(on)
    with guarded():
        wanted = " ".join(name)
        found = ask(wanted, on=day, own=own_actors(actors) if actors else None)
        with opened(output) as stream:
            if format is Answer.JSON:
                stream.write(json.dumps([dataclasses.asdict(c) for c in found], ensure_ascii=False, indent=2) + "\n")
            elif found:
                stream.write("\n".join(_lines(found)) + "\n")
        if not found:
            typer.echo(f"nobody is known as {wanted!r}; names of your own can be given with --actors", err=True)
            raise typer.Exit(1)


def _day(words: str | None) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise typer.BadParameter(f"{words!r} is no day written YYYY-MM-DD", param_hint="--on") from None


def _lines(found: list[Candidate]) -> Iterator[str]:
    """One line a candidate; on a day, those who hold nothing then are marked."""
    for c in found:
        what = ", ".join(filter(None, (c.office, c.kind if c.office is None else None)))
        item = f"  {c.wikidata}" if c.wikidata else ""
        passed = "  (not on that day)" if c.holds is False else ""
        yield f"{c.name}  {c.country or '-'} {c.sector or '-'}  {what}  [{c.why}]{item}{passed}"


VERBS = {"who": who}
