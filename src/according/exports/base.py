"""What every exporter shares: rows out of records, what the format cannot say, a count of what was lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from according.records import Record


class Exporter(ABC):
    """Writes records as rows of one format; `left_out` counts, by reason, what the rows written so far do not say."""

    name: ClassVar[str]
    cannot_express: ClassVar[tuple[str, ...]]
    """What the format has no place for, one sentence each."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self.written = 0

    @abstractmethod
    def rows(self, record: Record) -> Iterator[dict[str, Any]]:
        """The rows of one record, counting losses on the way."""

    def export(self, records: Iterable[Record]) -> Iterator[dict[str, Any]]:
        """The rows of all records, in order, one at a time."""
        for record in records:
            for row in self.rows(record):
                self.written += 1
                yield row

    def report(self) -> str:
        """Rows written and what was left out, for standard error or a side file."""
        lost = [f"{count} x {reason}" for reason, count in self.left_out.most_common()]
        return f"{self.name}: {self.written} rows written; left out: {'; '.join(lost) or 'nothing'}"
