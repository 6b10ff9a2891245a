"""Confidence is a calibrated probability or nothing."""

from __future__ import annotations

import math

import pytest
from handread import Page
from hypothesis import given
from hypothesis import strategies as st

from according.reading.confidence import (
    Confidence,
    event_features,
    logit,
    statement_features,
)
from according.reading.happenings import Happening
from according.reading.settings import Settings
from according.reading.statements import drafts

PAGE = Page("Holm said that the army shelled the old market of Oreva.")


def draft(**scores):
    cue = PAGE.cue("said", source=["Holm"], content=["that the army shelled the old market of Oreva"], **scores)
    return drafts(PAGE.words, PAGE.forms, [cue], closed=set(), settings=Settings())[0]


def happening(*scores):
    return Happening([PAGE.trigger("shelled", score=s) for s in scores], [False] * len(scores))


def calibration(kind, features, bias=0.0, weight=0.0):
    return {"calibration": {kind: [bias, weight, *[0.0] * (len(features) - 1)]}}


@pytest.mark.parametrize("settings", [{}, {"calibration": {}}, {"calibration": {"statement": [], "event": []}}])
def test_without_a_calibration_there_is_none(settings):
    assert Confidence(settings).of_statement(draft()) is None
    assert Confidence(settings).of_event(happening(0.9), [(0, 0.8)], []) is None


@pytest.mark.parametrize(("bias", "confidence"), [(0.0, 0.5), (math.log(3), 0.75), (-math.log(9), 0.1), (50, 1.0)])
def test_a_bias_alone_gives_its_own_probability(bias, confidence):
    d, h = draft(), happening(0.9)
    assert Confidence(calibration("statement", statement_features(d), bias)).of_statement(d) == confidence
    assert Confidence(calibration("event", event_features(h, [], []), bias)).of_event(h, [], []) == confidence


def test_a_surer_cue_or_trigger_gives_more_confidence():
    statement = calibration("statement", statement_features(draft()), weight=1.0)
    assert Confidence(statement).of_statement(draft(score=0.6)) < Confidence(statement).of_statement(draft(score=0.95))
    event = calibration("event", event_features(happening(0.5), [], []), weight=1.0)
    low, high = (Confidence(event).of_event(h, [], []) for h in (happening(0.6), happening(0.6, 0.95)))
    assert low < high, "the best trigger counts"


def test_a_calibration_for_other_features_is_refused():
    with pytest.raises(ValueError, match="zip"):
        Confidence({"calibration": {"statement": [0.0, 1.0]}}).of_statement(draft())


def test_actors_recipients_and_a_second_trigger_are_seen():
    bare = event_features(happening(0.9), [], [])
    full = event_features(happening(0.9, 0.9), [(0, 0.8)], [(1, 0.7)])
    assert len(bare) == len(full)
    assert [n for n, (a, b) in enumerate(zip(bare, full, strict=True)) if a != b] == [4, 5, 6, 7, 8]


@given(st.floats(0, 1))
def test_log_odds_stay_within_six_and_rise(p):
    assert -6 <= logit(p) <= 6
    assert logit(min(1.0, p + 0.05)) >= logit(p)
