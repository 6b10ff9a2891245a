"""A small record made by hand for tests of rooms that take records."""

import copy

TEXT = (
    "Minister Sela Oran said on 3 May 2021 that rebels had claimed the shelling of Tarn, "
    'which killed at least six villagers. She denied striking the "hospital" there.'
)


def at(words, nth=0):
    """The span of the nth occurrence of the words in TEXT."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return [start, start + len(words)]


_RECORD = {
    "record": 1,
    "report": {
        "id": "r1",
        "title": "Tarn shelled",
        "publisher": "The Daily Lamp",
        "published": "2021-05-04",
        "language": "en",
        "text": TEXT,
        "sections": [{"kind": "body", "span": [0, len(TEXT)]}],
    },
    "entities": [
        {
            "id": "e1",
            "name": "Sela Oran",
            "kind": "person",
            "country": "ARM",
            "sector": "GOV",
            "office": "minister",
            "links": {"wikidata": "Q1"},
            "mentions": [at("Sela Oran"), at("She")],
        },
        {"id": "e2", "name": "rebels", "kind": "group", "sector": "REB", "mentions": [at("rebels")]},
        {"id": "e3", "name": "villagers", "kind": "group", "sector": "CVL", "mentions": [at("villagers")]},
    ],
    "places": [{"id": "p1", "name": "Tarn", "lat": 40.0, "lon": 45.0, "country": "ARM", "mentions": [at("Tarn")]}],
    "times": [{"span": at("3 May 2021"), "value": "2021-05-03"}],
    "statements": [
        {
            "id": "s1",
            "source": [at("Minister Sela Oran")],
            "speaker": "e1",
            "cue": [at("said")],
            "content": [[at("that")[0], at("villagers")[1]]],
            "kind": "indirect",
        },
        {
            "id": "s2",
            "source": [at("rebels")],
            "speaker": "e2",
            "cue": [at("claimed")],
            "content": [at("the shelling of Tarn")],
            "kind": "indirect",
            "within": "s1",
        },
        {
            "id": "s3",
            "source": [at("She")],
            "speaker": "e1",
            "cue": [at("denied")],
            "content": [at("striking")],
            "kind": "indirect",
        },
    ],
    "events": [
        {
            "id": "v1",
            "type": "ASSAULT",
            "modes": ["heavy-weapons"],
            "contexts": ["military"],
            "cameo": "194",
            "quad": "material conflict",
            "intensity": -10.0,
            "triggers": [at("shelling")],
            "actors": ["e2"],
            "recipients": ["e3"],
            "places": ["p1"],
            "time": {"value": "2021-05-03", "start": "2021-05-03", "end": "2021-05-03", "granularity": "day"},
            "said_in": "s2",
            "casualties": [{"kind": "killed", "low": 6, "best": 6, "who": "villagers", "span": at("at least six")}],
            "confidence": 0.8,
        },
        {
            "id": "v2",
            "type": "ASSAULT",
            "triggers": [at("striking")],
            "actors": ["e1"],
            "polarity": "negative",
            "said_in": "s3",
            "distancing": [at('"hospital"')],
        },
    ],
}


def made_record():
    """A fresh copy of the record as plain JSON types."""
    return copy.deepcopy(_RECORD)
