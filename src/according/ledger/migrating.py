"""Bringing a ledger's schema up to date: Alembic's migrations, run from inside the package."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from according.ledger.errors import LedgerError

if TYPE_CHECKING:
    from according.ledger.store import Store


def revision(connection: Connection) -> str | None:
    """The revision that a database is at, None where it holds no ledger."""
    return MigrationContext.configure(connection).get_current_revision()


def bring_up_to_date(store: Store, *, create: bool = True, to: str = "head") -> None:
    """Run the migrations that are missing, in one transaction. Two that start at once wait for each other.

    Raises LedgerError where the database belongs to something else, to a newer version, or holds nothing and `create`
    is false.
    """
    with as_file(files("according.ledger").joinpath("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        script = ScriptDirectory.from_config(config)
        try:
            with store.engine.connect() as connection:
                at = revision(connection)
        except DBAPIError as error:
            said = " ".join(str(error.orig).split())
            raise LedgerError(f"{store.name} cannot be opened: {said}. Check the address, and that it runs") from error
        if at is not None and at not in {s.revision for s in script.walk_revisions()}:
            raise LedgerError(
                f"{store.name} is of a newer version of according ({at}). Update: pip install -U according"
            )
        if to == "head" and at == script.get_current_head():
            return
        with store.write() as connection:
            if revision(connection) is None:
                if others := set(inspect(connection).get_table_names()) - {"alembic_version"}:
                    raise LedgerError(
                        f"{store.name} holds other tables ({', '.join(sorted(others)[:3])}) and no ledger. "
                        "Give a database of its own"
                    )
                if not create:
                    raise LedgerError(f"{store.name} holds no ledger. Make one with: according add {store.name} INPUT")
            config.attributes["connection"] = connection
            command.upgrade(config, to)
