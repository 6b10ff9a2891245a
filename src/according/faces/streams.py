"""Where output goes: standard output, or a file that appears when it is complete."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from according.errors import AccordingError


class OutputError(AccordingError):
    """The file named by --output cannot be written."""

    def __init__(self, output: Path, cause: OSError) -> None:
        super().__init__(f"cannot write {output}: {cause.strerror}. Give --output a file in a folder you may write to")


@contextmanager
def opened(output: Path | None) -> Iterator[TextIO]:
    """The stream to write to, always UTF-8: standard output, or the file.

    A file is written beside its place as NAME.part and put there at the end, also when the run is interrupted, so that
    nothing that was coded is lost and no half-written file is ever taken for a whole one after a crash. Where nothing
    was written, no file appears. Raises OutputError where the file cannot be written.
    """
    if output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdout
        sys.stdout.flush()
        return
    if output.exists() and not output.is_file():  # a pipe or a device: it cannot be replaced
        with _create(output, output) as stream:
            yield stream
        return
    part = output.with_name(output.name + ".part")
    with _create(part, output) as stream:
        try:
            yield stream
        finally:
            stream.flush()
            _put(part, output if stream.tell() else None)


def _put(part: Path, output: Path | None) -> None:
    """The finished part in its place, or away where nothing was written."""
    try:
        if output is None:
            part.unlink()
        else:
            part.replace(output)
    except OSError as error:  # for instance a second run with the same --output took it away
        raise OutputError(output or part, error) from error


def _create(path: Path, output: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise OutputError(output, error) from error
