"""The verbs `where` and `when`: what a place's name and a time's words mean, and why; offline, from shipped data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from according.faces import options
from according.faces.guard import guarded

if TYPE_CHECKING:
    from according.records import EventTime
    from according.resolving.gazetteer import Candidate

SHOWN = 10
"""Places that the table lists; JSON has all."""


class AnswerForm(StrEnum):
    """How both answer."""

    TABLE = "table"
    JSON = "json"


Form = Annotated[AnswerForm, typer.Option("--format", help="Words for a person, or JSON.")]


def where(
    name: Annotated[
        list[str], typer.Argument(metavar="NAME", help="A town, area, water, or words like Homs province.")
    ],
    *,
    near: Annotated[
        str | None, typer.Option("--near", metavar="PLACE", help="Prefer what lies in or near this place.")
    ] = None,
    format: Form = AnswerForm.TABLE,  # noqa: A002 - the option's name in every face
    output: options.Output = None,
) -> None:
    """Say which places a name can mean, the likeliest first: where they lie, and who claims a contested one.

    Exit codes: 0 a place is known; 1 none is.
    """
    from according.faces.streams import opened
    from according.resolving.places import where as ask

    with guarded():
        wanted = " ".join(name)
        found = ask(wanted, near=near)
        with opened(output) as stream:
            if format is AnswerForm.JSON:
                stream.write(json.dumps([c.to_dict() for c in found], ensure_ascii=False, indent=2) + "\n")
            elif found:
                stream.write("\n".join(_place_lines(found)) + "\n")
        if not found:
            typer.echo(f"no place is known as {wanted!r}; other spellings may be", err=True)
            raise typer.Exit(1)


def _place_lines(found: list[Candidate]) -> Iterator[str]:
    for c in found[:SHOWN]:
        lies = ", ".join(x for x in (c.admin1 if c.admin1 != c.name else None, c.country) if x) or "in no one country"
        point = "no point" if c.is_country or c.lat is None else f"{c.lat:.4f} {c.lon:.4f}"
        people = f", {c.population:,} people" if c.population else ""
        number = f", GeoNames {c.geonames}" if c.geonames else ""
        yield f"{c.name}  {lies}  {point}  [{c.feature}{people}{number}; {c.how}]"
        if c.contested:
            yield f"  contested: {', '.join(c.contested.names)}"
            yield f"  claimed by {', '.join(c.contested.claims)}; held by {c.contested.held}"
    if len(found) > SHOWN:
        yield f"and {len(found) - SHOWN} more"


def when(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='Words for a time: "last Tuesday".')],
    *,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day to answer for, written YYYY-MM-DD.")
    ] = None,
    format: Form = AnswerForm.TABLE,  # noqa: A002
    output: options.Output = None,
) -> None:
    """Say which days the words for a time mean, said on a day; without --on what is relative stays open (XXXX).

    Exit codes: 0 a time was found in the words; 1 none was.
    """
    from according.faces.streams import opened
    from according.reading.times import event_time, find_times

    if on is not None:
        try:
            date.fromisoformat(on)
        except ValueError:
            raise typer.BadParameter(f"{on!r} is no day written YYYY-MM-DD", param_hint="--on") from None
    with guarded():
        said = " ".join(words)
        found = [(t.span.text, event_time(t, said, published=on)) for t in find_times(said, published=on)]
        with opened(output) as stream:
            if format is AnswerForm.JSON:
                answer = [{"words": text} | t.model_dump(mode="json", exclude={"span"}) for text, t in found]
                stream.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
            elif found:
                stream.write("\n".join(_time_line(text, t) for text, t in found) + "\n")
        if not found:
            typer.echo(f"no time was found in {said!r}", err=True)
            raise typer.Exit(1)


def _time_line(words: str, t: EventTime) -> str:
    days = f"{t.start} to {t.end}" if t.start and t.end and t.start != t.end else (t.start or "open")
    return f"{words}  {t.value}  {days}" + (f"  [{t.granularity}]" if t.granularity else "")


VERBS: dict[str, Callable[..., None]] = {"where": where, "when": when}
