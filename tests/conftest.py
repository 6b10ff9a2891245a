"""What several tests share: the two stores of a ledger, the second with a server of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import servers
from sqlalchemy import Engine, event

from according.ledger import Ledger, open_ledger, store

STORES = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """A PostgreSQL server for the whole session, or a skipped test."""
    if servers.binaries() is None:
        pytest.skip(servers.WITHOUT)
    with servers.server("fsync=off", "full_page_writes=off") as folder:
        yield folder


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a new ledger may lie: a path, then an address."""
    if request.param == "sqlite":
        yield str(tmp_path / "ledger.db")
        return
    with servers.database(request.getfixturevalue("postgres")) as address:
        yield address


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger as a file to copy: quicker than its migrations."""
    path = tmp_path_factory.mktemp("made") / "made.db"
    open_ledger(path).close()
    return path


@pytest.fixture(scope="session")
def made_database(postgres: Path) -> Iterator[str]:
    """The same as a database to copy."""
    with servers.database(postgres) as address:
        open_ledger(address).close()
        yield address.split("@/")[1].split("?")[0]


@contextmanager
def new_ledger(request: pytest.FixtureRequest, folder: Path) -> Iterator[Ledger]:
    """A new ledger on the store that the test's parameter names."""
    if request.param == "sqlite":
        path = folder / "ledger.db"
        shutil.copyfile(request.getfixturevalue("made_file"), path)
        with open_ledger(path, who="tester") as opened:
            yield opened
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("made_database")
    with servers.database(server, template=template) as address, open_ledger(address, who="tester") as opened:
        yield opened


@pytest.fixture(params=STORES)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A new ledger on each store."""
    with new_ledger(request, tmp_path) as opened:
        yield opened


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite does not wait for the disk: for tests of many small ledgers that no power cut threatens."""

    def engine(url: str) -> Engine:
        made = real(url)
        event.listen(made, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        return made

    real = store._sqlite
    monkeypatch.setattr(store, "_sqlite", engine)
