"""What each stretch of a report is."""

from __future__ import annotations

import time

import pytest

from according.intake.sections import find_sections

BODY = "The army left the town on Friday. Nobody was hurt, the mayor said."


def parts(text: str, **known: object) -> list[tuple[str, str]]:
    layout = find_sections(text, **known)  # type: ignore[arg-type]
    return [(s.kind.value, text[s.span.start : s.span.end]) for s in layout.sections]


def test_a_whole_report() -> None:
    text = (
        "Army leaves Tarsk\n\nMilena Oras / Kardovia Today\n\nOctober 14, 2024\n\n"
        f"OBEN (MNA) – {BODY}\n\n{BODY}\n\nA town divided\n\n{BODY}© Photo :Milena Oras / Kardovia Today"
    )
    assert parts(text) == [
        ("headline", "Army leaves Tarsk"),
        ("byline", "Milena Oras / Kardovia Today"),
        ("dateline", "October 14, 2024"),
        ("dateline", "OBEN (MNA) –"),
        ("body", f"{BODY}\n\n{BODY}"),
        ("subheading", "A town divided"),
        ("body", BODY),
        ("credit", "© Photo :Milena Oras / Kardovia Today"),
    ]


@pytest.mark.parametrize(
    "dateline",
    [
        "DAMASCUS, Aug. 5 (SANA) -",
        "GENEVA (Reuters) –",
        "Hanoi (VNA) –",
        "WASHINGTON—",
        "KALDOR CITY, March 4 -",
        "OBEN/ORLEC, 3 June 2021 (MNA) --",
        "ORLEC, January 12. /ORA/.",
        "ALBUQUERQUE, N.M. (AP) -",
        "Open Square, 3 December 2024 –",
        "(MNA) -",
        "SRINAGAR:",
    ],
)
def test_datelines(dateline: str) -> None:
    text = f"Army leaves town\n\n{dateline} {BODY}"
    assert parts(text)[1:] == [("dateline", dateline), ("body", BODY)]


@pytest.mark.parametrize(
    "opening",
    [
        "Velik - the president of Kardovia - met the mayor. He left.",
        "QUESTION: Who fired? ANSWER: We do not know.",
        "Tarsk, the town in the valley – and its mayor – are safe.",
        "On Friday – the army said – nobody was hurt.",
    ],
)
def test_dashes_and_colons_that_are_no_dateline(opening: str) -> None:
    assert parts(f"Army leaves town\n\n{opening}")[1:] == [("body", opening)]


@pytest.mark.parametrize(
    "byline",
    [
        "By Jonas Ferrant and Mira Dolan",
        "By Davor Lenz, Orlec Evening Post",
        "Milena Oras / Kardovia Today",
        "From our correspondent in Oben",
        "Author: Jonas Ferrant",
    ],
)
def test_bylines(byline: str) -> None:
    assert parts(f"Army leaves town\n\n{byline}\n\n{BODY}")[1] == ("byline", byline)


def test_names_are_read_from_the_byline() -> None:
    assert find_sections(f"Army leaves\n\nBy Jonas Ferrant and Mira Dolan\n\n{BODY}").authors == [
        "Jonas Ferrant",
        "Mira Dolan",
    ]
    assert find_sections(f"Army leaves\n\nBy Davor Lenz, Orlec Evening Post\n\n{BODY}").authors == ["Davor Lenz"]


@pytest.mark.parametrize(
    "credit",
    [
        "© Photo :Milena Oras / Kardovia Today",
        "Photo: Milena Oras",
        "Photo by Milena Oras",
        "With input from agencies",
        "(With input from MNA)",
        "(Reporting by Jonas Ferrant; editing by Ruth Amsel)",
        "Reporting by Jonas Ferrant; editing by Ruth Amsel",
        "Additional reporting by Mira Dolan in Orlec",
        "Source: Radio Oben",
        "-MNA",
        "/ORA/",
    ],
)
def test_credits_on_their_own_line_and_glued(credit: str) -> None:
    assert parts(f"Army leaves town\n\n{BODY} {credit}")[-2:] == [("body", BODY), ("credit", credit)]
    if credit[0] not in "-/":
        assert parts(f"Army leaves town\n\n{BODY}\n\n{credit}")[-1] == ("credit", credit)


@pytest.mark.parametrize(
    "line",
    [
        "Read more: What the sanctions mean",
        "READ ALSO",
        "Follow us on our channel",
        "Follow Jonas Ferrant on Twitter @jferrant",
        "Sign up for our newsletter",
        "Copyright 2024 The Courier. All rights reserved.",
        "This story has been updated.",
        "Editor’s note: The town has two names.",
        "Tags: valley, army",
        "***",
        "https://courier.example/2024/11/12",
    ],
)
def test_boilerplate(line: str) -> None:
    assert parts(f"Army leaves town\n\n{BODY}\n\n{line}")[-1] == ("boilerplate", line)


@pytest.mark.parametrize(
    "sentence",
    [
        "The photo by the door showed the mayor. It was old.",
        "He followed us to the bridge. Sources: he had none, he said.",
        "The reporting by the ministry was wrong. The source of the fire is unknown.",
        "Also on Tuesday, the army shelled the bridge.",
        "By Monday the army had left.",
        "She asked: “Will you sign up?” He did not.",
    ],
)
def test_sentences_that_only_look_like_furniture(sentence: str) -> None:
    kinds = [kind for kind, _ in parts(f"Army leaves town\n\n{BODY}\n\n{sentence}\n\n{BODY}")]
    assert kinds == ["headline", "body"]


def test_headlines_after_related_are_not_subheadings() -> None:
    text = f"Army leaves town\n\n{BODY}\n\nRelated:\n\nMan held in Oben\n\nHerring prices fall"
    assert [kind for kind, _ in parts(text)] == ["headline", "body", *["boilerplate"] * 3]


def test_captions_carry_their_credit() -> None:
    caption = "Ana Teshik and Tomas Arlen before the talks. (Photo: Signe Lindqvist)"
    assert parts(f"Ministers meet\n\n{BODY}\n\n{caption}\n\n{BODY}")[2:4] == [
        ("caption", "Ana Teshik and Tomas Arlen before the talks."),
        ("credit", "(Photo: Signe Lindqvist)"),
    ]


def test_a_report_without_a_headline_has_none() -> None:
    assert parts(f"{BODY}\n\n{BODY}") == [("body", f"{BODY}\n\n{BODY}")]
    assert find_sections(BODY).title is None


@pytest.mark.parametrize("headline", ["EXPORTS TO FALL NEXT YEAR - MINISTER", "Town Council Rejects New Police Law."])
def test_headlines_that_look_like_something_else(headline: str) -> None:
    assert parts(f"{headline}\n\n{BODY}") == [("headline", headline), ("body", BODY)]


def test_a_full_stop_does_not_hide_a_headline_above_a_dateline() -> None:
    text = f"Mayor says he is sorry.\n\nOBEN, July 25 (MNA) — {BODY}"
    assert [kind for kind, _ in parts(text)] == ["headline", "dateline", "body"]


def test_labels_and_repeated_headlines() -> None:
    text = f"TITLE: Army leaves town LINK: https://courier.example/a\n{BODY}"
    assert [k for k, _ in parts(text)] == ["boilerplate", "headline", "boilerplate", "body"]
    text = f"FOR IMMEDIATE RELEASE\n\nArmy leaves town\n\nArmy leaves town\n\n{BODY}"
    assert [k for k, _ in parts(text)] == ["boilerplate", "headline", "headline", "body"]


def test_hard_wrapped_paragraphs_are_one_body() -> None:
    wrapped = (
        "The army left the town on Friday after three days of heavy\n"
        "fighting in which, the mayor said, nobody had been hurt and no\n"
        "House had burned."
    )
    assert parts(f"Army leaves town\n\n{wrapped}\n\n{wrapped}") == [
        ("headline", "Army leaves town"),
        ("body", f"{wrapped}\n\n{wrapped}"),
    ]


@pytest.mark.parametrize("piece", ["By A B C D\n\n", "Aa, ", "(", "A/", "The end.© ", "Photo: ", "A - B ", "x", " \n"])
def test_a_megabyte_of_anything_takes_seconds(piece: str) -> None:
    text = "The end of it\n" + piece * (1_000_000 // len(piece))
    began = time.monotonic()
    find_sections(text)
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Published May 3 2019", "2019-05-03"),
        ("Date of publication 3 May 2019", "2019-05-03"),
        ("Fri 3 May 2019", "2019-05-03"),
        ("3 May 2019", "2019-05-03"),
        ("23-05-2019", "2019-05-23"),
        ("03.05.2019(updated 14:04 03.05.2019)", "2019-05-03"),
        ("Last updated at May 032019", "2019-05-03"),
    ],
)
def test_a_date_that_opens_a_text_without_a_line_of_its_own(head: str, day: str) -> None:
    text = f"{head} {BODY}"
    layout = find_sections(text)
    assert (layout.published, parts(text)) == (day, [("dateline", head), ("body", BODY)])


def test_a_headline_an_agency_and_a_date_on_the_line_of_the_report() -> None:
    text = f"Two die in blast at market, mayor says AFP Friday 3 May 2019 {BODY}"
    assert find_sections(text).published == "2019-05-03"
    assert [kind for kind, _ in parts(text)] == ["headline", "dateline", "body"]


@pytest.mark.parametrize(
    "opening",
    ["3 May 2019 was a quiet day in Oben.", "May 3, 2019, saw rain in Oben.", "03-05-2019 Nobody knows that month."],
)
def test_sentences_that_begin_with_their_date(opening: str) -> None:
    assert find_sections(f"{opening} {BODY}").published is None
