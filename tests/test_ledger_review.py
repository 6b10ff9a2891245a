"""What people say and what is checked, on both stores: judgements beside the machine's values; the audit's chain."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from handmade import clash
from many import reread, varied
from sqlalchemy import Connection, text

from according.errors import AccordingError
from according.ledger import Ledger, LedgerError
from according.ledger.ids import statement_keys


def denied(ledger: Ledger) -> str:
    (line,) = ledger.events(status="denied")
    return line.event


def test_a_judgement_stands_beside_the_line_and_changes_nothing_in_it(ledger: Ledger):
    ledger.add(clash())
    before = ledger.record("clash")
    ledger.judge(denied(ledger), "corrected", field="type", value="THREATEN", who="anna", note="only a threat")
    ledger.judge(denied(ledger), "unsure", field="actor:the army", who="ben")
    (line,) = ledger.events(status="denied")
    assert line.type == "ASSAULT"
    assert line.judged == ['type: corrected to "THREATEN" (anna)', "actor:the army: unsure (ben)"]
    assert ledger.record("clash") == before
    first, second = ledger.judgements(line.event)
    assert (first.kind, first.field, json.loads(first.value or ""), first.note) == (
        "event",
        "type",
        "THREATEN",
        "only a threat",
    )
    assert second.kind == "role"


def test_undo_is_another_row_and_can_be_done_once(ledger: Ledger):
    ledger.add(clash())
    judgement = ledger.judge(denied(ledger), "no", who="anna")
    back = ledger.undo(judgement, who="ben", note="a slip")
    assert ledger.judgements() == []
    assert [(j.verdict, j.who, j.undoes, j.standing) for j in ledger.judgements(standing=False)] == [
        ("no", "anna", None, False),
        ("undo", "ben", judgement, False),
    ]
    for wrong, words in ((judgement, "taken back before"), (back, "Judge again"), ("none", "no judgement")):
        with pytest.raises(LedgerError, match=words):
            ledger.undo(wrong)


def test_judgements_survive_a_newer_reading_and_say_where_their_line_is_gone(ledger: Ledger):
    ledger.add(reread(1))
    (added,) = ledger.events(type="CONCEDE")
    line = next(e for e in ledger.events() if e.status == "planned")
    statement = statement_keys(line.report, reread(1).statements)[0]
    for target in (line.event, added.event, statement):
        ledger.judge(target, "yes", who="anna")
    ledger.add(varied(1, model="newest"))  # without the concession, with another status and a wider statement
    assert next(e for e in ledger.events() if e.event == line.event).judged == ["yes (anna)"]
    assert [(j.target, j.matched) for j in ledger.judgements()] == [
        (line.event, True),
        (added.event, False),
        (statement, True),
    ]
    assert {j.version for j in ledger.judgements()} != {"", None}


def test_statements_and_links_are_judged_too(ledger: Ledger):
    report = ledger.add(clash()).report
    key = statement_keys(report, clash().statements)[0]
    ledger.judge(key, "corrected", field="speaker", value="the governor", who="anna")
    ledger.judge(report, "no", field="link:Petra Holm", who="anna")
    assert [(j.kind, j.matched) for j in ledger.judgements()] == [("statement", True), ("link", True)]


@pytest.mark.parametrize(
    ("target", "verdict", "more", "words"),
    [
        ("line", "maybe", {}, "is no verdict"),
        ("line", "yes", {"who": " "}, "needs a name"),
        ("line", "yes", {"value": 1}, "the other verdicts take none"),
        ("line", "corrected", {"field": "type"}, "needs a value"),
        ("line", "corrected", {"value": "AID"}, "which value is corrected"),
        ("line", "corrected", {"field": "type", "value": "DANCE"}, "is no event type"),
        ("line", "corrected", {"field": "status", "value": "maybe"}, "is no status"),
        ("line", "no", {"field": "colour"}, "is no value of an event"),
        ("none", "yes", {}, "there is no line none"),
        ("none", "yes", {"field": "link:Holm"}, "there is no report none"),
    ],
)
def test_judgements_that_make_no_sense_are_refused(ledger: Ledger, target: str, verdict: str, more: dict, words: str):
    ledger.add(clash())
    where = denied(ledger) if target == "line" else target
    with pytest.raises(AccordingError, match=words):
        ledger.judge(where, verdict, **{"who": "anna", **more})
    assert ledger.counts()["judgements"] == 0


def full(ledger: Ledger) -> None:
    for i in range(4):
        ledger.add(varied(i))
    ledger.add(reread(1))
    ledger.withdraw("report-2", why="wrong")
    line = ledger.events()[0].event
    ledger.undo(ledger.judge(line, "no", who="anna"))
    ledger.judge(line, "yes", who="ben")
    ledger.set_publisher("Oreva Post", country="ARM")


def test_an_untouched_ledger_has_no_problems(ledger: Ledger):
    full(ledger)
    found = ledger.audit()
    assert found.problems == []
    assert (found.entries, found.versions, found.judgements) == (10, 5, 3)
    assert ledger.audit(expect=found.head).problems == []
    ledger.add(varied(9))
    assert ledger.audit(expect=found.head).problems == [], "an older head is in the chain"


def unfrozen(connection: Connection, *statements: str) -> None:
    """What somebody can do who owns the file: take the triggers away first."""
    for table in ("judgements", "audit"):
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER {table}_frozen_update"))
            connection.execute(text(f"DROP TRIGGER {table}_frozen_delete"))
        else:
            connection.execute(text(f"DROP TRIGGER {table}_frozen ON {table}"))
    for statement in statements:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE audit SET who = 'nobody' WHERE n = 3"], "entry 3: it was changed"),
        (["DELETE FROM audit WHERE n = 3"], "entry 3 is missing"),
        (["UPDATE audit SET hash = 'x', previous = 'y' WHERE n = 4"], "entry 4: it does not follow"),
        (["DELETE FROM audit WHERE n = 10"], "the chain never had the head"),
        (["UPDATE judgements SET verdict = 'yes' WHERE n = 1"], "it was changed after it was written"),
        (["DELETE FROM judgements WHERE n = 3"], "it is in the log and not there"),
        (["UPDATE reports SET text = text || 'x' WHERE n = 1"], "the text or the source of the report was changed"),
        (["UPDATE reports SET withdrawn = false", "DELETE FROM tombstones"], "the log says withdrawn"),
        (["UPDATE versions SET record = (SELECT record FROM versions WHERE n = 2) WHERE n = 1"], "record was changed"),
        (["UPDATE versions SET id = 'x' WHERE n = 1"], "version 1: no entry in the log"),
        (["UPDATE events SET status = 'happened' WHERE n = 2"], "the rows for searching"),
        (["DELETE FROM roles WHERE event_n = 1"], "the rows for searching"),
        (["UPDATE names SET name = 'Nobody' WHERE n = 1"], "the rows for searching"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_change_behind_its_back_is_found(ledger: Ledger, statements: list[str], words: str):
    full(ledger)
    head = ledger.audit().head
    with ledger.store.write() as connection:
        unfrozen(connection, *statements)
    assert any(words in problem for problem in ledger.audit(expect=head).problems)


@pytest.mark.parametrize("act", [lambda led: led.add(varied(1)), lambda led: led.set_publisher("Lamp", country="NOR")])
def test_every_act_is_in_the_log(ledger: Ledger, act: Callable[[Ledger], object]):
    before = ledger.audit()
    act(ledger)
    after = ledger.audit()
    assert after.entries == before.entries + 1
    assert after.head != before.head
