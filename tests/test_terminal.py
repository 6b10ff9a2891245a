"""The terminal view: what is shown, and that a report cannot command the terminal."""

from __future__ import annotations

import io

import pytest
from handmade import clash
from rich.console import Console

from according.records import Record
from according.rendering.harmless import harmless
from according.rendering.lines import STATUS_WORDS, figure, ledger_lines, quad, status
from according.rendering.terminal import TerminalReport, coloured_text


def shown(record: Record, *, width: int = 140, colour: bool = False) -> str:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None).print(
        TerminalReport(record)
    )
    return out.getvalue()


def styles_of(record: Record, words: str) -> str:
    """The style of the first stretch that holds these words."""
    text = coloured_text(record)
    start = text.plain.index(words)
    return " ".join(str(span.style) for span in text.spans if span.start <= start < span.end)


def test_each_event_is_one_row_with_voice_status_figure_place_and_time():
    row = next(r for r in shown(clash(), width=220).splitlines() if "ASSAULT:heavy-weapons" in r)
    for words in ("Oreva Post < Petra Holm < the rebels", "the army", "happened", "at least 4 injured", "the market"):
        assert words in row
    assert row.rstrip().endswith("shelled")
    assert "2024-03-05" in row
    assert "0.81" in row


def test_a_narrow_screen_shows_the_same_lines_as_blocks():
    words = " ".join(shown(clash(), width=70).split())
    assert "ASSAULT:heavy-weapons happened the army" in words
    assert "Oreva Post < Petra Holm < the rebels: “shelled”" in words
    assert "at least 4 injured (people) · the market · 2024-03-05 · 0.81" in words


def test_the_text_stands_in_its_colours():
    record = clash()
    assert "bold" in styles_of(record, "Governor")
    assert "underline" in styles_of(record, "had claimed")
    assert "on red" in styles_of(record, "shelled")
    assert "on cyan" in styles_of(record, "will meet")
    assert "italic" in styles_of(record, "so-called")
    assert "dim" in styles_of(record, "By Ilse Marten")


def test_an_event_without_a_quad_category_takes_that_of_its_type():
    event = clash().events[0].model_copy(update={"quad": None})
    assert quad(event) == "material conflict"
    assert quad(event.model_copy(update={"type": "UNHEARD_OF"})) is None


def test_two_voices_have_two_colours_and_one_voice_has_one():
    record = clash()
    assert styles_of(record, "that ") != styles_of(record, "the army ")


def test_a_trigger_carries_its_type_and_its_status():
    text = coloured_text(clash()).plain
    assert "shelled‹ASSAULT›" in text
    assert "fired‹ASSAULT denied›" in text
    assert "will meet‹AGREE conditional›" in text


HOSTILE = "\x1b[2J\x1b]0;gotcha\x07 [bold red]not markup[/] \u202egnp.exe\x9b31m\rover \x00 [link=file:///x]x[/link]"


def test_a_report_cannot_command_the_terminal_nor_speak_richs_markup():
    record = Record.from_dict(
        {
            "report": {"id": HOSTILE, "title": HOSTILE, "publisher": HOSTILE, "text": HOSTILE},
            "entities": [{"id": "e1", "name": HOSTILE, "kind": "person"}],
            "statements": [{"id": "s1", "speaker": "e1", "content": [[0, 20]], "kind": "direct"}],
            "events": [
                {"id": "v1", "type": HOSTILE, "triggers": [[3, 9]], "actors": ["e1"], "said_in": "s1", "places": ["x"]}
            ],
        }
    )
    for width in (60, 200):
        out = shown(record, width=width)
        assert not set(out) & {"\x1b", "\x07", "\x9b", "\r", "\x00", "\u202e"}
    assert "[bold red]not markup[/]" in shown(record, width=400)
    assert "\x1b]" not in shown(record, colour=True)


def test_harmless_keeps_length_lines_and_ordinary_letters():
    text = "Ağdam – “so-called”\n\tلا 🚒"
    assert harmless(text) == text
    assert len(harmless(HOSTILE)) == len(HOSTILE)


@pytest.mark.parametrize("modality", ["actual", "future", "conditional", "requested", "hypothetical", "generic"])
@pytest.mark.parametrize("polarity", ["positive", "negative"])
def test_every_polarity_and_modality_has_a_status_word(polarity: str, modality: str):
    event = clash().events[0].model_copy(update={"polarity": polarity, "modality": modality})
    assert status(event) in STATUS_WORDS


def test_what_did_not_happen_is_denied_only_inside_somebodys_statement():
    denied = clash().events[1]
    assert status(denied) == "denied"
    assert status(denied.model_copy(update={"said_in": None})) == "did not happen"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"low": 6, "high": 6, "best": 6}, "6 killed"),
        ({"low": 24}, "at least 24 killed"),
        ({"high": 30}, "up to 30 killed"),
        ({"low": 10, "high": 1500, "who": "soldiers"}, "10 to 1,500 killed (soldiers)"),
        ({}, "some killed"),
    ],
)
def test_figures_say_what_the_text_says(values: dict[str, object], words: str):
    event = Record.from_dict(
        {
            "report": {"id": "x", "text": "x"},
            "events": [{"id": "v", "type": "ASSAULT", "casualties": [{"kind": "killed", **values}]}],
        }
    ).events[0]
    assert figure(event.casualties[0]) == words


def test_lines_come_in_the_order_of_the_text_and_unknown_stays_empty():
    lines = ledger_lines(clash())
    assert [line.words for line in lines] == ["shelled", "fired", "will meet"]
    assert lines[2].time == ""
    assert lines[2].figures == ()
    assert lines[0].recipients == ()
