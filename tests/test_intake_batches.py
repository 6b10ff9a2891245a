"""Batches: files, folders, standard input, JSON lines; failures keep their place and nothing is lost."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from according.errors import InputError
from according.intake import reports
from according.records import Report

TEXT = "The army left the town on Friday, and nobody was hurt, the mayor said.\n"


def names(items: list[Report | InputError]) -> list[str]:
    return [item.code if isinstance(item, InputError) else item.id for item in items]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in ("b/wire.txt", "a/wire.txt", "a/readout.txt", "a/readout.html", ".hidden/x.txt", "notes.md", "a/z.jpg"):
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(TEXT if file.suffix != ".html" else f"<html><body><p>{TEXT * 5}</p></body></html>")
    return tmp_path


def test_a_folder_is_read_in_order_with_ids_that_differ(folder: Path) -> None:
    found = names(list(reports([folder])))
    assert found[1:] == [found[1], "a/wire", "b/wire"]
    assert found[0].endswith("a/readout.html")
    assert found[1].endswith("a/readout.txt")


def test_a_batch_goes_on_after_failures(folder: Path) -> None:
    (folder / "a" / "bad.txt").write_bytes(b"\0\1\2")
    found = names(list(reports([folder / "gone.txt", folder / "a" / "bad.txt", folder / "a" / "wire.txt"])))
    assert found == ["not-found", "binary", "wire"]


def test_a_file_named_twice_is_read_twice(folder: Path) -> None:
    path = folder / "b" / "wire.txt"
    assert names(list(reports([path, str(path)]))) == ["wire", "wire~2"]


def test_a_named_file_is_read_whatever_its_suffix(folder: Path) -> None:
    assert names(list(reports([folder / "notes.md"]))) == ["notes"]


def test_json_lines_keep_text_and_id_exactly(tmp_path: Path) -> None:
    text = "\ufeffThe cafe\u0301 in Tarsk\r\n fell, the mayor said.\r"
    lines = [
        {"id": "a-1", "text": text, "title": "T", "published": "April 7, 2017", "publisher": "P", "url": "u"},
        {"doc_id": 17, "text": TEXT, "authors": ["A B", "C D"]},
        {"text": TEXT},
    ]
    path = tmp_path / "batch.jsonl"
    path.write_text("\ufeff" + "\n\n".join(map(json.dumps, lines)))
    first, second, third = reports([path])
    assert isinstance(first, Report)
    assert (first.id, first.text, first.published) == ("a-1", text, "2017-04-07")
    assert (first.title, first.publisher, first.url) == ("T", "P", "u")
    assert isinstance(second, Report)
    assert (second.id, second.authors) == ("17", ["A B", "C D"])
    assert isinstance(third, Report)
    assert len(third.id) == 12


def test_standard_input_is_a_text_or_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def stdin(data: bytes) -> list[str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return names(list(reports(["-"])))

    assert len(stdin(TEXT.encode())[0]) == 12
    assert stdin(b'{"id": "a", "text": "The end."}\n{"id": "b"}\n') == ["a", "bad-json"]
    assert stdin(b"") == ["empty"]
    assert stdin(b"{The mayor} said that the army had left.") != ["bad-json"]


def test_the_examples_are_all_read_with_their_shape() -> None:
    found = list(reports([Path(__file__).parent.parent / "examples"]))
    assert [item for item in found if isinstance(item, InputError)] == []
    by_id = {item.id: item for item in found if isinstance(item, Report)}
    assert len(by_id) >= 12
    kinds = [s.kind.value for s in by_id["readout"].sections]
    assert kinds == ["headline", "byline", "body", "subheading", "body", "credit"]
    assert by_id["readout"].published is None
    assert by_id["talks"].publisher == "The Brunnhavn Courier"
