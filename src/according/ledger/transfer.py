"""A whole ledger out and in again, as JSON lines or as a folder of Parquet files, with nothing lost.

Written is what a ledger is (`schema.BASE`) and what linking found (`incident_schema.KEPT`: it depends on the order in
which reports came in). What is taken out of either is made again on the way in, and comes out the same; Parquet holds
those tables as well, for people who want to count with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import BigInteger, Boolean, Connection, Float, Integer, Table, func, insert, select

from according import __version__
from according.errors import RecordError
from according.ledger import audit, ids, rows
from according.ledger.adding import put_rows
from according.ledger.errors import LedgerError
from according.ledger.incident_rows import spread_again
from according.ledger.incident_schema import KEPT, SPREAD, incidents, tellings
from according.ledger.schema import BASE, DERIVED, reports, versions
from according.records import Record

FORMAT = 1
_PACKED = {
    versions.name: "record",
    incidents.name: "whole",
    tellings.name: "told",
}  # columns that are written as plain JSON
_BATCH = 500
Row = dict[str, Any]


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table of the ledger has."""
    return {t.name: connection.execute(select(func.count()).select_from(t)).scalar() or 0 for t in BASE}


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    ordered = select(table).order_by(*table.primary_key.columns)
    with connection.execution_options(yield_per=_BATCH).execute(ordered) as result:
        for row in result:
            yield row._asdict()


def write_lines(connection: Connection, stream: TextIO) -> int:
    """The ledger as JSON lines: a heading, a line a row, and an end that says that nothing is missing."""
    written = 0
    stream.write(ids.canonical({"ledger": FORMAT, "software": __version__}) + "\n")
    for table in (*BASE, *KEPT):
        for row in _rows(connection, table):
            if (packed := _PACKED.get(table.name)) and row[packed] is not None:
                row[packed] = json.loads(rows.unpacked(row[packed]))
            stream.write(json.dumps({"table": table.name, "row": row}, separators=(",", ":")) + "\n")
            written += 1
    stream.write(ids.canonical({"end": True, "rows": written}) + "\n")
    return written


def read_lines(lines: Iterable[str], *, name: str) -> Iterator[tuple[str, Row]]:
    """The rows that `write_lines` wrote, the heading taken off before. Raises LedgerError where lines are missing."""
    for number, line in enumerate(lines):
        try:
            item = json.loads(line)
            if item.get("end"):
                if item["rows"] != number:
                    raise LedgerError(f"{name}: {number} rows where the end says {item['rows']}. Export it again")
                return
            yield item["table"], item["row"]
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise LedgerError(f"{name}, line {number + 2}: no row of a ledger ({error}). Export it again") from error
    raise LedgerError(f"{name}: its end is missing, so rows may be missing. Export it again")


def bring_in(connection: Connection, wanted: Iterable[tuple[str, Row]], *, name: str) -> int:
    """Fill an empty ledger inside the writer's transaction. Raises LedgerError where it is not empty, or damaged."""
    if any(counts(connection).values()):
        raise LedgerError("the ledger is not empty. Import a ledger into a new one")
    tables = {t.name: t for t in (*BASE, *KEPT)}
    links = {t.name for t in KEPT}
    taken: dict[str, list[Row]] = {}
    number, made = 0, False
    for table, row in wanted:
        if table not in tables:
            raise LedgerError(f"{name}: {table!r} is no table of a ledger. Update: pip install -U according")
        if made and table not in links:
            raise LedgerError(f"{name}: rows of {table} stand behind those of linking. Export it again")
        if table in links and not made:  # they refer to the events that are taken out of the records
            _put(connection, tables, taken)
            _make_again(connection)
            made = True
        if (packed := _PACKED.get(table)) and row[packed] is not None:
            row[packed] = rows.packed(ids.canonical(row[packed]))
        taken.setdefault(table, []).append(row)
        number += 1
        if len(taken[table]) >= _BATCH:
            _put(connection, tables, taken)
    _put(connection, tables, taken)
    if not made:
        _make_again(connection)
    _spread_again(connection, name)
    found = audit.verify(connection)
    if found.problems:
        raise LedgerError(f"{name}: it was changed after the export: {'; '.join(found.problems[:3])}")
    return number


def _spread_again(connection: Connection, name: str) -> None:
    try:
        spread_again(connection)
    except (ValueError, KeyError, RecordError) as error:
        raise LedgerError(f"{name}: what linking found is damaged ({error}). Export it again") from error


def _put(connection: Connection, tables: dict[str, Table], taken: dict[str, list[Row]]) -> None:
    for name, table in tables.items():  # in an order in which nothing refers to what is still to come
        if batch := taken.pop(name, None):
            connection.execute(insert(table), batch)


def _make_again(connection: Connection) -> None:
    """Every version's rows, in the order of the versions, so that they get the same numbers."""
    last = 0
    wanted = select(
        versions.c.n, versions.c.report_n, versions.c.current, versions.c.record, reports.c.id, reports.c.text
    )
    joined = wanted.select_from(versions.join(reports)).order_by(versions.c.n).limit(_BATCH)
    while batch := connection.execute(joined.where(versions.c.n > last)).all():
        for row in batch:
            record = record_of(row.record, row.text)
            numbers = {"report_n": row.report_n, "version_n": row.n}
            put_rows(connection, record, report=row.id, current=row.current, **numbers)
        last = batch[-1].n


def record_of(kept: bytes, text: str) -> Record:
    """The record as it was added. Raises LedgerError where the store was damaged."""
    try:
        return audit.record_of(rows.unpacked(kept), text)
    except (ValueError, KeyError, RecordError) as error:
        raise LedgerError(f"a record in the ledger is damaged ({error}). `according audit` says which") from error


def write_parquet(connection: Connection, folder: Path) -> int:
    """The ledger as one Parquet file a table; `ledger.json`, written last, says that it is whole."""
    pa, pq = _pyarrow()
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / "ledger.json"
    manifest.unlink(missing_ok=True)
    sizes = {}
    for table in (*BASE, *DERIVED, *KEPT, *SPREAD):
        schema = pa.schema([(c.name, _kind(pa, c.type)) for c in table.columns])
        sizes[table.name] = 0
        with pq.ParquetWriter(folder / f"{table.name}.parquet", schema, compression="zstd") as writer:
            batch: list[Row] = []
            for row in _rows(connection, table):
                if (packed := _PACKED.get(table.name)) and row[packed] is not None:
                    row[packed] = rows.unpacked(row[packed])
                batch.append(row)
                if len(batch) >= 20 * _BATCH:
                    writer.write_table(pa.Table.from_pylist(batch, schema=schema))
                    sizes[table.name] += len(batch)
                    batch = []
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            sizes[table.name] += len(batch)
    heading = {"ledger": FORMAT, "software": __version__, "rows": sizes}
    manifest.write_text(json.dumps(heading, indent=1) + "\n", encoding="utf-8")
    return sum(sizes[t.name] for t in (*BASE, *KEPT))


def read_parquet(folder: Path) -> Iterator[tuple[str, Row]]:
    """The rows that `write_parquet` wrote. Raises LedgerError where a file is missing or short."""
    _, pq = _pyarrow()
    try:
        heading = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LedgerError(f"{folder} holds no exported ledger: ledger.json is missing or damaged ({error})") from error
    for table in (*BASE, *KEPT):
        if table in KEPT and table.name not in heading["rows"]:
            continue  # written before there was any linking
        path = folder / f"{table.name}.parquet"
        try:
            file = pq.ParquetFile(path)
        except (OSError, ValueError) as error:
            raise LedgerError(f"{path} cannot be read ({error}). Export the ledger again") from error
        if file.metadata.num_rows != heading["rows"].get(table.name):
            raise LedgerError(f"{path}: {file.metadata.num_rows} rows, and ledger.json says another number")
        for batch in file.iter_batches(batch_size=_BATCH):
            for row in batch.to_pylist():
                if (packed := _PACKED.get(table.name)) and row[packed] is not None:
                    row[packed] = json.loads(row[packed])
                yield table.name, row


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        raise LedgerError("Parquet needs pyarrow. Install it: pip install 'according[tables]'") from error
    return pa, pq


def _kind(pa: Any, kind: Any) -> Any:
    if isinstance(kind, Boolean):
        return pa.bool_()
    if isinstance(kind, Float):
        return pa.float64()
    if isinstance(kind, (Integer, BigInteger)):
        return pa.int64()
    return pa.string()  # the records, too, are written as the JSON that they are
