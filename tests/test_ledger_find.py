"""Finding lines, on both stores: by people, codes, places, days, status, voice and words; as tables in Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import STORES, new_ledger
from handmade import bare, clash
from made_record import made_record
from many import varied

from according.errors import AccordingError, CodebookError
from according.ledger import Found, Ledger, LedgerError, Query, conditions, rows
from according.records import Record, Span


@pytest.fixture(scope="module", params=STORES)
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger of two reports that no test changes."""
    with new_ledger(request, tmp_path_factory.mktemp("two")) as ledger:
        ledger.add(clash())
        ledger.add(Record.from_dict(made_record()))
        yield ledger


ANSWERS: list[tuple[dict[str, str], list[str]]] = [
    ({}, ["will meet", "fired", "shelled", "striking", "shelling"]),
    ({"who": "army"}, ["fired", "shelled"]),
    ({"who": "ARMY the"}, ["fired", "shelled"]),
    ({"who": "arm*"}, ["fired", "shelled"]),
    ({"who": "arm"}, []),
    ({"who": "ARM"}, ["striking"]),
    ({"who": "REB"}, ["shelling"]),
    ({"who": "government of ARM"}, ["striking"]),
    ({"whom": "mediators"}, ["will meet"]),
    ({"who": "holm", "whom": "mediat*"}, ["will meet"]),
    ({"who": "army", "whom": "mediators"}, []),
    ({"who": "rebels", "whom": "CVL"}, ["shelling"]),
    ({"whom": "CVL"}, ["shelling"]),
    ({"type": "assault", "who": "army"}, ["fired", "shelled"]),
    ({"mode": "firearms"}, ["fired"]),
    ({"context": "military"}, ["shelling"]),
    ({"quad": "verbal cooperation"}, ["will meet"]),
    ({"place": "tarn"}, ["shelling"]),
    ({"place": "Tarn", "near": "50km"}, ["shelling"]),
    ({"place": "40.3,45.0", "near": "34km"}, ["shelling"]),
    ({"place": "40.3,45.0", "near": "33km"}, []),
    ({"place": "40.3;45.0", "near": "21mi"}, ["shelling"]),
    ({"since": "2024"}, ["shelled"]),
    ({"since": "2024", "undated": "published"}, ["will meet", "fired", "shelled"]),
    ({"since": "2024-03-06", "undated": "published"}, []),
    ({"since": "2024-03-06", "undated": "all"}, ["will meet", "fired", "striking"]),
    ({"until": "2024", "undated": "left-out"}, ["shelled", "shelling"]),
    ({"until": "2023", "undated": "published"}, ["striking", "shelling"]),
    ({"until": "2023", "undated": "all"}, ["will meet", "fired", "striking", "shelling"]),
    ({"until": "2021-05"}, ["shelling"]),
    ({"since": "2021-05-04", "until": "2021-05-04", "undated": "published"}, ["striking"]),
    ({"status": "denied"}, ["fired", "striking"]),
    ({"status": "actual"}, ["shelled", "shelling"]),
    ({"status": "conditional"}, ["will meet"]),
    ({"voice": "rebels"}, ["shelled", "shelling"]),
    ({"voice": "publisher"}, ["will meet"]),
    ({"voice": "GOV"}, ["striking"]),
    ({"voice": "government of ARM"}, ["striking"]),
    ({"publisher": "the daily lamp"}, ["striking", "shelling"]),
    ({"report": "clash"}, ["will meet", "fired", "shelled"]),
    ({"report": "https://oreva.example/clash"}, ["will meet", "fired", "shelled"]),
    ({"text": "villager shelled"}, ["will meet", "fired", "shelled", "striking", "shelling"]),
    ({"text": "hospitals shells"}, ["striking", "shelling"]),
    ({"text": '"fired a shot"'}, ["will meet", "fired", "shelled"]),
    ({"text": '"shot a fired"'}, []),
    ({"text": "NEAR(shelling OR nothing) AND -x*"}, []),
    ({"who": "rebels", "voice": "rebels", "status": "happened", "until": "2022"}, ["shelling"]),
]


@pytest.mark.parametrize("large", [5000, -1], ids=["as small sets", "as large sets"])
@pytest.mark.parametrize(("wanted", "words"), ANSWERS, ids=lambda value: str(value) if isinstance(value, dict) else "")
def test_what_is_looked_for_is_found(
    two: Ledger, wanted: dict[str, str], words: list[str], large: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(conditions, "_LARGE", dict.fromkeys(conditions._LARGE, large))
    assert [line.words for line in two.events(**wanted)] == words


def test_a_line_shows_its_words_and_its_voices(two: Ledger):
    (line,) = two.events(mode="heavy-weapons", who="army")
    assert line.voices == "Oreva Post < Petra Holm < the rebels"
    assert line.passage.startswith("OREVA, 3 March - Governor Petra Holm said on Tuesday")
    assert line.passage.endswith("wounding at least 4 people.")
    assert (line.who, line.whom, line.places) == (["the army"], [], ["the market"])
    assert line.figures == ["at least 4 injured (people)"]
    assert line.reader == "according 0.1.0 hand"


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("Head\nHe said. The rebels\nshelled Tarn\nat dawn. Then no.", "The rebels shelled Tarn at dawn."),
        ("Head\nA list\n\nthey shelled Tarn\n\nmore", "they shelled Tarn"),
        ("Head\n“They shelled Tarn!” he said.", "“They shelled Tarn!”"),
        ("Head\nshelled", "shelled"),
        ("Head\n" + "x" * 500 + " shelled " + "y" * 500, "x" * 239 + " shelled " + "y" * 239),
    ],
    ids=range(5),
)
def test_a_passage_is_the_sentence_around_the_words(text: str, around: str):
    start = text.index("shelled")
    record = bare(text, sections=[{"kind": "headline", "span": [0, 4]}])
    assert rows.passage(record, Span(start, start + 7)) == around


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"type": "DANCE"}, "is no event type"),
        ({"status": "maybe"}, "is no status: there are happened"),
        ({"mode": "telepathy"}, "is no mode"),
        ({"context": "romance"}, "is no context"),
        ({"quad": "peace"}, "is no quad category"),
        ({"since": "last week"}, "Write 2024-03-05"),
        ({"since": "2024", "undated": "today"}, "no value of undated: there are left out, published, all"),
        ({"undated": "all"}, "give since or until"),
        ({"near": "50km"}, "near needs a place"),
        ({"place": "Oreva", "near": "far"}, "is no distance"),
        ({"place": "Atlantis", "near": "5km"}, "with coordinates"),
        ({"place": "95,200", "near": "5km"}, "no point on earth"),
        ({"who": "---"}, "no word to look for"),
        ({"text": "?!"}, "no word to look for"),
        ({"colour": "red"}, "cannot be looked for; what can: who"),
    ],
    ids=str,
)
def test_words_that_mean_nothing_are_errors_and_no_empty_answers(two: Ledger, wanted: dict[str, str], words: str):
    with pytest.raises(AccordingError, match=words) as caught:
        two.events(**wanted)
    assert isinstance(caught.value, (LedgerError, CodebookError))


def test_a_limit_says_that_there_is_more(two: Ledger):
    found = two.events(limit=2)
    assert (len(found), found.more) == (2, True)
    assert repr(found) == "<2 lines, and there are more>"
    assert not two.events(limit=5).more
    assert [line.words for line in two.events()[1:3]] == ["fired", "shelled"]


def test_many_reports_are_found_alike_by_index_and_by_hand(ledger: Ledger):
    records = [varied(i) for i in range(60)]
    for record in records:
        ledger.add(record)
    by_hand = {
        (r.report.id, e.id)
        for r in records
        for e in r.events
        if e.type == "ASSAULT" and any((r.entity(a) or r.entities[0]).country == "ARM" for a in e.actors)
    }
    found = ledger.events(type="ASSAULT", who="ARM")
    assert {(line.report_name, line.event_id) for line in found} == by_hand != set()
    days = [line.day or line.published_day for line in ledger.events()]
    assert days == sorted(days, key=str, reverse=True)


def dated(name: str, published: str | None, *days: dict[str, str]) -> Record:
    """A report with one event for each of these times."""
    text = "Head\n" + "they met. " * len(days)
    events = [
        {"id": f"v{i}", "type": "CONSULT", "triggers": [[5 + 10 * i, 13 + 10 * i]]}
        | ({"time": {"value": "x", **own}} if own else {})
        for i, own in enumerate(days)
    ]
    report = {"id": name, "url": f"https://oreva.example/{name}", "text": text, "published": published}
    return Record.from_dict({"report": report, "events": events})


def test_nobody_takes_the_day_of_publication_for_the_day_of_the_event(ledger: Ledger):
    ledger.add(dated("a", "2024-03-05T09:30:00Z", {"start": "2024-03-01", "end": "2024-03-31"}, {}))
    ledger.add(dated("b", None, {}, {"end": "2024-02-29"}, {"start": "2024-02-10"}))
    found = [(line.report_name, line.day, line.end_day, line.published_day) for line in ledger.events()]
    assert found == [
        ("a", None, None, "2024-03-05"),
        ("a", "2024-03-01", "2024-03-31", "2024-03-05"),
        ("b", None, "2024-02-29", None),
        ("b", "2024-02-10", None, None),
        ("b", None, None, None),
    ]


@pytest.mark.parametrize("large", [5000, -1], ids=["as small sets", "as large sets"])
@pytest.mark.parametrize(
    ("wanted", "names", "undated"),
    [
        ({"since": "2024-03-15"}, "a0", 2),
        ({"since": "2024-04"}, "", 2),
        ({"until": "2024-03"}, "a0 b1 b2", 2),
        ({"since": "2024-02-20", "until": "2024-02"}, "b1", 2),
        ({"since": "2024-02-10", "until": "2024-02-10"}, "b2", 2),
        ({"since": "2024-03-05", "undated": "published"}, "a1 a0", 1),
        ({"since": "2024-03-05", "until": "2024-03-05", "undated": "published"}, "a1 a0", 1),
        ({"until": "2024-02", "undated": "published"}, "b1 b2", 1),
        ({"since": "2025", "undated": "all"}, "a1 b0", 0),
        ({"since": "2025", "report": "a"}, "", 1),
        ({}, "a1 a0 b1 b2 b0", 0),
    ],
    ids=str,
)
def test_days_that_touch_are_found_and_lines_without_a_day_are_counted(
    ledger: Ledger, wanted: dict[str, str], names: str, undated: int, large: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(conditions, "_LARGE", dict.fromkeys(conditions._LARGE, large))
    ledger.add(dated("a", "2024-03-05", {"start": "2024-03-01", "end": "2024-03-31"}, {}))
    ledger.add(dated("b", None, {}, {"end": "2024-02-29"}, {"start": "2024-02-10"}))
    found = ledger.events(**wanted)
    assert " ".join(line.report_name + line.event_id[1:] for line in found) == names
    assert found.undated == undated


def test_answers_are_tables(two: Ledger):
    pytest.importorskip("pyarrow")
    found = two.events(who="army")
    table = found.to_arrow()
    assert table.column("words").to_pylist() == ["fired", "shelled"]
    assert table.schema == Found([]).to_arrow().schema
    pytest.importorskip("pandas")
    assert list(found.to_pandas()["status"]) == ["denied", "happened"]
    pytest.importorskip("polars")
    assert found.to_polars()["voices"].to_list()[0] == "Oreva Post < the army"


def test_watching_gives_each_line_once(ledger: Ledger):
    ledger.add(clash())
    query = Query.of(type="ASSAULT", status="denied")
    with ledger.watch("denials", query) as new:
        assert [line.words for line in new] == ["fired"]
    with ledger.watch("denials") as new:
        assert list(new) == []
    ledger.add(Record.from_dict(made_record()))
    with pytest.raises(ZeroDivisionError), ledger.watch("denials") as new:
        _ = len(new) / 0  # the lines never arrived: they come again
    with ledger.watch("denials", query) as new:
        assert [line.words for line in new] == ["striking"]
    newer = clash().to_dict()
    newer["reader"]["model"] = "newer"
    ledger.add(Record.from_dict(newer))
    with ledger.watch("denials") as new:
        assert list(new) == [], "a line that a newer reading repeats is not new"
    assert ledger.watched() == {"denials": {"type": "ASSAULT", "status": "denied"}}


def test_a_saved_search_keeps_its_meaning(ledger: Ledger):
    with pytest.raises(LedgerError, match="Give what is looked for"), ledger.watch("none"):
        pass
    with ledger.watch("a", Query(type="AID")):
        pass
    with pytest.raises(LedgerError, match="Take another name"), ledger.watch("a", Query(type="YIELD")):
        pass
