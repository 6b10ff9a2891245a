"""Accounts: what each voice of a report tells of one incident, told apart place by place.

An event of a record may stand on several triggers that different voices utter. Each trigger, figure, place and time is
given to the voice in whose words it stands, so one event can yield several accounts. Voices that speak of the incident
without naming the deed again ("Damascus denied responsibility") are found beside it by their cue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from according import codebook
from according.incidents import figures, weapons
from according.incidents.parties import Parties, Party
from according.incidents.voices import Identities, Voice, Voices
from according.records import Account, Casualties, Event, EventTime, Place, Record, Span, Statement, Whether, Words

_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:e|es|ed|ing)|disput(?:e|es|ed)|"
    r"disavow(?:s|ed)?)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(r"\b(?:accus(?:e|es|ed|ing)|blam(?:e|es|ed|ing))\b", re.IGNORECASE)
_DOUBT = re.compile(
    r"\b(?:not|n['’]t|unable to|cannot|could\s?nt|no independent)\b(?:\W+\w+){0,7}?\W+"
    r"(?:confirm\w*|verif\w+|corroborat\w+|establish\w*|determine\w*|say (?:who|whether|if))|"
    r"\bunconfirmed\b|\bif (?:it|this|that) (?:did|is|was|were)\b|\bif (?:confirmed|true|verified)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:no|nobody|none|never|(?:did|does|do|had|has|have|was|were|is|are|will|would)(?: not|n['’]t))(?: \w+){0,2} $",
    re.IGNORECASE,
)
_HELD_OFF = re.compile(
    r"\b(?:alleged|suspected|purported|supposed|claimed|presumed|possible|apparent)\W+(?:\w+\W+){0,4}$", re.IGNORECASE
)
_BACK = re.compile(
    r"\b(?:responsib\w+|involvement|involved|(?:the|this|that|these) (?:allegations?|accusations?|claims?|charges?|"
    r"reports?|attacks?|strikes?|raids?|bombing|blast|shelling|incident|killings?|massacre))\b|"
    r"\b(?:being |was |were )behind\b",
    re.IGNORECASE,
)
_TOLL = re.compile(
    r"\b(?:dead|died|deaths?|killed|toll|bodies|casualties|victims|wounded|injured|injuries)\b", re.IGNORECASE
)
_HELD = re.compile(r"[- ]?(?:held|controlled|besieged|occupied|administered)\b", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|earlier|past|other) (?:\w+ )?(?:accus|alleg|claim|attack|charge)", re.IGNORECASE
)
_AROUND = 1  # sentences behind the deed in which a denial or an accusation still speaks of it


@dataclass(slots=True)
class Draft:
    """One voice's part of an incident while it is gathered."""

    voice: Voice
    events: dict[str, list[Span]] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)
    denies: bool = False
    doubts: bool = False
    blamed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """An account with what comparing needs beside it."""

    account: Account
    voice: Voice
    parties: tuple[Party, ...]
    places: tuple[Place, ...]
    doubts: bool = False  # says outright that it cannot confirm the deed, beyond calling it "alleged"
    blames: bool = False  # lays the deed on someone, whether or not it denies to have done it itself
    published: str | None = None


class Teller:
    """Makes the accounts of one record."""

    def __init__(self, record: Record, *, home: str | None = None, counting: figures.Counting | None = None) -> None:
        self.record = record
        self._counting = counting
        self._all: list[tuple[Span, Casualties]] | None = None
        self.voices = Voices(record)
        self.parties = Parties(record, home=home)
        self._sentences = self.voices.sentences
        self._text = record.report.text
        self._identities = Identities(v for s in record.statements if (v := self.voices.of(s)).speakers)

    def tell(
        self, event_ids: Sequence[str], *, prefix: str, verbal: bool = False, passages: Sequence[Span] = ()
    ) -> list[Told]:
        """One account per voice over the events of one incident, the publisher's own first, then as they stand.

        Where passages are given, only triggers and figures in their sentences count. Of an incident that is itself an
        utterance (`verbal`) the speaker is the actor, whatever deeds the words are about.
        """
        chosen = set(event_ids)
        events = [self._cut(e, passages) for e in self.record.events if e.id in chosen]
        drafts: dict[str, Draft] = {}
        for event in events:
            for trigger in event.triggers:
                self._place(drafts, event, trigger)
        self._beside(drafts)
        ordered = sorted(drafts.values(), key=lambda d: (bool(d.voice.speakers), min(d.sentences, default=0)))
        return [self._told(d, ordered, events, f"{prefix}{i}", verbal=verbal) for i, d in enumerate(ordered, 1)]

    def _cut(self, event: Event, passages: Sequence[Span]) -> Event:
        """The event as the passages tell it."""
        if not passages:
            return event
        lines: set[int] = set()
        for p in passages:
            lines.update(range(self._sentences.index(p.start), self._sentences.index(max(p.start, p.end - 1)) + 1))
        return event.model_copy(
            update={
                "triggers": [t for t in event.triggers if self._sentences.index(t.start) in lines],
                "casualties": [
                    c for c in event.casualties if c.span is None or self._sentences.index(c.span.start) in lines
                ],
            }
        )

    def _draft(self, drafts: dict[str, Draft], statement: Statement | None) -> Draft:
        voice = self.voices.of(statement)
        draft = drafts.setdefault(self._identity(voice), Draft(voice))
        if statement is not None and statement not in draft.statements:
            draft.statements.append(statement)
        return draft

    def _identity(self, voice: Voice) -> str:
        return self._identities.of(voice) if voice.speakers else ""

    def _place(self, drafts: dict[str, Draft], event: Event, trigger: Span) -> None:
        # What is done by speaking is told by the one who speaks: "the ministry demanded" is the ministry's account.
        verbal = codebook.quad(event.type).startswith("verbal")
        uttered = self.voices.uttered_by(trigger) if verbal else None
        draft = self._draft(drafts, uttered if uttered is not None else self.voices.at(trigger))
        draft.events.setdefault(event.id, []).append(trigger)
        draft.sentences.add(self._sentences.index(trigger.start))

    def _beside(self, drafts: dict[str, Draft]) -> None:
        """Voices that deny, doubt or lay blame in the sentences of the deed or right behind them."""
        scene = {i for d in drafts.values() for i in d.sentences}
        near = {i + k for i in scene for k in range(_AROUND + 1)}
        for s in self.record.statements:
            if not s.cue or self._sentences.index(s.cue[0].start) not in near or self.voices.speaker(s) is None:
                continue
            cue = " ".join(c.text for c in s.cue)
            denies, blames = bool(_DENIAL.search(cue)), bool(_BLAME.search(cue))
            counts = self._counts(s)
            if not counts and (not (denies or blames) or not self._points_back(s, drafts)):
                continue
            draft = self._draft(drafts, s)
            draft.sentences.add(self._sentences.index(s.cue[0].start))
            draft.denies |= denies
            if blames:
                draft.blamed += self._accused(s)

    def _counts(self, s: Statement) -> bool:
        """True for a statement that gives a toll without naming a deed of its own: it counts for the deed before it."""
        if any(c.contains(t) for c in s.content for e in self.record.events for t in e.triggers):
            return False
        return any(_TOLL.search(c.text) for c in s.content)

    def _points_back(self, s: Statement, drafts: dict[str, Draft]) -> bool:
        """True where what is denied or blamed is the deed told just before: "denied responsibility", "the attack"."""
        sentence = self._sentences.span(self._sentences.index(s.cue[0].start)).text
        if _EARLIER.search(sentence):
            return False
        return _BACK.search(sentence) is not None or any(
            self._sentences.index(t.start) == self._sentences.index(s.cue[0].start)
            for d in drafts.values()
            for ts in d.events.values()
            for t in ts
        )

    def _accused(self, s: Statement) -> list[str]:
        """Who an accusation falls on: the first actor named behind the cue."""
        end = self._sentences.span(self._sentences.index(s.cue[-1].start)).end
        behind = [
            (m.start, e.id)
            for e in self.record.entities
            for m in e.mentions
            if s.cue[-1].end <= m.start < min(end, s.cue[-1].end + 60)
            and self.parties.of(e, m.text) is not None
            and e.id != s.speaker
        ]
        return [min(behind)[1]] if behind else []

    def _told(
        self, draft: Draft, drafts: Collection[Draft], events: Sequence[Event], account_id: str, *, verbal: bool
    ) -> Told:
        draft.doubts = any(_DOUBT.search(self._sentences.span(i).text) for i in draft.sentences)
        own = [e for e in events if e.id in draft.events]
        actors = self._actors(draft, own, verbal=verbal)
        parties = self._sides(actors, draft)
        whether = self._whether(draft, own, verbal=verbal)
        if (whether == "denied" and not actors) or (verbal and draft.voice.speakers):
            actors, parties = self._self(draft)
        places = self._places(draft, own)
        account = Account(
            id=account_id,
            report=self.record.report.id,
            voice=draft.voice.chain,
            events=[e.id for e in own],
            type=_type(own or events, verbal=verbal),
            whether=whether,
            actors=[self._name(a) for a in actors],
            sides=[p.side for p in parties],
            recipients=[self._name(a) for a in self._near(draft, own, "recipients")],
            places=[p.name for p in places],
            time=self._time(draft, own),
            weapons=[
                *sorted({m for e in own for m in e.modes}),
                *weapons.means(" ".join(self._sentences.span(i).text for i in sorted(draft.sentences))),
            ],
            casualties=figures.largest(self._figures(draft, drafts, events)),
            words=self._words(draft),
        )
        return Told(
            account,
            draft.voice,
            tuple(parties),
            tuple(places),
            doubts=draft.doubts,
            blames=bool(draft.blamed),
            published=self.record.report.published,
        )

    def _name(self, entity_id: str) -> str:
        entity = self.voices.entity(entity_id)
        return entity.name if entity is not None else entity_id

    def _near(self, draft: Draft, own: Iterable[Event], role: str) -> list[str]:
        """The actors or recipients of the voice's events that its own words name beside a trigger of the event."""
        out: list[str] = []
        for event in own:
            lines = self._sentences.of(draft.events.get(event.id, ()))
            for entity_id in getattr(event, role):
                entity = self.voices.entity(entity_id)
                if entity is None or entity_id in out:
                    continue
                if any(self._sentences.index(m.start) in lines and self._acts(m, draft) for m in entity.mentions):
                    out.append(entity_id)
        return out

    def _acts(self, mention: Span, draft: Draft) -> bool:
        """False for who only holds the place of a deed ("the rebel-held town") or is named by another voice alone."""
        if _HELD.match(self._text, mention.end) is not None:
            return False
        statement = self.voices.at(mention)
        return statement is None or self._identity(self.voices.of(statement)) == self._identity(draft.voice)

    def _actors(self, draft: Draft, own: Sequence[Event], *, verbal: bool) -> list[str]:
        """Who did it by this voice: whom it blames, else the actors of its deeds, else whom its accusations fall on."""
        if draft.blamed:
            return list(dict.fromkeys(draft.blamed))
        if verbal:
            return self._near(draft, own, "actors")
        deeds = [e for e in own if not codebook.quad(e.type).startswith("verbal")]
        accusations = [e for e in own if e.type == "ACCUSE"]
        return self._near(draft, deeds, "actors") or self._near(draft, accusations, "recipients")

    def _sides(self, actors: Iterable[str], draft: Draft) -> list[Party]:
        out: list[Party] = []
        for entity_id in actors:
            entity = self.voices.entity(entity_id)
            if entity is None:
                continue
            said = [m.text for m in entity.mentions if self._sentences.index(m.start) in draft.sentences]
            party = self.parties.of(entity, max(said, key=len, default=entity.name))
            if party is not None and party not in out:
                out.append(party)
        return out

    def _self(self, draft: Draft) -> tuple[list[str], list[Party]]:
        entity = draft.voice.speakers[-1].entity if draft.voice.speakers else None
        if entity is None:
            return [], []
        party = self.parties.of(entity, draft.voice.name)
        return [entity.id], [party] if party is not None else []

    def _whether(self, draft: Draft, own: Sequence[Event], *, verbal: bool) -> Whether:
        if draft.denies:
            return "denied"
        told = [e for e in own if codebook.quad(e.type).startswith("verbal") == verbal] or own
        if told and all(e.polarity == "negative" or self._negated(draft.events[e.id]) for e in told):
            return "denied"
        if draft.doubts or self._held_off(draft):
            return "unconfirmed"
        modalities = {e.modality for e in own}
        if own and modalities <= {"hypothetical", "conditional"}:
            return "unconfirmed"
        if own and modalities <= {"future"}:
            return "planned"
        if own and modalities <= {"requested"}:
            return "demanded"
        return "happened"

    def _negated(self, triggers: Sequence[Span]) -> bool:
        """True where the words before every trigger say that it was not: "gave no promise", "did not walk out"."""
        return all(_NOT.search(self._text, max(0, t.start - 40), t.start) is not None for t in triggers)

    def _held_off(self, draft: Draft) -> bool:
        triggers = [t for ts in draft.events.values() for t in ts]
        return bool(triggers) and all(
            _HELD_OFF.search(self._text, max(0, t.start - 60), t.start) is not None for t in triggers
        )

    def _figures(self, draft: Draft, drafts: Collection[Draft], events: Sequence[Event]) -> list[Casualties]:
        """The figures that stand in this voice's words beside a trigger of the incident."""
        loose = [
            c
            for e in events
            for c in e.casualties
            if c.span is None and len(e.triggers) == len(draft.events.get(e.id, ()))
        ]
        chosen = {c.span for e in events for c in e.casualties if c.span is not None}
        placed = self._placed()
        return loose + [
            c
            for span, c in placed
            if (span in chosen or self._sentences.index(span.start) in draft.sentences)
            and self._owner(span, drafts) is draft
        ]

    def _placed(self) -> list[tuple[Span, Casualties]]:
        """Every figure of the report with its place: those of the events, and what counting finds beside them.

        A record keeps a figure of an event once; in the mouth of a second voice it is that voice's figure.
        """
        if self._all is None:
            self._all = [(c.span, c) for e in self.record.events for c in e.casualties if c.span is not None]
            if self._counting is not None:
                read = [(c.kind, c.span) for _, c in self._all]
                for i in range(len(self._sentences)):
                    line = self._sentences.span(i)
                    for c in self._counting(line.text):
                        if c.span is None:
                            continue
                        span = Span(line.start + c.span.start, line.start + c.span.end, self._text)
                        if not any(k == c.kind and s is not None and s.overlaps(span) for k, s in read):
                            self._all.append((span, c.model_copy(update={"span": span})))
        return self._all

    def _owner(self, span: Span, drafts: Collection[Draft]) -> Draft | None:
        """Whose a figure is: the voice whose statement holds it, else the one that tells the deed in its sentence."""
        identity = self._identity(self.voices.of(self.voices.at(span)))
        line = self._sentences.index(span.start)
        for d in drafts:
            if self._identity(d.voice) == identity:
                return d
        beside = [
            (abs(t.start - span.start), i)
            for i, d in enumerate(drafts)
            for ts in d.events.values()
            for t in ts
            if self._sentences.index(t.start) == line
        ]
        return list(drafts)[min(beside)[1]] if beside else None

    def _places(self, draft: Draft, own: Iterable[Event]) -> list[Place]:
        """The places of the voice's events that stand beside a trigger, the most exact first."""
        wanted = {p for e in own for p in e.places}
        lines = draft.sentences
        near = [
            p
            for p in self.record.places
            if p.id in wanted and any(self._sentences.index(m.start) in lines for m in p.mentions)
        ]
        return sorted(near, key=lambda p: (p.feature or "").startswith("PCL") * 2 + (p.feature or "").startswith("ADM"))

    def _time(self, draft: Draft, own: Iterable[Event]) -> EventTime | None:
        times = [e.time for e in own if e.time is not None]
        near = [t for t in times if t.span is None or self._sentences.index(t.span.start) in draft.sentences]
        return near[0] if near else None

    def _words(self, draft: Draft) -> list[Words]:
        spans = [self._sentences.span(i) for i in sorted(draft.sentences)]
        return [Words(span=s, text=s.text) for s in spans]


def _type(events: Sequence[Event], *, verbal: bool) -> str:
    """The most frequent type of the events, of words or of deeds as the incident is."""
    fitting = [e for e in events if codebook.quad(e.type).startswith("verbal") == verbal] or events
    return Counter(e.type for e in fitting).most_common(1)[0][0]
