"""What keeps two triggers of one type apart, although the model calls them the same."""

from __future__ import annotations

from math import inf

import pytest
from handread import Page

from according.reading.apart import DOUBT, Told


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        (Told(), Told(), 0.0),
        (Told(negative=True), Told(), inf),
        (Told(days=("2031-05-02", "2031-05-02")), Told(days=("2031-05-03", "2031-05-03")), inf),
        (Told(days=("2031-05-02", "2031-05-02")), Told(days=("2031-05-02", "2031-05-02")), 0.0),
        (Told(days=("2031-05-02", "2031-05-02")), Told(), 0.0),
        (Told(places=frozenset({"oreva"})), Told(places=frozenset({"tal"})), DOUBT),
        (Told(places=frozenset({"oreva"})), Told(places=frozenset({"east", "oreva"})), 0.0),
        (Told(places=frozenset({"oreva"})), Told(), 0.0),
        (Told(recipients=frozenset({"holm"})), Told(recipients=frozenset({"brandt"})), DOUBT),
        (Told(figures={"killed": [(6, 6)]}), Told(figures={"killed": [(9, 9)]}), DOUBT),
        (Told(figures={"killed": [(6, None)]}), Told(figures={"killed": [(9, 9)]}), 0.0),
        (Told(figures={"killed": [(6, 6), (9, 9)]}), Told(figures={"killed": [(9, 9)]}), 0.0),
        (Told(figures={"killed": [(6, 6)]}), Told(figures={"injured": [(9, 9)]}), 0.0),
        (Told(places=frozenset({"a"}), recipients=frozenset({"b"})), Told(places=frozenset({"c"})), DOUBT),
    ],
)
def test_what_speaks_against_one_act(one, other, against):
    assert one.apart(other) == other.apart(one) == against


TEXT = "Shells hit Oreva.\nThe army shelled Oreva on 2 May 2031. It shelled Tal on 3 May 2031. The shelling went on."


def events(*days: str | None) -> list[list[str]]:
    page = Page(TEXT)
    triggers = [
        page.trigger(words, roles={"time": [day]} if day else None, nth=nth)
        for (words, nth), day in zip([("shelled", 0), ("shelled", 1), ("shelling", 0)], days, strict=True)
    ]
    same = lambda a, b: 1.0  # noqa: E731
    made = page.record(triggers=triggers, same=same)
    return [[t.text for t in e.triggers] for e in made.events]


def test_triggers_of_two_days_are_two_events():
    assert events("2 May 2031", "3 May 2031", None) == [["shelled", "shelling"], ["shelled"]]
    assert events("2 May 2031", "2 May 2031", None) == [["shelled", "shelled", "shelling"]]


def test_a_trigger_joins_no_happening_of_which_any_trigger_contradicts_it():
    """The third has a day of its own, and the second, which names none, leads back to the first."""
    assert events("2 May 2031", None, "3 May 2031") == [["shelled", "shelled"], ["shelling"]]
