"""Findings of one pass -> a Record: statements with speakers, events inside their voices, entities, places, times."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

import numpy as np

from according import __version__, codebook
from according.reading.confidence import event_confidence, statement_confidence
from according.reading.contexts import contexts_in
from according.reading.distancing import find_distancing
from according.reading.entities import Cast, cast
from according.reading.features import head
from according.reading.figures import figure, find_figures, find_numbers
from according.reading.happenings import Happening, happenings
from according.reading.model import Model
from according.reading.scan import Findings, Range, RawMention, scan
from according.reading.settings import Settings
from according.reading.statements import Draft, drafts
from according.reading.times import find_times, to_event_time
from according.reading.words import Words, cut
from according.records import (
    Casualties,
    CasualtyKind,
    Entity,
    Event,
    EventTime,
    Place,
    Reader,
    Record,
    Report,
    SectionKind,
    Span,
    Statement,
)

_CLOSED = (SectionKind.BYLINE, SectionKind.CREDIT, SectionKind.BOILERPLATE)
#: Types that rule 23 of the codebook lifts out of their own speaker's statement. Counted on the training reports: of 312
#: such events coders lifted 208; for every other type they left nearly all where they stand.
_SPEECH_ACTS = ("ACCUSE", "REQUEST", "SUPPORT", "THREATEN")
#: Types of event that do each kind of harm: a figure beside a casualty word in their sentence is theirs nine times in ten
#: (counted on the training reports for killed and injured).
_HARM_BY: dict[CasualtyKind, tuple[str, ...]] = {
    "killed": ("ASSAULT",),
    "injured": ("ASSAULT",),
    "missing": ("ASSAULT", "COERCE"),
    "detained": ("COERCE", "ASSAULT"),
    "displaced": ("SANCTION", "COERCE", "ASSAULT"),
}
_FIGURE_FLOOR = 0.05
_FIGURES: tuple[CasualtyKind, ...] = ("killed", "injured", "missing", "detained", "displaced")


class _HasSpan(Protocol):
    @property
    def span(self) -> Span: ...


_Spanned = TypeVar("_Spanned", bound=_HasSpan)


def read_report(report: Report, *, model: Model) -> Record:
    """Read one report with one model. Pure: the same report and weights give the same record."""
    settings = Settings.of(model.settings.get("thresholds", {}))
    words = cut(report.text)
    forms = words.forms()
    found = scan(words, forms, model=model, settings=settings)
    return assemble(report, words, forms, found, model=model, settings=settings)


def assemble(
    report: Report, words: Words, forms: list[str], found: Findings, *, model: Model, settings: Settings
) -> Record:
    """Decide together what one pass found; cheap, so that thresholds can be tuned over stored findings."""
    return _Assembly(report, words, forms, found, model, settings).record()


class _Assembly:
    """The state of joining one report's findings; used once."""

    def __init__(
        self, report: Report, words: Words, forms: list[str], found: Findings, model: Model, settings: Settings
    ) -> None:
        self.report, self.words, self.forms, self.model, self.settings = report, words, forms, model, settings
        self.closed = {
            i for s in report.sections if s.kind in _CLOSED for i in self._word_range(s.span.start, s.span.end)
        }
        self.drafts = drafts(words, forms, found.cues, closed=self.closed, settings=settings)
        triggers = [t for t in found.triggers if t.score > settings.trigger and t.words[0] not in self.closed]
        self.happenings = happenings(words, forms, triggers, model=model, settings=settings)
        self.mentions = [m for m in found.mentions if m.words[0] not in self.closed]
        self.times = find_times(report.text, published=report.published)
        self.numbers = find_numbers(report.text)
        self.figures: dict[int, list[Casualties]] = {}
        for f in find_figures(report.text):
            if f.span is not None and (at := words.covering(f.span.start, f.span.end)) is not None:
                self.figures.setdefault(int(words.sentence[at[0]]), []).append(f)
        self.contexts: dict[int, tuple[str, ...]] = {}
        self.innermost: dict[int, int] = {}  # word -> the smallest statement whose content covers it
        for n in sorted(range(len(self.drafts)), key=lambda n: (-len(self.drafts[n].covered), -n)):
            self.innermost.update(dict.fromkeys(self.drafts[n].covered, n))

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
        places = _Places(self)
        statements = [self._statement(n, d, cast_) for n, d in enumerate(self.drafts)]
        distancing = find_distancing(self.report.text, said=[s for st in statements for s in st.content])
        order = sorted(self.happenings, key=lambda h: h.triggers[0].words)
        events = [self._event(n, h, cast_, places, distancing) for n, h in enumerate(order)]
        used = {s.speaker for s in statements} | {a for e in events for a in (*e.actors, *e.recipients)}
        entities = [self._entity(n, cast_) for n in range(len(cast_.people))]
        return Record(
            report=self.report,
            entities=[e for e in entities if e.id in used or len(e.mentions) > 0],
            places=places.all(),
            times=self.times,
            statements=statements,
            events=events,
            distancing=distancing,
            reader=Reader(name="according", version=__version__, model=self.model.name),
        )

    def _word_range(self, start: int, end: int) -> Iterable[int]:
        r = self.words.covering(start, end)
        return range(r[0], r[1] + 1) if r else ()

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
            confidence=statement_confidence(d, self.model.settings),
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

    def _event(self, n: int, h: Happening, cast_: Cast, places: _Places, distancing: Sequence[Span]) -> Event:
        kind = h.type()
        modes = h.modes(codebook.modes(kind), self.settings.mode)
        triggers = [self._span(t.words) for t in h.triggers]
        actors = self._roles(h, "actor", self.settings.actor, cast_)
        recipients = [
            r for r in self._roles(h, "recipient", self.settings.recipient, cast_) if r[0] not in dict(actors)
        ]
        casualties = self._casualties(h, kind)
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
            places=places.of(h),
            time=self._time(h),
            polarity="negative" if h.negative() > self.settings.negative else "positive",
            modality=h.modality(),
            said_in=self._said_in(h, kind, actors, cast_),
            casualties=casualties,
            distancing=sorted({d for t in triggers for d in _touching(distancing, t)}),
            confidence=event_confidence(h, actors, recipients, self.model.settings),
        )

    def _roles(self, h: Happening, role: str, threshold: float, cast_: Cast) -> list[tuple[int, float]]:
        """Entities that play the role likely enough, the likeliest first, with their best mention's probability."""
        best: dict[int, float] = {}
        for word, p in h.likely(role, threshold).items():
            who = cast_.at(word)
            if who is not None:
                best[who] = max(best.get(who, 0.0), p)
        return sorted(best.items(), key=lambda kv: -kv[1])

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

    def _likely(self, h: Happening, role: str, threshold: float) -> dict[int, float]:
        """The likely words of a figure or time; closed words give none."""
        return {i: p for i, p in h.likely(role, threshold).items() if i not in self.closed}

    def _casualties(self, h: Happening, event_type: str) -> list[Casualties]:
        """The likeliest figure of each kind of harm: a number that the arcs name, or one that stands beside a casualty
        word in a sentence of a type that does such harm; each lends weight to the other."""
        beside = [f for s in self._sentences(h) for f in self.figures.get(s, ()) if event_type in _HARM_BY[f.kind]]
        out: list[Casualties] = []
        for kind in _FIGURES:
            likely = self._likely(h, kind, _FIGURE_FLOOR)
            found = [
                (p + self.settings.beside * any(f.span.overlaps(n.span) for f in beside if f.kind == kind and f.span), n)
                for n in self._near(self.numbers, likely)
                if (p := self._best(n.span, likely)) > 0
            ]
            best = max(found, key=lambda f: f[0], default=None)
            if best is not None and best[0] > self.settings.figure:
                out.append(figure(self.report.text, best[1], kind))
            elif self.settings.beside > self.settings.figure:
                at = h.triggers[0].words[0]
                near = [f for f in beside if f.kind == kind and f.span is not None]
                out.extend(sorted(near, key=lambda f: abs(f.span.start - int(self.words.starts[at])))[:1])
        return out

    def _time(self, h: Happening) -> EventTime | None:
        likely = self._likely(h, "time", self.settings.time)
        found = [(p, t) for t in self._near(self.times, likely) if (p := self._best(t.span, likely)) > 0]
        if not found:
            return None
        best = max(found, key=lambda f: f[0])[1]
        return to_event_time(best.value, best.span)

    def _near(self, items: list[_Spanned], likely: dict[int, float]) -> list[_Spanned]:
        """The items (in order of the text) that touch the stretch of the likely words."""
        if not likely:
            return []
        a, b = self.words.chars(min(likely), max(likely))
        i = bisect_left(items, a, key=lambda x: x.span.end)
        j = bisect_left(items, b, key=lambda x: x.span.start)
        return items[i:j]

    def _best(self, span: Span, likely: dict[int, float]) -> float:
        return max((likely.get(i, 0.0) for i in self._word_range(span.start, span.end)), default=0.0)

    def _sentences(self, h: Happening) -> list[int]:
        return sorted({int(self.words.sentence[t.words[0]]) for t in h.triggers})

    def _contexts(self, h: Happening) -> list[str]:
        found: dict[str, None] = {}
        for sentence in self._sentences(h):
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


class _Places:
    """Places by the words that name them; one place for one wording."""

    def __init__(self, a: _Assembly) -> None:
        self.a = a
        self.by_name: dict[str, int] = {}
        self.found: list[tuple[str, list[Span]]] = []
        self.at_head: dict[int, int] = {}
        wanted = {w for h in a.happenings for w in h.likely("place", a.settings.place)}
        for m in sorted(a.mentions, key=lambda m: (m.kind != "place", m.words)):
            sure = m.kind == "place" and m.score > a.settings.mention
            if m.head not in self.at_head and (sure or m.head in wanted):
                self._add(m)

    def _add(self, m: RawMention) -> None:
        span = self.a._span(m.words)
        name = self.a.report.text[span.start : span.end]
        n = self.by_name.setdefault(name.casefold(), len(self.found))
        if n == len(self.found):
            self.found.append((name, []))
        self.found[n][1].append(span)
        self.at_head[m.head] = n

    def of(self, h: Happening) -> list[str]:
        """Ids of the places of a happening."""
        best: dict[int, float] = {}
        for word, p in h.likely("place", self.a.settings.place).items():
            n = self.at_head.get(word)
            if n is not None:
                best[n] = max(best.get(n, 0.0), p)
        return [f"p{n + 1}" for n, _ in sorted(best.items(), key=lambda kv: -kv[1])]

    def all(self) -> list[Place]:
        """Every place, in the order of the ids."""
        return [Place(id=f"p{n + 1}", name=name, mentions=sorted(spans)) for n, (name, spans) in enumerate(self.found)]
