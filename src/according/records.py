"""The nouns of the record format: one coded report and everything in it, frozen, every value pointing at words.

All spans are `[start, end)` character offsets (Unicode code points) into `Report.text`. Unknown is `None` or an empty
list, never a guess. Ids are local to the record. Where PLOVER's JSON form (PLOVER manual, appendix) has a name for a
field, `plover()` of the exports uses it; this module is the richer form that everything else is written from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core import CoreSchema, core_schema

from according.errors import RecordError

RECORD_VERSION = 1


class Span:
    """Half-open character range into a report's text; `span.text` gives the words once the span stands in a Record."""

    __slots__ = ("_source", "end", "start")

    def __init__(self, start: int, end: int, source: str | None = None) -> None:
        self.start, self.end, self._source = start, end, source

    @property
    def text(self) -> str:
        """The covered words. Raises ValueError for a span that was never bound to a text."""
        if self._source is None:
            raise ValueError(f"span {self.start}-{self.end} is not bound to a text: take it from a Record")
        return self._source[self.start : self.end]

    def bind(self, source: str) -> None:
        """Remember the text that the offsets point into."""
        self._source = source

    def overlaps(self, other: Span) -> bool:
        """True where both spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True where the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def __iter__(self) -> Iterator[int]:
        yield self.start
        yield self.end

    def __len__(self) -> int:
        return self.end - self.start

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Span):
            return (self.start, self.end) == (other.start, other.end)
        return NotImplemented

    def __lt__(self, other: Span) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        words = "" if self._source is None else f", {self.text!r}"
        return f"Span({self.start}, {self.end}{words})"

    @classmethod
    def _read(cls, value: Any) -> Span:
        if isinstance(value, Span):
            return value
        if isinstance(value, (list, tuple)) and len(value) == 2:
            start, end = value
            if type(start) is int and type(end) is int:  # True is an int, too, and no whole number
                return cls(start, end)
        raise ValueError("a span is [start, end], two whole numbers")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._read,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda s: [s.start, s.end]),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "array",
            "items": {"type": "integer", "minimum": 0},
            "minItems": 2,
            "maxItems": 2,
            "description": "[start, end): character offsets into report.text",
        }


class SectionKind(StrEnum):
    """What a stretch of the report is, apart from its meaning."""

    HEADLINE = "headline"
    BYLINE = "byline"
    DATELINE = "dateline"
    BODY = "body"
    SUBHEADING = "subheading"
    CAPTION = "caption"
    CREDIT = "credit"
    BOILERPLATE = "boilerplate"


EntityKind = Literal["person", "organization", "group", "place", "other"]
StatementKind = Literal["direct", "indirect", "mixed"]
Polarity = Literal["positive", "negative"]
Modality = Literal["actual", "future", "conditional", "requested", "hypothetical", "generic"]
CasualtyKind = Literal["killed", "injured", "missing", "detained", "displaced"]
Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
Whether = Literal["happened", "denied", "unconfirmed", "planned", "demanded"]
FindingKind = Literal["agree", "contradict", "revise", "edit", "other_scope", "silent"]


class _Noun(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, the public form."""
        return self.model_dump(mode="json")

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read the public form back. Raises RecordError with every problem listed."""
        try:
            return cls.model_validate(data)
        except ValidationError as e:
            problems = [f"{'.'.join(map(str, p['loc'])) or 'record'}: {p['msg']}" for p in e.errors()]
            raise RecordError(cls.__name__, problems) from e


class Section(_Noun):
    """A stretch of the report: headline, byline, body and so on."""

    kind: SectionKind
    span: Span


class Report(_Noun):
    """One published text. `text` is what was read, NFC-normalised once at intake; every offset points into it."""

    id: str
    title: str | None = None
    publisher: str | None = None
    authors: list[str] = Field(default_factory=list)
    published: str | None = Field(default=None, description="ISO date (or date and time) of publication; never guessed")
    published_metadata: str | None = Field(
        default=None,
        description="the metadata's date where it contradicts a date line of the text; `published` is then the text's",
    )
    language: str | None = None
    url: str | None = None
    text: str
    sections: list[Section] = Field(default_factory=list)


class Entity(_Noun):
    """Someone or something that speaks, acts or is acted upon, with every mention in the report."""

    id: str
    name: str
    kind: EntityKind
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-3, or UNO, EUR for international bodies")
    sector: str | None = Field(default=None, description="primary PLOVER sector")
    sectors: list[str] = Field(default_factory=list, description="all PLOVER sectors, the primary one first")
    office: str | None = None
    links: dict[str, str] = Field(default_factory=dict)
    why: list[str] = Field(default_factory=list, description="what country, sector and office were concluded from")
    mentions: list[Span] = Field(default_factory=list)


class Place(_Noun):
    """A place that the report names; coordinates only where it was resolved."""

    id: str
    name: str
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    geonames: int | None = None
    feature: str | None = None
    contested: bool | None = None
    names: list[str] = Field(default_factory=list, description="every name that parties use for a contested place")
    claims: list[str] = Field(default_factory=list, description="all that claim a contested place")
    candidates: list[str] = Field(default_factory=list, description="what an unresolved name could mean")
    why: list[str] = Field(default_factory=list, description="what the place was concluded from")
    mentions: list[Span] = Field(default_factory=list)


class Time(_Noun):
    """A temporal expression with its TIMEX3-like value ("2023-09-19", "XXXX-09-19", "2020-11-09/2020-11-10")."""

    span: Span
    value: str


class EventTime(_Noun):
    """When an event happened; `start` and `end` only where the value is resolved to days."""

    value: str
    start: str | None = None
    end: str | None = None
    granularity: str | None = None
    span: Span | None = None


class Statement(_Noun):
    """An attribution relation: source, cue, content, and the statement that encloses it."""

    id: str
    source: list[Span] = Field(default_factory=list)
    speaker: str | None = None
    cue: list[Span] = Field(default_factory=list)
    content: list[Span] = Field(default_factory=list)
    kind: StatementKind
    within: str | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)


class Casualties(_Noun):
    """One figure given for one kind of harm: "at least six" is low 6 and no high."""

    kind: CasualtyKind
    low: int | None = None
    high: int | None = None
    best: int | None = None
    who: str | None = None
    span: Span | None = None


class Event(_Noun):
    """One happening, told by one voice, with its status."""

    id: str
    type: str
    modes: list[str] = Field(default_factory=list)
    contexts: list[str] = Field(default_factory=list)
    cameo: str | None = None
    quad: Quad | None = None
    intensity: float | None = None
    triggers: list[Span] = Field(default_factory=list)
    actors: list[str] = Field(default_factory=list)
    recipients: list[str] = Field(default_factory=list)
    places: list[str] = Field(default_factory=list)
    time: EventTime | None = None
    polarity: Polarity = "positive"
    modality: Modality = "actual"
    said_in: str | None = None
    casualties: list[Casualties] = Field(default_factory=list)
    distancing: list[Span] = Field(default_factory=list)
    confidence: float | None = Field(default=None, ge=0, le=1)


class Reader(_Noun):
    """What made the record: the tool, its version, the model's name."""

    name: str
    version: str
    model: str | None = None


class Record(_Noun):
    """One coded report."""

    record: Literal[1] = 1
    report: Report
    entities: list[Entity] = Field(default_factory=list)
    places: list[Place] = Field(default_factory=list)
    times: list[Time] = Field(default_factory=list)
    statements: list[Statement] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    distancing: list[Span] = Field(
        default_factory=list, description='words the voice holds at arm\'s length ("so-called")'
    )
    reader: Reader | None = None

    def model_post_init(self, context: Any) -> None:
        """Bind every span to the report's text, so that `span.text` works."""
        for span in self.spans():
            span.bind(self.report.text)

    def spans(self) -> Iterator[Span]:
        """Every span of the record."""
        for section in self.report.sections:
            yield section.span
        for entity in self.entities:
            yield from entity.mentions
        for place in self.places:
            yield from place.mentions
        for t in self.times:
            yield t.span
        for s in self.statements:
            yield from (*s.source, *s.cue, *s.content)
        for e in self.events:
            yield from (*e.triggers, *e.distancing)
            if e.time is not None and e.time.span is not None:
                yield e.time.span
            for c in e.casualties:
                if c.span is not None:
                    yield c.span
        yield from self.distancing

    def entity(self, entity_id: str | None) -> Entity | None:
        """The entity of that id, or None."""
        return next((e for e in self.entities if e.id == entity_id), None)

    def statement(self, statement_id: str | None) -> Statement | None:
        """The statement of that id, or None."""
        return next((s for s in self.statements if s.id == statement_id), None)

    def voices(self, statement_id: str | None) -> list[Statement]:
        """The chain of statements from the innermost outward; empty for the publisher's own voice."""
        chain: list[Statement] = []
        while statement_id is not None and all(s.id != statement_id for s in chain):
            found = self.statement(statement_id)
            if found is None:
                break
            chain.append(found)
            statement_id = found.within
        return chain

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))

    def _repr_html_(self) -> str:
        """The report's text in layers with its ledger lines, for a notebook (loads Jinja2 when it is asked)."""
        from according.rendering.page import render_fragment

        return render_fragment(self)


class Words(_Noun):
    """Words of a report with the place where they stand: what an account rests on once it has left its record."""

    span: Span
    text: str


class Account(_Noun):
    """What one voice of one report tells of one incident.

    `voice` names the chain from the publisher inward; the last is the one who vouches. `events` are ids in the report's
    record. What the voice does not say is None or empty.
    """

    id: str
    report: str
    voice: list[str]
    events: list[str]
    type: str
    whether: Whether
    actors: list[str] = Field(default_factory=list)
    sides: list[str] = Field(
        default_factory=list,
        description='whose side the actors stand on, as accounts are compared by it: a state\'s code, "rebels", a name',
    )
    recipients: list[str] = Field(default_factory=list)
    places: list[str] = Field(default_factory=list)
    time: EventTime | None = None
    weapons: list[str] = Field(default_factory=list, description="modes and means, as far as they are told")
    casualties: list[Casualties] = Field(default_factory=list)
    words: list[Words] = Field(default_factory=list, description="the words that the account rests on")
    apart: str | None = Field(
        default=None, description="why it is not compared: its words speak of another day or place than the others"
    )
    summed: list[CasualtyKind] = Field(
        default_factory=list,
        description="kinds of harm of which it gives no figure but over a longer time than the deed",
    )

    def figure(self, kind: CasualtyKind) -> Casualties | None:
        """The account's figure for one kind of harm, or None."""
        return next((c for c in self.casualties if c.kind == kind), None)


class Quoted(Words):
    """Words of a report that is named."""

    report: str


class Finding(_Noun):
    """How some accounts of an incident stand to each other in one field, with the reason.

    An `edit` is no difference between voices: a copy gives another number, name, place or the opposite of what stands
    in the text that it repeats. `quoted` has both wordings.
    """

    kind: FindingKind
    field: str = Field(
        description="actor, whether, killed, injured, missing, detained, displaced, place, time, weapon; of an edit "
        "number or name, too, where it is none of these"
    )
    accounts: list[str]
    why: str
    soft: bool | None = Field(default=None, description="figures that differ but whose ranges overlap")
    independent: int | None = Field(default=None, description="how many independent origins stand behind the accounts")
    quoted: list[Quoted] = Field(default_factory=list, description="of an edit: both wordings, the original's first")
    original: str | None = Field(default=None, description="of an edit: the report that was copied, where it is known")


class Range(_Noun):
    """How far the figures of several accounts reach for one kind of harm: a range over voices, no estimate."""

    kind: CasualtyKind
    low: int | None = Field(default=None, description="the lowest low, None where no account gives one")
    high: int | None = Field(default=None, description="the highest high; no lower than any account's low")
    accounts: list[str] = Field(default_factory=list, description="those that give a figure")


class EventMention(_Noun):
    """What one report tells of a shared event: its own event, the voice that tells it, its status, its words."""

    report: str
    event: str = Field(description="the event's id in the report's record")
    type: str
    voice: list[str] = Field(description="the chain from the publisher inward")
    status: str = Field(description="happened, denied, planned and so on, as in a ledger line")
    trigger: Words
    words: Words = Field(description="the sentence that holds the trigger")


class SharedEvent(_Noun):
    """One happening that several reports of an incident tell: part of the incident, or told beside it."""

    type: str = Field(description="the type that most of its mentions have")
    inside: bool = Field(description="whether it is part of the incident; else the reports tell it beside it")
    start: str | None = Field(default=None, description="first and last day, as most of its mentions give them")
    end: str | None = None
    reports: list[str]
    independent: int = Field(description="how many independent voices tell it")
    first: list[str] = Field(default_factory=list, description="the reports that told it first, as far as dates tell")
    mentions: list[EventMention]
    why: list[str] = Field(default_factory=list, description="what speaks for the likeliest two of its mentions")


class Incident(_Noun):
    """One happening as reports tell it: every account apart, and where they agree, differ or are silent."""

    id: str
    type: str
    what: str = Field(description="the words of one of its reports that name it best")
    start: str | None = None
    end: str | None = None
    places: list[str] = Field(default_factory=list)
    country: str | None = None
    reports: list[str]
    origins: list[list[str]] = Field(
        default_factory=list, description="reports grouped by common origin: copies as one"
    )
    accounts: list[Account] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    why: list[str] = Field(default_factory=list, description="what the reports were joined by")
    shared_events: list[SharedEvent] | None = Field(
        default=None, description="which events of its reports are one happening; null where nobody asked for them"
    )

    def ranges(self) -> dict[CasualtyKind, Range]:
        """For each kind of harm that accounts assert a figure for, the lowest low and the highest high over them.

        Accounts that deny the deed, or speak of another or of a longer time, count for nothing, and nothing is added
        up. `account.figure(kind)` gives each one's.
        """
        out: dict[CasualtyKind, Range] = {}
        for kind in get_args(CasualtyKind):
            telling = [a for a in self.accounts if a.whether != "denied" and a.apart is None and kind not in a.summed]
            found = [(a.id, f) for a in telling if (f := a.figure(kind)) is not None]
            lows = [f.low for _, f in found if f.low is not None]
            # "at least 20" has no upper bound of its own, but the range over voices cannot end below it
            highs = [n for _, f in found for n in (f.low, f.high) if n is not None]
            if highs:
                low = min(lows) if lows else None
                out[kind] = Range(kind=kind, low=low, high=max(highs), accounts=[i for i, _ in found])
        return out

    def _repr_html_(self) -> str:
        """The matrix of its accounts and the findings, for a notebook (loads Jinja2 when it is asked)."""
        from according.rendering.incident_page import render_incident

        return render_incident(self)


class GroupedReport(_Noun):
    """A report of a group; `position` is its place among all reports, from 0, because ids may repeat."""

    position: int
    report: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


class ReportGroup(_Noun):
    """Reports whose main incident is the same, by a quick comparison of whole texts: nothing in them was coded.

    Days and places are what the words name: nothing is resolved, and a place is a name that stands where places do.
    """

    title: str = Field(description="the title, or the first words, of the report that is most like the others")
    label: list[str] = Field(default_factory=list, description="the words that tell the group from other groups")
    reports: list[GroupedReport]
    independent: int = Field(description="how many independent origins: copies of one text count once")
    first: str | None = Field(default=None, description="first and last day of publication")
    last: str | None = None
    days: list[str] = Field(default_factory=list, description="the days that most of the reports name")
    places: list[str] = Field(default_factory=list, description="the places that most of the reports name")
    why: list[str] = Field(default_factory=list, description="what the reports have in common")
