"""The ledger itself, as Python sees it."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TextIO

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal_column, or_, select, update

from according import __version__
from according.errors import InputError
from according.ledger import adding, audit, comparing, decisions, finding, ids, incidents, judging, links, transfer
from according.ledger.adding import Added, now, storable
from according.ledger.comparing import Change
from according.ledger.errors import LedgerError
from according.ledger.finding import Query
from according.ledger.found import Found
from according.ledger.incidents import About, IncidentQuery, Incidents
from according.ledger.judging import Judgement
from according.ledger.schema import failures, publishers, reports, runs, searches, tombstones, versions
from according.ledger.store import Store, next_n, open_store
from according.records import Incident, Record, Report

_MANY = 200  # reports of a run after which the store counts what stands in its indexes


def open_ledger(place: str | Path, *, create: bool = True, who: str | None = None) -> Ledger:
    """The ledger at a path (SQLite) or a URL ("postgresql://user@host/name"), made where there is none.

    Its schema is brought up to date. `who` stands in the audit log; the login's name without it. Raises LedgerError
    where it cannot be opened, or where there is none and `create` is false.
    """
    return Ledger(open_store(place, create=create), who=who or login())


def login() -> str:
    """The name of who is logged in, "unknown" where the system has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may run under a number without a name
        return "unknown"


class Ledger:
    """Coded reports with everything that was said in them, kept, searchable, reviewable. `with` closes it."""

    def __init__(self, store: Store, *, who: str) -> None:
        self.store, self.who = store, who
        self.standing = decisions.Standing()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    # Adding

    def add(self, record: Record, *, run: int | None = None) -> Added:
        """Add a coded report in one transaction; the same once more is skipped, a newer reading is a new version.

        Raises RecordError where the record is not valid, LedgerError where the store fails.
        """
        with self.store.write() as connection:
            return adding.add(connection, record, run_n=run, who=self.who)

    def has(self, report: Report, *, reader: tuple[str, str, str | None] | None = None) -> bool:
        """Whether the report is there, by this reader (name, version, model) where one is given, or was withdrawn."""
        with self.store.read() as connection:
            row = self._where(connection, reports.c.id == ids.report_id(report))
            if row is None or row.withdrawn or reader is None:
                return row is not None
            name, version, model = reader
            by = and_(versions.c.reader == name, versions.c.reader_version == version, versions.c.model == model)
            wanted = select(versions.c.n).where(versions.c.report_n == row.n, by)
            return connection.execute(wanted).first() is not None

    def withdraw(self, report: str, *, why: str, who: str | None = None) -> None:
        """Make a tombstone of a report: it is kept, shown by no search, never read again. LedgerError if unknown."""
        with self.store.write() as connection:
            row = self._report(connection, report)
            if row.withdrawn:
                raise LedgerError(f"the report {report} is withdrawn already")
            tomb = {"report_n": row.n, "at": now(), "who": who or self.who, "why": why}
            connection.execute(insert(tombstones), tomb)
            connection.execute(update(reports).where(reports.c.n == row.n).values(withdrawn=True))
            adding.set_current(connection, row.n, current=False)
            links.leave(connection, row.n)
            audit.append(
                connection, who=tomb["who"], action="withdraw", subject=row.id, detail={"why": why}, at=tomb["at"]
            )

    def set_publisher(
        self,
        name: str,
        *,
        country: str | None = None,
        ownership: str | None = None,
        language: str | None = None,
        who: str | None = None,
    ) -> None:
        """What is known of a publisher, whether it has reports yet or not; what is None becomes unknown."""
        about = {"country": country, "ownership": ownership, "language": language}
        with self.store.write() as connection:
            known = connection.execute(select(publishers).where(publishers.c.name == name)).first()
            if known is None:
                connection.execute(insert(publishers), {"name": name, **about})
            elif (known.country, known.ownership, known.language) == (country, ownership, language):
                return
            else:
                connection.execute(update(publishers).where(publishers.c.name == name).values(**about))
            audit.append(connection, who=who or self.who, action="publisher", subject=name, detail=about, at=now())

    # Runs

    def begin(self, verb: str) -> int:
        """Note that a run begins; its number comes back, for `add`, `fail` and `end`."""
        with self.store.write() as connection:
            n = next_n(connection, runs)
            software = f"according {__version__}"
            connection.execute(insert(runs), {"n": n, "verb": verb, "started": now(), "software": software})
        return n

    def fail(self, run: int, error: InputError, *, given: str) -> None:
        """Note an input that could not be read; `given` is what to name to try it again."""
        with self.store.write() as connection:
            row = {
                "n": next_n(connection, failures),
                "run_n": run,
                "at": now(),
                "input": storable(given),
                "name": storable(error.name),
                "code": error.code,
                "problem": storable(error.problem),
                "advice": storable(error.advice),
                "place": error.offset,
            }
            connection.execute(insert(failures), row)

    def end(self, run: int, *, coded: int, skipped: int, failed: int) -> None:
        """Note how a run ended. A run without an end was killed. After many additions the indexes are counted anew."""
        with self.store.write() as connection:
            how = {"ended": now(), "coded": coded, "skipped": skipped, "failed": failed}
            connection.execute(update(runs).where(runs.c.n == run).values(**how))
        if coded >= _MANY:
            self.store.settle()

    # Looking

    def events(self, *, limit: int | None = None, **wanted: str | None) -> Found:
        """The lines that answer, newest first: `ledger.events(type="ASSAULT", status="denied", since="2024-03")`.

        The keywords are those of `according.ledger.Query`. Raises LedgerError or CodebookError for words that mean
        nothing.
        """
        return self.find(Query.of(**wanted), limit=limit)

    def find(self, query: Query, *, limit: int | None = None) -> Found:
        """The lines that answer a query, newest first."""
        with self.store.read() as connection:
            return finding.find(connection, query, limit=limit)

    def record(self, report: str, *, version: int | None = None) -> Record:
        """A report's record as it was added: its newest version, or the one of that number.

        `report` is its id, its name or its address. Raises LedgerError where there is none, or where it was withdrawn.
        """
        with self.store.read() as connection:
            row = self._report(connection, report)
            if row.withdrawn and version is None:
                raise LedgerError(f"the report {report} was withdrawn; its versions can be asked for by number")
            return self._version(connection, row, version)

    def records(self) -> Iterator[Record]:
        """The newest record of every report that was not withdrawn, in the order in which they were added."""
        last = 0
        while True:
            with self.store.read() as connection:
                wanted = select(versions.c.n, versions.c.record, reports.c.text).select_from(versions.join(reports))
                page = wanted.where(versions.c.current, versions.c.n > last).order_by(versions.c.n).limit(200)
                batch = connection.execute(page).all()
            if not batch:
                return
            yield from (transfer.record_of(row.record, row.text) for row in batch)
            last = batch[-1].n

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.store.read() as connection:
            return transfer.counts(connection)

    def diff(self, report: str, *, old: int | None = None, new: int | None = None) -> list[Change]:
        """What changed between two versions of a report, by default the newest and the one before."""
        with self.store.read() as connection:
            row = self._report(connection, report)
            latest = connection.execute(
                select(func.max(versions.c.number)).where(versions.c.report_n == row.n)
            ).scalar_one()
            newer = new or latest
            older = old or newer - 1
            if older < 1:
                raise LedgerError(f"the report {report} has one version only: there is nothing to compare")
            before, after = (self._version(connection, row, n) for n in (older, newer))
        return comparing.compare(row.id, before, after)

    def reread(self) -> list[str]:
        """The ids of the reports that have more than one version."""
        with self.store.read() as connection:
            wanted = select(reports.c.id).select_from(reports.join(versions)).where(versions.c.number == 2)
            return list(connection.execute(wanted.order_by(reports.c.n)).scalars())

    # Watching

    @contextmanager
    def watch(self, name: str, query: Query | None = None) -> Iterator[Found]:
        """What is new for a saved query since last time; the place is kept when the block ends without an error.

        The first time needs the query; another one under the same name is refused. Raises LedgerError.
        """
        with self.store.read() as connection:
            saved = connection.execute(select(searches).where(searches.c.name == name)).first()
            if saved is None and query is None:
                raise LedgerError(f"there is no saved search {name!r}. Give what is looked for the first time")
            wanted = Query.of(**json.loads(saved.query)) if saved is not None else query or Query()
            if query is not None and query != wanted:
                raise LedgerError(f"{name!r} looks for {wanted.to_dict()}. Take another name for another search")
            newest = connection.execute(select(func.max(versions.c.n))).scalar() or 0
            found = finding.find(connection, wanted, after=saved.seen if saved is not None else 0)
        yield found
        with self.store.write() as connection:
            place = {"query": ids.canonical(wanted.to_dict()), "seen": newest, "at": now()}
            if saved is None:
                connection.execute(insert(searches), {"name": name, **place})
            else:
                connection.execute(update(searches).where(searches.c.name == name).values(**place))

    def watched(self) -> dict[str, dict[str, str]]:
        """The saved searches by name, each with what it looks for."""
        with self.store.read() as connection:
            found = connection.execute(select(searches).order_by(searches.c.name)).all()
        return {row.name: json.loads(row.query) for row in found}

    # Reviewing

    def judge(
        self,
        target: str,
        verdict: str,
        *,
        field: str = "",
        value: Any = None,
        note: str | None = None,
        who: str | None = None,
    ) -> str:
        """Say yes, no, unsure or corrected (with a value) of a line; the judgement's id comes back. See `judging`."""
        with self.store.write() as connection:
            return judging.judge(connection, target, verdict, who=who or self.who, field=field, value=value, note=note)

    def undo(self, judgement: str, *, note: str | None = None, who: str | None = None) -> str:
        """Take a judgement back; both rows stay. The id of the second comes back. LedgerError where it cannot be."""
        with self.store.write() as connection:
            taken = judging.undo(connection, judgement, who=who or self.who, note=note)
            decisions.loosen(connection, judgement)
            return taken

    def judgements(self, target: str | None = None, *, standing: bool = True) -> list[Judgement]:
        """What people said of one line or of all, in order; with `standing=False` also what was taken back."""
        with self.store.read() as connection:
            return judging.listed(connection, target=target, standing=standing)

    def audit(self, *, expect: str | None = None, part: tuple[int, int] | None = None) -> audit.Audit:
        """Check the whole ledger against its audit log; `expect` is a head that was noted earlier.

        `part` (2, 7): compare the rows for searching of the second seventh of the records only. See `audit.verify`.
        """
        with self.store.read() as connection:
            return audit.verify(connection, expect=expect, part=part)

    # Incidents

    def incidents(self, *, limit: int | None = None, **wanted: str | int | bool | None) -> Incidents:
        """What several reports tell and answers, newest first: `ledger.incidents(type="ASSAULT", contradicted=True)`.

        The keywords are those of `according.ledger.IncidentQuery`; `according.link(ledger)` makes the incidents. Raises
        LedgerError or CodebookError for words that mean nothing.
        """
        return self.find_incidents(IncidentQuery.of(**wanted), limit=limit)

    def find_incidents(self, query: IncidentQuery, *, limit: int | None = None) -> Incidents:
        """The compared incidents that answer a query, the newest day first."""
        with self.store.read() as connection:
            return incidents.find(connection, query, limit=limit)

    def incident(self, name: str, event: str | None = None) -> Incident:
        """One incident: by its id, by an event's id as `events()` gives it, or by a report and its own id of an event.

        An id that the incident had before an older report came in leads to it, too. Raises LedgerError where there is
        none, where only one report tells it, or where it changed since it was compared (`according.linking.incident`
        answers for those, too).
        """
        with self.store.read() as connection:
            return incidents.numbered(connection, self.incident_n(connection, name, event))

    def incident_n(self, connection: Connection, name: str, event: str | None = None) -> int:
        """The store's number of an incident, named as for `incident`. Raises LedgerError where there is none."""
        if event is None:
            return incidents.number(connection, name)
        return incidents.number(connection, event, report_n=self._report(connection, name).n)

    def incidents_of(self, report: str) -> list[Incident]:
        """What a report tells together with others, in its order. Raises LedgerError for an unknown report."""
        with self.store.read() as connection:
            row = self._report(connection, report)
            return [incidents.numbered(connection, n) for n in incidents.of_report(connection, row.n)]

    def report_id(self, report: str) -> str:
        """The id of a report by its name or address. Raises LedgerError where there is none."""
        with self.store.read() as connection:
            return str(self._report(connection, report).id)

    def about(self, reports_: Iterable[str]) -> dict[str, About]:
        """Name, title, publisher, day and address of reports, by their ids."""
        with self.store.read() as connection:
            return incidents.about(connection, set(reports_))

    def family(self, report: str) -> list[str]:
        """The ids of the other reports that repeat the same text or parts of it. LedgerError if it is not linked."""
        with self.store.read() as connection:
            return incidents.family(connection, self._report(connection, report).n)

    def merge(self, one: str, other: str, *, note: str | None = None, who: str | None = None) -> str:
        """Say that two incidents are one; the judgement's id comes back, for `undo`.

        `according.link(ledger)` then compares the accounts anew. Raises LedgerError; see `decisions`.
        """
        with self.store.write() as connection:
            numbers = [incidents.number(connection, name) for name in (one, other)]
            return decisions.merge(connection, *numbers, who=who or self.who, note=note)

    def split(self, incident: str, *reports_: str, note: str | None = None, who: str | None = None) -> str:
        """Say that these reports tell another incident than the rest; the judgement's id comes back, for `undo`.

        `according.link(ledger)` then compares the accounts of both anew. Raises LedgerError; see `decisions`.
        """
        with self.store.write() as connection:
            n = incidents.number(connection, incident)
            numbers = {self._report(connection, report).n for report in reports_}
            return decisions.split(connection, n, numbers, who=who or self.who, note=note)

    # Out and in

    def export_lines(self, stream: TextIO) -> int:
        """The whole ledger as JSON lines; how many rows comes back."""
        with self.store.read() as connection:
            return transfer.write_lines(connection, stream)

    def export_parquet(self, folder: str | Path) -> int:
        """The whole ledger as a folder of Parquet files; how many rows comes back."""
        with self.store.read() as connection:
            return transfer.write_parquet(connection, Path(folder))

    def import_lines(self, lines: Iterable[str], *, name: str = "the export") -> int:
        """Fill this empty ledger from JSON lines, all or nothing. Raises LedgerError; see `transfer`."""
        rest = iter(lines)
        heading = next(rest, "")
        try:
            form = json.loads(heading).get("ledger")
        except (ValueError, AttributeError):
            form = None
        if form != transfer.FORMAT:
            raise LedgerError(f"{name}: it does not begin like a ledger of format {transfer.FORMAT}: {heading[:60]!r}")
        with self.store.write() as connection:
            return transfer.bring_in(connection, transfer.read_lines(rest, name=name), name=name)

    def import_parquet(self, folder: str | Path) -> int:
        """Fill this empty ledger from a folder of Parquet files, all or nothing. Raises LedgerError."""
        with self.store.write() as connection:
            return transfer.bring_in(connection, transfer.read_parquet(Path(folder)), name=str(folder))

    # Within

    def _where(self, connection: Connection, condition: ColumnElement[bool]) -> Any:
        wanted = select(reports.c.n, reports.c.id, reports.c.withdrawn, reports.c.text).where(condition)
        return connection.execute(wanted.order_by(reports.c.n.desc())).first()

    def _report(self, connection: Connection, report: str) -> Any:
        def same(column: ColumnElement[Any]) -> ColumnElement[bool]:
            start = func.substr(column, literal_column("1"), literal_column("200"))
            return and_(start == report[:200], column == report)

        row = self._where(connection, reports.c.id == report)
        row = row or self._where(connection, or_(same(reports.c.name), same(reports.c.url)))
        if row is None:
            raise LedgerError(f"there is no report {report!r}: give its id, its name or its address")
        return row

    def _version(self, connection: Connection, report: Any, number: int | None) -> Record:
        wanted = select(versions.c.record).where(versions.c.report_n == report.n)
        if number is not None:
            wanted = wanted.where(versions.c.number == number)
        kept = connection.execute(wanted.order_by(versions.c.number.desc())).scalar()
        if kept is None:
            raise LedgerError(f"the report {report.id} has no version {number}")
        return transfer.record_of(kept, report.text)
