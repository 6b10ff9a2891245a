"""How every verb ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer


@contextmanager
def guarded() -> Iterator[None]:
    """Our own errors are one message, a reader who went away is no error, Ctrl-C is 130."""
    from according.errors import AccordingError
    from according.faces.streams import OutputError
    from according.rendering.harmless import one_line

    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # The rest of standard output has nowhere to go: without this, Python complains about it on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        raise typer.Exit(130) from None
    except AccordingError as error:
        typer.echo(f"error: {one_line(str(error))}", err=True)
        raise typer.Exit(2 if isinstance(error, OutputError) else 1) from None
