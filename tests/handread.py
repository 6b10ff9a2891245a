"""Findings made by hand: what the model's one pass would have found in a text, and a model that answers by script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from according.reading import labels
from according.reading.assemble import assemble
from according.reading.features import head
from according.reading.scan import Cue, Findings, Range, RawMention, RawTrigger
from according.reading.settings import Settings
from according.reading.words import cut
from according.records import Record, Report


class ScriptedModel:
    """Says which two mentions or triggers are the same by the words they stand at."""

    name = "scripted"

    def __init__(
        self,
        page: Page,
        same: Iterable[tuple[str, str]] | Callable[[str, str], float] = (),
        settings: dict[str, Any] | None = None,
    ) -> None:
        self.page, self.settings = page, settings or {}
        self.asked: list[tuple[str, str, str]] = []
        pairs = same if callable(same) else frozenset(same)
        self._score = pairs if callable(pairs) else lambda a, b: 1.0 if (a, b) in pairs else -1.0

    def same(self, graph: str, items: Any, earlier: Any, later: Any, surface: Any) -> Any:
        """Items carry the number of their word, so that the script can be written in words."""
        assert len(earlier) == len(later) == len(surface)
        form = lambda n: self.page.forms[int(items[n, 0])]  # noqa: E731
        pairs = [(form(a), form(b)) for a, b in zip(earlier, later, strict=True)]
        self.asked += [(graph, a, b) for a, b in pairs]
        return np.array([self._score(a, b) for a, b in pairs], dtype=np.float32)


class Page:
    """One text with makers of findings that are written in its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = cut(text)
        self.forms = self.words.forms()

    def at(self, phrase: str, nth: int = 0) -> Range:
        """First and last word of the nth occurrence of a phrase."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(phrase, start + 1)
        found = self.words.covering(start, start + len(phrase))
        assert found is not None, phrase
        return found

    def cue(
        self,
        words: str,
        *,
        source: Iterable[str] = (),
        content: Iterable[str] = (),
        score: float = 0.9,
        sure: float = 0.9,
        nth: int = 0,
    ) -> Cue:
        return Cue(self.at(words, nth), score, [self.at(s) for s in source], [self.at(c) for c in content], sure)

    def mention(self, words: str, kind: str = "person", *, score: float = 0.9, nth: int = 0) -> RawMention:
        first, last = self.at(words, nth)
        kinds = np.zeros(len(labels.MENTIONS), dtype=np.float32)
        kinds[0], kinds[labels.MENTIONS.index(kind)] = 1 - score, score
        top = head(self.forms, first, last)
        return RawMention((first, last), top, kinds, np.array([top, first], dtype=np.float32))

    def trigger(
        self,
        words: str,
        type: str = "ASSAULT",  # noqa: A002 - the record calls it so
        *,
        score: float = 0.9,
        modality: str = "actual",
        negative: float = 0.05,
        modes: Iterable[str] = (),
        roles: Mapping[str, Iterable[str]] | None = None,
        nth: int = 0,
    ) -> RawTrigger:
        """`roles`: role -> phrases; an actor, recipient or place stands at its head word, all else at every word."""
        first, last = self.at(words, nth)
        types = np.full(len(labels.TYPES), 0.01, dtype=np.float32)
        types[labels.TYPES.index(type)] = 0.8
        modal = np.full(len(labels.MODALITIES), 0.02, dtype=np.float32)
        modal[labels.MODALITIES.index(modality)] = 0.9
        table = np.full((len(self.words), len(labels.ROLES)), 0.01, dtype=np.float32)
        for role, phrases in (roles or {}).items():
            for phrase in phrases:
                a, b = self.at(phrase)
                if role in ("actor", "recipient", "place"):
                    a = b = head(self.forms, a, b)
                table[a : b + 1, labels.ROLES.index(role)] = 0.8
        return RawTrigger(
            words=(first, last),
            score=score,
            types=types,
            modality=modal,
            negative=negative,
            modes=np.array([0.9 if m in set(modes) else 0.02 for m in labels.MODES], dtype=np.float32),
            roles_from=0,
            roles=table,
            vector=np.array([first], dtype=np.float32),
        )

    def record(
        self,
        *,
        cues: Iterable[Cue] = (),
        triggers: Iterable[RawTrigger] = (),
        mentions: Iterable[RawMention] = (),
        same: Iterable[tuple[str, str]] = (),
        settings: dict[str, Any] | None = None,
        **report: Any,
    ) -> Record:
        """The findings joined into a record, in the order in which the model would have found them."""
        found = Findings(list(cues), sorted(triggers, key=lambda t: t.words), list(mentions))
        return assemble(
            Report(id="made", text=self.text, **report),
            self.words,
            self.forms,
            found,
            model=ScriptedModel(self, same, settings),
            settings=Settings(),
        )

    def phrases(self, ranges: Iterable[Range]) -> list[str]:
        """Ranges of words as the text has them."""
        return [self.text[slice(*self.words.chars(*r))] for r in ranges]
