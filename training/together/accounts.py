"""Accounts: reports that tell one incident, what each voice says of it, and where the voices agree and differ.

The whole product runs: every row is coded, its happenings are linked, and the accounts of each incident are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from according.incidents.names import acronym
from according.records import Account, Incident, Record, Report
from training.evaluate import report_of

Json = dict[str, Any]

#: The scorer's data know three states: what is planned or demanded has not been confirmed.
_WHETHER = {"planned": "unconfirmed", "demanded": "unconfirmed"}


def answers(rows: list[Json]) -> Iterator[Json]:
    """One object for all rows: the incidents that several reports tell, and the reports that are copies.

    Of rows with the same `doc_id` the first is taken: the scorer knows reports by it.
    """
    from according.coding import code_many

    reports: dict[str, Report] = {}
    for row in rows:
        report = report_of(row["doc_id"], row["text"], published=row.get("published"), title=row.get("title"))
        reports.setdefault(report.id, report.model_copy(update={"publisher": row.get("publisher")}))
    records = []
    for coded in code_many(list(reports.values())):
        if not isinstance(coded, Record):
            raise coded  # a corpus that cannot be read is no result
        records.append(coded)
    yield answer(records)


def answer(records: Iterable[Record]) -> Json:
    """The same of records that are coded already."""
    from according.linking import incidents_of

    incidents = [i for i in incidents_of(records) if len(i.reports) > 1]
    copies = {tuple(group) for i in incidents for group in i.origins if len(group) > 1}
    return {"incidents": [row_of(i) for i in incidents], "copies": sorted(map(list, copies))}


def row_of(incident: Incident) -> Json:
    """An incident as the scorer of accounts reads it."""
    return {
        "id": incident.id,
        "docs": incident.reports,
        "accounts": [account_of(a, home=incident.country) for a in incident.accounts if a.apart is None],
        # what a copy changed is no difference between voices, and that data has no such kind
        "findings": [f.to_dict() for f in incident.findings if f.kind != "edit"],
    }


@cache
def _rows() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Name, adjective and capital of every state by its code."""
    out: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    table = resources.files("according.resolving") / "data" / "states.tsv"
    for line in table.read_text(encoding="utf8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and len(cells) > 3:
            own = tuple(cells[4].split("=")[:1]) if len(cells) > 4 else ()  # the capital; its houses are voices
            out.setdefault(cells[0][:3], (cells[2].split("=")[0], cells[3].split("=")[0], own))
    return out


@cache
def seats() -> dict[str, str]:
    """States by the capitals that stand for their governments."""
    return {seat.casefold(): code for code, (_, _, own) in _rows().items() for seat in own}


def voice_of(name: str, *, home: str | None) -> str:
    """A voice as that data names it: a capital or a bare "government" is the government, other names are kept."""
    code = seats().get(name.casefold())
    words = set(name.casefold().split())
    if (
        code is None
        and words & {"government", "regime", "leadership"}
        and not words & {"source", "sources", "official"}
    ):
        said = [c for c, (state, adjective, _) in _rows().items() if {state.casefold(), adjective.casefold()} & words]
        code = said[0] if said else home
    return side_of(code, home=home) if code is not None else name


def side_of(side: str, *, home: str | None) -> str:
    """A side as that data names it: "Syrian government" at home, "Russia" abroad, a body by name and acronym."""
    state, adjective, _ = _rows().get(side, (side, side, ()))
    initials = acronym(side)
    short = f" ({initials.upper()})" if initials is not None else ""
    return f"{adjective} government" if side == home else f"{state}{short}"


def actor_of(account: Account, *, home: str | None) -> str | None:
    """The sides of the account's actors, as that data names them."""
    return " and ".join(dict.fromkeys(side_of(side, home=home) for side in account.sides)) or None


def account_of(account: Account, *, home: str | None = None) -> Json:
    """One account in that form; the outermost voice is written "publisher"."""
    return {
        "id": account.id,
        "doc": account.report,
        "voice": ["publisher", *(voice_of(name, home=home) for name in account.voice[1:])],
        "span": list(account.words[0].span) if account.words else None,
        "whether": _WHETHER.get(account.whether, account.whether),
        "actor": actor_of(account, home=home),
        "killed": figure_of(account, "killed"),
        "injured": figure_of(account, "injured"),
        "place": account.places[0] if account.places else None,
        "date": account.time.start or account.time.value if account.time is not None else None,
    }


def figure_of(account: Account, kind: Any) -> Json | None:
    """The account's figure for a kind of harm as {low, high}."""
    figure = account.figure(kind)
    return {"low": figure.low, "high": figure.high} if figure is not None else None
