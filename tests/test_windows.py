"""Windows: every word is read for good in exactly one of them, with its neighbours around it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from according.reading.windows import AFTER, BEFORE, LIMIT, LONGEST, Window, pack, pack_many, windows, word_pieces
from according.reading.words import cut

SENTENCE = "The army left the village at noon and nobody came back . "


def text_of(*lengths):
    """Sentences of so many words."""
    return " ".join(" ".join(["Word", *["word"] * (n - 2), "."]) for n in lengths)


def cover(text, counts=None, **options):
    words = cut(text)
    counts = np.ones(len(words), dtype=np.int64) if counts is None else np.resize(counts, len(words))
    return words, counts, windows(words, counts, **options)


@pytest.fixture(scope="module")
def tokenizer():
    """A tokenizer with one piece for each letter."""
    letters = {"[UNK]": 100, **{c: 200 + i for i, c in enumerate("abcdefghijklmnopqrstuvwxyzTW.")}}
    made = Tokenizer(
        models.WordPiece({**letters, **{f"##{c}": n + 100 for c, n in letters.items()}}, unk_token="[UNK]")
    )
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


def test_a_short_text_is_one_window():
    words, _, found = cover(SENTENCE)
    assert found == [Window(0, len(words), 0, len(words))]


def test_no_text_has_no_window():
    assert cover("")[2] == []


def test_a_core_ends_where_a_sentence_ends():
    words, _, found = cover(text_of(50, 60, 70, 40, 90, 30, 80, 60))
    assert len(found) > 2
    for w in found[:-1]:
        assert words.sentence[w.core_last] != words.sentence[w.core_last - 1]


def test_a_core_has_context_on_both_sides():
    words, _, found = cover(SENTENCE * 100)
    for w in found[1:-1]:
        assert w.core_first - w.first == BEFORE
        assert w.last - w.core_last >= AFTER or w.last == len(words)
    assert found[0].first == 0
    assert found[-1].last == found[-1].core_last


def test_room_that_a_short_core_leaves_goes_to_the_context_after_it():
    _, _, found = cover(text_of(100, 160, 160, 160))
    assert len(found[0]) == LIMIT


def test_a_sentence_longer_than_a_window_is_cut():
    _, _, found = cover(text_of(1000))
    middle = LIMIT - BEFORE - AFTER
    cores = [w.core_last - w.core_first for w in found]
    assert cores[:-1] == [LIMIT - AFTER, *[middle] * (len(found) - 2)]


def test_a_text_a_little_longer_than_a_window_needs_two_and_no_third():
    _, _, found = cover(text_of(*[20] * ((2 * LIMIT - BEFORE - AFTER - 20) // 20)))
    assert len(found) == 2


SIZES = st.lists(st.integers(1, 8), min_size=1, max_size=7)
LENGTHS = st.lists(st.integers(2, 500), max_size=12)


@given(LENGTHS, SIZES, st.sampled_from([LIMIT, 224, 192]))
def test_every_word_lies_in_exactly_one_core_and_no_window_is_over_the_limit(lengths, sizes, limit):
    words, counts, found = cover(text_of(*lengths), sizes, limit=limit)
    cores = [i for w in found for i in range(w.core_first, w.core_last)]
    assert cores == list(range(len(words)))
    for w in found:
        assert 0 <= w.first <= w.core_first < w.core_last <= w.last <= len(words)
        assert counts[w.first : w.last].sum() <= limit


@given(LENGTHS, SIZES)
def test_context_before_and_after_is_as_long_as_promised_or_reaches_the_end(lengths, sizes):
    words, counts, found = cover(text_of(*lengths), sizes)
    for w in found:
        longest = max(sizes)
        before, after = counts[w.first : w.core_first].sum(), counts[w.core_last : w.last].sum()
        assert w.first == 0 or before > BEFORE - longest
        assert w.last == len(words) or after > AFTER - longest


def test_a_very_long_word_is_cut_to_a_few_pieces(tokenizer):
    pieces = word_pieces(tokenizer, ["the", "a" * 5000, "end"])
    assert [len(p) for p in pieces] == [3, LONGEST, 3]


def test_a_word_that_the_tokenizer_knows_nothing_of_still_has_a_piece(tokenizer):
    assert word_pieces(tokenizer, ["\u200e", "😀", "a"]) == [[100], [100], [200]]


def test_pieces_of_a_long_text_belong_to_their_words(tokenizer):
    forms = ["ab", "c", "def"] * 15_000
    pieces = word_pieces(tokenizer, forms)
    assert [len(p) for p in pieces] == [2, 1, 3] * 15_000


def test_packing_puts_pieces_and_features_side_by_side(tokenizer):
    words = cut("The end.\nThe “fox” went")
    pieces = word_pieces(tokenizer, words.forms())
    batch = pack(words, pieces, [Window(0, 3, 0, 3), Window(3, 8, 3, 8)])
    assert batch.lengths.tolist() == [3, 5]
    for row, (first, n) in enumerate(((0, 3), (3, 5))):
        for k in range(n):
            at, word = batch.first[row, k], first + k
            assert batch.pieces[row, at] == pieces[word][0]
            assert batch.features[row, at].tolist() == [
                words.shape[word] + 1,
                words.layout[word] + 1,
                words.quoted[word] + 1,
            ]
        end = 1 + sum(len(pieces[first + k]) for k in range(n))
        assert batch.pieces[row, [0, end]].tolist() == [101, 102]
        assert not batch.features[row, [0, end]].any()
        assert not batch.pieces[row, end + 1 :].any()
        assert not batch.features[row, end + 1 :].any()


def test_windows_of_several_texts_stand_in_one_batch(tokenizer):
    texts = [cut("the end"), cut("a fox went")]
    rows = [(w, word_pieces(tokenizer, w.forms()), Window(0, len(w), 0, len(w))) for w in texts]
    together = pack_many(rows)
    for k, row in enumerate(rows):
        alone = pack_many([row])
        n = alone.pieces.shape[1]
        assert together.pieces[k, :n].tolist() == alone.pieces[0].tolist()
        assert together.first[k, : len(row[0])].tolist() == alone.first[0].tolist()
