"""An event's own days and its report's day apart: the day of publication no longer stands in for an unknown day.

The column `day` was the event's first day, else the day of publication. It is now the event's own (`start_day` before),
null where it is unknown; what it was serves to put lines in order only (`sort_day`). Saved searches with days keep
their meaning: they say from now on that a line without a day of its own goes by its report's.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from according.ledger.migrations import first_views, second_views

revision = "0002"
down_revision = "0001"

_COMMENTS = {
    "day": "the event's own first day; null where it is unknown",
    "end_day": "the event's own last day; null where it is unknown",
    "sort_day": "where the line stands among others: its own day, else its report's, else empty; it dates no event",
}
_COMMENTS_BEFORE = {"day": "the event's first day, else the day of publication, else empty"}
_SEARCHES = sa.table("searches", sa.column("name", sa.Text), sa.column("query", sa.Text))


def upgrade() -> None:
    """Split the column."""
    dialect = op.get_bind().dialect.name
    for statement in second_views.unmade():
        op.execute(statement)
    op.execute("ALTER TABLE events RENAME COLUMN day TO sort_day")
    op.execute("ALTER TABLE events RENAME COLUMN start_day TO day")
    # A line of which only the last day is known stands there, and not where its report does.
    op.execute("UPDATE events SET sort_day = end_day WHERE day IS NULL AND end_day IS NOT NULL")
    op.create_index("ix_events_end_day", "events", ["current", "end_day", "day", "sort_day"], unique=False)
    _comment(_COMMENTS)
    for statement in second_views.made(dialect):
        op.execute(statement)
    _change_searches(published=True)


def downgrade() -> None:
    """Take the step back."""
    dialect = op.get_bind().dialect.name
    for statement in second_views.unmade():
        op.execute(statement)
    op.drop_index("ix_events_end_day", "events")
    op.execute(
        "UPDATE events SET sort_day = coalesce((SELECT substr(r.published, 1, 10) FROM reports r "
        "WHERE r.n = events.report_n), '') WHERE day IS NULL AND end_day IS NOT NULL"
    )
    op.execute("ALTER TABLE events RENAME COLUMN day TO start_day")
    op.execute("ALTER TABLE events RENAME COLUMN sort_day TO day")
    _comment({"start_day": None, "end_day": None, **_COMMENTS_BEFORE})
    for statement in first_views.views(dialect, second_views.VIEWS):
        op.execute(statement)
    _change_searches(published=False)


def _comment(comments: dict[str, str | None] | dict[str, str]) -> None:
    """PostgreSQL keeps what a column is for; SQLite has no place for it."""
    if op.get_bind().dialect.name == "postgresql":
        for column, words in comments.items():
            said = "NULL" if words is None else "'" + words.replace("'", "''") + "'"
            op.execute(f"COMMENT ON COLUMN events.{column} IS {said}")


def _change_searches(*, published: bool) -> None:
    bind = op.get_bind()
    for name, query in bind.execute(sa.select(_SEARCHES)).all():
        asked = json.loads(query)
        if published and ("since" in asked or "until" in asked):
            asked["undated"] = "published"
        elif not published:
            asked.pop("undated", None)
        words = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        bind.execute(sa.update(_SEARCHES).where(_SEARCHES.c.name == name).values(query=words))
