"""Any order of adding, adding again, withdrawing, judging, undoing, exporting and importing, against a plain model.

`test_ledger_planted_faults.py` shows which faults of a ledger this finds.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from many import reread, varied
from sqlalchemy import select

from according.errors import InputError
from according.ledger import Ledger, LedgerError, open_ledger
from according.ledger.ids import event_keys, report_id
from according.ledger.schema import publishers
from according.records import Record

NUMBERS = st.integers(0, 2)  # few, so that the acts meet
PLACES: list = []  # a factory of new places, set by the test


def refused(act: Callable[[], object]) -> None:
    """The ledger says no. (What pytest raises where nothing was raised is no exception that hypothesis knows.)"""
    try:
        act()
    except LedgerError:
        return
    raise AssertionError("the ledger did what it should refuse")


class LedgerMachine(RuleBasedStateMachine):
    """The model: versions of each report in order, withdrawn reports, judgements in order, which of them are undone,
    what is known of publishers, how many runs and failures there were, and the key that each event had first."""

    ledger: Ledger

    @initialize(lived_in=st.booleans())
    def begin(self, lived_in: bool) -> None:
        """An empty ledger, or one in which most things have happened once, so that acts meet soon."""
        self.folder = Path(tempfile.mkdtemp())
        self.places = PLACES[-1](self.folder)
        self.ledger = open_ledger(next(self.places), who="tester")
        self.versions: dict[int, list[Record]] = {}
        self.withdrawn: set[int] = set()
        self.judged: list[tuple[str, str, str]] = []
        self.undone: set[str] = set()
        self.countries: dict[str, str | None] = {}
        self.runs = self.failures = 0
        self.keys: dict[tuple[int, str], str] = {}
        if lived_in:
            self.add(number=0, newer=False, in_run=True)
            self.add(number=1, newer=False, in_run=False)
            self.add(number=1, newer=True, in_run=False)
            self.say_who_publishes(country="ARM", number=0)
            self.fail()
            for verdict, target in zip(("yes", "no"), self.targets(), strict=False):
                self.say(target, verdict)
            self.add(number=2, newer=False, in_run=True)
            self.bury(2)
            self.add(number=0, newer=False, in_run=True)  # a run that nothing refers to

    def bury(self, number: int) -> None:
        self.ledger.withdraw(f"report-{number}", why="wrong")
        self.withdrawn.add(number)

    def targets(self) -> list[str]:
        """The keys of all lines that can be judged."""
        read = (record for versions in self.versions.values() for record in versions)
        return sorted({key for record in read for key in event_keys(report_id(record.report), record.events)})

    def say(self, target: str, verdict: str) -> None:
        # a different note each time: the same words in the same second are said once
        judgement = self.ledger.judge(target, verdict, note=str(len(self.judged)))
        self.judged.append((judgement, target, verdict))

    @rule(number=NUMBERS, newer=st.booleans(), in_run=st.booleans())
    def add(self, number: int, newer: bool, in_run: bool) -> None:
        run = None
        if in_run:
            run = self.ledger.begin("add")
            self.runs += 1
        record = (reread if newer else varied)(number)
        known = self.versions.setdefault(number, [])
        if number in self.withdrawn:
            expected = "withdrawn"
        elif record in known:
            expected = "skipped"
        else:
            expected = "new version" if known else "added"
            known.append(record)
            self.countries.setdefault(record.report.publisher or "", None)
        assert self.ledger.add(record, run=run).outcome == expected
        assert self.ledger.add(record).outcome in ("skipped", "withdrawn")

    @rule(country=st.sampled_from(["ARM", "AZE", None]), number=NUMBERS)
    def say_who_publishes(self, country: str | None, number: int) -> None:
        name = varied(number).report.publisher or ""
        self.ledger.set_publisher(name, country=country)
        self.countries[name] = country

    @rule()
    def fail(self) -> None:
        run = self.ledger.begin("add")
        self.ledger.fail(run, InputError("x.txt", "empty", "it is empty", advice="Give a text"), given="x.txt")
        self.ledger.end(run, coded=0, skipped=0, failed=1)
        self.runs, self.failures = self.runs + 1, self.failures + 1

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.versions)))
        if number not in self.withdrawn:
            self.bury(number)
        else:
            refused(lambda: self.ledger.withdraw(f"report-{number}", why="wrong"))

    @rule()
    def ask_for_what_is_not_there(self) -> None:
        refused(lambda: self.ledger.withdraw("report-9", why="wrong"))
        refused(lambda: self.ledger.judge("nothing", "yes"))
        refused(lambda: self.ledger.undo("nothing"))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), verdict=st.sampled_from(["yes", "no", "unsure"]))
    def judge(self, data: st.DataObject, verdict: str) -> None:
        self.say(data.draw(st.sampled_from(self.targets())), verdict)

    @precondition(lambda self: self.judged)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        judgement, *_ = data.draw(st.sampled_from(self.judged))
        if judgement in self.undone:
            refused(lambda: self.ledger.undo(judgement))
        else:
            self.ledger.undo(judgement)
            self.undone.add(judgement)

    @rule(parquet=st.booleans())
    def move(self, parquet: bool) -> None:
        """Out, and into a new ledger that takes the place of the old one."""
        new = open_ledger(next(self.places), who="tester")
        if parquet:
            pytest.importorskip("pyarrow")
            shutil.rmtree(self.folder / "out", ignore_errors=True)
            self.ledger.export_parquet(self.folder / "out")
            new.import_parquet(self.folder / "out")
        else:
            out = io.StringIO()
            self.ledger.export_lines(out)
            new.import_lines(out.getvalue().splitlines())
            again = io.StringIO()
            new.export_lines(again)
            assert again.getvalue() == out.getvalue()
        self.ledger.close()
        self.ledger = new

    @rule()
    def reopen(self) -> None:
        place = self.ledger.store.engine.url
        self.ledger.close()
        self.ledger = open_ledger(place.render_as_string(hide_password=False), create=False, who="tester")

    @invariant()
    def the_newest_versions_are_what_is_seen(self) -> None:
        seen = {n: v[-1] for n, v in self.versions.items() if v and n not in self.withdrawn}
        assert {r.report.id: r for r in self.ledger.records()} == {f"report-{n}": r for n, r in seen.items()}
        lines = list(self.ledger.events())
        assert sorted((line.report_name, line.event_id) for line in lines) == sorted(
            (f"report-{n}", e.id) for n, r in seen.items() for e in r.events
        )
        events = {(f"report-{n}", e.id): e for n, r in seen.items() for e in r.events}
        for line in lines:
            event = events[line.report_name, line.event_id]
            assert (line.type, line.day) == (event.type, event.time.start if event.time else None)
            # the key of an event stays from one reading to the next, and what people said of it stands beside it
            anchor = (int(line.report_name.rpartition("-")[2]), str(min(event.triggers)))
            assert self.keys.setdefault(anchor, line.event) == line.event
            standing = [(key, verdict) for j, key, verdict in self.judged if j not in self.undone]
            said = [f"{verdict} (tester)" for key, verdict in standing if key == line.event]
            assert line.judged == said

    @invariant()
    def older_versions_stay(self) -> None:
        for versions in self.versions.values():
            for number, record in enumerate(versions, 1):
                assert self.ledger.record(report_id(record.report), version=number) == record

    @invariant()
    def judgements_stand_until_they_are_undone(self) -> None:
        standing = [(j.id, j.target, j.verdict) for j in self.ledger.judgements()]
        assert standing == [j for j in self.judged if j[0] not in self.undone]

    @invariant()
    def what_is_known_beside_reports_stays(self) -> None:
        counts = self.ledger.counts()
        assert (counts["runs"], counts["failures"]) == (self.runs, self.failures)
        assert counts["tombstones"] == len(self.withdrawn)
        with self.ledger.store.read() as connection:
            found = connection.execute(select(publishers.c.name, publishers.c.country)).all()
        assert {row.name: row.country for row in found} == self.countries

    @invariant()
    def nothing_was_changed_unseen(self) -> None:
        assert self.ledger.audit().problems == []

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.ledger.close()
            self.places.close()
            shutil.rmtree(self.folder, ignore_errors=True)


def run(examples: int, steps: int, *, machine: type[LedgerMachine] = LedgerMachine, **more: Any) -> None:
    how = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True, **more}
    limits = settings(max_examples=examples, stateful_step_count=steps, **how)
    run_state_machine_as_test(machine, settings=limits)


def sqlite_places(made_file: Path) -> Callable[[Path], Iterator[str]]:
    """A factory of new SQLite ledgers, copied from an empty one."""

    def places(folder: Path) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            shutil.copyfile(made_file, folder / f"{number}.db")
            yield f"sqlite:///{folder / f'{number}.db'}"

    return places


def test_any_order_on_sqlite(made_file: Path, hasty: None):
    PLACES.append(sqlite_places(made_file))
    run(examples=10, steps=15)


def test_any_order_on_postgres(postgres: Path, made_database: str):
    import servers

    def places(_: Path):
        from contextlib import ExitStack

        with ExitStack() as stack:
            while True:
                yield stack.enter_context(servers.database(postgres, template=made_database))

    PLACES.append(places)
    run(examples=4, steps=12)
