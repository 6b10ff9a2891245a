"""The ledger's verbs as a stranger meets them. No model is needed: a text becomes the hand-made record and itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from handmade import TEXT, clash
from many import reread, varied
from typer.testing import CliRunner, Result

from according import coding, intake
from according.cli import app
from according.errors import InputError, ReadingError
from according.faces.adding import origin
from according.ledger import open_ledger
from according.records import Record, Report

runner = CliRunner()
MODEL = ["hand"]


def run(*words: str | Path, input: str | None = None) -> Result:  # noqa: A002
    return runner.invoke(app, [str(w) for w in words], input=input)


def lines(result: Result) -> list[dict]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(autouse=True)
def stub_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each file becomes a report; a file with "bad" in its words fails."""

    def reports(inputs: Iterable[str], **_: object) -> Iterator[Report | InputError]:
        for name in inputs:
            path = Path(name)
            if path.is_dir():
                yield from reports(sorted(str(p) for p in path.rglob("*.txt")))
            elif "bad" in path.read_text():
                yield InputError(f"{name}:3", "binary", "this is no text", advice="Give a text", offset=7)
            else:
                yield clash(id=path.stem, url=None, text=TEXT + path.read_text()).report

    def code_many(given: Iterable[Report | InputError]) -> Iterator[Record | InputError]:
        for report in given:
            if isinstance(report, InputError):
                yield report
            else:
                data = clash(**report.to_dict()).to_dict()
                data["reader"]["model"] = MODEL[0]
                yield Record.from_dict(data)

    monkeypatch.setattr(intake, "reports", reports)
    monkeypatch.setattr(coding, "code_many", code_many)
    monkeypatch.setattr(coding, "reader", lambda: ("according", "0.1.0", MODEL[0]))
    yield
    MODEL[0] = "hand"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(f"File {name}.")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "l.db"


@pytest.fixture
def filled(place: Path, files: Path) -> Path:
    assert run("add", place, files).exit_code == 0
    return place


def test_add_makes_a_ledger_counts_and_skips_what_is_there(place: Path, files: Path):
    first = run("add", place, files)
    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr == "read 3, coded 3, skipped 0, failed 0\n"
    (files / "d.txt").write_text("File d.")
    again = run("add", place, files)
    assert again.exit_code == 0
    assert again.stderr == "read 4, coded 1, skipped 3 (3 in the ledger already), failed 0\n"
    assert run("add", place, files / "d.txt").exit_code == 0


def test_what_fails_stands_in_a_file_that_retry_takes(place: Path, files: Path):
    (files / "x.txt").write_text("bad")
    result = run("add", place, files)
    listed = Path(f"{place}.failures.jsonl")
    assert result.exit_code == 3
    assert f"try it again with --retry {listed}" in result.stderr
    (failure,) = map(json.loads, listed.read_text().splitlines())
    assert failure == {
        "input": str(files / "x.txt"),
        "name": f"{files / 'x.txt'}:3",
        "code": "binary",
        "problem": "this is no text",
        "advice": "Give a text",
        "offset": 7,
    }
    assert run("add", place, "--retry", listed).exit_code == 1
    (files / "x.txt").write_text("Mended.")
    mended = run("add", place, "--retry", listed)
    assert (mended.exit_code, mended.stderr) == (0, "read 1, coded 1, skipped 0, failed 0\n")
    assert not listed.exists()
    with open_ledger(place) as ledger:
        assert ledger.counts() | {"failures": 2, "runs": 3, "reports": 4} == ledger.counts()


def test_a_fault_of_the_reader_is_listed_with_its_traceback(place: Path, files: Path, monkeypatch: pytest.MonkeyPatch):
    real = coding.code_many

    def faulty(given: Iterable[Report | InputError]) -> Iterator[Record | InputError]:
        for record in real(given):
            assert isinstance(record, Record)
            name = record.report.id
            yield record if name != "b" else ReadingError(name, "IndexError: 7", trace="Traceback:\n \x1b line 1")

    monkeypatch.setattr(coding, "code_many", faulty)
    result = run("add", place, files)
    assert (result.exit_code, result.stderr.splitlines()[-2]) == (3, "read 3, coded 2, skipped 0, failed 1")
    assert "failed: b: the reader broke down on it (IndexError: 7)" in result.stderr
    assert "line 1" not in result.stderr
    (failure,) = map(json.loads, Path(f"{place}.failures.jsonl").read_text().splitlines())
    assert (failure["code"], failure["traceback"]) == ("reader-fault", "Traceback:\n \x1b line 1")
    monkeypatch.setenv("ACCORDING_DEBUG", "1")
    shown = run("add", place, files).stderr
    assert "b:\nTraceback:\n \u241b line 1" in shown


def test_a_newer_reader_reads_again_and_diff_says_what_changed(filled: Path, files: Path):
    MODEL[0] = "newer"
    result = run("add", filled, files)
    assert "read again by a newer reader: 3" in result.stderr
    assert lines(run("diff", filled, "--format", "jsonl")) == []
    with open_ledger(filled) as ledger:
        ledger.add(varied(1))
        ledger.add(reread(1))
    changes = lines(run("diff", filled, "report-1", "--format", "jsonl"))
    assert {(c["kind"], c["what"], c["field"]) for c in changes} == {
        ("statement", "changed", "words"),
        ("event", "changed", "status"),
        ("event", "added", ""),
    }
    assert "status changed: denied → planned" in run("diff", filled).stdout


def test_a_record_that_cannot_be_kept_is_a_failure_and_the_rest_goes_on(
    place: Path, files: Path, monkeypatch: pytest.MonkeyPatch
):
    real = coding.code_many

    def faulty(given: Iterable[Report | InputError]) -> Iterator[Record | InputError]:
        for record in real(given):
            data = record.to_dict()  # type: ignore[union-attr]
            if data["report"]["id"] == "b":
                data["events"][0]["type"] = "DANCE"
            yield Record.from_dict(data)

    monkeypatch.setattr(coding, "code_many", faulty)
    result = run("add", place, files)
    assert result.exit_code == 3
    assert "failed: b: its record cannot be kept" in result.stderr
    assert result.stderr.splitlines()[-2] == "read 3, coded 2, skipped 0, failed 1"


def test_ctrl_c_keeps_what_was_added(place: Path, files: Path, monkeypatch: pytest.MonkeyPatch):
    real = coding.code_many

    def interrupted(given: Iterable[Report | InputError]) -> Iterator[Record | InputError]:
        for _, record in zip(range(2), real(given), strict=False):
            yield record
        raise KeyboardInterrupt

    monkeypatch.setattr(coding, "code_many", interrupted)
    result = run("add", place, files)
    assert result.exit_code == 130
    assert "read 2, coded 2, skipped 0, failed 0" in result.stderr
    with open_ledger(place) as ledger:
        assert ledger.counts()["reports"] == 2


@pytest.mark.parametrize(
    "words", [["add", "l.db"], ["find"], ["judge", "l.db", "x", "maybe"], ["find", "l.db", "--limit", "-1"]]
)
def test_wrong_usage_is_exit_code_2(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert run(*words).exit_code == 2


@pytest.mark.parametrize("verb", ["find", "diff", "audit", "judgements", "export"])
def test_only_add_and_import_make_ledgers(verb: str, place: Path):
    result = run(verb, place)
    assert result.exit_code == 1
    assert "there is no ledger" in result.stderr
    assert not place.exists()


def test_find_answers_in_four_forms(filled: Path, tmp_path: Path):
    asked = ("find", filled, "--who", "army", "--status", "denied")
    found = lines(run(*asked))
    assert [line["words"] for line in found] == ["fired"] * 3
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    assert [row["voices"] for row in rows] == ["Oreva Post < the army"] * 3
    table = run(*asked, "--format", "table").stdout
    assert "no day (published 2024-03-05)  ASSAULT:firearms  denied  the army" in table
    assert (rows[0]["day"], rows[0]["published_day"]) == ("", "2024-03-05")
    assert "The army denied that it had fired a shot." in table
    assert table.splitlines()[-1] == "3 lines"
    pq = pytest.importorskip("pyarrow.parquet")
    assert run(*asked, "--output", tmp_path / "o.parquet").exit_code == 0
    assert pq.read_table(tmp_path / "o.parquet").num_rows == 3
    assert run(*asked, "--output", tmp_path / "o.csv").exit_code == 0
    assert (tmp_path / "o.csv").read_text().startswith("event,report,")


def test_find_says_when_there_is_more_and_what_words_mean_nothing(filled: Path):
    cut = run("find", filled, "--limit", "2")
    assert len(cut.stdout.splitlines()) == 2
    assert "give --limit 0 for all" in cut.stderr
    assert len(lines(run("find", filled, "--limit", "0"))) == 9
    wrong = run("find", filled, "--status", "maybe")
    assert wrong.exit_code == 1
    assert wrong.stderr.startswith("error: 'maybe' is no status: there are happened")


def test_lines_without_a_day_are_neither_dated_nor_dropped_in_silence(filled: Path):
    asked = ("find", filled, "--since", "2024-03")
    assert [(line["words"], line["day"]) for line in lines(run(*asked))] == [("shelled", "2024-03-05")] * 3
    assert "left out because nobody knows their day: 6 lines; --undated published" in run(*asked).stderr
    every = run(*asked, "--undated", "published")
    assert ([line["day"] for line in lines(every)].count(None), every.stderr) == (6, "")
    assert "2024-03-05  ASSAULT:heavy-weapons" in run(*asked, "--format", "table").stdout
    assert "left out because nobody knows their day: 6 lines" in run("watch", filled, "new", *asked[2:]).stderr
    assert run("watch", filled, "new").stderr == ""


def test_what_a_report_contains_commands_neither_terminal_nor_spreadsheet(place: Path):
    with open_ledger(place) as ledger:
        ledger.add(clash(title="=HYPERLINK(0)", publisher="\x1b[2J\u202eevil", id="-1+2"))
    for form in ("table", "jsonl"):
        out = run("find", place, "--format", form).stdout
        assert not set(out) & set("\x1b\u202e")
    row = next(csv.DictReader(io.StringIO(run("find", place, "--format", "csv").stdout)))
    assert (row["title"], row["report_name"]) == ("'=HYPERLINK(0)", "'-1+2")


def test_watch_shows_what_is_new(filled: Path, files: Path):
    assert len(lines(run("watch", filled, "denials", "--status", "denied"))) == 3
    assert lines(run("watch", filled, "denials")) == []
    (files / "d.txt").write_text("File d.")
    run("add", filled, files)
    assert [line["report_name"] for line in lines(run("watch", filled, "denials"))] == ["d"]
    assert run("watch", filled).stdout == "denials: --status denied\n"
    assert run("watch", filled, "denials", "--status", "planned").exit_code == 1
    assert len(lines(run("watch", filled, "all"))) == 12


def test_judging_and_taking_back(filled: Path):
    line = lines(run("find", filled, "--status", "denied"))[0]["event"]
    judgement = run("judge", filled, line, "no", "--by", "anna", "--note", "it was a drill").stdout.strip()
    (again,) = [f for f in lines(run("find", filled, "--status", "denied")) if f["event"] == line]
    assert again["judged"] == ["no (anna)"]
    assert "anna: event" in run("judgements", filled).stdout
    assert run("undo", filled, judgement, "--by", "ben").exit_code == 0
    assert run("judgements", filled).stdout == ""
    assert [j["verdict"] for j in lines(run("judgements", filled, "--all", "--format", "jsonl"))] == ["no", "undo"]
    assert run("undo", filled, judgement).exit_code == 1


def test_audit_prints_the_head_and_finds_what_was_changed(filled: Path):
    good = run("audit", filled)
    assert good.exit_code == 0
    head = good.stdout.split()[-1]
    assert run("audit", filled, "--expect", head).exit_code == 0
    assert run("audit", filled, "--expect", "0" * 63 + "1").exit_code == 1
    import sqlite3

    with sqlite3.connect(filled) as connection:
        connection.execute("UPDATE reports SET text = replace(text, 'denied', 'admitted') WHERE n = 2")
    connection.close()
    bad = run("audit", filled)
    assert bad.exit_code == 1
    assert "the text or the source of the report was changed" in bad.stdout


def test_an_audit_of_a_part_compares_the_rows_of_that_part(filled: Path):
    import sqlite3

    with sqlite3.connect(filled) as connection:
        connection.execute("UPDATE events SET status = 'happened' WHERE version_n = 2")
    connection.close()
    found = {part: run("audit", filled, "--part", part) for part in ("1/3", "2/3", "3/3")}
    assert [result.exit_code for result in found.values()] == [0, 0, 1]
    assert "3 records and 0 judgements checked; the rows for searching of 1 records" in found["1/3"].stdout
    assert "differ from the record (events)" in found["3/3"].stdout
    assert run("audit", filled).exit_code == 1
    assert run("audit", filled, "--part", "4/3").exit_code == 1
    assert run("audit", filled, "--part", "some").exit_code == 2


def test_withdrawing(filled: Path):
    assert run("withdraw", filled, "a", "--note", "retracted").exit_code == 0
    assert {line["report_name"] for line in lines(run("find", filled))} == {"b", "c"}
    assert run("withdraw", filled, "a").exit_code == 1


def test_export_and_import_of_a_whole_ledger_and_of_records(filled: Path, tmp_path: Path):
    exported = tmp_path / "l.jsonl"
    assert run("export", filled, "--output", exported).exit_code == 0
    assert run("import", tmp_path / "two.db", exported).exit_code == 0
    assert run("export", tmp_path / "two.db").stdout == exported.read_text(encoding="utf-8")
    assert run("import", tmp_path / "two.db", exported).exit_code == 1
    assert run("import", tmp_path / "three.db", "-", input=exported.read_text(encoding="utf-8")).exit_code == 0
    records = clash().to_json() + "\n" + clash(url="https://b.example").to_json() + "\n"
    assert "added 2, new version 0, skipped 0" in run("import", tmp_path / "four.db", "-", input=records).stderr
    assert "added 0, new version 0, skipped 2" in run("import", tmp_path / "four.db", "-", input=records).stderr
    assert "-:2: not a valid record" not in run("import", tmp_path / "four.db", "-", input=records + "{}\n").stderr
    assert run("import", tmp_path / "four.db", tmp_path / "none").exit_code == 1
    pytest.importorskip("pyarrow")
    assert run("export", filled, "--format", "parquet").exit_code == 2
    assert run("export", filled, "--format", "parquet", "--output", tmp_path / "p").exit_code == 0
    assert run("import", tmp_path / "five.db", tmp_path / "p").exit_code == 0
    assert run("export", tmp_path / "five.db").stdout == exported.read_text(encoding="utf-8")


def test_the_origin_of_a_failure_is_what_can_be_named_again(tmp_path: Path):
    archive = tmp_path / "with space" / "a.zip"
    archive.parent.mkdir()
    archive.touch()
    assert origin(f"{archive}/inner/b.csv:3", []) == str(archive)
    assert origin(f"{archive}:17", []) == str(archive)
    assert origin("https://x.example/1", ["feed.xml"]) == "https://x.example/1"
    assert origin("nowhere/x.txt", ["nowhere"]) == "nowhere"
    assert origin("standard input:3", ["-"]) == "standard input:3"
