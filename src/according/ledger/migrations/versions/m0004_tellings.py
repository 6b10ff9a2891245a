"""Indexes that say alone who tells an incident, the oldest first, and what a report tells."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Put wider ones in the place of two indexes."""
    op.drop_index(op.f("ix_tellings_incident_n"), "tellings")
    op.drop_index(op.f("ix_tellings_report_n"), "tellings")
    op.create_index("ix_tellings_incident", "tellings", ["incident_n", "published", "name", "report_n"], unique=False)
    op.create_index("ix_tellings_report", "tellings", ["report_n", "incident_n"], unique=False)


def downgrade() -> None:
    """Take the step back."""
    op.drop_index("ix_tellings_incident", "tellings")
    op.drop_index("ix_tellings_report", "tellings")
    op.create_index(op.f("ix_tellings_incident_n"), "tellings", ["incident_n"], unique=False)
    op.create_index(op.f("ix_tellings_report_n"), "tellings", ["report_n"], unique=False)
