"""`kill -9` at any point loses no report that was added and leaves no half one (benchmarks/ledger.py kills more)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import killing
import pytest
import servers

KILLS = 16


def test_on_sqlite(tmp_path: Path):
    numbers = count()

    @contextmanager
    def place() -> Iterator[str]:
        yield str(tmp_path / f"{next(numbers)}.db")

    kills = killing.kill_many(KILLS, tmp_path, place)
    assert set(kills.at) == set(killing.POINTS)
    assert kills.acknowledged > 0


def test_on_postgres(tmp_path: Path, postgres: Path):
    kills = killing.kill_many(KILLS, tmp_path, lambda: servers.database(postgres), seed=2)
    assert sum(kills.at.values()) == KILLS


def test_the_check_itself_sees_half_a_report(tmp_path: Path):
    from sqlalchemy import delete

    from according.ledger import open_ledger
    from according.ledger.schema import roles

    after, _ = killing.whole(tmp_path)
    with open_ledger(tmp_path / "whole.db") as ledger, ledger.store.write() as connection:
        connection.execute(delete(roles).where(roles.c.event_n == 7))
    with pytest.raises(AssertionError, match="half a report"):
        killing._check(str(tmp_path / "whole.db"), after, 0)
    open_ledger(tmp_path / "other.db").close()
    with pytest.raises(AssertionError, match="not there"):
        killing._check(str(tmp_path / "other.db"), after, 1)
