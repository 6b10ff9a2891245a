"""What a reader should see who compares `examples/incident`: the voices, the range, where they differ, the copy.

Six made reports of rockets on a bus station: an agency, twice, a paper that copies it, each side's press, observers.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import weights
from rich.console import Console
from test_page import Page

from according import coding, intake
from according.linking import incidents_of
from according.records import Account, Finding, Incident, Record
from according.rendering.incident_page import render_incidents
from according.rendering.incident_terminal import TerminalIncident

FOLDER = Path(__file__).parent.parent / "examples" / "incident"


pytestmark = weights.needed


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    coded = coding.code_many(intake.reports([str(FOLDER)]))
    return {r.report.id: r for r in coded if isinstance(r, Record)}


@pytest.fixture(scope="module")
def incident(records: dict[str, Record]) -> Incident:
    """The one that most reports tell."""
    return incidents_of(records.values())[0]


def voice(incident: Incident, report: str, name: str) -> Account:
    """The account of a report in the mouth of somebody of that name."""
    [found] = [a for a in incident.accounts if a.report == report and name in a.voice[-1]]
    return found


def findings(incident: Incident, kind: str, field: str) -> list[Finding]:
    return [f for f in incident.findings if (f.kind, f.field) == (kind, field)]


def together(incident: Incident, found: list[Finding], *accounts: Account) -> bool:
    """True where one finding holds all these accounts."""
    return any({a.id for a in accounts} <= set(f.accounts) for f in found)


def test_all_six_tell_one_incident_from_five_origins(records: dict[str, Record], incident: Incident) -> None:
    assert set(incident.reports) == set(records)
    assert len(records) == 6
    assert sorted(incident.origins, key=len)[-1] == ["agency", "littoral-gazette"]
    assert len(incident.origins) == 5
    assert (incident.type, incident.start) == ("ASSAULT", "2024-11-03")


def test_its_name_names_no_side(incident: Incident) -> None:
    assert incident.what == "Rockets hit bus station in separatist-held town, at least five dead"


def test_each_voice_has_its_account(incident: Incident) -> None:
    assembly = voice(incident, "agency", "Upper Sorren Assembly")
    army = voice(incident, "agency", "Ivo Drenn")
    ministry = voice(incident, "kardovia-today", "Ministry of Defence")
    paper = voice(incident, "orlec-herald", "publisher")
    assert (assembly.whether, army.whether, ministry.whether, paper.whether) == (
        "happened",
        "denied",
        "happened",
        "happened",
    )
    assert assembly.sides == paper.sides == ["state"]
    assert ministry.sides
    assert ministry.sides != ["state"]
    assert voice(incident, "agency-later", "commander in Oben").voice[1] == "Defence Minister Pavel Orsk"
    assert not any("ours" in name for a in incident.accounts for name in a.actors)


def test_the_figures_are_a_range_over_voices(incident: Incident) -> None:
    ranges = incident.ranges()
    assert (ranges["killed"].low, ranges["killed"].high) == (2, 11)
    assert (ranges["injured"].low, ranges["injured"].high) == (9, 41)
    # the week's toll of the whole valley is no toll of this incident
    assert all(f.low != 19 for a in incident.accounts for f in a.casualties)


def test_the_sides_contradict_each_other_on_who_did_it(incident: Incident) -> None:
    assembly = voice(incident, "agency", "Upper Sorren Assembly")
    ministry = voice(incident, "kardovia-today", "Ministry of Defence")
    assert together(incident, findings(incident, "contradict", "actor"), assembly, ministry)


def test_the_army_contradicts_the_assembly_on_whether_its_troops_fired(incident: Incident) -> None:
    assembly, army = voice(incident, "agency", "Upper Sorren Assembly"), voice(incident, "agency", "Ivo Drenn")
    assert together(incident, findings(incident, "contradict", "whether"), assembly, army)


def test_the_tolls_contradict_each_other_and_the_doctor_revises_hers(incident: Incident) -> None:
    first, later = voice(incident, "agency", "Lena Marusk"), voice(incident, "agency-later", "Lena Marusk")
    ministry, paper = (
        voice(incident, "kardovia-today", "Ministry of Defence"),
        voice(incident, "orlec-herald", "publisher"),
    )
    assert together(incident, findings(incident, "contradict", "killed"), ministry, paper)
    assert together(incident, findings(incident, "revise", "killed"), first, later)


def test_the_copy_with_another_number_is_one(incident: Incident) -> None:
    [found] = [f for f in incident.findings if f.kind == "edit"]
    assert (found.field, found.original, found.independent) == ("injured", "agency", 1)
    assert [(q.report, q.text) for q in found.quoted] == [("agency", "14"), ("littoral-gazette", "41")]


def test_a_reader_sees_it_on_the_terminal_and_on_the_page(incident: Incident) -> None:
    stream = io.StringIO()
    Console(file=stream, width=160, markup=False).print(TerminalIncident(incident))
    shown = stream.getvalue()
    assert "6 reports, 5 independent origins" in shown
    assert "2 to 11 killed" in shown
    assert "orlec-herald < Istrenian Foreign Minister" in " ".join(shown.split())
    assert "injured: changed in a copy" in shown
    assert "publisher <" not in shown, "an unknown publisher goes by its report"
    assert "P1W" not in shown.split("\n\n")[1], "for a week"
    page = "".join(Page(render_incidents([incident])).words)
    assert "littoral-gazette < Lena Marusk" in page
    assert "for a week" in page
