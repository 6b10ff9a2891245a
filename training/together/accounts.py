"""Accounts: reports that tell one incident, what each voice says of it, and where the voices agree and differ."""

from __future__ import annotations

from typing import Any

from according.records import Account, Incident

Json = dict[str, Any]

#: The scorer's data know three states: what is planned or demanded has not been confirmed.
_WHETHER = {"planned": "unconfirmed", "demanded": "unconfirmed"}


def row_of(incident: Incident) -> Json:
    """An incident as the scorer of accounts reads it."""
    return {
        "id": incident.id,
        "docs": incident.reports,
        "accounts": [account_of(a) for a in incident.accounts],
        "findings": [f.to_dict() for f in incident.findings],
    }


def account_of(account: Account) -> Json:
    """One account in that form; the outermost voice is written "publisher"."""
    return {
        "id": account.id,
        "doc": account.report,
        "voice": ["publisher", *account.voice[1:]],
        "span": list(account.words[0].span) if account.words else None,
        "whether": _WHETHER.get(account.whether, account.whether),
        "actor": " and ".join(account.actors) or None,
        "killed": figure_of(account, "killed"),
        "injured": figure_of(account, "injured"),
        "place": account.places[0] if account.places else None,
        "date": account.time.start or account.time.value if account.time is not None else None,
    }


def figure_of(account: Account, kind: Any) -> Json | None:
    """The account's figure for a kind of harm as {low, high}."""
    figure = account.figure(kind)
    return {"low": figure.low, "high": figure.high} if figure is not None else None
