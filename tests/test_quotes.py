"""Stretches inside quotation marks: every shape of mark, and what news does to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.reading.quotes import find_quotes


def quoted(text):
    return [text[a:b] for a, b in find_quotes(text)]


@pytest.mark.parametrize(
    "text",
    [
        "She said “we go” now",
        'She said "we go" now',
        "She said „we go“ now",
        "She said „we go” now",
        "She said «we go» now",
        "She said ``we go'' now",
        "She said ''we go'' now",
        "She said ‘we go’ now",
        "“we go” she said",
        '"we go"',
        'She said ("we go").',
        'She said "we go".',
    ],
)
def test_all_shapes_of_marks(text):
    assert quoted(text) == ["we go"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“One,” she said. “Two.”", ["One,", "Two."]),
        ('"One," she said. "Two."', ["One,", "Two."]),
        ("the ‘council’ and the “market”", ["council", "market"]),
    ],
)
def test_several_quotations_in_one_line(text, found):
    assert quoted(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Holm’s house and the rebels’ camp",
        "It’s theirs, isn’t it",
        "the villagers' fields",
        "the ’90s",
        "rock’n’roll",
    ],
)
def test_an_apostrophe_is_no_mark(text):
    assert quoted(text) == []


def test_an_apostrophe_inside_single_marks_does_not_close_them():
    assert quoted("He said ‘it’s Holm’s house’ today") == ["it’s Holm’s house"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She said “we go and never came back", []),
        ("we go” she said", []),
        ('She said "we go and never came back', []),
        ("“One ”Two”", ["One "]),
        ("“One “two” three", ["two"]),
        ("She said “we go\nNobody answered.", []),
        ("“”", []),
    ],
)
def test_unbalanced_marks_quote_nothing_that_they_do_not_enclose(text, found):
    assert quoted(text) == found


@pytest.mark.parametrize("mark", ["“", '"', "«"])
def test_running_quotation_goes_on_where_the_next_paragraph_opens_with_a_mark(mark):
    close = {"“": "”", '"': '"', "«": "»"}[mark]
    text = f"He said: {mark}We go.\n\n{mark}We return.{close}\n\nHe left."
    assert quoted(text) == ["We go.", "We return."]


def test_a_mark_never_reaches_over_a_paragraph_that_does_not_open_with_one():
    assert quoted("He said: “We go.\nWe return.”") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“They told us ‘go away’ twice,” he said", ["They told us ‘go away’ twice,", "go away"]),
        ("“Holm’s men said ‘it’s ours’,” he said", ["Holm’s men said ‘it’s ours’,", "it’s ours"]),
        ("‘He said “go” to us’ was all", ["He said “go” to us", "go"]),
        ("“They said ‘go away” and left’", ["They said ‘go away"]),
        ("“They said ‘go’ and never closed", []),
    ],
)
def test_single_marks_nest_in_double_ones_and_double_in_single(text, found):
    assert quoted(text) == found


def test_a_quotation_longer_than_any_is_a_lost_mark():
    assert quoted("“" + "word " * 1000 + "”") == []


@given(st.text(alphabet="ab ’‘“”\"'`«»„.\n", max_size=120))
def test_ranges_are_in_order_lie_in_one_line_and_never_cross(text):
    found = find_quotes(text)
    assert found == sorted(found)
    for n, (a, b) in enumerate(found):
        assert 0 <= a < b <= len(text)
        assert "\n" not in text[a:b]
        for c, d in found[n + 1 :]:
            assert b <= c or d <= b, "crossing"
