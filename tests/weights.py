"""The mark of tests that read with the shipped weights: skipped in a checkout that holds none."""

from __future__ import annotations

import pytest

from according.errors import ModelError
from according.reading.model import shipped


def are_there() -> bool:
    """Whether the package holds weights, or ACCORDING_MODEL names some."""
    try:
        shipped()
    except ModelError:
        return False
    return True


needed = pytest.mark.skipif(not are_there(), reason="the package holds no weights: make train")
