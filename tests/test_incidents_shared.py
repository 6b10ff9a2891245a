"""Within an incident: which events of its reports are one happening, who tells it, who told it first."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from made_incidents import report as attack
from rich.console import Console

from according.incidents.alike import dot
from according.incidents.comparing import compare
from according.incidents.eventpairs import chances, comparable, features, told_events
from according.incidents.shared import same_events, shared_events
from according.linking import incident as incident_of
from according.linking import incidents_of, link
from according.records import Incident, Record
from according.rendering.incident_page import render_incidents
from according.rendering.incident_terminal import TerminalIncident
from according.rendering.matrix import Source

POST = (
    "A bomb exploded in the fish market of Belun on Friday and killed nine traders. "
    "Two days before, rebel gunners had shelled the bridge at Orvana. "
    "Health Minister Ada Kell visited the wounded in Belun hospital on Saturday."
)
RADIO = (
    "Nine traders died on Friday when an explosion tore through the fish market of Belun. "
    "The army denied that rebels had shelled the bridge at Orvana earlier in the week. "
    "On Saturday Ada Kell, the health minister, paid a visit to the wounded in the hospital of Belun."
)
VALLEY = (
    "The council of Sorn elected a new chair. The explosion in the fish market of Belun on Friday was not discussed."
)


def record(
    name: str, text: str, *events: dict[str, Any], published: str | None = None, speaker: str | None = None
) -> Record:
    """A report with events, each at the first place of its `words`."""

    def at(words: str) -> list[int]:
        return [text.index(words), text.index(words) + len(words)]

    said = [{"id": "s1", "source": [at(speaker)], "speaker": "e1", "kind": "indirect"}] if speaker else []
    return Record.from_dict(
        {
            "report": {"id": name, "text": text, "publisher": name.title(), "published": published},
            "entities": [{"id": "e1", "name": speaker, "kind": "group", "mentions": [at(speaker)]}] if speaker else [],
            "statements": said,
            "events": [{"type": "ASSAULT", "triggers": [at(e["words"])], **e} for e in events],
        }
    )


VISIT = {"id": "visit", "type": "CONSULT"}
A = record(
    "post",
    POST,
    {"id": "blast", "words": "exploded"},
    {"id": "bridge", "words": "shelled"},
    {**VISIT, "words": "visited"},
    published="2024-03-10",
)
B = record(
    "radio",
    RADIO,
    {"id": "blast", "words": "explosion"},
    {"id": "bridge", "words": "shelled", "polarity": "negative", "said_in": "s1"},
    {**VISIT, "words": "visit"},
    published="2024-03-09",
    speaker="The army",
)
C = record(
    "valley", VALLEY, {"id": "election", "words": "elected", "type": "AGREE"}, {"id": "blast", "words": "explosion"}
)
TOLD = [(A, ["blast"]), (B, ["blast"]), (C, ["blast"])]


def test_events_of_several_reports_fall_into_their_happenings():
    assert {frozenset(group) for group in same_events(TOLD)} == {
        frozenset({("post", "blast"), ("radio", "blast"), ("valley", "blast")}),
        frozenset({("post", "bridge"), ("radio", "bridge")}),
        frozenset({("post", "visit"), ("radio", "visit")}),
        frozenset({("valley", "election")}),
    }


def test_what_belongs_to_the_incident_comes_first_and_the_rest_is_told_beside_it():
    found = shared_events(TOLD)
    assert [(e.type, e.inside, e.reports) for e in found] == [
        ("ASSAULT", True, ["post", "radio", "valley"]),
        ("ASSAULT", False, ["post", "radio"]),
        ("CONSULT", False, ["post", "radio"]),
    ]


def test_each_mention_has_its_voice_its_status_and_its_words():
    _, bridge, _ = shared_events(TOLD)
    post, radio = bridge.mentions
    assert (post.voice, post.status) == (["Post"], "happened")
    assert (radio.voice, radio.status) == (["Radio", "army"], "denied")
    assert radio.trigger.text == "shelled"
    assert radio.words.text == "The army denied that rebels had shelled the bridge at Orvana earlier in the week."
    assert RADIO[radio.words.span.start : radio.words.span.end] == radio.words.text


def test_each_says_why():
    blast, bridge, _ = shared_events(TOLD)
    assert 'both "explosion"' in blast.why
    assert 'both "shelled"' in bridge.why
    assert any("orvana" in reason for reason in bridge.why)


def test_independent_voices_are_counted_and_copies_count_once():
    assert shared_events(TOLD)[0].independent == 3
    assert shared_events(TOLD, origins=[["post", "radio"]])[0].independent == 2


def test_first_is_who_was_published_first_and_an_undated_report_is_not():
    assert shared_events(TOLD)[0].first == ["radio"]
    undated = [(r.model_copy(update={"report": r.report.model_copy(update={"published": None})}), e) for r, e in TOLD]
    assert shared_events(undated)[0].first == []
    one_day = B.model_copy(update={"report": B.report.model_copy(update={"published": "2024-03-10"})})
    assert shared_events([(A, ["blast"]), (one_day, ["blast"])])[0].first == ["post", "radio"]


def chance(one: Record, other: Record) -> float:
    a, b = told_events([(one, []), (other, [])])
    (m,), (n,) = a.mentions(a.event.triggers), b.mentions(b.event.triggers)
    return float(chances([features(a, b, m, n, documents=dot(m.document, n.document))])[0])


def on(name: str, day: str | None, *places: str, type: str = "ASSAULT") -> Record:  # noqa: A002
    text = "Gunners bombed the bridge." if name == "r1" else "Guns pounded the bridge, and the shelling went on."
    time = None if day is None else {"value": day, "start": day, "end": day}
    event = {"id": "v1", "words": "bombed" if name == "r1" else "shelling", "time": time, "type": type}
    made = record(name, text, {**event, "places": [f"p{n}" for n, _ in enumerate(places)]})
    named = [{"id": f"p{n}", "name": place} for n, place in enumerate(places)]
    return Record.from_dict({**made.to_dict(), "places": named})


def test_days_and_places_that_meet_make_it_likelier_and_days_apart_less_likely():
    same, next_day, weeks = (
        chance(on("r1", "2024-03-05"), on("r2", day)) for day in ("2024-03-05", "2024-03-06", "2024-03-25")
    )
    assert same > next_day + 0.1 > weeks + 0.1
    here = chance(on("r1", None, "Orvana"), on("r2", None, "Orvana"))
    assert here > chance(on("r1", None, "Orvana"), on("r2", None, "Belun"))


def test_triggers_without_a_meaning_in_common_are_not_compared():
    (exploded,), (explosion,), _, (visit,) = (
        t.mentions(t.event.triggers) for t in (next(told_events([(A, [])])), *told_events([(B, [])]))
    )
    assert comparable(exploded, explosion)
    assert not comparable(exploded, visit)


def test_what_is_habitual_is_no_happening_and_one_report_shares_nothing():
    habit = record("habit", RADIO, {"id": "blast", "words": "explosion", "modality": "generic"})
    assert shared_events([(A, ["blast"]), (habit, ["blast"])]) == []
    assert shared_events([(A, ["blast"])]) == []


def test_a_bound_keeps_the_incident_and_what_stands_nearest_to_it():
    kept = {key for group in same_events(TOLD, most=5) for key in group}
    assert {("post", "blast"), ("radio", "blast"), ("valley", "blast")} < kept
    assert len(kept) == 5
    assert ("post", "visit") not in kept


def test_comparing_gives_them_only_where_they_are_asked_for():
    assert compare("x", TOLD).shared_events is None
    asked = compare("x", TOLD, events=True)
    assert asked.shared_events == shared_events(TOLD)
    assert Incident.from_dict(json.loads(json.dumps(asked.to_dict()))) == asked


def shown(incident: Incident, **sources: Source) -> str:
    screen = io.StringIO()
    Console(file=screen, width=150).print(TerminalIncident(incident, sources))
    return screen.getvalue()


def test_the_terminal_has_a_short_list_and_the_page_the_sentences():
    asked = compare("x", TOLD, events=True)
    said = " ".join(shown(asked, radio=Source("radio", publisher="Radio Belun", published="2024-03-09")).split())
    assert "Told by several reports ASSAULT “explosion”, “exploded”" in said
    assert "3 reports, 3 independent voices; first Radio Belun (2024-03-09)" in said
    assert "beside it: ASSAULT “shelled” 2 reports, 2 independent voices" in said
    assert "denied: army" in said
    page = render_incidents([asked])
    assert "Told by several reports" in page
    assert "paid a visit to the wounded" in page
    assert "Why: both &#34;shelled&#34;" in page
    plain = compare("x", TOLD)
    assert "Told by several" not in shown(plain) + render_incidents([plain])


def test_hostile_words_stay_words():
    text = POST.replace("exploded", "<script>alert(1)</script>\x1b[31m exploded")
    hostile = record("<b>post</b>", text, {"id": "blast", "words": "<script>alert(1)</script>\x1b[31m exploded"})
    asked = compare("x", [(hostile, ["blast"]), (B, ["blast"])], events=True)
    assert asked.shared_events
    assert "<script>" not in render_incidents([asked])
    assert "\x1b" not in shown(asked)


def test_a_ledger_and_a_notebook_give_the_same(ledger_of_two):
    ledger, records = ledger_of_two
    (there,) = ledger.incidents()
    assert there.shared_events is None
    asked = incident_of(ledger, there.id, events=True)
    assert asked.accounts == there.accounts
    assert asked.shared_events is not None
    assert [e.reports for e in asked.shared_events] == [asked.reports]
    (alone,) = incidents_of(records, events=True)
    assert alone.shared_events is not None
    assert [m.words for m in alone.shared_events[0].mentions] == [m.words for m in asked.shared_events[0].mentions]


@pytest.fixture
def ledger_of_two(tmp_path):
    from according.ledger import open_ledger

    records = [
        attack("a", "Oreva", "2024-03-05", 6),
        attack("b", "Oreva", "2024-03-05", 12, publisher="Tarn Courier", published="2024-03-06"),
    ]
    with open_ledger(tmp_path / "ledger.db") as ledger:
        for made in records:
            ledger.add(made)
        link(ledger)
        yield ledger, records
