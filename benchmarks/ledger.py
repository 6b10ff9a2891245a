"""What a ledger costs: adding, finding, space at 1,000, 10,000 and 100,000 reports on both stores; and the kill test.

    python benchmarks/ledger.py [--reports 100000] [--store sqlite|postgres|both] [--records FILE.jsonl] [--json FILE]
    python benchmarks/ledger.py --kills 200

Reading is left out: the records are made before, by repeating those of FILE (what `according read` wrote; by default
the project's own codings) with other names, days, publishers, words and ids. benchmarks/README.md says how to read it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, case, func, insert, select, text

from according.ledger import Ledger, Query, open_ledger
from according.ledger.adding import add
from according.ledger.schema import BASE, DERIVED, names
from according.records import Record

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))  # the server of our own and the kill test live there

import killing  # noqa: E402
import servers  # noqa: E402

DEFAULT = ROOT / "training" / "codings" / "made.jsonl.gz"
BATCH = 500
MEASURED = 300
TOWNS = ("Oreva", "Tarn", "Lisk", "Mavra", "Dolen", "Kesh", "Porta", "Varn", "Ostra", "Belin", "Sarna", "Tolm")
WORDS = ("bridge", "convoy", "border", "harvest", "council", "valley", "school", "river", "talks", "truce", "depot")


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--reports", type=int, default=100_000)
    p.add_argument("--store", choices=("sqlite", "postgres", "both"), default="both")
    p.add_argument("--records", type=Path, default=DEFAULT, help="JSON lines of records (.gz or not) to repeat")
    p.add_argument("--place", help="a ledger that stays: filled as far as it is not, then measured")
    p.add_argument(
        "--singly",
        type=int,
        default=10_000,
        metavar="N",
        help="add up to N reports one by one, as `according add` does",
    )
    p.add_argument("--fill", action="store_true", help="add 100,000 reports too, instead of multiplying by SQL")
    p.add_argument(
        "--steps", type=int, nargs="*", default=[1_000, 10_000, 100_000], help="at how many reports to measure"
    )
    p.add_argument("--rounds", type=int, default=30, help="how often each query is asked, with other words")
    p.add_argument("--kills", type=int, default=0, help="only the kill test, with so many kills on each store")
    p.add_argument("--json", type=Path, metavar="FILE", help="write every number here")
    a = p.parse_args()
    stores = [a.place] if a.place else ["sqlite", "postgres"] if a.store == "both" else [a.store]
    if a.kills:
        result: dict[str, Any] = {store: kill(store, a.kills) for store in stores}
    else:
        records = load(a.records)
        result = {}
        for store in stores:
            with place(store) as where:
                result[where.split("://")[0] if "://" in where else "sqlite"] = measure(where, records, a)
    if a.json:
        a.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


@contextmanager
def place(store: str) -> Iterator[str]:
    """Where the ledger lies: a file or a database of its own, or the one that was named."""
    with ExitStack() as stack:
        if store == "sqlite":
            yield str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "ledger.db")
        elif store == "postgres":
            # settings that a small server of a newsroom would have; every commit reaches the disk
            settings = ("shared_buffers=512MB", "work_mem=32MB", "max_wal_size=2GB", "random_page_cost=1.1")
            yield stack.enter_context(servers.database(stack.enter_context(servers.server(*settings))))
        else:
            yield store


def load(path: Path) -> list[dict[str, Any]]:
    """The records to repeat."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def repeated(records: list[dict[str, Any]], i: int) -> Record:
    """The i-th report: always the same for the same i."""
    chance = random.Random(i)
    data = json.loads(json.dumps(records[i % len(records)]))
    report = data["report"]
    report["id"], report["url"] = f"r{i}", f"https://news.example/{i}"
    report["text"] += f"\nFile {i}: {' '.join(chance.choices(WORDS, k=12))}.\n"
    report["publisher"] = f"{chance.choice(TOWNS)} Paper {chance.randint(1, 40)}"
    day = f"{chance.randint(2000, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    report["published"] = day
    for entity in data.get("entities", ()):
        if chance.random() < 0.7:
            entity["name"] = f"{entity['name']} of {chance.choice(TOWNS)} {int(chance.paretovariate(0.6)) % 5000}"
        entity["country"] = entity.get("country") or chance.choice(("ARM", "AZE", "GEO", "TUR", "IRN", "RUS", None))
    for where in data.get("places", ()):
        where |= {"lat": chance.uniform(30, 50), "lon": chance.uniform(30, 60)}
    for event in data.get("events", ()):
        if event.get("time"):
            event["time"] |= {"value": day, "start": day, "end": day}
    data["reader"] = {"name": "according", "version": "0.1.0", "model": "repeated"}
    return Record.from_dict(data)


def measure(where: str, records: list[dict[str, Any]], a: argparse.Namespace) -> dict[str, Any]:
    """Fill in steps of ten times as many, and at each step measure adding, space and queries."""
    print(f"\n{where.split('?')[0]}: {len(records)} records repeated")
    result: dict[str, Any] = {}
    with open_ledger(where) as ledger:
        for size in (s for s in a.steps if s <= a.reports):
            there = ledger.counts()["reports"]
            start = time.perf_counter()
            if size <= a.singly:  # as `add` does it: one transaction a report
                costs = [one_by_one(ledger, repeated(records, i)) for i in range(there, size)]
                in_all = sum(seconds for seconds, _ in costs)
            else:
                if there and not a.fill:
                    multiply(ledger, size // there)
                fill(ledger, records, ledger.counts()["reports"], size)
                first = ledger.counts()["reports"]
                costs = [one_by_one(ledger, repeated(records, i)) for i in range(first, first + MEASURED)]
                in_all = None
            recent = [seconds for seconds, _ in costs[-MEASURED:]] or [0.0]
            found = {
                "reports": size,
                "seconds_to_add": in_all,
                "ms_a_report": 1000 * statistics.mean(recent),
                "ms_a_report_p95": 1000 * quantile(recent, 0.95),
                "cpu_ms": statistics.mean([cpu for _, cpu in costs[-MEASURED:]] or [0.0]),
                "kb_a_report": space(ledger) / ledger.counts()["reports"] / 1024,
                "rows": ledger.counts(),
                "filled_in": time.perf_counter() - start,
            }
            ledger.store.settle()  # as `according add` does at its end
            found["queries"] = {name: latency(ledger, asked, a.rounds) for name, asked in QUERIES.items()}
            result[str(size)] = found
            show(found)
    return result


def one_by_one(ledger: Ledger, record: Record) -> tuple[float, float]:
    """Seconds, and milliseconds of processors, of adding one record as `according add` does."""
    cpu, start = processor(ledger), time.perf_counter()
    ledger.has(record.report, reader=("according", "0.1.0", "repeated"))
    ledger.add(record)
    return time.perf_counter() - start, processor(ledger) - cpu


def multiply(ledger: Ledger, times: int) -> None:
    """Every report so many times, by SQL: other ids, numbers and words, and half of the names new each time.

    The quickest way to a large ledger; what stands in its log does not cover the copies.
    """
    with ledger.store.write() as connection:
        if ledger.store.postgres:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # what is copied was checked once
        tables = [t for t in (*BASE, *DERIVED) if t.name not in ("publishers", "runs", "failures", "searches", "audit")]
        most = {t.name: connection.execute(select(func.max(t.c.n))).scalar_one() or 0 for t in tables if "n" in t.c}
        for copy in range(1, times):
            for table in (names, *(t for t in tables if t is not names)):
                columns = {c.name: _moved(table, c, copy, most) for c in table.columns}
                rows = select(*columns.values())
                if table is names:
                    rows = rows.where(names.c.n <= most["names"], names.c.n % 2 == 1)
                elif "n" in table.c:
                    rows = rows.where(table.c.n <= most[table.name])
                else:
                    key = next(c for c in ("version_n", "event_n", "report_n") if c in table.c)
                    rows = rows.where(table.c[key] <= most[_OWNERS[key]])
                connection.execute(insert(table).from_select(list(columns), rows))


_OWNERS = {"report_n": "reports", "version_n": "versions", "event_n": "events"}


def _moved(table: Table, column: Column[Any], copy: int, most: dict[str, int]) -> ColumnElement[Any]:
    """What a copy has in this column."""
    if column.name == "n":
        return column + copy * most[table.name]
    if column.name in _OWNERS:
        return column + copy * most[_OWNERS[column.name]]
    if column.name in ("name_n", "voice_n"):
        return case((column % 2 == 1, column + copy * most["names"]), else_=column)
    own = {"reports": ("id", "name", "url", "text"), "versions": ("id",), "names": ("name", "folded")}
    if column.name == "key" or column.name in own.get(table.name, ()):
        return column + f" copy {copy} of {most['reports']}"  # a ledger may be multiplied more than once
    return column


def fill(ledger: Ledger, records: list[dict[str, Any]], first: int, last: int) -> None:
    """The same rows in transactions of many reports, to get to a size sooner."""
    for begin in range(first, last, BATCH):
        batch = [repeated(records, i) for i in range(begin, min(begin + BATCH, last))]
        with ledger.store.write() as connection:
            for record in batch:
                add(connection, record, run_n=None, who="bench")
        if begin % 10_000 == 0:
            print(f"  {begin}", end="", flush=True)
    print()


def space(ledger: Ledger) -> int:
    """Bytes on disk, indexes included."""
    with ledger.store.read() as connection:
        if ledger.store.postgres:
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        return int(pages * connection.execute(text("PRAGMA page_size")).scalar_one())


def _day(chance: random.Random) -> str:
    return f"{chance.randint(2002, 2023)}-{chance.randint(1, 12):02}"


QUERIES: dict[str, Callable[[random.Random], Query]] = {
    "who, type, from a month on": lambda c: Query(
        who=f"of {c.choice(TOWNS)} {c.randint(1, 40)}", type="ASSAULT", since=_day(c)
    ),
    "denied, by a voice's country": lambda c: Query(status="denied", voice=c.choice(("ARM", "AZE", "GEO", "TUR"))),
    "near a point, in a year": lambda c: Query(
        place=f"{c.uniform(32, 48):.2f},{c.uniform(32, 58):.2f}",
        near="50km",
        since=(y := str(c.randint(2001, 2024))),
        until=y,
    ),
    "words of the text, type": lambda c: Query(text=" ".join(c.sample(WORDS, 3)), type="PROTEST"),
    "publisher, status": lambda c: Query(publisher=f"{c.choice(TOWNS)} Paper {c.randint(1, 40)}", status="planned"),
    "who does what to whom, anywhere": lambda c: Query(who="army", whom=c.choice(("villag*", "civilian*", "rebel*"))),
}


def latency(ledger: Ledger, asked: Callable[[random.Random], Query], rounds: int) -> dict[str, float]:
    """Milliseconds until the first hundred lines are there, over so many different questions; and of processors."""
    chance = random.Random(5)
    times, worked, found = [], [], []
    for _ in range(rounds + 1):
        query = asked(chance)
        start, cpu = time.perf_counter(), processor(ledger)
        found.append(len(ledger.find(query, limit=100)))
        times.append(1000 * (time.perf_counter() - start))
        worked.append(processor(ledger) - cpu)
    del times[0], worked[0], found[0]  # the first one compiles the statement
    return {
        "p50": statistics.median(times),
        "p95": quantile(times, 0.95),
        "cpu_p50": statistics.median(worked),
        "cpu_p95": quantile(worked, 0.95),
        "lines": statistics.mean(found),
    }


def processor(ledger: Ledger) -> float:
    """Milliseconds of processor time so far: of this process, and of the server's process that answers it."""
    server = 0.0
    if ledger.store.postgres:
        with ledger.store.engine.connect() as connection:  # the pool gives the same connection again
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        server = int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e6
    return 1000 * time.process_time() + server


def quantile(values: list[float], part: float) -> float:
    """The value below which that part lies."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def show(found: dict[str, Any]) -> None:
    """One step as a few lines."""
    total = f"{found['seconds_to_add']:.1f} s in all, " if found["seconds_to_add"] else ""
    each = (
        f"{found['ms_a_report']:.1f} ms a report (p95 {found['ms_a_report_p95']:.1f}, processor {found['cpu_ms']:.1f})"
    )
    print(f"{found['reports']:>8,} reports: {total}{each}, {found['kb_a_report']:.1f} KB a report")
    for name, times in found["queries"].items():
        wall = f"p50 {times['p50']:6.1f} ms  p95 {times['p95']:6.1f} ms"
        work = f"processor {times['cpu_p50']:6.1f} ms and {times['cpu_p95']:6.1f} ms"
        print(f"  {name:32} {wall}  {work}  {times['lines']:4.0f} lines")


def kill(store: str, number: int) -> dict[str, Any]:
    """The kill test with as many kills as wanted."""
    start = time.perf_counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if store == "postgres":
            server = stack.enter_context(servers.server())
            kills = killing.kill_many(number, folder, lambda: servers.database(server))
        else:
            numbers = count()

            @contextmanager
            def files() -> Iterator[str]:
                yield str(folder / f"{next(numbers)}.db")

            kills = killing.kill_many(number, folder, files)
    seconds = time.perf_counter() - start
    how = ", ".join(f"{n} {point}" for point, n in kills.at.items())
    print(f"{store}: {sum(kills.at.values())} kills ({how}) in {seconds:.0f} s, {kills.filled} ledgers filled;")
    print(
        "  after each kill: no report lost that was added, none half there, rows and records equal to an unkilled run"
    )
    return {"kills": dict(kills.at), "filled": kills.filled, "seconds": seconds}


if __name__ == "__main__":
    main()
