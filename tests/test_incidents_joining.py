"""What the ledger joins beyond a pair of passages, and what people said of it: attached, merged, split, killed halfway.

A made report is a row of passages, each with a subject and the events that it tells. Passages of one subject are linked
where half of an incident is of that subject, so that everything else that happens is the ledger's doing.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from according import linking
from according.incidents import merging
from according.incidents.tellings import Shelf, Telling
from according.ledger import Ledger, LedgerError, open_ledger
from according.ledger.incident_schema import ATTACHED, KEPT, SPREAD, tellings
from according.ledger.schema import reports
from according.linking import Linked, link
from according.records import Record

_WORDS = """bridge convoy border harvest council valley school river talks truce depot winter orchard ferry station
letter window garden tower bakery engine meadow lantern carpet pepper violin saddle copper marble timber"""


def report(name: str, *passages: str, words: str | None = None, model: str = "hand") -> Record:
    """A report of passages like "market v1 v2": a subject and its events. `words` is whose words it has: its own."""
    chance = random.Random(words or name)
    text, triggers = "", defaultdict(list)
    for passage in passages:
        subject, *events = passage.split()
        rest = " ".join(chance.sample(_WORDS.split(), 8))
        sentence = f"{subject.capitalize()} {rest}"
        for e in events:
            start = len(text) + len(sentence) + 1
            sentence += " shelled"
            triggers[e].append([start, len(text) + len(sentence)])
        text += f"{sentence}.\n"
    return Record.from_dict(
        {
            "report": {
                "id": name,
                "publisher": f"{name} post",
                "published": f"2024-03-0{1 + int(name[1:]) % 5}",
                "url": f"https://{name}.example/",
                "text": text,
            },
            "events": [{"id": e, "type": "ASSAULT", "triggers": spans} for e, spans in sorted(triggers.items())],
            "reader": {"name": "according", "version": "0.1.0", "model": model},
        }
    )


def subject(telling: Telling) -> str:
    return telling.what.split()[0].lower()


def like(telling: Telling, shelf: Shelf) -> linking.matching.Fit:
    """The incident of which most passages have the same subject."""
    for shelved in shelf.candidates([subject(telling)], limit=50):
        if shelved.telling.report == telling.report or subject(shelved.telling) != subject(telling):
            continue
        members = shelf.members(shelved.incident, limit=50)
        if 2 * sum(subject(m) == subject(telling) for m in members) >= len(members):
            return linking.matching.Fit(shelved.incident, [f"the same subject: {subject(telling)}"])
    return linking.matching.Fit()


@pytest.fixture(autouse=True)
def four_reports(monkeypatch: pytest.MonkeyPatch):
    """The reports here are as many as it takes to tell two parts together, whatever level development data chose."""
    monkeypatch.setattr(merging, "REPORTS", 4)


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking.matching, "link", like)
    monkeypatch.setattr(linking.matching, "keys", lambda telling: [subject(telling)])


def filled(ledger: Ledger, *records: Record) -> Ledger:
    for record in records:
        ledger.add(record)
    link(ledger)
    return ledger


def one_by_one(ledger: Ledger, *records: Record) -> Ledger:
    for record in records:
        filled(ledger, record)
    return ledger


FILLED: list[Callable[..., Ledger]] = [filled, one_by_one]


def told(ledger: Ledger) -> list[str]:
    """Each incident as its passages: "r1 market, r2 market"; an attached one has a plus before it."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    with ledger.store.read() as connection:
        columns = (tellings.c.incident_n, reports.c.name, reports.c.text, tellings.c.id, tellings.c.why)
        for n, name, text, telling, why in connection.execute(select(*columns).select_from(tellings.join(reports))):
            words = text.split("\n")[int(telling[1:])].split()[0].lower()
            found[n].append(f"{'+' * (ATTACHED in why)}{name} {words}")
    return sorted(", ".join(sorted(own, key=lambda s: s.lstrip("+"))) for own in found.values())


def rows(ledger: Ledger) -> dict[str, list[Any]]:
    with ledger.store.read() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key.columns))]
            for t in (*KEPT, *SPREAD)
        }


def of(ledger: Ledger, name: str, event_: str) -> str:
    """The id of the incident in which a report tells an event first."""
    return linking.incident(ledger, name, event_).id


def settled(ledger: Ledger) -> None:
    """Nothing waits, and the log agrees with everything."""
    assert ledger.incidents().waiting == 0
    assert link(ledger) == Linked()
    assert ledger.audit().problems == []


# Passages that one report alone tells

MARKET = report("r1", "market v1", "funeral v1")
ALSO_MARKET = report("r2", "market v1")
ALSO_FUNERAL = report("r3", "funeral v1")


def test_what_one_report_alone_tells_joins_the_incident_with_which_it_shares_most_events(ledger: Ledger):
    filled(
        ledger,
        report("r1", "market v1", "road v2 v3", "funeral v1 v2 v3", "weather v4"),
        report("r2", "market v1"),
        report("r3", "road v2"),
    )
    assert told(ledger) == ["+r1 funeral, r1 road, r3 road", "r1 market, r2 market", "r1 weather"]
    settled(ledger)


@pytest.mark.parametrize("put", FILLED)
@pytest.mark.parametrize("order", list(permutations((MARKET, ALSO_MARKET))))
def test_it_joins_whichever_report_came_first(ledger: Ledger, put: Callable[..., Ledger], order: Iterable[Record]):
    put(ledger, *order)
    assert told(ledger) == ["+r1 funeral, r1 market, r2 market"]
    assert sorted(ledger.incidents()[0].reports) == sorted(ledger.report_id(name) for name in ("r1", "r2"))
    settled(ledger)


@pytest.mark.parametrize("put", FILLED)
@pytest.mark.parametrize("order", list(permutations((MARKET, ALSO_MARKET, ALSO_FUNERAL))))
def test_it_leaves_once_another_report_tells_it(ledger: Ledger, put: Callable[..., Ledger], order: Iterable[Record]):
    put(ledger, *order)
    assert told(ledger) == ["r1 funeral, r3 funeral", "r1 market, r2 market"]
    assert len(ledger.incidents()) == 2
    settled(ledger)


def test_it_is_alone_again_once_no_other_report_tells_the_incident(ledger: Ledger):
    filled(ledger, MARKET, ALSO_MARKET)
    ledger.withdraw("r2", why="taken back")
    link(ledger)
    assert told(ledger) == ["r1 funeral", "r1 market"]
    filled(ledger, ALSO_FUNERAL)
    assert told(ledger) == ["r1 funeral, +r1 market, r3 funeral"]
    settled(ledger)


def test_a_report_read_anew_takes_what_was_attached_along(ledger: Ledger):
    filled(ledger, MARKET, ALSO_MARKET)
    filled(ledger, report("r1", "market v1", "funeral v2", words="r1", model="newer"))
    assert told(ledger) == ["r1 funeral", "r1 market, r2 market"]
    settled(ledger)


def test_who_only_looks_does_not_wait_for_who_writes(place: str):
    with open_ledger(place) as ledger, open_ledger(place) as other:
        filled(ledger, MARKET, ALSO_MARKET)
        started = time.monotonic()
        with other.store.write():
            assert link(ledger) == Linked()
        assert time.monotonic() - started < 30


# Incidents that the same reports tell

BOTH = [report(f"r{n}", "deed v1", "blame v2") for n in range(1, 5)]
APART = ["r1 blame, r2 blame, r3 blame, r4 blame", "r1 deed, r2 deed, r3 deed, r4 deed"]
ONE = [", ".join(f"r{n} {words}" for n in range(1, 5) for words in ("blame", "deed"))]


@pytest.mark.parametrize("put", FILLED)
def test_what_four_reports_tell_together_becomes_one_incident(ledger: Ledger, put: Callable[..., Ledger]):
    put(ledger, *BOTH[:3])
    assert len(told(ledger)) == 2
    put(ledger, BOTH[3])
    assert told(ledger) == ONE
    assert len(ledger.incidents()) == 1
    assert "4 reports tell both, each in its own words" in ledger.incidents()[0].why
    settled(ledger)


def test_copies_count_as_one_report_there(ledger: Ledger):
    filled(ledger, *BOTH[:3], report("r4", "deed v1", "blame v2", words="r3"))
    assert told(ledger) == APART
    settled(ledger)


def test_the_ids_from_before_lead_to_the_one(ledger: Ledger):
    filled(ledger, *BOTH[:3])
    before = {of(ledger, "r1", "v1"), of(ledger, "r1", "v2")}
    filled(ledger, BOTH[3])
    assert len(before) == 2
    assert {ledger.incident(i).id for i in before} == {ledger.incidents()[0].id}


# What people said

FIVE = [*BOTH, report("r5", "deed v1", "blame v2")]
SPLIT = sorted([", ".join(f"r{n} {w}" for n in (1, 2, 3, 4) for w in ("blame", "deed")), "r5 blame, r5 deed"])


def newer(ledger: Ledger, *records: Record) -> None:
    """Every report is read again by a newer model, with the same outcome."""
    for record in records:
        data = record.to_dict()
        data["reader"]["model"] = "newer"
        ledger.add(Record.from_dict(data))


def again(ledger: Ledger, records: Iterable[Record], how: str) -> None:
    if how == "read anew":
        newer(ledger, *records)
    link(ledger, again=how == "linked anew")


AGAIN = pytest.mark.parametrize("how", ["linked once more", "linked anew", "read anew"])


@AGAIN
def test_a_split_outlives_what_would_join_the_reports_again(ledger: Ledger, how: str):
    filled(ledger, *FIVE)
    (whole,) = told(ledger)
    judgement = ledger.split(of(ledger, "r1", "v1"), "r5", who="anna")
    link(ledger)
    assert told(ledger) == SPLIT
    again(ledger, FIVE, how)
    assert told(ledger) == SPLIT
    settled(ledger)
    ledger.undo(judgement)
    link(ledger)
    assert told(ledger) == [whole]
    settled(ledger)


@AGAIN
def test_two_incidents_that_a_split_parted_are_not_merged_by_later_reports(ledger: Ledger, how: str):
    more = [*FIVE, *(report(f"r{n}", "deed v1", "blame v2") for n in (6, 7, 8, 9))]
    filled(ledger, *FIVE)
    ledger.split(of(ledger, "r1", "v1"), "r5", who="anna")
    filled(ledger, *more[5:])
    assert len(told(ledger)) == 2
    again(ledger, more, how)
    parted = [[name for name in ("r1 ", "r2 ", "r3 ", "r4 ", "r5 ") if name in incident] for incident in told(ledger)]
    assert sorted(filter(None, parted)) == [["r1 ", "r2 ", "r3 ", "r4 "], ["r5 "]]
    settled(ledger)


@AGAIN
def test_what_was_attached_goes_with_its_report_in_a_split(ledger: Ledger, how: str):
    records = [MARKET, ALSO_MARKET, report("r4", "market v1")]
    filled(ledger, *records)
    ledger.split(of(ledger, "r1", "v1"), "r1", who="anna")
    link(ledger)
    wanted = ["r1 funeral, r1 market", "r2 market, r4 market"]
    assert [s.replace("+", "") for s in told(ledger)] == wanted
    again(ledger, records, how)
    assert [s.replace("+", "") for s in told(ledger)] == wanted
    settled(ledger)


def test_a_passage_that_a_person_gave_its_place_does_not_leave_it(ledger: Ledger):
    filled(ledger, MARKET, ALSO_MARKET)
    ledger.split(of(ledger, "r1", "v1"), "r1", who="anna")
    filled(ledger, ALSO_FUNERAL)
    incident = next(s for s in told(ledger) if "r1 funeral" in s)
    assert "r1 market" in incident
    link(ledger, again=True)
    assert incident in told(ledger)


@AGAIN
@pytest.mark.parametrize("first", [0, 1], ids=["older first", "younger first"])
def test_a_merge_holds_the_whole_of_two_incidents_together(ledger: Ledger, how: str, first: int):
    records = [report(f"r{n}", "market v1") for n in (1, 2, 3)] + [report(f"r{n}", "bridge v1") for n in (4, 5, 6)]
    filled(ledger, *records)
    apart = told(ledger)
    assert len(apart) == 2
    names = [of(ledger, "r1", "v1"), of(ledger, "r4", "v1")]
    judgement = ledger.merge(names[first], names[1 - first], who="anna")
    link(ledger)
    one = [", ".join(sorted(s for incident in apart for s in incident.split(", ")))]
    assert told(ledger) == one
    again(ledger, records, how)
    assert told(ledger) == one
    settled(ledger)
    ledger.undo(judgement)
    link(ledger)
    assert told(ledger) == apart


@AGAIN
def test_a_merge_holds_where_the_oldest_passage_was_attached(ledger: Ledger, how: str):
    # The attached passage stands first in its report, and its report is the oldest.
    records = [
        report("r5", "funeral v1 v9", "market v1"),
        report("r6", "market v1"),
        report("r7", "bridge v1"),
        report("r8", "bridge v1"),
    ]
    filled(ledger, *records)
    assert told(ledger) == ["+r5 funeral, r5 market, r6 market", "r7 bridge, r8 bridge"]
    ledger.merge(of(ledger, "r6", "v1"), of(ledger, "r7", "v1"), who="anna")
    link(ledger)
    again(ledger, records, how)
    assert [s.replace("+", "") for s in told(ledger)] == [
        "r5 funeral, r5 market, r6 market, r7 bridge, r8 bridge",
    ]
    settled(ledger)


def test_who_merged_may_still_split_a_report_off(ledger: Ledger):
    filled(ledger, *[report(f"r{n}", "market v1") for n in (1, 2, 3)], *[report(f"r{n}", "bridge v1") for n in (4, 5)])
    judgement = ledger.merge(of(ledger, "r1", "v1"), of(ledger, "r4", "v1"), who="anna")
    link(ledger)
    last = max(("r2", "r3"), key=lambda name: ledger.record(name).report.published or "")
    ledger.split(of(ledger, "r1", "v1"), last, who="anna")
    link(ledger, again=True)
    assert f"{last} market" in told(ledger)
    assert len(told(ledger)) == 2
    with pytest.raises(LedgerError, match=f"anna merged them .judgement {judgement}"):
        ledger.split(of(ledger, "r4", "v1"), "r4", "r5")


# Killed

STORY = [
    *BOTH,
    *(report(f"r{n}", "deed v1", "blame v2", "market v3") for n in (5, 6)),
    report("r7", "market v1", "funeral v1", "road v2", "grave v2 v1"),
    report("r8", "funeral v1", "road v3"),
    *(report(f"r{n}", "strike v1", "cause v2", "road v3", "alone v3") for n in range(10, 16)),
]
PHASES = {"linking": "_link_batch", "merging": "_merge_changed", "comparing": "_compare_changed"}


def killed_until_done(place: str, phase: str, seed: int) -> int:
    """Run `link` in processes that are killed at a statement of a phase, until one comes to its end; how many were."""
    chance = random.Random(seed)
    for number in range(300):
        left = chance.randint(1, 10 + 8 * number)  # a transaction of many statements must end at last
        child = os.fork()
        if child == 0:
            try:
                _die_in(phase, left)
                with open_ledger(place, create=False) as ledger:
                    link(ledger)
            finally:
                os._exit(0)
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            return number
    raise AssertionError("no run came to its end")


def _die_in(phase: str, left: int) -> None:
    name = PHASES[phase]
    run, counting = getattr(linking, name), False

    def within(*given: Any) -> Any:
        nonlocal counting
        counting = True
        try:
            return run(*given)
        finally:
            counting = False

    def count(*_: object) -> None:
        nonlocal left
        left -= counting
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(linking, name, within)
    for moment in ("before_cursor_execute", "commit"):
        event.listen(Engine, moment, count)


def test_what_was_merged_early_does_not_change_where_later_passages_belong(ledger: Ledger, tmp_path: Path):
    def parts(filled_: Ledger) -> list[list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        with filled_.store.read() as connection:
            for part, n in connection.execute(select(tellings.c.part_n, tellings.c.n).order_by(tellings.c.n)):
                found[part].append(n)
        return sorted(found.values())

    one_by_one(ledger, *STORY)
    with open_ledger(tmp_path / "other.db") as other:
        filled(other, *STORY)
        assert parts(ledger) == parts(other)
        assert told(ledger) == told(other)


@pytest.mark.parametrize("phase", sorted(PHASES))
def test_a_run_killed_in_any_phase_ends_like_one_that_was_not(
    place: str, phase: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(linking, "_REPORTS", 1)
    monkeypatch.setattr(linking, "_INCIDENTS", 1)
    for where in (str(tmp_path / "whole.db"), place):
        with open_ledger(where) as ledger:
            for record in STORY:
                ledger.add(record)
    with open_ledger(tmp_path / "whole.db") as ledger:
        link(ledger)
        expected, incidents = rows(ledger), told(ledger)
    assert any("+" in s for s in incidents), "something was attached"
    assert any("cause" in s and "strike" in s for s in incidents), "something was merged"
    kills = killed_until_done(place, phase, seed=len(phase))
    assert kills >= 2
    with open_ledger(place, create=False) as ledger:
        assert told(ledger) == incidents
        assert rows(ledger) == expected
        settled(ledger)
