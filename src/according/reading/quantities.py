"""When and how many: the temporal expressions and numbers of a text, and which of them belong to a happening."""

from __future__ import annotations

from bisect import bisect_left
from typing import Protocol, TypeVar

from according.reading.figures import figure, find_numbers, read_figures
from according.reading.happenings import Happening
from according.reading.settings import Settings
from according.reading.times import find_times, to_event_time
from according.reading.words import Words
from according.records import Casualties, CasualtyKind, EventTime, Report, Span

#: Types of event that do each kind of harm: a figure beside a casualty word in their sentence is theirs nine times in
#: ten (counted on the training reports for killed and injured).
HARM_BY: dict[CasualtyKind, tuple[str, ...]] = {
    "killed": ("ASSAULT",),
    "injured": ("ASSAULT",),
    "missing": ("ASSAULT", "COERCE"),
    "detained": ("COERCE", "ASSAULT"),
    "displaced": ("SANCTION", "COERCE", "ASSAULT"),
}
_FLOOR = 0.05  # of a role's probability, below which a word is not looked at


class _HasSpan(Protocol):
    @property
    def span(self) -> Span: ...


_Spanned = TypeVar("_Spanned", bound=_HasSpan)


class Quantities:
    """The times and numbers of one report, found by rule, and their ties to happenings, scored by the arcs."""

    def __init__(self, report: Report, words: Words, *, closed: set[int], settings: Settings) -> None:
        self.words, self.closed, self.settings = words, closed, settings
        # A byline's "Kardovia Today" names no day.
        found = find_times(report.text, published=report.published)
        self.times = [t for t in found if closed.isdisjoint(words.touched(t.span.start, t.span.end))]
        self.text = report.text
        self.numbers = find_numbers(report.text)
        self.beside: dict[int, list[tuple[Casualties, Span]]] = {}  # sentence -> figures beside a casualty word
        told = read_figures(report.text, whole=True)
        self.other = told.other  # numbers that are no figure by their own words
        self.parts = {s.start for s in told.parts}
        at_deaths = (words.covering(n, n + 1) for n in told.deaths)
        self.deadly = {int(words.sentence[at[0]]) for at in at_deaths if at is not None}
        for f in told.figures:
            at = None if f.span is None else words.covering(f.span.start, f.span.end)
            if f.span is not None and at is not None and at[0] not in closed:
                self.beside.setdefault(int(words.sentence[at[0]]), []).append((f, f.span))

    def time(self, h: Happening) -> EventTime | None:
        """The likeliest time of a happening; None where no expression is likely enough."""
        likely = self._likely(h, "time", self.settings.time)
        found = [(p, t) for t in self._near(self.times, likely) if (p := self._best(t.span, likely)) > 0]
        if not found:
            return None
        best = max(found, key=lambda f: f[0])[1]
        return to_event_time(best.value, best.span)

    def casualties(self, told: list[tuple[Happening, str]]) -> list[list[Casualties]]:
        """The figures of each happening (given with its type), one a kind of harm.

        A number that the arcs name, or one that stands beside a casualty word in a sentence of a type that does such
        harm; each lends weight to the other, and a total goes before its parts. A figure belongs to one happening only:
        the likeliest, then the nearest.
        """
        offers: list[tuple[float, int, int, CasualtyKind, Casualties, Span]] = []
        for n, (h, event_type) in enumerate(told):
            sentences = h.sentences(self.words)
            excluded = self._settled(sentences)
            for kind, types in HARM_BY.items():
                here = [
                    (f, span)
                    for s in (sentences if event_type in types else ())
                    for f, span in self.beside.get(s, ())
                    if f.kind == kind
                ]
                likely = self._likely(h, kind, _FLOOR)
                for number in self._near(self.numbers, likely):
                    p = self._best(number.span, likely)
                    taken = any(span.overlaps(number.span) for _, span in here + excluded[kind])
                    taken = taken or _touching(self.other, number.span)
                    if p > 0 and not taken and (kind != "killed" or self._deadly(number.span)):
                        offers.append(
                            (p, n, self._apart(h, number.span), kind, figure(self.text, number, kind), number.span)
                        )
                for f, span in here:
                    p = self.settings.beside + self._best(span, likely)
                    offers.append((p, n, self._apart(h, span), kind, f, span))
        out: list[dict[CasualtyKind, Casualties]] = [{} for _ in told]
        given: set[tuple[CasualtyKind, int]] = set()
        for p, n, _, kind, f, span in sorted(offers, key=lambda o: (o[5].start in self.parts, -round(o[0], 1), o[2])):
            if p > self.settings.figure and kind not in out[n] and (kind, span.start) not in given:
                out[n][kind] = f
                given.add((kind, span.start))
        return [[found[k] for k in HARM_BY if k in found] for found in out]

    def _deadly(self, span: Span) -> bool:
        """Whether the sentence of a number speaks of death: else the arcs took those who were shot for dead."""
        at = self.words.covering(span.start, span.end)
        return at is not None and int(self.words.sentence[at[0]]) in self.deadly

    def _settled(self, sentences: list[int]) -> dict[CasualtyKind, list[tuple[Casualties, Span]]]:
        """For each kind of harm the figures in some sentences that their own words give to another kind."""
        told = [x for s in sentences for x in self.beside.get(s, ())]
        return {kind: [x for x in told if x[0].kind != kind] for kind in HARM_BY}

    def _apart(self, h: Happening, span: Span) -> int:
        """Characters between the span and the nearest trigger."""
        return min(abs(int(self.words.starts[t.words[0]]) - span.start) for t in h.triggers)

    def _likely(self, h: Happening, role: str, threshold: float) -> dict[int, float]:
        return {i: p for i, p in h.likely(role, threshold).items() if i not in self.closed}

    def _near(self, items: list[_Spanned], likely: dict[int, float]) -> list[_Spanned]:
        """The items (in order of the text) that touch the stretch of the likely words."""
        if not likely:
            return []
        a, b = self.words.chars(min(likely), max(likely))
        i = bisect_left(items, a, key=lambda x: x.span.end)
        j = bisect_left(items, b, key=lambda x: x.span.start)
        return items[i:j]

    def _best(self, span: Span, likely: dict[int, float]) -> float:
        return max((likely.get(i, 0.0) for i in self.words.touched(span.start, span.end)), default=0.0)


def _touching(spans: list[Span], span: Span) -> bool:
    """Whether one of the spans, which are in order, overlaps a span."""
    i = bisect_left(spans, span.start, key=lambda s: s.end)
    return any(s.overlaps(span) for s in spans[i : i + 2])
