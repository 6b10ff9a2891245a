"""Numbers and figures of harm: bounds as the codebook sets them, kinds by the words that stand next to the number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.reading.figures import figure, find_figures, find_numbers, read_figures, who_after


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
        ("A woman and two boys were killed.", [("killed", 3, 3, "A woman and two boys")]),
        ("It killed a woman and two boys.", [("killed", 3, 3, "a woman and two boys")]),
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
        "A deal was killed.",
        "Six ministers met, and the bill was killed.",
        "In 2014 a depot was hit.",
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


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("A guard was shot dead.", [("killed", 1, 1, "guard")]),
        ("The 15-year-old was killed.", [("killed", 1, 1, "15-year-old")]),
        ("A 26 year old woman died at the scene.", [("killed", 1, 1, "26 year old woman")]),
        ("He was charged with murdering his cousin.", [("killed", 1, 1, "cousin")]),
        ("The raid killed the commander of the northern brigade.", [("killed", 1, 1, "commander")]),
        ("A member of the river guard was wounded.", [("injured", 1, 1, "member of the river guard")]),
        ("Another villager was hurt.", [("injured", 1, 1, "villager")]),
        ("Both women were killed.", [("killed", 2, 2, "women")]),
        ("Teen shot dead near depot", [("killed", 1, 1, "Teen")]),
        ("Police: boy, 9, killed by stray bullet", [("killed", 1, 1, "boy")]),
        ("Driver kills wife", [("killed", 1, 1, "wife")]),
        ("Alma Ruiz, 16, of Eastvale, was fatally shot.", [("killed", 1, 1, "Alma Ruiz")]),
        ("He was convicted of killing Sgt. Oren Tal.", [("killed", 1, 1, "Sgt. Oren Tal")]),
        ("The gunman then killed himself.", [("killed", 1, 1, None)]),
        ("She was wounded in the raid.", [("injured", 1, 1, None)]),
    ],
)
def test_one_person_is_counted_without_a_number(text, figures):
    assert told(text) == figures


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The blast killed a man and his two sons.", 3),
        ("His wife and daughter were killed.", 2),
        ("He killed his wife, his son and himself.", 3),
        ("Five women and a child were killed.", 6),
        ("It killed Judge Oren Tal and the court reporter Ada Lind.", 2),
        ("Alma Ruiz and four others of her family were killed.", 5),
        ("His wife, 34, and the two girls were killed.", 3),
        ("Oren Tal and his wife, Ada Lind, died in the fire.", 2),
    ],
)
def test_a_list_in_one_clause_is_one_figure(text, number):
    (found,) = find_figures(text)
    assert (found.kind, found.low, found.high) == ("killed", number, number)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It killed six civilians and five militiamen.", [6, 5]),
        ("Five people, among them two nurses, were killed.", [5, 2]),
        ("Nine people were killed on Monday, among them two nurses.", [9, 2]),
        ("It left 23 civilians, including nine children, and 16 fighters dead.", [23, 9, 16]),
        ("The blast killed a guard and two cooks were badly hurt.", [1, 2]),
    ],
)
def test_what_a_list_leaves_apart(text, numbers):
    assert [f.best for f in find_figures(text)] == numbers


def test_parts_are_marked():
    assert [s.text for s in read_figures("Nine people, including two nurses, were killed.").parts] == ["two nurses"]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Four people were shot.", []),
        ("Four people were shot in the leg.", [("injured", 4, 4)]),
        ("Four people were shot and are in stable condition.", [("injured", 4, 4)]),
        ("Four people were shot, one fatally.", [("injured", 3, 3), ("killed", 1, 1)]),
        ("Four people were shot, two of whom died.", [("injured", 2, 2), ("killed", 2, 2)]),
        ("A cook was shot twice and died.", [("killed", 1, 1)]),
        ("A cook was shot and critically wounded.", [("injured", 1, 1)]),
        ("A cook was grazed by a bullet on the arm.", [("injured", 1, 1)]),
        ("A cook suffered a gunshot wound.", [("injured", 1, 1)]),
        ("A cook suffered minor injuries.", [("injured", 1, 1)]),
        ("He shot himself in the foot.", [("injured", 1, 1)]),
        ("Two boys and two girls were shot in the arms.", [("injured", 4, 4)]),
        ("They were shot at by two men.", []),
        ("A man shot at two officers.", []),
        ("Forty guests were inside.", []),
    ],
)
def test_being_shot_is_settled_by_the_words_that_follow(text, figures):
    assert [(f.kind, f.low, f.high) for f in find_figures(text)] == figures


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("One of the two men who died was a guard.", [2]),
        ("One of the two guards has died.", [1]),
        ("Ruiz shot and killed a guard.", [1]),
        ("Oren Tal, 54, shot and killed a guard.", [1]),
        ("Picture 5 of 12 One of the slain guards", [1]),
        ("Two teenagers, 16 and 17 years old, were killed.", [2]),
    ],
)
def test_one_of_several_and_who_does_it(text, numbers):
    assert [f.best for f in find_figures(text)] == numbers


def test_who_was_shot_in_a_report_without_a_death_was_injured():
    text = "Four people were shot in a bar. Police seek two men."
    assert [(f.kind, f.best) for f in read_figures(text, whole=True).figures] == [("injured", 4)]
    assert read_figures(f"{text} A guard was killed there last year.", whole=True).other[0].text == "Four people"


def test_who_was_hurt_and_then_died_is_dead():
    text = "Alma Ruiz was badly wounded on Monday. Alma Ruiz died in the night, doctors said."
    assert {(f.kind, f.best) for f in read_figures(text, whole=True).figures} == {("killed", 1)}


def test_an_update_goes_on_counting():
    text = "Two people were killed on Monday. A third victim died in the night."
    assert [(f.kind, f.best) for f in find_figures(text)] == [("killed", 2), ("killed", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "Ruiz, 16, died in the night.",
        "Boys ages 12 and 16 were wounded.",
        "An 18 and 15 year old were wounded.",
        "Children under 15 were wounded.",
        "It happened on Route 78, killed drivers said.",
        "The 2000 block was hit and killed trade.",
        "Hunters killed 90 deer.",
        "The fire killed 40 sheep.",
        "She had multiple injuries.",
    ],
)
def test_ages_addresses_and_animals_are_no_toll(text):
    assert [f for f in find_figures(text) if f.best != 1] == []


@pytest.mark.parametrize(
    "text",
    ["The officer who killed two men left.", "A man whose son was killed left.", "The guard killed Oren Tal's dog."],
)
def test_who_does_harm_is_not_whom_it_befalls(text):
    assert all(f.span.text not in ("The officer", "A man", "The guard") for f in find_figures(text))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Death toll in raid on Eastvale rises to 76", 76, 76),
        ("The number of dead may be as high as 400.", None, 400),
        ("More than a quarter of a million villagers were killed.", 250_001, None),
        ("It caused the loss of more than 40 lives.", 41, None),
        ("At least 70 government and rebel fighters were killed.", 70, None),
        ("At least 23 Coast Army (CA) men were killed.", 23, None),
        ("Ten of the dead were children.", 10, 10),
    ],
)
def test_tolls_and_nouns_of_two_words(text, low, high):
    (found,) = find_figures(text)
    assert (found.kind, found.low, found.high) == ("killed", low, high)


PIECES = (
    "at least more than up to between 10 and 15 six dozens of hundreds a no one people civilians soldiers were killed "
    "dead wounded , including death toll rose - to million 2.5 $ % injuring others among the . fled his wife "
    "Ruiz Al shot himself fatally in leg 15 year old killing who and"
)


@given(st.lists(st.sampled_from(PIECES.split()), max_size=25).map(" ".join) | st.text())
def test_any_text_gives_valid_figures(text):
    for found in find_figures(text):
        assert found.span is not None
        assert text[found.span.start : found.span.end].strip()
        assert found.low is None or found.high is None or found.low <= found.high
        assert (found.low, found.high) != (None, None)


@pytest.mark.parametrize(
    "piece",
    [
        "12 killed ",
        "dozens of ",
        "1-",
        "a ",
        "one hundred and ",
        "1,111",
        "\n ",
        "Ruiz killed ",
        "his wife, ",
        "man shot and ",
    ],
)
def test_a_long_line_is_read_in_linear_time(piece):
    find_figures((piece * 100_000)[:100_000])
