"""The schema of a ledger: migrations up and down, no drift from the tables in Python, rows that nobody may change."""

from __future__ import annotations

import gzip
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from handmade import clash
from sqlalchemy import MetaData, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from according.ledger import Ledger, LedgerError, open_ledger
from according.ledger.migrating import bring_up_to_date, revision
from according.ledger.migrations.first_views import VIEWS
from according.ledger.schema import metadata
from according.ledger.store import Store, open_store

ON_EXPRESSIONS = ("report_words", "name_words", "ix_reports_name", "ix_reports_url")
DATA = Path(__file__).parent / "data"


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(files("according.ledger").joinpath("migrations")))
    return made


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_make_the_tables_that_the_code_knows(ledger: Ledger):
    with ledger.store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                # what SQLite keeps for its full-text search, and indexes on expressions, are no tables of ours
                "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables,
                "include_object": lambda thing, name, kind, *_: kind != "index" or name not in ON_EXPRESSIONS,
            },
        )
        assert compare_metadata(context, metadata) == []


def test_every_step_goes_down_and_up_again(ledger: Ledger):
    made = config()
    for step in ScriptDirectory.from_config(made).walk_revisions():
        with ledger.store.write() as connection:
            made.attributes["connection"] = connection
            command.downgrade(made, step.down_revision or "base")
    with ledger.store.engine.connect() as connection:
        assert [t for t in inspect(connection).get_table_names() if t != "alembic_version"] == []
        assert inspect(connection).get_view_names() == []
    bring_up_to_date(ledger.store)
    ledger.add(clash())
    assert len(ledger.events()) == 3


def test_a_ledger_of_a_released_version_comes_up_with_everything_in_it(tmp_path: Path):
    old = sorted(DATA.glob("ledger-*.db.gz"))
    assert old
    for dump in old:
        path = tmp_path / dump.stem
        path.write_bytes(gzip.decompress(dump.read_bytes()))
        with open_ledger(path) as ledger:
            assert [line.status for line in ledger.events()] == ["conditional", "denied", "happened"]
            assert [line.judged for line in ledger.events(status="denied")] == [["yes (anna)"]]
            assert [r.report.id for r in ledger.records()] == ["clash"]
            assert len(ledger.events(text="fired a shot", who="army")) == 2
            assert ledger.audit().problems == []


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_a_ledger_of_the_first_version_comes_up_on_both_stores(place: str, tmp_path: Path):
    """The rows of a ledger that the first version wrote, brought to the store at its first step, then up and down."""
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress((DATA / "ledger-0001.db.gz").read_bytes()))
    old, made = create_engine(f"sqlite:///{path}"), config()
    store = open_store(place)
    with store.write() as connection:
        made.attributes["connection"] = connection
        command.downgrade(made, "base")
    bring_up_to_date(store, to="0001")
    tables = MetaData()
    with old.connect() as source, store.write() as target:
        tables.reflect(target)
        for table in (t for t in tables.sorted_tables if t.name != "alembic_version" and "_words" not in t.name):
            rows = [dict(row) for row in source.execute(table.select()).mappings()]
            if rows:
                target.execute(table.insert(), rows)
        days = dict(target.execute(text("SELECT words, day FROM events")).all())
        assert days == {"shelled": "2024-03-05", "fired": "2024-03-05", "will meet": "2024-03-05"}
        for name, asked in (("new", '{"since":"2024"}'), ("old", '{"type":"AID"}')):
            insert = text("INSERT INTO searches (name, query, seen, at) VALUES (:name, :asked, 0, 'now')")
            target.execute(insert, {"name": name, "asked": asked})
    old.dispose()
    with open_ledger(place) as ledger, ledger.store.write() as connection:
        assert {line.words: line.day for line in ledger.events()} == {
            "will meet": None,
            "fired": None,
            "shelled": "2024-03-05",
        }
        assert [line.words for line in ledger.events(since="2024")] == ["shelled"]
        assert ledger.watched() == {"new": {"since": "2024", "undated": "published"}, "old": {"type": "AID"}}
        shown = connection.execute(text("SELECT words, day, published_day FROM ledger_lines ORDER BY 1")).all()
        assert shown == [
            ("fired", None, "2024-03-05"),
            ("shelled", "2024-03-05", "2024-03-05"),
            ("will meet", None, "2024-03-05"),
        ]
        assert ledger.audit().problems == []
        made.attributes["connection"] = connection
        command.downgrade(made, "0001")
        assert dict(connection.execute(text("SELECT words, day FROM events")).all()) == days
        assert dict(connection.execute(text("SELECT name, query FROM searches")).all())["new"] == '{"since":"2024"}'
    store.close()


def test_opening_again_changes_nothing(place: str):
    open_ledger(place).close()
    with open_ledger(place) as ledger, ledger.store.engine.connect() as connection:
        assert revision(connection) == ScriptDirectory.from_config(config()).get_current_head()


def test_a_ledger_of_a_newer_version_is_refused(place: str):
    with open_ledger(place) as ledger, ledger.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match=r"newer version of according \(9999\)"):
        open_ledger(place)


def test_a_database_of_somebody_else_is_left_alone(place: str):
    with open_ledger(place) as ledger:
        engine = ledger.store.engine
        made = config()
        with ledger.store.write() as connection:
            made.attributes["connection"] = connection
            command.downgrade(made, "base")
            connection.execute(text("DROP TABLE alembic_version"))
            connection.execute(text("CREATE TABLE recipes (name TEXT)"))
        with pytest.raises(LedgerError, match="holds other tables"):
            open_ledger(place)
        with engine.connect() as connection:
            assert inspect(connection).get_table_names() == ["recipes"]


@pytest.mark.parametrize("table", ["judgements", "audit"])
@pytest.mark.parametrize("act", ["UPDATE {} SET who = 'nobody'", "DELETE FROM {}"])
def test_judgements_and_the_log_refuse_changes_even_from_sql(ledger: Ledger, table: str, act: str):
    ledger.add(clash())
    ledger.judge(ledger.events()[0].event, "yes")
    with ledger.store.engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(act.format(table)))


def test_the_views_answer(ledger: Ledger):
    ledger.add(clash())
    with ledger.store.engine.connect() as connection:
        answers = {view: connection.execute(text(f"SELECT * FROM {view}")).mappings().all() for view in VIEWS}
    shelled = next(row for row in answers["ledger_lines"] if row["words"] == "shelled")
    assert (shelled["who"], shelled["voice"], shelled["places"]) == ("the army", "the rebels", "the market")
    assert next((row["voice"], row["cue"]) for row in answers["said"]) == ("Petra Holm", "said")
    assert [(row["kind"], row["low"], row["high"]) for row in answers["harm"]] == [("injured", 4, None)]
    assert answers["standing_judgements"] == []


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p.mkdir(), "is a folder"),
        (lambda p: p.write_text("a report"), "it is no SQLite database. Give the ledger first"),
        (lambda p: None, "there is no ledger"),
    ],
)
def test_what_is_no_ledger_is_said_so(tmp_path: Path, make, words: str):
    path = tmp_path / "l.db"
    make(path)
    with pytest.raises(LedgerError, match=words):
        open_ledger(path, create=False)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://u@h/d", "SQLite .* or PostgreSQL"),
        ("://", "no database address"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot be opened"),
    ],
)
def test_addresses_that_lead_nowhere_are_said_so_and_passwords_are_not(address: str, words: str):
    with pytest.raises(LedgerError, match=words) as caught:
        open_ledger(address)
    assert "secret" not in str(caught.value)


def test_an_error_inside_a_transaction_leaves_nothing_behind(ledger: Ledger):
    store: Store = ledger.store
    insert = text("INSERT INTO publishers (name) VALUES ('Lamp')")
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        _ = connection.execute(insert).rowcount / 0
    assert ledger.counts()["publishers"] == 0
    with store.write() as connection:  # the lock is free again
        connection.execute(insert)
    assert ledger.counts()["publishers"] == 1


def test_a_folder_that_is_missing_is_said_so(tmp_path: Path):
    with pytest.raises(LedgerError, match="Make it first"):
        open_store(tmp_path / "none" / "l.db")
