"""The options that several verbs share, declared once: one option, one name, one meaning everywhere.

A verb takes them as parameters of the same names and passes them to `intake_options`, whose answer is what
`according.intake.reports` and `according.intake.watch` take.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Files (text, HTML, PDF, mail, tables, feeds, web archives, GZip and ZIP of these), folders, web "
        "addresses, or - for standard input.",
    ),
]
MaxChars = Annotated[int, typer.Option("--max-chars", min=1, help="Refuse reports longer than this many characters.")]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=HEADER",
        help="Which column of a table holds a field (text, url, id, title, published, publisher, authors); may be "
        "repeated. FIELD= leaves a field out. Without it columns are found by their usual headers.",
    ),
]
Publishers = Annotated[
    Path | None,
    typer.Option("--publishers", metavar="FILE", help="A table of publishers: host,name,country,ownership,language."),
]
Actors = Annotated[
    Path | None,
    typer.Option(
        "--actors",
        metavar="FILE",
        help="A table of names that are yours: name,other_names,kind,country,sector,office,from,to,wikidata.",
    ),
]
NoFollow = Annotated[
    bool, typer.Option("--no-follow", help="Do not fetch the addresses that stand in feeds, lists and tables.")
]
NoRobots = Annotated[
    bool, typer.Option("--no-robots", help="Fetch without asking robots.txt; for sites that are yours.")
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from addresses inside your own network too.")
]
Delay = Annotated[
    float,
    typer.Option("--delay", min=0, help="Seconds between two visits to a host; robots.txt may ask for more."),
]
Watch = Annotated[
    bool, typer.Option("--watch", help="Stay, and read what comes into the folders, until interrupted with Ctrl-C.")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write to this file instead of standard output.", dir_okay=False),
]
Poll = Annotated[float, typer.Option("--poll", min=0.1, help="With --watch: seconds between two looks.")]

MAX_CHARS, DELAY_S, POLL_S = 1_000_000, 1.0, 5.0  # as in `according.intake`, which is heavier to import


def intake_options(
    *,
    max_chars: int,
    column: list[str] | None,
    publishers: Path | None,
    no_follow: bool,
    no_robots: bool,
    allow_private: bool,
    delay: float,
) -> dict[str, Any]:
    """What the intake takes. Raises typer.BadParameter for a --column without "=", InputError for bad publishers."""
    from according.intake import read_publishers

    columns: dict[str, str] = {}
    for pair in column or []:
        field, found, header = pair.partition("=")
        if not found:
            raise typer.BadParameter(
                f"{pair!r} has no =. Give FIELD=HEADER, for instance text=Body", param_hint="--column"
            )
        columns[field.strip()] = header.strip()
    return {
        "max_chars": max_chars,
        "columns": columns,
        "publishers": read_publishers(publishers) if publishers else None,
        "follow": not no_follow,
        "robots": not no_robots,
        "allow_private": allow_private,
        "delay_s": delay,
    }


def must_be_folders(inputs: list[str]) -> None:
    """Raise typer.BadParameter where one of the watched inputs is no folder."""
    for name in inputs:
        if not Path(name).is_dir():
            raise typer.BadParameter(f"{name!r} is no folder, and --watch watches folders", param_hint="INPUT")
