"""Findings become a valid record: every line with its voice, status, figures, people, places and times."""

from __future__ import annotations

import pytest
from handread import Page

from according.reading.labels import ROLES
from according.validation import problems

TEXT = (
    "Army shells Oreva market\n"
    "By Ilse Marten, 4 March\n"
    "Governor Petra Holm said on Tuesday that the army shelled the market in Oreva, killing six people. "
    "The army confirmed the shelling. She will meet the rebels on 9 March if the so-called council agrees.\n"
    "Photo: Ada Lind took it in Tarn, 12 injured"
)
SECTIONS = [("byline", "By Ilse Marten, 4 March"), ("credit", "Photo: Ada Lind took it in Tarn, 12 injured")]


@pytest.fixture
def page():
    return Page(TEXT)


@pytest.fixture
def report():
    spans = [(kind, TEXT.index(words), len(words)) for kind, words in SECTIONS]
    return {"sections": [{"kind": kind, "span": [at, at + n]} for kind, at, n in spans], "published": "2024-03-06"}


def holm(page):
    return page.cue(
        "said",
        source=["Governor Petra Holm"],
        content=["that the army shelled the market in Oreva, killing six people"],
    )


def shelled(page, **more):
    roles = {"actor": ["the army"], "recipient": ["people"], "place": ["Oreva, killing"], "killed": ["six people"]}
    return page.trigger("shelled", modes=["heavy-weapons"], roles={**roles, **more.pop("roles", {})}, **more)


def mentions(page):
    return [
        page.mention("Petra Holm"),
        page.mention("She"),
        page.mention("the army", "organization"),
        page.mention("The army", "organization"),
        page.mention("people", "group"),
        page.mention("the rebels", "group"),
        page.mention("Oreva", "place", nth=0),
        page.mention("Oreva", "place", nth=1),
    ]


SAME = [("Holm", "She"), ("army", "army")]


@pytest.fixture
def record(page, report):
    confirmed = page.cue("confirmed", source=["The army"], content=["the shelling"])
    meets = page.trigger(
        "meet",
        "AGREE",
        modality="conditional",
        roles={"actor": ["She"], "recipient": ["the rebels"], "time": ["9 March"]},
    )
    refused = page.trigger("shelling", negative=0.9, roles={"actor": ["The army"]})
    made = page.record(
        cues=[holm(page), confirmed],
        triggers=[shelled(page), refused, meets],
        mentions=mentions(page),
        same=SAME,
        **report,
    )
    assert problems(made) == []
    return made


def names(record, ids):
    return [record.entity(i).name for i in ids]


def test_an_empty_finding_gives_a_valid_empty_record(page, report):
    made = page.record(**report)
    assert problems(made) == []
    assert (made.statements, made.events, made.entities) == ([], [], [])
    assert made.reader.model == "scripted"


def test_every_statement_has_its_speaker(record):
    assert [(record.entity(s.speaker).name, s.cue[0].text, s.content[0].text) for s in record.statements] == [
        ("Petra Holm", "said", "that the army shelled the market in Oreva, killing six people"),
        ("the army", "confirmed", "the shelling"),
    ]
    assert [s.source[0].text for s in record.statements] == ["Governor Petra Holm", "The army"]


def test_every_event_stands_in_its_voice(record):
    assert [(e.triggers[0].text, e.said_in) for e in record.events] == [
        ("shelled", "s1"),
        ("shelling", "s2"),
        ("meet", None),
    ]


def test_roles_are_entities(record):
    assert [(names(record, e.actors), names(record, e.recipients)) for e in record.events] == [
        (["the army"], ["people"]),
        (["the army"], []),
        (["Petra Holm"], ["the rebels"]),
    ]


def test_status_type_and_codes(record):
    shelled, shelling, meet = record.events
    assert (shelled.type, shelled.modes, shelled.quad) == ("ASSAULT", ["heavy-weapons"], "material conflict")
    assert shelled.cameo is not None
    assert shelled.intensity < 0
    assert [(e.polarity, e.modality) for e in (shelled, shelling, meet)] == [
        ("positive", "actual"),
        ("negative", "actual"),
        ("positive", "conditional"),
    ]


def test_figures_places_and_times(record):
    shelled, shelling, meet = record.events
    (figure,) = shelled.casualties
    assert (figure.kind, figure.low, figure.high, figure.who) == ("killed", 6, 6, "people")
    assert [p.name for p in record.places if p.id in shelled.places] == ["Oreva"]
    assert (meet.time.value, meet.time.start, meet.time.span.text) == ("2024-03-09", "2024-03-09", "9 March")
    assert (shelling.casualties, shelling.places, shelling.time) == ([], [], None)


def test_one_place_for_one_wording(record):
    (oreva,) = [p for p in record.places if p.name == "Oreva"]
    assert [m.text for m in oreva.mentions] == ["Oreva", "Oreva"]


def test_distanced_words_stand_in_the_record_and_on_the_event_that_they_name(page, report):
    made = page.record(triggers=[page.trigger("council", "CONSULT")], **report)
    (span,) = made.distancing
    assert span.text.startswith("so-called council")
    assert made.events[0].distancing == [span]


def test_closed_sections_take_part_in_nothing(page, report):
    took = page.trigger("took", roles={"actor": ["Ada Lind"], "place": ["Tarn"]})
    body = shelled(page, roles={"injured": ["12 injured"], "time": ["4 March"], "actor": ["Ilse Marten"]})
    made = page.record(
        cues=[page.cue("By", content=["Ilse Marten"]), page.cue("took", source=["Ada Lind"], content=["it in Tarn"])],
        triggers=[body, took],
        mentions=[page.mention("Ilse Marten"), page.mention("Ada Lind"), page.mention("Tarn", "place")],
        **report,
    )
    assert problems(made) == []
    assert (made.statements, made.entities, made.places) == ([], [], [])
    (event,) = made.events
    assert (event.triggers[0].text, event.actors, event.time) == ("shelled", [], None)
    assert [c.kind for c in event.casualties] == ["killed"]


@pytest.mark.parametrize(
    ("triggers", "said_in"),
    [
        (["shells", "shelled"], "s1"),
        (["shells", "shelled", "shelling"], None),
        (["shells"], None),
        (["shelled"], "s1"),
        (["shelling"], None),
    ],
)
def test_rule_11_a_body_sentence_in_the_publishers_voice_decides_and_a_headline_alone_does_not(
    page, report, triggers, said_in
):
    told = [page.trigger(t) for t in triggers]
    made = page.record(
        cues=[holm(page)],
        triggers=told,
        same=[("shells", "shelled"), ("shelled", "shelling"), ("shells", "shelling")],
        **report,
    )
    (event,) = made.events
    assert event.said_in == said_in


def test_the_voice_is_the_innermost_statement():
    page = Page("Holm said rebels claimed the army had shelled Oreva.")
    outer = page.cue("said", source=["Holm"], content=["rebels claimed the army had shelled Oreva"])
    inner = page.cue("claimed", source=["rebels"], content=["the army had shelled Oreva"])
    made = page.record(cues=[outer, inner], triggers=[page.trigger("shelled")])
    assert problems(made) == []
    assert [(s.id, s.within) for s in made.statements] == [("s1", None), ("s2", "s1")]
    assert made.events[0].said_in == "s2"


def test_who_acts_is_not_also_acted_upon():
    page = Page("The army shelled Oreva.")
    both = page.trigger("shelled", roles={"actor": ["The army"], "recipient": ["The army"]})
    (event,) = page.record(triggers=[both], mentions=[page.mention("The army", "group")]).events
    assert (event.actors, event.recipients) == (["e1"], [])


@pytest.mark.parametrize(("doubtful", "recipients"), [(0.7, ["Oreva", "rebels"]), (0.5, ["Oreva"])])
def test_beside_a_clear_recipient_a_doubtful_one_is_none(doubtful, recipients):
    page = Page("The army shelled Oreva near rebels.")
    shelled = page.trigger("shelled", roles={"recipient": ["Oreva"]})
    shelled.roles[page.at("rebels")[0], ROLES.index("recipient")] = doubtful
    made = page.record(triggers=[shelled], mentions=[page.mention(m, "group") for m in ("Oreva", "rebels")])
    assert names(made, made.events[0].recipients) == recipients


@pytest.mark.parametrize(
    ("score", "others", "events"), [(0.45, [], ["shelled"]), (0.3, [], []), (0.45, ["burned"], ["burned"])]
)
def test_a_statement_that_would_tell_nothing_takes_its_likeliest_trigger(score, others, events):
    page = Page("Holm said the army shelled and burned Oreva. It shelled Tal.")
    said = page.cue("said", source=["Holm"], content=["the army shelled and burned Oreva"])
    unsure = [page.trigger("shelled", score=score), page.trigger("shelled", score=score, nth=1)]
    made = page.record(cues=[said], triggers=unsure + [page.trigger(o) for o in others])
    assert [t.text for e in made.events for t in e.triggers] == events


def test_rule_28_a_recipient_stands_in_a_sentence_of_the_event():
    page = Page("The mayor of Oreva spoke. The army shelled the town.")
    shelled = page.trigger("shelled", roles={"recipient": ["Oreva"]})
    (event,) = page.record(triggers=[shelled], mentions=[page.mention("Oreva", "group")]).events
    assert event.recipients == []


def test_a_speaker_exists_even_where_no_mention_was_sure(page, report):
    unsure = page.mention("Petra Holm", score=0.2)
    made = page.record(cues=[holm(page)], mentions=[unsure], **report)
    assert names(made, [made.statements[0].speaker]) == ["Petra Holm"]
    without = page.record(cues=[holm(page)], **report)
    assert names(without, [without.statements[0].speaker]) == ["Governor Petra Holm"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Holm said: “I left my boat.”", [["Holm", "I"]]),
        ("I left my boat, Holm said.", [["I"], ["Holm"]]),  # no quotation: who writes may be meant
    ],
)
def test_the_i_of_a_quotation_is_its_speaker(text, people):
    page = Page(text)
    said = page.cue("said", source=["Holm"], content=["I left my boat"])
    out = page.record(cues=[said], mentions=[page.mention("Holm"), page.mention("I")])
    assert [[m.text for m in e.mentions] for e in out.entities] == people
    assert out.entity(out.statements[0].speaker).name == "Holm"
    assert problems(out) == []


def test_a_statement_without_a_source_has_no_speaker(page, report):
    (statement,) = page.record(
        cues=[page.cue("said", content=["that the army shelled the market"])], **report
    ).statements
    assert (statement.source, statement.speaker) == ([], None)


def test_confidence_is_given_where_the_weights_carry_a_calibration(page, report):
    settings = {"calibration": {"statement": [0.0] * 6, "event": [0.0] * 12}}
    made = page.record(cues=[holm(page)], triggers=[shelled(page)], settings=settings, **report)
    assert [x.confidence for x in (*made.statements, *made.events)] == [0.5, 0.5]
    bare = page.record(cues=[holm(page)], triggers=[shelled(page)], **report)
    assert [x.confidence for x in (*bare.statements, *bare.events)] == [None, None]


def test_contexts_come_from_the_sentences_of_the_triggers():
    page = Page("Voters went to the polls in the election. The army shelled Oreva.")
    made = page.record(triggers=[page.trigger("shelled")])
    assert "election" not in made.events[0].contexts
    made = page.record(triggers=[page.trigger("went", "PROTEST")])
    assert "election" in made.events[0].contexts


@pytest.mark.parametrize(
    ("type_", "actor", "said_in"),
    [
        ("ACCUSE", "Holm", None),
        ("REQUEST", "Holm", None),
        ("ACCUSE", "rebels", "s1"),
        ("ASSAULT", "Holm", "s1"),
    ],
)
def test_rule_23_a_speech_act_inside_its_own_speakers_statement_is_told_by_the_voice_around_it(type_, actor, said_in):
    page = Page("Holm said it was unacceptable that rebels came.")
    made = page.record(
        cues=[page.cue("said", source=["Holm"], content=["it was unacceptable that rebels came"])],
        triggers=[page.trigger("unacceptable", type_, roles={"actor": [actor]})],
        mentions=[page.mention("Holm"), page.mention("rebels", "group")],
    )
    assert problems(made) == []
    assert made.events[0].said_in == said_in


def test_rule_23_inside_another_statement():
    page = Page("The envoy reported Holm said it was unacceptable to come.")
    outer = page.cue("reported", source=["The envoy"], content=["Holm said it was unacceptable to come"])
    inner = page.cue("said", source=["Holm"], content=["it was unacceptable to come"])
    act = page.trigger("unacceptable", "ACCUSE", roles={"actor": ["Holm"]})
    made = page.record(cues=[outer, inner], triggers=[act], mentions=[page.mention("Holm")])
    assert made.events[0].said_in == "s1"


@pytest.mark.parametrize(
    ("sentence", "trigger", "type_", "figures"),
    [
        ("Shelling killed at least six people.", "Shelling", "ASSAULT", [("killed", 6)]),
        ("Police arrested 20 people.", "arrested", "COERCE", [("detained", 20)]),
        ("Talks followed after six people were killed.", "Talks", "CONSULT", []),
        ("Shelling went on.\nElsewhere six people were killed.", "Shelling", "ASSAULT", []),
        ("Shelling went on By Ada Lind, six people killed", "Shelling", "ASSAULT", []),
    ],
)
def test_a_figure_beside_a_casualty_word_goes_to_an_act_that_does_such_harm(sentence, trigger, type_, figures):
    page = Page(sentence)
    at = sentence.find("By Ada")
    sections = [{"kind": "credit", "span": [at, len(sentence)]}] if at > 0 else []
    (event,) = page.record(triggers=[page.trigger(trigger, type_)], sections=sections).events
    assert [(c.kind, c.low) for c in event.casualties] == figures


def test_the_speaker_whose_cue_is_the_act_is_its_one_actor():
    page = Page("Holm called for a truce with Orland.")
    made = page.record(
        cues=[page.cue("called for", source=["Holm"], content=["a truce with Orland"])],
        triggers=[page.trigger("called", "REQUEST", roles={"actor": ["Orland"]})],
        mentions=[page.mention("Holm"), page.mention("Orland", "organization")],
    )
    assert names(made, made.events[0].actors) == ["Holm"]


def test_a_figure_beside_two_acts_belongs_to_the_nearer():
    page = Page("Raids went on and shelling killed six people.")
    made = page.record(triggers=[page.trigger("Raids"), page.trigger("shelling")])
    assert [[c.low for c in e.casualties] for e in made.events] == [[], [6]]


def test_a_place_that_acts_is_an_entity_and_one_where_something_happens_is_not():
    page = Page("Oreva rejected the plan after talks in Lund.")
    made = page.record(
        triggers=[
            page.trigger("rejected", "REJECT", roles={"actor": ["Oreva"]}),
            page.trigger("talks", "CONSULT", roles={"place": ["Lund"]}),
        ],
        mentions=[page.mention("Oreva", "place"), page.mention("Lund", "place")],
    )
    assert [(e.name, e.kind) for e in made.entities] == [("Oreva", "organization")]
    assert "Lund" in [p.name for p in made.places]


def test_a_time_in_a_byline_is_none():
    page = Page("Raid.\n\nAda Lind / Oreva Today\n\nShelling went on yesterday.")
    start = page.text.index("Ada")
    byline = {"kind": "byline", "span": [start, start + len("Ada Lind / Oreva Today")]}
    made = page.record(sections=[byline])
    assert [t.span.text for t in made.times] == ["yesterday"]
