"""Found lines: plain rows in Python, and Arrow, pandas or Polars tables for those who have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, overload

from according.ledger.errors import LedgerError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Line:
    """One event as somebody tells it: the line of the ledger with the words that it rests on.

    `voices` is the chain from the publisher inward ("Oreva Post < Petra Holm"), `passage` the sentence around the
    words, `judged` what people said of the line. `event` is the id to judge it by. `day` and `end_day` are the event's
    own first and last day, None where nobody knows them; `published` and `published_day` are the report's.
    """

    event: str
    report: str
    report_name: str
    title: str | None
    publisher: str | None
    published: str | None
    published_day: str | None
    url: str | None
    voices: str
    type: str
    modes: list[str]
    who: list[str]
    whom: list[str]
    status: str
    figures: list[str]
    places: list[str]
    time: str | None
    day: str | None
    end_day: str | None
    words: str
    passage: str
    confidence: float | None
    judged: list[str]
    event_id: str
    version: int
    reader: str | None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


_LISTS = frozenset({"modes", "who", "whom", "figures", "places", "judged"})
UNDATED_COUNTED = 100
COLUMNS = tuple(Line.__dataclass_fields__)


class Found(Sequence[Line]):
    """The lines that answer a query; `more` says that a limit cut the answer.

    `undated` counts the lines that `since` or `until` left out because nobody knows their day, up to UNDATED_COUNTED;
    one more stands for more than that.
    """

    def __init__(self, lines: list[Line], *, more: bool = False, undated: int = 0) -> None:
        self.lines, self.more, self.undated = lines, more, undated

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Found: ...
    def __getitem__(self, index: int | slice) -> Line | Found:
        return Found(self.lines[index]) if isinstance(index, slice) else self.lines[index]

    def __repr__(self) -> str:
        return f"<{len(self)} lines{', and there are more' if self.more else ''}>"

    def to_arrow(self) -> pa.Table:
        """An Arrow table with the same columns for any answer. Raises LedgerError without pyarrow."""
        arrow = _needed("pyarrow")
        text, texts = arrow.string(), arrow.list_(arrow.string())
        kinds = {"confidence": arrow.float64(), "version": arrow.int64(), **dict.fromkeys(_LISTS, texts)}
        schema = arrow.schema([(name, kinds.get(name, text)) for name in COLUMNS])
        table: pa.Table = arrow.Table.from_pylist([line.to_dict() for line in self.lines], schema=schema)
        return table

    def to_pandas(self) -> pd.DataFrame:
        """A pandas table. Raises LedgerError without pyarrow and pandas."""
        _needed("pandas")
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def to_polars(self) -> pl.DataFrame:
        """A Polars table. Raises LedgerError without pyarrow and Polars."""
        polars = _needed("polars")
        frame: pl.DataFrame = polars.from_arrow(self.to_arrow())
        return frame


def _needed(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        what = "according[tables]" if name == "pyarrow" else name
        raise LedgerError(f"{name} is not installed. Install it: pip install '{what}'") from error
