"""The tables of a ledger, the same on SQLite and PostgreSQL.

Every coding of a report is a *version*: its whole record is kept, and beside it the record taken apart into rows that
can be searched. Numbers `n` are the store's own; what others may hold on to are the columns `id` and `key`, which come
from the content (see `ids`). Machine values stand in the tables of a version, human values in `judgements` only.
What changes here needs a new migration in `migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite's own row number is declared INTEGER


def _n() -> Column[int]:
    return Column("n", Number, primary_key=True, autoincrement=False)


def _version(*, key: bool) -> Column[int]:
    return Column("version_n", Number, ForeignKey("versions.n"), primary_key=key, nullable=False)


publishers = Table(
    "publishers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("country", Text),
    Column("ownership", Text),
    Column("language", Text),
    comment="who publishes; country, ownership and language are set by the user",
)

runs = Table(
    "runs",
    metadata,
    _n(),
    Column("verb", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("ended", Text),
    Column("coded", Integer, nullable=False, server_default=text("0")),
    Column("skipped", Integer, nullable=False, server_default=text("0")),
    Column("failed", Integer, nullable=False, server_default=text("0")),
    Column("software", Text, nullable=False),
)

failures = Table(
    "failures",
    metadata,
    _n(),
    Column("run_n", Number, ForeignKey("runs.n"), nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("input", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("place", Integer),
    comment="inputs that could not be read; `place` is the byte or character offset",
)

reports = Table(
    "reports",
    metadata,
    _n(),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("title", Text),
    Column("publisher", Text, ForeignKey("publishers.name"), index=True),
    Column("authors", Text, nullable=False),
    Column("published", Text, index=True),
    Column("language", Text),
    Column("url", Text),
    Column("words", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("added", Text, nullable=False),
    Column("run_n", Number, ForeignKey("runs.n")),
    Column("withdrawn", Boolean, nullable=False, server_default=text("false")),
)

versions = Table(
    "versions",
    metadata,
    _n(),
    Column("id", Text, nullable=False, unique=True),
    Column("report_n", Number, ForeignKey("reports.n"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("reader", Text),
    Column("reader_version", Text),
    Column("model", Text),
    Column("added", Text, nullable=False),
    Column("run_n", Number, ForeignKey("runs.n")),
    Column("record", LargeBinary, nullable=False, comment="the record without its text: zlib over JSON"),
    UniqueConstraint("report_n", "number"),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("report_n", Number, ForeignKey("reports.n"), primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    comment="withdrawn reports: kept, shown by no view and no search, never read again",
)

sections = Table(
    "sections",
    metadata,
    _version(key=True),
    Column("i", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("start_char", Integer, nullable=False),
    Column("end_char", Integer, nullable=False),
    sqlite_with_rowid=False,
)

names = Table(
    "names",
    metadata,
    _n(),
    Column("name", Text, nullable=False, unique=True),
    Column("folded", Text, nullable=False, comment="its words without case and marks: what is searched"),
    comment="every name of an entity or place and every source's words, once",
)

entities = Table(
    "entities",
    metadata,
    _version(key=True),
    Column("id", Text, primary_key=True),
    Column("name_n", Number, ForeignKey("names.n"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text),
    Column("sector", Text),
    Column("office", Text),
    Column("links", Text, nullable=False),
    Index("ix_entities_country", "country", "sector"),
    sqlite_with_rowid=False,
)

places = Table(
    "places",
    metadata,
    _version(key=True),
    Column("id", Text, primary_key=True),
    Column("name_n", Number, ForeignKey("names.n"), nullable=False, index=True),
    Column("lat", Float),
    Column("lon", Float),
    Column("x", Float, comment="x, y, z: the place on a sphere of radius one, so that nearness is a product"),
    Column("y", Float),
    Column("z", Float),
    Column("country", Text),
    Column("admin1", Text),
    Column("geonames", Number),
    Column("feature", Text),
    Column("contested", Boolean),
    Index("ix_places_lat", "lat", "lon"),
    sqlite_with_rowid=False,
)

mentions = Table(
    "mentions",
    metadata,
    _version(key=True),
    Column("kind", Text, primary_key=True, comment="entity or place"),
    Column("of", Text, primary_key=True, comment="id of the entity or place within the version"),
    Column("start_char", Integer, primary_key=True, autoincrement=False),
    Column("end_char", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

statements = Table(
    "statements",
    metadata,
    _n(),
    _version(key=False),
    Column("id", Text, nullable=False),
    Column("key", Text, nullable=False, index=True),
    Column("current", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("speaker", Text),
    Column("voice_n", Number, ForeignKey("names.n"), index=True),
    Column("within", Text),
    Column("source", Text, nullable=False),
    Column("cue", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("confidence", Float),
    UniqueConstraint("version_n", "id"),
)

events = Table(
    "events",
    metadata,
    _n(),
    _version(key=False),
    Column("report_n", Number, ForeignKey("reports.n"), nullable=False),
    Column("id", Text, nullable=False),
    Column("key", Text, nullable=False, index=True),
    Column("current", Boolean, nullable=False),
    Column("type", Text, nullable=False),
    Column("modes", Text, nullable=False),
    Column("contexts", Text, nullable=False),
    Column("cameo", Text),
    Column("quad", Text),
    Column("intensity", Float),
    Column("polarity", Text, nullable=False),
    Column("modality", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("said_in", Text),
    Column("voice_n", Number, ForeignKey("names.n"), comment="who tells it; null where the publisher does"),
    Column("voices", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("passage", Text, nullable=False, comment="the sentence or so around the words"),
    Column("time", Text),
    Column("day", Text, comment="the event's own first day; null where it is unknown"),
    Column("end_day", Text, comment="the event's own last day; null where it is unknown"),
    Column(
        "sort_day",
        Text,
        nullable=False,
        comment="where the line stands among others: its own day, else its report's, else empty; it dates no event",
    ),
    Column("confidence", Float),
    UniqueConstraint("version_n", "id"),
    Index("ix_events_day", "current", "sort_day", "n"),
    Index("ix_events_type", "current", "type", "sort_day", "n"),
    Index("ix_events_status", "current", "status", "sort_day", "n"),
    Index("ix_events_voice", "voice_n", "current", "sort_day"),
    Index("ix_events_end_day", "current", "end_day", "day", "sort_day"),
    Index("ix_events_report", "report_n", "current"),
)

roles = Table(
    "roles",
    metadata,
    Column("event_n", Number, ForeignKey("events.n"), primary_key=True, autoincrement=False),
    Column("role", Text, primary_key=True, comment="actor, recipient or place"),
    Column("of", Text, primary_key=True, comment="id of the entity or place within the version"),
    Column("name_n", Number, ForeignKey("names.n"), nullable=False),
    Index("ix_roles_name", "name_n", "role", "event_n"),
    sqlite_with_rowid=False,
)

tags = Table(
    "tags",
    metadata,
    Column("event_n", Number, ForeignKey("events.n"), primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True, comment="mode or context"),
    Column("value", Text, primary_key=True),
    Index("ix_tags_value", "value", "kind", "event_n"),
    sqlite_with_rowid=False,
)

casualties = Table(
    "casualties",
    metadata,
    Column("event_n", Number, ForeignKey("events.n"), primary_key=True, autoincrement=False),
    Column("i", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("low", Number),
    Column("high", Number),
    Column("best", Number),
    Column("who", Text),
    Column("words", Text),
    sqlite_with_rowid=False,
)

judgements = Table(
    "judgements",
    metadata,
    _n(),
    Column("id", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="statement, event, role or link"),
    Column("target", Text, nullable=False, comment="key of the statement or event"),
    Column("field", Text, nullable=False, comment="which value is judged; empty for the whole"),
    Column("verdict", Text, nullable=False, comment="yes, no, unsure, corrected or undo"),
    Column("value", Text, comment="the corrected value as JSON"),
    Column("note", Text),
    Column("undoes", Text, comment="id of the judgement that this one takes back"),
    Column("report_n", Number, ForeignKey("reports.n"), nullable=False),
    Column("version", Text, nullable=False, comment="id of the version that the person saw"),
    Index("ix_judgements_target", "target", "field"),
    comment="append-only: triggers refuse changes",
)

searches = Table(
    "searches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("query", Text, nullable=False, comment="the options as JSON"),
    Column("seen", Number, nullable=False, comment="n of the last version that was looked at"),
    Column("at", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    _n(),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False, comment="JSON"),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    comment="append-only chain: each hash covers the row and the hash before it",
)

# What a ledger is; everything else is taken out of the records and can be made again.
BASE = (publishers, runs, failures, reports, versions, tombstones, judgements, searches, audit)
DERIVED = (names, sections, entities, places, mentions, statements, events, roles, tags, casualties)
