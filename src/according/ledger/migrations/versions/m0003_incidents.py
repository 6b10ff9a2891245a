"""The tables of linking: tellings, copies, incidents with their accounts and findings, and their views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from according.ledger.migrations import incident_views

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "findings",
    "accounts",
    "copy_keys",
    "telling_keys",
    "told",
    "tellings",
    "incidents",
    "copies",
    "linked",
)


def upgrade() -> None:
    """Make everything."""
    op.create_table(
        "copy_keys",
        sa.Column("hash", NUMBER, autoincrement=False, nullable=False),
        sa.Column("report_n", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "report_n", name=op.f("pk_copy_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incidents",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False, comment="the name of its oldest telling, whatever came in first"),
        sa.Column("compared", sa.Boolean(), nullable=False, comment="false while its accounts are to be read anew"),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True, comment="its first day; null where it is unknown"),
        sa.Column("end_day", sa.Text(), nullable=True, comment="its last day"),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False, comment="the words of its places without case and marks"),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False, comment="how many of the reports are independent"),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("contradictions", sa.Integer(), nullable=False),
        sa.Column(
            "whole",
            sa.LargeBinary(),
            nullable=True,
            comment="the incident with its accounts and findings: zlib over JSON",
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_incidents")),
        comment="what one report alone tells is one, too; only the accounts of several reports are compared",
    )
    op.create_index(
        "ix_incidents_changed",
        "incidents",
        ["n"],
        unique=False,
        sqlite_where=sa.text("NOT compared"),
        postgresql_where=sa.text("NOT compared"),
    )
    op.create_index(
        "ix_incidents_day",
        "incidents",
        ["day", "n"],
        unique=False,
        sqlite_where=sa.text("reports > 1"),
        postgresql_where=sa.text("reports > 1"),
    )
    op.create_table(
        "telling_keys",
        sa.Column("hash", NUMBER, autoincrement=False, nullable=False),
        sa.Column("telling_n", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "telling_n", name=op.f("pk_telling_keys")),
        comment="no foreign key: taking a telling away would look through the whole table for it",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "findings",
        sa.Column("incident_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("i", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("accounts", sa.Text(), nullable=False, comment="their ids, as a JSON list"),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("soft", sa.Boolean(), nullable=True),
        sa.Column("independent", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["incident_n"], ["incidents.n"], name=op.f("fk_findings_incident_n")),
        sa.PrimaryKeyConstraint("incident_n", "i", name=op.f("pk_findings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "accounts",
        sa.Column("incident_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("i", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("report_n", NUMBER, nullable=False),
        sa.Column("voices", sa.Text(), nullable=False),
        sa.Column("voice", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("whether", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("end_day", sa.Text(), nullable=True),
        sa.Column("weapons", sa.Text(), nullable=False),
        sa.Column("killed_low", NUMBER, nullable=True),
        sa.Column("killed_high", NUMBER, nullable=True),
        sa.Column("injured_low", NUMBER, nullable=True),
        sa.Column("injured_high", NUMBER, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident_n"], ["incidents.n"], name=op.f("fk_accounts_incident_n")),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_accounts_report_n")),
        sa.PrimaryKeyConstraint("incident_n", "i", name=op.f("pk_accounts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_accounts_report_n"), "accounts", ["report_n"], unique=False)
    op.create_table(
        "copies",
        sa.Column("report_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("other_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("source_n", NUMBER, nullable=True, comment="which of the two was first; null where unknown"),
        sa.Column(
            "share",
            sa.Float(),
            nullable=False,
            comment="how much of the one stands in the other, 0 to 1: the larger share",
        ),
        sa.Column("detail", sa.Text(), nullable=False, comment="what the comparison said: JSON"),
        sa.ForeignKeyConstraint(["other_n"], ["reports.n"], name=op.f("fk_copies_other_n")),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_copies_report_n")),
        sa.ForeignKeyConstraint(["source_n"], ["reports.n"], name=op.f("fk_copies_source_n")),
        sa.PrimaryKeyConstraint("report_n", "other_n", name=op.f("pk_copies")),
        comment="pairs of reports of one family that were compared; report_n came later",
    )
    op.create_index("ix_copies_other", "copies", ["other_n"], unique=False)
    op.create_table(
        "tellings",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("report_n", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False, comment="within its report"),
        sa.Column("name", sa.Text(), nullable=False, comment="the id of an incident of which it is the oldest telling"),
        sa.Column("incident_n", NUMBER, nullable=True, comment="null while it waits to be linked"),
        sa.Column(
            "published",
            sa.Text(),
            nullable=False,
            comment="of its report; 9999 where nobody knows, so that it comes last",
        ),
        sa.Column("told", sa.LargeBinary(), nullable=False, comment="what linking compares: zlib over JSON"),
        sa.Column(
            "hashes", sa.Text(), nullable=False, comment="of what its like would share: six bytes each, in base 64"
        ),
        sa.Column("why", sa.Text(), nullable=False, comment="what it was joined by: a JSON list"),
        sa.ForeignKeyConstraint(["incident_n"], ["incidents.n"], name=op.f("fk_tellings_incident_n")),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_tellings_report_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_tellings")),
        comment="one happening in one report, by the report's newest version",
    )
    op.create_index(op.f("ix_tellings_incident_n"), "tellings", ["incident_n"], unique=False)
    op.create_index(op.f("ix_tellings_name"), "tellings", ["name"], unique=False)
    op.create_index(op.f("ix_tellings_report_n"), "tellings", ["report_n"], unique=False)
    op.create_table(
        "linked",
        sa.Column("report_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("version_n", NUMBER, nullable=False),
        sa.Column("family", NUMBER, nullable=False, comment="the same for all copies of one text"),
        sa.Column(
            "hashes", sa.Text(), nullable=False, comment="of what copies of it would share: six bytes each, in base 64"
        ),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_linked_report_n")),
        sa.ForeignKeyConstraint(["version_n"], ["versions.n"], name=op.f("fk_linked_version_n")),
        sa.PrimaryKeyConstraint("report_n", name=op.f("pk_linked")),
        comment="the reports that were linked, and by which version",
    )
    op.create_index(op.f("ix_linked_family"), "linked", ["family"], unique=False)
    op.create_index(op.f("ix_linked_version_n"), "linked", ["version_n"], unique=False)
    op.create_table(
        "told",
        sa.Column("telling_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("event_n", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["event_n"], ["events.n"], name=op.f("fk_told_event_n")),
        sa.ForeignKeyConstraint(["telling_n"], ["tellings.n"], name=op.f("fk_told_telling_n")),
        sa.PrimaryKeyConstraint("telling_n", "event_n", name=op.f("pk_told")),
        comment="the events that a telling is made of",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_told_event", "told", ["event_n"], unique=False)

    for statement in incident_views.made():
        op.execute(statement)


def downgrade() -> None:
    """Take everything away; what people said stays in `judgements`."""
    for statement in incident_views.unmade():
        op.execute(statement)
    for table in TABLES:
        op.drop_table(table)
