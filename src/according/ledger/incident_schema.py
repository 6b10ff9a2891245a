"""The tables of what links reports: tellings, copies, incidents with their accounts and findings.

Linking writes them and can make them again from the records, but the outcome depends a little on the order in which
reports came; an export therefore carries `KEPT`, and `SPREAD` is taken out of those again. Like `schema`, what changes
here needs a new migration.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from according.ledger import ids
from according.ledger.schema import Number, metadata

linked = Table(
    "linked",
    metadata,
    Column("report_n", Number, ForeignKey("reports.n"), primary_key=True, autoincrement=False),
    Column("version_n", Number, ForeignKey("versions.n"), nullable=False, index=True),
    Column("family", Number, nullable=False, index=True, comment="the same for all copies of one text"),
    Column("hashes", Text, nullable=False, comment="of what copies of it would share: six bytes each, in base 64"),
    comment="the reports that were linked, and by which version",
)

copies = Table(
    "copies",
    metadata,
    Column("report_n", Number, ForeignKey("reports.n"), primary_key=True, autoincrement=False),
    Column("other_n", Number, ForeignKey("reports.n"), primary_key=True, autoincrement=False),
    Column("source_n", Number, ForeignKey("reports.n"), comment="which of the two was first; null where unknown"),
    Column("share", Float, nullable=False, comment="how much of the one stands in the other, 0 to 1: the larger share"),
    Column("detail", Text, nullable=False, comment="what the comparison said: JSON"),
    Index("ix_copies_other", "other_n"),
    comment="pairs of reports of one family that were compared; report_n came later",
)

incidents = Table(
    "incidents",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, comment="the name of its oldest telling, whatever came in first"),
    Column("compared", Boolean, nullable=False, comment="false while its accounts are to be read anew"),
    Column("type", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("day", Text, comment="its first day; null where it is unknown"),
    Column("end_day", Text, comment="its last day"),
    Column("country", Text),
    Column("places", Text, nullable=False),
    Column("folded", Text, nullable=False, comment="the words of its places without case and marks"),
    Column("reports", Integer, nullable=False),
    Column("origins", Integer, nullable=False, comment="how many of the reports are independent"),
    Column("accounts", Integer, nullable=False),
    Column("contradictions", Integer, nullable=False),
    Column("whole", LargeBinary, comment="the incident with its accounts and findings: zlib over JSON"),
    comment="what one report alone tells is one, too; only the accounts of several reports are compared",
)
# Most incidents are told by one report: indexes that leave those out stay small.
_several, CHANGED = text("reports > 1"), text("NOT compared")
Index("ix_incidents_day", incidents.c.day, incidents.c.n, sqlite_where=_several, postgresql_where=_several)
Index("ix_incidents_changed", incidents.c.n, sqlite_where=CHANGED, postgresql_where=CHANGED)

tellings = Table(
    "tellings",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("report_n", Number, ForeignKey("reports.n"), nullable=False),
    Column("id", Text, nullable=False, comment="within its report"),
    Column("name", Text, nullable=False, index=True, comment="the id of an incident of which it is the oldest telling"),
    Column("part_n", Number, comment="the same for all that linking joined; an incident may hold several parts"),
    Column("incident_n", Number, ForeignKey("incidents.n"), comment="null while it waits to be linked"),
    Column("published", Text, nullable=False, comment="of its report; 9999 where nobody knows, so that it comes last"),
    Column("told", LargeBinary, nullable=False, comment="what linking compares: zlib over JSON"),
    Column("hashes", Text, nullable=False, comment="of what its like would share: six bytes each, in base 64"),
    Column("why", Text, nullable=False, comment="what it was joined by: a JSON list"),
    # Who tells an incident, and what a report tells, are asked so often that the indexes answer alone.
    Index("ix_tellings_incident", "incident_n", "published", "name", "report_n"),
    Index("ix_tellings_part", "part_n", "published", "name", "report_n"),
    Index("ix_tellings_report", "report_n", "incident_n"),
    comment="one happening in one report, by the report's newest version",
)

told = Table(
    "told",
    metadata,
    Column("telling_n", Number, ForeignKey("tellings.n"), primary_key=True, autoincrement=False),
    Column("event_n", Number, ForeignKey("events.n"), primary_key=True, autoincrement=False),
    Index("ix_told_event", "event_n"),
    comment="the events that a telling is made of",
    sqlite_with_rowid=False,
)

telling_keys = Table(
    "telling_keys",
    metadata,
    Column("hash", Number, primary_key=True, autoincrement=False),
    Column("telling_n", Number, primary_key=True, autoincrement=False),
    comment="no foreign key: taking a telling away would look through the whole table for it",
    sqlite_with_rowid=False,
)

copy_keys = Table(
    "copy_keys",
    metadata,
    Column("hash", Number, primary_key=True, autoincrement=False),
    Column("report_n", Number, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

accounts = Table(
    "accounts",
    metadata,
    Column("incident_n", Number, ForeignKey("incidents.n"), primary_key=True, autoincrement=False),
    Column("i", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("report_n", Number, ForeignKey("reports.n"), nullable=False, index=True),
    Column("voices", Text, nullable=False),
    Column("voice", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("whether", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("whom", Text, nullable=False),
    Column("places", Text, nullable=False),
    Column("time", Text),
    Column("day", Text),
    Column("end_day", Text),
    Column("weapons", Text, nullable=False),
    Column("killed_low", Number),
    Column("killed_high", Number),
    Column("injured_low", Number),
    Column("injured_high", Number),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)

findings = Table(
    "findings",
    metadata,
    Column("incident_n", Number, ForeignKey("incidents.n"), primary_key=True, autoincrement=False),
    Column("i", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("accounts", Text, nullable=False, comment="their ids, as a JSON list"),
    Column("why", Text, nullable=False),
    Column("soft", Boolean),
    Column("independent", Integer),
    sqlite_with_rowid=False,
)

ATTACHED = "no other report tells it; its own takes it for a part of this"
"""The reason, and the mark, of a passage that belongs to its incident through its own report alone."""
MARK = ids.canonical([ATTACHED])
"""The same as it stands in `tellings.why`."""

# In an order in which nothing refers to what is still to come.
KEPT = (linked, copies, incidents, tellings, told)
SPREAD = (telling_keys, copy_keys, accounts, findings)
