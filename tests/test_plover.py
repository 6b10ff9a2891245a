"""PLOVER JSON lines: its names where they exist, ours beside them, losses counted."""

import json

from made_record import made_record

from according.exports.plover import PloverExporter
from according.records import Record


def rows(**options):
    exporter = PloverExporter(**options)
    return exporter, list(exporter.export([Record.from_dict(made_record())]))


def test_one_line_per_event_with_the_required_names():
    _, lines = rows()
    assert [line["id"] for line in lines] == ["r1-v1", "r1-v2"]
    for line in lines:
        assert {"id", "date", "actor", "event"} <= line.keys()
        assert json.loads(json.dumps(line)) == line


def test_plover_names_hold_plover_values():
    _, (line, _) = rows()
    assert (line["date"], line["event"], line["mode"], line["quad_code"]) == (
        "2021-05-03",
        ["ASSAULT"],
        ["heavy-weapons"],
        4,
    )
    assert line["event_scale"] == -10.0
    assert line["actor"] == [{"sector": "REB", "entity_text": "rebels", "identifier_text": "rebels", "kind": "group"}]
    assert line["recipient"][0]["sector"] == "CVL"
    assert line["event_text"] == ["shelling"]
    assert line["size"] == {"dead": 6}
    assert line["event_loc"]["resolved_place"] == "Tarn"
    assert line["cite_info"]["publication"] == "The Daily Lamp"
    assert "text" not in line


def test_ours_stand_beside_them():
    _, (line, denied) = rows()
    assert [v["speaker"]["identifier_text"] for v in line["voices"]] == ["rebels", "Sela Oran"]
    assert (line["casualties"][0]["low"], line["casualties"][0]["high"]) == (6, None)
    assert (denied["polarity"], denied["context"]) == ("negative", ["negation"])


def test_an_unknown_day_is_never_the_day_of_publication():
    exporter, (_, denied) = rows()
    assert denied["date"] is None
    assert denied["published"] == "2021-05-04"
    assert exporter.left_out["date of an event whose day is not known"] == 1


def test_dated_only_drops_and_counts():
    exporter, lines = rows(dated_only=True)
    assert [line["id"] for line in lines] == ["r1-v1"]
    assert exporter.left_out["event without a known day, dropped"] == 1


def test_the_report_counts_what_was_left_out():
    exporter, _ = rows()
    assert exporter.report().startswith("plover: 2 rows written; left out: ")
    assert exporter.left_out["bounds of a figure in size"] == 1
    assert exporter.cannot_express


def test_the_text_is_only_given_on_request():
    _, lines = rows(with_text=True)
    assert lines[0]["text"].startswith("Minister Sela Oran")
