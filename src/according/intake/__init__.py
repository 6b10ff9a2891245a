"""Everything that holds reports in: files, pages, PDF, mail, tables, feeds, archives, addresses. Reports come out."""

from according.intake.canonical import MAX_CHARS
from according.intake.publishers import Publisher, Registry, read_publishers
from according.intake.sources import open_report, open_url, reports
from according.intake.watching import watch

__all__ = ["MAX_CHARS", "Publisher", "Registry", "open_report", "open_url", "read_publishers", "reports", "watch"]
