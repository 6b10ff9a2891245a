"""Findings of one pass -> a Record: statements with speakers, events inside their voices, entities, places, times."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from according import __version__, codebook
from according.reading.apart import told
from according.reading.confidence import Confidence
from according.reading.contexts import contexts_in
from according.reading.denials import with_denials
from according.reading.distancing import find_distancing
from according.reading.entities import Cast, cast, joined
from according.reading.features import head
from according.reading.happenings import Happening, happenings
from according.reading.model import Model
from according.reading.quantities import Quantities
from according.reading.scan import Findings, Range, RawTrigger, scan
from according.reading.scenes import Scenes
from according.reading.settings import Settings
from according.reading.statements import Draft, drafts
from according.reading.words import Words, cut
from according.records import (
    Casualties,
    Entity,
    Event,
    Reader,
    Record,
    Report,
    SectionKind,
    Span,
    Statement,
)

_CLOSED = (SectionKind.BYLINE, SectionKind.CREDIT, SectionKind.BOILERPLATE)
#: Share of the events with a cue as trigger whose one actor is the speaker, in the training reports.
_SPEAKS = 0.85
#: Types that rule 23 of the codebook lifts out of their own speaker's statement. In the training reports
#: coders lifted 208 of 312 such events; those of every other type they left nearly all where they stand.
_SPEECH_ACTS = ("ACCUSE", "REQUEST", "SUPPORT", "THREATEN")


def read_report(report: Report, *, model: Model) -> Record:
    """Read one report with one model. Pure: the same report and weights give the same record."""
    settings = Settings.of(model.settings.get("thresholds", {}))
    words = cut(report.text)
    forms = words.forms()
    found = scan(words, forms, model=model, settings=settings)
    return assemble(report, words, forms, found, model=model, settings=settings)


def assemble(
    report: Report,
    words: Words,
    forms: list[str],
    found: Findings,
    *,
    model: Model,
    settings: Settings,
    confidence: Confidence | None = None,
) -> Record:
    """Decide together what one pass found; cheap, so that thresholds can be tuned over stored findings."""
    confidence = confidence or Confidence(model.settings)
    return _Assembly(report, words, forms, found, model, settings, confidence).record()


class _Assembly:
    """The state of joining one report's findings; used once."""

    def __init__(
        self,
        report: Report,
        words: Words,
        forms: list[str],
        found: Findings,
        model: Model,
        settings: Settings,
        confidence: Confidence,
    ) -> None:
        self.report, self.words, self.forms, self.model, self.settings = report, words, forms, model, settings
        self.confidence = confidence
        self.closed = {i for s in report.sections if s.kind in _CLOSED for i in words.touched(s.span.start, s.span.end)}
        self.drafts = drafts(words, forms, found.cues, closed=self.closed, settings=settings)
        triggers = with_denials(words, forms, self._triggers(found.triggers))
        self.mentions = [m for m in found.mentions if m.words[0] not in self.closed]
        self.quantities = Quantities(report, words, closed=self.closed, settings=settings)
        about = told(words, forms, triggers, self.mentions, self.quantities, settings=settings)
        self.happenings = happenings(words, forms, triggers, model=model, settings=settings, told=about)
        self.contexts: dict[int, tuple[str, ...]] = {}
        self.cued = {i: n for n, d in enumerate(self.drafts) for i in range(d.cue[0], d.cue[1] + 1)}
        self.innermost: dict[int, int] = {}  # word -> the smallest statement whose content covers it
        for n in sorted(range(len(self.drafts)), key=lambda n: (-len(self.drafts[n].covered), -n)):
            self.innermost.update(dict.fromkeys(self.drafts[n].covered, n))

    def _triggers(self, found: Sequence[RawTrigger]) -> list[RawTrigger]:
        """Those that are likely enough; and of a statement that would tell nothing, the likeliest of its content."""
        s = self.settings
        candidates = [t for t in found if t.words[0] not in self.closed]
        sure = {t.words[0] for t in candidates if t.score > s.trigger}
        told = {i for t in candidates if t.words[0] in sure for i in range(t.words[0], t.words[1] + 1)}
        unsure = {t.words[0]: t for t in candidates if s.trigger_said < t.score <= s.trigger}
        for d in self.drafts if unsure else ():
            inside = d.covered & unsure.keys()
            if inside and told.isdisjoint(d.covered):
                sure.add(max(inside, key=lambda i: (unsure[i].score, -i)))
        return [t for t in candidates if t.words[0] in sure]

    def record(self) -> Record:
        """Everything as the public format has it, ids in the order of the text."""
        cast_ = cast(
            self.words,
            self.forms,
            self.mentions,
            needed=self._needed(),
            model=self.model,
            settings=self.settings,
        )
        cast_ = joined(cast_, self._first_persons(cast_))
        scenes = Scenes(self.words, self.mentions, self.happenings, settings=self.settings)
        statements = [self._statement(n, d, cast_) for n, d in enumerate(self.drafts)]
        distancing = find_distancing(self.report.text, said=[s for st in statements for s in st.content])
        order = sorted(self.happenings, key=lambda h: h.triggers[0].words)
        typed = [(h, h.type()) for h in order]
        harm = self.quantities.casualties(typed)
        events = [self._event(n, *typed[n], cast_, scenes, distancing, harm[n]) for n in range(len(typed))]
        return Record(
            report=self.report,
            entities=[self._entity(n, cast_) for n in range(len(cast_.people))],
            places=scenes.all(),
            times=self.quantities.times,
            statements=statements,
            events=events,
            distancing=distancing,
            reader=Reader(name="according", version=__version__, model=self.model.name),
        )

    def _first_persons(self, cast_: Cast) -> dict[int, int]:
        """Entities that are nothing but "I" and "my" inside one speaker's quotations, and that speaker."""
        into: dict[int, int] = {}
        for n, who in enumerate(cast_.people):
            if any(m.pronoun != "i" or not self.words.quoted[m.first] for m in who.mentions):
                continue
            voices = [self.innermost.get(m.first) for m in who.mentions]
            speakers = {None if v is None else self._speaker(self.drafts[v], cast_) for v in voices}
            speaker = speakers.pop()
            if not speakers and speaker is not None and any(m.pronoun != "i" for m in cast_.people[speaker].mentions):
                into[n] = speaker
        return into

    def _span(self, r: Range) -> Span:
        return Span(*self.words.chars(*r))

    def _needed(self) -> dict[int, Range | None]:
        """Head words that must have an entity: of sources (with the range to make one from), and of likely roles."""
        out: dict[int, Range | None] = {}
        for h in self.happenings:
            out.update(dict.fromkeys(h.likely("actor", self.settings.actor)))
            out.update(dict.fromkeys(h.likely("recipient", self.settings.recipient)))
        for d in self.drafts:
            for r in d.source[:1]:
                out[head(self.forms, *r)] = r
        return out

    def _statement(self, n: int, d: Draft, cast_: Cast) -> Statement:
        speaker = self._speaker(d, cast_)
        return Statement(
            id=f"s{n + 1}",
            source=[self._span(r) for r in d.source],
            speaker=None if speaker is None else f"e{speaker + 1}",
            cue=[self._span(d.cue)],
            content=[self._span(r) for r in d.content],
            kind=d.kind,
            within=None if d.within is None else f"s{d.within + 1}",
            confidence=self.confidence.of_statement(d),
        )

    def _speaker(self, d: Draft, cast_: Cast) -> int | None:
        if not d.source:
            return None
        first, last = d.source[0]
        return cast_.at(head(self.forms, first, last))

    def _entity(self, n: int, cast_: Cast) -> Entity:
        who = cast_.people[n]
        name = who.name()
        return Entity(
            id=f"e{n + 1}",
            name=self.report.text[slice(*self.words.chars(name.first, name.last))],
            kind=who.kind,
            mentions=[self._span((m.first, m.last)) for m in who.mentions],
        )

    def _event(
        self,
        n: int,
        h: Happening,
        kind: str,
        cast_: Cast,
        scenes: Scenes,
        distancing: Sequence[Span],
        harm: list[Casualties],
    ) -> Event:
        modes = h.modes(codebook.modes(kind), self.settings.mode)
        triggers = [self._span(t.words) for t in h.triggers]
        actors = self._speaking(h, cast_) or self._roles(h, "actor", self.settings.actor, cast_)
        recipients = [r for r in self._recipients(h, cast_) if r[0] not in dict(actors)]
        return Event(
            id=f"v{n + 1}",
            type=kind,
            modes=modes,
            contexts=self._contexts(h),
            cameo=codebook.cameo(kind, modes),
            quad=codebook.quad(kind),
            intensity=codebook.intensity(kind, modes),
            triggers=triggers,
            actors=[f"e{e + 1}" for e, _ in actors],
            recipients=[f"e{e + 1}" for e, _ in recipients],
            places=scenes.of(h),
            time=self.quantities.time(h),
            polarity="negative" if h.negative() > self.settings.negative else "positive",
            modality=h.modality(),
            said_in=self._said_in(h, kind, actors, cast_),
            casualties=harm,
            distancing=sorted({d for t in triggers for d in _touching(distancing, t)}),
            confidence=self.confidence.of_event(h, actors, recipients),
        )

    def _recipients(self, h: Happening, cast_: Cast) -> list[tuple[int, float]]:
        """Rule 28: recipients stand in a sentence of the event. Beside a clear one a doubtful one is most often wrong:
        it needs a share of the likeliest one's probability."""
        found = self._roles(h, "recipient", self.settings.recipient, cast_, sentences=h.sentences(self.words))
        return [(who, p) for who, p in found if p >= self.settings.recipient_share * found[0][1]]

    def _roles(
        self, h: Happening, role: str, threshold: float, cast_: Cast, *, sentences: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Entities that play the role likely enough, the likeliest first, with their best mention's probability; with
        `sentences` only mentions in them count."""
        best: dict[int, float] = {}
        for word, p in h.likely(role, threshold).items():
            who = cast_.at(word)
            if who is not None and (sentences is None or self.words.sentence[word] in sentences):
                best[who] = max(best.get(who, 0.0), p)
        return sorted(best.items(), key=lambda kv: -kv[1])

    def _speaking(self, h: Happening, cast_: Cast) -> list[tuple[int, float]]:
        """The speaker of a statement whose cue is a trigger ("called for", "accused"), who is then its one actor:
        so it is in 1,338 of the 1,578 such events of the training reports."""
        for t in h.triggers:
            for word in range(t.words[0], t.words[1] + 1):
                speaker = self._speaker(self.drafts[self.cued[word]], cast_) if word in self.cued else None
                if speaker is not None:
                    return [(speaker, _SPEAKS)]
        return []

    def _said_in(self, h: Happening, kind: str, actors: list[tuple[int, float]], cast_: Cast) -> str | None:
        """Rule 11: none if a body sentence has it in the publisher's own voice. Rule 23: a speech act inside its own
        speaker's statement is told by the voice around that. Else the innermost statement."""
        voices = [self.innermost.get(t.words[0]) for t in h.body()]
        voice = voices[0]
        if voice is None or None in voices:
            return None
        if kind in _SPEECH_ACTS and self._speaker(self.drafts[voice], cast_) in dict(actors):
            outer = self.drafts[voice].within
            return None if outer is None else f"s{outer + 1}"
        return f"s{voice + 1}"

    def _contexts(self, h: Happening) -> list[str]:
        found: dict[str, None] = {}
        for sentence in h.sentences(self.words):
            if sentence not in self.contexts:
                i, j = np.searchsorted(self.words.sentence, [sentence, sentence + 1]).tolist()
                self.contexts[sentence] = contexts_in(self.report.text[slice(*self.words.chars(i, j - 1))])
            found.update(dict.fromkeys(self.contexts[sentence]))
        return list(found)


def _touching(spans: Sequence[Span], span: Span) -> Sequence[Span]:
    """Those of the spans (in order, apart from each other) that share a character with this one."""
    i = bisect_left(spans, span.start + 1, key=lambda s: s.end)
    j = bisect_left(spans, span.end, key=lambda s: s.start)
    return spans[i:j]
