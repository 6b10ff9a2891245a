"""Counting a run: what was read, coded (or otherwise done), skipped and failed, and how the run ends."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from according.errors import InputError, ReadingError
from according.rendering.harmless import harmless, one_line

_Done = TypeVar("_Done")

DEBUG = "ACCORDING_DEBUG"  # set to anything: tracebacks of the reader's own faults
FINE, NOTHING, PARTLY = 0, 1, 3  # 2 is wrong usage, which the command line itself answers


@dataclass(slots=True)
class Tally:
    """The counts of one run. Skipped is what is no report by its suffix or type in folders, archives and mails.

    `done` is the word for what the run does with a report.
    """

    done: str = "coded"
    coded: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: list[InputError] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Everything that was looked at."""
        return self.coded + self.skipped.total() + len(self.failed)

    def records(self, results: Iterable[_Done | InputError]) -> Iterator[_Done]:
        """The records (or reports) among the results; everything is counted."""
        for result in results:
            if not isinstance(result, InputError):
                self.coded += 1
                yield result
            else:
                self.failed.append(result)

    def exit_code(self) -> int:
        """0 fine, 1 nothing could be read, 3 some of a batch failed."""
        if self.coded == 0:
            return NOTHING
        return PARTLY if self.failed else FINE

    def lines(self) -> Iterator[str]:
        """The last words of a run: every input that was not coded with its cause, then the counts."""
        yield from (f"failed: {one_line(str(error))}" for error in self.failed)
        if self.skipped:
            kinds = ", ".join(f"{count} {one_line(suffix)}" for suffix, count in sorted(self.skipped.items()))
            yield f"skipped: {kinds}. A file is read whatever its suffix where it is named itself"
        if self.coded == 0 and not self.failed:
            yield "nothing to read: no report was found in the inputs"
        yield f"read {self.read}, {self.done} {self.coded}, skipped {self.skipped.total()}, failed {len(self.failed)}"


@contextmanager
def summed_up(tally: Tally, inputs: list[str], *, always: bool = False) -> Iterator[None]:
    """Say at the end on standard error how the run went, also where it was interrupted.

    One report that was coded needs no closing line (but `always`), and a reader of standard output who went away wants
    none.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except BaseException:
        if tally.read:
            _say(tally)
        raise
    if always or (len(inputs), tally.read, tally.coded) != (1, 1, 1):
        _say(tally)


def _say(tally: Tally) -> None:
    for line in tally.lines():
        print(line, file=sys.stderr)  # noqa: T201 - this is the face that speaks
    if os.environ.get(DEBUG):
        for fault in (f for f in tally.failed if isinstance(f, ReadingError)):
            print(f"{one_line(fault.name)}:\n{harmless(fault.trace)}", file=sys.stderr)  # noqa: T201


@contextmanager
def progress(
    results: Iterable[_Done | InputError], inputs: list[str], *, hidden: bool
) -> Iterator[Iterable[_Done | InputError]]:
    """The results, with a progress bar on standard error while they are taken; none for one input, none in a pipe."""
    total = known_total(inputs)
    if hidden or total == 1 or not sys.stderr.isatty():
        yield results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar.track(results, total=total)


def known_total(inputs: list[str]) -> int | None:
    """How many reports will come; None where a folder, a stream or a file of many reports makes it unknown."""
    from according.intake.kinds import ADDRESS, SINGLE, SUFFIXES, suffix_of

    single = (not Path(i).is_dir() and (ADDRESS.fullmatch(i) or SUFFIXES.get(suffix_of(i)) in SINGLE) for i in inputs)
    return len(inputs) if all(single) else None
