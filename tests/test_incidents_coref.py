"""Which mentions of happenings are one: words and their families, mentions in context, pairs, groups."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from according.errors import ModelError
from according.incidents import meanings
from according.incidents.alike import FEATURES, features
from according.incidents.coreference import cluster, merge, pairs, score
from according.incidents.mentions import Mention, mentions, trigger_words
from according.incidents.network import Network
from according.reading.vectors import SIZE, vectors

BRIDGE = (
    "Rebels shell the bridge at Orvana\n"
    "Rebel gunners shelled the bridge at Orvana on Tuesday, killing 4 soldiers, the army of Tasmeria said. "
    "The shelling began before dawn and closed the road to the capital."
)
BRIDGE_AGAIN = (
    "Four soldiers die on Orvana bridge\n"
    "Four soldiers of Tasmeria were killed on Tuesday when rebels shelled the bridge at Orvana with mortars. "
    "The attack cut the road to the capital."
)
MARKET = (
    "Market in Belun hit\n"
    "Government guns shelled the market in Belun on Friday and wounded 20 traders, a hospital in Belun said. "
    "The shelling of the market drew protests."
)


def told(doc: str, text: str, *triggers: str, reader: bool = False) -> list[Mention]:
    spans = [(text.index(t), text.index(t) + len(t)) for t in triggers]
    return mentions(doc, text, spans, vectors=vectors(text, spans, threads=1) if reader else None)


@pytest.mark.parametrize(
    ("form", "lemma"), [("fought", "fight"), ("shelling", "shell"), ("deaths", "death"), ("stopped", "stop")]
)
def test_a_word_has_its_dictionary_form(form, lemma):
    assert meanings.lemma(form) == lemma


def test_an_unknown_word_is_its_own_form():
    assert meanings.lemma("qwertzes") == "qwertzes"
    assert meanings.closeness("qwertzes", "attack") == 0


def test_a_deed_and_its_name_are_one_family():
    assert meanings.family("acquired") & meanings.family("acquisition") == {"acquire"}
    assert not meanings.family("arrested") & meanings.family("acquisition")


def test_closeness_follows_meaning():
    assert meanings.closeness("bought", "acquisition") > meanings.closeness("bought", "arrested")
    assert meanings.closeness("murder", "killed") == meanings.closeness("killed", "murder") > 0


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("was checked into", "checked"),
        ("pleaded guilty", "guilty"),
        ("rocket attack", "attack"),
        ("took over", "took"),
        ("it", "it"),
        ("…", "…"),
    ],
)
def test_the_head_names_the_happening(text, head):
    assert trigger_words(text)[1] == head


def test_a_mention_is_seen_without_its_own_word():
    shelled, shelling = told("a", BRIDGE, "shelled", "shelling")
    assert "shell" not in shelled.near
    assert {"bridg", "orvana"} <= set(shelled.near)
    assert shelled.numbers == {"4"}
    assert shelled.times == {"tuesday"}
    assert shelling.sentence == shelled.sentence + 1
    assert "gunner" in shelling.around
    assert "gunner" not in shelling.near


def test_spans_outside_the_text_and_lists_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="outside the text"):
        mentions("a", "They met.", [(5, 20)])
    with pytest.raises(ValueError, match="need as many"):
        mentions("a", "They met.", [(5, 8)], triggers=[])
    with pytest.raises(ValueError, match="has 768 numbers"):
        mentions("a", "They met.", [(5, 8)], vectors=np.zeros((1, 5), dtype=np.float32))


def test_features_do_not_depend_on_the_order():
    a, b = told("a", BRIDGE, "shelled")[0], told("b", BRIDGE_AGAIN, "attack")[0]
    assert len(features(a, b)) == len(FEATURES)
    np.testing.assert_allclose(features(a, b), features(b, a))


@pytest.mark.parametrize("reader", [False, True])
def test_one_happening_is_likelier_than_another_by_the_same_word(reader):
    here = told("a", BRIDGE, "shelled", reader=reader)[0]
    again = told("b", BRIDGE_AGAIN, "shelled", reader=reader)[0]
    elsewhere = told("c", MARKET, "shelled", reader=reader)[0]
    one, why = score(here, again)
    other, why_not = score(here, elsewhere)
    assert 0 <= other < one <= 1
    assert one > 0.5
    assert 'both "shelled"' in why
    assert any("orvana" in reason for reason in why)
    assert "other times: tuesday and friday" in why_not


def test_a_word_of_like_meaning_is_likelier_than_another_word_of_the_sentence():
    here = told("a", BRIDGE, "shelling", reader=True)[0]
    attack, cut = told("b", BRIDGE_AGAIN, "attack", "cut", reader=True)
    assert score(here, attack)[0] > score(here, cut)[0]


def test_a_small_corpus_falls_into_its_happenings():
    found = [*told("a", BRIDGE, "shelled", "shelling"), *told("c", MARKET, "shelled", "shelling")]
    bridge, bridge_again, market, market_again = cluster(found)
    assert bridge == bridge_again != market == market_again
    assert cluster([]) == []


def test_reports_with_nothing_in_common_are_not_compared():
    found = [*told("a", BRIDGE, "shelled", "shelling"), *told("d", "The committee elected a chair.", "elected")]
    compared = pairs(found)
    assert list(zip(compared.first, compared.second, strict=True)) == [(0, 1)]


def test_reports_of_different_groups_are_kept_apart():
    found = [*told("a", BRIDGE, "shelled"), *told("b", BRIDGE, "shelled")]
    assert cluster(found) == [0, 0]
    assert cluster(found, groups={"a": 1, "b": 1}) == [0, 0]
    assert cluster(found, groups={"a": 1, "b": 2}) == [0, 1]


def groups(labels: list[int]) -> set[frozenset[int]]:
    return {frozenset(i for i, x in enumerate(labels) if x == label) for label in labels}


def test_one_bridge_does_not_chain_two_happenings():
    pair = [(0, 1, 0.95), (2, 3, 0.95), (1, 2, 0.9), (0, 2, 0.05), (0, 3, 0.05), (1, 3, 0.05)]
    first, second = (np.array([p[k] for p in pair]) for k in (0, 1))
    assert groups(merge(4, first, second, np.array([p[2] for p in pair]), threshold=0.5)) == {
        frozenset({0, 1}),
        frozenset({2, 3}),
    }


@pytest.mark.parametrize("seed", range(20))
def test_merging_takes_the_highest_average_first(seed):
    n, rng = 12, np.random.default_rng(seed)
    first, second = np.triu_indices(n, 1)
    kept = rng.random(len(first)) < 0.6
    first, second, chance = first[kept], second[kept], rng.random(kept.sum())
    table = np.zeros((n, n))
    table[first, second] = table[second, first] = chance
    plain = [[i] for i in range(n)]
    while len(plain) > 1:
        a, b = max(combinations(range(len(plain)), 2), key=lambda p: table[np.ix_(plain[p[0]], plain[p[1]])].mean())
        if table[np.ix_(plain[a], plain[b])].mean() < 0.4:
            break
        plain[a] += plain.pop(b)
    assert groups(merge(n, first, second, chance, threshold=0.4)) == set(map(frozenset, plain))


def test_vectors_are_those_of_words_in_their_text():
    at = [
        (BRIDGE.index("shelled"), BRIDGE.index("shelled") + 7),
        (BRIDGE.index("shelling"), BRIDGE.index("shelling") + 8),
    ]
    both, one = vectors(BRIDGE, at, threads=1), vectors(BRIDGE, at[1:], threads=1)
    assert both.shape == (2, 2 * SIZE)
    assert np.array_equal(both[1:], one)
    assert not np.allclose(both[0, SIZE:], both[1, SIZE:])
    assert not vectors("a  b", [(1, 2)], threads=1).any()


def test_damaged_weights_say_what_to_do():
    with pytest.raises(ModelError, match="install the package again"):
        Network.from_bytes(b"PK", source="made.npz")
