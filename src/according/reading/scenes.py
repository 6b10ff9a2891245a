"""Where: the places that a report names for its happenings; one place for one wording, until names are resolved."""

from __future__ import annotations

from according.reading.happenings import Happening
from according.reading.scan import RawMention
from according.reading.settings import Settings
from according.reading.words import Words
from according.records import Place, Span


class Scenes:
    """Places by the words that name them."""

    def __init__(
        self, words: Words, mentions: list[RawMention], happenings: list[Happening], *, settings: Settings
    ) -> None:
        self.words, self.settings = words, settings
        self.by_name: dict[str, int] = {}
        self.found: list[tuple[str, list[Span]]] = []
        self.at_head: dict[int, int] = {}
        wanted = {w for h in happenings for w in h.likely("place", settings.place)}
        for m in sorted(mentions, key=lambda m: (m.kind != "place", m.words)):
            sure = m.kind == "place" and m.score > settings.mention
            if m.head not in self.at_head and (sure or m.head in wanted):
                self._add(m)

    def _add(self, m: RawMention) -> None:
        span = Span(*self.words.chars(*m.words))
        name = self.words.text[span.start : span.end]
        n = self.by_name.setdefault(name.casefold(), len(self.found))
        if n == len(self.found):
            self.found.append((name, []))
        self.found[n][1].append(span)
        self.at_head[m.head] = n

    def of(self, h: Happening) -> list[str]:
        """Ids of the places of a happening, the likeliest first."""
        best: dict[int, float] = {}
        for word, p in h.likely("place", self.settings.place).items():
            n = self.at_head.get(word)
            if n is not None:
                best[n] = max(best.get(n, 0.0), p)
        return [f"p{n + 1}" for n, _ in sorted(best.items(), key=lambda kv: -kv[1])]

    def all(self) -> list[Place]:
        """Every place, in the order of the ids."""
        return [Place(id=f"p{n + 1}", name=name, mentions=sorted(spans)) for n, (name, spans) in enumerate(self.found)]
