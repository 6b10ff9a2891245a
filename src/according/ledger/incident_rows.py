"""A compared incident as rows: the whole beside what can be searched, its accounts and its findings."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select, update

from according.ledger import ids, rows
from according.ledger.incident_schema import (
    accounts,
    copy_keys,
    findings,
    incidents,
    linked,
    telling_keys,
    tellings,
)
from according.ledger.links import clear_rows, unpacked_hashes
from according.ledger.schema import reports
from according.ledger.store import put
from according.records import Incident

_LARGEST = 2**63 - 1


def whole(kept: bytes) -> Incident:
    """The incident that was kept. Raises ValueError where it is damaged."""
    return Incident.from_dict(json.loads(rows.unpacked(kept)))


def put_incident(connection: Connection, incident_n: int, incident: Incident, report_ns: dict[str, int]) -> None:
    """Keep an incident as it was compared; `report_ns` are the numbers of its reports by their ids."""
    clear_rows(connection, incident_n)
    values = {
        "compared": True,
        "type": incident.type,
        "what": incident.what,
        "day": incident.start,
        "end_day": incident.end,
        "country": incident.country,
        "places": "; ".join(incident.places),
        "folded": f" {ids.folded(' '.join(incident.places))} ",
        "reports": len(incident.reports),
        "origins": len(incident.origins) or len(incident.reports),
        "accounts": len(incident.accounts),
        "contradictions": sum(f.kind == "contradict" for f in incident.findings),
        "whole": rows.packed(ids.canonical(incident.to_dict())),
    }
    connection.execute(update(incidents).where(incidents.c.n == incident_n).values(**values))
    put_spread(connection, incident_n, incident, report_ns)


def put_spread(connection: Connection, incident_n: int, incident: Incident, report_ns: dict[str, int]) -> None:
    """Write the rows of accounts and findings that are taken out of an incident."""
    if incident.accounts:
        put(connection, accounts, [_account(incident_n, i, incident, report_ns) for i in range(len(incident.accounts))])
    if incident.findings:
        found = [
            {
                "incident_n": incident_n,
                "i": i,
                "kind": f.kind,
                "field": f.field,
                "accounts": ids.canonical(f.accounts),
                "why": f.why,
                "soft": f.soft,
                "independent": f.independent,
            }
            for i, f in enumerate(incident.findings)
        ]
        put(connection, findings, found)


def _account(incident_n: int, i: int, incident: Incident, report_ns: dict[str, int]) -> dict[str, Any]:
    account = incident.accounts[i]
    killed, injured = account.figure("killed"), account.figure("injured")
    return {
        "incident_n": incident_n,
        "i": i,
        "id": account.id,
        "report_n": report_ns[account.report],
        "voices": " < ".join(account.voice),
        "voice": account.voice[-1] if account.voice else "",
        "type": account.type,
        "whether": account.whether,
        "who": "; ".join(account.actors),
        "whom": "; ".join(account.recipients),
        "places": "; ".join(account.places),
        "time": account.time.value if account.time is not None else None,
        "day": account.time.start if account.time is not None else None,
        "end_day": account.time.end if account.time is not None else None,
        "weapons": "; ".join(account.weapons),
        "killed_low": _storable(killed.low) if killed else None,
        "killed_high": _storable(killed.high) if killed else None,
        "injured_low": _storable(injured.low) if injured else None,
        "injured_high": _storable(injured.high) if injured else None,
        "words": " … ".join(w.text for w in account.words),
    }


def spread_again(connection: Connection) -> None:
    """Write again what is taken out of what is kept: after an import."""
    for row in connection.execute(select(linked.c.report_n, linked.c.hashes).order_by(linked.c.report_n)).all():
        _put_keys(connection, copy_keys, "report_n", row.report_n, row.hashes)
    for row in connection.execute(select(tellings.c.n, tellings.c.hashes).order_by(tellings.c.n)).all():
        _put_keys(connection, telling_keys, "telling_n", row.n, row.hashes)
    numbers = {row.id: row.n for row in connection.execute(select(reports.c.id, reports.c.n))}
    compared = select(incidents.c.n, incidents.c.whole).where(incidents.c.whole.is_not(None)).order_by(incidents.c.n)
    for row in connection.execute(compared).all():
        put_spread(connection, row.n, whole(row.whole), numbers)


def _put_keys(connection: Connection, table: Any, column: str, n: int, keys: str) -> None:
    if hashes := unpacked_hashes(keys):
        put(connection, table, [{"hash": k, column: n} for k in hashes])


def _storable(number: int | None) -> int | None:
    return None if number is None else max(-_LARGEST, min(number, _LARGEST))
