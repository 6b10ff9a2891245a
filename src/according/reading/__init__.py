"""The reading wing: a report's words -> statements, events, mentions, times, figures, status. Knows the model."""

from __future__ import annotations

from according.records import Record, Report

__all__ = ["read"]


def read(report: Report) -> Record:
    """Read one report with the shipped weights, which load on the first call.

    Raises ModelError where the weights are missing, damaged or of another version.
    """
    from according.reading.assemble import read_report
    from according.reading.model import load

    return read_report(report, model=load())
