"""Bytes to canonical text: charsets, one normalisation, nothing else changed; ids, dates, languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from according.intake import open_report
from according.intake.canonical import canonical
from according.intake.dates import date_line, iso_date

WORDS = "The minister said that the café of “Tarsk” had been closed — and that nobody’s life was in danger.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_english_is_read_in_the_encodings_it_comes_in(encoding: str) -> None:
    assert open_report(WORDS.encode(encoding)).text == WORDS


def test_a_declared_charset_is_believed_where_utf8_fails() -> None:
    page = f'<html><head><meta charset="windows-1250"></head><body><p>{WORDS * 5} Pułk Łódź.</p></body></html>'
    assert "Pułk Łódź" in open_report(page.encode("cp1250")).text


def test_nothing_is_changed_but_line_ends_and_composition() -> None:
    odd = 'The\u00a0army  of Tarsk\u200e said: “We left”… 😕 ("open quote\n\n\u2028the end\t.\n'
    assert open_report(odd).text == odd
    assert open_report("The cafe\u0301 fell.\r\nThe end.\rAnd more.").text == "The caf\u00e9 fell.\nThe end.\nAnd more."


def test_canonical_is_idempotent() -> None:
    once = canonical("\ufeffThe A\u030angstro\u0308m\r\nend", name="t")
    assert canonical(once, name="t") == once == "The \u00c5ngstr\u00f6m\nend"


def test_ids_are_given_or_the_stem_or_a_hash_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "wire.txt"
    path.write_text(WORDS, encoding="utf-8")
    assert open_report(path).id == open_report(str(path)).id == "wire"
    assert open_report(path, name="w-17").id == "w-17"
    assert open_report(WORDS).id == open_report(WORDS.encode()).id
    assert open_report(WORDS).id != open_report(WORDS + "x").id


def test_short_texts_are_not_refused_for_their_language() -> None:
    assert open_report("Tarsk falls").language in {None, "en"}
    assert open_report("Velik: nie wieder").text == "Velik: nie wieder"
    assert open_report(WORDS).language == "en"


def test_a_foreign_quotation_does_not_make_a_report_foreign() -> None:
    quote = "„Der Minister hat am Freitag gesagt, dass die Armee die Stadt verlassen wird.“ "
    assert open_report(quote + WORDS * 3).language == "en"


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("April 7, 2017", "2017-04-07"),
        ("Friday, August 15, 2008", "2008-08-15"),
        ("Published: 2 December 2024, 09:30", "2024-12-02"),
        ("Sept. 9 2023", "2023-09-09"),
        ("the 1st of May 2020", None),
        ("1st of May 2020", "2020-05-01"),
        ("08.04.2017", "2017-04-08"),
        ("2024-11-12", "2024-11-12"),
        ("2024-11-12T18:40:00+01:00", "2024-11-12T18:40:00+01:00"),
        ("03/04/2021", None),
        ("31 February 2020", None),
        ("September 19", None),
        ("2020", None),
        ("In April 7, 2017 was a Friday", None),
    ],
)
def test_only_whole_dates_count(words: str, iso: str | None) -> None:
    assert iso_date(words) == iso


def test_a_place_may_stand_before_the_day() -> None:
    line = date_line("Orlec, 15 October 2024")
    assert line is not None
    assert line.published == "2024-10-15"
    assert date_line("Orlec fell on 15 October 2024") is None


def test_published_is_the_date_line_and_never_today() -> None:
    assert open_report(f"Town falls\n\nApril 7, 2017\n\n{WORDS}").published == "2017-04-07"
    assert open_report(f"Town falls\n\nLast updated: April 9, 2017\nApril 7, 2017\n\n{WORDS}").published == "2017-04-07"
    assert open_report(f"Town falls\n\nOBEN, 7 April 2017 (MNA) - {WORDS}").published == "2017-04-07"
    assert open_report(f"Town falls\n\nOBEN, April 7 (MNA) - {WORDS}").published is None
    assert open_report(f"Town falls\n\n{WORDS}").published is None
