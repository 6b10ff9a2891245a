"""Adding one record in one transaction: the report, a new version of its coding, the rows for searching, the audit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from according.errors import RecordError
from according.ledger import audit, ids, rows
from according.ledger.schema import DERIVED, events, names, publishers, reports, statements, versions
from according.ledger.store import next_n, put
from according.records import Record, Report
from according.validation import validate

_CHUNK = 400
Outcome = Literal["added", "new version", "skipped", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a record: `report` and `version` are its ids in the ledger."""

    outcome: Outcome
    report: str
    version: str
    number: int


def now() -> str:
    """The time as UTC with seconds, for instance 2024-03-05T09:30:00Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def storable(words: str) -> str:
    """Words that a database takes: for messages about inputs that may hold anything."""
    return words.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def add(connection: Connection, record: Record, *, run_n: int | None, who: str, at: str | None = None) -> Added:
    """Add the record inside the writer's transaction. Raises RecordError where it is not valid or cannot be kept."""
    _check(record)
    report, data, moment = ids.report_id(record.report), ids.stored(record), at or now()
    version = ids.version_id(report, data)
    known = connection.execute(select(reports.c.n, reports.c.withdrawn).where(reports.c.id == report)).first()
    if known is not None:
        same = connection.execute(select(versions.c.number).where(versions.c.id == version)).scalar()
        if known.withdrawn or same is not None:
            return Added("withdrawn" if known.withdrawn else "skipped", report, version, same or 0)
    report_n, number = _put_report(connection, record.report, report, known, run_n, moment)
    version_n = next_n(connection, versions)
    reader = record.reader
    kept = ids.canonical(data)
    connection.execute(
        insert(versions),
        {
            "n": version_n,
            "id": version,
            "report_n": report_n,
            "number": number,
            "current": True,
            "reader": reader.name if reader else None,
            "reader_version": reader.version if reader else None,
            "model": reader.model if reader else None,
            "added": moment,
            "run_n": run_n,
            "record": rows.packed(kept),
        },
    )
    put_rows(connection, record, report=report, report_n=report_n, version_n=version_n, current=True)
    digest = hashlib.sha256(kept.encode("utf-8")).hexdigest()
    audit.append(
        connection, who=who, action="add", subject=report, detail={"version": version, "sha256": digest}, at=moment
    )
    return Added("added" if number == 1 else "new version", report, version, number)


def put_rows(
    connection: Connection, record: Record, *, report: str, report_n: int, version_n: int, current: bool
) -> None:
    """Write the rows that are taken out of a record."""
    numbers_of = _name_numbers(connection, rows.all_names(record))
    taken = rows.take_apart(
        record,
        report=report,
        report_n=report_n,
        version_n=version_n,
        current=current,
        name_n=lambda name: numbers_of[name[: rows.LONGEST_NAME]],
        numbers=rows.Numbers(events=next_n(connection, events), statements=next_n(connection, statements)),
    )
    for table in DERIVED:
        if found := taken.rows.get(table.name):
            put(connection, table, found)


def _put_report(
    connection: Connection, report: Report, report_id: str, known: Any, run_n: int | None, at: str
) -> tuple[int, int]:
    """The report's number, and the number of its next version. What the newest version says about it stands."""
    if report.publisher is not None:
        exists = connection.execute(select(publishers.c.name).where(publishers.c.name == report.publisher)).first()
        if exists is None:
            connection.execute(insert(publishers), {"name": report.publisher})
    about = rows.about(report)
    if known is None:
        n = next_n(connection, reports)
        rest = {"n": n, "id": report_id, "words": len(report.text.split()), "text": report.text, "added": at}
        connection.execute(insert(reports), {**about, **rest, "run_n": run_n})
        return n, 1
    connection.execute(update(reports).where(reports.c.n == known.n).values(**about))
    last = connection.execute(
        select(versions.c.n, versions.c.number).where(versions.c.report_n == known.n).order_by(versions.c.number.desc())
    ).first()
    set_current(connection, known.n, current=False)
    return known.n, (last.number if last else 0) + 1


def set_current(connection: Connection, report_n: int, *, current: bool) -> None:
    """Take the newest version of a report out of sight, or bring it back."""
    newest = (
        select(versions.c.n).where(versions.c.report_n == report_n).order_by(versions.c.number.desc()).limit(1)
    ).scalar_subquery()
    for table, column in ((statements, statements.c.version_n), (events, events.c.version_n), (versions, versions.c.n)):
        connection.execute(update(table).where(column == newest).values(current=current))


def _name_numbers(connection: Connection, wanted: Iterable[str]) -> dict[str, int]:
    short = sorted({name[: rows.LONGEST_NAME] for name in wanted})
    found: dict[str, int] = {}
    for chunk in _chunks(short):
        got = connection.execute(select(names.c.name, names.c.n).where(names.c.name.in_(chunk)))
        found.update((row.name, row.n) for row in got)
    if missing := [name for name in short if name not in found]:
        first = next_n(connection, names)
        new = [{"n": first + i, "name": name, "folded": ids.folded(name)} for i, name in enumerate(missing)]
        put(connection, names, new)
        found.update((row["name"], row["n"]) for row in new)  # type: ignore[misc]
    return found


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _check(record: Record) -> None:
    """Refuse what is no valid record, and the few things that a database cannot keep."""
    validate(record)
    problems = []
    try:
        whole = record.to_json()
        whole.encode("utf-8")
    except UnicodeEncodeError:
        raise RecordError(record.report.id, ["half a surrogate pair stands in it, which is no character"]) from None
    if r"\u0000" in whole and _has_nul(record.to_dict()):
        problems.append("a NUL character stands in it; take it out")
    limits = (
        ("report.publisher", record.report.publisher, rows.LONGEST_NAME),
        ("report.published", record.report.published, 40),
    )
    problems += [
        f"{where}: more than {most} characters" for where, words, most in limits if words and len(words) > most
    ]
    nouns = (record.entities, record.places, record.statements, record.events)
    own = [noun.id for group in nouns for noun in group]
    problems += [f"id {i[:20]!r}…: more than 100 characters" for i in own if len(i) > 100]
    if problems:
        raise RecordError(record.report.id, problems)


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(v) or "\0" in k for k, v in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
