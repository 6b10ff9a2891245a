"""Killing a process that adds reports, at any point, and looking at what is left.

`kill -9` leaves no time for anything: no commit, no rollback, no goodbye. The process is killed either before or after
a certain statement, at a commit, or at a random moment; then the ledger is opened again and must hold every report that
was said to be added, whole, and nothing half.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from many import varied
from sqlalchemy import Engine, event, func, select

from according.errors import InputError
from according.faces import adding
from according.ledger import Ledger, open_ledger
from according.ledger.schema import DERIVED, audit, reports, versions
from according.records import Record, Report

REPORTS = 40
READER = ("according", "0.1.0", "hand")
POINTS = ("before a statement", "after a statement", "at a commit", "at any moment")
_COUNTED = (reports, versions, audit, *DERIVED)


@dataclass
class Kills:
    """How often a process was killed at each kind of point, and how many ledgers were filled to their end."""

    at: Counter[str] = field(default_factory=Counter)
    filled: int = 0
    acknowledged: int = 0


def code_many(given: Iterable[Report | InputError]) -> Iterator[Record | InputError]:
    """A reader that knows its reports by number."""
    for report in given:
        yield report if isinstance(report, InputError) else varied(int(report.id.split("-")[1]))


def add_everything(ledger: Ledger, said: Callable[[], object] = lambda: None) -> None:
    """What `according add` does, calling `said` after each report that was added."""
    batch: list[Report | InputError] = [varied(i).report for i in range(REPORTS)]
    tally = adding.Added()
    for _ in adding.add_all(ledger, [batch], code=code_many, reader=READER, inputs=[], tally=tally):
        said()


def counts(ledger: Ledger) -> dict[str, int]:
    """How many rows each table has."""
    with ledger.store.read() as connection:
        return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in _COUNTED}


def contents(ledger: Ledger) -> dict[str, list[Any]]:
    """Every row that was taken out of the records, numbers included."""
    with ledger.store.read() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key.columns))] for t in DERIVED
        }


def whole(folder: Path) -> tuple[list[dict[str, int]], dict[str, list[Any]]]:
    """The counts after each report of a run that nobody kills, and everything at its end."""
    after = []
    with open_ledger(folder / "whole.db") as ledger:
        after.append(counts(ledger))
        add_everything(ledger, lambda: after.append(counts(ledger)))
        return after, contents(ledger)


def kill_many(number: int, folder: Path, place: Callable[[], AbstractContextManager[str]], *, seed: int = 1) -> Kills:
    """Kill so many processes, one after the other, and check after each. `place` gives a new and empty ledger."""
    chance = random.Random(seed)
    after, everything = whole(folder)
    kills = Kills()
    while sum(kills.at.values()) < number:
        with place() as where:
            open_ledger(where).close()
            done = False
            while not done and sum(kills.at.values()) < number:
                point = POINTS[sum(kills.at.values()) % len(POINTS)]
                done, said = _killed(where, point, chance)
                if not done:
                    kills.at[point] += 1
                kills.acknowledged += said
                _check(where, after, said)
            if done:
                kills.filled += 1
                with open_ledger(where, create=False) as ledger:
                    assert contents(ledger) == everything
                    assert ledger.audit().problems == []
    return kills


def _check(where: str, after: list[dict[str, int]], said: int) -> None:
    with open_ledger(where, create=False) as ledger:
        left = counts(ledger)
        assert left == after[left["reports"]], "half a report is in the ledger"
        assert left["reports"] >= said, "a report that was added is not there"
        records = list(ledger.records())
        assert [r.to_json() for r in records] == [varied(i).to_json() for i in range(left["reports"])]


def _killed(where: str, point: str, chance: random.Random) -> tuple[bool, int]:
    """Whether the process came to its end, and how many reports are in by its word (those it found among them)."""
    reading, writing = os.pipe()
    statement, commit, wait = chance.randint(1, 160), chance.randint(1, 8), chance.uniform(0.0, 0.25)
    child = os.fork()
    if child == 0:
        try:
            _arm(point, statement, commit)
            with open_ledger(where, create=False) as ledger:
                os.write(writing, b"+" * counts(ledger)["reports"] + b"\n")
                add_everything(ledger, lambda: os.write(writing, b"+"))
        finally:
            os._exit(0)
    os.close(writing)
    said = b""
    while b"\n" not in said and (got := os.read(reading, 4096)):
        said += got
    if point == "at any moment":
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
    while got := os.read(reading, 4096):
        said += got
    os.close(reading)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status), said.count(b"+")


def _arm(point: str, statement: int, commit: int) -> None:
    """Let this process kill itself at the point; the statements of its opening count, too."""
    seen: Counter[str] = Counter()

    def at(kind: str, last: int) -> Callable[..., None]:
        def count(*_: object) -> None:
            seen[kind] += 1
            if seen[kind] == last:
                os.kill(os.getpid(), signal.SIGKILL)

        return count

    if point == "before a statement":
        event.listen(Engine, "before_cursor_execute", at(point, statement))
    elif point == "after a statement":
        event.listen(Engine, "after_cursor_execute", at(point, statement))
    elif point == "at a commit":
        event.listen(Engine, "commit", at(point, commit))
