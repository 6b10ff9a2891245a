"""The made stories themselves: that what is expected of them can be expected, word by word."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from made_stories import NAMES, STORIES, Story, story

from according.codebook import TYPES
from according.records import CasualtyKind, FindingKind, Whether

FIGURES = ("killed", "injured", "detained")
FIELDS = {"actor", "whether", "place", "time", "weapon", *get_args(CasualtyKind)}


@pytest.fixture(scope="module", params=NAMES)
def told(request: pytest.FixtureRequest) -> Story:
    return story(request.param)


def test_every_folder_is_read():
    assert {p.name for p in STORIES.iterdir() if p.is_dir()} == set(NAMES)


def test_reports_are_many_short_and_from_many_publishers(told: Story):
    rows = told.reports.values()
    assert len(told.reports) == len((STORIES / told.name / "reports.jsonl").read_text("utf-8").splitlines()) >= 13
    assert {r["id"]: len(r["text"]) for r in rows if not 300 <= len(r["text"]) <= 1800} == {}
    assert {r["id"]: n for r in rows if not 80 <= (n := len(r["text"].split())) <= 250} == {}
    assert [r["id"] for r in rows if not r["text"].startswith(r["title"] + "\n\n")] == []
    assert len({r["publisher"] for r in rows}) >= 9
    assert [r["id"] for r in rows if set(r) - {"id", "title", "text", "published", "publisher", "url"}] == []


def test_dates_are_dates_and_one_report_has_none(told: Story):
    dates = [r["published"] for r in told.reports.values()]
    assert dates.count(None) == 1
    assert all(date.fromisoformat(d) for d in dates if d is not None)


def test_the_parts_of_an_incident_are_there(told: Story):
    assert set(told.expected) == {
        *("incidents", "copies", "changed_numbers", "dropped_sentences", "origins", "apart", "also_named")
    }
    voices = {a["voice"][-1] for i in told.expected["incidents"] for a in i["accounts"]}
    assert set(told.expected["also_named"]) <= voices
    for i in told.expected["incidents"]:
        assert set(i) == {"id", "what", "type", "date", "place", "reports", "accounts", "findings"}
        assert i["type"] in TYPES
        assert set(i["reports"]) <= set(told.reports)
        assert len(i["reports"]) == len(set(i["reports"])) >= 2
        assert {a["report"] for a in i["accounts"]} == set(i["reports"]) - told.copied()


def test_accounts_rest_on_exact_words(told: Story):
    for i in told.expected["incidents"]:
        for a in i["accounts"]:
            assert a["quote"] in told.reports[a["report"]]["text"], a
            assert a["voice"][0] == "publisher"
            assert a["whether"] in get_args(Whether)
            for figure in (a[f] for f in FIGURES if a[f] is not None):
                assert figure["high"] is None or 0 <= figure["low"] <= figure["high"]


def test_voices_have_the_names_that_their_report_gives_them(told: Story):
    for i in told.expected["incidents"]:
        for a in i["accounts"]:
            words = told.reports[a["report"]]["text"].casefold()
            assert [v for v in a["voice"][1:] if v.casefold() not in words] == [], a


def test_findings_join_voices_that_have_an_account(told: Story):
    for i in told.expected["incidents"]:
        voices = {(a["report"], a["voice"][-1]) for a in i["accounts"]}
        for f in i["findings"]:
            assert f["kind"] in get_args(FindingKind)
            assert f["field"] in FIELDS
            assert f["why"]
            assert {(r, v) for r, v in f["voices"]} <= voices, f
            assert len(f["voices"]) >= (1 if f["kind"] == "silent" else 2)
            if f["field"] in FIGURES and f["kind"] != "silent":
                told_by = [a for a in i["accounts"] if [a["report"], a["voice"][-1]] in f["voices"] and a[f["field"]]]
                assert {(a["report"], a["voice"][-1]) for a in told_by} == {(r, v) for r, v in f["voices"]}, f


def test_every_finding_has_its_own_id(told: Story):
    ids = [f["id"] for i in told.expected["incidents"] for f in i["findings"]]
    assert len(ids) == len(set(ids))
    assert all(f["id"].startswith(i["id"] + ".") for i in told.expected["incidents"] for f in i["findings"])


def test_every_kind_of_finding_is_there(told: Story):
    kinds = {f["kind"] for i in told.expected["incidents"] for f in i["findings"]}
    # What a copy changed stands once for the whole story, not in each incident.
    assert kinds == set(get_args(FindingKind)) - {"edit"}
    assert told.expected["changed_numbers"]


def test_copies_hold_what_is_said_of_them(told: Story):
    text = {i: r["text"] for i, r in told.reports.items()}
    for group in told.expected["copies"]:
        assert len(group) == len(set(group)) >= 4
        assert set(group) <= set(text)
    for change in told.expected["changed_numbers"]:
        old, new = text[change["original"]], text[change["copy"]]
        assert old.count(change["before"]) > new.count(change["before"])
        assert old.count(change["after"]) < new.count(change["after"])
    for drop in told.expected["dropped_sentences"]:
        assert drop["words"] in text[drop["original"]]
        assert drop["words"] not in text[drop["copy"]]
    assert told.expected["origins"] == len(text) - len(told.copied())


def test_the_look_alike_has_nothing_in_common_with_what_it_is_kept_apart_from(told: Story):
    assert told.expected["apart"]
    for a, b in told.expected["apart"]:
        assert {a, b} <= set(told.reports)
        assert [i["id"] for i in told.expected["incidents"] if {a, b} <= set(i["reports"])] == []


def test_a_report_may_tell_several_incidents(told: Story):
    told_by = [r for i in told.expected["incidents"] for r in i["reports"]]
    assert [r for r in told.reports if told_by.count(r) > 1]
    assert [r for r in told.reports if not told_by.count(r)] == []
