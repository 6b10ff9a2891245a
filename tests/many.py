"""Any number of different reports from one made by hand: other names, days, types, voices and words, the same spans."""

from __future__ import annotations

import random
from typing import Any

from handmade import TEXT, at, clash

from according.records import Record

_FAMILIES = ("Holm", "Varga", "Oran", "Sule", "Markov", "Teyo", "Imani", "Brandt", "Lacroix", "Ferro", "Quist", "Sato")
_GIVEN = ("Petra", "Sela", "Ilse", "Anton", "Mirek", "Joana", "Tomas", "Leila", "Bram", "Nadia", "Oskar", "Ruta")
_TOWNS = ("Oreva", "Tarn", "Lisk", "Mavra", "Dolen", "Kesh", "Porta", "Varn", "Ostra", "Belin", "Sarna", "Tolm")
_PAPERS = ("Post", "Lamp", "Courier", "Herald", "Wire", "Gazette", "Observer", "Tribune")
_TYPES = ("ASSAULT", "PROTEST", "AGREE", "CONSULT", "ACCUSE", "THREATEN", "AID", "COERCE", "REQUEST", "SUPPORT")
_WORDS = ("bridge", "convoy", "border", "harvest", "council", "valley", "market", "school", "river", "talks", "truce")


def varied(i: int, *, words: int = 0, model: str = "hand") -> Record:
    """The i-th report: the same i gives the same record; `words` lengthens its text, `model` is who read it."""
    chance = random.Random(i)
    data: dict[str, Any] = clash().to_dict()
    tail = " ".join(chance.choices(_WORDS, k=words))
    report = data["report"]
    report["text"] = f"{TEXT}File {i} of the desk. {tail}\n"
    report["id"] = f"report-{i}"
    report["url"] = f"https://oreva.example/{i}"
    report["publisher"] = f"{chance.choice(_TOWNS)} {chance.choice(_PAPERS)}"
    day = f"{chance.randint(2005, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    report["published"] = day
    for entity in data["entities"]:
        town, common = chance.choice(_TOWNS), chance.random() < 0.2
        if entity["kind"] == "person":
            entity["name"] = f"{chance.choice(_GIVEN)} {chance.choice(_FAMILIES)}"
        elif not common:
            entity["name"] = f"{entity['name']} of {town} {chance.randint(1, 2000)}"
        entity["country"] = chance.choice(["ARM", "AZE", "GEO", None])
    where = data["places"][0]
    where |= {"name": chance.choice(_TOWNS), "lat": chance.uniform(35, 45), "lon": chance.uniform(40, 50)}
    for event in data["events"]:
        event |= {"type": chance.choice(_TYPES), "modes": [], "quad": None}
        if event["type"] == "ASSAULT":
            event["modes"] = ["heavy-weapons"]
        if event["time"]:
            event["time"] |= {"value": day, "start": day, "end": day}
    data["reader"]["model"] = model
    return Record.from_dict(data)


def reread(i: int, *, model: str = "newer") -> Record:
    """A newer reading of the i-th report: one event more, one status changed, one statement wider."""
    data = varied(i, model=model).to_dict()
    data["events"][1] |= {"polarity": "positive", "modality": "future"}
    data["events"].append({"id": "v9", "type": "CONCEDE", "triggers": [at("agrees")], "said_in": None})
    data["statements"][0]["content"] = [at("that the rebels had claimed the army shelled the market")]
    return Record.from_dict(data)
