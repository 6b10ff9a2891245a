"""A PostgreSQL server of our own: in a temporary folder, on a socket and no port, as a user without rights."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

WITHOUT = "PostgreSQL is not installed (Debian: apt install postgresql): this test needs its server"
_numbers = count()


def binaries() -> Path | None:
    """The folder of the newest installed server."""
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    return max(found, key=lambda p: int(p.parent.name), default=Path(on_path).parent if on_path else None)


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    names = {user.pw_name for user in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def server(*settings: str) -> Iterator[Path]:
    """A running server; its folder is where its socket lies."""
    programs = binaries()
    assert programs is not None, WITHOUT
    user = _as_nobody()
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if user:
        os.chown(folder, user["user"], user["group"])

    def run(program: str, *words: str) -> None:
        subprocess.run([programs / program, *words], check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)

    try:
        run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = " ".join(("-h ''", f"-k {folder}", *(f"-c {s}" for s in settings)))
        run("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "-w", "start")
        try:
            yield folder
        finally:
            run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(folder: Path, *, template: str = "template0") -> Iterator[str]:
    """The address of a new database on the server in that folder: an empty one, or a copy."""
    import psycopg

    name = f"ledger{next(_numbers)}"
    with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield f"postgresql://postgres@/{name}?host={folder}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
