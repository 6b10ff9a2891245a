"""Which words tell a passage apart, and which reports tell the same incident."""

import pytest

from according.incidents.terms import MAX_CHARACTERS, cosine, terms, tokens, whole_names

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
