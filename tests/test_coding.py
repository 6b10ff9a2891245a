"""Many reports: in their order, none lost, few held at once."""

from __future__ import annotations

import time

import pytest

from according import coding
from according.errors import InputError, ModelError, ReadingError
from according.records import Record, Report


def report(n):
    return Report(id=str(n), text=f"Report {n}.")


FAILED = InputError("bad.txt", "empty", "it is empty", advice="Give a text.")


@pytest.fixture
def slow_first(monkeypatch):
    """A reader that takes the longest for the first report."""

    def read(given, *, threads):
        assert threads == 1
        time.sleep(0.05 if given.id == "0" else 0)
        if given.id == "none":
            raise ModelError("no weights")
        if given.id == "fault":
            raise ZeroDivisionError("a planted\nfault")
        return Record(report=given)

    monkeypatch.setattr(coding.reading, "read", read)
    monkeypatch.setattr(coding.reading, "threads", lambda: 3)


def test_records_come_in_the_order_of_the_reports_and_failures_pass_through(slow_first):
    out = list(coding.code_many([report(0), FAILED, report(1), report(2)]))
    assert out[1] is FAILED
    assert [r.report.id for r in out if isinstance(r, Record)] == ["0", "1", "2"]


def test_a_stream_without_end_is_read_as_far_as_it_is_asked_for(slow_first):
    taken = []

    def stream():
        n = 0
        while True:
            taken.append(n)
            yield report(n)
            n += 1

    first = next(coding.code_many(stream()))
    assert first.report.id == "0"
    assert len(taken) <= 6


def test_what_the_reader_cannot_do_is_raised_where_the_records_are_taken(slow_first):
    out = coding.code_many([report(1), report("none"), report(2)])
    assert next(out).report.id == "1"
    with pytest.raises(ModelError, match="no weights"):
        next(out)


def test_a_report_on_which_the_reader_breaks_down_is_a_failure_and_the_rest_goes_on(slow_first):
    first, fault, last = coding.code_many([report(1), report("fault"), report(2)])
    assert (first.report.id, last.report.id) == ("1", "2")
    assert isinstance(fault, ReadingError)
    assert (fault.name, fault.code) == ("fault", "reader-fault")
    assert fault.problem == "the reader broke down on it (ZeroDivisionError: a planted fault)"
    assert "report it with its traceback" in fault.advice
    assert "in read\n" in fault.trace
    assert isinstance(fault.__cause__, ZeroDivisionError)


def test_one_report_alone_raises_what_broke_down(monkeypatch):
    monkeypatch.setattr(coding.reading, "read", lambda given, *, threads: given.none)
    with pytest.raises(ReadingError, match="AttributeError"):
        coding.code(report(0))


def test_want_of_memory_is_no_fault_of_one_report(monkeypatch):
    def read(given, *, threads):
        raise MemoryError

    monkeypatch.setattr(coding.reading, "read", read)
    with pytest.raises(MemoryError):
        list(coding.code_many([report(0)]))


def test_nothing_comes_of_nothing(slow_first):
    assert list(coding.code_many([])) == []
