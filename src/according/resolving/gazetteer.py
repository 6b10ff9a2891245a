"""The gazetteer: names of places to candidates, offline, out of files mapped into memory and never read whole.

`places.tsv` has one place a line, `names.tsv` its keys in the order of their bytes, so a look-up is a search by halves
over the mapped file (about 20 steps). Sources and build: tools/build_gazetteer.py; licence: NOTICE. The small files of
facts of our own lie over it: regions and waters, contested places, short forms, demonyms.
"""

from __future__ import annotations

import math
import mmap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

from according.resolving.folding import fold, skeleton

_DATA = "geodata"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name can mean. `lat` and `lon` in degrees; of an area they are a point in its middle.

    `how` says by which kind of name it was found: "name", "other name", "short form", "short form after a town",
    "demonym", "contested", "other spelling" (the same consonants) or "named after ...". Unknown values are None;
    `population` 0 is unknown.
    """

    name: str
    lat: float | None
    lon: float | None
    country: str | None
    feature: str
    geonames: int | None = None
    admin1: str | None = None
    admin1_code: str = ""
    admin2_code: str = ""
    population: int = 0
    how: str = "name"
    contested: Contested | None = None

    @property
    def is_country(self) -> bool:
        """Whether it is a whole country or more, which never gets a point."""
        return self.feature in _WHOLE

    @property
    def is_area(self) -> bool:
        """Whether it is a division or region, not a settlement or building."""
        return self.feature[:3] in ("ADM", "PCL", "RGN", "CON") or self.feature == "AREA"

    def weight(self) -> float:
        """How often, by what is known without a text, a name means this: the people, and what it is."""
        first = _FIRST.get(self.feature, 0.0) + _HOW.get(self.how, 0.0)
        return max(math.log10(self.population + 10), _KNOWN if self.contested or not self.geonames_row else 0.0) + first

    @property
    def geonames_row(self) -> bool:
        """Whether it stands in the lists of towns and divisions, and not only among our own facts."""
        return self.feature[:3] in ("PPL", "ADM", "PCL", "STL") or self.population > 0

    def key(self) -> tuple[str, float | None, float | None]:
        """What tells two candidates apart."""
        return (self.name, self.lat, self.lon)

    def to_dict(self) -> dict[str, object]:
        """Plain types, for JSON."""
        out: dict[str, object] = {
            "name": self.name,
            "lat": self.lat,
            "lon": self.lon,
            "country": self.country,
            "admin1": self.admin1,
            "geonames": self.geonames,
            "feature": self.feature,
            "population": self.population or None,
            "how": self.how,
        }
        if self.contested:
            out |= {"names": list(self.contested.names), "claims": list(self.contested.claims)}
            out["held"] = self.contested.held
        return out


@dataclass(frozen=True, slots=True)
class Contested:
    """What is known of a contested place: all its names, all that claim it, and who governs it in fact."""

    names: tuple[str, ...]
    claims: tuple[str, ...]
    held: str


_WHOLE = {"PCLI", "PCL", "PCLD", "PCLS", "CONT", "PCLZ"}
_FIRST = {
    "PCLI": 3.0, "PCL": 3.0, "PCLD": 2.5, "CONT": 4.0, "ADM1": 0.5, "PPLC": 2.0, "PPLA": 1.0, "PPLA2": 0.3,
    "ADM2": -1.0, "ADMD": -0.5, "RGN": 0.5,
}  # fmt: skip
_HOW = {"other name": -2.0, "other spelling": -2.0, "contested": 1.0}
_KNOWN = 6.5  # what stands among our own facts is known to newspapers like a town of three million


class _Mapped:
    """A text file of the package, mapped into memory."""

    def __init__(self, name: str) -> None:
        path = resources.files(__package__) / _DATA / name
        with Path(str(path)).open("rb") as f:
            self.bytes = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)

    def line(self, at: int) -> str:
        """The line that begins at this offset."""
        end = self.bytes.find(b"\n", at)
        return self.bytes[at:end].decode("utf8")

    def find(self, key: str) -> str | None:
        """What stands behind this key, in a file sorted by its keys."""
        wanted = key.encode("utf8") + b"\t"
        low, high = 0, len(self.bytes)
        while low < high:
            middle = (low + high) // 2
            start = self.bytes.rfind(b"\n", low, middle) + 1 or low
            end = self.bytes.find(b"\n", middle)
            line = self.bytes[start:end]
            if line.startswith(wanted):
                return line[len(wanted) :].decode("utf8")
            if line[: line.index(b"\t") + 1] < wanted:
                low = end + 1
            else:
                high = start
        return None


@cache
def _places() -> _Mapped:
    return _Mapped("places.tsv")


@cache
def _names() -> _Mapped:
    return _Mapped("names.tsv")


@cache
def _spellings() -> _Mapped:
    return _Mapped("spellings.tsv")


def table(name: str) -> Iterator[list[str]]:
    """The rows of a small data file; lines with # are remarks."""
    text = (resources.files(__package__) / _DATA / name).read_text(encoding="utf8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def _divisions() -> dict[tuple[str, str], tuple[str, int]]:
    return {(country, code): (name, int(at)) for country, code, name, at in table("divisions.tsv")}


@lru_cache(maxsize=50_000)
def _row(at: int) -> Candidate:
    ident, name, lat, lon, country, admin1, admin2, feature, population = _places().line(at).split("\t")
    division = _divisions().get((country, admin1)) if admin1 else None
    found = Candidate(
        name=name,
        lat=float(lat) if lat else None,
        lon=float(lon) if lon else None,
        country=country or None,
        feature=feature,
        geonames=int(ident) if ident else None,
        admin1=division[0] if division else None,
        admin1_code=admin1,
        admin2_code=admin2,
        population=int(population or 0),
    )
    known = _contested()[1].get(found.geonames) if found.geonames else None
    if known is not None:
        country_of_it, disputed = known
        return replace(found, country=country_of_it, contested=disputed)
    return found


@cache
def _contested() -> tuple[dict[str, list[Candidate]], dict[int, tuple[str | None, Contested]]]:
    """Contested places by the keys of their names, and by their numbers in GeoNames."""
    by_key: dict[str, list[Candidate]] = {}
    by_number = {}
    text = (resources.files(__package__) / _DATA / "contested.toml").read_text(encoding="utf8")
    for p in tomllib.loads(text)["place"]:
        about = Contested(tuple(p["names"]), tuple(p["claims"]), p["held"])
        number = p.get("geonames")
        if number:
            by_number[number] = (p.get("country"), about)
        place = Candidate(
            name=p["names"][0],
            lat=p["lat"],
            lon=p["lon"],
            country=p.get("country"),
            feature=p["feature"],
            geonames=number,
            how="contested",
            contested=about,
        )
        for key in dict.fromkeys(fold(n) for n in p["names"]):
            by_key.setdefault(key, []).append(replace(place, name=next(n for n in p["names"] if fold(n) == key)))
    return by_key, by_number


@cache
def _facts() -> dict[str, list[Candidate]]:
    """Regions and waters, short forms and demonyms by their keys."""
    out: dict[str, list[Candidate]] = {}

    def keep(name: str, place: Candidate) -> None:
        kept = out.setdefault(fold(name), [])
        if all(k.key() != place.key() or k.how != place.how for k in kept):
            kept.append(place)

    for names, lat, lon, country, feature in table("waters_and_regions.tsv"):
        first, *others = names.split("|")
        place = Candidate(first, float(lat), float(lon), country or None, feature)
        for name in (first, *others):
            keep(name, place)
    for target, where, forms in table("abbreviations.tsv"):
        for name in forms.split("|"):
            keep(name, replace(_target(target), how="short form" if where == "any" else "short form after a town"))
    for target, words in table("demonyms.tsv"):
        for word in words.split("|"):
            for form in (word, word + "s"):
                keep(form, replace(_target(target, out), how="demonym"))
    return out


def _target(target: str, facts: dict[str, list[Candidate]] | None = None) -> Candidate:
    """The place that a short form or demonym stands for: an ISO code, "Name/ISO", or the first that a name means."""
    if len(target) == 3 and target.isupper():
        return _row(_divisions()[target, ""][1])
    name, _, country = target.partition("/")
    found: list[Candidate] = [
        *_contested()[0].get(fold(name), ()),
        *(facts or {}).get(fold(name), ()),
        *_listed(fold(name)),
    ]
    if country:
        found = [c for c in found if c.country == country]
    return next((c for c in found if c.is_area), found[0])


def _listed(key: str) -> Iterator[Candidate]:
    for at in (_names().find(key) or "").split():
        found = _row(int(at.rstrip("~")))
        yield replace(found, how="other name") if at.endswith("~") else found


@lru_cache(maxsize=50_000)
def lookup(name: str) -> tuple[Candidate, ...]:
    """Every place of exactly this name (accents, capitals, hyphens and points aside), the best known first."""
    key = fold(name)
    if not key:
        return ()
    own = [*_contested()[0].get(key, ()), *_facts().get(key, ())]
    numbers = {c.geonames for c in own if c.geonames and c.how != "demonym"}
    found = [*own, *(c for c in _listed(key) if not c.geonames or c.geonames not in numbers)]
    return tuple(sorted(found, key=lambda c: -c.weight()))


def spelled_otherwise(name: str) -> tuple[Candidate, ...]:
    """Places of countries that write in Arabic script whose names have the same consonants, the best known first."""
    bare = skeleton(fold(name))
    listed = (_spellings().find(bare) or "").split() if bare else []
    return tuple(replace(_row(int(at.rstrip("~"))), how="other spelling") for at in listed)


def country(code: str) -> Candidate | None:
    """The country of an ISO 3166 alpha-3 code."""
    found = _divisions().get((code, ""))
    return _row(found[1]) if found else None


def distance(a: Candidate, b: Candidate) -> float:
    """Kilometres between two places; infinite where one has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    la, lo, mb, mo = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((mb - la) / 2) ** 2 + math.cos(la) * math.cos(mb) * math.sin((mo - lo) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))
