"""Entries of a user's own: a small CSV file that adds names to the shipped tables or overrides them.

The first line names the columns: `name` and any of `other_names` (with ; between them), `kind` (person, body, place,
state), `country` (three letters, or UNO, EUR), `sector`, `office`, `from`, `to` (ISO days, months or years),
`wikidata`. A name in the file hides what the shipped tables say of it; several lines of one name are several spells.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from according import codebook
from according.errors import InputError
from according.resolving import tables
from according.resolving.names import key
from according.resolving.tables import ANY, Entry, Index

COLUMNS = ("name", "other_names", "kind", "country", "sector", "office", "from", "to", "wikidata")
KINDS = ("person", "body", "place", "state")

_COUNTRY = re.compile(r"[A-Z]{3}\Z")
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")
_ITEM = re.compile(r"Q[1-9]\d*\Z")


def load(path: Path) -> Index:
    """The shipped index with the file's entries before it.

    Raises InputError where the file cannot be read or breaks the form above; every problem is listed with its line.
    """
    rows = list(_rows(path))
    found = [p for line, row in rows for p in _problems(line, row)]
    if found:
        more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
        raise InputError(str(path), "actors", "; ".join(found[:5]) + more, advice=_ADVICE)
    shipped = tables.index()
    hidden = {key(n) for _, row in rows for n in _all_names(row)}
    out = Index(
        entries={k: v for k, v in shipped.entries.items() if k not in hidden},
        rows={k: v for k, v in shipped.rows.items() if k not in hidden},
        firsts=dict(shipped.firsts),
        small=set(shipped.small),
        surnames={k: list(v) for k, v in shipped.surnames.items()},
    )
    for _, row in rows:
        entry = _entry(row, path.name)
        for n in _all_names(row):
            out.add(n, entry)
        last = key(entry.name).rsplit(" ", 1)[-1]
        if entry.kind == "person" and entry.name not in out.surnames.setdefault(last, []):
            out.surnames[last].append(entry.name)
    return out


_ADVICE = (
    f"The first line must name the columns, `name` and any of {', '.join(COLUMNS[1:])}; "
    "each line needs a name and a country or a sector"
)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as e:
        raise InputError(
            str(path), "actors", f"cannot be read: {e.strerror}", advice="Give the path of a CSV file"
        ) from e
    except UnicodeDecodeError as e:
        advice = "Save the file as UTF-8"
        raise InputError(str(path), "actors", "is not UTF-8", advice=advice, offset=e.start) from e
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        header = reader.fieldnames or []
        unknown = [c for c in header if c not in COLUMNS]
        if "name" not in header or unknown:
            what = f"unknown columns {', '.join(map(repr, unknown))}" if unknown else "no column `name`"
            raise InputError(str(path), "actors", what, advice=_ADVICE)
        for row in reader:
            if None in row:
                raise InputError(
                    str(path), "actors", f"line {reader.line_num}: more cells than columns", advice=_ADVICE
                )
            yield reader.line_num, {k: (v or "").strip() for k, v in row.items()}
    except csv.Error as e:
        raise InputError(str(path), "actors", f"line {reader.line_num}: {e}", advice=_ADVICE) from e


def _problems(line: int, row: dict[str, str]) -> Iterator[str]:
    if not key(row["name"]):
        yield f"line {line}: no name"
    country, sector = row.get("country", ""), row.get("sector", "")
    if not country and not sector:
        yield f"line {line}: neither country nor sector"
    if country and not _COUNTRY.match(country):
        yield f"line {line}: country {country!r} is no code of three capital letters"
    if sector and sector not in codebook.sectors():
        yield f"line {line}: sector {sector!r} is none of {', '.join(codebook.sectors())}"
    kind = row.get("kind", "")
    if kind and kind not in KINDS:
        yield f"line {line}: kind {kind!r} is none of {', '.join(KINDS)}"
    for column in ("from", "to"):
        if row.get(column) and not _DAY.match(row[column]):
            yield f"line {line}: {column} {row[column]!r} is no day, month or year written YYYY-MM-DD, YYYY-MM, YYYY"
    if row.get("from") and row.get("to") and row["to"] <= row["from"]:
        yield f"line {line}: to {row['to']} is not after from {row['from']}"
    if row.get("wikidata") and not _ITEM.match(row["wikidata"]):
        yield f"line {line}: wikidata {row['wikidata']!r} is no item such as Q42"


def _all_names(row: dict[str, str]) -> list[str]:
    return [n for n in (row["name"], *(o.strip() for o in row.get("other_names", "").split(";"))) if key(n)]


def _entry(row: dict[str, str], source: str) -> Entry:
    kind = row.get("kind") or ("person" if row.get("office") else "body")
    return Entry(
        name=row["name"],
        kind=kind,
        country=row.get("country") or None,
        sector=row.get("sector") or None,
        office=row.get("office") or None,
        since=row.get("from", ""),
        until=row.get("to", ""),
        wikidata=row.get("wikidata") or None,
        source=source,
        written=ANY,
    )
