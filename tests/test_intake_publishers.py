"""The table of publishers: what it gives to reports, and every fault of it named."""

# ruff: noqa: E501 - a message stands on one line, as it is said

from __future__ import annotations

from pathlib import Path

import pytest
from handfiles import PAGE, one

from according.errors import InputError
from according.intake import read_publishers, reports
from according.records import Report

TABLE = (
    "host,name,country,ownership,language\n"
    'oreva.example,Oreva Post,NOR,"Tarn Media, a family firm",en\n'
    "www.News.oreva.example,Oreva Evening,,,\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "publishers.csv"
    path.write_text(TABLE)
    return path


def test_a_host_stands_for_its_subdomains_and_the_nearest_wins(table: Path) -> None:
    known = read_publishers(table)
    assert len(known) == 2
    post = known.of("https://www.oreva.example:8080/a?b")
    assert post is not None
    assert (post.name, post.country, post.ownership, post.language) == (
        "Oreva Post",
        "NOR",
        "Tarn Media, a family firm",
        "en",
    )
    evening = known.of("http://live.NEWS.oreva.example./x")
    assert evening is not None
    assert (evening.name, evening.country) == ("Oreva Evening", None)
    for url in (None, "", "https://eviloreva.example/", "https://example/", "http://[::1", "no address"):
        assert known.of(url) is None


def test_reports_get_the_name_by_their_address_unless_their_own_table_gives_one(tmp_path: Path, table: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text(
        '{"text": "The end.", "url": "https://oreva.example/1"}\n'
        '{"text": "The end.", "url": "https://oreva.example/1", "publisher": "Agency"}\n'
        '{"text": "The end.", "url": "https://other.example/1"}\n'
    )
    found = [r.publisher for r in reports([lines], publishers=table) if isinstance(r, Report)]
    assert found == ["Oreva Post", "Agency", None]
    page = PAGE.replace(
        "</head>",
        '<link rel="canonical" href="https://oreva.example/1"><meta property="og:site_name" content="OP"></head>',
    )
    assert one(tmp_path, "a.html", page, publishers=table).publisher == "Oreva Post"
    assert one(tmp_path, "a.html", page).publisher == "OP"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "there are no bytes in it"),
        ("name\nOreva Post\n", "the column 'host' is missing"),
        ("host,name,owner\n", "the column 'owner' is not known"),
        ("host,name,name\n", "the column 'name' stands twice"),
        ("host,name\nhttps://oreva.example/,P\n", "line 2: 'https://oreva.example/' is no host such as example.org (no http://, no path)"),
        ("host,name\noreva.example,\n", "line 2: the name is missing"),
        ("host,name,country\noreva.example,P,Norway\n", "line 2: 'Norway' is no country code of three capitals such as NOR"),
        ("host,name,language\noreva.example,P,English\n", "line 2: 'English' is no language code such as en"),
        ("host,name\noreva.example,P\n\nwww.oreva.example,Q\n", "line 4: oreva.example stands in line 2 already"),
        ("host,name\noreva.example,P,Q\n", "line 2 has 3 cells, the header has 2"),
        ("host,name\na,b\nc,\n", "line 2: 'a' is no host such as example.org (no http://, no path); line 3: 'c' is no host such as example.org (no http://, no path); line 3: the name is missing"),
    ],
)  # fmt: skip
def test_every_fault_is_named(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "publishers.csv"
    path.write_text(content)
    with pytest.raises(InputError) as caught:
        read_publishers(path)
    assert caught.value.problem == problem


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        reports([tmp_path], publishers=tmp_path / "gone.csv")
    assert caught.value.code == "not-found"
