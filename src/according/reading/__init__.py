"""The reading wing: a report's words -> statements, events, mentions, times, figures, status. Knows the model."""

from __future__ import annotations

from according.records import Record, Report

__all__ = ["read", "threads"]


def read(report: Report, *, threads: int | None = None) -> Record:
    """Read one report with the shipped weights, which load on the first call.

    `threads` is how many of them the runtime may use for this one report; the default is `threads()`. Safe to call from
    several threads. Raises ModelError where the weights are missing, damaged or of another version.
    """
    from according.reading.assemble import read_report
    from according.reading.model import load

    return read_report(report, model=load(threads))


def threads() -> int:
    """Threads that reading uses: ACCORDING_THREADS, else all cores that this process may use."""
    from according.reading.model import default_threads

    return default_threads()
