"""Edited copies: a number, name, place or negation that a copy changed is found, once, and is no contradiction."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from made_incidents import report

from according.incidents.comparing import compare
from according.incidents.copies import copying
from according.incidents.edited import placed
from according.records import Finding, Incident, Record

WIRE = report("wire", "Oreva", "2024-03-05", 6, publisher="Oreva Wire", story="smoke")


def copy(
    name: str = "copy", *, town: str = "Oreva", killed: int = 6, by: str = "the army", day: str = "2024-03-06"
) -> Record:
    """The wire's text in another paper, a day later, with something changed."""
    return report(
        name, town, "2024-03-05", killed, by=by, publisher=f"{name.title()} Post", published=day, story="smoke"
    )


def incident(*records: Record, origins: list[list[str]] | None = None) -> Incident:
    ids = [r.report.id for r in records]
    return compare("x", [(r, ["v1"]) for r in records], origins=[ids] if origins is None else origins)


def edits(found: Incident) -> list[Finding]:
    return [f for f in found.findings if f.kind == "edit"]


def iter_spans(value: object) -> Iterator[list[int]]:
    """Every span of a record's plain form."""
    if isinstance(value, list) and len(value) == 2 and all(type(x) is int for x in value):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from iter_spans(inner)


def reworded(record: Record, old: str, new: str) -> Record:
    """The same with words exchanged; the record's places keep to the text as long as they stand before these."""
    data = record.to_dict()
    assert data["report"]["text"].count(old) == 1
    data["report"]["text"] = data["report"]["text"].replace(old, new)
    return Record.from_dict(data)


def test_a_changed_toll_is_an_edit_with_both_wordings() -> None:
    [found] = edits(incident(WIRE, copy(killed=9)))
    assert (found.field, found.original, found.independent) == ("killed", "wire", 1)
    assert [(q.report, q.text) for q in found.quoted] == [("wire", "6"), ("copy", "9")]
    assert found.why == (
        "“… army killed 6 people in Oreva …” in Oreva Wire, "
        "“… army killed 9 people in Oreva …” in Copy Post, a copy of it"
    )
    assert len(found.accounts) == 2


def test_the_words_stand_where_it_says() -> None:
    records = {"wire": WIRE, "copy": copy(killed=9)}
    for quoted in edits(incident(*records.values()))[0].quoted:
        assert records[quoted.report].report.text[quoted.span.start : quoted.span.end] == quoted.text


def test_it_is_not_a_contradiction_between_voices() -> None:
    found = incident(WIRE, copy(killed=9))
    assert [f for f in found.findings if f.kind == "contradict"] == []
    third = report("third", "Oreva", "2024-03-05", 12, publisher="Tarn Courier")
    found = incident(WIRE, copy(killed=9), third, origins=[["wire", "copy"]])
    [differs] = [f for f in found.findings if (f.kind, f.field) == ("contradict", "killed")]
    assert "third" in {a.report for a in found.accounts if a.id in differs.accounts}
    assert len(edits(found)) == 1


def test_a_changed_place_and_a_changed_doer() -> None:
    assert [(f.field, f.quoted[1].text) for f in edits(incident(WIRE, copy(town="Karsin")))] == [("place", "Karsin")]
    one = report("wire", "Oreva", "2024-03-05", 6, by="General Ashdown's brigade", story="smoke")
    other = copy(by="General Wexcombe's brigade")
    assert [f.field for f in edits(incident(one, other))] == ["actor"]


@pytest.mark.parametrize(("one", "other"), [("Al-Hasra", "al-Hassra"), ("Oreva", "OREVA")])
def test_another_spelling_is_no_edit(one: str, other: str) -> None:
    wire = report("wire", one, "2024-03-05", 6, story="smoke")
    assert edits(incident(wire, copy(town=other))) == []


def test_a_negation_that_a_copy_puts_in() -> None:
    changed = reworded(copy(), "Petra Holm said", "Petra Holm never said")
    found = edits(incident(WIRE, changed))
    assert [f.field for f in found] == ["whether"]
    assert [q.text for q in found[0].quoted] == ["Holm said", "Holm never said"]


def test_what_was_changed_outside_the_accounts_words_is_left_to_copies() -> None:
    word = WIRE.report.text.split(". ")[1].split()[-1]
    wire, changed = (reworded(r, f" {word}.", f" {word} {n} times.") for r, n in ((WIRE, 3), (copy(), 5)))
    assert edits(incident(wire, changed)) == []
    pair = copying(wire.report, changed.report)
    assert pair is not None
    assert [(e.kind, e.detail) for e in pair.edits] == [("number", "3 -> 5")]


def test_the_same_change_in_a_headline_is_told_once() -> None:
    def headed(record: Record, killed: int) -> Record:
        headline = f"Up to {killed} in Oreva\n\n"
        data, shift = record.to_dict(), len(headline)
        for span in (s for s in iter_spans(data) if s):
            span[:] = [span[0] + shift, span[1] + shift]
        data["report"]["text"] = headline + data["report"]["text"]
        data["events"][0]["triggers"].insert(0, [0, 2])
        return Record.from_dict(data)

    found = edits(incident(headed(WIRE, 6), headed(copy(killed=9), 9)))
    assert [f.field for f in found] == ["killed"]


def test_a_copy_of_the_copy_has_changed_nothing() -> None:
    found = edits(incident(WIRE, copy(killed=9), copy("later", killed=9, day="2024-03-07")))
    assert [[q.report for q in f.quoted] for f in found] == [["wire", "copy"]]


def test_reports_of_one_day_leave_open_who_changed_it() -> None:
    [found] = edits(incident(WIRE, copy(killed=9, day="2024-03-05")))
    assert found.original is None
    assert found.why.endswith("the same text, nobody can say whose")


def test_reports_that_are_no_copies_have_no_edits() -> None:
    other = report("other", "Oreva", "2024-03-05", 9, publisher="Tarn Courier")
    assert edits(incident(WIRE, other, origins=[["wire", "other"]])) == []


def test_places_are_told_apart_where_the_records_are_known() -> None:
    changed = copy(town="Karsin")
    pair = copying(WIRE.report, changed.report)
    assert pair is not None
    assert [e.kind for e in placed(pair, WIRE, changed).edits] == ["place"]
    assert [e.kind for e in pair.edits] == ["name"]


def test_a_finding_comes_back_from_json() -> None:
    found = incident(WIRE, copy(killed=9))
    assert Incident.from_dict(json.loads(json.dumps(found.to_dict()))).findings == found.findings
