"""Adding to a ledger, on both stores: nothing twice, newer readings beside older ones, tombstones, damaged records."""

from __future__ import annotations

import pytest
from handmade import bare, clash
from made_record import made_record
from many import reread, varied
from sqlalchemy import text

import according
from according.errors import RecordError
from according.ledger import Ledger, LedgerError
from according.ledger.ids import event_keys, folded, report_id, statement_keys
from according.records import Record


def test_a_record_comes_out_as_it_went_in(ledger: Ledger):
    for record in (
        clash(),
        Record.from_dict(made_record()),
        bare("Nothing happened."),
        clash(text_note="kept", url=None),
    ):
        ledger.add(record)
        assert ledger.record(report_id(record.report)) == record
    assert [r.report.id for r in ledger.records()] == ["clash", "r1", "bare", "clash"]


def test_the_same_report_is_skipped_whatever_its_file_was_called(ledger: Ledger):
    first = ledger.add(clash())
    again = ledger.add(clash(id="copy-of-clash"))
    assert (first.outcome, again.outcome) == ("added", "skipped")
    assert again.report == first.report
    assert ledger.counts() | {"reports": 1, "versions": 1, "audit": 1} == ledger.counts()


def test_the_same_words_of_two_publishers_are_two_reports(ledger: Ledger):
    ledger.add(clash(url=None))
    assert ledger.add(clash(url=None, publisher="Lisk Lamp")).outcome == "added"
    assert ledger.add(clash(url="https://lisk.example/1")).outcome == "added"


def test_a_newer_reading_stands_beside_the_older_one_and_only_the_newer_is_found(ledger: Ledger):
    ledger.add(varied(1))
    added = ledger.add(reread(1))
    assert (added.outcome, added.number) == ("new version", 2)
    assert len(ledger.events()) == 4
    assert {line.version for line in ledger.events()} == {2}
    assert ledger.record(added.report) == reread(1)
    assert ledger.record(added.report, version=1) == varied(1)
    assert ledger.reread() == [added.report]
    assert ledger.add(varied(1)).outcome == "skipped"


def test_diff_says_what_a_newer_reading_changed(ledger: Ledger):
    ledger.add(varied(1))
    report = ledger.add(reread(1)).report
    changes = {(c.kind, c.what, c.field): (c.before, c.after) for c in ledger.diff(report)}
    assert changes.pop(("event", "changed", "status")) == ("denied", "planned")
    assert changes.pop(("event", "added", ""))[1].startswith("type CONCEDE; status happened")
    assert "wounding" in changes.pop(("statement", "changed", "words"))[0]
    assert changes == {}
    ledger.add(varied(2))
    with pytest.raises(LedgerError, match="one version only"):
        ledger.diff("report-2")


def test_a_withdrawn_report_is_kept_shown_nowhere_and_never_added_again(ledger: Ledger):
    ledger.add(clash())
    report = ledger.add(varied(1)).report
    ledger.withdraw("report-1", why="the paper took it back")
    assert {line.report_name for line in ledger.events()} == {"clash"}
    assert [r.report.id for r in ledger.records()] == ["clash"]
    with pytest.raises(LedgerError, match="was withdrawn"):
        ledger.record(report)
    assert ledger.record(report, version=1) == varied(1)
    assert ledger.add(varied(1)).outcome == "withdrawn"
    assert ledger.add(reread(1)).outcome == "withdrawn"
    with pytest.raises(LedgerError, match="withdrawn already"):
        ledger.withdraw(report, why="again")
    assert ledger.audit().problems == []


def test_has_knows_reports_and_who_read_them(ledger: Ledger):
    ledger.add(clash())
    assert ledger.has(clash().report)
    assert ledger.has(clash(id="other-name").report, reader=("according", "0.1.0", "hand"))
    assert not ledger.has(clash().report, reader=("according", "0.1.0", "newer"))
    assert not ledger.has(varied(1).report)
    ledger.withdraw("clash", why="wrong")
    assert ledger.has(clash().report, reader=("according", "0.1.0", "newer"))


def broken(**event: object) -> Record:
    data = made_record()
    data["events"][0] |= event
    return Record.from_dict(data)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (broken(actors=["e77"]), "e77"),
        (broken(type="DANCE"), "DANCE"),
        (clash(title="a\0b"), "a NUL character"),
        (clash(title="a\ud800b"), "half a surrogate pair"),
        (clash(publisher="x" * 501), "more than 500 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(ledger: Ledger, record: Record, words: str):
    with pytest.raises(RecordError, match=words):
        ledger.add(record)
    assert not any(ledger.counts().values())


def test_long_and_strange_values_are_kept(ledger: Ledger):
    data = clash(
        id="i" * 5000, url="https://x.example/" + "u" * 5000, title=r"\u0000 '; DROP TABLE reports; --"
    ).to_dict()
    data["entities"][0]["name"] = "n" * 5000
    data["events"][0]["casualties"][0]["low"] = 10**30
    data["events"][0]["casualties"][0]["note"] = "a field of tomorrow"
    record = Record.from_dict(data)
    ledger.add(record)
    assert ledger.record("i" * 5000) == record
    assert ledger.record("https://x.example/" + "u" * 5000) == record
    assert ledger.record("i" * 5000).to_json() == record.to_json()


def test_publishers_are_described_by_the_user(ledger: Ledger):
    ledger.add(clash())
    ledger.set_publisher("Oreva Post", country="ARM", ownership="state", language="en")
    ledger.set_publisher("Oreva Post", country="ARM", ownership="state", language="en")
    ledger.set_publisher("Nobody's Paper", ownership="nobody")
    assert ledger.counts()["publishers"] == 2
    assert ledger.counts()["audit"] == 3


def test_unknown_reports_and_versions_are_said_so(ledger: Ledger):
    ledger.add(clash())
    with pytest.raises(LedgerError, match="no report 'none'"):
        ledger.record("none")
    with pytest.raises(LedgerError, match="no version 9"):
        ledger.record("clash", version=9)


def test_keys_depend_on_report_and_words_and_not_on_local_ids():
    one, two = clash(), clash()
    data = two.to_dict()
    for event in data["events"]:
        event["id"] = "x" + event["id"]
    renamed = Record.from_dict(data)
    assert event_keys("r", one.events) == event_keys("r", renamed.events)
    assert set(event_keys("r", one.events)).isdisjoint(event_keys("q", one.events))
    assert len(set(statement_keys("r", one.statements))) == 3
    twice = [one.events[0], one.events[0]]
    assert len(set(event_keys("r", twice))) == 2


def test_names_are_folded_to_words_without_case_and_marks():
    assert folded("Al-Jazīra's  ÉLYSÉE, no. 3") == "al jazira s elysee no 3"


def test_the_package_opens_ledgers_itself(tmp_path):
    with according.open_ledger(tmp_path / "l.db") as ledger:
        assert isinstance(ledger, according.Ledger)


def test_after_a_run_that_added_much_the_store_knows_what_its_indexes_hold(ledger: Ledger):
    ledger.add(clash())
    counted = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'",
        "postgresql": "SELECT count(*) FROM pg_stats WHERE tablename = 'events'",
    }[ledger.store.engine.dialect.name]

    def known() -> bool:
        with ledger.store.read() as connection:
            return connection.execute(text(counted)).scalar_one() > 0

    ledger.end(ledger.begin("add"), coded=3, skipped=0, failed=0)
    assert not known()
    ledger.end(ledger.begin("add"), coded=1000, skipped=0, failed=0)
    assert known()
