"""Sentences of a report, by end marks and line breaks: enough to say which words stand together.

The reading's own sentences are not part of a record, so the few places that need them here find them again. A rule by
hand is enough: an error joins or parts two sentences and costs one attachment, it never moves a span.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from according.records import Span

# An end mark, closing quotes, space, and then something that can open a sentence.
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\W_a-z])|\n+")
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Maj|Col|Lt|Capt|Sgt|Brig|Adm|Rev|Sen|Rep|Gov|Pres|St|No|Jan|Feb|Mar|Apr|Jun|Jul|"
    r"Aug|Sept?|Oct|Nov|Dec)|\b[A-Z](?:\.[A-Z])*)\.$"
)


class Sentences:
    """The sentences of one text, looked up by offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        starts = [0]
        for m in _END.finditer(text):
            if "\n" not in m.group() and _SHORT.search(text, max(0, m.start() - 12), m.start()):
                continue
            if m.end() < len(text):
                starts.append(m.end())
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts)

    def index(self, offset: int) -> int:
        """The number of the sentence that holds an offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def span(self, index: int) -> Span:
        """Where a sentence stands, without the space behind it."""
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)
        end = start + len(self.text[start:end].rstrip())
        return Span(start, max(start, end), self.text)

    def of(self, spans: Iterable[Span]) -> set[int]:
        """The numbers of the sentences that the spans begin in."""
        return {self.index(s.start) for s in spans}
