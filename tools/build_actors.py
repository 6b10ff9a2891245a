"""Build the generated data files of `according.resolving` from the dictionaries of the field (see NOTICE).

    python tools/build_actors.py FOLDER

FOLDER holds actors.tsv.gz and agents.tsv (Phoenix and PLOVER dictionaries of the Open Event Data Alliance, MIT) and
countries.json and officeholders.tsv.gz (CountryInfo, P. A. Schrodt, CC BY-SA 3.0). What is written:

    named_oeda.tsv.gz        names with country and sector, with the days for which that holds       (MIT)
    geography_oeda.tsv.gz    names of towns, regions and peoples with their country                   (MIT)
    agents_oeda.tsv.gz       words for agents with their PLOVER sector                                (MIT)
    geography_schrodt.tsv.gz the same from CountryInfo                                                (CC BY-SA 3.0)
    holders_schrodt.tsv.gz   office holders with office and days, until 2011                          (CC BY-SA 3.0)

Same input, same bytes. Facts written for this project (states, offices, bodies, words) are files of their own beside
them and are not touched.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from according.resolving.names import key

DATA = Path(__file__).parent.parent / "src" / "according" / "resolving" / "data"
# CAMEO's sectors to PLOVER's; what is no sector of an actor is left out.
PLOVER = {
    "MED": "JRN",
    "HLH": "MED",
    "CVL": "CVL",
    "INS": "REB",
    "SEP": "REB",
    "RAD": "REB",
    "ENV": "SOC",
    "DEV": "GOV",
}
SECTORS = {
    "GOV",
    "MIL",
    "COP",
    "SPY",
    "JUD",
    "LEG",
    "PTY",
    "OPP",
    "REB",
    "PRM",
    "UAF",
    "CRM",
    "CVL",
    "REF",
    "ELI",
    "JRN",
    "MED",
    "EDU",
    "BUS",
    "LAB",
    "AGR",
    "SOC",
    "REL",
    "NGO",
    "IGO",
}
# Codes of bodies that CAMEO writes in the place of a country.
BODIES = {"IGO": None, "NGO": None, "NGM": None, "IMG": None, "MNC": None, "INT": None}
# What later names say better: common words, and words that are other things today.
STOP = {"TURKEY", "CHAD", "MALI", "NICE", "MOBILE", "READING", "SPLIT", "MALE", "MAN", "LENS", "BAR", "MARCH", "OF"}


# Words that make an entry of the countries' list a body; titles that begin one and hold for other people later.
BODY_WORDS = {
    "military",
    "army",
    "forces",
    "force",
    "police",
    "council",
    "ministry",
    "government",
    "congress",
    "parliament",
    "senate",
    "assembly",
    "committee",
    "commission",
    "party",
    "court",
    "courts",
    "navy",
    "guard",
    "guards",
    "agency",
    "department",
    "office",
    "union",
    "administration",
    "front",
    "movement",
    "national",
    "royal",
    "supreme",
    "bank",
    "institute",
    "university",
    "troops",
    "intelligence",
    "service",
    "bureau",
    "authority",
}
TITLES = {
    "president",
    "prime",
    "minister",
    "king",
    "queen",
    "prince",
    "the",
    "a",
    "an",
    "us",
}


def rows(path: Path) -> Iterable[dict[str, str]]:
    """Lines of a table with a header."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8", newline="") as f:
        yield from csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)


def write(name: str, lines: Iterable[str]) -> None:
    """A gzip file without a time stamp, sorted."""
    body = "\n".join(sorted(set(lines))) + "\n"
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9, mtime=0) as f:
        f.write(body.encode("utf8"))
    (DATA / name).write_bytes(raw.getvalue())
    print(f"{name}: {body.count(chr(10)):,} lines, {len(raw.getvalue()):,} bytes")


def clean(name: str) -> str:
    """The folded form that names are looked up by; underscores are spaces."""
    return key(name.replace("_", " "))


def usable(name: str) -> bool:
    """Long enough to be no accident of spelling, and at most eight words."""
    return len(name) > 3 and len(name.split()) <= 8 and name.upper() not in STOP and not name.isdigit()


def sector(code: str, rest: str = "") -> str | None:
    """The primary PLOVER sector of a CAMEO code without its country."""
    for part in (code, *re.findall("...", rest or "")):
        part = str(PLOVER.get(part, part))
        if part in SECTORS:
            return part
    return None


def states() -> set[str]:
    """The codes of our own table: dictionaries also code regions, ethnic groups and states of the past."""
    lines = (DATA / "states.tsv").read_text(encoding="utf8").splitlines()
    return {line.split("\t")[0].removesuffix("+PRE") for line in lines if line[:1] not in ("#", "-")}


def alone(name: str, people: bool, words: set[str]) -> bool:
    """True for a single word that is no name by itself: a first name, a word for an agent."""
    return " " not in name and (people or name in words or len(name) < 5)


def oeda(folder: Path) -> None:
    """The actor dictionaries: named actors with sectors, and geography without."""
    known = states() | {"-"}
    own = (DATA / "agents.tsv").read_text(encoding="utf8").splitlines()
    words = {key(w) for line in own if line[:1] != "#" for w in line.split("\t")[1].split("=")}
    words |= {r["agent"].strip().lower() for r in rows(folder / "agents.tsv")}
    named: list[str] = []
    geography: list[str] = []
    for r in rows(folder / "actors.tsv.gz"):
        name = clean(r["name"])
        if not usable(name):
            continue
        country, code, rest = r["country"], r["sector"], r["rest"]
        whole = r["code"]
        if r["list"] == "Countries" and not code:
            if len(country) == 3 and not r["from"] and not r["to"]:
                geography.append(f"{name}\t{country}")
            continue
        if whole[:3] == "IGO":
            kind: str | None = "IGO"
            country = "UNO" if "UNO" in whole else "EUR" if whole[3:6] in ("EEC", "EUR") else "-"
        elif whole[:3] in BODIES:
            kind, country = {"NGO": "NGO", "NGM": "NGO", "MNC": "BUS"}.get(whole[:3]) or sector(code, rest), "-"
        else:
            kind = sector(code, rest)
        if kind is None or (not country):
            continue
        if country not in known:
            continue
        body = r["list"] != "Countries" or bool(BODY_WORDS & set(name.split()))
        if alone(name, not body, words) or name.split()[0] in TITLES:
            continue
        person = "o" if body else "p"
        named.append("\t".join((name, country, kind, r["from"], r["to"], person)))
    write("named_oeda.tsv.gz", named)
    write("geography_oeda.tsv.gz", geography)
    agents: list[str] = []
    for r in rows(folder / "agents.tsv"):
        kind = sector((r["plover_code"] or r["cameo_code"] or "")[:3], (r["plover_code"] or "")[3:])
        if kind and len(r["agent"]) > 2 and not r["agent"][0].isdigit():
            agents.append(f"{clean(r['agent'])}\t{kind}")
    write("agents_oeda.tsv.gz", agents)


def schrodt(folder: Path) -> None:
    """CountryInfo: geography, and office holders with their spells joined."""
    geography: list[str] = []
    for c in json.loads((folder / "countries.json").read_text(encoding="utf8")):
        for kind in ("nationality", "capital", "cities", "regions", "features"):
            geography += [f"{clean(n)}\t{c['iso3']}" for n in c[kind] if usable(clean(n))]
    write("geography_schrodt.tsv.gz", geography)
    spells: dict[tuple[str, str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for r in rows(folder / "officeholders.tsv.gz"):
        name = clean(r["name"])
        since, until = r["from"], r["to"]
        # years before 1930 stand as 20xx in the source: such a span ends before it begins, or lies in the future
        if not usable(name) or " " not in name or (until and since and until < since) or (since or until) > "2012":
            continue
        office = re.sub(r"\s+", " ", r["office"]).strip()
        office = office.title() if office.isupper() else office
        kind = sector((r["code"] or "")[3:6], (r["code"] or "")[6:]) or "GOV"
        if r["list"] == "leader":
            kind = "GOV"
        spells[name, r["iso3"], "GOV" if kind in ("MED", "JRN", "BUS", "EDU", "LAB", "AGR") else kind, office].append(
            (since, until)
        )
    holders = []
    for (name, iso, kind, office), times in spells.items():
        for since, until in sorted(times):
            # an open end in the cabinets means "still there in February 2011", in the leaders September 2011
            holders.append("\t".join((name, iso, kind, office[:60], since, until or "2011-09")))
    write("holders_schrodt.tsv.gz", holders)


def main() -> None:
    """Command line."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    DATA.mkdir(parents=True, exist_ok=True)
    oeda(Path(sys.argv[1]))
    schrodt(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
