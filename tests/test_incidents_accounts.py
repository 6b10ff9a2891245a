"""Accounts and findings: who vouches for what in reports of one incident, and where the voices stand to each other."""

from __future__ import annotations

from typing import Any

import pytest

from according.errors import RecordError
from according.incidents import weapons
from according.incidents.comparing import compare
from according.incidents.gathering import Gathering
from according.records import Casualties, Finding, Incident, Record, Span

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


def test_who_denies_responsibility_contradicts_on_the_doer() -> None:
    incident = compare("i1", told(monitor(), denial()))
    assert found(incident, "contradict", "whether") == []  # that shells fell is not in doubt
    [finding] = found(incident, "contradict", "actor")
    assert [a.whether for a in incident.accounts if a.id in finding.accounts] == ["happened", "denied"]


def test_who_denies_the_deed_contradicts_those_who_say_it_happened() -> None:
    text = "Shells fell on Tarn on Monday. The Norland government denied that Tarn was shelled."
    flat = record(
        "r2",
        text,
        publisher="State Herald",
        entities={"e1": {**GOVERNMENT, "mentions": ["Norland government"]}},
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["The Norland government"],
                "cue": ["denied"],
                "content": ["that Tarn was shelled"],
            }
        ],
        events=[{"triggers": ["fell", "shelled"]}],
    )
    [finding] = found(compare("i1", told(monitor(), flat)), "contradict", "whether")
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
    killed = compare("i1", told(monitor(), denial())).ranges()["killed"]
    assert (killed.low, killed.high) == (6, 12)
    assert len(killed.accounts) == 2


def test_an_event_that_the_record_lacks_is_refused() -> None:
    with pytest.raises(RecordError, match="no event v9"):
        compare("i1", [(monitor(), ["v9"])])


# Voices


def cited(name: str, voice: str, *, dead: int = 6, published: str | None = None, words: str = "{n} people") -> Record:
    """A report in which one voice gives one toll."""
    figure = words.format(n=dead)
    text = f"{voice} said shells fell on Tarn and killed {figure}."
    return record(
        name,
        text,
        published=published,
        entities={"e1": {"name": voice, "mentions": [voice]}},
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": [voice],
                "cue": ["said"],
                "content": [f"shells fell on Tarn and killed {figure}"],
            }
        ],
        events=[
            {
                "triggers": ["fell"],
                "casualties": [
                    {"kind": "killed", "low": dead, "high": dead, "who": figure.split(" ", 1)[1], "span": figure}
                ],
            }
        ],
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Northern Watch for Rights", "NWR", True),
        ("Northern Watch for Rights", "Watch", True),
        ("Tarn Relief Committee", "Tarn Relief Comittee", True),
        ("Norland army", "Norland police", False),
        ("Tarn Relief Committee", "Dorn Relief Committee", False),
        ("ministry", "Foreign Ministry of Norland", False),
    ],
)
def test_a_voice_is_known_again_under_its_other_names(one: str, other: str, same: bool) -> None:
    [finding] = found(compare("i1", told(cited("r1", one), cited("r2", other))), "agree", "killed")
    assert finding.independent == (1 if same else 2)


def test_a_publisher_is_the_agency_that_others_cite() -> None:
    own = record(
        "r1",
        "Shells fell on Tarn and killed 6 people.",
        publisher="Hill Press Agency",
        events=[{"triggers": ["fell"], "casualties": [killed(6, 6, "6 people")]}],
    )
    [finding] = found(compare("i1", told(own, cited("r2", "Hill Press Agency"))), "agree", "killed")
    assert finding.independent == 1


def test_a_pronoun_or_a_doubtful_statement_is_no_voice() -> None:
    text = "They said shells fell on Tarn."
    said = {"id": "s1", "source": ["They"], "cue": ["said"], "content": ["shells fell on Tarn"]}
    for statement in (said, {**said, "confidence": 0.2}):
        incident = compare("i1", told(record("r1", text, statements=[statement], events=[{"triggers": ["fell"]}])))
        assert [a.voice for a in incident.accounts] == [["Morning Post"]]


def test_who_was_told_first_stands_outside_in_the_chain() -> None:
    text = "A surgeon in Tarn told HPA that shells fell on the town."
    incident = compare(
        "i1",
        told(
            record(
                "r1",
                text,
                entities={"e1": {"name": "HPA", "sectors": ["JRN"], "mentions": ["HPA"]}},
                statements=[
                    {
                        "id": "s1",
                        "source": ["A surgeon in Tarn"],
                        "cue": ["told"],
                        "content": ["shells fell on the town"],
                    }
                ],
                events=[{"triggers": ["fell"]}],
            )
        ),
    )
    assert [a.voice for a in incident.accounts] == [["Morning Post", "HPA", "surgeon in Tarn"]]


def test_nested_speakers_stand_in_their_order() -> None:
    text = "The mayor said that police had reported that shells fell on Tarn."
    incident = compare(
        "i1",
        told(
            record(
                "r1",
                text,
                statements=[
                    {
                        "id": "s1",
                        "source": ["The mayor"],
                        "cue": ["said"],
                        "content": ["that police had reported that shells fell on Tarn"],
                    },
                    {
                        "id": "s2",
                        "source": ["police"],
                        "cue": ["reported"],
                        "content": ["that shells fell on Tarn"],
                        "within": "s1",
                    },
                ],
                events=[{"triggers": ["fell"]}],
            )
        ),
    )
    assert [a.voice for a in incident.accounts] == [["Morning Post", "mayor", "police"]]


def test_a_pronoun_that_begins_a_sentence_is_not_taken_for_a_name() -> None:
    text = "He said shells fell on Tarn."
    report = record(
        "r1",
        text,
        entities={"e1": {"name": "Ola Berg", "kind": "person", "mentions": ["He"]}},
        statements=[
            {"id": "s1", "speaker": "e1", "source": ["He"], "cue": ["said"], "content": ["shells fell on Tarn"]}
        ],
        events=[{"triggers": ["fell"]}],
    )
    assert [a.voice[-1] for a in compare("i1", told(report)).accounts] == ["Ola Berg"]


def test_a_publisher_that_names_itself_is_one_voice() -> None:
    [account] = compare("i1", told(cited("r1", "Morning Post"))).accounts
    assert account.voice == ["Morning Post"]


def test_publishers_that_are_not_known_are_different_voices() -> None:
    first, second = (
        record(
            f"r{n}",
            f"Shells fell on Tarn and killed {n * 5} people.",
            publisher=None,
            published=f"2024-05-0{n}",
            events=[{"triggers": ["fell"], "casualties": [killed(n * 5, n * 5, f"{n * 5} people")]}],
        )
        for n in (1, 2)
    )
    incident = compare("i1", told(first, second))
    assert found(incident, "contradict", "killed")
    assert not found(incident, "revise", "killed")


def test_who_speaks_in_a_passage_has_an_account_without_naming_the_deed() -> None:
    text = "Shells fell on Tarn. The mayor said nobody there slept."
    report = record(
        "r1",
        text,
        statements=[{"id": "s1", "source": ["The mayor"], "cue": ["said"], "content": ["nobody there slept"]}],
        events=[{"triggers": ["fell"]}],
    )
    incident = compare("i1", told(report), passages={"r1": [Span(0, len(text))]})
    assert [a.voice[-1] for a in incident.accounts] == ["Morning Post", "mayor"]


# Whether


def plain(text: str, trigger: str, **event: Any) -> Record:
    return record("r1", text, events=[{"triggers": [trigger], **event}])


def told_by(voice: str, words: str, trigger: str) -> Record:
    statement = {"id": "s1", "source": [voice], "cue": ["said"], "content": [words]}
    return record("r1", f"{voice} said {words}.", statements=[statement], events=[{"triggers": [trigger]}])


@pytest.mark.parametrize(
    ("report", "whether"),
    [
        (plain("Shells fell on Tarn.", "fell"), "happened"),
        (plain("The alleged attack on Tarn shocked the region.", "attack"), "unconfirmed"),
        (plain("It was not possible to confirm that shells fell on Tarn.", "fell"), "unconfirmed"),
        (plain("No shells were fired at Tarn.", "fired", polarity="negative"), "denied"),
        (plain("The delegation did not walk out.", "walk out"), "denied"),
        (told_by("The army", "reports of shells on Tarn are untrue", "shells"), "denied"),
        (told_by("The army", "its guns did not fire shells that day", "shells"), "denied"),
        (told_by("The army", "none of the soldiers died when shells fell", "fell"), "happened"),
        (plain("Engineers will repair the bridge.", "repair", modality="future"), "planned"),
        (plain("Open the bridge at once.", "Open", modality="requested"), "demanded"),
    ],
)
def test_words_say_whether_it_happened(report: Record, whether: str) -> None:
    assert [a.whether for a in compare("i1", told(report)).accounts] == [whether]


def test_older_denials_are_not_denials_of_this_deed() -> None:
    text = "Shells fell on Tarn. The Norland government has denied earlier claims of shelling."
    report = record(
        "r1",
        text,
        entities={"e1": {**GOVERNMENT, "mentions": ["Norland government"]}},
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["The Norland government"],
                "cue": ["denied"],
                "content": ["earlier claims of shelling"],
            }
        ],
        events=[{"triggers": ["fell"]}],
    )
    assert [a.whether for a in compare("i1", told(report)).accounts] == ["happened"]


def test_who_denies_by_blaming_another_differs_on_the_actor() -> None:
    text = "The Norland government denied responsibility and blamed rebels for the attack."
    blamed = record(
        "r2",
        "Shells fell on Tarn. " + text,
        entities={
            "e1": {**GOVERNMENT, "mentions": ["Norland government"]},
            "e2": {**REBELS, "mentions": ["rebels"]},
        },
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["The Norland government"],
                "cue": ["denied"],
                "content": ["responsibility"],
            },
            {
                "id": "s2",
                "speaker": "e1",
                "source": ["The Norland government"],
                "cue": ["blamed"],
                "content": ["rebels for the attack"],
            },
        ],
        events=[{"triggers": ["fell"]}],
    )
    incident = compare("i1", told(monitor(), blamed))
    assert found(incident, "contradict", "actor")
    assert not found(incident, "contradict", "whether")


# Actors

NEAREST = "country NOR: the state named nearest in the sentence"


@pytest.mark.parametrize(
    ("entity", "called", "side"),
    [
        ({"name": "Norland army", "country": "NOR", "sectors": ["MIL"]}, "Norland army", "NOR"),
        ({"name": "government warplanes", "country": "NOR", "sectors": ["MIL"]}, "government warplanes", "NOR"),
        ({"name": "terrorists", "country": "NOR", "sectors": ["REB"]}, "terrorists", "rebels"),
        ({"name": "opposition fighters", "country": "NOR", "sectors": ["REB"]}, "opposition fighters", "rebels"),
        ({"name": "Hill People's Army", "sectors": ["REB"]}, "Hill People's Army", "Hill People's Army"),
        ({"name": "warplanes", "country": "NOR", "sectors": ["MIL"], "why": [NEAREST]}, "warplanes", None),
    ],
)
def test_an_actor_stands_on_a_side(entity: Said, called: str, side: str | None) -> None:
    text = f"{called} shelled Tarn."
    report = record(
        "r1",
        text,
        entities={"e1": {**entity, "mentions": [called]}},
        events=[{"triggers": ["shelled"], "actors": ["e1"]}],
    )
    [account] = compare("i1", told(report)).accounts
    assert account.sides == ([side] if side is not None else [])


def shelled(name: str, actor: Said, *, publisher: str = "Morning Post") -> Record:
    """A report whose publisher says who shelled a town."""
    called = actor["name"]
    return record(
        name,
        f"{called} shelled Tarn.",
        publisher=publisher,
        entities={"e1": {**actor, "mentions": [called]}},
        events=[{"triggers": ["shelled"], "actors": ["e1"]}],
    )


def test_an_army_of_its_own_is_not_on_the_side_of_its_state() -> None:
    nearest = {"country": "NOR", "sectors": ["MIL"], "why": [NEAREST]}
    group = shelled("r1", {"name": "Hill People's Army", **nearest})
    assert compare("i1", told(group)).accounts[0].sides == ["Hill People's Army"]
    assert found(compare("i1", told(group, shelled("r2", ARMY))), "contradict", "actor")


def test_two_states_may_have_acted_together() -> None:
    ally = {"name": "Sudland army", "country": "SUD", "sectors": ["MIL"]}
    assert not found(compare("i1", told(shelled("r1", ARMY), shelled("r2", ally))), "contradict", "actor")


def test_rebels_and_a_group_of_rebels_do_not_contradict() -> None:
    group = {"name": "Hill People's Army", "sectors": ["REB"], "mentions": ["Hill People's Army"]}
    named = record(
        "r2",
        "Hill People's Army shelled Tarn.",
        entities={"e1": group},
        events=[{"triggers": ["shelled"], "actors": ["e1"]}],
    )
    assert not found(compare("i1", told(blaming(), named)), "contradict", "actor")


def test_who_holds_the_place_is_not_the_actor() -> None:
    report = record(
        "r1",
        "Shells fell on the rebel-held town of Tarn.",
        entities={"e1": {**REBELS, "mentions": ["rebel"]}},
        events=[{"triggers": ["fell"], "actors": ["e1"]}],
    )
    assert compare("i1", told(report)).accounts[0].actors == []


def test_who_denies_and_tells_that_the_other_side_did_it_differs_on_the_actor() -> None:
    text = "General Berg denied that the Norland army shelled Tarn. He said Hill People's Army fired the shells."
    countered = record(
        "r2",
        text,
        entities={
            "e1": {
                "name": "Berg",
                "kind": "person",
                "country": "NOR",
                "sectors": ["MIL"],
                "mentions": ["General Berg"],
            },
            "e2": {**ARMY, "mentions": ["Norland army"]},
            "e3": {"name": "Hill People's Army", "sectors": ["REB"], "mentions": ["Hill People's Army"]},
        },
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["General Berg"],
                "cue": ["denied"],
                "content": ["that the Norland army shelled Tarn"],
            },
            {
                "id": "s2",
                "speaker": "e1",
                "source": ["He"],
                "cue": ["said"],
                "content": ["Hill People's Army fired the shells"],
            },
        ],
        events=[{"triggers": ["shelled"], "actors": ["e2"]}, {"triggers": ["fired"], "actors": ["e3"]}],
    )
    incident = compare("i1", told(monitor(), countered))
    assert [a.whether for a in incident.accounts] == ["happened", "denied"]
    assert found(incident, "contradict", "whether")
    assert found(incident, "contradict", "actor")


# Figures


def test_figures_with_a_common_range_differ_softly() -> None:
    least = cited("r1", "Tarn hospital", dead=20)
    exact = cited("r2", "Dorn clinic", dead=23)
    events = [
        least.events[0].model_copy(
            update={"casualties": [least.events[0].casualties[0].model_copy(update={"high": None})]}
        )
    ]
    [finding] = found(compare("i1", told(least.model_copy(update={"events": events}), exact)), "contradict", "killed")
    assert finding.soft is True


def test_a_part_of_the_dead_is_another_scope() -> None:
    every, children = cited("r1", "Tarn hospital", dead=12), cited("r2", "Dorn clinic", dead=4, words="{n} children")
    incident = compare("i1", told(every, children))
    assert found(incident, "other_scope", "killed")
    assert not found(incident, "contradict", "killed")


def test_a_toll_of_a_longer_time_is_another_scope() -> None:
    week = cited("r2", "Dorn clinic", dead=40, words="{n} people since the beginning of May")
    incident = compare("i1", told(cited("r1", "Tarn hospital", dead=12), week))
    assert found(incident, "other_scope", "killed")
    assert not found(incident, "contradict", "killed")


def test_a_toll_of_a_longer_time_stands_behind_that_of_the_deed() -> None:
    text = "Shells fell on Tarn and killed 7 people. Shells have killed 40 people since May."
    report = record(
        "r1",
        text,
        events=[
            {
                "triggers": ["fell", "Shells#2"],
                "casualties": [killed(40, 40, "40 people"), killed(7, 7, "7 people")],
            }
        ],
    )
    figure = compare("i1", told(report)).accounts[0].figure("killed")
    assert figure is not None
    assert figure.low == 7


def test_an_edited_copy_does_not_contradict_its_original() -> None:
    incident = compare(
        "i1", told(cited("r1", "Tarn hospital"), cited("r2", "Tarn hospital", dead=9)), origins=[["r1", "r2"]]
    )
    assert not [f for f in incident.findings if f.kind in ("contradict", "revise")]


def test_a_number_that_is_said_to_be_corrected_is_revised() -> None:
    text = "Shells killed 9 people, the clinic said, correcting an earlier count of six."
    later = record(
        "r2",
        text,
        events=[{"triggers": ["killed"], "casualties": [killed(9, 9, "9 people")]}],
    )
    assert found(compare("i1", told(cited("r1", "Tarn hospital"), later)), "revise", "killed")


def test_the_same_voice_later_revises() -> None:
    first = cited("r1", "Tarn hospital", dead=6, published="2024-05-01")
    second = cited("r2", "Tarn hospital", dead=9, published="2024-05-02")
    incident = compare("i1", told(first, second))
    assert found(incident, "revise", "killed")
    assert not found(incident, "contradict", "killed")


def test_the_same_voice_on_the_same_day_contradicts_itself() -> None:
    first, second = (cited(f"r{n}", "Tarn hospital", dead=n * 5, published="2024-05-01") for n in (1, 2))
    assert found(compare("i1", told(first, second)), "contradict", "killed")


def test_who_tells_it_without_a_number_is_silent() -> None:
    quiet = record("r9", "Shells fell on Tarn.", publisher="Evening Post", events=[{"triggers": ["fell"]}])
    incident = compare("i1", told(monitor(), denial(), quiet))
    [finding] = found(incident, "silent", "killed")
    assert [a.voice for a in incident.accounts if a.id in finding.accounts] == [["Evening Post"]]


def test_counting_finds_the_figure_that_no_event_carries() -> None:
    text = "Shells fell on Tarn and killed 7 people."

    def counting(sentence: str) -> list[Casualties]:
        at = sentence.index("7 people")
        return [Casualties(kind="killed", low=7, high=7, span=Span(at, at + 8))]

    incident = compare("i1", told(record("r1", text, events=[{"triggers": ["fell"]}])), counting=counting)
    figure = incident.accounts[0].figure("killed")
    assert figure is not None
    assert figure.span is not None
    assert (figure.low, figure.span.text) == (7, "7 people")


def test_passages_cut_an_event_to_what_tells_the_incident() -> None:
    text = "Shells fell on Tarn. A month ago shells fell on Dorn, the clinic said."
    report = record(
        "r1",
        text,
        statements=[
            {
                "id": "s1",
                "source": ["the clinic"],
                "cue": ["said"],
                "content": ["A month ago shells fell on Dorn"],
            }
        ],
        events=[{"triggers": ["fell", "fell#2"]}],
    )
    whole = compare("i1", told(report))
    cut = compare("i1", told(report), passages={"r1": [Span(0, 20)]})
    assert [a.voice[-1] for a in whole.accounts] == ["Morning Post", "clinic"]
    assert [a.voice[-1] for a in cut.accounts] == ["Morning Post"]


# Places, times, means


def sited(name: str, place: Said, *, day: str | None = None, words: str = "Shells fell on") -> Record:
    text = f"{words} {place['name']}."
    time = {"value": day, "start": day, "end": day, "granularity": "day"} if day else None
    return record(
        name,
        text,
        publisher=f"Paper {name}",
        places={"p1": {**place, "mentions": [place["name"]]}},
        events=[{"triggers": [words.split()[1]], "places": ["p1"], "time": time}],
    )


TOWN = {"name": "Tarn", "lat": 60.0, "lon": 10.0, "country": "NOR", "admin1": "East", "geonames": 1, "feature": "PPL"}
REGION = {
    "name": "East",
    "lat": 61.0,
    "lon": 11.0,
    "country": "NOR",
    "admin1": "East",
    "geonames": 2,
    "feature": "ADM1",
}
FAR = {"name": "Dorn", "lat": 63.0, "lon": 10.0, "country": "NOR", "admin1": "North", "geonames": 3, "feature": "PPL"}


def test_a_town_in_its_region_is_no_contradiction_and_another_town_is() -> None:
    assert not found(compare("i1", told(sited("r1", TOWN), sited("r2", REGION))), "contradict", "place")
    one, other = sited("r1", TOWN, day="2024-05-01"), sited("r2", FAR, day="2024-05-01")
    assert found(compare("i1", told(one, other)), "contradict", "place")


def test_two_towns_without_a_common_day_are_rather_two_deeds() -> None:
    assert not found(compare("i1", told(sited("r1", TOWN), sited("r2", FAR))), "contradict", "place")


def test_two_days_of_one_week_contradict_and_months_do_not() -> None:
    one, next_day, later = (sited(f"r{d}", TOWN, day=d) for d in ("2024-05-01", "2024-05-02", "2024-08-01"))
    assert found(compare("i1", told(one, next_day)), "contradict", "time")
    assert not found(compare("i1", told(one, later)), "contradict", "time")


def test_means_are_read_from_the_words() -> None:
    rockets, gun = sited("r1", TOWN, words="Rockets hit"), sited("r2", TOWN, words="Gunfire hit")
    incident = compare("i1", told(rockets, gun))
    assert [a.weapons for a in incident.accounts] == [["rocket"], ["gunfire"]]
    assert found(incident, "contradict", "weapon")


def test_that_all_name_shells_is_no_finding_and_that_all_name_a_car_bomb_is() -> None:
    for words, telling in (("Mortars hit", False), ("Truck-bombs hit", True)):
        first, second = sited("r1", TOWN, words=words), sited("r2", TOWN, words=words)
        assert bool(found(compare("i1", told(first, second)), "agree", "weapon")) is telling


def test_an_agent_does_not_exclude_the_way_it_came() -> None:
    air, gas = sited("r1", TOWN, words="Warplanes hit"), sited("r2", TOWN, words="Sarin hit")
    assert not found(compare("i1", told(air, gas)), "contradict", "weapon")


# Figures of other scope


def counting(name: str, text: str, dead: str, low: int | None, high: int | None, *, publisher: str) -> Record:
    """A report that counts the dead of one shelling."""
    return record(
        name, text, publisher=publisher, events=[{"triggers": ["shell"], "casualties": [killed(low, high, dead)]}]
    )


TOTAL = ("r1", "A shell on the depot killed nine workers.", "nine workers", 9, 9)


@pytest.mark.parametrize(
    ("text", "dead", "low", "why"),
    [
        ("After the shell another four workers died.", "four workers", 4, "added to others"),
        ("After the shell four more workers died.", "four more workers", 4, "added to others"),
        ("Of those hit by the shell, four dead were taken to the hospital in Oss.", "four dead", 4, "one hospital's"),
        ("The shell killed four guards as well as many workers.", "four guards", 4, "others stand beside it"),
        ("The shell and others killed 30 people in two towns.", "30 people", 30, "of several places"),
        ("Shell after shell have killed 300 people.", "300 people", 300, "a running total"),
    ],
)
def test_a_figure_of_other_scope_contradicts_nothing(text: str, dead: str, low: int, why: str) -> None:
    one = counting(*TOTAL, publisher="Harbour Post")
    other = counting("r2", text, dead, low, low, publisher="Dunes Radio")
    incident = compare("i1", told(one, other))
    assert found(incident, "contradict", "killed") == [], why
    assert found(incident, "other_scope", "killed"), why


@pytest.mark.parametrize(
    ("text", "dead", "low", "high"),
    [
        ("The shell killed more than 30 workers.", "more than 30 workers", 31, None),
        ("The shell killed about 35 workers.", "about 35 workers", 35, 35),
        ("The shell killed nearly 35 workers.", "nearly 35 workers", None, 35),
    ],
)
def test_a_rounded_figure_agrees_with_the_exact_one(text: str, dead: str, low: int | None, high: int | None) -> None:
    one = counting("r1", "A shell on the depot killed 33 workers.", "33 workers", 33, 33, publisher="Harbour Post")
    other = counting("r2", text, dead, low, high, publisher="Dunes Radio")
    incident = compare("i1", told(one, other))
    assert found(incident, "contradict", "killed") == []
    assert found(incident, "agree", "killed")


def test_a_toll_called_earlier_is_revised() -> None:
    one = counting(*TOTAL, publisher="Harbour Post")
    text = "An earlier toll of the shell gave six workers dead."
    incident = compare("i1", told(one, counting("r2", text, "six workers dead", 6, 6, publisher="Dunes Radio")))
    assert found(incident, "contradict", "killed") == []
    assert found(incident, "revise", "killed")


def test_the_dead_of_what_a_deed_answers_are_not_its_own() -> None:
    text = "A shell killed nine workers in revenge for the death of five guards."
    both = record(
        "r1",
        text,
        events=[
            {"triggers": ["shell"], "casualties": [killed(9, 9, "nine workers"), killed(5, 5, "five guards")]},
        ],
    )
    [account] = compare("i1", told(both)).accounts
    assert [(c.low, c.high) for c in account.casualties] == [(9, 9)]


def test_the_same_difference_of_the_same_voices_is_found_once() -> None:
    def both(name: str, publisher: str) -> Record:
        text = "Petra Holm counted six dead after the shelling. Jan Berg counted nine dead."
        said = [
            {"id": "s1", "speaker": "e1", "source": ["Petra Holm"], "cue": ["counted"], "content": ["six dead"]},
            {"id": "s2", "speaker": "e2", "source": ["Jan Berg"], "cue": ["counted#2"], "content": ["nine dead"]},
        ]
        return record(
            name,
            text,
            publisher=publisher,
            entities={
                "e1": {"name": "Petra Holm", "kind": "person", "mentions": ["Petra Holm"]},
                "e2": {"name": "Jan Berg", "kind": "person", "mentions": ["Jan Berg"]},
            },
            statements=said,
            events=[
                {"triggers": ["shelling"], "casualties": [killed(6, 6, "six dead"), killed(9, 9, "nine dead")]},
            ],
        )

    incident = compare("i1", told(both("r1", "Harbour Post"), both("r2", "Dunes Radio")))
    assert len(found(incident, "contradict", "killed")) == 1


# Who did it


@pytest.mark.parametrize(
    ("text", "trigger", "does"),
    [
        ("A Norland army convoy was shelled at Tarn.", "shelled", False),
        ("Guns shelled the Norland army convoy at Tarn.", "shelled", False),
        ("An attack on the Norland army convoy failed.", "attack", False),
        ("A Norland army convoy shelled Tarn.", "shelled", True),
        ("Tarn was shelled by a Norland army convoy.", "shelled", True),
    ],
)
def test_who_was_hit_is_not_who_did_it(text: str, trigger: str, does: bool) -> None:
    hit = record(
        "r1",
        text,
        entities={"e1": {**ARMY, "mentions": ["Norland army convoy"]}},
        events=[{"triggers": [trigger], "actors": ["e1"]}],
    )
    [account] = compare("i1", told(hit)).accounts
    assert bool(account.actors) is does


# What speaks of another day or place


def dated(
    name: str,
    text: str,
    days: list[tuple[str, str, str]],
    towns: dict[str, float],
    dead: dict[str, int],
) -> Record:
    """A report with a shelling a sentence: its trigger, the words that date it, the day; towns with latitudes."""

    def at(words: str) -> list[int]:
        return [text.index(words), text.index(words) + len(words)]

    return record(
        name,
        text,
        publisher=f"Paper {name}",
        places={
            t: {"name": t, "lat": lat, "lon": 10.0, "country": "NOR", "feature": "PPL", "mentions": [t]}
            for t, lat in towns.items()
        },
        events=[
            {
                "triggers": [trigger],
                "places": [t for t in towns if t in text.split(". ")[n]],
                "time": {"value": day, "start": day, "end": day, "granularity": "day", "span": at(words)},
                "casualties": [killed(low, low, w) for w, low in dead.items() if w in text.split(". ")[n]],
            }
            for n, (trigger, words, day) in enumerate(days)
        ],
    )


MONDAY, OLD = "2031-05-05", "2029-03-02"


def plain(name: str) -> Record:
    text = "Guns shelled Tarn on Monday and killed six people."
    return dated(name, text, [("shelled", "on Monday", MONDAY)], {"Tarn": 10.0}, {"six people": 6})


def test_a_sentence_of_another_year_is_an_account_apart() -> None:
    text = "Guns shelled Tarn on Monday and killed nine people. On 2 March 2029 guns bombed Tarn and killed 40 people."
    days = [("shelled", "on Monday", MONDAY), ("bombed", "2 March 2029", OLD)]
    mixed = dated("r3", text, days, {"Tarn": 10.0}, {"nine people": 9, "40 people": 40})
    incident = compare("i1", told(plain("r1"), plain("r2"), mixed))
    own = [a for a in incident.accounts if a.report == "r3"]
    assert [(a.apart is None, [c.low for c in a.casualties]) for a in own] == [(True, [9]), (False, [40])]
    assert "2029" in (own[1].apart or "")
    compared = {i for f in incident.findings for i in f.accounts}
    assert own[0].id in compared
    assert own[1].id not in compared


def test_a_sentence_of_another_town_is_an_account_apart() -> None:
    text = "Guns shelled Oss on Monday and killed nine people."
    other = dated("r3", text, [("shelled", "on Monday", MONDAY)], {"Oss": 14.0}, {"nine people": 9})
    incident = compare("i1", told(plain("r1"), plain("r2"), other))
    [account] = [a for a in incident.accounts if a.report == "r3"]
    assert "Oss" in (account.apart or "")
    assert found(incident, "contradict", "killed") == []


def test_without_a_day_and_town_that_most_reports_tell_nothing_is_apart() -> None:
    text = "Guns shelled Oss on 2 March 2029 and killed nine people."
    other = dated("r2", text, [("shelled", "2 March 2029", OLD)], {"Oss": 14.0}, {"nine people": 9})
    assert [a.apart for a in compare("i1", told(plain("r1"), other)).accounts] == [None, None]


def test_what_was_read_out_of_a_record_serves_all_its_incidents() -> None:
    made: dict[str, Gathering] = {}

    def once(record: Record) -> Gathering:
        return made.setdefault(record.report.id, Gathering(record))

    one, other = monitor(), denial()
    first = compare("i1", told(one, other), gathering=once)
    kept = dict(made)
    again = compare("i2", told(one), gathering=once)
    assert made == kept
    assert first == compare("i1", told(one, other))
    assert again == compare("i2", told(one))


# Denials and doubts


@pytest.mark.parametrize(
    ("sentence", "cue", "content", "denies"),
    [
        ("The Norland government denied that.", "denied", "that", True),
        ("The Norland government denied the shelling.", "denied", "the shelling", True),
        ("The Norland government will deny the shelling.", "deny", "the shelling", False),
        ("The Norland government rejected all calls to stop the shelling.", "rejected", "all calls to stop", False),
    ],
)
def test_which_words_deny_a_deed(sentence: str, cue: str, content: str, denies: bool) -> None:
    text = f"The Tarn council said guns shelled Tarn. {sentence}"
    report = record(
        "r1",
        text,
        entities={
            "e1": {"name": "Tarn council", "mentions": ["Tarn council"]},
            "e2": {**GOVERNMENT, "mentions": ["Norland government"]},
        },
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["The Tarn council"],
                "cue": ["said"],
                "content": ["guns shelled Tarn"],
            },
            {
                "id": "s2",
                "speaker": "e2",
                "source": ["The Norland government"],
                "cue": [cue],
                "content": [content],
            },
        ],
        events=[{"triggers": ["shelled"]}],
    )
    assert bool(found(compare("i1", told(report)), "contradict", "whether")) is denies


def test_the_publisher_that_cannot_confirm_a_passage_has_an_account() -> None:
    text = "The Tarn council said guns shelled Tarn. We could not verify the report."
    report = record(
        "r1",
        text,
        entities={"e1": {"name": "Tarn council", "mentions": ["Tarn council"]}},
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["The Tarn council"],
                "cue": ["said"],
                "content": ["guns shelled Tarn"],
            },
        ],
        events=[{"triggers": ["shelled"]}],
    )
    incident = compare("i1", told(report), passages={"r1": [Span(0, len(text))]})
    assert [a.whether for a in incident.accounts] == ["unconfirmed", "happened"]
    assert found(incident, "contradict", "whether")


def doer(name: str, text: str, entity: Said | None) -> Record:
    """A report of a shelling of Tarn in Norland, by somebody or nobody."""
    place = {"name": "Tarn", "country": "NOR", "feature": "PPL", "lat": 10.0, "lon": 10.0, "mentions": ["Tarn"]}
    return record(
        name,
        text,
        publisher=f"Paper {name}",
        entities={"e1": entity} if entity is not None else None,
        places={"p1": place},
        events=[{"triggers": ["shelled"], "places": ["p1"], "actors": ["e1"] if entity is not None else []}],
    )


def test_that_nobody_knows_who_did_it_differs_from_a_name() -> None:
    one = doer("r1", "The Norland army shelled Tarn.", {**ARMY, "mentions": ["Norland army"]})
    other = doer("r2", "It was unclear who shelled Tarn.", None)
    silent = doer("r3", "Tarn was shelled.", None)
    assert found(compare("i1", told(one, other)), "contradict", "actor")
    assert not found(compare("i1", told(one, silent)), "contradict", "actor")


def test_a_foreign_state_and_a_group_may_be_allies() -> None:
    group = {
        "name": "Hill Brigade",
        "kind": "organization",
        "sectors": ["REB"],
        "why": ["sector REB: Hill Brigade (bodies.tsv)"],
        "mentions": ["Hill Brigade"],
    }
    ours = doer("r1", "The Norland army shelled Tarn.", {**ARMY, "mentions": ["Norland army"]})
    abroad = {"name": "Westmark army", "country": "WES", "sectors": ["MIL"], "mentions": ["Westmark army"]}
    foreign = doer("r2", "The Westmark army shelled Tarn.", abroad)
    theirs = doer("r3", "The Hill Brigade shelled Tarn.", group)
    assert found(compare("i1", told(ours, theirs)), "contradict", "actor")
    assert not found(compare("i1", told(foreign, theirs)), "contradict", "actor")


def test_two_agents_named_for_sure_exclude_each_other() -> None:
    assert weapons.exclude(["chlorine"], ["sarin"])
    assert not weapons.exclude(["chlorine"], ["toxic gas"])
    assert not weapons.exclude(["sarin"], ["air strike"])


def test_that_it_happened_is_agreed_on_where_it_is_disputed() -> None:
    flat = "The Norland army did not shell Tarn, the Norland government said."
    denied = record(
        "r3",
        flat,
        publisher="State Herald",
        entities={"e1": {**GOVERNMENT, "mentions": ["Norland government"]}},
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["the Norland government"],
                "cue": ["said"],
                "content": ["The Norland army did not shell Tarn"],
            }
        ],
        events=[{"triggers": ["shell"], "polarity": "negative"}],
    )
    incident = compare("i1", told(monitor("r1"), monitor("r2"), denied))
    assert found(incident, "contradict", "whether")
    assert found(incident, "agree", "whether")


def test_copies_that_differ_each_tell_their_own_difference() -> None:
    def both(name: str, dead: str, number: int) -> Record:
        text = f"Guns killed {dead} in Tarn. Petra Holm counted six dead."
        said = [{"id": "s1", "speaker": "e1", "source": ["Petra Holm"], "cue": ["counted"], "content": ["six dead"]}]
        harm = [killed(number, number, dead), killed(6, 6, "six dead")]
        return record(
            name,
            text,
            publisher=f"Paper {name}",
            entities={"e1": {"name": "Petra Holm", "kind": "person", "mentions": ["Petra Holm"]}},
            statements=said,
            events=[{"triggers": ["killed"], "casualties": harm}],
        )

    same = compare("i1", told(both("r1", "nine people", 9), both("r2", "nine people", 9)), origins=[["r1", "r2"]])
    other = compare("i1", told(both("r1", "nine people", 9), both("r2", "ten people", 10)), origins=[["r1", "r2"]])
    assert len(found(same, "contradict", "killed")) == 1
    inside = [f for f in found(other, "contradict", "killed") if len({a[:2] for a in f.accounts}) == 1]
    assert len(inside) == 2


def test_who_denies_the_deed_and_accuses_others_is_compared_on_the_deed() -> None:
    text = "The Norland government denied using gas and accused rebels of using it."
    both = record(
        "r2",
        text,
        entities={
            "e1": {**GOVERNMENT, "mentions": ["Norland government"]},
            "e2": {**REBELS, "mentions": ["rebels"]},
        },
        statements=[
            {
                "id": "s1",
                "speaker": "e1",
                "source": ["The Norland government"],
                "cue": ["denied"],
                "content": ["using gas"],
            },
            {
                "id": "s2",
                "speaker": "e1",
                "source": ["The Norland government"],
                "cue": ["accused"],
                "content": ["rebels of using it"],
            },
        ],
        events=[{"triggers": ["using"], "actors": ["e1"]}],
    )
    incident = compare("i1", told(monitor(), both))
    assert found(incident, "contradict", "whether")
    assert not found(incident, "contradict", "actor")


def test_other_means_at_another_place_are_another_deed() -> None:
    def by(name: str, words: str, town: str) -> Record:
        return sited(name, {"name": town}, words=words)

    rockets, jets = "Rockets fell on", "Jets bombed"
    assert found(compare("i1", told(by("r1", rockets, "Tarn"), by("r2", jets, "Tarn"))), "contradict", "weapon")
    assert not found(compare("i1", told(by("r1", rockets, "Tarn"), by("r2", jets, "Oss"))), "contradict", "weapon")


def test_wounded_of_overlapping_ranges_contradict_softly() -> None:
    def wounded(name: str, dead: str, low: int) -> Record:
        harm = {"kind": "injured", "low": low, "high": None, "span": dead}
        text = f"A shell in Tarn wounded {dead}."
        return record(name, text, publisher=f"Paper {name}", events=[{"triggers": ["shell"], "casualties": [harm]}])

    one, other = wounded("r1", "at least 60 people", 60), wounded("r2", "at least 160 people", 160)
    [finding] = found(compare("i1", told(one, other)), "contradict", "injured")
    assert finding.soft is True
