"""Small reports of incidents and a small way of linking them, so that the ledger's part is tested by itself.

Two events are one incident where their reports name the same place on the same day: what really links is tested beside
it, and is measured. Everything here is made of a line: town, day, who tells it, how many were killed, by whom.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from according import linking
from according.incidents.tellings import Shelf, Telling
from according.records import Record

_WORDS = """bridge convoy border harvest council valley school river talks truce depot winter market orchard ferry
station letter window garden tower bakery engine meadow lantern carpet pepper violin saddle copper marble timber"""


def report(
    name: str,
    town: str,
    day: str,
    killed: int,
    *,
    by: str = "the army",
    said_by: str = "Petra Holm",
    publisher: str = "Oreva Post",
    published: str | None = None,
    story: str | None = None,
    model: str = "hand",
) -> Record:
    """A report of one attack, told in words of its own; those that share a `story` are copies of each other."""
    chance = random.Random(story or f"{name} {town}")
    rest = " ".join(f"The {' '.join(chance.sample(_WORDS.split(), 6))}." for _ in range(4))
    text = f"Shells fired by {by} killed {killed} people in {town}, Governor {said_by} said. {rest}\n"

    def at(words: str) -> list[int]:
        return [text.index(words), text.index(words) + len(words)]

    data: dict[str, Any] = {
        "report": {
            "id": name,
            "publisher": publisher,
            "published": published or day,
            "url": f"https://{publisher.split()[0].lower()}.example/{name}",
            "title": f"{killed} killed in {town}",
            "text": text,
        },
        "entities": [
            {"id": "e1", "name": by, "kind": "group", "sector": "MIL", "mentions": [at(by)]},
            {"id": "e2", "name": said_by, "kind": "person", "sector": "GOV", "mentions": [at(said_by)]},
        ],
        "places": [{"id": "p1", "name": town, "mentions": [at(town)]}],
        "statements": [
            {
                "id": "s1",
                "source": [at(f"Governor {said_by}")],
                "speaker": "e2",
                "cue": [at("said")],
                "content": [at(text.split(", Governor")[0])],
                "kind": "indirect",
            }
        ],
        "events": [
            {
                "id": "v1",
                "type": "ASSAULT",
                "modes": ["heavy-weapons"],
                "triggers": [at("Shells")],
                "actors": ["e1"],
                "places": ["p1"],
                "time": {"value": day, "start": day, "end": day, "granularity": "day"},
                "said_in": "s1",
                "casualties": [
                    {"kind": "killed", "low": killed, "high": killed, "span": at(f"killed {killed} people")}
                ],
            }
        ],
        "reader": {"name": "according", "version": "0.1.0", "model": model},
    }
    return Record.from_dict(data)


def tell(record: Record, *, vectors: object = None) -> list[Telling]:
    """One telling an event."""
    names = {place.id: place.name for place in record.places}
    return [
        Telling(
            id=f"t{i}",
            report=record.report.id,
            events=(event.id,),
            places=tuple(names[p] for p in event.places),
            names=(event.time.start or "",) if event.time else (),
            what=record.report.title or "",
        )
        for i, event in enumerate(record.events)
    ]


def keys(telling: Telling) -> list[str]:
    """Town and day, and the town alone."""
    return [*(f"{p} {d}" for p in telling.places for d in telling.names), *telling.places]


def link(telling: Telling, shelf: Shelf) -> linking.matching.Fit:
    """The incident of the first that has the same town and day."""
    for shelved in shelf.candidates(keys(telling), limit=50):
        same = shelved.telling.places == telling.places and shelved.telling.names == telling.names
        if same and shelf.members(shelved.incident, limit=1):
            return linking.matching.Fit(shelved.incident, [f"same place ({telling.places[0]}) and day"])
    return linking.matching.Fit()


def group(tellings: Sequence[Telling]) -> list[list[int]]:
    """The same of many at once."""
    found: dict[object, list[int]] = {}
    for n, telling in enumerate(tellings):
        found.setdefault((telling.places, telling.names), []).append(n)
    return list(found.values())


def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Link by town and day."""
    for name, function in (("tell", tell), ("keys", keys), ("link", link), ("group", group)):
        monkeypatch.setattr(linking.matching, name, function)


def members(found: Sequence[Any]) -> list[list[str]]:
    """The reports of incidents, sorted."""
    return sorted(sorted(incident.reports) for incident in found)
