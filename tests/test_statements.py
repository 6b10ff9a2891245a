"""Cues with their arcs become statements: cleaned, read once, nested, direct or not."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from handread import Page
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from according.reading.labels import PARTS
from according.reading.scan import viterbi
from according.reading.settings import Settings
from according.reading.statements import drafts

INSIDE = {"I-source": ("B-source", "I-source"), "I-content": ("B-content", "I-content")}


def found(page, *cues, closed=()):
    return drafts(page.words, page.forms, list(cues), closed=set(closed), settings=Settings())


SCORES = st.integers(1, 30).flatmap(lambda n: arrays(np.float32, (n, 5), elements=st.floats(-20, 0, width=32)))


@given(SCORES, st.integers(0, 29), st.floats(-3, 3))
def test_an_inside_tag_follows_only_its_own_begin_or_inside(logp, cue, bias):
    cue = min(cue, len(logp) - 1)
    tags = [PARTS[t] for t in viterbi(logp, slice(cue, cue + 1), bias)]
    assert tags[0] not in INSIDE
    for before, tag in itertools.pairwise(tags):
        assert tag not in INSIDE or before in INSIDE[tag]


@given(SCORES)
def test_the_cue_is_no_part_of_its_own_statement(logp):
    cue = len(logp) // 2
    assert PARTS[viterbi(logp, slice(cue, cue + 1), 0.0)[cue]] == "O"


def test_no_legal_sequence_is_likelier():
    chance = np.random.default_rng(5)
    for _ in range(60):
        logp = np.log(chance.dirichlet(np.full(5, 0.5), chance.integers(1, 6)) + 1e-6).astype(np.float32)
        score = lambda tags, logp=logp: sum(float(logp[i, t]) for i, t in enumerate(tags))  # noqa: E731
        legal = [
            tags
            for tags in itertools.product(range(5), repeat=len(logp))
            if tags[0] not in (2, 4) and all(b not in (2, 4) or a in (b - 1, b) for a, b in itertools.pairwise(tags))
        ]
        best = score(viterbi(logp, slice(0, 0), 0.0).tolist())
        assert best == pytest.approx(max(map(score, legal)), abs=1e-3)


def test_a_bias_widens_contents():
    logp = np.log(np.array([[0.6, 0.0001, 0.0001, 0.3, 0.1]], dtype=np.float32))
    assert PARTS[viterbi(logp, slice(0, 0), 0.0)[0]] == "O"
    assert PARTS[viterbi(logp, slice(0, 0), 1.0)[0]] == "B-content"


def test_a_statement_has_its_parts():
    page = Page("Holm said that the army left.")
    (d,) = found(page, page.cue("said", source=["Holm"], content=["that the army left"]))
    assert page.phrases([d.cue]) == ["said"]
    assert page.phrases(d.source) == ["Holm"]
    assert page.phrases(d.content) == ["that the army left"]
    assert d.within is None


@pytest.mark.parametrize(
    ("text", "given_", "kept"),
    [
        ("Holm: “we go,” she said", ["“we go,”"], ["we go"]),
        ("“We go,” she said. “We return.”", ["We go", "We return"], ["We go", "We return"]),
        ("they go - at noon - she said", ["- at noon -"], ["at noon"]),
        ("“We go. “We return” she said", ["We go", "We return"], ["We go. “We return"]),
        ("we go, we return, she said", ["we go", "we return"], ["we go, we return"]),
        ("we go she said", ["we", "go"], ["we go"]),
        ("we go at noon she said", ["we go at", "go at noon"], ["we go at noon"]),
        ("she said ...", ["..."], None),
        ("she said “”", ["“”"], None),
    ],
)
def test_marks_at_the_edges_go_and_pieces_with_only_marks_between_them_join(text, given_, kept):
    page = Page(text)
    out = found(page, page.cue("she said", content=given_))
    assert ([page.phrases(d.content) for d in out]) == ([] if kept is None else [kept])


def test_a_source_inside_the_content_is_no_source():
    page = Page("Holm said that the army left.")
    (d,) = found(page, page.cue("said", source=["Holm", "the army"], content=["that the army left"]))
    assert page.phrases(d.source) == ["Holm"]


@pytest.mark.parametrize(
    ("text", "cue", "source", "content", "kept"),
    [
        ("The port has received reports of looting", "reports of", "The port", "looting", []),
        ("The port has received reports of looting", "reports", "The port", "of looting", []),
        ("The port's reports of looting were false", "reports of", "The port", "looting", ["The port"]),
        ("The port reports that boats sank", "reports", "The port", "that boats sank", ["The port"]),
        ("Holm is believed to be in the port", "is believed", "Holm", "to be in the port", []),
        ("Boats were reported by Holm to be lost", "were reported", "by Holm", "to be lost", ["by Holm"]),
        ("The guards reportedly left", "reportedly", "The guards", "left", []),
    ],
)
def test_what_is_said_by_nobody_in_particular_has_no_source(text, cue, source, content, kept):
    page = Page(text)
    (d,) = found(page, page.cue(cue, source=[source], content=[content]))
    assert page.phrases(d.source) == kept


@pytest.mark.parametrize(("score", "kept"), [(0.44, 0), (0.46, 1)])
def test_an_unsure_cue_opens_no_statement(score, kept):
    page = Page("Holm said that the army left.")
    assert len(found(page, page.cue("said", content=["that the army left"], score=score))) == kept


def test_a_statement_read_twice_is_kept_once_by_its_surer_cue():
    page = Page("In a statement Holm said that the army left the village.")
    unsure = page.cue("In a statement", content=["that the army left the village"], score=0.6)
    sure = page.cue("said", source=["Holm"], content=["the army left the village"], score=0.9)
    (d,) = found(page, unsure, sure)
    assert page.phrases([d.cue]) == ["said"]


def test_a_short_statement_inside_another_is_no_second_reading_of_it():
    page = Page("Holm said rebels claimed they had left.")
    outer = page.cue("said", content=["rebels claimed they had left"])
    inner = page.cue("claimed", content=["they had left"])
    assert [d.within for d in found(page, outer, inner)] == [None, 0]


def test_statements_of_different_content_are_both_kept_in_the_order_of_their_cues():
    page = Page("Holm said the army left. Oran denied that it had come.")
    second = page.cue("denied", content=["that it had come"], score=0.95)
    first = page.cue("said", content=["the army left"], score=0.6)
    assert [page.phrases([d.cue]) for d in found(page, second, first)] == [["said"], ["denied"]]


def test_the_innermost_holder_is_the_one_within_which_a_statement_stands():
    page = Page("Holm said the envoy reported that rebels claimed they had left.")
    outer = page.cue("said", content=["the envoy reported that rebels claimed they had left"])
    middle = page.cue("reported", content=["that rebels claimed they had left"])
    inner = page.cue("claimed", content=["they had left"])
    assert [d.within for d in found(page, inner, outer, middle)] == [None, 0, 1]


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        ("It was quiet. He denied it.", "another sentence"),
        ("denied", "a cue inside, but the content outside"),
    ],
)
def test_a_statement_beside_another_is_not_within_it(inner, why):
    page = Page("Holm said the old army denied. It was quiet. He denied it.")
    outer = page.cue("said", content=["the old army denied"])
    other = (
        page.cue("denied", content=["It was quiet"])
        if why.startswith("a cue")
        else page.cue("denied", content=["it."], nth=1)
    )
    assert [d.within for d in found(page, outer, other)] == [None, None]


SAID = {
    "direct": "Holm said: “The army left.”",
    "indirect": "Holm said that the army left.",
    "mixed": "Holm said that the army “left in fear” today.",
}


@pytest.mark.parametrize(("kind", "text"), SAID.items())
def test_the_kind_of_a_statement_is_how_much_of_it_stands_in_marks(kind, text):
    page = Page(text)
    content = text.partition("said")[2].strip(" :.”“")
    (d,) = found(page, page.cue("said", source=["Holm"], content=[content]))
    assert d.kind == kind


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ("rebels said they had won", "indirect"),
        ("rebels said ‘we have won’", "direct"),
        ("rebels said they had ‘won it’", "mixed"),
    ],
)
def test_inside_a_quotation_only_the_marks_within_it_count(inner, kind):
    page = Page(f"Holm declared: “The {inner} there.”")
    outer = page.cue("declared", source=["Holm"], content=[f"The {inner} there"])
    said = page.cue("said", source=["rebels"], content=[inner.partition("said ")[2].strip("‘’")])
    assert [(d.kind, d.within) for d in found(page, outer, said)] == [("direct", None), (kind, 0)]


def test_running_quotation_over_paragraphs_is_direct():
    page = Page("Holm said: “We go.\n\n“We return.”")
    (d,) = found(page, page.cue("said", content=["We go", "We return"]))
    assert d.kind == "direct"


def test_closed_words_take_part_in_no_statement():
    page = Page("Holm said the army left. Photo: Ilse Marten said so. By Petra Dahl")
    closed = {
        i for r in (page.at("Photo: Ilse Marten said so"), page.at("By Petra Dahl")) for i in range(r[0], r[1] + 1)
    }
    first = page.cue("said", source=["Holm", "Petra Dahl"], content=["the army left. Photo: Ilse"])
    credit = page.cue("said", source=["Ilse Marten"], content=["so"], nth=1)
    (d,) = found(page, first, credit, closed=closed)
    assert page.phrases(d.content) == ["the army left."]
    assert page.phrases(d.source) == ["Holm"]


def test_a_text_with_thousands_of_statements_takes_no_more_than_its_share_of_time():
    page = Page("Holm said “we go” and left. " * 4000)
    n = len(page.forms) // 4000
    cues = []
    for k in range(4000):
        cue = page.cue("said", source=["Holm"], content=["we go"])
        cue.words = (cue.words[0] + k * n, cue.words[1] + k * n)
        cue.content = [(a + k * n, b + k * n) for a, b in cue.content]
        cues.append(cue)
    out = found(page, *cues)
    assert len(out) == 4000
    assert {d.kind for d in out} == {"direct"}
