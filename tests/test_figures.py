"""Numbers and figures of harm: bounds as the codebook sets them, kinds by the words that stand next to the number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.reading.figures import figure, find_figures, find_numbers, who_after


@pytest.mark.parametrize(
    ("text", "words", "low", "high"),
    [
        ("six people came", "six", 6, 6),
        ("Some 60 people came", "Some 60", 60, 60),
        ("about 60 people came", "about 60", 60, 60),
        ("at least six people came", "at least six", 6, None),
        ("no fewer than 12 people came", "no fewer than 12", 12, None),
        ("more than 60 people came", "more than 60", 61, None),
        ("over 100 people came", "over 100", 101, None),
        ("60 or more people came", "60 or more", 60, None),
        ("nearly 60 people came", "nearly 60", None, 60),
        ("up to 60 people came", "up to 60", None, 60),
        ("as many as 60 people came", "as many as 60", None, 60),
        ("fewer than 60 people came", "fewer than 60", None, 59),
        ("between 10 and 15 people came", "between 10 and 15", 10, 15),
        ("10 to 15 people came", "10 to 15", 10, 15),
        ("10-15 people came", "10-15", 10, 15),
        ("two or three people came", "two or three", 2, 3),
        ("dozens of people came", "dozens", 24, None),
        ("scores of people came", "scores", 40, None),
        ("hundreds of people came", "hundreds", 200, None),
        ("several people came", "several", 2, None),
        ("several hundred people came", "several hundred", 200, None),
        ("tens of thousands of people came", "tens of thousands", 20_000, None),
        ("hundreds of thousands of people came", "hundreds of thousands", 200_000, None),
        ("thousands of people came", "thousands", 2000, None),
        ("millions of people came", "millions", 2_000_000, None),
        ("a dozen people came", "a dozen", 12, 12),
        ("two dozen people came", "two dozen", 24, 24),
        ("twenty-five people came", "twenty-five", 25, 25),
        ("one hundred and twenty people came", "one hundred and twenty", 120, 120),
        ("three thousand people came", "three thousand", 3000, 3000),
        ("1,200 people came", "1,200", 1200, 1200),
        ("2.5 million people came", "2.5 million", 2_500_000, 2_500_000),
        ("a total of 45 people came", "a total of 45", 45, 45),
        ("nobody came", "nobody", 0, 0),
    ],
)
def test_numbers_and_their_bounds(text, words, low, high):
    (number,) = find_numbers(text)
    assert (number.span.text.lower(), number.low, number.high) == (words.lower(), low, high)
    assert number.best == (low if low == high else None)


@pytest.mark.parametrize(
    "text",
    [
        "It cost $60.",
        "It grew by 12 percent.",
        "It lies 40 km away.",
        "It lasted 12 days.",
        "The 42-year-old left.",
        "They met on 12 May.",
        "They met on May 12.",
        "It began in 2014.",
        "The ratio is 3.14159 here.",
        "See page no4x5.",
    ],
)
def test_what_counts_no_people(text):
    assert find_numbers(text) == []


def told(text):
    return [(f.kind, f.low, f.high, f.who) for f in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Six civilians were killed.", [("killed", 6, 6, "civilians")]),
        ("Six civilians have reportedly been killed.", [("killed", 6, 6, "civilians")]),
        ("Killing at least 12 people and wounding 30.", [("killed", 12, None, "people"), ("injured", 30, 30, None)]),
        ("The death toll rose to 45.", [("killed", 45, 45, None)]),
        ("The official death toll stands at 45.", [("killed", 45, 45, None)]),
        ("The blast left five dead.", [("killed", 5, 5, None)]),
        ("Two children were among the dead.", [("killed", 2, 2, "children")]),
        ("Among the injured were three policemen.", [("injured", 3, 3, "policemen")]),
        ("The dead included two children.", [("killed", 2, 2, "children")]),
        ("The flood displaced some 4,000 people.", [("displaced", 4000, 4000, "people")]),
        ("Hundreds of thousands of villagers fled.", [("displaced", 200_000, None, "villagers")]),
        ("Police arrested 20 activists.", [("detained", 20, 20, "activists")]),
        ("More than 20 activists were rounded up.", [("detained", 21, None, "activists")]),
        ("Up to 30 miners are missing.", [("missing", None, 30, "miners")]),
        ("Nine sailors went missing.", [("missing", 9, 9, "sailors")]),
        ("It claimed the lives of three nurses.", [("killed", 3, 3, "nurses")]),
        ("It cost 30 lives.", [("killed", 30, 30, None)]),
        ("There were 12 deaths and 20 arrests.", [("killed", 12, 12, None), ("detained", 20, 20, None)]),
        ("6 villagers killed, 22 injured in shelling", [("killed", 6, 6, "villagers"), ("injured", 22, 22, None)]),
        ("Eight people died, and 20 others were hurt.", [("killed", 8, 8, "people"), ("injured", 20, 20, None)]),
        ("A woman and two boys were killed.", [("killed", 1, 1, "woman"), ("killed", 2, 2, "boys")]),
        ("It killed a woman and two boys.", [("killed", 1, 1, "woman"), ("killed", 2, 2, "boys")]),
        ("12 people, including two boys, were killed.", [("killed", 12, 12, "people"), ("killed", 2, 2, "boys")]),
        ("75 displaced people were killed.", [("killed", 75, 75, "displaced people")]),
        ("Ten pro-government fighters were killed.", [("killed", 10, 10, "pro-government fighters")]),
        ("Three gunmen killed 12 guards.", [("killed", 12, 12, "guards")]),
        ("Five of them died.", [("killed", 5, 5, None)]),
        ("125 fighters at least were killed.", [("killed", 125, None, "fighters")]),
        ("No one was injured.", [("injured", 0, 0, None)]),
    ],
)
def test_figures_of_harm(text, figures):
    assert told(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "60 people were killed and injured.",
        "It ended with 60 killed or wounded.",
        "Killing and wounding 30 people.",
        "A number of people were killed.",
        "The army captured two villages.",
        "Six tanks were destroyed.",
        "He was killed two days later.",
        "A deal was killed.",
        "Six ministers met, and the bill was killed.",
        "In 2014 he was wounded.",
        "Two meetings were held.",
    ],
)
def test_what_gives_no_figure(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("No civilians were harmed.", {"killed", "injured"}),
        ("There were no casualties.", {"killed", "injured"}),
        ("The raid left no human casualties.", {"killed", "injured"}),
        ("No guards were hurt or killed.", {"killed", "injured"}),
        ("No soldier was killed.", {"killed"}),
        ("None of the passengers was injured.", {"injured"}),
        ("Not a single villager was wounded.", {"injured"}),
        ("There is no word about casualties.", set()),
        ("No houses were harmed.", set()),
    ],
)
def test_nobody_harmed_is_a_figure(text, kinds):
    found = find_figures(text)
    assert {f.kind for f in found} == kinds
    assert {(f.low, f.high) for f in found} <= {(0, 0)}


def test_the_span_covers_number_and_noun():
    text = "Officials said at least six young villagers were killed."
    (found,) = find_figures(text)
    assert text[found.span.start : found.span.end] == "at least six young villagers"


def test_clean_pieces_for_a_linker():
    text = "The shells hit about 40 market traders in the square."
    (number,) = find_numbers(text)
    made = figure(text, number, "injured")
    assert (made.kind, made.low, made.high, made.best, made.who) == ("injured", 40, 40, 40, "market traders")
    assert text[made.span.start : made.span.end] == "about 40 market traders"
    assert who_after(text, number) == "market traders"


PIECES = (
    "at least more than up to between 10 and 15 six dozens of hundreds a no one people civilians soldiers were killed "
    "dead wounded , including death toll rose - to million 2.5 $ % injuring others among the . fled"
)


@given(st.lists(st.sampled_from(PIECES.split()), max_size=25).map(" ".join) | st.text())
def test_any_text_gives_valid_figures(text):
    for found in find_figures(text):
        assert found.span is not None
        assert text[found.span.start : found.span.end].strip()
        assert found.low is None or found.high is None or found.low <= found.high
        assert (found.low, found.high) != (None, None)


@pytest.mark.parametrize("piece", ["12 killed ", "dozens of ", "1-", "a ", "one hundred and ", "1,111", "\n "])
def test_a_long_line_is_read_in_linear_time(piece):
    find_figures((piece * 100_000)[:100_000])
