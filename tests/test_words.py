"""Words, sentences and surface features: every offset falls on a word's edge, in training and in reading alike."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.reading.words import LAYOUTS, SHAPES, cut, sentence_starts

TEXT = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("aZ9 .\n\"“”‘’'_-")), max_size=200
)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Two men fell.", ["Two", "men", "fell", "."]),
        ("at 10:30, on foot", ["at", "10", ":", "30", ",", "on", "foot"]),
        ("cease-fire", ["cease", "-", "fire"]),
        ("Holm’s", ["Holm", "’", "s"]),
        ("#Oreva_now", ["#", "Oreva", "_", "now"]),
        ("é e\u0301", ["é", "e", "\u0301"]),
        ("5½ km² 😀", ["5½", "km²", "😀"]),
        ("left\u200eright\u00a0side", ["left", "right", "side"]),
        ("", []),
        (" \n\t\u2003", []),
    ],
)
def test_a_word_is_a_run_of_letters_and_digits_or_one_other_visible_character(text, forms):
    assert cut(text).forms() == forms


UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"


@given(TEXT)
def test_every_visible_character_is_covered_by_exactly_one_word(text):
    words = cut(text)
    times = [0] * len(text)
    for a, b in zip(words.starts, words.ends, strict=True):
        for i in range(a, b):
            times[i] += 1
    assert times == [int(not c.isspace() and c not in UNSEEN) for c in text]


@given(TEXT)
def test_features_exist_for_every_word_and_numbers_only_rise(text):
    words = cut(text)
    for column, most in ((words.shape, len(SHAPES)), (words.layout, len(LAYOUTS)), (words.quoted, 2)):
        assert len(column) == len(words)
        assert all(0 <= v < most for v in column)
    for column in (words.sentence, words.paragraph):
        assert len(column) == len(words)
        assert all(a <= b for a, b in itertools.pairwise(column))


@given(TEXT, st.data())
def test_covering_gives_the_words_that_a_range_touches(text, data):
    words = cut(text)
    a = data.draw(st.integers(0, len(text)))
    b = data.draw(st.integers(a, len(text)))
    spans = zip(words.starts, words.ends, strict=True)
    touched = [i for i, (s, e) in enumerate(spans) if s < b and a < e]
    assert words.covering(a, b) == ((touched[0], touched[-1]) if touched else None)


@given(TEXT)
def test_chars_and_covering_undo_each_other(text):
    words = cut(text)
    for i in range(len(words)):
        j = min(i + 3, len(words) - 1)
        assert words.covering(*words.chars(i, j)) == (i, j)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("They left. He stayed.", ["They left.", "He stayed."]),
        ("Who left? He! So it is… Yes.", ["Who left?", "He!", "So it is…", "Yes."]),
        ("“They left.” He stayed.", ["“They left.”", "He stayed."]),
        ("He said: “They left.” “We did.”", ["He said: “They left.”", "“We did.”"]),
        ("They left (at noon.) He stayed.", ["They left (at noon.)", "He stayed."]),
        ("A line\nanother line\n\nthe third", ["A line", "another line", "the third"]),
        ("The toll rose. 12 died.", ["The toll rose.", "12 died."]),
        ("it cost 3.5 million. and so on", ["it cost 3.5 million. and so on"]),
    ],
)
def test_sentences_begin_after_closing_marks_and_line_breaks(text, sentences):
    cuts = [*sentence_starts(text), len(text)]
    assert [text[a:b].strip() for a, b in itertools.pairwise(cuts)] == sentences


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Holm left",
        "Gen. Oran left",
        "spoke to Lt. Col. Oran there",
        "J. R. Holm left",
        "the U.S. Army left",
        "on Sept. 3 it was",
        "(Dr. Sela Oran)",
        "“Gov. Holm left”",
        "No. 10 is shut",
        "‘St. Anna",
    ],
)
def test_abbreviations_end_no_sentence(text):
    assert sentence_starts(text) == [0]


@pytest.mark.parametrize(
    ("form", "shape"),
    [
        ("army", "lower"),
        ("Oreva", "title"),
        ("A", "title"),
        ("UN", "upper"),
        ("F16", "upper"),
        ("McAdam", "mixed"),
        ("iPhone", "mixed"),
        ("2023", "digits"),
        ("“", "mark"),
        ("😀", "mark"),
    ],
)
def test_the_shape_of_a_word(form, shape):
    assert SHAPES[cut(form).shape[0]] == shape


def test_the_layout_of_a_report():
    words = cut("Clash near Oreva\nThe army left. It will return.\nNobody spoke.")
    found = {form: LAYOUTS[v] for form, v in zip(words.forms(), words.layout, strict=True)}
    assert found["Clash"] == "headline-start"
    assert found["Oreva"] == "headline"
    assert found["The"] == "paragraph"
    assert found["left"] == "inside"
    assert found["It"] == "sentence"
    assert found["Nobody"] == "paragraph"


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("One line alone", False),
        ("A headline\nand a body", True),
        ("\n\nA headline\nand a body", True),
        ("A first paragraph that is far too long for a headline " * 5 + "\nand a body", False),
    ],
)
def test_a_short_first_line_above_others_is_a_headline(text, headline):
    assert (LAYOUTS[cut(text).layout[0]] == "headline-start") is headline


def test_words_between_quotation_marks_know_it():
    words = cut("She said “we will go” and left")
    assert [f for f, q in zip(words.forms(), words.quoted, strict=True) if q] == ["we", "will", "go"]
