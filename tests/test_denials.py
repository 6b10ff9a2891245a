"""What the words deny is negative, whatever the model makes of it; and what only looks like a denial is not."""

from __future__ import annotations

import pytest
from handread import Page

from according.reading.denials import denied, with_denials


def is_denied(text: str, deed: str) -> bool:
    page = Page(text)
    return denied(page.words, page.forms, page.at(deed))


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("The garrison did not open fire on the bridge.", "open fire"),
        ("The clinic hasn’t yet been shelled.", "shelled"),
        ("They have never deliberately targeted a school.", "targeted"),
        ("The patrol passed without firing.", "firing"),
        ("No unit of ours fired.", "fired"),
        ("None of the villagers were harmed.", "harmed"),
        ("Nobody was arrested on Friday.", "arrested"),
        ("There were no arrests.", "arrests"),
        ("The ministry denies having shelled the port.", "shelled"),
        ("Holm denied that the air force had bombed the dam.", "bombed"),
        ("The brigade denied any responsibility for the attack.", "attack"),
        ("Rumours that the guards withdrew are untrue.", "withdrew"),
        ("Reports of a walkout are invented and entirely false.", "walkout"),
        ("The mayor dismissed claims of a massacre.", "massacre"),
    ],
)
def test_a_deed_that_the_words_deny(text, deed):
    assert is_denied(text, deed)


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("The garrison opened fire on the bridge.", "opened fire"),
        ("They not only shelled the port but burned it.", "shelled"),
        ("If the rebels do not withdraw, the talks end.", "withdraw"),
        ("There is no doubt the army attacked.", "attacked"),
        ("No fewer than 30 people were killed.", "killed"),
        ("No soldiers were there when the rebels attacked.", "attacked"),
        ("No region has been hit more by the bombing.", "hit"),
        ("He was denied a visa and arrested.", "arrested"),
        ("The army neither confirmed nor denied the raid.", "raid"),
        ("Holm denied guilt because rebels fired first.", "fired"),
        ("Reports of shelling arrived on Monday.", "shelling"),
    ],
)
def test_a_deed_that_only_stands_beside_a_denial(text, deed):
    assert not is_denied(text, deed)


def test_only_the_first_deed_behind_a_denial_is_denied():
    page = Page("The army denied bombing hospitals in its campaign.")
    one, two = with_denials(page.words, page.forms, [page.trigger("bombing"), page.trigger("campaign")])
    assert (one.negative > 0.5, two.negative > 0.5) == (True, False)


def test_who_denies_an_accusation_does_not_deny_that_it_was_made():
    page = Page("The army denied the allegations.")
    (one,) = with_denials(page.words, page.forms, [page.trigger("allegations", "ACCUSE")])
    assert one.negative < 0.5


@pytest.mark.parametrize(("type", "negative"), [("COERCE", False), ("RETREAT", True)])
def test_a_ban_is_coercion_that_happened_and_access_not_given_is_none(type, negative):  # noqa: A002
    page = Page("Families were not allowed to leave.")
    (one,) = with_denials(page.words, page.forms, [page.trigger("allowed", type)])
    assert (one.negative > 0.5) is negative


def test_a_denied_deed_and_the_told_one_are_two_events():
    page = Page("Shells hit the market.\nThe shelling killed six. The army denied the shelling of the market.")
    triggers = [page.trigger("shelling"), page.trigger("shelling", nth=1)]
    made = page.record(triggers=triggers, same=[("shelling", "shelling")])
    assert [e.polarity for e in made.events] == ["positive", "negative"]
