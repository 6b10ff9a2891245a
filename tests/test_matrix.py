"""An incident as a matrix: who stands where, what is marked, and that hostile words stay words."""

from __future__ import annotations

import io

from made_incidents import report
from rich.console import Console
from test_page import Page

from according.incidents.comparing import compare
from according.records import Incident
from according.rendering.incident_page import render_incidents
from according.rendering.incident_terminal import TerminalIncident
from according.rendering.matrix import Source, matrix

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


def test_a_notebook_shows_it():
    html = incident()._repr_html_()
    assert "Tarn Courier" in html
    assert "<html" not in html
