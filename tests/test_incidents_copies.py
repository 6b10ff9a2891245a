"""Copies of one text: found, told from reports that only sound alike, and what they changed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from according.incidents.amounts import amounts
from according.incidents.copies import Copying, copying, group, keys, shared, sharing
from according.incidents.credits import credited
from according.incidents.origins import origins
from according.records import Report, Section, SectionKind, Span

BRIDGE = (
    "A bridge over the Torva river collapsed on Monday, killing seven people and injuring dozens, the regional "
    "governor said. Two lorries and a bus fell into the water when the middle span gave way shortly after dawn. Divers "
    "searched the river until nightfall, hampered by a strong current. Governor Ilya Brandt blamed years of neglect "
    "and promised an inquiry. Engineers had warned in March that the pillars were no longer safe. The bridge is the "
    "only crossing for forty kilometres, and farmers on the far bank now depend on a ferry."
)
STRIKE = (
    "Dockers in the port of Hallsund walked out on Tuesday after talks about pay broke down. The union said that four "
    "in five of its members had joined the strike. Container ships were anchored outside the harbour by noon. The port "
    "authority called the action reckless and went to court. Talks are to go on next week under a mediator."
)
FLOOD = (
    "Heavy rain flooded the old town of Merrin overnight and drove hundreds of residents from their homes. Firemen "
    "carried the sick out of the hospital in boats. The mayor asked the army for pumps and sandbags. Schools will stay "
    "closed until the water falls, the council said, and the railway to the coast is cut in three places."
)


def report(name: str, text: str, **more: str) -> Report:
    return Report(id=name, text=text, **more)  # type: ignore[arg-type]


def sentences(text: str) -> list[str]:
    return [s if s.endswith(".") else f"{s}." for s in text.split(". ")]


def copied(a: Report, b: Report) -> Copying:
    found = copying(a, b)
    assert found is not None
    return found


# Keys


def test_keys_are_the_same_everywhere_and_always() -> None:
    """Keys stand in ledgers: where these change, a new version of the keys is due (and a migration)."""
    first, second, *_, last = keys("Two lorries and a bus fell into the water.")
    assert (first, second, last) == ("100388df639ec8630e9", "101f18d1852bf00803e", "131ed81e968abfd76a3")


def test_keys_ignore_case_punctuation_and_space() -> None:
    assert keys("The Governor's bridge, he said, fell!") == keys("the governors  bridge he said\nfell")


def test_there_are_at_most_32_keys_and_none_for_no_words() -> None:
    assert len(set(keys(BRIDGE))) == len(keys(BRIDGE)) == 32
    assert keys(" -- ") == []


@pytest.mark.parametrize(
    "copy",
    [
        f"BRANDTSTADT (Agencies) - {BRIDGE} Follow us for more.",
        " ".join(sentences(BRIDGE)[:2]),
        " ".join(reversed(sentences(BRIDGE))),
        BRIDGE.replace(" said", " stated").replace("killing", "leaving dead").replace("shortly", "soon"),
    ],
    ids=["wrapped", "cut", "reordered", "reworded"],
)
def test_a_copy_shares_a_key_and_a_group(copy: str) -> None:
    assert set(keys(BRIDGE)) & set(keys(copy))
    assert group([report("a", BRIDGE), report("x", STRIKE), report("b", copy)]) == [["a", "b"], ["x"]]


def test_other_reports_share_no_key() -> None:
    assert not set(keys(BRIDGE)) & set(keys(STRIKE))


# Groups


def test_every_id_stands_once_in_the_order_of_the_reports() -> None:
    reports = [report("b", FLOOD), report("a", BRIDGE), report("c", ""), report("d", FLOOD), report("b", STRIKE)]
    assert group(reports) == [["b", "d"], ["a"], ["c"]]


def test_a_digest_does_not_make_its_parts_one_text() -> None:
    digest = report("digest", f"{BRIDGE} {STRIKE} {FLOOD}")
    found = group([report("bridge", BRIDGE), report("strike", STRIKE), report("flood", FLOOD), digest])
    assert not any({"bridge", "strike"} <= set(ids) or {"strike", "flood"} <= set(ids) for ids in found)


def test_common_boilerplate_does_not_make_two_texts_one() -> None:
    footer = (
        "Read the latest from the region on our website. Subscribe to our newsletter for a daily summary. All rights "
        "reserved. No part of this article may be reproduced without permission of the publisher."
    )
    a, b = (report(name, f"{text}\n\n{footer}") for name, text in (("a", STRIKE), ("b", FLOOD)))
    assert copying(a, b) is None
    assert group([a, b]) == [["a"], ["b"]]


def test_what_the_report_knows_as_boilerplate_is_not_compared() -> None:
    footer = " ".join(sentences(BRIDGE))
    reports = []
    for name, text in (("a", "Snow fell on Ostrava."), ("b", "Rain fell on Lorne.")):
        end = len(text)
        sections = [
            Section(kind=SectionKind.BODY, span=Span(0, end)),
            Section(kind=SectionKind.BOILERPLATE, span=Span(end + 1, end + 1 + len(footer))),
        ]
        reports.append(Report(id=name, text=f"{text} {footer}", sections=sections))
    assert copying(*reports) is None


def test_the_same_formula_is_no_copy() -> None:
    a = report("a", "The ministry did not answer questions. Snow closed the pass on Friday and stopped the post.")
    b = report("b", "The ministry did not answer questions.")
    assert copying(a, b) is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from(sentences(BRIDGE + " " + STRIKE)), max_size=8), max_size=8))
def test_groups_divide_the_reports(texts: list[list[str]]) -> None:
    reports = [report(str(n), " ".join(text)) for n, text in enumerate(texts)]
    found = group(reports)
    assert sorted(i for ids in found for i in ids) == sorted(r.id for r in reports)


# Which is the original


def test_an_exact_copy_without_dates_has_no_known_original() -> None:
    found = copied(report("a", BRIDGE), report("b", BRIDGE.upper()))
    assert (found.exact, found.original, found.edits) == (True, None, ())
    assert found.share_a == found.share_b == 1


def test_an_excerpt_is_the_copy() -> None:
    cut = report("cut", " ".join(sentences(BRIDGE)[:3]))
    found = copied(cut, report("whole", BRIDGE))
    assert found.original == "whole"
    assert found.share_a == 1
    assert found.share_b < 0.6
    assert "excerpt" in found.why[0]


def test_the_earlier_report_is_the_original() -> None:
    found = copied(report("late", BRIDGE, published="2021-05-04"), report("early", BRIDGE, published="2021-05-03"))
    assert found.original == "early"


@pytest.mark.parametrize(
    ("one", "other", "original"),
    [
        ("2021-05-04T01:30+03:00", "2021-05-03T23:00Z", "one"),  # 22:30 and 23:00 in London, although a day later
        ("2021-05-03T23:00:00.5-05:00", "2021-05-04T03:00+00:00", "other"),
        ("2021-05-03T14:00+02:00", "2021-05-03T12:00Z", None),  # the same instant
        ("2021-05-03T09:00", "2021-05-03T10:00", "one"),
        ("2021-05-03T09:00", "2021-05-03T12:00Z", None),  # nine o'clock where?
        ("2021-05-03T23:00", "2021-05-04T01:00Z", "one"),
        ("2021-05-03 10:00 local time", "2021-05-04", "one"),
        ("2021", "2021-05-04", None),
    ],
)
def test_times_of_publication_are_instants_where_both_tell_a_zone_and_days_otherwise(
    one: str, other: str, original: str | None
) -> None:
    assert copied(report("one", BRIDGE, published=one), report("other", BRIDGE, published=other)).original == original


def test_hints_that_contradict_each_other_leave_it_open() -> None:
    cut = report("cut", " ".join(sentences(BRIDGE)[:3]), published="2021-05-03")
    found = copied(cut, report("whole", BRIDGE, published="2021-05-04"))
    assert found.original is None
    assert len(found.why) == 2


def test_a_credit_of_the_publisher_settles_it() -> None:
    agency = report("wire", BRIDGE, publisher="Reuters", published="2021-05-05")
    paper = report("paper", f"{BRIDGE} (Reuters)", publisher="Torva Times", published="2021-05-04")
    found = copied(paper, agency)
    assert found.original == "wire"
    assert "credits Reuters" in found.why[0]


def test_a_credit_may_name_the_publisher_by_its_initials() -> None:
    wire = report("wire", BRIDGE, publisher="Torva River Press Service", published="2021-05-04")
    paper = report("paper", f"{BRIDGE}\n\nWith input from TRPS", publisher="Torva Times", published="2021-05-04")
    assert copied(paper, wire).original == "wire"
    assert [c.agency for c in credited(paper)] == ["TRPS"]
    assert credited(wire.model_copy(update={"text": f"{BRIDGE}\n\nSource: TRPS"})) == []


def test_a_text_that_nobody_is_known_to_have_published_is_the_agencys_of_its_dateline() -> None:
    line = "LORNE, May 4 (QRSA) -"
    dateline = [Section(kind=SectionKind.DATELINE, span=Span(0, len(line)))]
    wire = Report(id="wire", text=f"{line} {BRIDGE}", sections=dateline)
    paper = report("paper", f"{BRIDGE}\n\nWith input from QRSA")
    found = copied(paper, wire)
    assert found.original == "wire"
    assert "the dateline of wire" in found.why[0]
    printed = wire.model_copy(update={"publisher": "Daily Lorne"})
    assert copied(paper, printed).original is None, (
        "another paper that kept the dateline is no more the agency than this"
    )


def test_a_third_that_both_may_have_copied_leaves_it_open() -> None:
    found = copied(
        report("a", f"{BRIDGE} --AFP", publisher="Torva Times"), report("b", BRIDGE, publisher="Daily Lorne")
    )
    assert found.original is None
    assert "AFP" in found.why[0]


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("GENEVA (Reuters) - Talks began.", ["Reuters"]),
        ("Talks began. (With input from AFP and agencies)", ["AFP", "agencies"]),
        ("Talks began, the ministry said. --AFP", ["AFP"]),
        ("Talks began. Source: TASS", ["TASS"]),
        ("Talks began.\n\nSource: QRSA", ["QRSA"]),
        ("Talks began. The army (QRSA) - so it calls itself - came.", []),
        ("A minister told AFP that talks began. He spoke to Reuters on Monday too.", []),
        ("Envoys arrive in Geneva (AFP Photo). Talks began.", []),
    ],
)
def test_credits(text: str, agencies: list[str]) -> None:
    assert [c.agency for c in credited(report("a", text))] == agencies


# What was changed


def changes(new: str, old: str = BRIDGE) -> list[tuple[str, str | None, str | None]]:
    found = copied(report("a", old, published="2021-05-03"), report("b", new, published="2021-05-04"))
    for edit in found.edits:
        for words, text in ((edit.before, old), (edit.after, new)):
            assert words is None or text[words.span.start : words.span.end] == words.text
    return [(e.kind, e.before and e.before.text, e.after and e.after.text) for e in found.edits]


def test_a_changed_number_is_found() -> None:
    assert changes(BRIDGE.replace("seven", "nine")) == [("number", "seven", "nine")]
    assert changes(BRIDGE.replace("dozens", "hundreds")) == [("number", "dozens", "hundreds")]
    assert changes(BRIDGE.replace("seven", "17")) == [("number", "seven", "17")]


def test_a_number_spelt_otherwise_is_not_changed() -> None:
    assert changes(BRIDGE.replace("seven", "7")) == [("words", "seven", "7")]


def test_a_changed_number_is_found_in_a_sentence_that_was_moved() -> None:
    first, *rest = sentences(BRIDGE)
    found = changes(" ".join([*rest, first.replace("seven", "nine")]))
    assert ("number", "seven", "nine") in found
    assert "moved" in {kind for kind, _, _ in found}


def test_a_summary_that_is_told_again_keeps_its_own_number() -> None:
    lead = "A bridge over the Torva river collapsed on Monday killing seven people and injuring dozens."
    assert changes(f"{lead.replace('seven', 'nine')} {BRIDGE}", f"{lead} {BRIDGE}") == [("number", "seven", "nine")]


def test_changed_names_and_words() -> None:
    assert changes(BRIDGE.replace("Governor Ilya Brandt", "Governor Pavel Orsk")) == [
        ("name", "Ilya Brandt", "Pavel Orsk")
    ]
    assert changes(BRIDGE.replace("strong current", "strong wind")) == [("words", "current", "wind")]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("were no longer safe", "were safe", ("negation", "were no longer safe", "were safe")),
        ("blamed years", "never blamed years", ("negation", "Brandt blamed", "Brandt never blamed")),
        ("blamed years of neglect", "denied years of neglect", ("negation", "blamed", "denied")),
        ("killing seven", "killing no fewer than seven", ("words", None, "no fewer than")),
    ],
)
def test_a_negation_is_told_from_other_words(old: str, new: str, change: tuple[str, str | None, str | None]) -> None:
    assert changes(BRIDGE.replace(old, new)) == [change]


@pytest.mark.parametrize("new", ["Brendt", "BRANDT", "the Brandt"])
def test_another_spelling_is_no_other_name(new: str) -> None:
    assert all(kind == "words" for kind, _, _ in changes(BRIDGE.replace("Ilya Brandt", f"Ilya {new}")))


def test_dropped_and_added_sentences() -> None:
    lines = sentences(BRIDGE)
    found = changes(" ".join([*lines[:4], "Nobody from the ministry was at the scene.", *lines[5:]]))
    assert found == [
        ("added", None, "Nobody from the ministry was at the scene"),
        ("dropped", "Engineers had warned in March that the pillars were no longer safe", None),
    ]


def test_edits_lead_from_the_original_to_the_copy() -> None:
    old, new = report("old", BRIDGE, published="2021-05-03"), report("new", BRIDGE.replace("seven", "nine"))
    new = new.model_copy(update={"published": "2021-05-04"})
    assert copied(old, new).edits == copied(new, old).edits
    assert copied(new, old).edits[0].detail == "7 -> 9"


def test_a_copying_is_plain_json() -> None:
    found = copied(report("a", BRIDGE), report("b", BRIDGE.replace("seven", "nine")))
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["edits"] == [
        {
            "kind": "number",
            "before": {"span": [59, 64], "text": "seven"},
            "after": {"span": [59, 63], "text": "nine"},
            "detail": "7 -> 9",
        }
    ]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("twenty one people", ["21"]),
        ("two hundred thousand", ["200000"]),
        ("three hundred and five", ["305"]),
        ("scores of men and several women", ["scores", "several"]),
        ("1500 and 2.5", ["1500", "2.5"]),
        ("nobody", []),
    ],
)
def test_amounts(words: str, values: list[str]) -> None:
    assert [a.value for a in amounts(words.split())] == values


# Shared passages


def test_a_passage_within_longer_reports_is_shared() -> None:
    passage = " ".join(sentences(BRIDGE)[2:5])
    a, b = report("a", f"{STRIKE} {passage} {STRIKE[::-1]}"), report("b", f"{passage} {FLOOD}")
    assert copying(a, b) is None
    ((x, y),) = shared(a, b)
    assert a.text[x.start : x.end] == b.text[y.start : y.end] == passage.rstrip(".")


def test_passages_are_a_relation_of_their_own_and_no_copy() -> None:
    passage = " ".join(sentences(BRIDGE)[1:4])
    a = report("a", f"{STRIKE} {passage} {STRIKE[::-1]}", published="2021-05-03")
    b = report("b", f"{passage} {FLOOD}", published="2021-05-04")
    found = sharing(a, b)
    assert found is not None
    ((x, y),) = found.passages
    assert x.text == y.text == passage.rstrip(".")
    assert a.text[x.span.start : x.span.end] == x.text
    assert 0 < found.share_a < found.share_b < 1
    assert found.original == "a"
    assert json.loads(json.dumps(found.to_dict()))["passages"][0][0]["text"] == x.text
    assert sharing(a, a.model_copy(update={"id": "copy"})) is None, "a copy is more than shared passages"
    assert sharing(a, report("c", BRIDGE[:60])) is None


def test_one_common_phrase_is_no_passage() -> None:
    assert shared(report("a", f"{STRIKE} The talks go on."), report("b", f"{FLOOD} The talks go on.")) == []


# Origins


def test_copies_are_one_origin() -> None:
    reports = [report("a", BRIDGE), report("b", STRIKE), report("c", " ".join(sentences(BRIDGE)[:3]))]
    assert origins(reports) == [["a", "c"], ["b"]]


def test_reports_that_relay_one_agency_text_are_one_origin() -> None:
    lead = " ".join(sentences(BRIDGE)[:2])
    a = report("a", f"{lead} {STRIKE} (With input from AFP)", publisher="Torva Times")
    b = report("b", f"{lead} {FLOOD} (AFP)", publisher="Daily Lorne")
    assert origins([a, b]) == [["a", "b"]]
    other = b.model_copy(update={"text": f"{lead} {FLOOD} (Reuters)"})
    assert origins([a, other]) == [["a"], ["b"]]


def test_reports_that_begin_with_the_same_words_are_one_origin_whatever_they_name() -> None:
    lead = " ".join(sentences(BRIDGE)[:2])
    a, b = (
        report("a", f"{lead} {STRIKE}", published="2021-05-03"),
        report("b", f"{lead} {FLOOD}", published="2021-05-04"),
    )
    assert copying(a, b) is None
    assert origins([a, b]) == [["a", "b"]]
    assert origins([a, b.model_copy(update={"published": "2021-06-04"})]) == [["a"], ["b"]]


def test_a_common_quotation_does_not_make_two_reports_one_origin() -> None:
    quoted = f"The governor said: “{' '.join(sentences(BRIDGE)[:2])}”"
    a, b = report("a", f"{quoted} {STRIKE}"), report("b", f"{quoted} {FLOOD}")
    assert shared(a, b)
    assert origins([a, b]) == [["a"], ["b"]]


def test_an_agencys_background_does_not_make_two_reports_one_origin() -> None:
    background = " ".join(sentences(BRIDGE)[2:5])
    a = report("a", f"{STRIKE} {background} (AFP)")
    b = report("b", f"{FLOOD} {background} (AFP)")
    assert shared(a, b)
    assert origins([a, b]) == [["a"], ["b"]]


# Cost


HOSTILE = {
    "one word": "fire " * 16_000,
    "two words": "fire water " * 8_000,
    "numbers": "seven hundred and " * 5_000,
    "no sentence": "a1b2" * 5_000,
    "few words": " ".join(random.Random(3).choices(["ash", "elm", "oak", "fir", "yew"], k=16_000)),
    "brackets": "(" * 100_000 + "AFP",
    "credits": "AFP, " * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_slow(name: str) -> None:
    text = HOSTILE[name]
    a, b = report("a", text), report("b", text[: len(text) // 2] + " ends otherwise. " + text[len(text) // 3 :])
    started = time.process_time()
    keys(text)
    copying(a, b)
    shared(a, b)
    origins([a, b])
    assert time.process_time() - started < 10


def test_the_library_is_loaded_when_it_is_used() -> None:
    code = "import sys, according.incidents.copies, according.incidents.origins; print('rensa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
