"""Places: what a name can mean, what it means in a report, and what stays open."""

from __future__ import annotations

import math
import time
import tomllib
from importlib import resources

import pytest

from according.records import Record
from according.resolving.candidates import candidates
from according.resolving.disambiguation import choose
from according.resolving.folding import fold
from according.resolving.gazetteer import lookup, table
from according.resolving.places import resolve_places, where
from according.resolving.recognition import find_toponyms

GEODATA = resources.files("according.resolving") / "geodata"


def meaning(text: str, name: str, **more: object):
    """What this name means in the text, in the light of the others."""
    spans = sorted({(text.index(name), text.index(name) + len(name)), *((t.start, t.end) for t in find_toponyms(text))})
    chosen = dict(zip(spans, choose(text, spans, **more), strict=True))  # type: ignore[arg-type]
    return chosen[text.index(name), text.index(name) + len(name)].candidate


def record(text: str, *places: str, entities: tuple[str, ...] = ()) -> Record:
    return Record.from_dict(
        {
            "report": {"id": "r", "text": text},
            "places": [
                {"id": f"p{n}", "name": p, "mentions": [[text.index(p), text.index(p) + len(p)]]}
                for n, p in enumerate(places)
            ],
            "entities": [
                {"id": f"e{n}", "name": "somebody", "kind": "group", "country": c} for n, c in enumerate(entities)
            ],
        }
    )


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Deir ez-Zor", "deir ez zor"),
        ("St. Mary's", "st marys"),
        ("Xankəndi", "xankendi"),
        ("the Hague", "hague"),
        ("U.S.", "us"),
        ("U.S. Virgin Islands", "us virgin islands"),
        ("Łódź", "lodz"),
    ],
)
def test_one_key_for_the_spellings_of_a_name(written: str, key: str):
    assert fold(written) == key


class TestWhatANameCanMean:
    def test_the_best_known_stands_first(self):
        assert where("Paris")[0].country == "FRA"
        assert lookup("Kyiv")[0].feature == "PPLC", "the city, not the region around it"

    def test_an_unknown_name_means_nothing(self):
        assert where("Xyzzyqville") == []

    def test_near_brings_the_neighbour_to_the_front(self):
        first = where("Springfield", near="Ohio")[0]
        assert (first.country, first.admin1) == ("USA", "Ohio")

    def test_feature_words_ask_for_their_kind(self):
        assert {c.feature for c in candidates("Aleppo province")} == {"ADM1"}
        assert candidates("northern Aleppo") == candidates("Aleppo")

    @pytest.mark.parametrize("spelled", ["Deir Ezzor", "Deir al-Zour", "Dayr az-Zawr"])
    def test_names_written_by_ear_are_found_by_their_consonants(self, spelled: str):
        assert any(c.country == "SYR" and c.admin1_code == "07" for c in candidates(spelled))

    def test_peoples_and_short_forms_stand_for_countries(self):
        assert [lookup(n)[0].country for n in ("Syrians", "U.S.", "DRC", "Burmese")] == ["SYR", "USA", "COD", "MMR"]

    def test_a_hospital_lies_in_the_town_it_is_named_after_but_is_not_the_town(self):
        found = candidates("Aleppo University Hospital")[0]
        assert (found.country, found.geonames, round(found.lat or 0)) == ("SYR", None, 36)


class TestContestedPlaces:
    @pytest.mark.parametrize(
        "names",
        [
            ("Khankendi", "Stepanakert", "Xankendi"),
            ("Nagorno-Karabakh", "Artsakh"),
            ("Golan", "Golan Heights"),
            ("Crimea", "Krym"),
            ("Donbas", "Donbass"),
            ("Falkland Islands", "Malvinas"),
            ("Senkaku Islands", "Diaoyu Islands"),
        ],
    )
    def test_all_names_lead_to_one_place_that_keeps_them_all(self, names: tuple[str, ...]):
        places = [lookup(n)[0] for n in names]
        assert len({(p.lat, p.lon) for p in places}) == 1
        assert all(p.contested and set(names) <= set(p.contested.names) for p in places)

    def test_where_nobody_is_agreed_to_own_it_no_country_is_given(self):
        assert lookup("Jerusalem")[0].country is None
        assert lookup("Kurdistan")[0].country is None

    def test_the_file_is_sound(self):
        states = {code for code, division, *_ in table("divisions.tsv") if not division}
        numbers = _numbers()
        for p in tomllib.loads((GEODATA / "contested.toml").read_text(encoding="utf8"))["place"]:
            assert p["names"] == sorted(p["names"], key=str.casefold), p["names"]
            assert p["claims"] == sorted(p["claims"], key=str.casefold), p["names"]
            assert p.get("country") in states | {None}, p["names"]
            assert {c for c in p["claims"] if len(c) == 3 and c.isupper()} <= states, p["names"]
            if "geonames" in p:
                lat, lon = numbers[p["geonames"]]
                assert math.isnan(lat) or (abs(lat - p["lat"]) < 1.6 and abs(lon - p["lon"]) < 1.6), p["names"]


def _numbers() -> dict[int, tuple[float, float]]:
    out = {}
    for line in (GEODATA / "places.tsv").read_text(encoding="utf8").splitlines():
        ident, _, lat, lon, *_ = line.split("\t")
        if ident:
            out[int(ident)] = (float(lat or "nan"), float(lon or "nan"))
    return out


class TestTheGazetteersFiles:
    def test_the_names_are_sorted_and_lead_to_the_beginnings_of_lines(self):
        places = (GEODATA / "places.tsv").read_bytes()
        before = b""
        for n, line in enumerate((GEODATA / "names.tsv").read_bytes().splitlines()):
            key, offsets = line.split(b"\t")
            assert before < key
            before = key
            if n % 97 == 0:
                assert all(
                    places[int(o.rstrip(b"~")) - 1 : int(o.rstrip(b"~"))] in (b"\n", b"") for o in offsets.split()
                )

    def test_every_key_is_found_the_first_and_the_last_too(self):
        names = (GEODATA / "names.tsv").read_text(encoding="utf8").splitlines()
        for line in (names[0], names[1], *names[:: len(names) // 50], names[-1]):
            assert lookup(line.split("\t")[0]), line

    def test_they_are_small_enough_to_ship(self):
        assert sum(len((GEODATA / n).read_bytes()) for n in ("places.tsv", "names.tsv", "spellings.tsv")) < 40_000_000

    def test_a_look_up_takes_less_than_a_millisecond(self):
        names = [
            line.split("\t")[0] for line in (GEODATA / "names.tsv").read_text(encoding="utf8").splitlines()[::3000]
        ]
        lookup("Aleppo")
        start = time.perf_counter()
        for name in names:
            lookup(name)
        assert (time.perf_counter() - start) / len(names) < 0.001


class TestWhatANameMeansInAReport:
    def test_the_words_behind_the_comma_hold_it(self):
        place = meaning("The river rose in Paris, Texas, on Monday.", "Paris")
        assert (place.country, place.admin1) == ("USA", "Texas")

    def test_short_forms_of_states_count_only_behind_a_town(self):
        assert meaning("A fire broke out in Portland, Ore. and spread.", "Portland").admin1 == "Oregon"
        assert [t.candidates for t in find_toponyms("Or so he said. In Or. he said more.")] == []

    def test_the_other_places_of_the_report_decide(self):
        text = "Police in London closed the bridge. In Kitchener and Hamilton, Ontario, roads stayed open."
        assert meaning(text, "London").country == "CAN"
        assert meaning("Police in London closed the bridge to Kent.", "London").country == "GBR"

    def test_countries_given_from_outside_decide(self):
        text = "Shells fell on Tripoli overnight."
        assert meaning(text, "Tripoli", countries={"LBN": 3.0}).country == "LBN"
        assert meaning(text, "Tripoli", countries={"LBY": 3.0}).country == "LBY"

    def test_a_word_beside_it_asks_for_an_area(self):
        assert meaning("Clashes spread over Homs province.", "Homs").feature == "ADM1"
        assert meaning("Clashes spread in the city of Homs.", "Homs").feature == "PPLA"

    def test_words_without_a_capital_name_nothing(self):
        text = "They left the town."
        assert choose(text, [(10, 18)])[0].candidate is None


class TestFindingNames:
    def names(self, text: str, **more: bool) -> list[str]:
        return [text[t.start : t.end] for t in find_toponyms(text, **more)]

    def test_towns_areas_waters_and_streets_are_found(self):
        text = (
            "From Deir ez-Zor they crossed the Euphrates to Anderson County and met on Orchard Lane near Interstate 40."
        )
        assert self.names(text) == ["Deir ez-Zor", "Euphrates", "Anderson County", "Orchard Lane", "Interstate 40"]

    def test_peoples_only_where_they_are_wanted(self):
        text = "The Syrian army left Manbij."
        assert self.names(text) == ["Syrian", "Manbij"]
        assert self.names(text, demonyms=False) == ["Manbij"]

    def test_people_and_words_are_no_places(self):
        assert self.names("Mr. Washington met Jordan Hale. Reading is fun, said Mayor Lincoln. Some left.") == []

    def test_a_place_that_no_list_has_is_found_where_the_words_say_so(self):
        text = "Shells fell on the village of Qarrandeel, near Homs."
        assert self.names(text) == ["Qarrandeel", "Homs"]

    def test_money_is_no_country(self):
        assert self.names("It cost US$ 12 million.") == []


class TestRecords:
    def test_a_town_gets_its_point_its_country_and_its_number(self):
        done = resolve_places(record("Rebels shelled Manbij in Syria.", "Manbij")).places[0]
        assert (done.country, done.feature, done.geonames) == ("SYR", "PPLA2", 167357)
        assert done.lat == pytest.approx(36.53, abs=0.01)
        assert done.why

    @pytest.mark.parametrize("name", ["Syria", "Africa", "Middle East", "Taiwan"])
    def test_a_country_or_more_gets_no_point(self, name: str):
        done = resolve_places(record(f"Prices rose in {name} again.", name)).places[0]
        assert done.feature is not None
        assert (done.lat, done.lon) == (None, None)

    def test_a_contested_place_keeps_its_names(self):
        done = resolve_places(record("Shots were heard in Stepanakert.", "Stepanakert")).places[0]
        assert done.contested is True
        assert {"Khankendi", "Stepanakert"} <= set(done.names)
        assert "AZE" in done.claims

    def test_an_unknown_place_stays_unknown(self):
        done = resolve_places(record("Shells fell on Qarrandeel.", "Qarrandeel")).places[0]
        assert (done.lat, done.country, done.geonames, done.candidates) == (None, None, None, [])
        assert done.why == ["no place of this name is known"]

    def test_an_unlisted_place_has_the_country_that_its_own_words_name(self):
        text = "Lyon, Lille and the Peruvian Harbour Office"
        spans = [(text.index(n), text.index(n) + len(n)) for n in ("Lyon", "Lille", "Peruvian Harbour Office")]
        last = choose(text, spans)[2]
        assert (last.candidate, last.country) == (None, "PER")
        assert "its words name PER" in last.why

    def test_else_that_of_most_other_places_and_none_where_they_are_at_odds(self):
        one = "Qasdorp Hill lies far from Lyon, Lille and Nantes."
        (place,) = resolve_places(record(one, "Qasdorp Hill")).places
        assert (place.country, place.lat, place.geonames) == ("FRA", None, None)
        other = "Qasdorp Hill lies far from Lyon, Turin, Seville, Ghent and Graz."
        assert resolve_places(record(other, "Qasdorp Hill")).places[0].country is None

    def test_a_body_of_a_continent_is_of_no_country(self):
        text = "The European Harbour Union met in Lyon, not in Lille."
        assert resolve_places(record(text, "European Harbour Union")).places[0].country is None

    def test_a_doubtful_place_stays_open_and_lists_what_it_could_be(self):
        done = resolve_places(record("A shop burned down in Springfield.", "Springfield")).places[0]
        assert done.geonames is None
        assert len(done.candidates) > 1

    def test_an_unknown_place_inside_a_known_one_gets_the_country_and_no_point(self):
        text = "Shells fell on Qarrandeel in Homs province."
        done = resolve_places(record(text, "Qarrandeel in Homs province")).places[0]
        assert (done.country, done.lat) == ("SYR", None)

    def test_actors_tell_where_a_place_lies(self):
        text = "Gunmen attacked a post near Tripoli."
        assert resolve_places(record(text, "Tripoli", entities=("LBN", "LBN"))).places[0].country == "LBN"

    def test_what_is_resolved_already_stays(self):
        data = record("Rebels shelled Manbij.", "Manbij").to_dict()
        data["places"][0] |= {"lat": 1.0, "lon": 2.0}
        before = Record.from_dict(data)
        assert resolve_places(before) == before
