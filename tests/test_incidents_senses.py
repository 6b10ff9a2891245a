"""Senses: what the reader's encoder makes of a passage, reduced to what linking compares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import weights

from according.errors import ModelError
from according.incidents import pairing, senses
from according.incidents.reducing import ranges, tell
from according.records import Event, Record, Report, Span

TEXT = "Shells struck the mill at Orvano on Sunday. The minister met farmers. Rockets hit the mill again."


def record() -> Record:
    report = Report(id="r", text=TEXT, published="2024-05-06")
    words = {"e1": "struck", "e2": "met", "e3": "hit"}
    events = [
        Event(id=i, type="ASSAULT", triggers=[Span(TEXT.index(w), TEXT.index(w) + len(w), TEXT)])
        for i, w in words.items()
    ]
    return Record(report=report, events=events)


def encoder(text: str, spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """Stands for the reader's encoder: the same words have the same vector."""
    rows = [np.random.default_rng(sum(text[a:b].encode())).normal(size=2 * senses.WIDTH) for a, b in spans]
    return np.array(rows, dtype=np.float32).reshape(len(spans), 2 * senses.WIDTH)


def test_a_passage_is_seen_with_its_own_triggers_alone() -> None:
    passages, triggers = ranges(record(), tell(record()))
    assert [TEXT[a:b] for a, b in passages] == [
        "Shells struck the mill at Orvano on Sunday.", "The minister met farmers.", "Rockets hit the mill again.",
    ]  # fmt: skip
    assert [[TEXT[a:b] for a, b in own] for own in triggers] == [["struck"], ["met"], ["hit"]]


def test_a_telling_has_a_sense_only_where_an_encoder_was_asked() -> None:
    assert {t.sense for t in tell(record())} == {""}
    told = tell(record(), vectors=encoder)
    assert [t.id for t in told] == [t.id for t in tell(record())]
    assert len({t.sense for t in told}) == 3


def test_a_sense_stands_on_both_vectors_and_comes_back_from_text() -> None:
    draw = np.random.default_rng(3)
    passages = draw.normal(size=(3, senses.WIDTH)).astype(np.float32)
    triggers = draw.normal(size=(3, senses.WIDTH)).astype(np.float32)
    whole = senses.projection().of(passages, triggers)
    assert np.allclose(np.linalg.norm(whole, axis=1), 1, atol=1e-5)
    other = senses.projection().of(passages, triggers[::-1].copy())
    assert np.allclose(whole[1], other[1])
    assert not np.allclose(whole[0], other[0], atol=0.05)
    back = senses.unpacked(senses.packed(whole[0]))
    assert back is not None
    assert np.allclose(back, whole[0], atol=0.005)


def test_closeness_is_that_of_the_senses_and_marked_where_one_is_missing() -> None:
    told = tell(record(), vectors=encoder)
    one, two = (senses.unpacked(t.sense) for t in told[:2])
    assert senses.closeness(one, one) == pytest.approx(1, abs=0.02)
    assert -1 <= senses.closeness(one, two) < 0.9
    assert senses.closeness(one, None) == senses.UNKNOWN < -1


def test_tellings_are_compared_with_and_without_senses() -> None:
    with_senses, without = tell(record(), vectors=encoder), tell(record())
    column = pairing.FEATURES.index("sense")
    table = pairing.table([(with_senses[0], with_senses[2]), (without[0], without[2]), (with_senses[0], without[2])])
    assert table[0, column] > -1
    assert table[1, column] == table[2, column] == senses.UNKNOWN
    assert np.isfinite(pairing.scores([(without[0], without[2])])).all()


@pytest.mark.parametrize("sense", ["not base 64", "AAAA"])
def test_what_is_no_sense_says_what_to_do(sense: str) -> None:
    with pytest.raises(ModelError, match="link the reports again"):
        senses.unpacked(sense)


@weights.needed
def test_the_reader_finds_one_happening_in_other_words_closer_than_another_happening() -> None:
    from according.reading.vectors import vectors

    texts = [
        "Two shells fell on the grain market in Orvano on Sunday, wounding a trader.",
        "A trader was hurt when artillery rounds landed in Orvano's market.",
        "The prime minister will travel to the summit to sign a trade agreement.",
    ]
    triggers = ["fell", "landed", "travel"]
    found = [
        senses.unpacked(senses.senses(t, [(0, len(t))], [[(t.index(w), t.index(w) + len(w))]], vectors)[0])
        for t, w in zip(texts, triggers, strict=True)
    ]
    assert senses.closeness(found[0], found[1]) > senses.closeness(found[0], found[2]) + 0.2
