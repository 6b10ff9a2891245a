"""What the first step makes beside the tables, in the words of each database: views, full-text indexes, triggers."""

from __future__ import annotations

from collections.abc import Collection, Iterator

_FROZEN = ("judgements", "audit")
VIEWS = ("ledger_lines", "said", "harm", "standing_judgements")
# What PostgreSQL can index of one text: a text vector holds at most one megabyte.
POSTGRES_WORDS = "to_tsvector('english', coalesce(title, '') || ' ' || left(text, 200000))"


def made(dialect: str) -> Iterator[str]:
    """The statements that make them."""
    # Only the beginning is indexed: PostgreSQL refuses index entries of more than 2,700 bytes.
    for column in ("name", "url"):
        yield f"CREATE INDEX ix_reports_{column} ON reports (substr({column}, 1, 200))"
    yield from _sqlite() if dialect == "sqlite" else _postgres()
    yield from _views("group_concat" if dialect == "sqlite" else "string_agg")


def views(dialect: str, names: Collection[str]) -> Iterator[str]:
    """The statements that make those views as this step had them."""
    for statement in _views("group_concat" if dialect == "sqlite" else "string_agg"):
        if statement.split()[2] in names:
            yield statement


def unmade(dialect: str) -> Iterator[str]:
    """The statements that take them away, before the tables go."""
    for view in reversed(VIEWS):
        yield f"DROP VIEW {view}"
    if dialect == "sqlite":
        yield "DROP TABLE report_words"
        yield "DROP TABLE name_words"
    else:
        for table in _FROZEN:
            yield f"DROP TRIGGER {table}_frozen ON {table}"
        yield "DROP FUNCTION ledger_frozen"


def _sqlite() -> Iterator[str]:
    yield (
        "CREATE VIRTUAL TABLE report_words USING fts5(title, text, content='reports', content_rowid='n', "
        "tokenize='porter unicode61 remove_diacritics 2')"
    )
    yield (
        "CREATE TRIGGER report_words_insert AFTER INSERT ON reports BEGIN "
        "INSERT INTO report_words(rowid, title, text) VALUES (new.n, new.title, new.text); END"
    )
    yield (
        "CREATE TRIGGER report_words_update AFTER UPDATE OF title, text ON reports "
        "WHEN old.title IS NOT new.title OR old.text IS NOT new.text BEGIN "
        "INSERT INTO report_words(report_words, rowid, title, text) VALUES ('delete', old.n, old.title, old.text); "
        "INSERT INTO report_words(rowid, title, text) VALUES (new.n, new.title, new.text); END"
    )
    yield (
        "CREATE VIRTUAL TABLE name_words USING fts5(folded, content='names', content_rowid='n', tokenize='unicode61')"
    )
    yield (
        "CREATE TRIGGER name_words_insert AFTER INSERT ON names BEGIN "
        "INSERT INTO name_words(rowid, folded) VALUES (new.n, new.folded); END"
    )
    for table in _FROZEN:
        for act in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_frozen_{act.lower()} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, 'the table {table} is append-only'); END"
            )


def _postgres() -> Iterator[str]:
    yield f"CREATE INDEX report_words ON reports USING gin ({POSTGRES_WORDS})"
    yield "CREATE INDEX name_words ON names USING gin (to_tsvector('simple', folded))"
    yield (
        "CREATE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME; END $$"
    )
    for table in _FROZEN:
        yield (
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "EXECUTE FUNCTION ledger_frozen()"
        )


def _views(gather: str) -> Iterator[str]:
    def of(role: str) -> str:
        return (
            f"(SELECT {gather}(m.name, '; ') FROM roles o JOIN names m ON m.n = o.name_n "
            f"WHERE o.event_n = e.n AND o.role = '{role}')"
        )

    yield f"""CREATE VIEW ledger_lines AS
        SELECT e.n AS event_n, e.key AS event, e.id AS event_id, r.id AS report, r.name AS report_name, r.title,
            r.publisher, p.country AS publisher_country, p.ownership AS publisher_ownership, r.published, r.url,
            e.voices, w.name AS voice, e.type, e.modes, e.contexts, e.cameo, e.quad, e.intensity, e.status,
            e.polarity, e.modality, {of("actor")} AS who, {of("recipient")} AS whom, {of("place")} AS places,
            e.time, e.start_day, e.end_day, e.day, e.words, e.passage, e.confidence, v.number AS version, v.reader,
            v.reader_version, v.model
        FROM events e JOIN reports r ON r.n = e.report_n JOIN versions v ON v.n = e.version_n
        LEFT JOIN publishers p ON p.name = r.publisher LEFT JOIN names w ON w.n = e.voice_n
        WHERE e.current"""
    yield """CREATE VIEW said AS
        SELECT s.n AS statement_n, s.key AS statement, s.id AS statement_id, r.id AS report, r.name AS report_name,
            r.publisher, r.published, r.url, w.name AS voice, x.country AS voice_country, x.sector AS voice_sector,
            s.kind, s.within, s.source, s.cue, s.content, s.confidence, v.number AS version
        FROM statements s JOIN versions v ON v.n = s.version_n JOIN reports r ON r.n = v.report_n
        LEFT JOIN names w ON w.n = s.voice_n
        LEFT JOIN entities x ON x.version_n = s.version_n AND x.id = s.speaker
        WHERE s.current"""
    yield """CREATE VIEW harm AS
        SELECT l.event_n, l.event, l.report, l.publisher, l.published, l.voices, l.voice, l.type, l.status, l.who,
            l.whom, l.places, l.day, c.kind, c.low, c.high, c.best, c.who AS harmed, c.words, l.passage
        FROM casualties c JOIN ledger_lines l ON l.event_n = c.event_n"""
    yield """CREATE VIEW standing_judgements AS
        SELECT j.id, j.at, j.who, j.kind, j.target, j.field, j.verdict, j.value, j.note, r.id AS report, j.version
        FROM judgements j JOIN reports r ON r.n = j.report_n
        WHERE j.verdict <> 'undo' AND NOT EXISTS (SELECT 1 FROM judgements u WHERE u.undoes = j.id)"""
