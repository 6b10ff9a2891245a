"""The whole way with the shipped weights, over the examples: a path, a text or bytes in, a valid record out."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import weights

import according
from according.coding import code_many
from according.errors import InputError
from according.intake import reports
from according.records import Record
from according.validation import problems

EXAMPLES = Path(__file__).parent.parent / "examples"
READOUT = EXAMPLES / "border-clash/readout.txt"


pytestmark = weights.needed


@pytest.fixture(scope="module")
def records() -> list[Record]:
    found = list(code_many(reports([EXAMPLES])))
    assert [r for r in found if isinstance(r, InputError)] == []
    return [r for r in found if isinstance(r, Record)]


def test_every_example_becomes_a_valid_record(records: list[Record]):
    assert len(records) >= 8
    assert {r.report.id: found for r in records if (found := problems(r))} == {}


def test_a_record_survives_the_way_through_json(records: list[Record]):
    for record in records:
        assert Record.from_dict(json.loads(record.to_json())).to_dict() == record.to_dict()


def test_a_path_its_text_and_its_bytes_are_coded_alike():
    by_path = according.read(READOUT)
    text = READOUT.read_text(encoding="utf-8")
    for other in (according.read(str(READOUT)), according.read(text), according.read(text.encode())):
        assert other.events == by_path.events
        assert other.statements == by_path.statements


def test_coding_is_a_function_of_the_report():
    assert according.read(READOUT).to_json() == according.read(READOUT).to_json()


def test_json_lines_keep_id_and_text(tmp_path: Path):
    text = "  The ministry said on Monday that two soldiers were wounded near Oben.\r\n\r\nNo more is known. "
    lines = tmp_path / "in.jsonl"
    lines.write_text(json.dumps({"doc_id": "seven", "text": text}) + "\n", encoding="utf-8")
    (record,) = code_many(reports([lines]))
    assert isinstance(record, Record)
    assert (record.report.id, record.report.text) == ("seven", text)


def test_the_command_line_codes_one_report_within_two_seconds_of_one_core():
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", "according", "read", str(READOUT)], capture_output=True, text=True, check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    record = Record.from_dict(json.loads(done.stdout))
    assert record.report.id == "readout"
    assert record.reader is not None
    assert record.reader.version == according.__version__
    assert min(times) < 2
