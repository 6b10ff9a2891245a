"""The main job: a report in, a record out. The only room that knows intake and reading."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from according import intake, reading
from according.errors import InputError
from according.records import Record, Report


def code(report: Report) -> Record:
    """Code one report: statements, events inside their voices, entities, times, figures.

    A pure function of the report and the shipped weights. Raises ModelError where the weights are missing or damaged.
    """
    return reading.read(report)


def code_many(reports: Iterable[Report | InputError]) -> Iterator[Record | InputError]:
    """Code a stream of reports in its order, as `intake.reports` yields it; failures pass through, nothing is lost.

    A few reports are read at once, one to a thread (ACCORDING_THREADS, else all cores): the runtime leaves Python free
    while it computes. No more than two reports a thread are held, so a stream of any length fits into memory.
    Raises ModelError like `code`.
    """
    workers = reading.threads()
    waiting: deque[Future[Record] | InputError] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for report in reports:
            if isinstance(report, InputError):
                waiting.append(report)
            else:
                waiting.append(pool.submit(reading.read, report, threads=1))
            if len(waiting) >= 2 * workers:
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())


def _done(item: Future[Record] | InputError) -> Record | InputError:
    return item if isinstance(item, InputError) else item.result()


def read(source: str | bytes | Path) -> Record:
    """Code one report given as a path, as the text itself or as bytes.

    A string that names an existing file, or has one line and ends like a file name, is a path; any other is the text.
    Raises InputError for input that is no readable English report, ModelError where the weights are missing.
    """
    return code(intake.open_report(source))
