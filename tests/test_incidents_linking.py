"""Linking tellings: what is compared, what joins, what a bridge must not join, and odd input."""

from __future__ import annotations

import time

import pytest

from according.incidents import clustering, linking, merging, pairing, terms
from according.incidents.reducing import rough
from according.incidents.tellings import Telling
from according.records import Record

OREVA = "Shells fired by the army killed six people in Oreva on Tuesday, Governor Petra Holm said."


def record(text: str, *, name: str = "r1", deed: str = "killed", **doer: object) -> Record:
    at = text.index(deed)
    return Record.from_dict(
        {
            "report": {"id": name, "text": text, "published": "2023-05-02"},
            "entities": [{"id": "e1", "name": "the army", "kind": "group", "mentions": []} | doer],
            "events": [{"id": "v1", "type": "ASSAULT", "triggers": [[at, at + len(deed)]], "actors": ["e1"]}],
        }
    )


def told(text: str, **more: object) -> Telling:
    return linking.tell(record(text, **more))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("spelt", ["Sheikhoun", "Shaykhun", "Sheikhun", "Shaykhoun"])
def test_one_name_in_many_spellings_has_one_key(spelt: str) -> None:
    assert rough(spelt) == rough("Shaikhun")


def test_a_telling_survives_its_plain_form() -> None:
    telling = told(OREVA)
    assert Telling.from_dict(telling.to_dict()) == telling


def test_one_deed_scores_higher_than_another_deed() -> None:
    same = told("Six people were killed by army shells in Oreva on Tuesday, a doctor said.", name="r2")
    other = told("A car bomb killed two soldiers near the port of Lumen last winter.", name="r3")
    high, low = pairing.scores([(told(OREVA), same), (told(OREVA), other)])
    assert high > clustering.JOIN
    assert high > low + 1
    assert pairing.reasons(told(OREVA), same)


def test_a_name_without_words_is_no_party() -> None:
    blank = Record.from_dict(
        {
            "report": {"id": "r1", "text": OREVA},
            "entities": [{"id": "e1", "name": " ", "kind": "group", "mentions": []}],
            "events": [{"id": "v1", "type": "ASSAULT", "triggers": [[27, 33]], "actors": ["e1"]}],
        }
    )
    assert linking.tell(blank)[0].actors == ()


def test_a_bridge_joins_no_two_incidents() -> None:
    pairs = {(0, 1): 3.0, (2, 3): 3.0, (1, 4): 0.5, (2, 4): 0.5}
    assert sorted(map(len, clustering.agglomerate(5, pairs))) == [2, 3]


def test_what_a_person_parted_stays_apart() -> None:
    assert clustering.agglomerate(2, {(0, 1): 5.0}, apart=[(0, 1)]) == [[0], [1]]
    assert clustering.agglomerate(2, {}, together=[(0, 1)]) == [[0, 1]]


def telling(report: str, n: int, words: str, *, event: str = "v1") -> Telling:
    weights = dict.fromkeys(words.split(), 0.5)
    return Telling(id=f"t{n}", report=report, events=(event,), published=738642, terms=weights)


def both_told(reports: int) -> tuple[list[Telling], list[list[int]]]:
    deeds = [telling(f"r{k}", 0, f"deed{k} a{k} b{k} c{k}") for k in range(reports)]
    blame = [telling(f"r{k}", 1, f"blame{k} d{k} e{k} f{k}") for k in range(reports)]
    return deeds + blame, [list(range(reports)), list(range(reports, 2 * reports))]


def test_what_four_reports_tell_together_is_one_incident() -> None:
    tellings, groups = both_told(merging.REPORTS)
    assert len(merging.merged(groups, tellings)) == 1
    assert len(merging.merged(groups, tellings, apart=[(0, merging.REPORTS)])) == 2


def test_copies_do_not_join_what_one_text_tells() -> None:
    tellings, groups = both_told(merging.REPORTS)
    copied = [telling(t.report, int(t.id[1:]), "one text for all of them") for t in tellings]
    assert len(merging.merged(groups, copied)) == 2


def test_three_reports_are_not_enough() -> None:
    tellings, groups = both_told(merging.REPORTS - 1)
    assert len(merging.merged(groups, tellings)) == 2


def test_a_lonely_passage_joins_the_incident_with_its_event() -> None:
    tellings = [telling("r1", 0, "a b"), telling("r2", 0, "a b", event="v9"), telling("r1", 4, "c d")]
    assert merging.attached([[0, 1], [2]], tellings) == [[0, 1, 2]]


def test_a_row_of_quotation_marks_is_read_quickly() -> None:
    started = time.process_time()
    terms.terms("said Abc " + '"' * 40_000 + "_ Def")
    assert time.process_time() - started < 1
