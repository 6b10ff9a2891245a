"""A whole ledger goes out and comes in again equal, as JSON lines and as Parquet, from each store to each."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import STORES, new_ledger
from handmade import clash
from many import reread, varied
from sqlalchemy import select
from test_ledger_review import full

from according.errors import InputError
from according.ledger import Ledger, LedgerError, Query, open_ledger
from according.ledger.schema import BASE, DERIVED


def everything(ledger: Ledger) -> dict[str, list[Any]]:
    """Every row of every table."""
    with ledger.store.read() as connection:
        return {
            t.name: [tuple(row) for row in connection.execute(select(t).order_by(*t.primary_key.columns))]
            for t in (*BASE, *DERIVED)
        }


@pytest.fixture(scope="module", params=STORES)
def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A ledger with something in every table."""
    with new_ledger(request, tmp_path_factory.mktemp("old")) as ledger:
        full(ledger)
        ledger.add(clash(title="“Ünïcode” \U0001f54a\u2028 'n' \\u0000", authors=["Å", "B; C"]))
        run = ledger.begin("add")
        ledger.fail(
            run, InputError("bad\0.txt", "binary", "no text \ud800", advice="Give text", offset=3), given="bad.txt"
        )
        ledger.end(run, coded=0, skipped=1, failed=1)
        with ledger.watch("denials", Query(status="denied")):
            pass
        assert all(everything(ledger).values()), "a table without rows proves nothing"
        yield ledger


@pytest.mark.parametrize("form", ["lines", "parquet"])
def test_the_round_trip_is_equal(old: Ledger, ledger: Ledger, tmp_path: Path, form: str):
    if form == "lines":
        text = io.StringIO()
        written = old.export_lines(text)
        assert ledger.import_lines(text.getvalue().splitlines(keepends=True)) == written
        again = io.StringIO()
        ledger.export_lines(again)
        assert again.getvalue() == text.getvalue()
    else:
        pytest.importorskip("pyarrow")
        written = old.export_parquet(tmp_path / "out")
        assert ledger.import_parquet(tmp_path / "out") == written
    assert everything(ledger) == everything(old)
    assert list(ledger.events(who="army", text="market")) == list(old.events(who="army", text="market"))
    ledger.add(varied(77))  # and it goes on from there
    assert ledger.audit().problems == []


def exported(old: Ledger) -> list[str]:
    text = io.StringIO()
    old.export_lines(text)
    return text.getvalue().splitlines(keepends=True)


def test_what_is_missing_or_changed_in_an_export_is_refused_whole(old: Ledger, tmp_path: Path):
    whole = exported(old)
    report = next(i for i, line in enumerate(whole) if '"table":"reports"' in line)
    changed = json.loads(whole[report])
    changed["row"]["text"] = changed["row"]["text"].replace("denied", "admit.")
    cases = {
        "its end is missing": whole[:-1],
        "rows where the end says": whole[:5] + whole[6:],
        "was changed after the export": [*whole[:report], json.dumps(changed) + "\n", *whole[report + 1 :]],
        "no row of a ledger": [whole[0], "[1, 2]\n", *whole[1:]],
        "is no table of a ledger": [whole[0], '{"table":"recipes","row":{}}\n', *whole[1:]],
        "does not begin like a ledger": whole[1:],
        "of format 1": ['{"ledger":99}\n', *whole[1:]],
    }
    for words, lines in cases.items():
        with open_ledger(tmp_path / f"{len(words)}.db") as new:
            with pytest.raises(LedgerError, match=words):
                new.import_lines(lines)
            assert not any(new.counts().values()), words


def test_a_damaged_folder_is_refused(old: Ledger, tmp_path: Path):
    pytest.importorskip("pyarrow")
    out = tmp_path / "out"
    old.export_parquet(out)
    (out / "reports.parquet").write_bytes(b"PAR1")
    with open_ledger(tmp_path / "l.db") as new:
        with pytest.raises(LedgerError, match=r"reports\.parquet cannot be read"):
            new.import_parquet(out)
        (out / "ledger.json").unlink()
        with pytest.raises(LedgerError, match=r"ledger\.json is missing"):
            new.import_parquet(out)
        assert not any(new.counts().values())


def test_a_ledger_with_something_in_it_takes_no_other(old: Ledger, ledger: Ledger):
    ledger.add(reread(5))
    before = everything(ledger)
    with pytest.raises(LedgerError, match="is not empty"):
        ledger.import_lines(exported(old))
    assert everything(ledger) == before


def test_parquet_holds_the_tables_to_count_with(old: Ledger, tmp_path: Path):
    pq = pytest.importorskip("pyarrow.parquet")
    old.export_parquet(tmp_path)
    events = pq.read_table(tmp_path / "events.parquet")
    assert events.num_rows == len(everything(old)["events"])
    assert set(events.column("type").to_pylist()) >= {"AGREE", "ASSAULT"}
