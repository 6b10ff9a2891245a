"""An incident as a matrix: who stands where, what is marked, and that hostile words stay words."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from made_incidents import report
from rich.console import Console
from test_page import Page

from according.incidents.comparing import compare
from according.records import Incident
from according.rendering.incident_page import render_incidents
from according.rendering.incident_terminal import TerminalIncident
from according.rendering.matrix import SIGNS, Source, folded, matrix

A = report("a", "Oreva", "2024-03-05", 6)
B = report("b", "Oreva", "2024-03-05", 12, by="the rebels", publisher="Tarn Courier", published="2024-03-06")
COPY = report("d", "Oreva", "2024-03-05", 6, publisher="Mavra Wire", published="2024-03-07", story="a Oreva")
HOSTILE = "<script>alert(1)</script>\x1b[31m"


def incident(**more: object) -> Incident:
    made = compare("x", [(r, ["v1"]) for r in (A, B, COPY)], origins=[["a", "d"]], why=["the same place"])
    return made.model_copy(update=more)


def test_copies_stand_under_one_origin_and_each_report_once():
    shown = matrix(incident())
    assert [[s.report for s in group.sources] for group in shown.origins] == [["a", "d"], ["b"]]
    assert shown.summary.startswith("3 reports, 2 independent origins, 3 accounts, ")


def test_cells_say_what_the_account_says_and_in_which_words():
    shown = matrix(incident())
    row = shown.origins[1].rows[0]
    cells = dict(zip(shown.columns, row.cells, strict=True))
    assert (cells["who did it"].value, cells["where"].value) == ("the rebels", "Oreva")
    assert (cells["killed"].value, cells["killed"].quoted) == ("12", "killed 12 people")
    assert cells["to whom"].value == cells["to whom"].quoted == ""


def test_where_accounts_differ_the_cells_carry_the_number_of_the_finding():
    shown = matrix(incident())
    differs = next(f for f in shown.findings if f.finding.kind == "contradict" and f.finding.field == "actor")
    column = shown.columns.index("who did it")
    marked = {
        row.account.id
        for o in shown.origins
        for row in o.rows
        if differs.number in {m.number for m in row.cells[column].marks}
    }
    assert marked == set(differs.finding.accounts)
    kinds = [f.finding.kind for f in shown.findings]
    assert kinds == sorted(kinds, key=["contradict", "revise", "other_scope", "agree", "silent"].index)


def test_the_range_is_over_voices_and_adds_nothing_up():
    assert matrix(incident()).ranges == ("6 to 12 killed (over 3 accounts)",)
    denied = [a.model_copy(update={"whether": "denied"}) if a.report == "b" else a for a in incident().accounts]
    assert matrix(incident(accounts=denied)).ranges == ("6 killed (over 2 accounts)",)


def test_columns_of_other_harm_come_only_where_somebody_tells_it():
    assert "detained" not in matrix(incident()).columns
    data = incident().to_dict()
    data["accounts"][0]["casualties"].append({"kind": "detained", "low": 3, "high": 3})
    assert "detained" in matrix(Incident.from_dict(data)).columns


def test_hostile_words_stay_words_on_the_page_and_on_the_terminal():
    data = incident(what=HOSTILE, why=[HOSTILE]).to_dict()
    for account in data["accounts"]:
        account |= {"voice": [HOSTILE], "actors": [HOSTILE], "words": [{"span": [0, 9], "text": HOSTILE}]}
    for finding in data["findings"]:
        finding["why"] = HOSTILE
    made = Incident.from_dict(data)
    sources = {"a": Source("a", title=HOSTILE, publisher=HOSTILE, url="javascript:alert(1)")}
    html = render_incidents([made, made], sources)
    page = Page(html)
    assert "script" not in {tag for tag, _ in page.tags}
    assert not any((a.get("href") or "").startswith("javascript") for _, a in page.tags)
    assert "\x1b" not in html
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    for width in (80, 160):
        stream = io.StringIO()
        Console(file=stream, width=width, markup=False).print(TerminalIncident(made, sources))
        assert "\x1b" not in stream.getvalue()
        assert "<script>" in stream.getvalue()


def test_an_edited_copy_has_its_own_sign_and_both_wordings():
    copied = report("d", "Oreva", "2024-03-05", 9, publisher="Mavra Wire", published="2024-03-07", story="a Oreva")
    shown = matrix(compare("x", [(r, ["v1"]) for r in (A, copied)], origins=[["a", "d"]]))
    [line] = [f for f in shown.findings if f.finding.kind == "edit"]
    assert line.kind == "changed in a copy"
    column = shown.columns.index("killed")
    assert [[m.sign for m in row.cells[column].marks] for o in shown.origins for row in o.rows] == [["Δ1"], ["Δ1"]]
    words = "".join(Page(render_incidents([shown.incident])).words)
    assert "killed 6 people in Oreva" in words
    assert "killed 9 people in Oreva" in words


def test_a_publisher_that_nobody_knows_goes_by_its_report():
    unnamed = incident(
        accounts=[a.model_copy(update={"voice": ["publisher", *a.voice[1:]]}) for a in incident().accounts]
    )
    assert next(row.voice for o in matrix(unnamed).origins for row in o.rows) == "a < Governor Petra Holm"
    named = matrix(unnamed, {"a": Source("a", publisher="Oreva Post")})
    assert next(row.voice for o in named.origins for row in o.rows) == "Oreva Post < Governor Petra Holm"


def test_a_heading_says_each_place_once():
    made = incident(places=["town", "bus station of Tarn", "bus station in Tarn", "station of the Tarn", "Oreva"])
    assert matrix(made).about.endswith("bus station of Tarn, Oreva, town")


# The page


def page_of(*incidents: Incident) -> Page:
    return Page(render_incidents(incidents, {"a": Source("a", publisher="Oreva Post", published="2024-03-05")}))


def test_the_table_has_a_caption_and_headers_for_rows_columns_and_origins():
    tags = page_of(incident()).tags
    assert [tag for tag, _ in tags if tag in ("table", "caption")] == ["table", "caption"]
    columns, accounts = matrix(incident()).columns, incident().accounts
    scopes = [a.get("scope") for tag, a in tags if tag == "th"]
    assert scopes.count("col") == len(columns) + 1
    assert scopes.count("row") == len(accounts)
    assert scopes.count("rowgroup") == 1


@pytest.mark.parametrize("incidents", [[incident()], [incident(), incident()]])
def test_headings_leave_out_no_level(incidents):
    levels = [int(tag[1]) for tag, _ in page_of(*incidents).tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_a_difference_has_a_sign_and_words_beside_its_colour():
    page = page_of(incident())
    marks = [a for tag, a in page.tags if tag == "a" and "mark" in (a.get("class") or "")]
    assert marks
    assert all("contradict each other" in (a.get("aria-label") or "") for a in marks if "contradict" in a["class"])
    legend = "".join(page.words).split("What each voice tells.")[1].split("\n")[0]
    assert all(sign in legend for sign in SIGNS.values())


def test_a_finding_leads_to_its_accounts_and_back():
    page = page_of(incident(), incident())
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for tag, a in page.tags if tag == "a" and (a.get("href") or "").startswith("#")}
    assert {"i1-f1", "i1-a1", "i2-f1", "i2-a1"} <= targets
    assert targets <= set(ids)


def test_long_words_are_folded_and_nothing_of_them_is_lost():
    long = " ".join(f"word{n}" for n in range(120))
    begin, more = folded(long)
    assert f"{begin} {more}" == long
    assert len(begin) <= 280
    assert folded("short words") == ("short words", "")
    assert "".join(folded("x" * 1000)) == "x" * 1000
    data = incident().to_dict()
    data["accounts"][0]["words"] = [{"span": [0, 9], "text": long}]
    page = page_of(Incident.from_dict(data))
    assert any(tag == "details" and a.get("class") == "long" for tag, a in page.tags)
    assert f"{begin} …" in page.words
    assert f"… {more}" in page.words


def test_the_page_loads_nothing_and_is_made_for_paper_too():
    html = render_incidents([incident()])
    assert "default-src &#39;none&#39;" in html
    assert "@media print" in html
    assert "@import" not in html
    assert "url(" not in html


def test_accounts_with_one_id_do_not_break_the_anchors():
    data = incident().to_dict()
    for account in data["accounts"]:
        account["id"] = '"><script>'
    page = page_of(Incident.from_dict(data))
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    assert "script" not in {tag for tag, _ in page.tags}


def test_a_notebook_shows_it():
    html = incident()._repr_html_()
    assert "Tarn Courier" in html
    assert "<html" not in html
