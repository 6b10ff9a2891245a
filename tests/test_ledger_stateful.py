"""Any order of adding, adding again, withdrawing, judging, undoing, exporting and importing, against a plain model."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

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

from according.ledger import Ledger, LedgerError, open_ledger
from according.ledger.ids import event_keys, report_id
from according.records import Record

NUMBERS = st.integers(0, 4)
PLACES: list = []  # a factory of new places, set by the test


class LedgerMachine(RuleBasedStateMachine):
    """The model: versions of each report in order, withdrawn reports, judgements in order, which of them are undone."""

    ledger: Ledger

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.places = PLACES[-1](self.folder)
        self.ledger = open_ledger(next(self.places), who="tester")
        self.versions: dict[int, list[Record]] = {}
        self.withdrawn: set[int] = set()
        self.judged: list[tuple[str, str, str]] = []
        self.undone: set[str] = set()

    @rule(number=NUMBERS, newer=st.booleans())
    def add(self, number: int, newer: bool) -> None:
        record = (reread if newer else varied)(number)
        known = self.versions.setdefault(number, [])
        if number in self.withdrawn:
            expected = "withdrawn"
        elif record in known:
            expected = "skipped"
        else:
            expected = "new version" if known else "added"
            known.append(record)
        assert self.ledger.add(record).outcome == expected
        assert self.ledger.add(record).outcome in ("skipped", "withdrawn")

    @rule(number=NUMBERS)
    def withdraw(self, number: int) -> None:
        if self.versions.get(number) and number not in self.withdrawn:
            self.ledger.withdraw(f"report-{number}", why="wrong")
            self.withdrawn.add(number)
        else:
            with pytest.raises(LedgerError):
                self.ledger.withdraw(f"report-{number}", why="wrong")

    @rule(number=NUMBERS, which=st.integers(0, 3), verdict=st.sampled_from(["yes", "no", "unsure"]))
    def judge(self, number: int, which: int, verdict: str) -> None:
        keys = {
            key
            for record in self.versions.get(number, [])
            for key in event_keys(report_id(record.report), record.events)
        }
        target = sorted(keys)[which] if which < len(keys) else "nothing"
        if target == "nothing":
            with pytest.raises(LedgerError):
                self.ledger.judge(target, verdict)
            return
        # a different note each time: the same words in the same second are said once
        judgement = self.ledger.judge(target, verdict, note=str(len(self.judged)))
        self.judged.append((judgement, target, verdict))

    @precondition(lambda self: self.judged)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        judgement, *_ = data.draw(st.sampled_from(self.judged))
        if judgement in self.undone:
            with pytest.raises(LedgerError):
                self.ledger.undo(judgement)
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
        found = {(line.report_name, line.event_id, line.status) for line in self.ledger.events()}
        assert {(name, event) for name, event, _ in found} == {
            (f"report-{n}", e.id) for n, r in seen.items() for e in r.events
        }

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
    def nothing_was_changed_unseen(self) -> None:
        assert self.ledger.audit().problems == []

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.ledger.close()
            self.places.close()
            shutil.rmtree(self.folder, ignore_errors=True)


def run(examples: int, steps: int) -> None:
    limits = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(LedgerMachine, settings=limits)


def test_any_order_on_sqlite(made_file: Path):
    def places(folder: Path):
        number = 0
        while True:
            number += 1
            shutil.copyfile(made_file, folder / f"{number}.db")
            yield f"sqlite:///{folder / f'{number}.db'}"

    PLACES.append(places)
    run(examples=12, steps=20)


def test_any_order_on_postgres(postgres: Path, made_database: str):
    import servers

    def places(_: Path):
        from contextlib import ExitStack

        with ExitStack() as stack:
            while True:
                yield stack.enter_context(servers.database(postgres, template=made_database))

    PLACES.append(places)
    run(examples=4, steps=15)
