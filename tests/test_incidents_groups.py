"""A pile of reports in groups: label, days, places, origins and reasons; and the verb that shows them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import according
from according.cli import app
from according.records import Report, ReportGroup

FIRE = [
    "A fire at the Kestrel Foods warehouse in Marlow killed four workers late on Tuesday, the fire service said. Night "
    "watchman Olek Barda raised the alarm.",
    "MARLOW - Four people died when the Kestrel Foods warehouse in Marlow burned down on Tuesday night. "
    "The guard, Olek Barda, called the fire service.",
]
COPY = FIRE[0] + " Write to our newsroom with what you know."
STRIKE = [
    "Bus drivers in Port Aldine walked out on Monday over pay, said union leader Greta Sommerfeld. The strike will "
    "last until Friday.",
    "A strike of bus drivers has halted traffic in Port Aldine since Monday. Greta Sommerfeld of the union wants "
    "higher pay.",
]
SCHOOL = "A fire at a school in Tamworth hurt two pupils last month. The fire service found a broken heater."


def report(name: str, text: str, *, published: str | None = "2024-05-08", title: str | None = None) -> Report:
    return Report(id=name, title=title, text=text, published=published, publisher=f"The {name.title()}")


PILE = [
    report("post", FIRE[0], title="Fire kills four in Marlow"),
    report("herald", STRIKE[0]),
    report("tribune", SCHOOL),
    report("courier", FIRE[1], published="2024-05-10"),
    report("bell", COPY, published="2024-05-09"),
    report("echo", STRIKE[1], published=None),
]


@pytest.fixture(scope="module")
def groups() -> list[ReportGroup]:
    return according.grouped(PILE)


def test_every_report_is_in_one_group_the_largest_first(groups):
    assert [[r.report for r in g.reports] for g in groups] == [
        ["post", "courier", "bell"],
        ["herald", "echo"],
        ["tribune"],
    ]
    assert [r.position for r in groups[0].reports] == [0, 3, 4]


def test_the_label_is_what_the_group_shares_and_others_lack(groups):
    fire, strike, _ = groups
    assert {"Olek Barda", "Kestrel Foods", "warehouse"} <= set(fire.label)
    assert {"Port Aldine", "Sommerfeld"} <= set(strike.label)
    assert "fire" not in [word.casefold() for word in fire.label[:3]]
    assert not {"Barda", "Tuesday"} & set(fire.label)


def test_days_places_and_publication_are_told(groups):
    fire, strike, school = groups
    assert (fire.days, fire.places) == (["2024-05-07"], ["Marlow"])
    assert (fire.first, fire.last) == ("2024-05-08", "2024-05-10")
    assert strike.places == ["Port Aldine"]
    assert (strike.first, strike.last) == ("2024-05-08", "2024-05-08")
    assert school.places == ["Tamworth"]


def test_copies_are_one_origin(groups):
    assert [g.independent for g in groups] == [2, 2, 1]


def test_reasons_are_counted_over_the_group(groups):
    fire, strike, school = groups
    assert "all speak of 2024-05-07" in fire.why
    assert "published within 2 days" in fire.why
    assert any(why.startswith("all name ") and "Olek Barda" in why for why in fire.why)
    assert any(why.startswith("both name ") for why in strike.why)
    assert not any("published" in why for why in strike.why)
    assert school.why == []


def test_the_title_is_of_the_report_most_like_the_others_or_its_first_words():
    titled = [report("a", FIRE[0], title="Fire kills four in Marlow"), report("b", FIRE[0]), report("c", FIRE[1])]
    assert according.grouped(titled)[0].title in ("Fire kills four in Marlow", FIRE[0][:100], FIRE[1][:100])
    assert according.grouped([report("a", " \n".join(SCHOOL.split()))])[0].title == SCHOOL[:100].strip()
    assert according.grouped([report("a", "")])[0].title == ""


def test_a_higher_threshold_keeps_more_apart():
    assert len(according.grouped(PILE, threshold=0.999)) > 3


def test_an_empty_pile_and_repeated_ids():
    assert according.grouped([]) == []
    (found,) = according.grouped([report("a", FIRE[0]), report("a", FIRE[1])])
    assert ([r.position for r in found.reports], found.independent) == ([0, 1], 2)


def pile(folder: Path) -> Path:
    for r in PILE:
        (folder / f"{r.id}.txt").write_text(r.text, encoding="utf8")
    (folder / "empty.txt").write_text("", encoding="utf8")
    return folder


def test_the_verb_writes_groups_and_lists_what_cannot_be_read(tmp_path):
    done = CliRunner().invoke(app, ["group", str(pile(tmp_path))])
    assert done.exit_code == 3
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [sorted(r["report"] for r in g["reports"]) for g in found] == [
        ["bell", "courier", "post"],
        ["echo", "herald"],
    ]
    assert "failed: " in done.stderr
    assert "grouped 6" in done.stderr
    assert "1 report in smaller groups: --min-reports 1 shows all" in done.stderr


def test_the_table_names_groups_and_reports_and_the_csv_has_a_row_for_each_report(tmp_path):
    folder = str(pile(tmp_path))
    table = CliRunner().invoke(app, ["group", folder, "--format", "table"]).stdout
    assert "3 reports, 2 origins" in table
    assert "words: " in table
    assert "     courier" in table
    written = tmp_path / "groups.csv"
    CliRunner().invoke(app, ["group", folder, "--min-reports", "1", "--output", str(written)])
    rows = list(csv.DictReader(io.StringIO(written.read_text(encoding="utf8"))))
    assert {row["report"]: row["group"] for row in rows} | {"tribune": "3"} == {
        "bell": "1", "courier": "1", "post": "1", "echo": "2", "herald": "2", "tribune": "3",
    }  # fmt: skip


def test_hostile_titles_stay_words(tmp_path):
    for name, text in (("a", FIRE[0]), ("b", FIRE[1])):
        (tmp_path / f"{name}.html").write_text(
            f"<html><head><title>Fire \x1b[31m in Marlow</title></head><body><p>{text}</p></body></html>",
            encoding="utf8",
        )
    table = CliRunner().invoke(app, ["group", str(tmp_path), "--format", "table"]).stdout
    assert "2 reports" in table
    assert "\x1b" not in table


def test_nothing_to_read_is_said():
    done = CliRunner().invoke(app, ["group", "nowhere.txt"])
    assert done.exit_code == 1
    assert "nowhere.txt" in done.stderr
