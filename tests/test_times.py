"""Times: what the words say, with and without a day of publication."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.reading.times import event_time, find_times, to_event_time
from according.records import Span, Time

# a Wednesday
PUBLISHED = "2023-09-20"


def found(text, published=None):
    return [(text[t.span.start : t.span.end], t.value) for t in find_times(text, published=published)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("They met on September 1, 1939 there.", "September 1, 1939", "1939-09-01"),
        ("They met on 10 November 2020.", "10 November 2020", "2020-11-10"),
        ("They met on 10th November, 2020.", "10th November, 2020", "2020-11-10"),
        ("On the 3rd of May 2021 it began.", "the 3rd of May 2021", "2021-05-03"),
        ("Monday, 27 March 2006, was dry.", "Monday, 27 March 2006", "2006-03-27"),
        ("Signed on 9-10 November 2020.", "9-10 November 2020", "2020-11-09/2020-11-10"),
        ("Signed on November 9–10, 2020.", "November 9–10, 2020", "2020-11-09/2020-11-10"),
        ("It ran 30 April - 2 May 2019.", "30 April - 2 May 2019", "2019-04-30/2019-05-02"),
        ("The file says 2016-05-21.", "2016-05-21", "2016-05-21"),
        ("The file says 21/05/2016.", "21/05/2016", "2016-05-21"),
        ("The file says 05/21/2016.", "05/21/2016", "2016-05-21"),
        ("The file says 21.05.2016.", "21.05.2016", "2016-05-21"),
        ("The file says 5/6/2016.", "5/6/2016", "2016-XX-XX"),
        ("In March 2005 it rained.", "March 2005", "2005-03"),
        ("By Sept. 2014 it was over.", "Sept. 2014", "2014-09"),
        ("It began in 2014.", "2014", "2014"),
        ("He was glad. 2014 ended well.", "2014", "2014"),
        ("It ended in early 2011.", "early 2011", "2011"),
        ("It ended at the end of 2003.", "the end of 2003", "2003"),
        ("It ended in mid-2012.", "mid-2012", "2012"),
        ("In the summer of 2012 they fled.", "the summer of 2012", "2012-SU"),
        ("In the first quarter of 2010 it grew.", "the first quarter of 2010", "2010-Q1"),
        ("In the second half of 2008 it fell.", "the second half of 2008", "2008-H2"),
        ("All through the 1990s.", "the 1990s", "199"),
        ("In the early 1930’s it began.", "the early 1930’s", "193"),
        ("All through the late sixties.", "the late sixties", "196"),
        ("A fort of the 18th century.", "the 18th century", "17"),
        ("After 9/11 all changed.", "9/11", "2001-09-11"),
        ("It lasted three days.", "three days", "P3D"),
        ("It lasted twenty-five years.", "twenty-five years", "P25Y"),
        ("It lasted a few weeks.", "a few weeks", "PXW"),
        ("A three-day visit.", "three-day", "P3D"),
        ("More than 40 hours of rain.", "More than 40 hours", "PT40H"),
        ("They patrol daily.", "daily", "XXXX-XX-XX"),
        ("On the night of 10 August 1992 it burned.", "the night of 10 August 1992", "1992-08-10TNI"),
    ],
)
def test_what_the_words_alone_settle(text, words, value):
    assert found(text) == [(words, value)]
    assert found(text, PUBLISHED) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "words", "resolved", "open_value"),
    [
        ("Shells fell on September 19.", "September 19", "2023-09-19", "XXXX-09-19"),
        ("Shells fell on 25 December.", "25 December", "2022-12-25", "XXXX-12-25"),
        ("Shells fell on Tuesday.", "Tuesday", "2023-09-19", "XXXX-WXX-2"),
        ("Shells fell on Wednesday.", "Wednesday", "2023-09-20", "XXXX-WXX-3"),
        ("Shells fell on Thursday.", "Thursday", "2023-09-14", "XXXX-WXX-4"),
        ("The envoys will meet on Thursday.", "Thursday", "2023-09-21", "XXXX-WXX-4"),
        ("The vote is scheduled for 3 March.", "3 March", "2024-03-03", "XXXX-03-03"),
        ("The guards must be gone by December 1.", "December 1", "2023-12-01", "XXXX-12-01"),
        ("The curfew stands until January.", "January", "2024-01", "XXXX-01"),
        ("The guards had gone by August 3.", "August 3", "2023-08-03", "XXXX-08-03"),
        ("It happened yesterday.", "yesterday", "2023-09-19", "XXXX-XX-XX"),
        ("It happens today.", "today", "2023-09-20", "XXXX-XX-XX"),
        ("It happened last night.", "last night", "2023-09-19TNI", "XXXX-XX-XXTNI"),
        ("It happened on Friday morning.", "Friday morning", "2023-09-15TMO", "XXXX-WXX-5TMO"),
        ("It happened last week.", "last week", "2023-W37", "XXXX-WXX"),
        ("It happened over the weekend.", "the weekend", "2023-W37-WE", "XXXX-WXX-WE"),
        ("It happened last month.", "last month", "2023-08", "XXXX-XX"),
        ("It happened earlier this month.", "earlier this month", "2023-09", "XXXX-XX"),
        ("It happened last year.", "last year", "2022", "XXXX"),
        ("It will happen next year.", "next year", "2024", "XXXX"),
        ("The fair runs 18-24 September.", "18-24 September", "2023-09-18/2023-09-24", "XXXX-09-18/XXXX-09-24"),
        (
            "It runs September 4 to October 2.",
            "September 4 to October 2",
            "2023-09-04/2023-10-02",
            "XXXX-09-04/XXXX-10-02",
        ),
        ("It began in October.", "October", "2022-10", "XXXX-10"),
        ("It began last March.", "last March", "2023-03", "XXXX-03"),
        ("It began two years ago.", "two years ago", "2021", "XXXX"),
        ("It began three days ago.", "three days ago", "2023-09-17", "XXXX-XX-XX"),
        ("It began at 9:30 p.m.", "9:30 p.m.", "2023-09-20T21:30", "XXXX-XX-XXT21:30"),
        ("It began at 0700 GMT.", "0700 GMT", "2023-09-20T07:00Z", "XXXX-XX-XXT07:00Z"),
    ],
)
def test_what_needs_the_day_of_publication_stays_open_without_it(text, words, resolved, open_value):
    assert found(text, PUBLISHED) == [(words, resolved)]
    assert found(text) == [(words, open_value)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("They signed on 9 May 2021. Two days later they left.", ["2021-05-09", "2021-05-11"]),
        ("They signed on 31 May 2021. The next day they left.", ["2021-05-31", "2021-06-01"]),
        ("They signed on 9 May 2021. That same day they left.", ["2021-05-09", "2021-05-09"]),
        ("They signed in May 2021, and later that month left.", ["2021-05", "2021-05"]),
        ("They left on 1 January 2021. A year earlier they had come.", ["2021-01-01", "2020"]),
    ],
)
def test_some_times_lean_on_the_date_last_spoken_of(text, values):
    assert [v for _, v in found(text, PUBLISHED)] == values


def test_in_a_history_a_day_belongs_to_the_year_of_the_story():
    text = (
        "In 1921 they rose. In 1922 and 1923 they held the hills, until 1924. " * 3
        + "In 1925 it ended: on 4 March all left."
    )
    assert found(text, PUBLISHED)[-1] == ("4 March", "1925-03-04")


@pytest.mark.parametrize(
    "text",
    [
        "It may rain, and they march on.",
        "He has 2000 soldiers and 1500 horses.",
        "A fine of $2000 was paid.",
        "The 42-year-old man was freed.",
        "Page 12 of 30.",
        "The score was 12:30 to them.",
        "April Smith spoke of her second wife.",
        "On Bloody Sunday Street they sold 3/4 of it.",
        "On February 30 nothing happened.",
    ],
)
def test_what_is_no_time(text):
    assert found(text, PUBLISHED) == []


def test_spans_do_not_overlap_and_come_in_order():
    text = "On Tuesday, 3 May 2016, and again on 4 May, two days later, in the spring of 2017."
    spans = [t.span for t in find_times(text)]
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("value", "kept", "start", "end", "granularity"),
    [
        ("2023-09-19", "2023-09-19", "2023-09-19", "2023-09-19", "day"),
        ("2023-09-19TMO", "2023-09-19", "2023-09-19", "2023-09-19", "day"),
        ("2023-09-19T21:30", "2023-09-19T21:30", "2023-09-19", "2023-09-19", "minute"),
        ("2024-02", "2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2023-W37", "2023-W37", "2023-09-11", "2023-09-17", "week"),
        ("2023-W37-WE", "2023-W37-WE", "2023-09-16", "2023-09-17", "weekend"),
        ("2012-WI", "2012-WI", "2012-12-01", "2013-02-28", "season"),
        ("2010-Q1", "2010-Q1", "2010-01-01", "2010-03-31", "quarter"),
        ("2014", "2014", "2014-01-01", "2014-12-31", "year"),
        ("199", "199X", "1990-01-01", "1999-12-31", "decade"),
        ("2020-11-09/2020-11-10", "2020-11-09/2020-11-10", "2020-11-09", "2020-11-10", "range"),
        ("XXXX-09-19", "XXXX-09-19", None, None, "day"),
        ("XXXX-WXX-2", "XXXX-WXX-2", None, None, "day"),
        ("2016-XX-XX", "2016-XX-XX", None, None, "day"),
        ("P3D", "P3D", None, None, "duration"),
        ("PAST_REF", "PAST_REF", None, None, None),
    ],
)
def test_a_value_as_the_time_of_an_event(value, kept, start, end, granularity):
    time = to_event_time(value, Span(0, 3))
    assert (time.value, time.start, time.end, time.granularity) == (kept, start, end, granularity)


@pytest.mark.parametrize(
    ("published", "value", "start", "end"),
    [("2023-09-20", "2022-10/2023-09-20", "2022-10-01", "2023-09-20"), (None, "XXXX-10/..", None, None)],
)
def test_since_lasts_until_the_report_appears(published, value, start, end):
    text = "They have been held since October in the port."
    (time,) = find_times(text, published=published)
    since = event_time(time, text, published=published)
    assert (since.value, since.start, since.end) == (value, start, end)
    assert text[since.span.start : since.span.end] == "since October"


def test_without_since_the_time_of_an_event_is_the_time():
    assert event_time(Time(span=Span(3, 7), value="2014"), "In 2014 it began.").value == "2014"


PIECES = (
    "on in the of 3 31 29 may May February Tuesday 2016 1000 '68 99 – / : . last next two days year ago later night "
    "end early 1990s first half week since 12 p.m. GMT weekend\n\n , summer a few until that same"
)
WORDS = st.sampled_from(PIECES.split(" "))


@given(
    st.lists(WORDS, max_size=30).map(" ".join) | st.text(),
    st.sampled_from([None, "2016-02-29", "0001-01-01", "9999-12-31"]),
)
def test_any_text_gives_valid_spans_and_values(text, published):
    for time in find_times(text, published=published):
        assert text[time.span.start : time.span.end].strip()
        assert time.value
        resolved = event_time(time, text, published=published)
        assert (resolved.start is None) == (resolved.end is None) or resolved.value.endswith("..")


@pytest.mark.parametrize("piece", ["May ", "two ", "1-", "early ", "\n ", "1,111", "the last next ", "a" * 50])
def test_a_megabyte_of_anything_is_read_in_linear_time(piece):
    find_times((piece * 100_000)[:100_000])
