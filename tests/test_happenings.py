"""Triggers become happenings: one act told twice is one event, and what stands in the headline alone counts less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handread import Page, ScriptedModel

from according import codebook
from according.reading.happenings import happenings
from according.reading.settings import Settings

TEXT = (
    "Army shells market\nThe army shelled the market on Monday. "
    "Rebels said the shelling went on; the army will withdraw."
)


@pytest.fixture
def page():
    return Page(TEXT)


def told(page, *triggers, same=(), settings=None):
    model = ScriptedModel(page, same)
    ordered = sorted(triggers, key=lambda t: t.words)
    return happenings(page.words, page.forms, ordered, model=model, settings=settings or Settings())


def words(page, found):
    return [page.phrases(t.words for t in h.triggers) for h in found]


def test_triggers_that_the_model_calls_the_same_are_one_happening(page):
    found = told(
        page,
        page.trigger("shells"),
        page.trigger("shelled"),
        page.trigger("shelling"),
        page.trigger("withdraw", "CONCEDE"),
        same=[("shells", "shelled"), ("shelled", "shelling")],
    )
    assert words(page, found) == [["shells", "shelled", "shelling"], ["withdraw"]]


def test_triggers_of_two_types_are_never_one(page):
    found = told(page, page.trigger("shells"), page.trigger("shelled", "COERCE"), same=[("shells", "shelled")])
    assert words(page, found) == [["shells"], ["shelled"]]


@pytest.mark.parametrize(("threshold", "number"), [(0.0, 1), (1.5, 2)])
def test_a_threshold_says_how_sure_a_link_must_be(page, threshold, number):
    settings = replace(Settings(), same_event=threshold)
    found = told(page, page.trigger("shells"), page.trigger("shelled"), same=[("shells", "shelled")], settings=settings)
    assert len(found) == number


def test_no_trigger_is_no_happening(page):
    assert told(page) == []


def joined(page, *triggers):
    (only,) = told(page, *triggers, same=lambda a, b: 1.0)
    return only


def test_the_status_is_that_of_the_body_where_it_stands_there(page):
    h = joined(
        page,
        page.trigger("shells", modality="future", negative=0.99),
        page.trigger("shelled", modality="actual", negative=0.1),
        page.trigger("shelling", modality="actual", negative=0.3),
    )
    assert h.modality() == "actual"
    assert h.negative() == pytest.approx(0.2)


def test_a_headline_alone_says_the_status(page):
    h = joined(page, page.trigger("shells", modality="future", negative=0.9))
    assert h.modality() == "future"
    assert h.negative() == pytest.approx(0.9)


def test_modes_come_from_any_trigger_and_only_those_of_the_type(page):
    h = joined(
        page, page.trigger("shells", modes=["heavy-weapons"]), page.trigger("shelled", modes=["destroy", "visit"])
    )
    found = h.modes(codebook.modes("ASSAULT"), 0.4)
    assert sorted(found) == ["destroy", "heavy-weapons"]
    assert h.modes(codebook.modes("ASSAULT"), 0.95) == []


def test_roles_come_from_any_trigger_with_their_best_probability(page):
    unsure = page.trigger("shells", roles={"recipient": ["market"]})
    unsure.roles[unsure.roles > 0.5] = 0.6
    sure = page.trigger("shelled", roles={"actor": ["The army"], "recipient": ["market"]})
    h = joined(page, unsure, sure)
    (army, _), (market, _) = page.at("army"), page.at("market")
    assert h.likely("actor", 0.5) == {army: pytest.approx(0.8)}
    assert h.likely("recipient", 0.5) == {market: pytest.approx(0.8)}
    assert h.likely("recipient", 0.9) == {}
    assert h.likely("place", 0.5) == {}


def test_roles_of_a_later_window_point_at_the_right_words(page):
    t = page.trigger("shelling", roles={"actor": ["Rebels"]})
    (rebels, _) = page.at("Rebels")
    t.roles, t.roles_from = t.roles[10:], 10
    assert list(joined(page, t).likely("actor", 0.5)) == [rebels]
