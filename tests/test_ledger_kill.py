"""`kill -9` at any point loses no report that was added and leaves no half one (benchmarks/ledger.py kills more)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import killing
import pytest
import servers
from many import varied

from according.ledger import open_ledger

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

    from according.ledger.schema import roles

    after, _ = killing.whole(tmp_path)
    with open_ledger(tmp_path / "whole.db") as ledger, ledger.store.write() as connection:
        connection.execute(delete(roles).where(roles.c.event_n == 7))
    with pytest.raises(AssertionError, match="half a report"):
        killing._check(str(tmp_path / "whole.db"), after, 0)
    open_ledger(tmp_path / "other.db").close()
    with pytest.raises(AssertionError, match="not there"):
        killing._check(str(tmp_path / "other.db"), after, 1)


def test_several_processes_add_at_once_without_loss_or_repetition(place: str):
    """Each adds the same reports in an order of its own; one writes at a time, the others wait."""
    open_ledger(place).close()
    children = []
    for seed in range(3):
        child = os.fork()
        if child == 0:
            failed = 1
            try:
                order = random.Random(seed).sample(range(25), 25)
                with open_ledger(place, who=f"process {seed}") as ledger:
                    for i in order:
                        ledger.add(varied(i))
                failed = 0
            finally:
                os._exit(failed)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    with open_ledger(place) as ledger:
        assert sorted(r.report.id for r in ledger.records()) == sorted(f"report-{i}" for i in range(25))
        assert ledger.counts() | {"reports": 25, "versions": 25, "audit": 25} == ledger.counts()
        assert ledger.audit().problems == []
