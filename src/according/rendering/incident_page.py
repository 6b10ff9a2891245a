"""Incidents as one self-contained HTML page: the matrix of accounts, every cell with its words, the findings below.

As in `page`: nothing from outside, no script, everything that a report brings is escaped, anchors are our own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence

from according.records import Incident
from according.rendering.harmless import one_line
from according.rendering.matrix import KINDS, SIGNS, Matrix, Source, folded, matrix
from according.rendering.page import policy, template, web_address
from according.rendering.shared_events import EventLine, event_lines

#: What the signs beside a cell mean.
_LEGEND = tuple((kind, sign, KINDS[kind]) for kind, sign in SIGNS.items())


def render_incidents(
    incidents: Sequence[Incident], sources: Mapping[str, Source] | None = None, *, title: str | None = None
) -> str:
    """All incidents as one HTML document, with an index where there are several."""
    shown = [matrix(incident, sources) for incident in incidents]
    heading = title or (_heading(shown[0]) if len(shown) == 1 else f"{len(shown)} incidents")
    return template("incidents.html.jinja").render(
        title=one_line(heading),
        shown=_anchored(shown, "i"),
        events=_events(sources),
        fold=folded,
        signs=_LEGEND,
        address=web_address,
        csp=policy("incidents.css"),
    )


def render_incident(incident: Incident, sources: Mapping[str, Source] | None = None) -> str:
    """One incident as a piece of HTML for a notebook; its anchors do not clash with those of other incidents."""
    key = "i" + hashlib.sha256(json.dumps(incident.to_dict()).encode()).hexdigest()[:10]
    shown = _anchored([matrix(incident, sources)], key)
    return template("incident_fragment.html.jinja").render(
        shown=shown, events=_events(sources), fold=folded, signs=_LEGEND, address=web_address
    )


def _anchored(shown: Sequence[Matrix], key: str) -> list[tuple[str, str, Matrix]]:
    return [(f"{key}{i}", _heading(m), m) for i, m in enumerate(shown, 1)]


def _events(sources: Mapping[str, Source] | None) -> Callable[[Incident], tuple[EventLine, ...]]:
    return lambda incident: event_lines(incident, sources)


def _heading(shown: Matrix) -> str:
    return one_line(shown.incident.what) or shown.incident.id
