"""Parts that are only installed where somebody needs them: imported when used, and named when they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from according.errors import InputError


def needed(module: str, *, extra: str, name: str, what: str) -> Any:
    """The module. Raises InputError "missing-extra" that says what to install."""
    try:
        return import_module(module)
    except ImportError as e:
        raise InputError(
            name,
            "missing-extra",
            f"{what} are read with the part {module}, which is not installed",
            advice=f"Install it: pip install 'according[{extra}]'",
        ) from e
