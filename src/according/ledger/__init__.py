"""The ledger: coded reports kept in SQLite or PostgreSQL, with versions, searches, judgements and an audit log.

`open_ledger(path_or_url)` opens one. This wing stands on the ground alone; SQLAlchemy loads on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from according.ledger.errors import LedgerError

if TYPE_CHECKING:
    from according.ledger.adding import Added
    from according.ledger.audit import Audit
    from according.ledger.comparing import Change
    from according.ledger.finding import Query
    from according.ledger.found import Found, Line
    from according.ledger.incidents import IncidentQuery
    from according.ledger.judging import Judgement
    from according.ledger.ledger import Ledger, open_ledger

__all__ = [
    "Added",
    "Audit",
    "Change",
    "Found",
    "IncidentQuery",
    "Judgement",
    "Ledger",
    "LedgerError",
    "Line",
    "Query",
    "open_ledger",
]

_HOMES = {
    "Added": "adding",
    "Audit": "audit",
    "Change": "comparing",
    "Found": "found",
    "IncidentQuery": "incidents",
    "Judgement": "judging",
    "Ledger": "ledger",
    "Line": "found",
    "Query": "finding",
    "open_ledger": "ledger",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
