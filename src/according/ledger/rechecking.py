"""Whether the rows for searching still say what the records say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from according.ledger import ids, rows
from according.ledger.schema import DERIVED, events, names, statements
from according.records import Record

_CHUNK = 400
_LONGEST_NAME = rows.LONGEST_NAME


def problems(connection: Connection, versions: Sequence[tuple[Any, Record]]) -> Iterator[str]:
    """A sentence for each of these versions whose rows differ from what its record gives when it is taken apart."""
    there = _rows(connection, [row.version_n for row, _ in versions])
    for row, record in versions:
        found = there[row.version_n]
        taken = rows.take_apart(
            record,
            report=row.id,
            report_n=row.n,
            version_n=row.version_n,
            current=row.current,
            name_n=lambda name: name[:_LONGEST_NAME],  # type: ignore[arg-type, return-value]  # the names themselves
            numbers=rows.Numbers(events=_first(found["events"]), statements=_first(found["statements"])),
        )
        differ = [
            table.name
            for table in DERIVED
            if table is not names and _comparable(found[table.name]) != _comparable(taken.rows.get(table.name, []))
        ]
        if differ:
            yield (
                f"report {row.id}, version {row.number}: the rows for searching differ from the record "
                f"({', '.join(differ)}); an export and import makes them again"
            )


def _first(found: list[dict[str, Any]]) -> int:
    return min((int(row["n"]) for row in found), default=0)


def _comparable(found: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(ids.canonical(row) for row in found)


def _rows(connection: Connection, version_ns: list[int]) -> defaultdict[int, defaultdict[str, list[dict[str, Any]]]]:
    """The rows of these versions by version and table, with names where there are numbers of names."""
    there: defaultdict[int, defaultdict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    of_event: dict[int, int] = {}
    used: set[int] = set()
    tables = [events, statements, *(t for t in DERIVED if t not in (names, events, statements))]
    for table in tables:
        column = table.c.version_n if "version_n" in table.c else table.c.event_n
        wanted = version_ns if "version_n" in table.c else list(of_event)
        for start in range(0, len(wanted), _CHUNK):
            for found in connection.execute(select(table).where(column.in_(wanted[start : start + _CHUNK]))):
                row = dict(found._mapping)
                if table is events:
                    of_event[row["n"]] = row["version_n"]
                version = row["version_n"] if "version_n" in row else of_event[row["event_n"]]
                there[version][table.name].append(row)
                used.update(row[c] for c in ("name_n", "voice_n") if row.get(c) is not None)
    spelled = _spelled(connection, sorted(used))
    for by_table in there.values():
        for found_rows in by_table.values():
            for row in found_rows:
                row.update({c: spelled.get(row[c]) for c in ("name_n", "voice_n") if row.get(c) is not None})
    return there


def _spelled(connection: Connection, numbers: list[int]) -> dict[int, str]:
    """The names of these numbers; one whose folded form was changed is no name."""
    spelled = {}
    for start in range(0, len(numbers), _CHUNK):
        for row in connection.execute(select(names).where(names.c.n.in_(numbers[start : start + _CHUNK]))):
            spelled[row.n] = row.name if row.folded == ids.folded(row.name) else "?"
    return spelled
