"""According: who says that who did what to whom, where, when, and with what status.

`read(source)` codes one report (a path, text, bytes); the reading model loads on its first use, so importing is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from according.coding import code, read
    from according.errors import AccordingError, InputError, RecordError
    from according.ledger import Ledger, open_ledger
    from according.linking import grouped, incidents_of, link
    from according.records import Incident, Record, Report, ReportGroup

__version__ = "0.1.0"

__all__ = [
    "AccordingError",
    "Incident",
    "InputError",
    "Ledger",
    "Record",
    "RecordError",
    "Report",
    "ReportGroup",
    "__version__",
    "code",
    "grouped",
    "incidents_of",
    "link",
    "open_ledger",
    "read",
]

_HOMES = {
    "read": "according.coding",
    "code": "according.coding",
    "Ledger": "according.ledger",
    "open_ledger": "according.ledger",
    "grouped": "according.linking",
    "incidents_of": "according.linking",
    "link": "according.linking",
    "Incident": "according.records",
    "Record": "according.records",
    "Report": "according.records",
    "ReportGroup": "according.records",
    "AccordingError": "according.errors",
    "InputError": "according.errors",
    "RecordError": "according.errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'according' has no attribute {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
