"""The reference report, which lies with the corpora: what the reader must get right in it, line by line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import according

SHARED = Path(os.environ.get("ACCORDING_SHARED", Path(__file__).parents[2] / "shared"))
SEED = SHARED / "data/gold_dev/seed.txt"

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(
        not SEED.exists(), reason=f"needs the reference report; set ACCORDING_SHARED (looked for {SEED})"
    ),
]


@pytest.fixture(scope="module")
def record():
    return according.read(SEED)


@pytest.fixture(scope="module")
def gold():
    return json.loads(SEED.with_suffix(".json").read_text(encoding="utf8"))


def events(record, words):
    """Events with a trigger that holds these words."""
    return [e for e in record.events if any(words in t.text for t in e.triggers)]


def speaker(record, event):
    voice = record.statement(event.said_in)
    return record.entity(voice.speaker).name if voice and voice.speaker else None


def test_every_statement_is_found_with_its_speaker(record, gold):
    missed = []
    for g in gold["statements"]:
        start = record.report.text.index(g["content"][0][:40])
        near = [s for s in record.statements if any(c.start - 8 <= start < c.end for c in s.content)]
        names = {record.entity(s.speaker).name for s in near if s.speaker}
        mentions = {m.text for s in near if s.speaker for m in record.entity(s.speaker).mentions}
        if not any(n in (names | mentions) for n in g["source_is"][:2]):
            missed.append((g["id"], g["source"], names))
    assert missed == []


def test_the_mines_and_the_six_dead_are_inside_the_speakers_voice(record, gold):
    names = set(next(s["source_is"] for s in gold["statements"]))
    killed = [e for e in record.events if any(c.kind == "killed" for c in e.casualties)]
    assert [(c.low, c.high) for e in killed for c in e.casualties] == [(6, 6)]
    for words in ("planted", "fire", "killed"):
        assert {speaker(record, e) for e in events(record, words)} & names, words


def test_status(record):
    assert {e.polarity for e in events(record, "targeted")} == {"negative"}
    assert {e.modality for e in events(record, "stopped")} == {"conditional"}
    assert {e.modality for e in events(record, "ceasefire")} == {"requested"}


def test_the_invitation_and_its_refusal(record):
    assert {(e.type, e.said_in is not None) for e in events(record, "invited")} >= {("AGREE", True)}
    assert {e.type for e in events(record, "refused")} == {"REJECT"}


def test_times(record):
    values = {t.value for t in record.times}
    assert {"XXXX-09-19", "2020-11-09/2020-11-10"} <= values


def test_distance(record, gold):
    found = [d.text for d in record.distancing]
    for words in gold["distancing"]:
        assert any(words in f or f in words for f in found), words


def test_sections(record, gold):
    found = [(s.kind.value, s.span.text) for s in record.report.sections]
    assert ("headline", gold["sections"]["headline"]) in found
    assert ("byline", gold["sections"]["byline"]) in found
    for kind, field in (("subheading", "subheadings"), ("credit", "credits")):
        for words in gold["sections"][field]:
            assert any(k == kind and t.strip() == words for k, t in found), words
