"""The house keeps its floors, and its door opens quickly."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAVY = {
    "onnxruntime",
    "tokenizers",
    "numpy",
    "pydantic",
    "typer",
    "rich",
    "jinja2",
    "trafilatura",
    "httpx",
    "sqlalchemy",
    "alembic",
}
ROOT = Path(__file__).parent.parent


def seconds(*command: str) -> float:
    """The best of five runs: what the work costs, not what the machine was doing besides."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def test_importing_costs_less_than_a_fifth_of_a_second():
    assert seconds("-c", "import according") - seconds("-c", "pass") < 0.2


def test_importing_loads_nothing_heavy():
    listed = "import according, sys; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", listed], check=True, capture_output=True, text=True).stdout.split()
    assert HEAVY & set(loaded) == set()


def test_help_comes_within_half_a_second():
    assert seconds("-m", "according", "--help") < 0.5


def test_the_import_rules_hold():
    pytest.importorskip("importlinter")
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_public_name_is_there():
    import according

    for name in according.__all__:
        assert getattr(according, name) is not None
    with pytest.raises(AttributeError, match="it has"):
        _ = according.nonsense
