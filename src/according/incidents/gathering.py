"""Which voices of a report speak of an incident, and with which of its triggers and sentences.

An event of a record may stand on several triggers that different voices utter: each trigger is given to the voice in
whose words it stands. Voices that speak of the incident without naming the deed again ("Damascus denied
responsibility") are found beside it by their cue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from according import codebook
from according.incidents import cues
from according.incidents.parties import Parties
from according.incidents.voices import Identities, Voice, Voices
from according.records import Event, Record, Span, Statement

_AROUND = 2  # sentences behind the deed in which a denial, an accusation or a toll still speaks of it
_ACCUSED = 60  # characters behind the cue of an accusation in which the accused is named


@dataclass(slots=True)
class Draft:
    """One voice's part of an incident while it is gathered."""

    voice: Voice
    events: dict[str, list[Span]] = field(default_factory=dict)
    sentences: set[int] = field(default_factory=set)
    denies: bool = False
    disowns: bool = False  # denies to have done it, and not that it was done
    negated: bool = False  # says in all its words that it was not
    states: bool = False  # speaks in a passage of the incident without naming a deed
    denied: list[Span] = field(default_factory=list)  # the words of its denials
    blamed: list[str] = field(default_factory=list)


class Gathering:
    """Gathers the voices of one record.

    What it reads out of the record (sentences, voices, sides) does not depend on an incident: one object serves all
    incidents of its record, and is worth keeping where a record is compared more than once.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.voices = Voices(record)
        self.sentences = self.voices.sentences
        self.parties = Parties(record)
        self._identities = Identities(v for s in record.statements if (v := self.voices.of(s)).speakers)

    def identity(self, voice: Voice) -> str:
        """What tells a voice apart within the report, however it is called; empty for the publisher."""
        return self._identities.of(voice) if voice.speakers else ""

    def line(self, span: Span) -> int:
        """The number of the sentence in which a span begins."""
        return self.sentences.index(span.start)

    def lines(self, spans: Iterable[Span]) -> set[int]:
        """The numbers of all sentences that some spans touch."""
        out: set[int] = set()
        for p in spans:
            out.update(range(self.line(p), self.sentences.index(max(p.start, p.end - 1)) + 1))
        return out

    def cut(self, event: Event, lines: Collection[int]) -> Event:
        """The event with the triggers and figures of some sentences."""
        return event.model_copy(
            update={
                "triggers": [t for t in event.triggers if self.line(t) in lines],
                "casualties": [c for c in event.casualties if c.span is None or self.line(c.span) in lines],
            }
        )

    def gather(
        self,
        events: Sequence[Event],
        lines: Collection[int] = (),
        *,
        elsewhere: Collection[int] = (),
        alone: bool = False,
    ) -> list[Draft]:
        """A draft for every voice, the publisher's own first, then as they stand.

        `lines` are the sentences that tell the incident, `elsewhere` those that are known to tell another one. `alone`
        takes only who names a deed in them.
        """
        drafts: dict[str, Draft] = {}
        for event in events:
            for trigger in event.triggers:
                self._place(drafts, event, trigger)
        if not alone:
            self._beside(drafts, lines, elsewhere)
            self._within(drafts, lines)
            self._doubting(drafts, lines)
        for draft in drafts.values():
            self._negate(draft)
        return sorted(drafts.values(), key=lambda d: (bool(d.voice.speakers), min(d.sentences, default=0)))

    def owner(self, span: Span, drafts: Collection[Draft]) -> Draft | None:
        """Whose words a place is: the voice's whose statement holds it, else that of who tells the deed beside it."""
        identity = self.identity(self.voices.of(self.voices.at(span)))
        for d in drafts:
            if self.identity(d.voice) == identity:
                return d
        beside = [
            (abs(t.start - span.start), i)
            for i, d in enumerate(drafts)
            for ts in d.events.values()
            for t in ts
            if self.line(t) == self.line(span)
        ]
        return list(drafts)[min(beside)[1]] if beside else None

    def _draft(self, drafts: dict[str, Draft], statement: Statement | None) -> Draft:
        voice = self.voices.of(statement)
        return drafts.setdefault(self.identity(voice), Draft(voice))

    def _place(self, drafts: dict[str, Draft], event: Event, trigger: Span) -> None:
        # What is done by speaking is told by the one who speaks: "the ministry demanded" is the ministry's account.
        verbal = codebook.quad(event.type).startswith("verbal")
        uttered = self.voices.uttered_by(trigger) if verbal else None
        draft = self._draft(drafts, uttered if uttered is not None else self.voices.at(trigger))
        draft.events.setdefault(event.id, []).append(trigger)
        draft.sentences.add(self.line(trigger))

    def _within(self, drafts: dict[str, Draft], lines: Collection[int]) -> None:
        """Voices whose words are a passage of the incident though no deed is named in them."""
        for s in self.record.statements:
            told = {self.line(c) for c in s.content} & set(lines)
            if not told or not s.cue or self.voices.speaker(s) is None:
                continue
            if self.identity(self.voices.of(s)) in drafts:
                continue
            draft = self._draft(drafts, s)
            draft.sentences |= told
            cue = " ".join(c.text for c in s.cue)
            self._denies(draft, s, cue)
            draft.states = True

    def _denies(self, draft: Draft, s: Statement, cue: str) -> None:
        """Note what a statement denies: the deed, or only who did it."""
        text = self.record.report.text
        line = self.sentences.span(self.line(s.cue[-1]))
        before, behind = text[line.start : s.cue[-1].start], text[s.cue[-1].end : line.end]
        if not cues.denies(cue) or cues.refuses(before, behind):
            return
        disowns = cues.disowns(behind)
        # Who denies both the deed and a hand in it denies the deed.
        draft.disowns = disowns and (draft.disowns or not draft.denies)
        draft.denies = True
        draft.denied += s.content

    def _doubting(self, drafts: dict[str, Draft], lines: Collection[int]) -> None:
        """The publisher where it says in a passage of the incident that something is not known or confirmed."""
        for i in sorted(lines):
            line = self.sentences.span(i)
            if not (cues.doubts(line.text) or cues.doer_unknown(line.text)):
                continue
            if any(line.overlaps(c) for s in self.record.statements for c in (*s.content, *s.cue)):
                continue
            draft = self._draft(drafts, None)
            draft.sentences.add(i)
            draft.states |= not draft.events

    def _parts(self, content: Span, lines: Collection[int]) -> Iterator[Span]:
        """The parts of some reported words that stand in certain sentences."""
        for i in sorted(self.lines([content]) & set(lines)):
            line = self.sentences.span(i)
            yield Span(max(content.start, line.start), min(content.end, line.end), self.record.report.text)

    def _negate(self, draft: Draft) -> None:
        """Whose every word on the deed says that it was not: "our aircraft did not fly that day"."""
        said = [
            part
            for s in self.record.statements
            if draft.voice.speakers and self.identity(self.voices.of(s)) == self.identity(draft.voice)
            for c in s.content
            for part in self._parts(c, draft.sentences)
        ]
        false = [c for c in said if cues.untrue(c.text)]
        draft.denies |= bool(false)
        draft.denied += false
        not_so = [c for c in said if cues.negates(c.text)]
        draft.denied += not_so
        triggers = [t for ts in draft.events.values() for t in ts]
        if not_so and all(any(c.contains(t) for c in not_so) for t in triggers):
            draft.negated = True

    def _beside(self, drafts: dict[str, Draft], lines: Collection[int], elsewhere: Collection[int]) -> None:
        """Voices that deny, lay blame or count in the sentences of the deed or right behind them."""
        scene = {i for d in drafts.values() for i in d.sentences} | set(lines)
        deeds = {self.line(t) for d in drafts.values() for ts in d.events.values() for t in ts} | set(lines)
        near = {i + k for i in scene for k in range(_AROUND + 1)} - set(elsewhere)
        for s in self.record.statements:
            if not s.cue or self.line(s.cue[0]) not in near or self.voices.speaker(s) is None:
                continue
            cue = " ".join(c.text for c in s.cue)
            denies, blames = cues.denies(cue), cues.blames(cue)
            if not self._counts(s) and not ((denies or blames) and self._points_back(s, deeds)):
                continue
            draft = self._draft(drafts, s)
            draft.sentences.add(self.line(s.cue[0]))
            self._denies(draft, s, cue)
            if blames:
                draft.blamed += self._accused(s)

    def _counts(self, s: Statement) -> bool:
        """True for a statement that gives a toll without naming a deed of its own: it counts for the deed before it."""
        if not self.voices.of(s).speakers:
            return False  # what the publisher counts stands in the sentences of the deed
        if any(c.contains(t) for c in s.content for e in self.record.events for t in e.triggers):
            return False
        return any(cues.counts(c.text) for c in s.content)

    def _points_back(self, s: Statement, deeds: Collection[int]) -> bool:
        line = self.line(s.cue[0])
        sentence = self.sentences.span(line).text
        return not cues.is_earlier(sentence) and (line in deeds or cues.points_back(sentence))

    def _accused(self, s: Statement) -> list[str]:
        """Who an accusation falls on: the first actor named behind the cue."""
        cue = s.cue[-1]
        end = min(self.sentences.span(self.line(cue)).end, cue.end + _ACCUSED)
        behind = [
            (m.start, e.id)
            for e in self.record.entities
            for m in e.mentions
            if cue.end <= m.start < end and e.id != s.speaker and self.parties.of(e, m.text) is not None
        ]
        return [min(behind)[1]] if behind else []
