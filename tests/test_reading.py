"""Reading with the shipped weights: any text, long ones in bounded time and memory, the same answer every time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib import resources

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import according
from according.reading import read
from according.records import Report
from according.validation import problems

SHIPPED = resources.files("according.reading") / "weights" / "reader.zip"
pytestmark = pytest.mark.skipif(
    not SHIPPED.is_file() and "ACCORDING_MODEL" not in os.environ,
    reason="the package holds no weights yet: train them with `make train SHARED=...`",
)

CLASH = (
    "Governor Petra Holm said on Tuesday that the army had shelled the market in Oreva, killing six people. "
    "“We will not talk to them,” she added. The army denied the shelling and called on the rebels to leave the town. "
    "According to the ministry, the so-called council claimed that 20 fighters were arrested on 3 March.\n"
)
#: What news and hostile pages are made of, beside any character at all.
PIECES = st.sampled_from(
    [
        "Holm said",
        " that the army",
        " shelled Oreva",
        ", killing six",
        " “we go”",
        " according to the ministry",
        " on 3 March",
        ".",
        "\n",
        "\n\n“",
        "”",
        "‘",
        "’",
        " so-called ",
        "\u200e",
        "\u00a0",
        "\u202e",
        "e\u0301",
        "\U0001f600",
        "\x00",
        "\r",
        "\u2028",
        "١٢٣",
        "②",
        "ǅ",
        "ß",
        "İ",
        " 999999999999999999999 dead",
        " between 10 and 5 killed",
        " 31 February 0000",
        "a" * 300,
        "!" * 50,
    ]
)
ANY = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join)


@given(ANY)
@example("")
@example(" \n\t ")
@example(CLASH)
@example("\ud7ff\ue000\uffff\U0010ffff")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gives_a_valid_record(text):
    report = Report(id="any", text=text, published="2024-03-06")
    record = read(report)
    assert problems(record) == []
    assert record.report == report
    for span in record.spans():
        assert 0 <= span.start < span.end <= len(text)


@given(ANY)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_input_gives_a_valid_record_or_an_error_of_our_own(text):
    for source in (text.encode("utf-8"), text + "\n"):
        try:
            record = according.read(source)
        except according.AccordingError as error:
            record = None
            told = str(error)
        assert problems(record) == [] if record else told


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\u2003\u200e".strip("\u200e"), "."])
def test_a_text_without_words_gives_an_empty_record(text):
    record = read(Report(id="empty", text=text))
    assert (record.statements, record.events, record.entities, record.places) == ([], [], [], [])
    assert problems(record) == []


def test_the_same_report_gives_the_same_record():
    report = Report(id="clash", text=CLASH * 3, published="2024-03-06")
    assert read(report).to_json() == read(report).to_json()


def test_windows_have_no_seams():
    once, many = (read(Report(id="seams", text=CLASH * n)) for n in (1, 30))
    copies = [0] * 30
    for statement in many.statements:
        copies[statement.cue[0].start // len(CLASH)] += 1
    assert len(once.statements) > 2
    assert all(copies), "no copy is passed over"
    assert 0.75 < sum(copies) / 30 / len(once.statements) < 1.34


LONG = """
import resource, sys, time
from according.reading import read
from according.records import Report
from according.validation import problems
text = sys.stdin.read()
read(Report(id="warm", text=text[:2000]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
record = read(Report(id="long", text=text))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert problems(record) == []
print((after - before) // 1024)
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param((CLASH.strip() + " " + "QmFzZTY0" * 400 + " ") * 300, id="prose and blobs"),
        pytest.param("x" * 1_000_000, id="one word"),
        pytest.param("“" * 10_000, id="marks"),
    ],
)
def test_a_long_line_is_read_in_bounded_time_and_memory(text):
    text = text[:1_000_000]
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", LONG], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) < 300, "megabytes more than a short text"
    assert time.perf_counter() - start < 240, "seconds for a megabyte"
