"""The command line as a stranger meets it: formats, exit codes, the list of failures, pipes. No model is needed."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from handmade import clash
from typer.testing import CliRunner, Result

import according
from according import coding, intake
from according.cli import app
from according.errors import InputError, ModelError
from according.faces import options
from according.records import Record, Report

runner = CliRunner()


def run(*words: str | Path, input: str | None = None) -> Result:  # noqa: A002
    return runner.invoke(app, [str(w) for w in words], input=input)


@pytest.fixture(autouse=True)
def stub_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each input becomes the hand-made record under its own name; those with "bad" in their name fail."""

    def reports(
        inputs: Iterable[str], *, max_chars: int, skipped: Counter[str], **options: object
    ) -> Iterator[Report | InputError]:
        for name in inputs:
            if "bad" in name:
                yield InputError(name, "binary", "this is no text\x1b[2J", advice="Give a text or HTML file.", offset=7)
            elif Path(name).is_dir():
                found = [p for p in sorted(Path(name).rglob("*")) if p.is_file()]
                skipped.update(p.suffix for p in found if p.suffix != ".txt")
                texts = [str(p) for p in found if p.suffix == ".txt"]
                yield from reports(texts, max_chars=max_chars, skipped=skipped)
            else:
                yield clash(id=name, authors=[f"at most {max_chars}"]).report

    def code_many(given: Iterable[Report | InputError], *, actors: object = None) -> Iterator[Record | InputError]:
        for report in given:
            yield report if isinstance(report, InputError) else clash(**report.to_dict())

    monkeypatch.setattr(intake, "reports", reports, raising=False)
    monkeypatch.setattr(coding, "code_many", code_many)


def test_piped_output_is_one_record_a_line_and_one_report_needs_no_closing_words():
    result = run("read", "a.txt")
    assert result.exit_code == 0
    record = Record.from_dict(json.loads(result.stdout))
    assert record.report.id == "a.txt"
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


def test_several_inputs_are_counted_on_standard_error_and_failures_are_listed_with_their_cause():
    result = run("read", "a.txt", "bad.bin", "b.txt")
    assert result.exit_code == 3
    assert [json.loads(line)["report"]["id"] for line in result.stdout.splitlines()] == ["a.txt", "b.txt"]
    lines = result.stderr.splitlines()
    assert lines[-1] == "read 3, coded 2, skipped 0, failed 1"
    failure = next(line for line in lines if line.startswith("failed: "))
    assert failure.startswith("failed: bad.bin, at offset 7: this is no text")
    assert failure.endswith("Give a text or HTML file.")
    assert "\x1b" not in failure


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        (["a.txt"], 0),
        (["a.txt", "b.txt"], 0),
        (["bad.bin"], 1),
        (["bad.bin", "bad2.bin"], 1),
        (["a.txt", "bad.bin"], 3),
    ],
)
def test_the_exit_code_says_how_the_run_went(inputs: list[str], code: int):
    assert run("read", *inputs).exit_code == code


@pytest.mark.parametrize(
    "words", [["read"], ["read", "a.txt", "--format", "xml"], ["read", "a.txt", "--max-chars", "0"], ["nonsense"]]
)
def test_wrong_usage_is_exit_code_2(words: list[str]):
    assert run(*words).exit_code == 2


def test_files_of_a_folder_that_are_no_reports_are_counted_and_no_failure(tmp_path: Path):
    (tmp_path / "deep").mkdir()
    for name in ("a.txt", "deep/b.txt", "deep/photo.png", "deep/chart.png", "movie.mp4"):
        (tmp_path / name).touch()
    result = run("read", tmp_path)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "skipped: 1 .mp4, 2 .png. A file is read whatever its suffix where it is named itself",
        "read 5, coded 2, skipped 3, failed 0",
    ]


def test_an_empty_folder_says_that_there_was_nothing_to_read(tmp_path: Path):
    result = run("read", tmp_path)
    assert result.exit_code == 1
    assert "nothing to read" in result.stderr


def test_the_length_limit_reaches_the_intake():
    assert json.loads(run("read", "a.txt", "--max-chars", "77").stdout)["report"]["authors"] == ["at most 77"]


def test_the_options_of_the_intake_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    table = tmp_path / "p.csv"
    table.write_text("host,name\noreva.example,Oreva Post\n")
    given: dict[str, object] = {}
    monkeypatch.setattr(intake, "reports", lambda inputs, **options: given.update(options) or [])
    words = [
        "--column",
        "text=Body",
        "--column",
        "date=",
        "--no-follow",
        "--no-robots",
        "--allow-private",
        "--delay",
        "3",
    ]
    run("read", "a.csv", *words, "--publishers", table)
    assert len(given.pop("publishers")) == 1  # type: ignore[arg-type]
    del given["skipped"]
    assert given == {
        "max_chars": 1_000_000,
        "columns": {"text": "Body", "date": ""},
        "follow": False,
        "robots": False,
        "allow_private": True,
        "delay_s": 3.0,
    }


def test_the_options_have_the_defaults_of_the_intake(monkeypatch: pytest.MonkeyPatch):
    defaults = {name: p.default for name, p in inspect.signature(intake.sources.reports).parameters.items()}
    given: dict[str, object] = {}
    monkeypatch.setattr(intake, "reports", lambda inputs, **options: given.update(options) or [])
    run("read", "a.csv")
    assert all(given[name] in (defaults[name], {}) for name in given if name != "skipped")
    assert intake.watching.POLL_S == options.POLL_S


def test_wrong_columns_and_publishers_are_said_before_anything_is_read(tmp_path: Path):
    result = run("read", "a.csv", "--column", "Body")
    assert result.exit_code == 2
    assert "FIELD=HEADER" in result.stderr
    result = run("read", "a.csv", "--publishers", tmp_path / "gone.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "gone.csv: there is no such file" in result.stderr


def test_a_watch_writes_each_report_as_it_comes_and_ends_with_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written: list[str] = []

    def watch(inputs: list[str], *, poll_s: float, **options: object) -> Iterator[Iterator[Report]]:
        for name in ("a", "b"):
            yield iter([clash(id=name).report])
            written.append((tmp_path / "o.jsonl.part").read_text(encoding="utf-8"))
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "watch", watch)
    assert run("read", tmp_path, "--watch", "--poll", "0.5", "--output", tmp_path / "o.jsonl").exit_code == 130
    assert [words.count("\n") for words in written] == [1, 2]
    assert (tmp_path / "o.jsonl").read_text(encoding="utf-8").count("\n") == 2


def test_only_folders_are_watched(tmp_path: Path):
    result = run("read", tmp_path / "a.txt", "--watch")
    assert result.exit_code == 2
    assert "--watch watches folders" in result.stderr


def test_json_is_one_document_an_object_for_one_report_and_an_array_for_several():
    assert json.loads(run("read", "a", "--format", "json").stdout)["report"]["id"] == "a"
    for names in (["a", "b"], ["a", "b", "c"]):
        several = json.loads(run("read", *names, "--format", "json").stdout)
        assert [record["report"]["id"] for record in several] == names


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_carries_no_control_character_and_no_line_end_within_a_record(form: str):
    hostile = "a\x1b[2J\x9b2J\x85\u2028\u202eb\x7f"
    out = run("read", hostile, "--format", form).stdout
    assert not set(out) & set("\x1b\x9b\x85\u2028\u202e\x7f")
    assert json.loads(out)["report"]["id"] == hostile
    if form == "jsonl":
        assert len(out.splitlines()) == 1


def test_table_shows_the_report_and_its_lines_without_escape_sequences_when_piped():
    out = run("read", "a.txt", "--format", "table").stdout
    assert "at least 4 injured" in out
    assert "shelled‹ASSAULT›" in out
    assert "\x1b" not in out


def test_html_is_one_page_for_all_reports():
    out = run("read", "a.txt", "b.txt", "--format", "html").stdout
    assert out.startswith("<!doctype html>")
    assert out.count("<article ") == 2


@pytest.mark.parametrize(
    ("name", "start"), [("o.html", "<!doctype"), ("o.json", "{\n"), ("o.jsonl", '{"record":1'), ("o", '{"record":1')]
)
def test_the_suffix_of_the_output_file_chooses_the_format(tmp_path: Path, name: str, start: str):
    result = run("read", "a.txt", "--output", tmp_path / name)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_run_that_codes_nothing_leaves_an_old_file_as_it_is(tmp_path: Path):
    old = tmp_path / "o.html"
    old.write_text("old")
    assert run("read", "bad.bin", "--output", old).exit_code == 1
    assert old.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["o.html"]


def test_a_file_that_cannot_be_written_is_wrong_usage(tmp_path: Path):
    result = run("read", "a.txt", "--output", tmp_path / "nowhere" / "o.jsonl")
    assert result.exit_code == 2
    assert "nowhere/o.jsonl: No such file or directory" in result.stderr


def interrupted_after(count: int) -> object:
    def code_many(given: Iterable[Report | InputError], *, actors: object = None) -> Iterator[Record | InputError]:
        for _, report in zip(range(count), given, strict=False):
            yield clash(id=report.id)  # type: ignore[union-attr]
        raise KeyboardInterrupt

    return code_many


@pytest.mark.parametrize("form", ["json", "jsonl", "html"])
def test_ctrl_c_is_130_and_keeps_what_was_coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str):
    monkeypatch.setattr(coding, "code_many", interrupted_after(2))
    out = tmp_path / "o"
    result = run("read", "a", "b", "c", "--output", out, "--format", form)
    assert result.exit_code == 130
    assert "read 2, coded 2, skipped 0, failed 0" in result.stderr
    written = out.read_text(encoding="utf-8")
    if form == "json":
        assert len(json.loads(written)) == 2
    else:
        assert written.count("Oreva Post") >= 2


def test_missing_weights_are_one_message_and_exit_code_1(monkeypatch: pytest.MonkeyPatch):
    def no_model(given: object, *, actors: object = None) -> Iterator[Record]:
        raise ModelError("the weights are missing: install the package again")
        yield

    monkeypatch.setattr(coding, "code_many", no_model)
    result = run("read", "a.txt")
    assert result.exit_code == 1
    assert result.stderr == "error: the weights are missing: install the package again\n"


def test_a_reader_who_goes_away_is_no_error():
    script = (
        "import sys; from handmade import clash; from according import coding, intake; from according.cli import main\n"
        "intake.reports = lambda inputs, **options: inputs\n"
        "coding.code_many = lambda given, actors=None: (clash() for _ in range(5000))\n"
        "sys.argv = ['according', 'read', 'a']; main()"
    )
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=30) == 0


def test_schema_prints_the_json_schema_of_a_record():
    found = json.loads(run("schema").stdout)
    assert {"record", "report", "statements", "events"} <= set(found["properties"])


def test_explain_answers_from_the_codebook():
    out = run("explain", "ASSAULT").stdout
    assert out.startswith("ASSAULT (type)\n")
    assert "material conflict" in out
    answer = json.loads(run("explain", "sector", "reb", "--format", "json").stdout)
    assert answer["kind"] == "sector"


def test_explain_says_what_comes_near_a_word_it_does_not_know():
    result = run("explain", "ASAULT")
    assert result.exit_code == 1
    assert "ASSAULT" in result.stderr


def test_doctor_names_the_versions_and_its_json_says_the_same():
    words = run("doctor").stdout
    found = json.loads(run("doctor", "--format", "json").stdout)
    assert found["version"] == according.__version__
    assert found["parts"]["pydantic"] in words
    assert found["data"]["codebook/data/types.toml"] > 0


def test_doctor_fails_where_a_part_is_missing(monkeypatch: pytest.MonkeyPatch):
    from importlib import metadata

    monkeypatch.setattr(metadata, "requires", lambda name: ["no-such-part>=1", "pytest; extra == 'dev'"])
    result = run("doctor")
    assert result.exit_code == 1
    assert "no-such-part is not installed: pip install no-such-part" in result.stdout


def test_doctor_describes_the_model_and_says_what_would_be_faster(monkeypatch: pytest.MonkeyPatch):
    from according.reading import model

    loaded = SimpleNamespace(name="hand", description={"labels": {"types": ["ASSAULT", "AID"]}}, threads=0)
    monkeypatch.setattr(model, "shipped", lambda: ("weights/hand.zip", b"abc"))
    monkeypatch.setattr(model, "load", lambda: loaded)
    result = run("doctor", "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["model"]["name"] == "hand"
    assert found["model"]["labels"] == {"types": 2}
    assert found["model"]["sha256"].startswith("ba7816bf")
    assert "unset ACCORDING_THREADS" in found["advice"][0]


def test_doctor_fails_where_the_weights_are_missing(monkeypatch: pytest.MonkeyPatch):
    from according.reading import model

    def missing() -> tuple[str, bytes]:
        raise ModelError("the package holds no weights")

    monkeypatch.setattr(model, "shipped", missing)
    result = run("doctor")
    assert result.exit_code == 1
    assert "- the package holds no weights" in result.stdout


def test_who_names_the_office_of_the_day_first_and_the_table_it_is_from():
    result = run("who", "Boris", "Johnson", "--on", "2017-02-01")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Boris Johnson  GBR GOV  Foreign Secretary")
    assert "offices.tsv" in lines[0]
    assert all("not on that day" in line for line in lines[1:])


def test_who_answers_in_json_and_says_when_nobody_is_known():
    found = json.loads(run("who", "Ankara", "--format", "json").stdout)
    assert (found[0]["country"], found[0]["sector"], found[0]["kind"]) == ("TUR", "GOV", "seat")
    nobody = run("who", "Zxqv")
    assert (nobody.exit_code, nobody.stdout) == (1, "")
    assert "--actors" in nobody.stderr
    assert run("who", "Ankara", "--on", "May").exit_code == 2


def test_faults_of_a_file_of_actors_stop_a_run_before_anything_is_read(tmp_path: Path):
    (tmp_path / "my.csv").write_text("name,country\nTarn,Nowhere\n", encoding="utf-8")
    result = run("read", "a.txt", "--actors", str(tmp_path / "my.csv"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "line 2: country 'Nowhere'" in result.stderr


def test_version():
    assert run("--version").stdout == f"according {according.__version__}\n"
