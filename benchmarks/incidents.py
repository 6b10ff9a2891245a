"""What linking costs: one new report against 1,000, 10,000 and 100,000, in time, growth and space.

    python benchmarks/incidents.py [--reports 100000] [--store sqlite|postgres] [--records FILE.jsonl] [--json FILE]

Reports are made as in benchmarks/ledger.py, those of FILE repeated with other names, days, publishers and ids, and with
other words in their texts; a third of them tell again what an earlier one told, half of these as copies. The first
1,000 are added and linked; from there on every row is multiplied by SQL, half of its keys new and half shared, so that
an index grows as it does in life. At each size new reports are added and linked one by one. benchmarks/README.md says
how to read it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import time
from pathlib import Path
from typing import Any

import ledger as made
from sqlalchemy import Column, ColumnElement, Table, case, func, insert, literal, select, text

from according import linking
from according.ledger import Ledger, open_ledger
from according.ledger.incident_schema import KEPT, SPREAD, incidents, telling_keys, tellings
from according.ledger.schema import BASE, DERIVED
from according.records import Record

FIRST = 1000
MEASURED = 100


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--reports", type=int, default=100_000)
    p.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    p.add_argument("--place", help="a ledger that stays: filled as far as it is not, then measured")
    p.add_argument("--records", type=Path, default=made.DEFAULT, help="JSON lines of records (.gz or not) to repeat")
    p.add_argument("--steps", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    p.add_argument("--measured", type=int, default=MEASURED, help="so many reports are linked one by one at each size")
    p.add_argument("--json", type=Path, metavar="FILE", help="write every number here")
    a = p.parse_args()
    records = made.load(a.records)
    result: dict[str, Any] = {}
    with made.place(a.place or a.store) as where, open_ledger(where) as opened:
        for size in (s for s in a.steps if s <= a.reports):
            grow(opened, records, size)
            opened.store.settle()
            result[str(size)] = measure(opened, records, size, a.measured)
            show(result[str(size)])
    if a.json:
        a.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def repeated(records: list[dict[str, Any]], i: int, *, since: int, until: int) -> Record:
    """The i-th report. A third of them tell again what one from `since` to `until` told: half in its words, half not.

    Most words of the text are replaced by words of the same length, so that its spans still fit and no two texts are
    alike unless one is a copy; capitalised words stand for names, and are replaced in the same way where one happening
    is told again.
    """
    chance = random.Random(-1 - i)
    told, words = i, i
    if until > since and chance.random() < 1 / 3:
        told = chance.randrange(since, until)
        words = told if chance.random() < 0.5 else i
    data = made.repeated(records, told).to_dict()
    report = data["report"]
    report |= {"id": f"r{i}", "url": f"https://news.example/{i}", "publisher": f"Paper {chance.randint(1, 400)}"}
    report["text"] = reworded(report["text"], _pool(records), names=told, words=words) + f"\nNote {i}.\n"
    return Record.from_dict(data)


_POOLS: dict[int, dict[tuple[bool, int], list[str]]] = {}


def _pool(records: list[dict[str, Any]]) -> dict[tuple[bool, int], list[str]]:
    """Every word of the records by whether it is capitalised, and by length."""
    if id(records) not in _POOLS:
        found: dict[tuple[bool, int], set[str]] = {}
        for record in records:
            for word in _WORD.findall(record["report"]["text"]):
                found.setdefault((word[0].isupper(), len(word)), set()).add(word)
        _POOLS[id(records)] = {k: sorted(v) for k, v in found.items()}
    return _POOLS[id(records)]


_WORD = re.compile(r"\b[A-Za-z]{4,}\b")


def reworded(text: str, pool: dict[tuple[bool, int], list[str]], *, names: int, words: int) -> str:
    """The text with four of five longer words replaced, each always by the same."""

    def other(found: re.Match[str]) -> str:
        word = found[0]
        chance = random.Random(f"{names if word[0].isupper() else words} {word}")
        return chance.choice(pool[word[0].isupper(), len(word)]) if chance.random() < 0.8 else word

    return _WORD.sub(other, text)


def grow(ledger: Ledger, records: list[dict[str, Any]], size: int) -> None:
    """Bring the ledger to that size: the first thousand as they come, then by multiplying all rows."""
    there = ledger.counts()["reports"]
    if there < min(size, FIRST):
        start = time.perf_counter()
        for i in range(there, min(size, FIRST)):
            ledger.add(repeated(records, i, since=max(0, i - 200), until=i))
        added = time.perf_counter()
        done = linking.link(ledger)
        seconds = time.perf_counter() - added
        each = 1000 * seconds / max(1, done.reports)
        print(f"  added in {added - start:.0f} s, linked in {seconds:.0f} s: {each:.0f} ms a report", flush=True)
    there = ledger.counts()["reports"]
    if size > 1.5 * there:
        multiply(ledger, round(size / there))


def multiply(ledger: Ledger, times: int) -> None:
    """Every row so many times, by SQL; what stands in the log does not cover the copies."""
    made.multiply(ledger, times)
    with ledger.store.write() as connection:
        tables = [*KEPT, *SPREAD]
        most = {t.name: connection.execute(select(func.max(t.c.n))).scalar_one() or 0 for t in (tellings, incidents)}
        # Parts have numbers of the same row; one that is attached to an incident has no incident of its number.
        parts = connection.execute(select(func.max(tellings.c.part_n))).scalar_one() or 0
        most["incidents"] = max(most["incidents"], parts)
        base = {t.name: t for t in (*BASE, *DERIVED)}
        for name in ("reports", "versions", "events"):  # they were multiplied before
            most[name] = (connection.execute(select(func.max(base[name].c.n))).scalar_one() or 0) // times
        if ledger.store.postgres:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for copy in range(1, times):
            for table in tables:
                columns = {c.name: moved(c, copy, most) for c in table.columns}
                rows = select(*columns.values()).where(first(table, most))
                connection.execute(insert(table).from_select(list(columns), rows))


OWNERS = {
    "report_n": "reports",
    "other_n": "reports",
    "source_n": "reports",
    "family": "reports",
    "version_n": "versions",
    "event_n": "events",
    "telling_n": "tellings",
    "incident_n": "incidents",
    "part_n": "incidents",
}


def first(table: Table, most: dict[str, int]) -> ColumnElement[bool]:
    """The rows that were there before the first copy."""
    if "n" in table.c:
        return table.c.n <= most[table.name]
    key = next(c for c in ("telling_n", "incident_n", "report_n") if c in table.c)
    return table.c[key] <= most[OWNERS[key]]


def moved(column: Column[Any], copy: int, most: dict[str, int]) -> ColumnElement[Any]:
    """What a copy has in this column."""
    if column.name == "n":
        return column + copy * most[column.table.name]
    if column.name in OWNERS:
        return column + copy * most[OWNERS[column.name]]
    if column.name == "hash":  # half of the keys are new each time, half are shared by all copies
        return case((column % 2 == 1, (column + literal(copy) * 7_919_000_003) % (1 << 47)), else_=column)
    if column.table in (tellings, incidents) and column.name in ("id", "name"):
        return column + f" copy {copy}"
    return column


def measure(ledger: Ledger, records: list[dict[str, Any]], size: int, number: int) -> dict[str, Any]:
    """Add new reports, and link each by itself."""
    walls, works, shares, senses, counts = [], [], [], [], []
    for i in range(number + 1):
        ledger.add(repeated(records, 1000 * size + i, since=0, until=FIRST))
        comparing, encoding = timed("_compare_changed"), timed("_vectors")
        wall, work = time.perf_counter(), made.processor(ledger)
        done = linking.link(ledger)
        walls.append(1000 * (time.perf_counter() - wall))
        works.append(made.processor(ledger) - work)
        shares.append(1000 * sum(comparing))
        senses.append(1000 * sum(encoding))
        counts.append((done.tellings, done.compared))
        assert done.reports == 1
    for measured in (walls, works, shares, senses, counts):
        del measured[0]  # the first one reads tables and compiles statements
    with ledger.store.read() as connection:
        rows = {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (*KEPT, *SPREAD)}
        common = (
            select(func.count())
            .select_from(telling_keys)
            .group_by(telling_keys.c.hash)
            .order_by(func.count().desc())
            .limit(1)
        )
        longest = connection.execute(common).scalar() or 0
        several = connection.execute(
            select(func.count()).select_from(incidents).where(incidents.c.reports > 1)
        ).scalar_one()
    return {
        "reports": size,
        "ms": {"p50": statistics.median(walls), "p95": made.quantile(walls, 0.95)},
        "processor_ms": {"p50": statistics.median(works), "p95": made.quantile(works, 0.95)},
        "comparing_ms": {"p50": statistics.median(shares), "p95": made.quantile(shares, 0.95)},
        "encoder_ms": {"p50": statistics.median(senses), "p95": made.quantile(senses, 0.95)},
        "tellings_a_report": statistics.mean(t for t, _ in counts),
        "compared_a_report": statistics.mean(c for _, c in counts),
        "kb_a_report": made.space(ledger) / ledger.counts()["reports"] / 1024,
        "kb_of_linking": linked_space(ledger) / ledger.counts()["reports"] / 1024,
        "incidents_of_several_reports": several,
        "most_tellings_under_a_key": longest,
        "rows": rows,
    }


def timed(name: str) -> list[float]:
    """Where the processor seconds of a part of linking go, from now on."""
    spent: list[float] = []
    whole = _WHOLE[name]

    def part(*given: Any) -> Any:
        start = time.process_time()
        found = whole(*given)
        spent.append(time.process_time() - start)
        return found

    setattr(linking, name, part)
    return spent


_WHOLE = {name: getattr(linking, name) for name in ("_compare_changed", "_vectors")}


def linked_space(ledger: Ledger) -> int:
    """Bytes of the tables of linking with their indexes."""
    tables = [t.name for t in (*KEPT, *SPREAD)]
    with ledger.store.read() as connection:
        if ledger.store.postgres:
            sizes = (text(f"SELECT pg_total_relation_size('{t}')") for t in tables)
            return sum(int(connection.execute(size).scalar_one()) for size in sizes)
        indexes = [i.name for t in (*KEPT, *SPREAD) for i in t.indexes]
        found = connection.execute(
            text("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN (SELECT value FROM json_each(:names))"),
            {"names": json.dumps([*tables, *indexes])},
        )
        return int(found.scalar_one())


def show(found: dict[str, Any]) -> None:
    """One step in a few lines."""
    print(
        f"{found['reports']:>8,} reports: one more linked in {_ms(found['ms'])}, processor {_ms(found['processor_ms'])}"
    )
    print(
        f"          of which processor: the encoder {_ms(found['encoder_ms'])}, comparing {_ms(found['comparing_ms'])};"
        f" {found['tellings_a_report']:.1f} tellings and "
        f"{found['compared_a_report']:.1f} incidents compared a report"
    )
    print(
        f"          {found['kb_of_linking']:.1f} of {found['kb_a_report']:.1f} KB a report are of linking; "
        f"{found['incidents_of_several_reports']:,} incidents of several reports, "
        f"{found['most_tellings_under_a_key']:,} tellings under the commonest key",
        flush=True,
    )


def _ms(times: dict[str, float]) -> str:
    return f"p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms"


if __name__ == "__main__":
    main()
