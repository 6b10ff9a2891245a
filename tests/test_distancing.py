"""Distancing: words held at arm's length, and what is speech instead."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.reading.distancing import find_distancing


def found(text, *said):
    return [text[s.start : s.end] for s in find_distancing(text, said)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ('They held so-called "village elections" there.', ['so-called "village elections"']),
        ("They held so-called “village elections” there.", ["so-called “village elections”"]),
        ("The so-called village council has met.", ["so-called village council"]),
        ("The so called council was dissolved.", ["so called council"]),
        ("Fighters of the so-called Hill Republic fled.", ["so-called Hill Republic"]),
        ("The self-proclaimed president left.", ["self-proclaimed president"]),
        ("A self-styled general, he left.", ["self-styled general"]),
        ("The self-declared republic of Orl was shelled.", ["self-declared republic"]),
        ('Lorries waited for the "referendum" to end.', ['"referendum"']),
        ("Lorries waited for the “referendum” to end.", ["“referendum”"]),
        ('The army began its "special training days" in May.', ['"special training days"']),
        ('After the "vote" and the "count" all left.', ['"vote"', '"count"']),
    ],
)
def test_words_at_arms_length(text, spans):
    assert found(text) == spans


@pytest.mark.parametrize(
    "text",
    [
        'The minister called it "a sham".',
        'She said the vote was "a sham".',
        'The vote, according to her, was "a sham".',
        '"A sham," she said.',
        "He denied that it was a “massacre”.",
        'They sang "White Hills" at dawn.',
        'The banner "free the miners" hung there.',
        'An operation named "calm river" began.',
        'He wrote it in the book "long winters".',
        'It lasted for "five or six or perhaps seven days" there.',
        "The alleged attack was reportedly heavy.",
        "Minister sorry for 'mistakes' in port deal",
        'The mark " is alone here.',
    ],
)
def test_speech_names_and_headlines_are_none(text):
    assert found(text) == []


def test_a_quotation_inside_a_statement_is_speech():
    text = 'Lorries waited for the "referendum" to end.'
    assert found(text, (20, 40)) == []


def test_a_mark_inside_a_statement_still_counts():
    text = "She said the so-called council was gone."
    assert found(text, (9, 39)) == ["so-called council"]


PIECES = "so-called self-styled \" “ ” Council council of the met . \n said ' ‘vote’"


@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=25).map(" ".join) | st.text())
def test_any_text_gives_valid_spans(text):
    spans = find_distancing(text)
    assert all(text[s.start : s.end].strip() for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("piece", ['a "b" c ', "so-called ", '"', "so-called A ", "‘", "a-b-"])
def test_a_long_line_is_read_in_linear_time(piece):
    find_distancing((piece * 100_000)[:100_000])
