"""Who is who: mentions become entities, heads of roles and sources get one, each with the name that says most."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from handread import Page, ScriptedModel

from according.reading.entities import cast
from according.reading.features import entity_pair, entity_pairs, mention
from according.reading.settings import Settings

TEXT = (
    "Petra Holm left Oreva. Governor Holm said she would return. The rebels cheered; they stayed. "
    "Holm met the Orland Workers Union."
)


@pytest.fixture
def page():
    return Page(TEXT)


def people(page, mentions, *, same=(), needed=None, settings=None):
    model = ScriptedModel(page, same)
    out = cast(page.words, page.forms, mentions, needed=needed or {}, model=model, settings=settings or Settings())
    return out, [[page.phrases([(m.first, m.last)])[0] for m in who.mentions] for who in out.people]


def test_mentions_that_the_model_calls_the_same_are_one_entity(page):
    mentions = [page.mention("Petra Holm"), page.mention("she"), page.mention("The rebels", "group")]
    _, found = people(page, mentions, same=[("Holm", "she")])
    assert found == [["Petra Holm", "she"], ["The rebels"]]


def test_links_run_on_from_mention_to_mention(page):
    mentions = [page.mention("Petra Holm"), page.mention("Governor Holm"), page.mention("she"), page.mention("they")]
    _, found = people(page, mentions, same=[("Holm", "Holm"), ("Holm", "she")])
    assert found == [["Petra Holm", "Governor Holm", "she"], ["they"]]


def test_the_best_antecedent_wins(page):
    mentions = [page.mention("Petra Holm"), page.mention("The rebels", "group"), page.mention("they")]
    _, found = people(
        page, mentions, same=lambda a, b: {("Holm", "they"): 0.5, ("rebels", "they"): 2.0}.get((a, b), -1)
    )
    assert found == [["Petra Holm"], ["The rebels", "they"]]


@pytest.mark.parametrize(("threshold", "number"), [(0.0, 1), (1.5, 2)])
def test_a_threshold_says_how_sure_a_link_must_be(page, threshold, number):
    mentions = [page.mention("Petra Holm"), page.mention("she")]
    settings = replace(Settings(), same_entity=threshold)
    assert len(people(page, mentions, same=[("Holm", "she")], settings=settings)[1]) == number


def test_entities_and_their_mentions_come_in_the_order_of_the_text(page):
    mentions = [
        page.mention("they"),
        page.mention("she"),
        page.mention("The rebels", "group"),
        page.mention("Petra Holm"),
    ]
    _, found = people(page, mentions, same=[("rebels", "they"), ("Holm", "she")])
    assert found == [["Petra Holm", "she"], ["The rebels", "they"]]


@pytest.mark.parametrize(
    ("phrases", "name"),
    [
        (["she", "Petra Holm"], "Petra Holm"),
        (["Petra Holm", "Governor Holm"], "Petra Holm"),
        (["they", "The rebels"], "The rebels"),
        (["The rebels", "Holm"], "Holm"),
        (["Holm", "Petra Holm", "she"], "Petra Holm"),
    ],
)
def test_the_name_is_a_proper_one_before_a_description_before_a_pronoun_and_long_before_short(page, phrases, name):
    out, _ = people(page, [page.mention(p, nth=1 if p == "Holm" else 0) for p in phrases], same=lambda a, b: 1.0)
    best = out.people[0].name()
    assert len(out.people) == 1
    assert page.phrases([(best.first, best.last)]) == [name]


def test_a_kind_is_the_likeliest_over_all_mentions_and_pronouns_count_little(page):
    mentions = [page.mention("The rebels", "group", score=0.6), page.mention("they", "person", score=0.9)]
    out, _ = people(page, mentions, same=[("rebels", "they")])
    assert [who.kind for who in out.people] == ["group"]


def test_a_place_is_no_entity(page):
    assert people(page, [page.mention("Oreva", "place")])[1] == []


def test_an_unsure_mention_is_taken_only_where_a_role_or_a_source_needs_its_head(page):
    unsure = [page.mention("The rebels", "group", score=0.3)]
    (head, _) = page.at("rebels")
    assert people(page, unsure)[1] == []
    out, found = people(page, unsure, needed={head: None})
    assert found == [["The rebels"]]
    assert out.at(head) == 0


def test_of_two_mentions_with_one_head_the_surer_is_taken(page):
    mentions = [page.mention("Holm", score=0.55), page.mention("Petra Holm", score=0.8)]
    assert people(page, mentions)[1] == [["Petra Holm"]]


def test_a_needed_head_without_a_mention_stays_without_an_entity_unless_its_range_is_known(page):
    (head, _) = page.at("Union")
    out, found = people(page, [], needed={head: None})
    assert found == []
    assert out.at(head) is None
    out, found = people(page, [], needed={head: page.at("the Orland Workers Union")})
    assert found == [["the Orland Workers Union"]]
    assert out.at(head) == 0
    assert out.people[0].kind == "group", "unknown to the model: the broadest kind"


def test_an_entity_made_from_a_source_joins_only_its_twin_in_words(page):
    first, second = page.at("Holm", 1), page.at("Holm", 2)
    other = page.at("The rebels")
    needed = {first[1]: first, second[1]: second, other[1]: other}
    assert people(page, [], needed=needed)[1] == [["Holm", "Holm"], ["The rebels"]]


def test_only_candidates_are_asked_about(page):
    model = ScriptedModel(page)
    mentions = [page.mention("Petra Holm"), page.mention("she")]
    cast(page.words, page.forms, mentions, needed={}, model=model, settings=Settings())
    assert model.asked == [("entities", "Holm", "she")]


def test_a_source_that_a_mention_mostly_covers_is_that_mention(page):
    governor = page.at("Governor Holm said")
    out, found = people(page, [page.mention("Governor Holm")], needed={governor[1]: governor})
    assert found == [["Governor Holm"]]
    assert out.at(governor[1]) == 0


def test_pairs_are_scored_by_their_surface_in_the_order_in_which_they_are_asked(page):
    views = [mention(page.words, page.forms, *page.at(p), "person") for p in ("Petra Holm", "Governor Holm", "she")]
    pairs = entity_pairs(views, np.array([0, 0, 1]), np.array([1, 2, 2]))
    alone = [entity_pair(views[i], views[n]) for i, n in ((0, 1), (0, 2), (1, 2))]
    assert pairs.tolist() == alone
