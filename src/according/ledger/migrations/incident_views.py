"""The views of linking."""

from __future__ import annotations

from collections.abc import Iterator

VIEWS = ("compared_incidents", "incident_accounts", "incident_findings", "incident_lines", "report_copies")


def made() -> Iterator[str]:
    """The statements that make them, the same for both databases."""
    yield """CREATE VIEW compared_incidents AS
        SELECT id AS incident, type, what, day, end_day, country, places, reports, origins, accounts, contradictions
        FROM incidents WHERE whole IS NOT NULL"""
    yield """CREATE VIEW incident_accounts AS
        SELECT i.id AS incident, a.id AS account, r.id AS report, r.name AS report_name, r.title, r.publisher,
            p.country AS publisher_country, p.ownership AS publisher_ownership, r.published, r.url, k.family AS origin,
            a.voices, a.voice, a.type, a.whether, a.who, a.whom, a.places, a.time, a.day, a.end_day, a.weapons,
            a.killed_low, a.killed_high, a.injured_low, a.injured_high, a.words
        FROM accounts a JOIN incidents i ON i.n = a.incident_n JOIN reports r ON r.n = a.report_n
        LEFT JOIN publishers p ON p.name = r.publisher LEFT JOIN linked k ON k.report_n = a.report_n"""
    yield """CREATE VIEW incident_findings AS
        SELECT i.id AS incident, i.type, i.what, i.day, f.kind, f.field, f.accounts, f.why, f.soft, f.independent
        FROM findings f JOIN incidents i ON i.n = f.incident_n"""
    yield """CREATE VIEW incident_lines AS
        SELECT i.id AS incident, e.key AS event, r.id AS report, e.n AS event_n
        FROM told d JOIN tellings t ON t.n = d.telling_n JOIN incidents i ON i.n = t.incident_n
        JOIN events e ON e.n = d.event_n JOIN reports r ON r.n = t.report_n"""
    yield """CREATE VIEW report_copies AS
        SELECT a.id AS report, a.publisher, a.published, b.id AS other, b.publisher AS other_publisher,
            b.published AS other_published, s.id AS source, c.share
        FROM copies c JOIN reports a ON a.n = c.report_n JOIN reports b ON b.n = c.other_n
        LEFT JOIN reports s ON s.n = c.source_n"""


def unmade() -> Iterator[str]:
    """The statements that take them away."""
    for view in reversed(VIEWS):
        yield f"DROP VIEW {view}"
