"""Which words tell a passage apart, and which reports tell the same incident."""

from datetime import date

import numpy as np
import pytest

from according.errors import ModelError
from according.incidents.clustering import agglomerate
from according.incidents.days import days, ordinal
from according.incidents.grouping import group_reports
from according.incidents.likeness import NEIGHBOURS
from according.incidents.terms import MAX_CHARACTERS, cosine, terms, tokens, whole_names
from according.incidents.trees import Trees
from according.records import Report

SHOOTING = "Police in Harlow said that Dana Whitlock, 34, was shot outside the Rivergate Mall on Tuesday."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("charged", "charging"),
        ("killings", "killed"),
        ("bodies", "body"),
        ("shot", "shooting"),
        ("stopped", "stops"),
        ("Zoë's", "zoe"),
        ("addresses", "address"),
    ],
)
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert [t.key for t in tokens(one)] == [t.key for t in tokens(other)]


def test_function_words_are_no_terms() -> None:
    assert terms("and then they were there with us") == {}
    assert terms("") == {}


def test_rare_words_weigh_more_and_names_most() -> None:
    found = terms(SHOOTING)
    assert found["rivergat"] > found["mall"] > found["polic"]
    assert "dana whitlock" in found
    assert "rivergat mall" in found


def test_a_headline_in_title_case_has_no_names() -> None:
    title = "Three People Are Shot At Local Shopping Mall"
    assert whole_names(title, tokens(title)) == []


def test_cosine_is_one_for_itself_and_none_for_strangers() -> None:
    here = terms(SHOOTING)
    assert cosine(here, here) == pytest.approx(1)
    assert cosine(here, terms("A cargo ship left the port with grain.")) == 0
    assert cosine(here, {}) == 0
    same = terms("Whitlock was wounded near Rivergate Mall in Harlow.")
    other = terms("A man was shot in Denver on Tuesday, police said.")
    assert cosine(here, same) > 2 * cosine(here, other)


def test_an_endless_text_is_read_up_to_a_bound() -> None:
    assert "zebra" not in terms("word " * (MAX_CHARACTERS // 5) + "zebra")
    assert terms("x" * 1_000_000) == {}


def report(number: int, text: str, *, published: str | None = "2024-05-08", title: str | None = None) -> Report:
    return Report(id=f"r{number}", title=title, text=text, published=published, publisher=f"paper{number}")


FIRE = [
    "A fire at the Kestrel Foods warehouse in Marlow killed four workers late on Tuesday, the fire service said. Night "
    "watchman Olek Barda raised the alarm.",
    "MARLOW - Four people died when the Kestrel Foods warehouse burned down on Tuesday night. Olek Barda, who guards "
    "the site, called the fire service.",
]
STRIKE = [
    "Bus drivers in Port Aldine walked out on Monday over pay, said union leader Greta Sommerfeld. The strike will "
    "last until Friday.",
    "A strike of bus drivers has halted traffic in Port Aldine since Monday. Greta Sommerfeld of the union wants "
    "higher pay.",
]
OTHER = "A fire at a school in Tamworth hurt two pupils last month. The fire service found a broken heater."


def test_reports_of_one_incident_stand_together_whatever_their_order() -> None:
    texts = [FIRE[0], STRIKE[0], OTHER, FIRE[1], STRIKE[1]]
    assert group_reports(report(n, t) for n, t in enumerate(texts)) == [[0, 3], [1, 4], [2]]
    assert group_reports(report(n, t) for n, t in enumerate(reversed(texts))) == [[0, 3], [1, 4], [2]]


def test_grouping_needs_neither_dates_nor_titles_nor_publishers() -> None:
    texts = [*FIRE, *STRIKE, OTHER]
    reports = [Report(id=str(n), text=t) for n, t in enumerate(texts)]
    assert group_reports(reports) == [[0, 1], [2, 3], [4]]


def test_no_report_and_one_report_and_empty_reports() -> None:
    assert group_reports([]) == []
    assert group_reports([report(0, FIRE[0])]) == [[0]]
    assert group_reports([report(0, ""), report(1, ""), report(2, "the and of")]) == [[0], [1], [2]]


def test_ids_may_repeat_because_groups_are_of_positions() -> None:
    assert group_reports([report(1, FIRE[0]), report(1, FIRE[1]), report(1, STRIKE[0])]) == [[0, 1], [2]]


def merge(n: int, links: list[tuple[int, int, float]], *, threshold: float) -> list[list[int]]:
    scores = {(a, b): chance for a, b, chance in links}
    return agglomerate(n, scores, join=threshold, missing=0.0, most=NEIGHBOURS)


def test_one_bridge_does_not_chain_two_incidents() -> None:
    one, two = [(0, 1, 0.9), (0, 2, 0.9), (1, 2, 0.9)], [(4, 5, 0.9), (4, 6, 0.9), (5, 6, 0.9)]
    bridge = [(2, 3, 0.8), (3, 4, 0.8)]
    assert merge(7, [*one, *two, *bridge], threshold=0.35) == [[0, 1, 2], [3], [4, 5, 6]]


def test_likest_groups_are_merged_first() -> None:
    assert merge(3, [(0, 1, 0.6), (1, 2, 0.9)], threshold=0.5) == [[0], [1, 2]]
    assert merge(3, [(0, 1, 0.6), (1, 2, 0.9), (0, 2, 0.5)], threshold=0.5) == [[0, 1, 2]]
    assert merge(2, [(0, 1, 0.4)], threshold=0.5) == [[0], [1]]


def test_a_bound_on_pairs_keeps_a_large_group_together() -> None:
    ring = {(n, n + 1): 0.9 for n in range(19)} | {(n, n + 2): 0.9 for n in range(18)}
    assert len(agglomerate(20, ring, join=0.5, missing=0.0)) > 1
    assert agglomerate(20, ring, join=0.5, missing=0.0, most=1) == [list(range(20))]


def test_days_are_read_from_the_words() -> None:
    published = ordinal("2024-05-08")  # a Wednesday
    assert published is not None
    text = "On Tuesday, on May 3, on 2 January 2021, on Wednesday, on 12/31/23 and last night"
    named = [date.fromordinal(d).isoformat() for d in days(text, published=published)]
    assert named == ["2024-05-07", "2024-05-03", "2021-01-02", "2024-05-08", "2023-12-31"]
    assert days("On Tuesday and on May 3, 2020", published=None) == [ordinal("2020-05-03")]
    assert days("February 30, 2020 and 99/99/20", published=published) == []
    assert days("December 30", published=published) == [ordinal("2023-12-30")]


def test_damaged_or_foreign_weights_are_named() -> None:
    with pytest.raises(ModelError, match="damaged"):
        Trees.from_json("{}", features=("a",))
    with pytest.raises(ModelError, match="other features"):
        Trees.from_json('{"features": ["b"]}', features=("a",))


def test_a_tree_sends_small_values_left_and_unknown_ones_where_it_was_taught() -> None:
    text = (
        '{"features": ["a"], "threshold": 0.5, "start": 0, "sizes": [3], "feature": [0, -1, -1], "cut": [1, 0, 0],'
        ' "unknown_left": [1, 0, 0], "left": [1, 0, 0], "right": [2, 0, 0], "value": [0, -2, 2]}'
    )
    chance = Trees.from_json(text, features=("a",)).probability(np.array([[1], [1.5], [np.nan]], dtype=np.float32))
    assert chance.round(3).tolist() == [0.119, 0.881, 0.119]
