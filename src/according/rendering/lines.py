"""Ledger lines: each event of a record as one row of plain words, with its voice and its status.

One row answers: who says that who did what to whom, where, when, and with what status.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from according import codebook
from according.records import Casualties, Event, Record, Span, Statement

UNNAMED_PUBLISHER = "the publisher"
UNNAMED_SOURCE = "unnamed source"

# Status in one word, from polarity and modality (codebook, section 3). "possible" and not "feared" for the
# hypothetical: the same modality covers a hoped-for agreement.
_STATUS = {
    ("positive", "actual"): "happened",
    ("positive", "future"): "planned",
    ("positive", "conditional"): "conditional",
    ("positive", "requested"): "demanded",
    ("positive", "hypothetical"): "possible",
    ("positive", "generic"): "habitual",
    ("negative", "actual"): "denied",
    ("negative", "future"): "ruled out",
    ("negative", "conditional"): "conditionally not",
    ("negative", "requested"): "told not to",
    ("negative", "hypothetical"): "possibly not",
    ("negative", "generic"): "never",
}
STATUS_WORDS = (*_STATUS.values(), "did not happen")


@dataclass(frozen=True, slots=True)
class Voice:
    """One link of a voice chain; `statement` is None for the publisher, who is always the outermost voice."""

    name: str
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words. `voices` runs from the publisher inward; empty values are empty, never guessed."""

    event: Event
    voices: tuple[Voice, ...]
    what: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    status: str
    figures: tuple[str, ...]
    places: tuple[str, ...]
    time: str
    words: str

    @property
    def said(self) -> str:
        """The voice chain as one string: "the publisher < Aliyev"."""
        return " < ".join(voice.name for voice in self.voices)

    @property
    def whom(self) -> str:
        """Actors and recipients as one string: "Armenia -> civilians"; a missing side is a question mark."""
        if not self.actors and not self.recipients:
            return ""
        done_by = ", ".join(self.actors) or "?"
        return f"{done_by} → {', '.join(self.recipients)}" if self.recipients else done_by

    @property
    def confidence(self) -> str:
        """The calibrated probability with two digits, or nothing."""
        return "" if self.event.confidence is None else f"{self.event.confidence:.2f}"


def status(event: Event) -> str:
    """The event's status in one or two words.

    What did not happen is "denied" inside somebody's statement; in the publisher's own voice it "did not happen".
    """
    if event.polarity == "negative" and event.modality == "actual" and event.said_in is None:
        return "did not happen"
    return _STATUS[event.polarity, event.modality]


def quad(event: Event) -> str | None:
    """The event's quad category: its own, else that of its type in the codebook; None for an unknown type."""
    found = codebook.types().get(event.type)
    return event.quad or (found.quad if found is not None else None)


def figure(casualties: Casualties) -> str:
    """A figure in words: "6 killed", "at least 6 killed", "up to 30 injured", "10 to 15 killed (soldiers)"."""
    low, high, best = casualties.low, casualties.high, casualties.best
    if low is not None and high is not None:
        number = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    elif low is not None:
        number = f"at least {low:,}"
    elif high is not None:
        number = f"up to {high:,}"
    elif best is not None:
        number = f"about {best:,}"
    else:
        number = "some"
    who = f" ({casualties.who})" if casualties.who else ""
    return f"{number} {casualties.kind}{who}"


def voice_name(record: Record, statement: Statement) -> str:
    """Who speaks: the entity's name, else the words of the source, else "unnamed source"."""
    speaker = record.entity(statement.speaker)
    return speaker.name if speaker is not None else joined(statement.source) or UNNAMED_SOURCE


def voice_chain(record: Record, said_in: str | None) -> tuple[Voice, ...]:
    """The voices from the publisher inward to the one that tells the event."""
    publisher = Voice(record.report.publisher or UNNAMED_PUBLISHER)
    inward = reversed(record.voices(said_in))
    return (publisher, *(Voice(voice_name(record, s), s) for s in inward))


def joined(spans: Iterable[Span]) -> str:
    """The words of several spans on one line, with an ellipsis where text is left out between them."""
    return " … ".join(" ".join(span.text.split()) for span in spans)


def ledger_lines(record: Record) -> list[Line]:
    """Every event of the record as a ledger line, in the order of its first trigger in the text."""
    entities = {entity.id: entity.name for entity in record.entities}
    places = {place.id: place.name for place in record.places}
    in_order = sorted(record.events, key=lambda e: min((s.start for s in e.triggers), default=len(record.report.text)))
    return [
        Line(
            event=event,
            voices=voice_chain(record, event.said_in),
            what=":".join((event.type, *event.modes)),
            actors=tuple(entities.get(i, i) for i in event.actors),
            recipients=tuple(entities.get(i, i) for i in event.recipients),
            status=status(event),
            figures=tuple(figure(c) for c in event.casualties),
            places=tuple(places.get(i, i) for i in event.places),
            time=event.time.value if event.time is not None else "",
            words=joined(event.triggers),
        )
        for event in in_order
    ]
