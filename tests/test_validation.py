"""Validation: what a record may not be, each breach with the words that name it."""

import jsonschema
import pytest
from made_record import TEXT, made_record

from according import codebook
from according.errors import RecordError
from according.records import Record
from according.validation import json_schema, problems, validate


def put(*path, value):
    """An edit of the record: set the value at the path."""

    def edit(data):
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return edit


def test_a_good_record_has_no_problems_as_dict_and_as_record():
    assert problems(made_record()) == []
    assert problems(Record.from_dict(made_record())) == []
    validate(made_record())


BREACHES = {
    "span behind the text": (put("times", 0, "span", value=[0, 10_000]), f"which has {len(TEXT)} characters"),
    "empty span": (put("distancing", value=[[5, 5]]), "distancing[0]: span [5, 5] is empty"),
    "backward span": (put("events", 0, "triggers", value=[[9, 4]]), "runs backwards"),
    "white span": (put("statements", 0, "cue", value=[[8, 9]]), "nothing but white space"),
    "span of two strings": (put("events", 0, "triggers", value=[["a", "b"]]), "two whole numbers"),
    "overlapping sections": (
        put("report", "sections", value=[{"kind": "headline", "span": [0, 20]}, {"kind": "body", "span": [10, 40]}]),
        "overlap",
    ),
    "unknown section": (put("report", "sections", 0, "kind", value="footer"), "kind"),
    "id twice": (put("entities", 1, "id", value="e1"), "entities: id 'e1' stands 2 times"),
    "unknown speaker": (put("statements", 0, "speaker", value="e9"), "no entity has the id 'e9'"),
    "unknown enclosing statement": (put("statements", 1, "within", value="s9"), "no statement has the id 's9'"),
    "statements in a circle": (put("statements", 0, "within", value="s2"), "in a circle"),
    "statement within itself": (put("statements", 0, "within", value="s1"), "in a circle"),
    "unknown said_in": (put("events", 0, "said_in", value="s9"), "said_in: no statement"),
    "unknown actor": (put("events", 0, "actors", value=["p1"]), "actors: no entity"),
    "unknown recipient": (put("events", 0, "recipients", value=["x"]), "recipients: no entity"),
    "unknown place": (put("events", 0, "places", value=["e1"]), "places: no place"),
    "unknown type": (put("events", 0, "type", value="FIGHT"), "'FIGHT' is none of AGREE"),
    "mode of another type": (put("events", 0, "modes", value=["phone"]), "'phone' is no mode of ASSAULT"),
    "unknown context": (put("events", 0, "contexts", value=["sport"]), "no PLOVER context"),
    "wrong quad": (put("events", 0, "quad", value="verbal conflict"), "ASSAULT is 'material conflict'"),
    "no trigger": (put("events", 0, "triggers", value=[]), "no trigger"),
    "unknown CAMEO code": (put("events", 0, "cameo", value="1999"), "not in the crosswalk"),
    "intensity out of range": (put("events", 0, "intensity", value=-11.0), "outside -10..+10"),
    "unknown sector": (put("entities", 0, "sector", value="KING"), "'KING' is none of GOV"),
    "country in two letters": (put("entities", 0, "country", value="AM"), "three capital letters"),
    "half a coordinate": (put("places", 0, "lon", value=None), "given together"),
    "latitude out of range": (put("places", 0, "lat", value=99.0), "outside -90..90"),
    "low above high": (put("events", 0, "casualties", 0, "high", value=3), "low 6 is above high 3"),
    "best below low": (put("events", 0, "casualties", 0, "best", value=2), "best 2 is not between"),
    "figure without number": (put("events", 0, "casualties", value=[{"kind": "killed"}]), "says how many"),
    "unknown kind of harm": (put("events", 0, "casualties", 0, "kind", value="sad"), "kind"),
    "confidence above one": (put("events", 0, "confidence", value=1.2), "confidence"),
    "unknown modality": (put("events", 0, "modality", value="perhaps"), "modality"),
    "time backwards": (put("events", 0, "time", "end", value="2021-05-01"), "is after end"),
    "open day as start": (put("events", 0, "time", "start", value="XXXX-05-03"), "is no day"),
    "statement without content": (put("statements", 2, "content", value=[]), "no content"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_found_and_named(breach):
    edit, words = BREACHES[breach]
    data = made_record()
    edit(data)
    found = problems(data)
    assert any(words in line for line in found), found
    with pytest.raises(RecordError, match="r1"):
        validate(data)


def test_all_breaches_are_listed_at_once():
    data = made_record()
    for name in ("unknown speaker", "wrong quad", "low above high"):
        BREACHES[name][0](data)
    assert len(problems(data)) >= 3


SCHEMA_SEES = {
    "unknown type",
    "mode of another type",
    "unknown context",
    "wrong quad",
    "intensity out of range",
    "unknown sector",
    "unknown section",
    "unknown kind of harm",
    "unknown modality",
    "confidence above one",
    "span of two strings",
}


def test_the_schema_is_a_schema_and_takes_a_good_record():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    assert list(checker.iter_errors(made_record())) == []
    assert list(checker.iter_errors(Record.from_dict(made_record()).to_dict())) == []


@pytest.mark.parametrize("breach", sorted(SCHEMA_SEES))
def test_the_schema_sees_breaches_of_names_and_ranges(breach):
    data = made_record()
    BREACHES[breach][0](data)
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(data)


def test_the_schema_names_the_types_and_is_not_shared():
    json_schema()["$defs"].clear()
    assert json_schema()["$defs"]["Event"]["properties"]["type"]["enum"] == list(codebook.TYPES)
    assert json_schema()["$id"] == "urn:according:record:1"
