"""What the tasks for the scorers answer, and how the sheet of scores is written."""

from __future__ import annotations

import pytest

from training import scores
from training.evaluate import entities, toponyms


def given(text: str, *names: str) -> dict:
    return {
        "doc_id": "d",
        "text": text,
        "toponyms": [{"start": text.index(n), "end": text.index(n) + len(n)} for n in names],
    }


def test_entities_are_a_records_actors_and_all_other_names_with_their_article():
    text = "The baker praised Orla Quist of the Tarn Choir. Quist smiled."
    found = {text[m["start"] : m["end"]]: m["canonical"] for m in entities({"doc_id": "d", "text": text})["mentions"]}
    assert found["Orla Quist"] == found["Quist"] == "Orla Quist"
    assert found["the Tarn Choir"] == "Tarn Choir"


def test_no_span_is_answered_twice_and_none_crosses_another():
    text = "Harbour Minister Orla Quist and the Tarn Fishing Company accused the Danish government of lying."
    spans = sorted((m["start"], m["end"]) for m in entities({"doc_id": "d", "text": text})["mentions"])
    assert len(spans) == len(set(spans))
    assert not any(a < x < b < y for a, b in spans for x, y in spans)


def test_a_country_alone_is_no_answer_around_a_name_with_a_point():
    text = "They met at Lyon Harbour Parade, far from Lille and Nantes."
    both = toponyms(given(text, "Lyon Harbour Parade", "Lyon", "Lille", "Nantes"))["toponyms"]
    assert [text[t["start"] : t["end"]] for t in both] == ["Lyon", "Lille", "Nantes"]
    alone = toponyms(given(text, "Lyon Harbour Parade", "Lille", "Nantes"))["toponyms"]
    assert (alone[0]["country"], alone[0]["lat"]) == ("FRA", None)


def test_figures_replace_those_between_the_markers_and_nothing_else(tmp_path, monkeypatch: pytest.MonkeyPatch):
    sheet = tmp_path / "SCORES.md"
    sheet.write_text("# Scores\n\n<a>\nold\n<b>\n\nA reading.\n", encoding="utf8")
    monkeypatch.setattr(scores, "SHEET", sheet)
    scores.write("new", "<a>", "<b>")
    assert sheet.read_text(encoding="utf8") == "# Scores\n\n<a>\nnew\n<b>\n\nA reading.\n"
