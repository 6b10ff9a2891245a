"""Numbers beside the vectors: what two words, two mentions or two triggers have in common."""

from __future__ import annotations

import numpy as np
import pytest
from handread import Page
from hypothesis import given
from hypothesis import strategies as st

from according.reading import features
from according.reading.features import (
    DISTANCES,
    NEAREST,
    SHARING,
    antecedents,
    distances,
    entity_pair,
    event_pair,
    head,
    mention,
    sentence_distances,
    stem,
    trigger,
)


def test_distances_are_bucketed_with_their_sign():
    row = distances(np.array([3]), np.array([4]), 9)[0].tolist()
    assert row[3] == row[4] == 0, "inside the query"
    assert row[:3] == [3, 2, 1], "before: nearer is smaller"
    assert row[5:] == [14, 15, 16, 17], "behind: the same buckets, moved"


def test_far_words_share_buckets_and_none_is_left_over():
    row = distances(np.array([500]), np.array([500]), 1000)[0]
    assert row.min() == 0
    assert row.max() == DISTANCES - 1
    assert len(set(row[:390].tolist())) == 1, "more than 110 words away is one bucket"


@given(st.integers(0, 60), st.integers(0, 5), st.integers(1, 70))
def test_a_bucket_exists_for_every_distance(begin, length, width):
    row = distances(np.array([begin]), np.array([begin + length]), width)
    assert row.shape == (1, width)
    assert ((row >= 0) & (row < DISTANCES)).all()


def test_sentence_distances_stop_at_four():
    row = sentence_distances(np.array([10]), np.arange(0, 21)[None])[0].tolist()
    assert row == [0] * 7 + list(range(1, 8)) + [8] * 7


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("the army", "army"),
        ("the president of Orland", "president"),
        ("Petra Holm, the governor", "Holm"),
        ("soldiers from the north", "soldiers"),
        ("men who fled", "men"),
        ("the ministers and their aides", "ministers"),
        ("the council (CPO)", "council"),
        ("foreign ministry spokeswoman Ada Lind", "Lind"),
        ("he", "he"),
        ("of Orland", "Orland"),
    ],
)
def test_the_head_is_the_last_word_before_the_first_preposition_or_comma(phrase, word):
    page = Page(phrase)
    assert page.forms[head(page.forms, 0, len(page.forms) - 1)] == word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("attacks", "attacked"),
        ("attack", "Attacking"),
        ("arrests", "arrested"),
        ("bombing", "bombings"),
        ("talk", "talks"),
    ],
)
def test_forms_of_one_word_have_one_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize("form", ["red", "ion", "Mers", "is", "e", ""])
def test_a_stem_keeps_three_letters_or_the_whole_word(form):
    assert stem(form) == form.lower()[: max(3, len(stem(form)))]
    assert len(stem(form)) >= min(3, len(form))


@pytest.mark.parametrize(
    ("form", "kind"),
    [("He", "he"), ("her", "she"), ("Its", "it"), ("themselves", "they"), ("we", "we"), ("I", "i"), ("which", "which")],
)
def test_a_pronoun_is_known_by_its_kind(form, kind):
    page = Page(f"{form} left")
    assert view(page, form).pronoun == kind
    assert view(page, form).proper is False


def test_the_united_states_in_capitals_are_no_pronoun():
    page = Page("US troops left us")
    assert view(page, "US").pronoun is None
    assert view(page, "us").pronoun == "we"


def test_a_word_of_a_longer_mention_is_no_pronoun():
    page = Page("those men left")
    assert view(page, "those men").pronoun is None


def view(page, phrase, kind="person", nth=0):
    return mention(page.words, page.forms, *page.at(phrase, nth), kind)


NAMES = [
    "exact",
    "exact pronoun",
    "same head",
    "earlier inside later",
    "later inside earlier",
    "share of the shorter",
    "share of both",
    "last word",
    "first word",
    "acronym",
]


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        ("Petra Holm", "Petra Holm", {"exact", "same head", "last word", "first word"}),
        ("Petra Holm", "Holm", {"same head", "last word", "later inside earlier"}),
        ("Holm", "Governor Holm", {"same head", "last word", "earlier inside later"}),
        ("Orland Workers Union", "OWU", {"acronym"}),
        ("OWU", "Orland Workers Union", {"acronym"}),
        ("he", "he", {"exact pronoun"}),
        ("the army", "the council", {"first word"}),
        ("the rebels", "Holm", set()),
        ("an", "the army", set()),
    ],
)
def test_what_two_mentions_share(a, b, shared):
    page = Page(f"{a} went, then {b} left")
    numbers = entity_pair(view(page, a), view(page, b, nth=page.text.count(b) - 1))
    found = {name for name, value in zip(NAMES, numbers, strict=False) if value == 1 and not name.startswith("share")}
    assert found - ({"earlier inside later", "later inside earlier"} if a == b else set()) == shared


@given(
    st.lists(
        st.sampled_from(["Holm", "he", "OWU", "army", "the", "Orland", "Workers", "Union", "’", ".", "\n"]),
        min_size=2,
        max_size=12,
    )
)
def test_pair_numbers_have_their_shape_and_lie_between_minus_one_and_one(forms):
    page = Page("X " + " ".join(forms) + " Y")
    last = len(page.forms) - 1
    views = [mention(page.words, page.forms, i, min(i + n, last), "person") for i in range(last + 1) for n in (0, 2)]
    for a in views[::3]:
        for b in views:
            if a.first <= b.first:
                numbers = entity_pair(a, b)
                assert len(numbers) == features.ENTITY_PAIR
                assert all(-1 <= x <= 1 for x in numbers)


@given(st.lists(st.sampled_from(["Petra Holm", "Holm", "he", "the army", "OWU", "Orland Workers Union"]), max_size=80))
def test_candidates_are_earlier_and_bounded(names):
    page = Page(". ".join(names))
    views = [view(page, name) for name in names]
    found = antecedents(views)
    assert len(found) == len(views)
    for n, earlier in enumerate(found):
        assert earlier == sorted(set(earlier))
        assert all(0 <= i < n for i in earlier)
        assert len(earlier) <= NEAREST + SHARING
        assert set(range(max(0, n - NEAREST), n)) <= set(earlier)


def test_a_far_mention_that_shares_a_telling_word_is_a_candidate_and_a_far_pronoun_is_none():
    page = Page("Petra Holm left. He ran. " + "The army came. " * 30 + "Holm spoke. It ended.")
    views = [view(page, "Petra Holm"), view(page, "He")]
    views += [view(page, "The army", nth=n) for n in range(30)]
    views += [view(page, "Holm", nth=1), view(page, "It")]
    found = antecedents(views)
    assert 0 in found[32]
    assert 1 not in found[32]
    assert 0 not in found[33]


def test_of_many_far_mentions_that_share_a_word_the_last_ones_are_candidates():
    page = Page("Holm left. " * 30 + "The army came. " * 20 + "Holm spoke.")
    views = [view(page, "Holm", nth=n) for n in range(30)]
    views += [view(page, "The army", nth=n) for n in range(20)]
    views += [view(page, "Holm", nth=30)]
    far = [i for i in antecedents(views)[50] if i < 50 - NEAREST]
    assert far == list(range(30 - SHARING, 30))


def told(page, phrase, nth=0, **kind):
    given_ = {"type": "ASSAULT", "modality": "actual", "polarity": "positive", **kind}
    return trigger(page.words, page.forms, *page.at(phrase, nth), **given_)


def test_what_two_triggers_share():
    page = Page("Army attacks town\nThe army attacked on Monday. Then it attacked again.")
    a, b, c = told(page, "attacks"), told(page, "attacked"), told(page, "attacked", 1, modality="future")
    numbers = event_pair(a, b)
    assert len(numbers) == features.EVENT_PAIR
    assert numbers[:9] == [1, 0, 1, 1, 1, 1, 1, 1, 0], "type, form, stem, modality, polarity, actual twice, headline"
    assert event_pair(b, c)[:9] == [1, 1, 1, 0, 1, 1, 0, 0, 0]
    assert event_pair(b, c)[9:15] == [0, 1, 0, 0, 1 / 20, 1], "one sentence on, in the same paragraph"
