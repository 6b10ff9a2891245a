"""The main job: a report in, a record out. The only room that knows intake, reading and resolving."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from according import intake, reading, resolving
from according.errors import InputError
from according.records import Record, Report

if TYPE_CHECKING:
    from according.resolving.tables import Index


def code(report: Report, *, actors: Index | None = None) -> Record:
    """Code one report: statements, events inside their voices, entities and who they are, times, figures.

    A pure function of the report, the shipped weights and tables, and the entries of the user's in `actors`
    (`resolving.own_actors`). Raises ModelError where the weights are missing or damaged.
    """
    return resolving.resolve(reading.read(report), actors=actors)


def reader() -> tuple[str, str, str | None]:
    """Who reads: name, version and model, as they stand in `record.reader`. Raises ModelError like `code`."""
    from according import __version__
    from according.reading.model import load

    return "according", __version__, load(1).name


def code_many(reports: Iterable[Report | InputError], *, actors: Index | None = None) -> Iterator[Record | InputError]:
    """Code a stream of reports in its order, as `intake.reports` yields it; failures pass through, nothing is lost.

    A few reports are read at once, one to a thread (ACCORDING_THREADS, else all cores): the runtime leaves Python free
    while it computes. No more than two reports a thread are held, so a stream of any length fits into memory.
    `actors` as in `code`. Raises ModelError like `code`.
    """
    workers = reading.threads()
    waiting: deque[Future[Record] | InputError] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for report in reports:
            if isinstance(report, InputError):
                waiting.append(report)
            else:
                waiting.append(pool.submit(_coded, report, actors))
            if len(waiting) >= 2 * workers:
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())


def _coded(report: Report, actors: Index | None) -> Record:
    return resolving.resolve(reading.read(report, threads=1), actors=actors)


def _done(item: Future[Record] | InputError) -> Record | InputError:
    return item if isinstance(item, InputError) else item.result()


def read(source: str | bytes | Path) -> Record:
    """Code one report given as a path, as the text itself or as bytes.

    A string that names an existing file, or has one line and ends like a file name, is a path; any other is the text.
    Raises InputError for input that is no readable English report, ModelError where the weights are missing.
    """
    return code(intake.open_report(source))
