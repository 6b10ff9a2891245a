"""Accounts: what each voice of a report tells of one incident.

Actors, figures, places and times are taken only from the words of the voice itself, beside its triggers: what another
voice of the report says is no part of its account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from according import codebook
from according.incidents import cues, figures, weapons
from according.incidents.gathering import Draft, Gathering
from according.incidents.parties import Party, compatible
from according.incidents.scenes import Scene
from according.incidents.voices import Voice
from according.records import Account, Casualties, Event, EventTime, Place, Record, Span, Whether, Words


@dataclass(frozen=True, slots=True)
class Told:
    """An account with what comparing needs beside it."""

    account: Account
    voice: Voice
    parties: tuple[Party, ...]
    places: tuple[Place, ...]
    struck: tuple[Party, ...] = ()  # the sides to whom it was done
    speaks: tuple[Party, ...] = ()  # the side that the voice itself stands on
    doubts: bool = False  # says outright that it cannot confirm the deed, beyond calling it "alleged"
    blames: bool = False  # lays the deed on someone, whether or not it denies to have done it itself
    disowns: bool = False  # denies to have done it, and not that it was done
    nobody: bool = False  # says that it is not known who did it
    counters: bool = False  # denies it for its own side and tells that the other side did it
    published: str | None = None


class Teller:
    """Makes the accounts of one record."""

    def __init__(
        self,
        record: Record,
        *,
        home: str | None = None,
        counting: figures.Counting | None = None,
        gathering: Gathering | None = None,
    ) -> None:
        """`gathering` is what was read out of the record before, if it was; `home` the country of the incident."""
        self.record = record
        self._home = home
        self._counting = counting
        self._gathering = gathering if gathering is not None else Gathering(record)
        self._voices = self._gathering.voices
        self._line = self._gathering.line
        self._text = record.report.text

    def tell(
        self,
        event_ids: Sequence[str],
        *,
        prefix: str,
        verbal: bool = False,
        passages: Sequence[Span] = (),
        scene: Scene | None = None,
    ) -> list[Told]:
        """One account per voice over the events of one incident, the publisher's own first, then as they stand.

        Where passages are given, only triggers and figures in their sentences count. Of an incident that is itself an
        utterance (`verbal`) the speaker is the actor, whatever deeds the words are about. Sentences that speak against
        the `scene` make accounts of their own, marked as `apart`.
        """
        chosen = set(event_ids)
        events = [e for e in self.record.events if e.id in chosen]
        lines = self._gathering.lines(passages)
        if passages:
            events = [self._gathering.cut(e, lines) for e in events]
        off = self._off(scene, events, lines)
        if not off:
            drafts = self._gathering.gather(events, lines)
            return self._tell(drafts, events, prefix, verbal=verbal)
        on = (lines | {self._line(t) for e in events for t in e.triggers}) - set(off)
        near = [self._gathering.cut(e, on) for e in events]
        drafts = self._gathering.gather(near, on & lines, elsewhere=set(off)) if on else []
        out = self._tell(drafts, near, prefix, verbal=verbal)
        far = [self._gathering.cut(e, set(off)) for e in events]
        others = self._gathering.gather(far, set(off) & lines, alone=bool(on))
        return out + self._tell(others, far, prefix, verbal=verbal, off=off, after=len(out))

    def _off(self, scene: Scene | None, events: Sequence[Event], lines: Collection[int]) -> dict[int, str]:
        """The sentences that speak of another scene, and why."""
        if scene is None:
            return {}
        told = set(lines) | {self._line(t) for e in events for t in e.triggers}
        spans = {i: self._gathering.sentences.span(i) for i in told}
        return {i: why for i, line in spans.items() if (why := scene.against(self.record, line, events)) is not None}

    def _tell(
        self,
        drafts: Sequence[Draft],
        events: Sequence[Event],
        prefix: str,
        *,
        verbal: bool,
        off: Mapping[int, str] | None = None,
        after: int = 0,
    ) -> list[Told]:
        placed = self._placed({i for d in drafts for i in d.sentences})
        told = []
        for n, d in enumerate(drafts, after + 1):
            why = next((off[i] for i in sorted(d.sentences) if i in off), None) if off else None
            counted = self._figures(d, drafts, events, placed)
            told.append(self._told(d, events, counted, f"{prefix}{n}", verbal=verbal, apart=why))
        return told

    def _told(
        self,
        draft: Draft,
        events: Sequence[Event],
        counted: list[Casualties],
        account_id: str,
        *,
        verbal: bool,
        apart: str | None = None,
    ) -> Told:
        lines = [self._gathering.sentences.span(i) for i in sorted(draft.sentences)]
        doubts = any(cues.doubts(line.text) for line in lines)
        own = [e for e in events if e.id in draft.events]
        if draft.states:
            own = self._spoken_of(draft)
        actors = self._actors(draft, own, verbal=verbal)
        parties = self._sides(actors, draft)
        whether = self._whether(draft, own, doubts=doubts, verbal=verbal)
        denying = bool(draft.denied) or any(e.polarity == "negative" for e in own)
        others = self._others(draft, own) if denying and not draft.blamed else {}
        if others:
            whether, actors, parties = "denied", list(others), list(others.values())
        if (whether == "denied" and not actors) or (verbal and draft.voice.speakers):
            actors, parties = self._self(draft)
        places = self._places(draft, own)
        struck = self._near(draft, own, "recipients")
        account = Account(
            id=account_id,
            report=self.record.report.id,
            voice=draft.voice.chain,
            events=[e.id for e in own],
            type=_type(own or events, verbal=verbal),
            whether=whether,
            actors=[self._name(a) for a in actors],
            sides=[p.side for p in parties],
            recipients=[self._name(a) for a in struck],
            places=[p.name for p in places],
            time=self._time(draft, own),
            weapons=[
                *sorted({m for e in own for m in e.modes}),
                *weapons.means(" ".join(line.text for line in lines)),
            ],
            casualties=figures.largest(counted, after=self._sums),
            words=[Words(span=line, text=line.text) for line in lines],
            apart=apart,
            summed=figures.only_longer(counted, after=self._sums),
        )
        return Told(
            account,
            draft.voice,
            tuple(parties),
            tuple(places),
            struck=tuple(self._sides(struck, draft)),
            speaks=tuple(self._self(draft)[1]),
            doubts=doubts,
            blames=bool(draft.blamed),
            disowns=whether == "denied" and draft.disowns,
            nobody=not parties and any(cues.doer_unknown(line.text) for line in lines),
            counters=bool(others),
            published=self.record.report.published,
        )

    def _spoken_of(self, draft: Draft) -> list[Event]:
        """The events that a voice without a deed of the incident names in its words; the draft gets their triggers."""
        for event in self.record.events:
            triggers = [
                t for t in event.triggers if self._line(t) in draft.sentences and self._acts(t, draft, only=True)
            ]
            if triggers:
                draft.events[event.id] = triggers
        return [e for e in self.record.events if e.id in draft.events]

    def _sums(self, figure: Casualties) -> bool:
        """True for a figure of a longer time: it stands behind what the voice says of the deed itself."""
        if figure.span is None:
            return False
        line = self._gathering.sentences.span(self._line(figure.span)).text
        return cues.sums(line) or figures.longer(line)

    def _name(self, entity_id: str) -> str:
        entity = self._voices.entity(entity_id)
        return entity.name if entity is not None else entity_id

    def _near(self, draft: Draft, own: Iterable[Event], role: str) -> list[str]:
        """The actors or recipients of the voice's events that its own words name beside a trigger of the event."""
        out: list[str] = []
        for event in own:
            lines = {self._line(t) for t in draft.events.get(event.id, ())}
            for entity_id in getattr(event, role):
                entity = self._voices.entity(entity_id)
                if entity is None or entity_id in out:
                    continue
                own_triggers = draft.events.get(event.id, ())
                said = [m for m in entity.mentions if self._line(m) in lines and self._acts(m, draft)]
                if role == "actors" and said and all(self._suffers(m, own_triggers) for m in said):
                    continue
                if said:
                    out.append(entity_id)
        return out

    def _suffers(self, mention: Span, triggers: Iterable[Span]) -> bool:
        """True for who stands where only the one hit can: "the convoy was shelled", "the attack on the convoy"."""
        return any(
            cues.hit_before(self._text[mention.end : t.start], t.text)
            if mention.end <= t.start
            else cues.hit_behind(self._text[t.end : mention.start], t.text)
            for t in triggers
        )

    def _acts(self, mention: Span, draft: Draft, *, only: bool = False) -> bool:
        """False for who only holds the place of a deed ("the rebel-held town") or is named by another voice alone."""
        if cues.holds(self._text, mention.end):
            return False
        statement = self._voices.at(mention)
        same = self._gathering.identity
        if statement is None:
            return not only
        return same(self._voices.of(statement)) == same(draft.voice)

    def _actors(self, draft: Draft, own: Sequence[Event], *, verbal: bool) -> list[str]:
        """Who did it by this voice: whom it blames, else the actors of its deeds, else whom its accusations fall on."""
        if draft.blamed:
            return list(dict.fromkeys(draft.blamed))
        if verbal:
            return self._near(draft, own, "actors")
        deeds = [e for e in own if not codebook.quad(e.type).startswith("verbal")]
        kind = _type(deeds, verbal=False) if deeds else None
        deeds = [e for e in deeds if e.type == kind]
        accusations = [e for e in own if e.type == "ACCUSE"]
        return self._near(draft, deeds, "actors") or self._near(draft, accusations, "recipients")

    def _others(self, draft: Draft, own: Iterable[Event]) -> dict[str, Party]:
        """Who did it by a voice that denies to have done it itself: the other side, if it tells so."""
        mine = self._self(draft)[1]
        found: dict[str, Party] = {}
        for event in own if mine else ():
            triggers = [t for t in draft.events[event.id] if not any(c.contains(t) for c in draft.denied)]
            if event.type != "ASSAULT" or not triggers or event.polarity == "negative" or self._negated(triggers):
                continue
            lines = {self._line(t) for t in triggers}
            for actor in event.actors:
                side = self._side(actor, lines)
                if side is not None and not any(compatible(side, p) for p in mine):
                    found[actor] = side
        return found

    def _sides(self, actors: Iterable[str], draft: Draft) -> list[Party]:
        out: list[Party] = []
        for entity_id in actors:
            party = self._side(entity_id, draft.sentences)
            if party is not None and party not in out:
                out.append(party)
        return out

    def _side(self, entity_id: str, lines: Collection[int]) -> Party | None:
        """The side of an actor as it is called in some sentences."""
        entity = self._voices.entity(entity_id)
        if entity is None:
            return None
        said = [m.text for m in entity.mentions if self._line(m) in lines]
        called = max(said, key=len, default=entity.name)
        return self._gathering.parties.of(entity, called, home=self._home)

    def _self(self, draft: Draft) -> tuple[list[str], list[Party]]:
        entity = draft.voice.speakers[-1].entity if draft.voice.speakers else None
        if entity is None:
            return [], []
        party = self._gathering.parties.of(entity, draft.voice.name, home=self._home)
        return [entity.id], [party] if party is not None else []

    def _whether(self, draft: Draft, own: Sequence[Event], *, doubts: bool, verbal: bool) -> Whether:
        if draft.denies:
            return "denied"
        told = [e for e in own if codebook.quad(e.type).startswith("verbal") == verbal] or own
        if told and all(e.polarity == "negative" or self._negated(draft.events[e.id]) for e in told):
            return "denied"
        if doubts or self._held_off(draft):
            return "unconfirmed"
        if draft.negated:
            return "denied"
        modalities = {e.modality for e in own}
        if own and modalities <= {"hypothetical", "conditional"}:
            return "unconfirmed"
        if own and modalities <= {"future"}:
            return "planned"
        if own and modalities <= {"requested"}:
            return "demanded"
        return "happened"

    def _negated(self, triggers: Sequence[Span]) -> bool:
        return all(cues.negated(self._text, t.start) for t in triggers)

    def _held_off(self, draft: Draft) -> bool:
        triggers = [t for ts in draft.events.values() for t in ts]
        return bool(triggers) and all(cues.held_off(self._text, t.start) for t in triggers)

    def _figures(
        self,
        draft: Draft,
        drafts: Collection[Draft],
        events: Sequence[Event],
        placed: Sequence[tuple[Span, Casualties]],
    ) -> list[Casualties]:
        """The figures that stand in this voice's words, and those of its events that have no place."""
        loose = [
            c
            for e in events
            for c in e.casualties
            if c.span is None and len(e.triggers) == len(draft.events.get(e.id, ()))
        ]
        chosen = {c.span for e in events for c in e.casualties if c.span is not None}
        return loose + [
            c
            for span, c in placed
            if (span in chosen or self._line(span) in draft.sentences)
            and self._gathering.owner(span, drafts) is draft
            and not self._of_other_deed(span)
        ]

    def _of_other_deed(self, span: Span) -> bool:
        line = self._gathering.sentences.span(self._line(span))
        return cues.of_other_deed(self._text[line.start : span.start])

    def _placed(self, lines: Collection[int]) -> list[tuple[Span, Casualties]]:
        """Every figure of the report with its place: those of the events, and what counting finds in some sentences.

        A record keeps a figure of an event once; in the mouth of a second voice it is that voice's figure.
        """
        placed = [(c.span, c) for e in self.record.events for c in e.casualties if c.span is not None]
        known = [(c.kind, span) for span, c in placed]
        for i in sorted(lines) if self._counting is not None else ():
            line = self._gathering.sentences.span(i)
            for c in self._counting(line.text) if self._counting is not None else ():
                if c.span is None:
                    continue
                span = Span(line.start + c.span.start, line.start + c.span.end, self._text)
                if not any(kind == c.kind and other.overlaps(span) for kind, other in known):
                    placed.append((span, c.model_copy(update={"span": span})))
        return placed

    def _places(self, draft: Draft, own: Iterable[Event]) -> list[Place]:
        """The places of the voice's events that stand beside a trigger, the most exact first."""
        wanted = {p for e in own for p in e.places}
        lines = draft.sentences
        near = [p for p in self.record.places if p.id in wanted and any(self._line(m) in lines for m in p.mentions)]
        return sorted(near, key=lambda p: (p.feature or "").startswith("PCL") * 2 + (p.feature or "").startswith("ADM"))

    def _time(self, draft: Draft, own: Iterable[Event]) -> EventTime | None:
        times = [e.time for e in own if e.time is not None]
        near = [t for t in times if t.span is None or self._line(t.span) in draft.sentences]
        return near[0] if near else None


def _type(events: Sequence[Event], *, verbal: bool) -> str:
    """The most frequent type of the events, of words or of deeds as the incident is."""
    fitting = [e for e in events if codebook.quad(e.type).startswith("verbal") == verbal] or events
    return Counter(e.type for e in fitting).most_common(1)[0][0]
