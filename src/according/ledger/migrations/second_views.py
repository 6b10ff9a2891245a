"""The views of the second step: an event's own days beside the day of the report, none in the place of the other."""

from __future__ import annotations

from collections.abc import Iterator

VIEWS = ("ledger_lines", "harm")


def made(dialect: str) -> Iterator[str]:
    """The statements that make the views anew."""
    gather = "group_concat" if dialect == "sqlite" else "string_agg"

    def of(role: str) -> str:
        return (
            f"(SELECT {gather}(m.name, '; ') FROM roles o JOIN names m ON m.n = o.name_n "
            f"WHERE o.event_n = e.n AND o.role = '{role}')"
        )

    yield f"""CREATE VIEW ledger_lines AS
        SELECT e.n AS event_n, e.key AS event, e.id AS event_id, r.id AS report, r.name AS report_name, r.title,
            r.publisher, p.country AS publisher_country, p.ownership AS publisher_ownership, r.published,
            substr(r.published, 1, 10) AS published_day, r.url, e.voices, w.name AS voice, e.type, e.modes, e.contexts,
            e.cameo, e.quad, e.intensity, e.status, e.polarity, e.modality, {of("actor")} AS who,
            {of("recipient")} AS whom, {of("place")} AS places, e.time, e.day, e.end_day, e.words, e.passage,
            e.confidence, v.number AS version, v.reader, v.reader_version, v.model
        FROM events e JOIN reports r ON r.n = e.report_n JOIN versions v ON v.n = e.version_n
        LEFT JOIN publishers p ON p.name = r.publisher LEFT JOIN names w ON w.n = e.voice_n
        WHERE e.current"""
    yield """CREATE VIEW harm AS
        SELECT l.event_n, l.event, l.report, l.publisher, l.published, l.published_day, l.voices, l.voice, l.type,
            l.status, l.who, l.whom, l.places, l.time, l.day, l.end_day, c.kind, c.low, c.high, c.best,
            c.who AS harmed, c.words, l.passage
        FROM casualties c JOIN ledger_lines l ON l.event_n = c.event_n"""


def unmade() -> Iterator[str]:
    """The statements that take the views away, whichever step made them."""
    for view in reversed(VIEWS):
        yield f"DROP VIEW {view}"
