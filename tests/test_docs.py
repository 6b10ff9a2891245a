"""The documents say what is so: every verb, option, field, link and command in them is checked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import according
from according.records import Record
from according.validation import json_schema, problems

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import cli_reference  # noqa: E402 - tools/ is no package

README = (ROOT / "README.md").read_text(encoding="utf-8")
CLI = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
RECORD = (ROOT / "docs/record.md").read_text(encoding="utf-8")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "MODEL_CARD.md")
DOCUMENTS = [*(ROOT / page for page in PAGES), *sorted(ROOT.glob("docs/*.md"))]


def test_the_reference_of_the_command_line_is_up_to_date():
    assert cli_reference.rewritten(CLI) == CLI, "run `make docs`"


@pytest.mark.parametrize("verb", [verb for verb in cli_reference.options() if verb])
def test_every_verb_is_introduced(verb: str):
    assert f"according {verb}" in README


@pytest.mark.parametrize(("verb", "options"), cli_reference.options().items())
def test_every_option_is_in_the_documents(verb: str, options: list[str]):
    assert [option for option in options if option not in CLI + README] == []


def test_one_option_has_one_meaning_everywhere():
    known = {"--format", "--output", "--max-chars", "--version", "--column", "--publishers", "--no-follow"}
    known |= {"--no-robots", "--allow-private", "--delay", "--watch", "--poll"}
    known |= {"--retry", "--failures", "--by", "--note", "--limit", "--old", "--new", "--field", "--value", "--all"}
    known |= {"--who", "--whom", "--type", "--mode", "--context", "--quad", "--place", "--near", "--since", "--until"}
    known |= {"--status", "--voice", "--publisher", "--report", "--text", "--expect", "--undated", "--part"}
    known |= {"--on", "--actors"}
    known |= {"--min-reports", "--min-origins", "--contradicted", "--no-link", "--again", "--events"}
    assert {option for options in cli_reference.options().values() for option in options} <= known, "a new option?"


def fields(schema: dict[str, Any]) -> Iterator[str]:
    yield from schema.get("properties", {})
    for definition in schema.get("$defs", {}).values():
        yield from definition.get("properties", {})


@pytest.mark.parametrize("field", sorted(set(fields(json_schema()))))
def test_every_field_of_a_record_is_described(field: str):
    assert f"`{field}`" in RECORD


def test_the_example_record_is_valid_and_its_spans_fit():
    data = json.loads(RECORD.split("```json\n")[1].split("```")[0])
    assert problems(data) == []
    record = Record.from_dict(data)
    assert [span.text for span in record.events[0].triggers] == ["shelled"]
    assert record.statements[0].content[0].text == "the army shelled the market, wounding at least 4 people"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_relative_link_leads_somewhere(document: Path):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (document.parent / link).exists()] == []


def test_every_file_that_the_contributing_page_names_exists():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:src|tests|training|docs|tools|examples)/[\w./*-]*)`", page)
    assert len(named) > 20
    assert [name for name in named if not list(ROOT.glob(name))] == []


def test_the_commands_of_the_documents_exist_in_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    words = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", words, re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_the_example_that_make_run_codes_exists():
    example = re.search(r"^EXAMPLE := (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert example is not None
    assert (ROOT / example[1]).is_file()


def test_the_changelog_has_an_entry_for_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(according.__version__)}\b", changelog, re.MULTILINE)
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == according.__version__


def test_the_python_examples_are_python():
    for document in DOCUMENTS:
        for block in re.findall(r"```python\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL):
            compile(block, document.name, "exec")


def test_the_picture_asks_for_nothing_from_outside():
    picture = (ROOT / "docs/coded-report.svg").read_text(encoding="utf-8")
    assert "<script" not in picture
    assert "url(http" not in picture
    assert re.findall(r'href="http', picture) == []


def test_no_tracked_file_knows_a_machine_by_its_paths():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    place = re.compile(rb"(?<![\w./:-])/(?:work|home|Users|root)/\w")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b""
        if b"\0" not in content[:8000] and place.search(content):
            found.append(name)
    assert found == []
