"""Figures of several voices: what two of them have to do with each other."""

import pytest

from according.incidents.figures import alone, bounds, largest, overlap, same, vague, words
from according.reading.figures import find_figures


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
