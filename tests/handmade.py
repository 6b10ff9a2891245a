"""Records made by hand for the tests of the faces: no model is needed to know how a record should look."""

from __future__ import annotations

from according.records import Record

TEXT = (
    "Two villagers hurt at Oreva crossing\n"
    "By Ilse Marten\n"
    "OREVA, 3 March - Governor Petra Holm said on Tuesday that the rebels had claimed the army shelled the market, "
    "wounding at least 4 people. The army denied that it had fired a shot.\n"
    "Holm will meet the mediators on Friday if the so-called council agrees.\n"
)


def at(words: str, text: str = TEXT, nth: int = 0) -> list[int]:
    """The span of the nth occurrence of these words."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return [start, start + len(words)]


def clash(**report: object) -> Record:
    """A border report: a statement within a statement, a denial, a condition, a figure, distancing words."""
    data = {
        "report": {
            "id": "clash",
            "title": "Two villagers hurt at Oreva crossing",
            "publisher": "Oreva Post",
            "authors": ["Ilse Marten"],
            "published": "2024-03-05",
            "language": "en",
            "url": "https://oreva.example/clash",
            "text": TEXT,
            "sections": [
                {"kind": "headline", "span": at("Two villagers hurt at Oreva crossing")},
                {"kind": "byline", "span": at("By Ilse Marten")},
                {"kind": "dateline", "span": at("OREVA, 3 March")},
            ],
            **report,
        },
        "entities": [
            {"id": "e1", "name": "Petra Holm", "kind": "person", "sector": "GOV", "mentions": [at("Petra Holm")]},
            {"id": "e2", "name": "the rebels", "kind": "group", "sector": "REB", "mentions": [at("the rebels")]},
            {"id": "e3", "name": "the army", "kind": "group", "sector": "MIL", "mentions": [at("the army")]},
            {"id": "e4", "name": "the mediators", "kind": "group", "mentions": [at("the mediators")]},
        ],
        "places": [{"id": "p1", "name": "the market", "mentions": [at("the market")]}],
        "times": [{"span": at("Tuesday"), "value": "2024-03-05"}, {"span": at("Friday"), "value": "2024-03-08"}],
        "statements": [
            {
                "id": "s1",
                "source": [at("Governor Petra Holm")],
                "speaker": "e1",
                "cue": [at("said")],
                "content": [at("that the rebels had claimed the army shelled the market, wounding at least 4 people")],
                "kind": "indirect",
                "confidence": 0.93,
            },
            {
                "id": "s2",
                "source": [at("the rebels")],
                "speaker": "e2",
                "cue": [at("had claimed")],
                "content": [at("the army shelled the market, wounding at least 4 people")],
                "kind": "indirect",
                "within": "s1",
            },
            {
                "id": "s3",
                "source": [at("The army")],
                "speaker": "e3",
                "cue": [at("denied")],
                "content": [at("that it had fired a shot")],
                "kind": "indirect",
            },
        ],
        "events": [
            {
                "id": "v1",
                "type": "ASSAULT",
                "modes": ["heavy-weapons"],
                "quad": "material conflict",
                "triggers": [at("shelled")],
                "actors": ["e3"],
                "places": ["p1"],
                "time": {"value": "2024-03-05", "start": "2024-03-05", "end": "2024-03-05", "granularity": "day"},
                "said_in": "s2",
                "casualties": [
                    {"kind": "injured", "low": 4, "who": "people", "span": at("wounding at least 4 people")}
                ],
                "confidence": 0.81,
            },
            {
                "id": "v2",
                "type": "ASSAULT",
                "modes": ["firearms"],
                "quad": "material conflict",
                "triggers": [at("fired")],
                "actors": ["e3"],
                "polarity": "negative",
                "said_in": "s3",
            },
            {
                "id": "v3",
                "type": "AGREE",
                "quad": "verbal cooperation",
                "triggers": [at("will meet")],
                "actors": ["e1"],
                "recipients": ["e4"],
                "modality": "conditional",
            },
        ],
        "distancing": [at("so-called council")],
        "reader": {"name": "according", "version": "0.1.0", "model": "hand"},
    }
    return Record.from_dict(data)


def bare(text: str, **report: object) -> Record:
    """A record of a text in which nothing was found."""
    return Record.from_dict({"report": {"id": "bare", "text": text, **report}})
