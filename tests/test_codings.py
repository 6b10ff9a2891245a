"""The codings kept in this project: stand-off ones hold no words of others, made ones are valid records."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from according import codebook
from according.reading import labels
from according.validation import problems

FOLDER = Path(__file__).parent.parent / "training" / "codings"
ID = re.compile(r"[\w.-]{1,24}\Z")
DATE = r"[\dX]{2,4}(-(W?[\dX]{1,2}|WE|SP|SU|FA|WI|Q\d|H\d))*(T([\d:]{2,5}|MO|AF|EV|NI))?"
TIME = re.compile(rf"{DATE}(/{DATE})?\Z|PT?[\dX]+[YMWDH]\Z|(PRESENT|PAST|FUTURE)_REF\Z")
LABELS = {
    "type": set(codebook.TYPES),
    "modes": set(labels.MODES),
    "modality": set(labels.MODALITIES),
    "polarity": set(labels.POLARITIES),
    "kind": {"person", "organization", "group", "place", "other", "direct", "indirect", "mixed", *labels.ROLES[4:]},
    "sector": set(codebook.sectors()),
}


def lines(name):
    file = FOLDER / f"{name}.jsonl.gz"
    if not file.is_file():
        pytest.skip(f"training/codings holds no {name}.jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def strings(value, field=""):
    """Every string with the field it stands in."""
    if isinstance(value, dict):
        for key, v in value.items():
            yield from strings(v, key)
    elif isinstance(value, list):
        for v in value:
            yield from strings(v, field)
    elif isinstance(value, str):
        yield field, value


def is_word_of_a_text(field, value):
    if field in LABELS:
        return value not in LABELS[field]
    if field == "value":
        return not TIME.match(value)
    if field == "country":
        return not re.fullmatch("[A-Z]{3}", value)
    return not ID.match(value)


def test_standoff_codings_hold_only_ids_labels_values_and_offsets():
    for record in lines("standoff"):
        assert set(record["report"]) == {"id"}, record["report"]["id"]
        found = [(f, v) for f, v in strings(record) if is_word_of_a_text(f, v)]
        assert not found, record["report"]["id"]


@pytest.mark.parametrize("name", ["standoff", "made"])
def test_no_report_is_coded_twice(name):
    ids = [record["report"]["id"] for record in lines(name)]
    assert len(ids) == len(set(ids))


def test_made_codings_are_valid_records():
    found = {r["report"]["id"]: p for r in lines("made") if (p := problems(r))}
    assert not found


def test_marked_incidents_hold_only_offsets_and_labels():
    rows = list(lines("incidents"))
    assert len(rows) > 300
    assert len({row["doc_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row.keys() == {"doc_id", "told"}
        for passage in row["told"]:
            assert passage.keys() == {"span", "incidents"}
            start, end = passage["span"]
            assert 0 <= start < end
            assert all(len(name) < 60 and " " not in name for name in passage["incidents"])
