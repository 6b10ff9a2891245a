"""The main job: a report in, a record out. The only room that knows intake and reading."""

from __future__ import annotations

from pathlib import Path

from according import intake, reading
from according.records import Record, Report


def code(report: Report) -> Record:
    """Code one report: statements, events inside their voices, entities, times, figures.

    A pure function of the report and the shipped weights. Raises ModelError where the weights are missing or damaged.
    """
    return reading.read(report)


def read(source: str | bytes | Path) -> Record:
    """Code one report given as a path, as the text itself or as bytes.

    A string that names an existing file, or has one line and ends like a file name, is a path; any other string is text.
    Raises InputError for input that is no readable English report, ModelError where the weights are missing.
    """
    return code(intake.open_report(source))
