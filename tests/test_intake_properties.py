"""For any input: a report whose sections are in order and cover its text, or an InputError. Never anything else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from according.errors import InputError
from according.intake import open_report
from according.intake.canonical import canonical
from according.intake.sections import find_sections
from according.records import Report

PIECES = st.sampled_from(
    ["The army said that ", "the talks of Friday ", "Tarsk ", "By Ana Brevik", " / The Courier", "\n", "\n\n", "\r\n",
     "© Photo: ", ". ", "OBEN, Oct. 5 (MNA) - ", "April 7, 2017", "Read more: ", "Related:", "(Photo: A B)", "“", "”",
     "\u200e", "\u00a0", "😕", "-MNA", "TITLE: ", " LINK: https://a.example/b", "***", "e\u0301", "\u2028", "\x0b",
     "\x85", "<html>", "<p>", "</p>", "&amp;", "<!--", "\t", "\u202e"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join), st.text(st.characters(), max_size=60)
)


def is_sound(report: Report) -> None:
    text, at = report.text, 0
    for section in report.sections:
        start, end = section.span
        assert at <= start < end <= len(text)
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""
    assert Report.from_dict(report.to_dict()) == report


@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_any_text(text: str) -> None:
    try:
        report = open_report(text, max_chars=1000)
    except InputError:
        return
    is_sound(report)


@settings(deadline=None, max_examples=100)
@given(
    st.one_of(
        st.binary(max_size=300),
        TEXTS.map(lambda t: t.encode("utf-16", "surrogatepass")),
        TEXTS.map(lambda t: t.encode("cp1252", "replace")),
    )
)
def test_any_bytes(data: bytes) -> None:
    try:
        report = open_report(data, max_chars=1000)
    except InputError:
        return
    is_sound(report)


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, min_size=1, max_size=30).map("".join))
def test_any_page(markup: str) -> None:
    try:
        report = open_report(f"<html><body>{markup}</body></html>")
    except InputError:
        return
    is_sound(report)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_sections_cover_any_text(text: str) -> None:
    sections = find_sections(text).sections
    covered = "".join(text[s.span.start : s.span.end] for s in sections)
    assert "".join(covered.split()) == "".join(text.split())


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).map(lambda t: "A" + t))
def test_canonical_text_is_a_fixed_point(text: str) -> None:
    try:
        once = canonical(text, name="t")
    except InputError:
        return
    assert canonical(once, name="t") == once
