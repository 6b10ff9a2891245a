"""Proper names: where they begin and end, what they name, and who bears a last name."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.resolving.naming import find_names


def names(text: str) -> list[str]:
    return [text[slice(*n.span)] for n in find_names(text)]


def kinds(text: str) -> dict[str, str]:
    return {text[slice(*n.span)]: n.kind for n in find_names(text)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The baker met Orla Quist and Tom Baker.", ["Orla Quist", "Tom Baker"]),
        ("However, the Bank of Tarn closed on Monday.", ["Bank of Tarn"]),
        ("What Professor Quist sold was an iPod.", ["Professor Quist", "iPod"]),
        ("Yesterday she left. Then nobody came.", []),
        ("Storms hit the coast. The coast of Peru was spared.", ["Peru"]),
        ("Quist's boat sank in Lyon.", ["Quist's", "Lyon"]),
        ("Karim bin Rahbi spoke to J. Holm.", ["Karim bin Rahbi", "J. Holm"]),
    ],
)
def test_a_name_is_a_run_of_capitals_that_no_beginning_of_a_sentence_explains(text: str, found: list[str]):
    assert names(text) == found


def test_a_headline_in_capitals_has_only_names_that_stand_elsewhere_too():
    text = "Fire Destroys Quist Boat Shed Again\nNobody was hurt when the shed of Quist burned down."
    assert names(text) == ["Quist", "Quist"]


def test_what_is_named():
    text = "In Lyon, Harbour Minister Orla Quist of the Tarn Fishing Company spoke for the OECD."
    assert kinds(text) == {
        "Lyon": "place",
        "Harbour Minister Orla Quist": "person",
        "Tarn Fishing Company": "organization",
        "OECD": "organization",
    }


def test_a_last_name_stands_for_the_full_one():
    text = "Then Orla Quist left. Later they saw Quist and Holm."
    assert [n.name for n in find_names(text)] == ["Orla Quist", "Orla Quist", "Holm"]


@given(st.text(st.sampled_from("Aa.'\"-– \n0ÉУ"), max_size=60))
def test_names_stand_in_order_and_apart(text: str):
    found = [n.span for n in find_names(text)]
    assert all(0 <= s.start < s.end <= len(text) for s in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize("piece", ["A ", '"', "Bank of ", "a. B", "\n"])
def test_time_grows_with_the_length_and_no_faster(piece: str):
    def seconds(n: int) -> float:
        began = time.process_time()
        find_names(piece * n)
        return time.process_time() - began

    seconds(100)
    assert seconds(20_000) < 40 * max(seconds(2_000), 0.01)
