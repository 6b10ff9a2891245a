"""Accounts and findings: who vouches for what in reports of one incident, and where the voices stand to each other."""

from __future__ import annotations

from typing import Any

import pytest

from according.errors import RecordError
from according.incidents.comparing import compare, ranges
from according.records import Finding, Incident, Record

Said = dict[str, Any]


def record(
    name: str,
    text: str,
    *,
    events: list[Said],
    statements: list[Said] | None = None,
    entities: dict[str, Said] | None = None,
    places: dict[str, Said] | None = None,
    publisher: str = "Morning Post",
    published: str | None = None,
) -> Record:
    """A record in which spans are given as the words they cover (`words` or `words#2` for the second time)."""

    def at(words: str) -> list[int]:
        wanted, _, nth = words.partition("#")
        start = -1
        for _ in range(int(nth or 1)):
            start = text.index(wanted, start + 1)
        return [start, start + len(wanted)]

    def spans(words: list[str]) -> list[list[int]]:
        return [at(w) for w in words]

    people = [
        {"id": k, "kind": "organization", **v, "mentions": spans(v["mentions"])} for k, v in (entities or {}).items()
    ]
    sites = [{"id": k, **v, "mentions": spans(v["mentions"])} for k, v in (places or {}).items()]
    said = [
        {
            "kind": "indirect",
            **s,
            "source": spans(s["source"]),
            "cue": spans(s["cue"]),
            "content": spans(s["content"]),
        }
        for s in statements or []
    ]
    happened = []
    for n, e in enumerate(events, 1):
        casualties = [{**c, "span": at(c["span"])} for c in e.get("casualties", [])]
        happened.append(
            {"id": f"v{n}", "type": "ASSAULT", **e, "triggers": spans(e["triggers"]), "casualties": casualties}
        )
    report = {"id": name, "text": text, "publisher": publisher, "published": published}
    return Record.from_dict(
        {"report": report, "entities": people, "places": sites, "statements": said, "events": happened}
    )


GOVERNMENT = {"name": "Norland government", "country": "NOR", "sectors": ["GOV"]}
ARMY = {"name": "Norland army", "country": "NOR", "sectors": ["MIL"]}
REBELS = {"name": "rebels", "kind": "group", "country": "NOR", "sectors": ["REB"]}


def killed(low: int | None, high: int | None, span: str) -> Said:
    return {"kind": "killed", "low": low, "high": high, "span": span}


def monitor(name: str = "r1", *, dead: int = 6) -> Record:
    text = f"The Northern Watch for Rights said the Norland army shelled Tarn and killed {dead} civilians."
    return record(
        name,
        text,
        entities={
            "e1": {"name": "Northern Watch for Rights", "mentions": ["Northern Watch for Rights"]},
            "e2": {**ARMY, "mentions": ["Norland army"]},
        },
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["Northern Watch for Rights"],
                "cue": ["said"],
                "content": [f"the Norland army shelled Tarn and killed {dead} civilians"],
            }
        ],
        events=[
            {"triggers": ["shelled"], "actors": ["e2"], "casualties": [killed(dead, dead, f"{dead} civilians")]},
        ],
    )


def denial(name: str = "r2") -> Record:
    text = "Shells fell on Tarn on Monday and killed 12 people. The Norland government denied responsibility."
    return record(
        name,
        text,
        publisher="State Herald",
        entities={"e1": {**GOVERNMENT, "mentions": ["Norland government"]}},
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["The Norland government"],
                "cue": ["denied"],
                "content": ["responsibility"],
            }
        ],
        events=[{"triggers": ["fell"], "casualties": [killed(12, 12, "12 people")]}],
    )


def blaming(name: str = "r3") -> Record:
    text = "The defence ministry said rebels shelled Tarn and killed six civilians."
    return record(
        name,
        text,
        publisher="State Herald",
        entities={
            "e1": {"name": "defence ministry", "country": "NOR", "sectors": ["GOV"], "mentions": ["defence ministry"]},
            "e2": {**REBELS, "mentions": ["rebels"]},
        },
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["The defence ministry"],
                "cue": ["said"],
                "content": ["rebels shelled Tarn and killed six civilians"],
            }
        ],
        events=[{"triggers": ["shelled"], "actors": ["e2"], "casualties": [killed(6, 6, "six civilians")]}],
    )


def told(*records: Record) -> list[tuple[Record, list[str]]]:
    return [(r, [e.id for e in r.events]) for r in records]


def found(incident: Incident, kind: str, field: str) -> list[Finding]:
    return [f for f in incident.findings if (f.kind, f.field) == (kind, field)]


def test_every_voice_of_a_report_has_one_account() -> None:
    incident = compare("i1", told(monitor(), denial()))
    voices = [a.voice for a in incident.accounts]
    assert voices == [
        ["Morning Post", "Northern Watch for Rights"],
        ["State Herald"],
        ["State Herald", "Norland government"],
    ]


def test_a_figure_belongs_to_the_voice_in_whose_words_it_stands() -> None:
    incident = compare("i1", told(monitor(), denial()))
    assert [c.low for a in incident.accounts if (c := a.figure("killed"))] == [6, 12]


def test_who_denies_a_deed_is_the_actor_of_a_denied_account() -> None:
    incident = compare("i1", told(denial()))
    [account] = [a for a in incident.accounts if a.whether == "denied"]
    assert account.actors == ["Norland government"]


def test_a_denial_contradicts_those_who_say_it_happened() -> None:
    [finding] = found(compare("i1", told(monitor(), denial())), "contradict", "whether")
    assert "Norland government: denied" in finding.why
    assert "State Herald: happened" in finding.why  # the report that tells both is where the two meet


def test_figures_that_exclude_each_other_contradict() -> None:
    [finding] = found(compare("i1", told(monitor(), denial())), "contradict", "killed")
    assert finding.soft is False
    assert "6" in finding.why
    assert "12" in finding.why


def test_two_sides_that_are_blamed_contradict() -> None:
    assert found(compare("i1", told(monitor(), blaming())), "contradict", "actor")


def test_copies_agree_without_being_independent() -> None:
    incident = compare("i1", told(monitor("r1"), monitor("r2")), origins=[{"r1", "r2"}])
    [finding] = found(incident, "agree", "killed")
    assert finding.independent == 1
    assert incident.origins == [["r1", "r2"]]


def test_one_voice_in_two_reports_is_one_origin() -> None:
    [finding] = found(compare("i1", told(monitor("r1"), monitor("r2"))), "agree", "killed")
    assert finding.independent == 1


def test_two_voices_that_agree_are_independent() -> None:
    [finding] = found(compare("i1", told(monitor(), blaming())), "agree", "killed")
    assert finding.independent == 2


def test_the_range_goes_over_all_voices_and_names_each() -> None:
    killed_range = ranges(compare("i1", told(monitor(), denial())))["killed"]
    assert (killed_range["low"], killed_range["high"]) == (6, 12)
    assert len(killed_range["voices"]) == 2  # type: ignore[arg-type]


def test_an_event_that_the_record_lacks_is_refused() -> None:
    with pytest.raises(RecordError, match="no event v9"):
        compare("i1", [(monitor(), ["v9"])])
