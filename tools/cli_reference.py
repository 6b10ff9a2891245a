"""Write the reference part of docs/cli.md from the command line's own definitions (`--write`), or print it.

Made from the declarations and not from the text of `--help`, whose layout changes with the version of Typer.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo

from according.cli import according, app

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"
BEGIN, END = "<!-- reference: written by tools/cli_reference.py -->\n", "<!-- end of reference -->\n"


def reference() -> str:
    """One section a verb: its help, then a table of what it takes."""
    verbs = _verbs()
    parts = [_section("according", according), *(_section(f"according {n}", f) for n, f in sorted(verbs.items()))]
    return "\n".join(parts)


def options() -> dict[str, list[str]]:
    """The options of each verb; the key "" is the command itself."""
    found = {"": _options(according)}
    found.update({name: _options(verb) for name, verb in _verbs().items()})
    return found


def _verbs() -> dict[str, Any]:
    """Each verb's function by its name."""
    return {c.name or c.callback.__name__: c.callback for c in app.registered_commands if c.callback}


def _declared(function: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Type, declaration and default of each parameter."""
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        kind, declaration = get_args(hints[name])[:2]
        yield kind, declaration, parameter.default


def _options(function: Any) -> list[str]:
    return [name for _, declaration, _ in _declared(function) for name in _names(declaration)]


def _names(declaration: Any) -> list[str]:
    """The option's names; inside Annotated, Typer takes the first of them for a default."""
    return [n for n in (declaration.default, *(declaration.param_decls or ())) if isinstance(n, str) and n[:1] == "-"]


def _section(name: str, function: Any) -> str:
    rows = [_row(*declared) for declared in _declared(function)]
    head = ["| | takes | default | |", "| --- | --- | --- | --- |"]
    return "\n".join([f"### `{name}`", "", inspect.cleandoc(function.__doc__ or ""), "", *head, *rows, ""])


def _row(kind: Any, declaration: Any, default: Any) -> str:
    if isinstance(declaration, ArgumentInfo):
        several = "one or more" if "list" in str(kind) else ""
        return f"| `{declaration.metavar}` | {several} | | {declaration.help} |"
    kinds = [k for k in get_args(kind) if k is not type(None)] if get_origin(kind) is not list else [kind]
    kind = kinds[0] if kinds else kind
    if isinstance(kind, type) and issubclass(kind, Enum):
        takes = ", ".join(f"`{value.value}`" for value in kind)
    elif get_origin(kind) is list:
        takes = f"`{declaration.metavar}`, several"
    else:
        takes = {bool: "", int: "a number", float: "a number", Path: "a file", str: "words"}[kind]
    shown = f"`{default}`" if default not in (None, False) else ""
    names = ", ".join(f"`{name}`" for name in _names(declaration))
    return f"| {names} | {takes} | {shown} | {declaration.help} |"


def rewritten(page: str) -> str:
    """The page with its reference part written again. Raises ValueError where the page has no such part."""
    head, _, rest = page.partition(BEGIN)
    _, found, tail = rest.partition(END)
    if not found:
        raise ValueError(f"docs/cli.md needs the lines {BEGIN.strip()} and {END.strip()}")
    return f"{head}{BEGIN}\n{reference()}\n{END}{tail}"


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(reference())
