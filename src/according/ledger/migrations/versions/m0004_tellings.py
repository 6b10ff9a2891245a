"""Parts: what linking joined, apart from incidents, which are parts that the same reports tell. Wider indexes for both.

What is linked already keeps its incident as one part; a passage that was attached to its incident is a part by itself.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COMMENT = "the same for all that linking joined; an incident may hold several parts"
_ATTACHED = '["no other report tells it; its own takes it for a part of this"]'
_TELLINGS = sa.table("tellings", *(sa.column(c) for c in ("n", "part_n", "incident_n", "why")))


def upgrade() -> None:
    """Add the column, and put wider indexes in the place of two."""
    op.add_column("tellings", sa.Column("part_n", NUMBER, nullable=True, comment=COMMENT))
    most = sa.select(sa.func.coalesce(sa.func.max(sa.text("incidents.n")), 0)).select_from(sa.text("incidents"))
    alone = _TELLINGS.c.why == _ATTACHED
    by_itself = most.scalar_subquery() + _TELLINGS.c.n
    op.execute(_TELLINGS.update().values(part_n=sa.case((alone, by_itself), else_=_TELLINGS.c.incident_n)))
    op.drop_index(op.f("ix_tellings_incident_n"), "tellings")
    op.drop_index(op.f("ix_tellings_report_n"), "tellings")
    op.create_index("ix_tellings_incident", "tellings", ["incident_n", "published", "name", "report_n"], unique=False)
    op.create_index("ix_tellings_part", "tellings", ["part_n", "published", "name", "report_n"], unique=False)
    op.create_index("ix_tellings_report", "tellings", ["report_n", "incident_n"], unique=False)


def downgrade() -> None:
    """Take the step back."""
    for name in ("incident", "part", "report"):
        op.drop_index(f"ix_tellings_{name}", "tellings")
    op.create_index(op.f("ix_tellings_incident_n"), "tellings", ["incident_n"], unique=False)
    op.create_index(op.f("ix_tellings_report_n"), "tellings", ["report_n"], unique=False)
    op.drop_column("tellings", "part_n")
