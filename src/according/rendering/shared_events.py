"""The events that several reports of an incident share, in plain words for a terminal and a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from according.records import EventMention, Incident, SharedEvent
from according.rendering.harmless import one_line
from according.rendering.matrix import Source, counted

_TRIGGERS = 5  # different words that a line quotes
_NAMES = 3  # that it gives for those who told it first, or otherwise


@dataclass(frozen=True, slots=True)
class EventLine:
    """One shared event: its type and day, the words that name it, who tells it, who told it first, who differs."""

    heading: str
    words: tuple[str, ...]
    told: str
    first: str
    otherwise: tuple[str, ...]
    mentions: tuple[tuple[str, str, str], ...]  # voice, status, sentence
    inside: bool
    why: str


def event_lines(incident: Incident, sources: Mapping[str, Source] | None = None) -> tuple[EventLine, ...]:
    """The incident's shared events; none where nobody asked for them."""
    return tuple(_line(event, sources or {}) for event in incident.shared_events or ())


def _line(event: SharedEvent, sources: Mapping[str, Source]) -> EventLine:
    days = " to ".join(dict.fromkeys(day for day in (event.start, event.end) if day))
    triggers = Counter(one_line(m.trigger.text).casefold() for m in event.mentions)
    voices = counted(event.independent, "independent voice")
    return EventLine(
        heading=one_line(" ".join(part for part in (event.type, days) if part)),
        words=tuple(words for words, _ in triggers.most_common(_TRIGGERS)),
        told=f"{counted(len(event.reports), 'report')}, {voices}",
        first=_some(_named(report, sources) for report in event.first),
        otherwise=tuple(_otherwise(event.mentions)),
        mentions=tuple((_voice(m), one_line(m.status), one_line(m.words.text)) for m in event.mentions),
        inside=event.inside,
        why=one_line("; ".join(event.why)),
    )


def _otherwise(mentions: Iterable[EventMention]) -> Iterable[str]:
    """Who says something else than that it happened: "denied by the army"."""
    by: dict[str, list[str]] = {}
    for m in mentions:
        if m.status != "happened":
            by.setdefault(one_line(m.status), []).append(one_line(m.voice[-1] if m.voice else m.report))
    return (f"{status}: {_some(voices)}" for status, voices in by.items())


def _some(names: Iterable[str]) -> str:
    """The first few names, each once, and how many more there are."""
    every = list(dict.fromkeys(names))
    more = [f"{len(every) - _NAMES} more"] if len(every) > _NAMES else []
    return ", ".join((*every[:_NAMES], *more))


def _named(report: str, sources: Mapping[str, Source]) -> str:
    """The report's publisher and day, else its id."""
    source = sources.get(report)
    if source is None or not source.publisher:
        return one_line(report)
    return one_line(f"{source.publisher} ({source.published})" if source.published else source.publisher)


def _voice(mention: EventMention) -> str:
    return one_line(" < ".join(mention.voice))
