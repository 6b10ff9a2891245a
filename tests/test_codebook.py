"""The codebook: its data agree with themselves, and its questions get answers."""

import pytest

from according import codebook
from according.codebook import tables
from according.errors import CodebookError
from according.records import Record


def test_the_data_files_do_not_contradict_each_other():
    assert codebook.check() == []


def test_check_sees_a_mode_that_is_not_of_its_type(monkeypatch):
    broken = dict(tables.cameo_codes())
    broken["195"] = tables.CameoEntry("195", "x", "ASSAULT", ("phone",), ("nonsense",), -10.0, "")
    monkeypatch.setattr(tables, "cameo_codes", lambda: broken)
    found = codebook.check()
    assert any("phone is no mode of ASSAULT" in line for line in found)
    assert any("unknown context nonsense" in line for line in found)


def test_sixteen_types_from_agree_to_assault():
    assert len(codebook.TYPES) == 16
    assert (codebook.TYPES[0], codebook.TYPES[7], codebook.TYPES[-1]) == ("AGREE", "REQUEST", "ASSAULT")


def test_quads_of_the_record_format_are_those_of_the_codebook():
    schema = Record.model_json_schema()["$defs"]["Event"]["properties"]["quad"]
    assert set(schema["anyOf"][0]["enum"]) == {codebook.quad(t) for t in codebook.TYPES} == set(codebook.terms().quads)


@pytest.mark.parametrize(
    ("event", "modes", "quad", "intensity", "cameo"),
    [
        ("ASSAULT", [], "material conflict", -9.3, "190"),
        ("ASSAULT", ["explosives"], "material conflict", -10.0, "183"),
        ("ASSAULT", ["drone"], "material conflict", -10.0, "1952"),
        ("SANCTION", ["convict"], "material conflict", -5.2, "116"),
        ("COERCE", ["arrest"], "material conflict", -7.2, "173"),
        ("CONSULT", ["phone"], "verbal cooperation", 1.0, "041"),
        ("RETREAT", ["ceasefire"], "material cooperation", 9.0, "0871"),
        ("REQUEST", ["yield"], "verbal conflict", -5.0, "105"),
        ("AGREE", [], "verbal cooperation", 4.2, "030"),
    ],
)
def test_quad_intensity_and_cameo(event, modes, quad, intensity, cameo):
    assert codebook.quad(event) == quad
    assert codebook.intensity(event, modes) == intensity
    assert codebook.cameo(event, modes) == cameo


def test_of_several_modes_the_gravest_counts():
    assert codebook.intensity("ASSAULT", ["destroy", "aerial"]) == -10.0


@pytest.mark.parametrize(
    ("event", "modes", "contexts", "cameo"),
    [
        ("AID", [], ["humanitarian"], "073"),
        ("REQUEST", ["assist"], ["humanitarian"], "1033"),
        ("REQUEST", ["meet"], ["terrorism"], "106"),
    ],
)
def test_contexts_refine_the_cameo_code(event, modes, contexts, cameo):
    assert codebook.cameo(event, modes, contexts=contexts) == cameo


@pytest.mark.parametrize(
    ("code", "event", "modes", "contexts"),
    [
        ("183", "ASSAULT", ("explosives",), ()),
        ("0871", "RETREAT", ("ceasefire",), ("military",)),
        ("094", "ACCUSE", ("investigate",), ("military", "legal")),
        ("055", "CONCEDE", (), ("diplomatic",)),
        ("0233", "REQUEST", ("assist",), ("humanitarian",)),
        ("010", None, (), ()),
        ("10", "REQUEST", (), ()),
    ],
)
def test_from_cameo(code, event, modes, contexts):
    entry = codebook.from_cameo(code)
    assert (entry.type, entry.modes, entry.contexts) == (event, modes, contexts)


def test_every_type_and_mode_comes_back_from_its_cameo_code():
    for name, event in codebook.types().items():
        for mode, entry in event.modes.items():
            back = codebook.from_cameo(codebook.cameo(name, [mode]))
            assert entry.loose or (back.type == name and back.modes == (mode,)), (name, mode, back)


@pytest.mark.parametrize("ask", [lambda: codebook.modes("FIGHT"), lambda: codebook.intensity("ASSAULT", ["phone"])])
def test_unknown_names_are_answered_with_the_known_ones(ask):
    with pytest.raises(CodebookError, match=r"ASSAULT"):
        ask()


def test_an_unknown_cameo_code_names_the_code_above_it():
    with pytest.raises(CodebookError, match="above it is 19"):
        codebook.from_cameo("1999")


@pytest.mark.parametrize(
    ("words", "kind", "line"),
    [
        (["ASSAULT"], "type", "quad category: material conflict"),
        (["assault"], "type", "PLOVER score: -9.3 (from: manual)"),
        (["183"], "cameo", "PLOVER: ASSAULT:explosives"),
        (["SECTOR", "REB"], "sector", "sector of an actor, armed opposition: armed groups that fight a government"),
        (["terrorism"], "context", "context: Terrorism, as the report calls it."),
        (["verbal", "conflict"], "quad", "Hostile words: REQUEST, ACCUSE, REJECT, THREATEN. PLOVER's number 3."),
        (["hypothetical"], "value", "value of modality: It might happen, is feared, or is only possible."),
        (["said_in"], "field", "The innermost statement that tells the event; none is the publisher's own voice."),
    ],
)
def test_explain(words, kind, line):
    found = codebook.explain(*words)
    assert found.kind == kind
    assert line in found.lines


def test_explain_a_mode_of_two_types_and_of_one():
    assert len(codebook.explain("withdraw").lines) == 2
    assert codebook.explain("SANCTION", "withdraw").lines[0].startswith("mode of SANCTION")


def test_every_known_term_is_explained():
    assert all(codebook.explain(term).lines for term in codebook.known_terms())


def test_an_unknown_term_lists_the_nearest():
    with pytest.raises(CodebookError, match="ASSAULT"):
        codebook.explain("asault")


def test_word_lists_hold_what_readers_look_for():
    cues = {(c.sort, c.form) for c in codebook.cue_words()}
    assert {("speech", "according to"), ("denial", "denied"), ("belief", "feared"), ("promise", "pledged")} <= cues
    assert "killed" in codebook.casualty_words()["killed"].verbs
    assert "pro-democracy" in codebook.context_words()["pro_democracy"]
    assert codebook.sectors()["PRE"].startswith("partially recognised authority")
