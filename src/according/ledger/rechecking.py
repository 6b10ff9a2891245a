"""Whether the rows for searching still say what the records say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, select

from according.ledger import ids, rows
from according.ledger.schema import DERIVED, events, names, statements
from according.records import Record

_CHUNK = 400
_KEPT_NAMES = 200_000  # names that are remembered from one page of versions to the next
_NO_NAME = -1
# Events first: the rows of other tables lead to their version by the event's number.
_TABLES = (events, *(t for t in DERIVED if t not in (names, events)))
_COLUMNS = {t.name: [c.name for c in t.columns] for t in _TABLES}
_VALUES = {t.name: itemgetter(*_COLUMNS[t.name]) for t in _TABLES}  # of every table a tuple: all have several columns
_OF_NAMES = {t.name: [i for i, c in enumerate(_COLUMNS[t.name]) if c in ("name_n", "voice_n")] for t in _TABLES}

Found = dict[str, Counter[tuple[Any, ...]]]


def problems(
    connection: Connection, versions: Sequence[tuple[Any, Record]], *, spelled: dict[int, str]
) -> Iterator[str]:
    """A sentence for each of these versions whose rows differ from what its record gives when it is taken apart.

    `spelled` keeps names by number from one call to the next; it begins empty.
    """
    there, used = _rows(connection, [row.version_n for row, _ in versions])
    _spell(connection, used, spelled)
    number_of = {spelled[n]: n for n in used if n in spelled}
    for row, record in versions:
        found = there[row.version_n]
        taken = rows.take_apart(
            record,
            report=row.id,
            report_n=row.n,
            version_n=row.version_n,
            current=row.current,
            name_n=lambda name: number_of.get(name[: rows.LONGEST_NAME], _NO_NAME),
            numbers=rows.Numbers(events=_first(found, events), statements=_first(found, statements)),
        )
        differ = [
            table.name
            for table in DERIVED
            if table is not names
            and found.get(table.name, Counter()) != Counter(map(_VALUES[table.name], taken.rows.get(table.name, ())))
        ]
        if differ:
            yield (
                f"report {row.id}, version {row.number}: the rows for searching differ from the record "
                f"({', '.join(differ)}); an export and import makes them again"
            )


def _first(found: Found, table: Table) -> int:
    place = _COLUMNS[table.name].index("n")
    return min((int(row[place]) for row in found.get(table.name, ())), default=0)


def _rows(connection: Connection, version_ns: list[int]) -> tuple[defaultdict[int, Found], set[int]]:
    """The rows of these versions by version and table, as tuples in the order of the columns; the numbers of names."""
    there: defaultdict[int, Found] = defaultdict(lambda: defaultdict(Counter))
    of_event: dict[int, int] = {}
    used: set[int] = set()
    for table in _TABLES:
        own = "version_n" in table.c
        place = _COLUMNS[table.name].index("version_n" if own else "event_n")
        column = table.c.version_n if own else table.c.event_n
        wanted = version_ns if own else list(of_event)
        number = _COLUMNS[table.name].index("n") if table is events else None
        for start in range(0, len(wanted), _CHUNK):
            for found in connection.execute(select(table).where(column.in_(wanted[start : start + _CHUNK]))):
                row = tuple(found)
                if number is not None:
                    of_event[row[number]] = row[place]
                there[row[place] if own else of_event[row[place]]][table.name][row] += 1
                used.update(row[i] for i in _OF_NAMES[table.name])
    return there, used - {None}  # a column of names may be empty


def _spell(connection: Connection, used: set[int], spelled: dict[int, str]) -> None:
    """Learn the names of these numbers; one whose folded form was changed is no name."""
    if len(spelled) > _KEPT_NAMES:
        spelled.clear()
    missing = sorted(used - spelled.keys())
    for start in range(0, len(missing), _CHUNK):
        for row in connection.execute(select(names).where(names.c.n.in_(missing[start : start + _CHUNK]))):
            if row.folded == ids.folded(row.name):
                spelled[row.n] = row.name
