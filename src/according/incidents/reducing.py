"""A record -> its tellings: every passage that tells an event, with what reports can be compared by.

A passage is a sentence that holds a trigger. Passages that the reader took for one happening stay apart here, because
in-report coreference is the less certain of the two: `clustering` joins them by the score that
joins those of other reports.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from according.incidents import meanings, senses
from according.incidents.sentences import Sentences
from according.incidents.tellings import Telling
from according.incidents.terms import terms, tokens
from according.records import Event, Place, Record, SectionKind, Span

_NO_TELLING = frozenset({SectionKind.DATELINE, SectionKind.BYLINE, SectionKind.CREDIT, SectionKind.BOILERPLATE})
_TERMS_KEPT = 40
_AROUND_KEPT = 60
_WORDS_KEPT = 240
_HEADS_KEPT = 6
_WIDE = ("PCL", "CONT", "RGN")


def tell(record: Record, *, vectors: senses.Vectors | None = None) -> list[Telling]:
    """The tellings of a record in the order of the text; their ids come from their words and events.

    `vectors` asks the reader's encoder for what the passages mean; without it they are compared by all else. Raises
    ModelError where the encoder's weights are missing or damaged.
    """
    text = record.report.text
    sentences = Sentences(text)
    skipped = [s.span for s in record.report.sections if s.kind in _NO_TELLING]
    told: dict[int, list[Event]] = {}
    for event in record.events:
        if event.modality == "generic":
            continue
        for trigger in event.triggers:
            if not any(s.contains(trigger) for s in skipped):
                at = told.setdefault(sentences.index(trigger.start), [])
                if event not in at:
                    at.append(event)
    named: dict[int, list[Place]] = {}
    for place in record.places:
        if not _wide(place):
            for mention in place.mentions:
                named.setdefault(sentences.index(mention.start), []).append(place)
    before: tuple[str, ...] = ()
    out: list[Telling] = []
    published = _day(record.report.published)
    for k in range(len(sentences)):
        places = named.get(k, [])
        keys = _places(places)
        if k in told:
            span = sentences.span(k)
            start = _after(skipped, span.start)
            around = (max(0, k - 1), min(len(sentences) - 1, k + 1))
            events = told[k]
            first, last = _days(events)
            out.append(
                Telling(
                    id=f"t{k}",
                    report=record.report.id,
                    events=tuple(e.id for e in events),
                    types=_types(events),
                    heads=_heads(events, span),
                    start=first,
                    end=last,
                    published=published,
                    places=keys,
                    regions=tuple(sorted({f"{p.country}/{p.admin1}" for p in places if p.admin1})),
                    before=() if keys else before,
                    names=tuple(sorted({rough(t) for t in _names(text[start : span.end])} - {""})),
                    actors=_parties(record, (i for e in events for i in e.actors)),
                    recipients=_parties(record, (i for e in events for i in e.recipients)),
                    figures=tuple(sorted({f"{c.kind} {c.low}-{c.high}" for e in events for c in e.casualties})),
                    terms=_unit(terms(text[start : span.end]), _TERMS_KEPT),
                    around=_unit(
                        terms(text[_after(skipped, sentences.span(around[0]).start) : sentences.span(around[1]).end]),
                        _AROUND_KEPT,
                    ),
                    at=round(k / len(sentences), 3),
                    what=" ".join(text[start : span.end].split())[:_WORDS_KEPT],
                )
            )
        before = keys or before
    return out if vectors is None else _with_senses(out, record, vectors)


def ranges(record: Record, tellings: Sequence[Telling]) -> tuple[list[tuple[int, int]], list[list[tuple[int, int]]]]:
    """Where the record's tellings stand in its text, and where the triggers of each: character ranges."""
    sentences = Sentences(record.report.text)
    spans = [sentences.span(int(t.id[1:])) for t in tellings]
    triggers: dict[int, list[tuple[int, int]]] = {}
    for event in record.events:
        if event.modality != "generic":
            for t in event.triggers:
                triggers.setdefault(sentences.index(t.start), []).append((t.start, t.end))
    return [(span.start, span.end) for span in spans], [triggers[int(t.id[1:])] for t in tellings]


def _with_senses(tellings: list[Telling], record: Record, vectors: senses.Vectors) -> list[Telling]:
    found = senses.senses(record.report.text, *ranges(record, tellings), vectors)
    return [replace(telling, sense=sense) for telling, sense in zip(tellings, found, strict=True)]


def passages(text: str, ids: Iterable[str]) -> list[Span]:
    """Where the tellings of these ids stand in their report's text, in the order of the text."""
    sentences = Sentences(text)
    return [sentences.span(k) for k in sorted({int(i[1:]) for i in ids}) if k < len(sentences)]


@lru_cache(maxsize=50_000)
def rough(name: str) -> str:
    """One key for the ways in which a foreign name is spelt: "Sheikhoun", "Shaykhun" and "Shaykhoun" -> "sxn"."""
    word = re.sub(r"^(?:al|el|an|ad|as|ash|ar)[-’']", "", name.casefold())
    for spelt, sound in (("sh", "š"), ("ch", "č"), ("kh", "x"), ("ph", "f"), ("gh", "g"), ("q", "k"), ("ck", "k")):
        word = word.replace(spelt, sound)
    word = re.sub(r"[aeiouyhw'’-]", "", word)
    word = re.sub(r"(.)\1+", r"\1", word)
    return word if len(word) > 1 else ""


def _names(passage: str) -> Iterable[str]:
    return (passage[t.start : t.end] for t in tokens(passage) if passage[t.start].isupper() and t.end - t.start > 3)


def _wide(place: Place) -> bool:
    """Countries and continents tell no happening from another."""
    return bool(place.feature and place.feature.startswith(_WIDE))


def _places(places: Iterable[Place]) -> tuple[str, ...]:
    keys = []
    for place in places:
        if place.geonames:
            keys.append(f"{'r' if (place.feature or '').startswith('ADM') else 'g'}{place.geonames}")
        else:
            words = sorted({rough(w) for w in re.findall(r"[^\W\d_][\w’'-]+", place.name) if w[0].isupper()} - {""})
            keys.extend([f"n{' '.join(words)}"] if words else [])
    return tuple(dict.fromkeys(keys))


def _types(events: Iterable[Event]) -> dict[str, float]:
    """How much of each type a passage has, length one."""
    sums: dict[str, float] = {}
    for e in events:
        sums[e.type] = sums.get(e.type, 0.0) + (e.confidence if e.confidence is not None else 0.5)
    length = math.sqrt(sum(v * v for v in sums.values())) or 1.0
    return {k: round(v / length, 3) for k, v in sums.items()}


def _heads(events: Iterable[Event], span: Span) -> tuple[str, ...]:
    """The word of each trigger that carries its meaning: "took" of "took over", "strikes" of "air strikes"."""
    heads = []
    for trigger in (t for e in events for t in e.triggers if span.start <= t.start < span.end):
        words = trigger.text.casefold().split()
        heads.append(words[0] if len(words) == 1 or meanings.verb(words[0]) is not None else words[-1])
    return tuple(dict.fromkeys(heads))[:_HEADS_KEPT]


def _days(events: Iterable[Event]) -> tuple[int | None, int | None]:
    """The narrowest time that any of the events has."""
    best: tuple[int, int] | None = None
    for e in events:
        if e.time is None or e.time.start is None:
            continue
        first, last = _day(e.time.start), _day(e.time.end or e.time.start)
        if first is not None and last is not None and (best is None or last - first < best[1] - best[0]):
            best = (first, last)
    return best or (None, None)


def _day(iso: str | None) -> int | None:
    try:
        return date.fromisoformat(iso[:10]).toordinal() if iso else None
    except ValueError:
        return None


def _parties(record: Record, ids: Iterable[str]) -> tuple[str, ...]:
    """Whose side acts: country and sector where they are known, else the name's words."""
    keys = []
    for entity_id in ids:
        entity = record.entity(entity_id)
        if entity is None:
            continue
        known = f"{entity.country or ''}:{entity.sector or ''}"
        words = entity.name.split()
        if len(known) > 1 or words:
            keys.append(known if len(known) > 1 else rough(words[-1]))
    return tuple(sorted(set(keys)))


def _unit(weights: Mapping[str, float], most: int) -> dict[str, float]:
    """The heaviest terms, scaled to length one."""
    kept = sorted(weights.items(), key=lambda kv: (-kv[1], kv[0]))[:most]
    length = math.sqrt(sum(w * w for _, w in kept)) or 1.0
    return {k: round(w / length, 4) for k, w in kept}


def _after(skipped: Iterable[Span], start: int) -> int:
    """Where a passage begins once the date line in front of it is left out."""
    for span in skipped:
        if span.start <= start < span.end:
            return span.end
    return start
