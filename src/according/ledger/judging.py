"""What people say about the lines: append-only rows, and taking back is another row.

A judgement names the line by its key, which a newer reading of the same report gives again to the line at the same
words. Where no line stands there any more, the judgement stays and is listed as left over.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Select, exists, insert, literal_column, select

from according import codebook
from according.ledger import audit, ids
from according.ledger.adding import now
from according.ledger.errors import LedgerError
from according.ledger.schema import events, judgements, reports, statements, versions
from according.ledger.store import next_n
from according.rendering.lines import STATUS_WORDS

VERDICTS = ("yes", "no", "unsure", "corrected")
_ROLES = ("actor", "recipient", "place")
# What a correction may name; the values are checked against the codebook where it has a say.
EVENT_FIELDS = ("type", "modes", "contexts", "status", "voice", "time", "casualties", *_ROLES)
STATEMENT_FIELDS = ("kind", "source", "cue", "content", "speaker", "within")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row of the review: who said what about which line, and which version of the report they saw.

    `standing` is False where it was taken back; `matched` is False where the report's newest version has no such line.
    """

    id: str
    at: str
    who: str
    kind: str
    target: str
    field: str
    verdict: str
    value: str | None
    note: str | None
    undoes: str | None
    report: str
    version: str
    standing: bool
    matched: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


def judge(
    connection: Connection,
    target: str,
    verdict: str,
    *,
    who: str,
    field: str = "",
    value: Any = None,
    note: str | None = None,
    at: str | None = None,
) -> str:
    """Write a judgement on a statement, an event, one of its roles, or a link (then `target` is a report's id).

    `field` is what is judged ("type", "actor:the army", "link:Petra Holm"), empty for the line as a whole; "corrected"
    needs it and a `value`. The judgement's id comes back. Raises LedgerError where the line is unknown, or where the
    verdict makes no sense.
    """
    if verdict not in VERDICTS:
        raise LedgerError(f"{verdict!r} is no verdict: there are {', '.join(VERDICTS)}")
    if not who.strip():
        raise LedgerError("a judgement needs a name: say who judges")
    kind, report_n, version = _target(connection, target, field)
    if (verdict == "corrected") != (value is not None):
        raise LedgerError("'corrected' needs a value, and the other verdicts take none: give --value with 'corrected'")
    if verdict == "corrected":
        _check_value(kind, field, value)
    row = {
        "at": at or now(),
        "who": who,
        "kind": kind,
        "target": target,
        "field": field,
        "verdict": verdict,
        "value": None if value is None else ids.canonical(value),
        "note": note,
        "undoes": None,
        "version": version,
    }
    return write(connection, row, report_n, action="judge")


def undo(connection: Connection, judgement: str, *, who: str, note: str | None = None, at: str | None = None) -> str:
    """Take a judgement back with another row; its id comes back. Raises LedgerError where it is not standing."""
    found = connection.execute(select(judgements).where(judgements.c.id == judgement)).first()
    if found is None:
        raise LedgerError(f"there is no judgement {judgement}. `according judgements LEDGER` lists them")
    if found.verdict == "undo":
        raise LedgerError(f"{judgement} takes another judgement back. Judge again instead of undoing an undo")
    if connection.execute(select(judgements.c.n).where(judgements.c.undoes == judgement)).first() is not None:
        raise LedgerError(f"{judgement} was taken back before")
    row = {
        "at": at or now(),
        "who": who,
        "kind": found.kind,
        "target": found.target,
        "field": found.field,
        "verdict": "undo",
        "value": None,
        "note": note,
        "undoes": judgement,
        "version": found.version,
    }
    return write(connection, row, found.report_n, action="undo")


def listed(connection: Connection, *, target: str | None = None, standing: bool = True) -> list[Judgement]:
    """The judgements in their order: of one line, or of all; those that were taken back, too, where asked."""
    backs = judgements.alias("backs")
    undone = exists(select(literal_column("1")).select_from(backs).where(backs.c.undoes == judgements.c.id))

    def there(table: Any) -> Any:
        is_same = (table.c.key == judgements.c.target, table.c.current)
        return exists(select(literal_column("1")).select_from(table).where(*is_same))

    wanted: Select[Any] = (
        select(
            judgements,
            reports.c.id.label("report"),
            undone.label("undone"),
            (there(events) | there(statements) | (judgements.c.kind == "link")).label("matched"),
        )
        .select_from(judgements.join(reports))
        .order_by(judgements.c.n)
    )
    if target is not None:
        wanted = wanted.where(judgements.c.target == target)
    found = []
    for row in connection.execute(wanted):
        stands = row.verdict != "undo" and not row.undone
        if stands or not standing:
            values = {k: v for k, v in row._asdict().items() if k not in ("n", "report_n", "undone", "matched")}
            found.append(Judgement(**values, standing=stands, matched=bool(row.matched)))
    return found


def _target(connection: Connection, target: str, field: str) -> tuple[str, int, str]:
    """What is judged: its kind, its report's number, and the newest version's id that has it."""
    if field.startswith("link:"):
        wanted = select(reports.c.n, versions.c.id).select_from(reports.join(versions)).where(reports.c.id == target)
        found = connection.execute(wanted.order_by(versions.c.number.desc())).first()
        if found is None:
            raise LedgerError(f"there is no report {target}: a link is judged with the report's id")
        return "link", found.n, found.id
    name = field.split(":", 1)[0]
    for kind, table, known in (("event", events, EVENT_FIELDS), ("statement", statements, STATEMENT_FIELDS)):
        of_version = table.join(versions, versions.c.n == table.c.version_n)
        wanted = select(versions.c.report_n, versions.c.id).select_from(of_version).where(table.c.key == target)
        found = connection.execute(wanted.order_by(versions.c.number.desc())).first()
        if found is not None:
            if name and name not in known:
                raise LedgerError(f"{name!r} is no value of {_a(kind)}: there are {', '.join(known)}")
            return "role" if kind == "event" and name in _ROLES else kind, found.report_n, found.id
    raise LedgerError(f"there is no line {target}. `according find` shows the lines' ids (column `event`)")


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "event" else f"a {kind}"


def _check_value(kind: str, field: str, value: Any) -> None:
    if not field:
        raise LedgerError("a correction says which value is corrected: give --field")
    if kind == "event" and field == "type":
        codebook.event_type(str(value))
    if kind == "event" and field == "status" and value not in STATUS_WORDS:
        raise LedgerError(f"{value!r} is no status: there are {', '.join(STATUS_WORDS)}")


def write(connection: Connection, row: dict[str, Any], report_n: int, *, action: str) -> str:
    """Put a judgement's row into the table and into the log; its id comes back."""
    key = ids.content_id("judgement", row)
    if connection.execute(select(judgements.c.n).where(judgements.c.id == key)).first() is not None:
        return key  # the very same words in the same second: said once
    n = next_n(connection, judgements)
    connection.execute(insert(judgements), {**row, "n": n, "id": key, "report_n": report_n})
    audit.append(
        connection, who=row["who"], action=action, subject=row["target"], detail={"judgement": key}, at=row["at"]
    )
    return key
