"""Every kind of unreadable input: its exact code, its name, and a word on what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from according.errors import InputError
from according.intake import open_report, reports

ENGLISH = "The minister said on Friday that talks would go on, and that the army had left the town.\n"
GERMAN = "Der Minister sagte am Freitag, dass die Gespräche weitergehen und dass die Armee die Stadt verlassen hat.\n"
RUSSIAN = "Министр сказал в пятницу, что переговоры продолжатся, а армия уже покинула город и его окрестности.\n"

BYTES = {
    "no bytes": (b"", "empty"),
    "blank": (b" \n\t\n", "empty"),
    "no words": (b"*** 12:30 ***", "empty"),
    "only a mark": (b"\xef\xbb\xbf", "empty"),
    "NUL": (b"The town\0fell.", "binary"),
    "NUL in UTF-16": ("The town\0fell.".encode("utf-16"), "binary"),
    "PDF": (b"%PDF-1.7 rest", "bad-pdf"),
    "ZIP": (b"PK\x03\x04 rest", "bad-zip"),
    "gzip": (b"\x1f\x8b\x08 rest", "bad-gzip"),
    "PNG": (b"\x89PNG\r\n\x1a\n", "binary"),
    "controls": (bytes(range(1, 9)) * 50 + b"\xff", "binary"),
    "cut UTF-16": (b"\xff\xfeT\x00h", "encoding"),
    "false UTF-16 mark": (b"\xfe\xff\xd8\x00\x00\x41", "encoding"),
    "wrong declaration": (b'<html><meta charset="shift_jis"><p>The end' + b"\xff\xfe" * 300, "encoding"),
    "German": (GERMAN.encode(), "language"),
    "Russian in windows-1251": (RUSSIAN.encode("cp1251") * 3, "language"),
    "too long": (b"The end. " * 200, "too-long"),
    "page without article": (b"<!DOCTYPE html><html><body></body></html>", "empty"),
    "deep page": (b"<html><body>" + b"<div>" * 300 + b"The end", "bad-html"),
}


@pytest.mark.parametrize("case", BYTES)
def test_bytes_are_refused_by_code(case: str) -> None:
    data, code = BYTES[case]
    with pytest.raises(InputError) as caught:
        open_report(data, name=case, max_chars=1000)
    assert caught.value.code == code
    assert caught.value.name == case
    assert caught.value.advice
    assert caught.value.advice in str(caught.value)


def test_the_language_is_named() -> None:
    with pytest.raises(InputError, match="German"):
        open_report(GERMAN)
    with pytest.raises(InputError, match="Russian"):
        open_report(RUSSIAN.encode("cp1251"))


def test_offsets_point_at_the_fault() -> None:
    with pytest.raises(InputError) as caught:
        open_report(b"The town\0fell.")
    assert caught.value.offset == 8


def test_half_a_surrogate_is_no_character() -> None:
    with pytest.raises(InputError) as caught:
        open_report("The town \ud800 fell.\n")
    assert (caught.value.code, caught.value.offset) == ("encoding", 9)


def test_stacked_combining_marks_are_refused_quickly() -> None:
    with pytest.raises(InputError) as caught:
        open_report("The a" + "\u0315\u0300" * 200_000)
    assert caught.value.code == "encoding"


def test_an_address_is_no_text() -> None:
    with pytest.raises(InputError) as caught:
        open_report("https://courier.example/talks")
    assert caught.value.code == "bad-url"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "bad-json"),
        ("[1]", "bad-json"),
        ('"text"', "bad-json"),
        ("null", "bad-json"),
        ("{}", "bad-json"),
        ('{"text": null}', "bad-json"),
        ('{"text": ["The end."]}', "bad-json"),
        ('{"text": "The end.", "id": {}}', "bad-json"),
        ('{"text": "The end.", "id": 1' + "0" * 3000 + "}", "bad-json"),
        ('{"text": "The end.", "published": "03/04/2021"}', "bad-json"),
        ('{"text": "The end.", "published": 20210304}', "bad-json"),
        ('{"text": "The end.", "authors": 7}', "bad-json"),
        ("[" * 50_000, "bad-json"),
        ('{"text": ""}', "empty"),
        ('{"text": "The \\u0000 end."}', "binary"),
        ('{"text": "The \\ud800 end."}', "encoding"),
        ('{"text": "' + "The end. " * 200 + '"}', "too-long"),
    ],
)
def test_bad_lines_name_file_and_line(tmp_path: Path, line: str, code: str) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text('{"text": "The town fell."}\n' + line + '\n{"text": "The war ended."}\n')
    before, bad, after = reports([path], max_chars=1000)
    assert isinstance(bad, InputError)
    assert (bad.code, bad.name) == (code, f"{path}:2")
    assert not isinstance(before, InputError)
    assert not isinstance(after, InputError)


def test_lines_that_are_no_utf8_or_endless(tmp_path: Path) -> None:
    path = tmp_path / "many.ndjson"
    path.write_bytes(b'{"text": "caf\xe9"}\n' + b"x" * 200_000 + b"\n" + b'{"text": "The war ended."}')
    first, second, third = reports([path], max_chars=1000)
    assert isinstance(first, InputError)
    assert isinstance(second, InputError)
    assert (first.code, second.code) == ("encoding", "too-large")
    assert not isinstance(third, InputError)


def test_files_that_are_not_there_or_no_files(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"text": "The town fell."}\n{"text": "The war ended."}\n')
    huge = tmp_path / "huge.txt"
    huge.write_bytes(b"The end. " * 600_000)
    empty_folder = tmp_path / "nothing"
    empty_folder.mkdir()
    codes = {}
    for source in (tmp_path / "gone.txt", empty_folder, lines, huge):
        with pytest.raises(InputError) as caught:
            open_report(source, max_chars=1000)
        codes[source.name] = caught.value.code
    assert codes == {"gone.txt": "not-found", "nothing": "unreadable", "a.jsonl": "many", "huge.txt": "too-large"}
    (nothing,) = reports([empty_folder])
    assert isinstance(nothing, InputError)
    assert nothing.code == "empty"


def test_a_text_of_one_line_that_ends_like_a_file_is_a_path() -> None:
    with pytest.raises(InputError) as caught:
        open_report("missing-report.txt")
    assert caught.value.code == "not-found"
