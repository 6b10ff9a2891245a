"""The audit log: every change is a row, and each row's hash covers the row before it, so that nothing changes unseen.

A chain shows changes inside it. That its end was cut off shows only to somebody who kept an earlier head: note the head
that `according audit` prints, and give it back with `--expect`.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select

from according.errors import RecordError
from according.ledger import ids, rechecking, rows
from according.ledger.errors import LedgerError
from according.ledger.schema import audit, judgements, reports, tombstones, versions
from according.records import Record

START = "0" * 64
_PAGE = 100


@dataclass(slots=True)
class Audit:
    """What the check found: `head` is the last hash, `problems` is empty where all is as it was written.

    `compared` versions had their rows for searching compared with the record: all of them but for an audit of a part.
    """

    entries: int = 0
    versions: int = 0
    compared: int = 0
    judgements: int = 0
    head: str = START
    problems: list[str] = field(default_factory=list)


def append(connection: Connection, *, who: str, action: str, subject: str, detail: dict[str, Any], at: str) -> None:
    """Write the next link, inside the transaction of the change itself."""
    last = connection.execute(select(audit.c.n, audit.c.hash).order_by(audit.c.n.desc()).limit(1)).first()
    n, previous = (last.n + 1, last.hash) if last is not None else (1, START)
    words = ids.canonical(detail)
    link: dict[str, Any] = {
        "n": n,
        "at": at,
        "who": who,
        "action": action,
        "subject": subject,
        "detail": words,
        "previous": previous,
    }
    connection.execute(insert(audit), {**link, "hash": link_hash(**link)})


def link_hash(*, n: int, at: str, who: str, action: str, subject: str, detail: str, previous: str) -> str:
    """SHA-256 over the row and the hash before it."""
    return hashlib.sha256(ids.canonical([n, at, who, action, subject, detail, previous]).encode("utf-8")).hexdigest()


def verify(connection: Connection, *, expect: str | None = None, part: tuple[int, int] | None = None) -> Audit:
    """Follow the chain from its beginning, and compare every report, version and judgement with what it says.

    That the rows for searching say what the records say takes the longest: with `part` (2, 7) only the second seventh
    of the versions is compared with them. Raises LedgerError where there is no such part.
    """
    if part is not None and not 1 <= part[0] <= part[1]:
        raise LedgerError(f"part: {part[0]}/{part[1]} is none. Give 1/7 to 7/7, for instance")
    found = Audit()
    added: dict[str, tuple[str, str]] = {}
    judged: set[str] = set()
    withdrawn: set[str] = set()
    met = expect is None
    for row in _stream(connection, select(audit).order_by(audit.c.n)):
        _link(row, found)
        met = met or row.hash == expect
        detail = json.loads(row.detail)
        if row.action == "add":
            added[detail["version"]] = (row.subject, detail["sha256"])
        elif row.action in ("judge", "undo"):
            judged.add(detail["judgement"])
        elif row.action == "withdraw":
            withdrawn.add(row.subject)
    if not met:
        found.problems.append(f"the chain never had the head {expect}: its end was cut off, or it is another ledger")
    _check_versions(connection, found, added, part or (1, 1))
    _check_judgements(connection, found, judged)
    buried = {row.id for row in connection.execute(select(reports.c.id).select_from(reports.join(tombstones)))}
    found.problems += [f"report {r}: withdrawn without an entry in the log" for r in sorted(buried - withdrawn)]
    found.problems += [f"report {r}: the log says withdrawn, and it is not" for r in sorted(withdrawn - buried)]
    return found


def _stream(connection: Connection, statement: Any) -> Iterator[Any]:
    with connection.execution_options(yield_per=500).execute(statement) as result:
        yield from result


def _link(row: Any, found: Audit) -> None:
    found.entries += 1
    if row.n != found.entries:
        found.problems.append(f"entry {found.entries} is missing: the next one has number {row.n}")
        found.entries = row.n
    if row.previous != found.head:
        found.problems.append(f"entry {row.n}: it does not follow the entry before it")
    values: dict[str, Any] = dict(row._asdict())
    del values["hash"]
    if link_hash(**values) != row.hash:
        found.problems.append(f"entry {row.n}: it was changed after it was written")
    found.head = row.hash


@contextmanager
def _no_collecting() -> Iterator[None]:
    """No search for cycles while a page is compared: of its many objects none is in one, and it took a quarter."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _check_versions(
    connection: Connection, found: Audit, added: dict[str, tuple[str, str]], part: tuple[int, int]
) -> None:
    columns = (versions.c.n.label("version_n"), versions.c.id.label("version"), versions.c.record, versions.c.number)
    wanted = select(*columns, versions.c.current, reports).select_from(versions.join(reports)).order_by(versions.c.n)
    missing, about, last = set(added), dict[str, bool](), 0
    spelled: dict[int, str] = {}
    while page := connection.execute(wanted.where(versions.c.n > last).limit(_PAGE)).all():
        last = page[-1].version_n
        with _no_collecting():
            whole: list[tuple[Any, Record]] = []
            for row in page:
                found.versions += 1
                missing.discard(row.version)
                where = f"report {row.id}, version {row.number}"
                try:
                    kept = rows.unpacked(row.record)
                    stored = json.loads(kept)
                    whole_one = row.version_n % part[1] == part[0] - 1
                    stored["report"]["text"] = row.text
                    record = Record.from_dict(stored if whole_one else {"report": stored["report"]})
                except (ValueError, KeyError, TypeError, RecordError) as error:
                    found.problems.append(f"{where}: its record cannot be read ({error})")
                    continue
                found.problems += [
                    f"{where}: {p}" for p in _version_problems(row, kept, stored, record, added.get(row.version))
                ]
                about[row.id] = all(getattr(row, k) == v for k, v in rows.about(record.report).items())
                if whole_one:
                    found.compared += 1
                    whole.append((row, record))
            found.problems += rechecking.problems(connection, whole, spelled=spelled)
    found.problems += [f"report {r}: what is said about it was changed" for r, same in about.items() if not same]
    found.problems += [f"version {v} of report {added[v][0]}: it is in the log and not there" for v in sorted(missing)]


def _version_problems(
    row: Any, kept: str, stored: dict[str, Any], record: Record, logged: tuple[str, str] | None
) -> Iterator[str]:
    if logged is None:
        yield "no entry in the log"
        return
    report, digest = logged
    if report != row.id:
        yield f"it was added to report {report}"
    same = hashlib.sha256(kept.encode("utf-8")).hexdigest() == digest
    if not same or ids.version_id(row.id, stored) != row.version:
        yield "its record was changed after it was written"
    if row.number == 1 and same and ids.report_id(record.report) != row.id:
        yield "the text or the source of the report was changed after it was written"


def record_of(kept: str, text: str) -> Record:
    """The record as it was added. Raises ValueError, KeyError or RecordError where it is damaged."""
    stored = json.loads(kept)
    stored["report"]["text"] = text
    return Record.from_dict(stored)


def _check_judgements(connection: Connection, found: Audit, judged: set[str]) -> None:
    there = set()
    for row in _stream(connection, select(judgements).order_by(judgements.c.n)):
        found.judgements += 1
        there.add(row.id)
        values = {k: v for k, v in row._asdict().items() if k not in ("n", "id", "report_n")}
        if ids.content_id("judgement", values) != row.id:
            found.problems.append(f"judgement {row.id}: it was changed after it was written")
        if row.id not in judged:
            found.problems.append(f"judgement {row.id}: no entry in the log")
    found.problems += [f"judgement {j}: it is in the log and not there" for j in sorted(judged - there)]
