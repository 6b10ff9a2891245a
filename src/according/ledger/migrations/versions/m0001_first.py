"""The first tables of the ledger, their views, full-text indexes, and triggers against changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from according.ledger.migrations import first_views

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "casualties",
    "tags",
    "roles",
    "events",
    "statements",
    "mentions",
    "places",
    "entities",
    "names",
    "sections",
    "tombstones",
    "judgements",
    "versions",
    "reports",
    "failures",
    "searches",
    "runs",
    "publishers",
    "audit",
)


def upgrade() -> None:
    """Make everything."""
    op.create_table(
        "audit",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
        comment="append-only chain: each hash covers the row and the hash before it",
    )
    op.create_table(
        "names",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False, comment="its words without case and marks: what is searched"),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_names")),
        sa.UniqueConstraint("name", name=op.f("uq_names_name")),
        comment="every name of an entity or place and every source's words, once",
    )
    op.create_table(
        "publishers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("ownership", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_publishers")),
        comment="who publishes; country, ownership and language are set by the user",
    )
    op.create_table(
        "runs",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("coded", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("skipped", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_runs")),
    )
    op.create_table(
        "searches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False, comment="the options as JSON"),
        sa.Column("seen", NUMBER, nullable=False, comment="n of the last version that was looked at"),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_searches")),
    )
    op.create_table(
        "failures",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("run_n", NUMBER, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], name=op.f("fk_failures_run_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_failures")),
        comment="inputs that could not be read; `place` is the byte or character offset",
    )
    op.create_index(op.f("ix_failures_run_n"), "failures", ["run_n"], unique=False)
    op.create_table(
        "reports",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("run_n", NUMBER, nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["publisher"], ["publishers.name"], name=op.f("fk_reports_publisher")),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], name=op.f("fk_reports_run_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_reports")),
        sa.UniqueConstraint("id", name=op.f("uq_reports_id")),
    )
    op.create_index(op.f("ix_reports_published"), "reports", ["published"], unique=False)
    op.create_index(op.f("ix_reports_publisher"), "reports", ["publisher"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="statement, event, role or link"),
        sa.Column("target", sa.Text(), nullable=False, comment="key of the statement or event"),
        sa.Column("field", sa.Text(), nullable=False, comment="which value is judged; empty for the whole"),
        sa.Column("verdict", sa.Text(), nullable=False, comment="yes, no, unsure, corrected or undo"),
        sa.Column("value", sa.Text(), nullable=True, comment="the corrected value as JSON"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("undoes", sa.Text(), nullable=True, comment="id of the judgement that this one takes back"),
        sa.Column("report_n", NUMBER, nullable=False),
        sa.Column("version", sa.Text(), nullable=False, comment="id of the version that the person saw"),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_judgements_report_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_judgements")),
        sa.UniqueConstraint("id", name=op.f("uq_judgements_id")),
        comment="append-only: triggers refuse changes",
    )
    op.create_index("ix_judgements_target", "judgements", ["target", "field"], unique=False)
    op.create_table(
        "tombstones",
        sa.Column("report_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_tombstones_report_n")),
        sa.PrimaryKeyConstraint("report_n", name=op.f("pk_tombstones")),
        comment="withdrawn reports: kept, shown by no view and no search, never read again",
    )
    op.create_table(
        "versions",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("report_n", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=True),
        sa.Column("reader_version", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("run_n", NUMBER, nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False, comment="the record without its text: zlib over JSON"),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_versions_report_n")),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], name=op.f("fk_versions_run_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_versions")),
        sa.UniqueConstraint("id", name=op.f("uq_versions_id")),
        sa.UniqueConstraint("report_n", "number", name=op.f("uq_versions_report_n_number")),
    )
    op.create_table(
        "entities",
        sa.Column("version_n", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_n", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("links", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["name_n"], ["names.n"], name=op.f("fk_entities_name_n")),
        sa.ForeignKeyConstraint(["version_n"], ["versions.n"], name=op.f("fk_entities_version_n")),
        sa.PrimaryKeyConstraint("version_n", "id", name=op.f("pk_entities")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entities_country", "entities", ["country", "sector"], unique=False)
    op.create_table(
        "events",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("version_n", NUMBER, nullable=False),
        sa.Column("report_n", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column(
            "day", sa.Text(), nullable=False, comment="the event's first day, else the day of publication, else empty"
        ),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("modes", sa.Text(), nullable=False),
        sa.Column("contexts", sa.Text(), nullable=False),
        sa.Column("cameo", sa.Text(), nullable=True),
        sa.Column("quad", sa.Text(), nullable=True),
        sa.Column("intensity", sa.Float(), nullable=True),
        sa.Column("polarity", sa.Text(), nullable=False),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("said_in", sa.Text(), nullable=True),
        sa.Column("voice_n", NUMBER, nullable=True, comment="who tells it; null where the publisher does"),
        sa.Column("voices", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False, comment="the sentence or so around the words"),
        sa.Column("time", sa.Text(), nullable=True),
        sa.Column("start_day", sa.Text(), nullable=True),
        sa.Column("end_day", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_events_report_n")),
        sa.ForeignKeyConstraint(["version_n"], ["versions.n"], name=op.f("fk_events_version_n")),
        sa.ForeignKeyConstraint(["voice_n"], ["names.n"], name=op.f("fk_events_voice_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_events")),
        sa.UniqueConstraint("version_n", "id", name=op.f("uq_events_version_n_id")),
    )
    op.create_index("ix_events_day", "events", ["current", "day", "n"], unique=False)
    op.create_index(op.f("ix_events_key"), "events", ["key"], unique=False)
    op.create_index("ix_events_report", "events", ["report_n", "current"], unique=False)
    op.create_index("ix_events_status", "events", ["current", "status", "day", "n"], unique=False)
    op.create_index("ix_events_type", "events", ["current", "type", "day", "n"], unique=False)
    op.create_index("ix_events_voice", "events", ["voice_n", "current", "day"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("version_n", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="entity or place"),
        sa.Column("of", sa.Text(), nullable=False, comment="id of the entity or place within the version"),
        sa.Column("start_char", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end_char", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["version_n"], ["versions.n"], name=op.f("fk_mentions_version_n")),
        sa.PrimaryKeyConstraint("version_n", "kind", "of", "start_char", "end_char", name=op.f("pk_mentions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "places",
        sa.Column("version_n", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_n", NUMBER, nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column(
            "x",
            sa.Float(),
            nullable=True,
            comment="x, y, z: the place on a sphere of radius one, so that nearness is a product",
        ),
        sa.Column("y", sa.Float(), nullable=True),
        sa.Column("z", sa.Float(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("admin1", sa.Text(), nullable=True),
        sa.Column("geonames", NUMBER, nullable=True),
        sa.Column("feature", sa.Text(), nullable=True),
        sa.Column("contested", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["name_n"], ["names.n"], name=op.f("fk_places_name_n")),
        sa.ForeignKeyConstraint(["version_n"], ["versions.n"], name=op.f("fk_places_version_n")),
        sa.PrimaryKeyConstraint("version_n", "id", name=op.f("pk_places")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_places_lat", "places", ["lat", "lon"], unique=False)
    op.create_index(op.f("ix_places_name_n"), "places", ["name_n"], unique=False)
    op.create_table(
        "sections",
        sa.Column("version_n", NUMBER, nullable=False),
        sa.Column("i", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start_char", sa.Integer(), nullable=False),
        sa.Column("end_char", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_n"], ["versions.n"], name=op.f("fk_sections_version_n")),
        sa.PrimaryKeyConstraint("version_n", "i", name=op.f("pk_sections")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statements",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("version_n", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("voice_n", NUMBER, nullable=True),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cue", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["version_n"], ["versions.n"], name=op.f("fk_statements_version_n")),
        sa.ForeignKeyConstraint(["voice_n"], ["names.n"], name=op.f("fk_statements_voice_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_statements")),
        sa.UniqueConstraint("version_n", "id", name=op.f("uq_statements_version_n_id")),
    )
    op.create_index(op.f("ix_statements_key"), "statements", ["key"], unique=False)
    op.create_index(op.f("ix_statements_voice_n"), "statements", ["voice_n"], unique=False)
    op.create_table(
        "casualties",
        sa.Column("event_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("i", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("low", NUMBER, nullable=True),
        sa.Column("high", NUMBER, nullable=True),
        sa.Column("best", NUMBER, nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["event_n"], ["events.n"], name=op.f("fk_casualties_event_n")),
        sa.PrimaryKeyConstraint("event_n", "i", name=op.f("pk_casualties")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roles",
        sa.Column("event_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False, comment="actor, recipient or place"),
        sa.Column("of", sa.Text(), nullable=False, comment="id of the entity or place within the version"),
        sa.Column("name_n", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["event_n"], ["events.n"], name=op.f("fk_roles_event_n")),
        sa.ForeignKeyConstraint(["name_n"], ["names.n"], name=op.f("fk_roles_name_n")),
        sa.PrimaryKeyConstraint("event_n", "role", "of", name=op.f("pk_roles")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_roles_name", "roles", ["name_n", "role", "event_n"], unique=False)
    op.create_table(
        "tags",
        sa.Column("event_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="mode or context"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_n"], ["events.n"], name=op.f("fk_tags_event_n")),
        sa.PrimaryKeyConstraint("event_n", "kind", "value", name=op.f("pk_tags")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tags_value", "tags", ["value", "kind", "event_n"], unique=False)

    for statement in first_views.made(op.get_bind().dialect.name):
        op.execute(sa.text(statement.replace(":", r"\:")))


def downgrade() -> None:
    """Take everything away."""
    for statement in first_views.unmade(op.get_bind().dialect.name):
        op.execute(statement)
    for table in TABLES:
        op.drop_table(table)
