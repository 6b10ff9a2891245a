"""The verbs of incidents as a stranger meets them: a list, a comparison, copies, a person's word."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import made_incidents
import pytest
from made_incidents import report
from test_page import Page
from typer.testing import CliRunner, Result

from according import coding, intake, linking
from according.cli import app
from according.ledger import open_ledger
from according.records import Record, Report

runner = CliRunner()
RECORDS = {
    "a": report("a", "Oreva", "2024-03-05", 6, story="smoke"),
    "b": report(
        "b",
        "Oreva",
        "2024-03-05",
        12,
        by="the rebels",
        said_by="Ilo Marten",
        publisher="Tarn Courier",
        published="2024-03-06",
    ),
    "c": report("c", "Tarn", "2024-03-05", 3, publisher="Lisk Herald"),
    "e": report("e", "Tarn", "2024-03-05", 3, publisher="Kesh Gazette", published="2024-03-06"),
    "d": report("d", "Oreva", "2024-03-05", 9, publisher="Mavra <b>Wire", published="2024-03-07", story="smoke"),
}


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    made_incidents.stand_in(monkeypatch)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger of five reports that nobody has linked yet."""
    path = tmp_path / "ledger.db"
    with open_ledger(path) as opened:
        for record in RECORDS.values():
            opened.add(record)
    return path


def run(*words: str | Path) -> Result:
    return runner.invoke(app, [str(w) for w in words])


def lines(result: Result) -> list[dict]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def of(ledger: Path, name: str) -> str:
    with open_ledger(ledger) as opened:
        return linking.incident(opened, name, "v1").id


def test_incidents_links_what_is_new_and_lists_it_whole(ledger: Path):
    result = run("incidents", ledger)
    found = lines(result)
    assert sorted(len(i["reports"]) for i in found) == [2, 3]
    assert all(i["accounts"] and i["findings"] for i in found)
    assert "linked 5 reports, 1 of them copies, 2 new incidents, 2 compared" in result.stderr
    assert run("incidents", ledger).stderr == ""


def test_no_link_only_looks(ledger: Path):
    result = run("incidents", ledger, "--no-link")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "5 reports and incidents wait" in result.stderr


def test_the_list_can_be_narrowed_and_says_where_there_is_more(ledger: Path):
    assert len(lines(run("incidents", ledger, "--min-reports", "3"))) == 1
    assert lines(run("incidents", ledger, "--min-origins", "3")) == []
    assert (
        len(lines(run("incidents", ledger, "--contradicted", "--place", "oreva", "--publisher", "Tarn Courier"))) == 1
    )
    assert lines(run("incidents", ledger, "--type", "PROTEST")) == []
    cut = run("incidents", ledger, "--limit", "1")
    assert len(lines(cut)) == 1
    assert "more than 1 incidents" in cut.stderr


def test_words_that_mean_nothing_are_an_error(ledger: Path):
    result = run("incidents", ledger, "--since", "March")
    assert result.exit_code == 1
    assert "Write 2024-03-05" in result.stderr
    assert run("incidents", ledger, "--again", "--no-link").exit_code == 2


def test_the_list_as_a_table_and_as_csv(ledger: Path):
    table = run("incidents", ledger, "--format", "table").stdout
    assert "2024-03-05  ASSAULT  3 reports, 2 origins" in table
    assert "2 incidents" in table
    rows = list(csv.DictReader(io.StringIO(run("incidents", ledger, "--format", "csv").stdout)))
    found = sorted((row["reports"], row["origins"], row["places"]) for row in rows)
    assert found == [("2", "2", "Tarn"), ("3", "2", "Oreva")]


def test_everything_can_be_linked_anew(ledger: Path):
    first = lines(run("incidents", ledger))
    again = run("incidents", ledger, "--again")
    assert lines(again) == first
    assert "linked 5 reports" in again.stderr


def test_compare_shows_each_voice_and_marks_where_they_differ(ledger: Path):
    run("incidents", ledger)
    for named in (of(ledger, "b"),), ("b", "v1"):
        table = run("compare", ledger, *named, "--format", "table").stdout
        assert re.search(r"Oreva Post < Governor Petra Holm +happened +the army ≠1", table)
        assert re.search(r"Tarn Courier < Governor Ilo Marten +happened +the rebels ≠1", table)
        assert "one origin, 2 reports: Oreva Post, Mavra <b>Wire" in table
        assert "actor: contradict each other" in table
        assert "“Shells fired by the rebels killed 12 people in Oreva" in table


def test_compare_as_json_is_the_incident_with_its_sources(ledger: Path):
    run("incidents", ledger)
    data = json.loads(run("compare", ledger, "b", "v1").stdout)
    assert data["id"] == of(ledger, "a")
    assert sorted(source["publisher"] for source in data["sources"]) == ["Mavra <b>Wire", "Oreva Post", "Tarn Courier"]


def test_compare_as_a_page_is_whole_and_harmless(ledger: Path, tmp_path: Path):
    run("incidents", ledger)
    out = tmp_path / "incident.html"
    assert run("compare", ledger, "b", "v1", "--output", out).exit_code == 0
    html = out.read_text(encoding="utf-8")
    page = Page(html)
    assert "Mavra <b>Wire" in "".join(page.words)
    assert "<b>Wire" not in html
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "img", "link", "iframe"} & set(tags)
    anchors = {attributes["id"] for _, attributes in page.tags if attributes.get("id")}
    inside = [a["href"][1:] for tag, a in page.tags if tag == "a" and (a.get("href") or "").startswith("#")]
    assert inside
    assert set(inside) <= anchors
    assert "killed 12 people" in html, "a cell has its words"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["none"], 1, "there is no incident 'none'"),
        (["b", "v9"], 1, "v9"),
        ([], 2, "give the ledger and an incident"),
        (["b", "v1", "more"], 2, "give the ledger and an incident"),
    ],
)
def test_an_incident_that_is_not_there_is_said_so(ledger: Path, words: list[str], code: int, said: str):
    result = run("compare", ledger, *words)
    assert result.exit_code == code
    assert said in " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.stderr).split())


def test_copies_shows_what_was_changed_numbers_first(ledger: Path):
    result = run("copies", ledger, "a")
    assert "Mavra <b>Wire · 2024-03-07" in result.stdout
    assert "number 6 -> 9" in result.stdout
    (row,) = lines(run("copies", ledger, "a", "--format", "jsonl"))
    assert row["edits"][0]["kind"] == "number"
    assert row["other"]["publisher"] == "Mavra <b>Wire"
    assert "no copies" in run("copies", ledger, "c").stderr


def test_copies_tells_who_shares_passages_with_it(ledger: Path):
    passage = " ".join(f"common{n}" for n in range(32))
    with open_ledger(ledger) as opened:
        for name, day in (("f", "2024-03-08"), ("g", "2024-03-09")):
            data = report(name, "Oreva", "2024-03-05", 6, publisher=f"Paper {name}", published=day).to_dict()
            data["report"]["text"] += f"{passage} " + " ".join(f"{name}{'x' * n}" for n in range(40))
            opened.add(Record.from_dict(data))
    (row,) = lines(run("copies", ledger, "f", "--format", "jsonl"))
    assert (row["relation"], row["other"]["publisher"]) == ("passages", "Paper g")
    assert passage in [own["text"] for own, _ in row["passages"]]
    shown = run("copies", ledger, "f").stdout
    assert "Paper g · 2024-03-09" in shown
    assert "has passages of it" in shown
    assert f"passage: “{passage[:40]}" in shown


def test_a_person_merges_splits_and_takes_it_back(ledger: Path):
    def groups() -> list[int]:
        return sorted(len(i["reports"]) for i in lines(run("incidents", ledger, "--limit", "0")))

    assert groups() == [2, 3]
    merged = run("merge", ledger, of(ledger, "a"), of(ledger, "c"), "--by", "anna", "--note", "one raid")
    assert groups() == [5]
    assert "anna: link" in run("judgements", ledger).stdout
    assert run("undo", ledger, merged.stdout.strip()).exit_code == 0
    assert groups() == [2, 3]
    parted = run("split", ledger, of(ledger, "a"), "b", "--by", "anna")
    assert groups() == [2, 2]
    refused = run("merge", ledger, of(ledger, "a"), of(ledger, "b"))
    assert refused.exit_code == 1
    assert parted.stdout.strip() in refused.stderr
    assert run("audit", ledger).exit_code == 0


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Files whose names are the reports above; no model is needed."""

    def reports(inputs: Iterable[str], **_: object) -> Iterator[Report]:
        yield from (RECORDS[Path(name).stem].report for name in inputs)

    def code_many(given: Iterable[Report]) -> Iterator[Record]:
        yield from (RECORDS[r.id] for r in given)

    monkeypatch.setattr(intake, "reports", reports)
    monkeypatch.setattr(coding, "code_many", code_many)
    paths = [tmp_path / f"{name}.txt" for name in RECORDS]
    for path in paths:
        path.write_text("text")
    return paths


def test_files_are_compared_without_a_ledger(files: list[Path]):
    (incident,) = json.loads(run("compare", *files[:3], files[4]).stdout)
    assert incident["reports"] == ["a", "b", "d"]
    assert len(json.loads(run("compare", *files[:3], "--all").stdout)) == 2
    assert "2 incidents" in run("compare", *files, "--all", "--format", "html").stdout


def test_files_that_tell_nothing_in_common_are_said_so(files: list[Path]):
    result = run("compare", files[0], files[2])
    assert result.exit_code == 1
    assert "no two of these reports tell the same incident" in result.stderr
