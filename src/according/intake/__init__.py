"""Bytes, files, folders, pages and JSON lines in; reports with canonical text and sections out."""

from according.intake.canonical import MAX_CHARS
from according.intake.sources import open_report, open_url, reports

__all__ = ["MAX_CHARS", "open_report", "open_url", "reports"]
