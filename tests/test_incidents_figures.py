"""Figures of several voices: what two of them have to do with each other."""

import pytest

from according.incidents.figures import alone, bounds, largest, longer, only_longer, overlap, same, vague, words
from according.reading.figures import find_figures
from according.records import Account, Casualties, Incident


def figure(text):
    (found,) = find_figures(text)
    return found


def test_one_person_told_of_alone_leaves_open_who_else_was_hit():
    guard, twelve = figure("A guard was killed."), figure("Twelve people were killed.")
    assert alone(guard)
    assert bounds(guard) == (1.0, float("inf"))
    assert overlap(guard, twelve)
    assert vague(guard)
    assert not alone(figure("Only one guard was killed."))
    assert not overlap(guard, figure("Nobody was killed."))


def test_one_counted_person_is_a_figure_like_any_other():
    assert not overlap(figure("One guard was killed."), figure("Twelve people were killed."))


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("At least 20 people were killed.", "20 people were killed.", True),
        ("At least 20 people were killed.", "25 people were killed.", False),
        ("A guard was killed.", "Alma Ruiz was killed.", True),
    ],
)
def test_figures_that_say_the_same(a, b, alike):
    assert same(figure(a), figure(b)) is alike


def test_totals_stand_before_parts_and_longer_times_behind_all():
    told = find_figures("Nine people, among them two cooks, were killed. The year saw 600 people killed.")
    ordered = largest(told, after=lambda f: f.low == 600)
    assert [words(f) for f in ordered] == ["9", "2", "600"]


@pytest.mark.parametrize(
    "sentence",
    [
        "So far this year 600 people were killed.",
        "In 2013 more than 500 people died of such wounds.",
        "Gunfire left seven dead in 17 shootings.",
        "The war has killed 3,000 people since it began.",
        "In the past two weeks 40 people were killed.",
        "Across the country 90 people were killed.",
    ],
)
def test_counts_over_a_longer_time_or_many_deeds(sentence):
    assert longer(sentence)


@pytest.mark.parametrize(
    "sentence", ["Seven people were killed on Monday.", "One attack killed nine.", "It killed six since then."]
)
def test_counts_of_one_deed(sentence):
    assert not longer(sentence)


def test_a_kind_of_harm_told_only_over_a_longer_time():
    told = find_figures("The year saw 600 people killed and 90 injured. On Monday two were injured.")
    assert only_longer(told, after=lambda f: f.low in (600, 90)) == ["killed"]


def test_a_range_over_voices_leaves_out_longer_times_and_other_scenes():
    def account(name, number, **more):
        figure = Casualties(kind="killed", low=number, high=number, best=number)
        given = {"id": name, "report": "r", "voice": [name], "events": [], "type": "ASSAULT", "whether": "happened"}
        return Account(**given, casualties=[figure], **more)

    told = [account("a", 6), account("b", 8), account("c", 600, summed=["killed"]), account("d", 40, apart="of 2019")]
    found = Incident(id="i", type="ASSAULT", what="", reports=["r"], accounts=told).ranges()["killed"]
    assert (found.low, found.high, found.accounts) == (6, 8, ["a", "b"])
