"""HTML pages: what the article is, what the page says about itself, and pages made to hurt."""

from __future__ import annotations

import time

import pytest

from according.errors import InputError
from according.intake import open_report

SENTENCE = "The minister said on Friday that the talks would go on, although two people had died in the harbour. "
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Talks resume | The Courier</title>
<meta property="og:title" content="Talks resume"><meta property="og:site_name" content="The Courier">
<meta name="author" content="Ana Brevik; Jonas Ferrant">{date}
<link rel="canonical" href="https://courier.example/talks"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Talks resume</h1><p>{p}</p><h2>The harbour</h2><p>“We caf&eacute;” &amp; {p}</p><p>{p}</p></article>
<footer>Copyright 2019 The Courier</footer><script>alert("no")</script></body></html>"""
DATE = '<meta property="article:published_time" content="2024-05-03T08:00:00Z">'


def page(**parts: str) -> str:
    return PAGE.format(**{"date": DATE, "p": SENTENCE * 3, **parts})


def test_title_first_then_paragraphs_divided_by_empty_lines() -> None:
    report = open_report(page())
    lines = report.text.split("\n\n")
    assert lines[0] == "Talks resume"
    assert lines[2] == "The harbour"
    assert lines[3].startswith("“We café” & The minister")
    assert len(lines) == 5
    assert [s.kind.value for s in report.sections] == ["headline", "body", "subheading", "body"]
    assert "alert" not in report.text
    assert "Sport" not in report.text


def test_what_the_page_says_about_itself() -> None:
    report = open_report(page())
    assert report.title == "Talks resume"
    assert report.authors == ["Ana Brevik", "Jonas Ferrant"]
    assert report.publisher == "The Courier"
    assert report.url == "https://courier.example/talks"
    assert report.published is not None
    assert report.published.startswith("2024-05-03")
    assert report.language == "en"


def test_a_copyright_year_is_no_date_of_publication() -> None:
    assert open_report(page(date="")).published is None


def test_a_date_line_wins_over_metadata_and_both_are_kept() -> None:
    report = open_report(page(p=f"April 7, 2017</p><p>{SENTENCE * 3}"))
    assert report.published == "2017-04-07"
    assert report.published_metadata is not None
    assert report.published_metadata.startswith("2024-05-03")


@pytest.mark.parametrize("line", ["May 3, 2024", "Last updated: May 9, 2024"])
def test_metadata_stay_where_the_text_does_not_contradict_them(line: str) -> None:
    report = open_report(page(p=f"{line}</p><p>{SENTENCE * 3}"))
    assert report.published is not None
    assert report.published.startswith("2024-05-03")
    assert report.published_metadata is None


def test_a_script_in_the_title_does_not_get_through() -> None:
    evil = page().replace(
        'content="Talks resume"', 'content="Talks &lt;script&gt;alert(1)&lt;/script&gt; resume &lt;b onclick=x&gt;"'
    )
    evil = evil.replace("<h1>Talks resume</h1>", "")
    report = open_report(evil)
    assert report.title == "Talks resume"
    assert "<" not in report.text


def test_entities_of_the_pages_own_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{laughs}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        f"<html><body><p>&l9; &f; {SENTENCE * 6}</p></body></html>"
    )
    began = time.monotonic()
    text = open_report(bomb).text
    assert time.monotonic() - began < 5
    assert "lollol" not in text
    assert "&f;" in text or "&f" in text


BOMBS = {
    "deep": ("<div>" * 200_000 + SENTENCE, "bad-html"),
    "deep inline": ("<b><i>" * 100_000 + SENTENCE, "bad-html"),
    "deep lists": ("<ul><li>" * 100_000 + SENTENCE, "bad-html"),
    "crowded": ("<p>x</p>" * 100_000, "bad-html"),
    "attributes": ("<p " + " ".join(f"a{i}=1" for i in range(300_000)) + ">", "bad-html"),
    "attributes behind a quote": ("<p t='>'" + " ".join(f"a{i}" for i in range(300_000)) + ">", "bad-html"),
    "huge": ("x" * 5_100_000, "too-large"),
    "many paragraphs": ("<article>" + f"<p>{SENTENCE}</p>" * 9_000, None),
    "full tags": ("<p " + " ".join(f"a{i}" for i in range(200)) + ">" + SENTENCE * 8, None),
    "open comments": (SENTENCE * 8 + "<!--" * 1_000_000, None),
    "open tags": (f"<p>{SENTENCE * 8}</p>" + "<" * 2_000_000, "too-long"),
    "open quote": (f"<p>{SENTENCE * 8}</p>" + "<a href='" * 101, None),
    "long title": ("<title>" + "<script>" * 500_000 + f"</title><p>{SENTENCE * 8}</p>", "too-long"),
    "nested data": (f'<script type="application/ld+json">{"[" * 1_000_000}</script><p>{SENTENCE * 8}</p>', None),
    "long address": (f'<link rel="canonical" href="http://x.example/{"a/" * 1_000_000}"><p>{SENTENCE * 8}</p>', None),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_hostile_pages_end_soon_and_known(bomb: str) -> None:
    body, code = BOMBS[bomb]
    began = time.monotonic()
    try:
        found = None
        assert open_report(f"<!DOCTYPE html><html><body>{body}").text
    except InputError as e:
        found = e.code
    assert time.monotonic() - began < 15
    assert found == code or (code is None and found == "empty")
