"""The store below a ledger: a SQLite file or a PostgreSQL database, opened, brought up to date, and locked for writing.

There is one writer at a time on both: SQLite has a lock of its own (BEGIN IMMEDIATE), on PostgreSQL an advisory lock
makes the same. Numbers are therefore given by the writer, and they are the same on both stores.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from according.ledger import arrays
from according.ledger.errors import LedgerError

_LOCK = 0x6163636F7264  # "accord": any fixed number will do
_WAIT = 60  # seconds that a writer waits for another


class Store:
    """One opened database. `read()` and `write()` give connections; `write()` is one transaction, all or nothing."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine, self.name = engine, name

    @property
    def postgres(self) -> bool:
        """True on PostgreSQL, False on SQLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger. Raises LedgerError where the store fails."""
        with self._answering(), self.engine.connect() as connection:
            if self.postgres:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
                # Searches are short: helpers cost more than they save, and take processors from other users.
                connection.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
                connection.execute(text("SET LOCAL jit = off"))  # compiling takes longer than the search itself
            else:
                connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction of the one writer: committed at the end, undone by any error."""
        with self._answering(), self.engine.connect() as connection:
            if self.postgres:
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def settle(self) -> None:
        """Count what stands in the indexes, so that searches take the right ones: after many additions."""
        with self.write() as connection:
            if not self.postgres:
                connection.exec_driver_sql("PRAGMA analysis_limit=1000")  # a sample of each index is enough
            connection.exec_driver_sql("ANALYZE")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise LedgerError(f"{self.name}: {_reason(error)}") from error


def _reason(error: DBAPIError) -> str:
    said = " ".join(str(error.orig).split())
    if "locked" in said:
        return f"another process has been writing for {_WAIT} seconds ({said}). Wait for it to end, then try again"
    if "no such table" in said or "does not exist" in said:
        return (
            f"it is no ledger of this version ({said}). Open it with according.open_ledger, which brings it up to date"
        )
    if "append-only" in said:
        return f"{said}. Take a judgement back with another one (undo)"
    return f"the database says: {said}"


def next_n(connection: Connection, table: Table) -> int:
    """The number after the highest of a table; the writer's lock makes it ours."""
    highest = connection.execute(select(func.max(table.c.n))).scalar()
    return 1 if highest is None else int(highest) + 1


def put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert many rows of the same columns. PostgreSQL takes them by COPY, in a third of the time of single inserts."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    columns = list(rows[0])
    quote = connection.dialect.identifier_preparer.quote
    statement = f"COPY {quote(table.name)} ({', '.join(map(quote, columns))}) FROM STDIN"
    driver = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[union-attr]
        for row in rows:
            copy.write_row([row[c] for c in columns])


def open_store(place: str | Path, *, create: bool = True) -> Store:
    """The store at a path (a SQLite file) or a URL (`postgresql://...`), its schema brought up to date.

    Raises LedgerError where there is none and `create` is false, where it is no ledger, or where it cannot be reached.
    """
    from according.ledger.migrating import bring_up_to_date

    words = str(place)
    if "://" not in words:
        path = Path(place)
        _check_file(path, create=create)
        engine, name = _sqlite(f"sqlite:///{path}"), words
    else:
        engine, name = _by_url(words, create=create)
    store = Store(engine, name)
    try:
        bring_up_to_date(store, create=create)
    except BaseException:
        store.close()
        raise
    return store


def _check_file(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise LedgerError(f"{path} is a folder; a ledger is one file, for instance {path / 'ledger.db'}")
    if not path.exists():
        if not create:
            raise LedgerError(f"there is no ledger {path}. Make one with: according add {path} INPUT")
        if not path.parent.is_dir():
            raise LedgerError(f"there is no folder {path.parent}. Make it first, or name a ledger in another folder")
    elif path.stat().st_size and path.open("rb").read(16) != b"SQLite format 3\0":
        raise LedgerError(f"{path} is no ledger: it is no SQLite database. Give the ledger first, then the inputs")


def _by_url(words: str, *, create: bool) -> tuple[Engine, str]:
    try:
        url = make_url(words)
    except ArgumentError as error:
        raise LedgerError(f"{words} is no database address. Give a file, or postgresql://USER@HOST/DATABASE") from error
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    shown = url.render_as_string(hide_password=True)
    if url.drivername == "sqlite" and url.database:
        _check_file(Path(url.database), create=create)
        return _sqlite(words), shown
    if url.drivername != "postgresql+psycopg":
        raise LedgerError(f"{shown}: a ledger is kept in SQLite (a file) or PostgreSQL (postgresql://...)")
    try:
        engine = create_engine(url, pool_pre_ping=False, pool_size=2)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise LedgerError(
            f"{shown}: PostgreSQL needs psycopg. Install it: pip install 'according[postgres]'"
        ) from error
    event.listen(engine, "connect", lambda connection, _: arrays.register(connection))
    return engine, shown


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _WAIT})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own transactions begin too late
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_WAIT * 1000}"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA cache_size=-65536")  # 64 MiB

    return engine
