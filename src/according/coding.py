"""The main job: a report in, a record out. The only room that knows intake, reading and resolving."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from according import intake, reading, resolving
from according.errors import AccordingError, InputError, ReadingError
from according.records import Record, Report

if TYPE_CHECKING:
    from according.resolving.tables import Index

_SAID = 200  # characters of an exception's words in a failure; the traceback has them all


def code(report: Report, *, actors: Index | None = None) -> Record:
    """Code one report: statements, events inside their voices, entities and who they are, times, figures.

    A pure function of the report, the shipped weights and tables, and the entries of the user's in `actors`
    (`resolving.own_actors`). Raises ModelError where the weights are missing or damaged, ReadingError (an InputError)
    where the reader breaks down on this report.
    """
    return _coded(report, actors, threads=None)


def reader() -> tuple[str, str, str | None]:
    """Who reads: name, version and model, as they stand in `record.reader`. Raises ModelError like `code`."""
    from according import __version__
    from according.reading.model import load

    return "according", __version__, load(1).name


def code_many(reports: Iterable[Report | InputError], *, actors: Index | None = None) -> Iterator[Record | InputError]:
    """Code a stream of reports in its order, as `intake.reports` yields it; failures pass through, nothing is lost.

    A report on which the reader breaks down becomes one more failure (`errors.ReadingError`). A few reports are read at
    once, one to a thread (ACCORDING_THREADS, else all cores): the runtime leaves Python free while it computes. No more
    than two reports a thread are held, so a stream of any length fits into memory. `actors` as in `code`. Raises
    ModelError like `code`.
    """
    workers = reading.threads()
    waiting: deque[Future[Record | InputError] | InputError] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for report in reports:
            if isinstance(report, InputError):
                waiting.append(report)
            else:
                waiting.append(pool.submit(_coded_or_fault, report, actors))
            if len(waiting) >= 2 * workers:
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())


def _coded(report: Report, actors: Index | None, *, threads: int | None) -> Record:
    """The one boundary at which an exception that nobody foresaw becomes the failure of one report."""
    try:
        return resolving.resolve(reading.read(report, threads=threads), actors=actors)
    except (AccordingError, MemoryError):
        raise  # said on purpose, or of the whole process and not of this report
    except Exception as error:
        from traceback import format_exception

        said = " ".join(f"{type(error).__name__}: {error}".split())[:_SAID]
        raise ReadingError(report.id, said, trace="".join(format_exception(error))) from error


def _coded_or_fault(report: Report, actors: Index | None) -> Record | InputError:
    try:
        return _coded(report, actors, threads=1)
    except ReadingError as fault:
        return fault


def _done(item: Future[Record | InputError] | InputError) -> Record | InputError:
    return item if isinstance(item, InputError) else item.result()


def read(source: str | bytes | Path) -> Record:
    """Code one report given as a path, as the text itself or as bytes.

    A string that names an existing file, or has one line and ends like a file name, is a path; any other is the text.
    Raises InputError for input that is no readable English report, ModelError where the weights are missing.
    """
    return code(intake.open_report(source))
