"""What links reports, written and taken away inside the writer's transaction: tellings, copies, incidents.

Who links is above (`according.linking`); here is only what the store must know. A report that leaves, or is read anew,
takes its tellings along; an incident that something happened to is marked and compared again at the next linking.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from according.ledger import ids, rows
from according.ledger.incident_schema import (
    CHANGED,
    KEPT,
    MARK,
    SPREAD,
    accounts,
    copies,
    copy_keys,
    findings,
    incidents,
    linked,
    telling_keys,
    tellings,
    told,
)
from according.ledger.schema import events, reports, versions
from according.ledger.store import next_n, put

CHUNK = 400
_NEVER = "9999"
_NEWEST = 300  # of those that share one key, so many are looked at: a key that more share says little


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version that is to be linked."""

    version_n: int
    report_n: int
    report: str
    published: str | None
    record: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A telling as it is kept: its number, its report's, part's and incident's, the rest as it lies in the store."""

    n: int
    report_n: int
    part_n: int | None
    incident_n: int | None
    packed: bytes
    why: str

    def plain(self) -> dict[str, Any]:
        """The plain JSON that it came as."""
        found: dict[str, Any] = json.loads(rows.unpacked(self.packed))
        return found

    def reasons(self) -> list[str]:
        """What it was joined by."""
        found: list[str] = json.loads(self.why)
        return found


@dataclass(frozen=True, slots=True)
class Put:
    """A telling that was just put into the store: its number, and the keys of its events."""

    n: int
    event_keys: list[str]


def hashed(keys: Iterable[str]) -> list[int]:
    """Keys as whole numbers of 47 bits, each once: six bytes in the index, and equal where the keys are."""
    digests = (hashlib.blake2b(k.encode("utf-8", "replace"), digest_size=6).digest() for k in dict.fromkeys(keys))
    return sorted({int.from_bytes(d, "big") >> 1 for d in digests})


def packed_hashes(hashes: Iterable[int]) -> str:
    """Hashes as one short text."""
    return base64.b64encode(b"".join(h.to_bytes(6, "big") for h in hashes)).decode("ascii")


def unpacked_hashes(kept: str) -> list[int]:
    """What `packed_hashes` was given. Raises ValueError where it is damaged."""
    whole = base64.b64decode(kept, validate=True)
    return [int.from_bytes(whole[i : i + 6], "big") for i in range(0, len(whole), 6)]


# What is to be done


def newest_linked(connection: Connection) -> int:
    """Up to which version everything is linked: versions are linked in their order."""
    return connection.execute(select(func.max(linked.c.version_n))).scalar() or 0


def waiting(connection: Connection, *, limit: int) -> list[Waiting]:
    """The next versions to link."""
    columns = (versions.c.n, versions.c.report_n, reports.c.id, reports.c.published, versions.c.record, reports.c.text)
    wanted = select(*columns).select_from(versions.join(reports, reports.c.n == versions.c.report_n))
    later = versions.c.n > newest_linked(connection)
    found = connection.execute(wanted.where(later, versions.c.current.is_(True)).order_by(versions.c.n).limit(limit))
    return [Waiting(*row) for row in found]


def unlinked(connection: Connection) -> int:
    """How many reports are still to be linked."""
    wanted = select(func.count()).select_from(versions)
    later = versions.c.n > newest_linked(connection)
    return int(connection.execute(wanted.where(later, versions.c.current.is_(True))).scalar_one())


def loose(connection: Connection, *, limit: int) -> list[Kept]:
    """Tellings that belong to no incident, because somebody took back what held them: they are linked anew."""
    return _kept(connection, tellings.c.incident_n.is_(None), tellings.c.n, limit=limit)


def changed(connection: Connection, *, limit: int) -> list[int]:
    """Incidents that something happened to since they were compared."""
    wanted = select(incidents.c.n).where(CHANGED).order_by(incidents.c.n).limit(limit)
    return list(connection.execute(wanted).scalars())


def to_compare(connection: Connection) -> int:
    """How many incidents are to be compared."""
    wanted = select(func.count()).select_from(incidents).where(CHANGED)
    return int(connection.execute(wanted).scalar_one())


def anything_left(connection: Connection) -> bool:
    """Whether tellings are to be linked anew or incidents to be compared."""
    rest = (select(tellings.c.n).where(tellings.c.incident_n.is_(None)), select(incidents.c.n).where(CHANGED))
    return any(connection.execute(wanted.limit(1)).first() is not None for wanted in rest)


def public_id(connection: Connection, incident_n: int) -> str:
    """The id of an incident."""
    return str(connection.execute(select(incidents.c.id).where(incidents.c.n == incident_n)).scalar_one())


def is_waiting(connection: Connection, version: Waiting) -> bool:
    """Whether the version is still to be linked, now that the writer's lock is held."""
    current = connection.execute(select(versions.c.current).where(versions.c.n == version.version_n)).scalar()
    return bool(current) and version.version_n > newest_linked(connection)


# Reports


def enter(connection: Connection, version: Waiting, *, keys: Sequence[int]) -> None:
    """Note that a report is linked by this version; an older version's tellings leave."""
    leave(connection, version.report_n)
    n = version.report_n
    row = {"report_n": n, "version_n": version.version_n, "family": n, "hashes": packed_hashes(keys)}
    connection.execute(insert(linked), row)
    if keys:
        put(connection, copy_keys, [{"hash": k, "report_n": n} for k in keys])


def leave(connection: Connection, report_n: int) -> None:
    """Take a report out of everything: its tellings, its copies, its accounts."""
    row = connection.execute(select(linked).where(linked.c.report_n == report_n)).first()
    if row is None:
        return
    own = connection.execute(select(tellings).where(tellings.c.report_n == report_n)).all()
    if own:
        for telling in own:
            _take_keys(connection, telling_keys, "telling_n", telling.n, unpacked_hashes(telling.hashes))
        for chunk in chunks([telling.n for telling in own]):
            connection.execute(delete(told).where(told.c.telling_n.in_(chunk)))
            connection.execute(delete(tellings).where(tellings.c.n.in_(chunk)))
        touched = {telling.incident_n for telling in own if telling.incident_n is not None}
        release(connection, touched)
        touch(connection, touched)
    _take_keys(connection, copy_keys, "report_n", report_n, unpacked_hashes(row.hashes))
    connection.execute(delete(copies).where((copies.c.report_n == report_n) | (copies.c.other_n == report_n)))
    connection.execute(delete(linked).where(linked.c.report_n == report_n))
    if row.family == report_n:  # the number must not name a family that its report has left
        heir = select(func.min(linked.c.report_n)).where(linked.c.family == report_n).scalar_subquery()
        connection.execute(update(linked).where(linked.c.family == report_n).values(family=heir))


def _take_keys(connection: Connection, table: Any, column: str, n: int, keys: Sequence[int]) -> None:
    for chunk in chunks(list(keys)):
        connection.execute(delete(table).where(table.c.hash.in_(chunk), table.c[column] == n))


def clear(connection: Connection) -> None:
    """Forget every link; nothing that a person said is lost."""
    for table in reversed((*KEPT, *SPREAD)):
        connection.execute(delete(table))


# Copies


def sharing(connection: Connection, keys: Sequence[int], *, but: int, limit: int) -> list[int]:
    """Numbers of the reports that share copy keys, those that share most first."""
    found = _postings(connection, "copy_keys", "report_n", keys)
    found.pop(but, None)
    return [n for n, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]]


def families(connection: Connection, report_ns: Collection[int]) -> dict[int, int]:
    """The copy family of each report that is linked."""
    wanted = select(linked.c.report_n, linked.c.family)
    return {
        row.report_n: row.family
        for chunk in chunks(sorted(report_ns))
        for row in connection.execute(wanted.where(linked.c.report_n.in_(chunk)))
    }


def relatives(connection: Connection, family: int, *, limit: int | None = None) -> list[int]:
    """Numbers of the reports of a family, in the order of their numbers."""
    wanted = select(linked.c.report_n).where(linked.c.family == family).order_by(linked.c.report_n)
    return list(connection.execute(wanted.limit(limit)).scalars())


def put_copies(connection: Connection, report_n: int, family: int, pairs: Sequence[dict[str, Any]]) -> None:
    """Take a report into a family; `pairs` have `other_n`, `source_n`, `share` and `detail` (plain JSON)."""
    connection.execute(update(linked).where(linked.c.report_n == report_n).values(family=family))
    if pairs:
        put(connection, copies, [{"report_n": report_n, **p, "detail": ids.canonical(p["detail"])} for p in pairs])


# Tellings


def postings(connection: Connection, keys: Sequence[int]) -> Counter[int]:
    """Numbers of the tellings that share keys, with how many they share; of a common key only the newest."""
    return _postings(connection, "telling_keys", "telling_n", keys)


def _postings(connection: Connection, table: str, column: str, keys: Sequence[int]) -> Counter[int]:
    newest = f"SELECT {column} FROM {table} WHERE hash = %s ORDER BY {column} DESC LIMIT {_NEWEST}"  # noqa: S608 - names
    found: Counter[int] = Counter()
    if (driver := _sqlite(connection)) is not None:
        # By hand: a short statement for each key runs five times as fast as one statement that is made of them all.
        for key in keys:
            found.update(row[0] for row in driver.execute(newest.replace("%s", "?"), (key,)))
        return found
    each = newest.replace("%s", "k.hash")
    wanted = text(
        f"SELECT t.{column} FROM unnest(CAST(:keys AS bigint[])) AS k(hash) "  # noqa: S608 - names again
        f"CROSS JOIN LATERAL ({each}) AS t"
    )
    found.update(row[0] for row in connection.execute(wanted, {"keys": list(keys)}))
    return found


def numbered(connection: Connection, telling_ns: Collection[int]) -> list[Kept]:
    """The tellings of these numbers, in the order of their numbers."""
    ordered = sorted(telling_ns)
    if (driver := _sqlite(connection)) is not None:
        found = (driver.execute(_BY_NUMBER, (n,)).fetchone() for n in ordered)
        return [Kept(*row) for row in found if row is not None]
    return [kept for chunk in chunks(ordered) for kept in _kept(connection, tellings.c.n.in_(chunk), tellings.c.n)]


_BY_NUMBER = "SELECT n, report_n, part_n, incident_n, told, why FROM tellings WHERE n = ?"


def part_ns(connection: Connection, parts: Collection[int], *, limit: int) -> dict[int, list[int]]:
    """Numbers of some tellings of each part, the oldest first."""
    if (driver := _sqlite(connection)) is not None:
        some = _OF_PART % ("?", "?")
        return {n: [row[0] for row in driver.execute(some, (n, limit))] for n in parts}
    wanted = text(
        f"SELECT p.n AS part, t.n FROM unnest(CAST(:ns AS bigint[])) AS p(n) "  # noqa: S608 - no words of others
        f"CROSS JOIN LATERAL ({_OF_PART % ('p.n', ':limit')}) AS t ORDER BY p.n, t.published, t.name"
    )
    found: dict[int, list[int]] = {n: [] for n in parts}
    for row in connection.execute(wanted, {"ns": list(found), "limit": limit}):
        found[row.part].append(row.n)
    return found


_OF_PART = "SELECT n, published, name FROM tellings WHERE part_n = %s ORDER BY published, name LIMIT %s"


def member_ns(connection: Connection, incident_n: int, *, limit: int) -> list[int]:
    """Numbers of some tellings of an incident, the oldest first, without what was attached."""
    own = (tellings.c.incident_n == incident_n, tellings.c.why != MARK)
    wanted = select(tellings.c.n).where(*own).order_by(*_OLDEST)
    return list(connection.execute(wanted.limit(limit)).scalars())


def _sqlite(connection: Connection) -> Any:
    """The driver's own connection to SQLite: for short statements that are asked hundreds of times for a report."""
    return connection.connection.driver_connection if connection.dialect.name == "sqlite" else None


def members(connection: Connection, incident_n: int) -> list[Kept]:
    """The tellings of an incident, the oldest first."""
    return _kept(connection, tellings.c.incident_n == incident_n, *_OLDEST)


_OLDEST = (tellings.c.published, tellings.c.name)


def _kept(connection: Connection, condition: Any, *order: Any, limit: int | None = None) -> list[Kept]:
    columns = (tellings.c[c] for c in ("n", "report_n", "part_n", "incident_n", "told", "why"))
    return [Kept(*row) for row in connection.execute(select(*columns).where(condition).order_by(*order).limit(limit))]


def put_tellings(
    connection: Connection, version: Waiting, found: Sequence[tuple[dict[str, Any], Sequence[int]]]
) -> list[Put]:
    """Keep the tellings of a version (plain JSON and hashes of their keys), which belong to no incident yet."""
    if not found:
        return []
    wanted = select(events.c.id, events.c.n, events.c.key).where(events.c.version_n == version.version_n)
    by_id = {row.id: row for row in connection.execute(wanted)}
    own = [sorted((by_id[e] for e in dict.fromkeys(plain["events"])), key=lambda row: int(row.n)) for plain, _ in found]
    names = ids.telling_names([[row.key for row in events_] for events_ in own], report=version.report)
    first = next_n(connection, tellings)
    put(
        connection,
        tellings,
        [
            {
                "n": first + i,
                "report_n": version.report_n,
                "id": plain["id"],
                "name": names[i],
                "part_n": None,
                "incident_n": None,
                "published": version.published or _NEVER,
                "told": rows.packed(ids.canonical(plain)),
                "hashes": packed_hashes(hashes),
                "why": "[]",
            }
            for i, (plain, hashes) in enumerate(found)
        ],
    )
    if joined := [{"telling_n": first + i, "event_n": row.n} for i, events_ in enumerate(own) for row in events_]:
        put(connection, told, joined)
    if keys := [{"hash": h, "telling_n": first + i} for i, (_, hashes) in enumerate(found) for h in hashes]:
        put(connection, telling_keys, keys)
    return [Put(first + i, [row.key for row in events_]) for i, events_ in enumerate(own)]


def current_records(connection: Connection, report_ns: Collection[int]) -> list[Any]:
    """What was linked of these reports: rows of `report_n`, `id`, `version_n`, `record` and `text`."""
    columns = (linked.c.report_n, reports.c.id, versions.c.n.label("version_n"), versions.c.record, reports.c.text)
    joined = linked.join(versions, versions.c.n == linked.c.version_n).join(reports, reports.c.n == linked.c.report_n)
    wanted = select(*columns).select_from(joined)
    parts = chunks(sorted(report_ns))
    return [row for chunk in parts for row in connection.execute(wanted.where(linked.c.report_n.in_(chunk)))]


def event_keys(connection: Connection, telling_n: int) -> list[str]:
    """The keys of a telling's events, the first in the text first."""
    joined = told.join(events, events.c.n == told.c.event_n)
    wanted = select(events.c.key).select_from(joined).where(told.c.telling_n == telling_n).order_by(events.c.n)
    return list(connection.execute(wanted).scalars())


def join(connection: Connection, telling_n: int, part_n: int, incident_n: int, *, why: Sequence[str]) -> None:
    """Make a telling member of a part and of an incident, which is still to be touched."""
    values = {"part_n": part_n, "incident_n": incident_n, "why": ids.canonical(list(why))}
    connection.execute(update(tellings).where(tellings.c.n == telling_n).values(**values))


def found_incident(connection: Connection) -> int:
    """The number of a new part and incident, still without tellings."""
    most = connection.execute(select(func.max(tellings.c.part_n))).scalar() or 0
    n = max(next_n(connection, incidents), most + 1)
    connection.execute(insert(incidents), {"n": n, **_EMPTY})
    return n


def open_incident(connection: Connection, n: int) -> None:
    """Make the incident of that number, if there is none: a part leaves another incident and is one by itself."""
    if connection.execute(select(incidents.c.n).where(incidents.c.n == n)).first() is None:
        connection.execute(insert(incidents), {"n": n, **_EMPTY})


_EMPTY = {
    "id": "",
    "compared": True,
    "type": "",
    "what": "",
    "places": "",
    "folded": "",
    "reports": 0,
    "origins": 0,
    "accounts": 0,
    "contradictions": 0,
}


# Incidents


def touch(connection: Connection, incident_ns: Collection[int]) -> None:
    """After their tellings changed: incidents take the id of their oldest telling, and those without any go.

    Those that several reports tell are to be compared anew; where one report tells all, there is nothing to compare.
    """
    order = (tellings.c.incident_n, *_OLDEST)
    wanted = select(tellings.c.incident_n, tellings.c.name, tellings.c.report_n).order_by(*order)
    for chunk in chunks(sorted(incident_ns)):
        names: dict[int, str] = {}
        of: defaultdict[int, set[int]] = defaultdict(set)
        for row in connection.execute(wanted.where(tellings.c.incident_n.in_(chunk))):
            names.setdefault(row.incident_n, row.name)
            of[row.incident_n].add(row.report_n)
        for table in (accounts, findings):
            connection.execute(delete(table).where(table.c.incident_n.in_(chunk)))
        if left := [n for n in chunk if n not in names]:
            connection.execute(delete(incidents).where(incidents.c.n.in_(left)))
        if changed_ := [
            {"b_n": n, "b_id": name, "b_reports": len(of[n]), "b_compared": len(of[n]) < 2} for n, name in names.items()
        ]:
            values: dict[str, Any] = {c: bindparam(f"b_{c}") for c in ("id", "reports", "compared")}
            by_n = update(incidents).where(incidents.c.n == bindparam("b_n"))
            connection.execute(by_n.values(**values, whole=None), changed_)


def release(connection: Connection, incident_ns: Collection[int]) -> None:
    """Where one report is left to tell an incident, what was attached to it is linked anew: it has no home there."""
    for chunk in chunks(sorted(incident_ns)):
        wanted = select(tellings.c.incident_n).where(tellings.c.incident_n.in_(chunk)).group_by(tellings.c.incident_n)
        alone = wanted.having(func.count(tellings.c.report_n.distinct()) == 1)
        left = list(connection.execute(alone).scalars())
        marked = update(tellings).where(tellings.c.incident_n.in_(left), tellings.c.why == MARK)
        connection.execute(marked.values(part_n=None, incident_n=None, why="[]"))


def clear_rows(connection: Connection, incident_n: int) -> None:
    """Take away the rows of an incident's accounts and findings."""
    for table in (accounts, findings):
        connection.execute(delete(table).where(table.c.incident_n == incident_n))


def chunks(items: list[Any], size: int = CHUNK) -> Iterable[list[Any]]:
    """The items by so many: SQLite takes no statement with any number of values."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
