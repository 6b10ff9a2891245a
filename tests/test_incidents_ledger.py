"""Incidents in the ledger, on both stores: linked as reports come, compared where something changed, put right."""

from __future__ import annotations

import io
import os
import random
import signal
from collections import defaultdict
from itertools import permutations
from pathlib import Path
from typing import Any

import made_incidents
import pytest
from made_incidents import members, report
from sqlalchemy import Engine, event, func, select, text

from according import linking
from according.ledger import Ledger, LedgerError, open_ledger
from according.ledger.ids import event_keys, report_id
from according.ledger.incident_schema import KEPT, SPREAD, incidents, tellings
from according.ledger.migrations.incident_views import VIEWS
from according.ledger.schema import reports
from according.linking import Linked, incidents_of, link
from according.records import Incident, Record


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    made_incidents.stand_in(monkeypatch)


def rid(record: Record) -> str:
    return report_id(record.report)


A = report("a", "Oreva", "2024-03-05", 6)
B = report(
    "b",
    "Oreva",
    "2024-03-05",
    12,
    by="the rebels",
    said_by="Ilo Marten",
    publisher="Tarn Courier",
    published="2024-03-06",
)
C = report("c", "Tarn", "2024-03-05", 3, publisher="Lisk Herald")
D = report("d", "Oreva", "2024-03-05", 6, publisher="Mavra Wire", published="2024-03-07", story="a Oreva")
E = report("e", "Tarn", "2024-03-05", 3, publisher="Kesh Gazette", published="2024-03-06")
OREVA, TARN = sorted([rid(A), rid(B), rid(D)]), sorted([rid(C), rid(E)])


def filled(ledger: Ledger, *records: Record) -> Ledger:
    for record in records or (A, B, C, D):
        ledger.add(record)
    link(ledger)
    return ledger


def groups(ledger: Ledger) -> list[list[str]]:
    """The reports of each incident, also of those that one report alone tells."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    with ledger.store.read() as connection:
        wanted = select(tellings.c.incident_n, reports.c.id).select_from(tellings.join(reports))
        for row in connection.execute(wanted):
            found[row.incident_n].add(row.id)
    return sorted(sorted(own) for own in found.values())


def rows(ledger: Ledger) -> dict[str, list[Any]]:
    with ledger.store.read() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key.columns))]
            for t in (*KEPT, *SPREAD)
        }


def test_reports_of_one_happening_become_one_incident_with_its_accounts_and_findings(ledger: Ledger):
    for record in (A, B, C, D):
        ledger.add(record)
    assert ledger.incidents().waiting == 4
    done = link(ledger)
    assert done == Linked(reports=4, tellings=4, new=2, copies=1, compared=1)
    found = ledger.incidents()
    assert (len(found), found.waiting, found.more) == (1, 0, False)
    incident = found[0]
    assert sorted(incident.reports) == OREVA
    assert incident.accounts
    assert "contradict" in {f.kind for f in incident.findings}
    assert incident.why == ["same place (Oreva) and day"]
    assert [sorted(group) for group in incident.origins if len(group) > 1] == [sorted([rid(A), rid(D)])], "copies"
    assert link(ledger) == Linked(), "nothing is left to do"


def test_an_incident_is_found_by_what_it_is(ledger: Ledger):
    filled(ledger, A, B, C, D, E)
    oreva, tarn = OREVA, TARN
    for wanted, expected in (
        ({}, [oreva, tarn]),
        ({"type": "assault"}, [oreva, tarn]),
        ({"type": "PROTEST"}, []),
        ({"place": "oreva"}, [oreva]),
        ({"place": "orev"}, []),
        ({"since": "2024-03-06"}, []),
        ({"since": "2024-03", "until": "2024-03-05"}, [oreva, tarn]),
        ({"until": "2023"}, []),
        ({"publisher": "lisk herald"}, [tarn]),
        ({"min_reports": 3}, [oreva]),
        ({"min_origins": 3}, []),
        ({"min_origins": 2}, [oreva, tarn]),
        ({"contradicted": True}, [oreva]),
    ):
        assert members(ledger.incidents(**wanted)) == sorted(expected), wanted
    assert ledger.incidents(limit=1).more


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"since": "March"}, "is no day"),
        ({"until": "5.3.2024"}, "is no day"),
        ({"place": " - "}, "holds no word"),
        ({"type": "DANCE"}, "is no event type"),
        ({"town": "Oreva"}, "'town' cannot be looked for; what can: type, place"),
    ],
)
def test_words_that_mean_nothing_are_no_empty_answer(ledger: Ledger, wanted: dict[str, Any], words: str):
    with pytest.raises(Exception, match=words):
        ledger.incidents(**wanted)


def test_an_incident_is_named_by_id_by_event_or_by_report_and_event(ledger: Ledger):
    filled(ledger)
    (incident,) = ledger.incidents()
    (key,) = event_keys(rid(B), B.events)
    assert ledger.incident(incident.id) == incident
    assert ledger.incident(key) == incident
    assert ledger.incident("b", "v1") == incident
    assert ledger.incident("b", key) == incident
    assert ledger.incidents_of("b") == [incident]
    with pytest.raises(LedgerError, match="only one report tells"):
        ledger.incident("c", "v1")
    alone = linking.incident(ledger, "c", "v1")
    assert (alone.reports, [a.whether for a in alone.accounts]) == ([rid(C)], ["happened"])
    assert linking.incident(ledger, "b", "v1") == incident
    for name, event_, words in (("none", None, "no incident 'none'"), ("b", "v9", "v9"), ("none", "v1", "no report")):
        with pytest.raises(LedgerError, match=words):
            ledger.incident(name, event_)


def test_the_id_does_not_depend_on_the_order_of_linking(tmp_path: Path):
    seen = set()
    for i, order in enumerate(permutations((A, B, D))):
        with open_ledger(tmp_path / f"{i}.db") as ledger:
            for record in order:
                filled(ledger, record)
            (incident,) = ledger.incidents()
            seen.add(incident.id)
    assert seen == {incidents_of([D, B, A])[0].id}


def test_an_id_from_before_an_older_report_came_leads_to_the_incident(ledger: Ledger):
    filled(ledger, B, D)
    (before,) = ledger.incidents()
    filled(ledger, A)
    (after,) = ledger.incidents()
    assert after.id != before.id
    assert ledger.incident(before.id) == after


def test_a_new_report_touches_only_the_incidents_that_it_tells(ledger: Ledger):
    filled(ledger, A, B, C, E)
    before = {i.id: i for i in ledger.incidents()}
    ledger.add(D)
    assert link(ledger).compared == 1
    assert ledger.incident("c", "v1") == before[ledger.incident("c", "v1").id]


def test_a_withdrawn_report_leaves_its_incident(ledger: Ledger):
    filled(ledger)
    old = ledger.incident("b", "v1").id
    alone = linking.incident(ledger, "c", "v1").id
    ledger.withdraw("a", why="taken back")
    ledger.withdraw("c", why="taken back")
    assert members(ledger.incidents()) == [], "what changed is not shown before it is compared"
    assert ledger.incidents().waiting == 1
    with pytest.raises(LedgerError, match="has changed since"):
        ledger.incident("b", "v1")
    assert rid(A) not in linking.incident(ledger, "b", "v1").reports
    assert link(ledger) == Linked(compared=1)
    assert members(ledger.incidents()) == [sorted([rid(B), rid(D)])]
    for gone in (old, alone):
        with pytest.raises(LedgerError, match="no incident"):
            ledger.incident(gone)
    assert ledger.family("d") == []
    ledger.withdraw("b", why="taken back")
    assert link(ledger) == Linked()
    assert (list(ledger.incidents()), groups(ledger)) == ([], [[rid(D)]]), "one report is left"


def test_a_report_read_again_replaces_its_tellings(ledger: Ledger):
    filled(ledger)
    newer = report("a", "Oreva", "2024-03-05", 6, model="newer").to_dict()
    newer["places"][0]["name"] = "Tarn"
    ledger.add(Record.from_dict(newer))
    assert ledger.incidents().waiting == 1
    assert link(ledger) == Linked(reports=1, tellings=1, copies=1, compared=2)
    assert members(ledger.incidents()) == sorted([sorted([rid(B), rid(D)]), sorted([rid(A), rid(C)])])
    assert ledger.audit().problems == []


def test_copies_are_known_with_what_they_changed(ledger: Ledger):
    one = report("one", "Oreva", "2024-03-05", 6, story="smoke")
    other = report("other", "Oreva", "2024-03-05", 9, story="smoke", publisher="Tarn Courier", published="2024-03-06")
    filled(ledger, one, other, C)
    assert ledger.family("one") == [rid(other)]
    assert ledger.family("c") == []
    (pair,) = linking.copies_of(ledger, "one")
    assert (pair.a, pair.b) == (rid(one), rid(other))
    assert linking.plain(pair)["edits"][0]["kind"] == "number"
    assert linking.plain(pair)["edits"][0]["detail"] == "6 -> 9"


def of(ledger: Ledger, name: str) -> str:
    """The id of the incident that a report tells."""
    return linking.incident(ledger, name, "v1").id


def test_two_incidents_are_merged_and_the_merge_is_taken_back(ledger: Ledger):
    filled(ledger)
    separate = groups(ledger)
    judgement = ledger.merge(of(ledger, "a"), of(ledger, "c"), who="anna", note="one raid")
    assert ledger.incidents().waiting == 1
    link(ledger)
    assert groups(ledger) == [sorted([*OREVA, rid(C)])]
    assert [(j.id, j.kind, j.verdict, j.who, j.note) for j in ledger.judgements()] == [
        (judgement, "link", "yes", "anna", "one raid")
    ]
    with pytest.raises(LedgerError, match="the same incident"):
        ledger.merge(of(ledger, "a"), of(ledger, "c"))
    with pytest.raises(LedgerError, match=f"anna merged them .judgement {judgement}"):
        ledger.split(of(ledger, "a"), "c")
    ledger.undo(judgement)
    link(ledger)
    assert groups(ledger) == separate
    assert ledger.audit().problems == []


def test_reports_are_split_off_and_the_split_is_taken_back(ledger: Ledger):
    filled(ledger)
    before = groups(ledger)
    judgement = ledger.split(of(ledger, "a"), "b", "d", who="anna")
    link(ledger)
    assert groups(ledger) == sorted([[rid(A)], sorted([rid(B), rid(D)]), [rid(C)]])
    with pytest.raises(LedgerError, match="anna split them"):
        ledger.merge(of(ledger, "a"), of(ledger, "b"))
    ledger.undo(judgement)
    link(ledger)
    assert groups(ledger) == before


@pytest.mark.parametrize(
    ("named", "words"),
    [(["c"], "does not tell this incident"), (["a", "b", "d"], "some of them"), ([], "some of them")],
)
def test_a_split_needs_some_reports_of_the_incident(ledger: Ledger, named: list[str], words: str):
    filled(ledger)
    with pytest.raises(LedgerError, match=words):
        ledger.split(of(ledger, "a"), *named)
    assert ledger.judgements() == []


@pytest.mark.parametrize("again", [False, True], ids=["read again", "linked anew"])
def test_what_people_said_survives(ledger: Ledger, again: bool):
    filled(ledger)
    ledger.merge(of(ledger, "a"), of(ledger, "c"))
    link(ledger)
    ledger.split(of(ledger, "a"), "d")
    link(ledger)
    wanted = sorted([sorted([rid(A), rid(B), rid(C)]), [rid(D)]])
    assert groups(ledger) == wanted
    for record in (A, B, C, D):
        data = record.to_dict()
        data["reader"]["model"] = "newer"
        ledger.add(Record.from_dict(data))
        if not again:
            link(ledger)
    link(ledger, again=again)
    assert groups(ledger) == wanted
    assert ledger.audit().problems == []


@pytest.mark.parametrize("form", ["lines", "parquet"])
def test_the_round_trip_holds_what_linking_found(ledger: Ledger, tmp_path: Path, form: str):
    filled(ledger, A, B, C, D, *(report(f"f{i}", "Dolen", "2024-03-07", i) for i in (2, 3)))
    ledger.merge(of(ledger, "a"), of(ledger, "c"))
    link(ledger)
    ledger.add(report("g", "Lisk", "2024-03-09", 1))  # still to be linked
    ledger.split(of(ledger, "a"), "b")  # still to be compared
    assert all(rows(ledger).values())
    with open_ledger(tmp_path / "new.db") as new:
        if form == "lines":
            out = io.StringIO()
            written = ledger.export_lines(out)
            assert new.import_lines(out.getvalue().splitlines(keepends=True)) == written
        else:
            pytest.importorskip("pyarrow")
            written = ledger.export_parquet(tmp_path / "out")
            assert new.import_parquet(tmp_path / "out") == written
        assert rows(new) == rows(ledger)
        assert new.incidents().waiting == ledger.incidents().waiting == 2
        for side in (new, ledger):
            link(side)
        assert rows(new) == rows(ledger)
        assert list(new.incidents()) == list(ledger.incidents())


def test_an_export_of_a_ledger_that_was_never_linked_comes_in_and_can_be_linked(ledger: Ledger, tmp_path: Path):
    ledger.add(A)
    out = io.StringIO()
    ledger.export_lines(out)
    with open_ledger(tmp_path / "new.db") as new:
        new.import_lines(out.getvalue().splitlines(keepends=True))
        assert link(new).reports == 1


def test_a_damaged_export_of_links_is_refused_whole(ledger: Ledger, tmp_path: Path):
    filled(ledger)
    out = io.StringIO()
    ledger.export_lines(out)
    lines = out.getvalue().splitlines(keepends=True)
    with open_ledger(tmp_path / "new.db") as new:
        for damaged, words in (
            ([x.replace('"whole":{', '"whole":{"reports":7,"x":{') for x in lines], "damaged|no row"),
            (
                [lines[0], *(x for x in lines[1:-1] if '"table":"linked"' in x), *lines[1:-1], lines[-1]],
                "stand behind|rows",
            ),
        ):
            with pytest.raises(LedgerError, match=words):
                new.import_lines(damaged)
            assert not any(new.counts().values())


def test_the_views_answer(ledger: Ledger):
    filled(ledger, A, B, C, D, E)
    (incident,) = ledger.incidents(place="Oreva")
    with ledger.store.engine.connect() as connection:
        answers = {view: connection.execute(text(f"SELECT * FROM {view}")).mappings().all() for view in VIEWS}
    overview = {row["incident"]: row for row in answers["compared_incidents"]}
    assert len(overview) == 2
    assert (overview[incident.id]["reports"], overview[incident.id]["origins"]) == (3, 2)
    assert overview[incident.id]["contradictions"] > 0
    told = [row for row in answers["incident_accounts"] if row["incident"] == incident.id]
    assert {row["killed_high"] for row in told} == {6, 12}
    assert len({row["origin"] for row in told}) == 2
    assert {f.why for f in incident.findings} <= {row["why"] for row in answers["incident_findings"]}
    assert {row["report"] for row in answers["incident_lines"] if row["incident"] == incident.id} == set(OREVA)
    assert [(row["report"], row["other"]) for row in answers["report_copies"]] == [(rid(D), rid(A))]


def test_two_processes_that_link_at_once_link_once(place: str):
    with open_ledger(place) as ledger:
        for i in range(30):
            ledger.add(report(f"r{i}", ("Oreva", "Tarn", "Lisk")[i % 3], f"2024-03-{1 + i % 5:02}", i + 1))
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            failed = 1
            try:
                with open_ledger(place) as ledger:
                    link(ledger)
                failed = 0
            finally:
                os._exit(failed)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    with open_ledger(place) as ledger, ledger.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(tellings)).scalar() == 30
        assert connection.execute(select(func.count()).select_from(incidents)).scalar() == 15


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(linking, "_REPORTS", 3)
    monkeypatch.setattr(linking, "_INCIDENTS", 2)
    records = [report(f"r{i}", ("Oreva", "Tarn")[i % 2], f"2024-03-{1 + i % 4:02}", i + 1) for i in range(24)]

    def made(name: str) -> Path:
        with open_ledger(tmp_path / name) as ledger:
            for record in records:
                ledger.add(record)
        return tmp_path / name

    with open_ledger(made("whole.db")) as ledger:
        link(ledger)
        expected = rows(ledger)
    place, chance, killed = made("killed.db"), random.Random(3), 0
    for _ in range(200):
        child = os.fork()
        if child == 0:
            try:
                left = chance.randint(1, 120)

                def count(*_: object) -> None:
                    nonlocal left
                    left -= 1
                    if left == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

                with open_ledger(place) as ledger:
                    event.listen(Engine, "before_cursor_execute", count)
                    link(ledger)
            finally:
                os._exit(0)
        chance.random()
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            break
        killed += 1
    assert killed > 5
    with open_ledger(place) as ledger:
        assert rows(ledger) == expected


def test_without_a_ledger_the_same_incidents_come_out(ledger: Ledger):
    filled(ledger)

    def plain(incident: Incident) -> tuple[Any, ...]:
        return incident.id, sorted((f.kind, f.field) for f in incident.findings), len(incident.accounts)

    found = incidents_of([A, B, C, D])
    assert [len(i.reports) for i in found] == [3, 1]
    assert plain(found[0]) == plain(ledger.incident("a", "v1"))
    assert plain(found[1]) == plain(linking.incident(ledger, "c", "v1"))
    with pytest.raises(Exception, match=r"same report\.id"):
        incidents_of([A, A])
