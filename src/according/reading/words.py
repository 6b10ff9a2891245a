"""Text into words, sentences and the surface features that the reader's encoder sees beside the word pieces.

A word is a run of letters and digits, or one other visible character; so every offset falls on a word's edge, and the
same cutting serves training and reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from according.reading.quotes import find_quotes

#: Marks of direction and invisible joiners are no words: they would cut a name in two.
WORD = re.compile(r"[^\W_]+|[^\s\w\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|_")

#: Values of the three features, in the order of the embedding tables; the weights depend on them.
SHAPES = ("lower", "title", "upper", "mixed", "digits", "mark")
LAYOUTS = ("inside", "sentence", "paragraph", "headline", "headline-start")
QUOTED = ("outside", "inside")

_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"“‘'])(?:[A-Z]|Mr|Mrs|Ms|Messrs|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Cpl|Adm|Cmdr|Rep|Sen|Gov|Pres|St|No|Nos"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|vs|Rev|Hon|Brig|Amb|Fr|Jr|Sr|Inc|Ltd|Co|Corp|pct|dlrs|mln|bln"
    r"|(?:[A-Z]\.)+[A-Z]|approx|etc|e\.g|i\.e|a\.m|p\.m)\.$"
)
_BREAK = re.compile(r"\n+|(?<=[.!?…])[\"”’'»)\]]{0,3}\s+(?=[\"“‘'«(\[]?[A-Z0-9])")
_HEADLINE_MAX = 220

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text: offsets, and for each word its sentence, paragraph and surface features (all length n)."""

    text: str
    starts: Ints
    ends: Ints
    sentence: Ints
    paragraph: Ints
    shape: Ints
    layout: Ints
    quoted: Ints

    def __len__(self) -> int:
        return len(self.starts)

    def forms(self) -> list[str]:
        """The words as strings."""
        return [self.text[a:b] for a, b in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]

    def covering(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last word (inclusive) that a character range touches, or None."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left")) - 1
        return (first, last) if first <= last else None

    def touched(self, start: int, end: int) -> range:
        """Numbers of all words that a character range touches."""
        r = self.covering(start, end)
        return range(r[0], r[1] + 1) if r else range(0)

    def chars(self, first: int, last: int) -> tuple[int, int]:
        """Character range of the words first..last (inclusive)."""
        return int(self.starts[first]), int(self.ends[last])


def sentence_starts(text: str) -> list[int]:
    """Character offsets at which sentences begin: at line breaks and after closing marks before a capital or digit."""
    cuts = [0]
    for m in _BREAK.finditer(text):
        if "\n" not in m.group() and _ABBREVIATION.search(text[max(0, m.start() - 12) : m.start()]):
            continue
        cuts.append(m.end())
    return cuts


def _shape(form: str) -> int:
    if form.isdigit():
        return 4
    if not form[0].isalnum():
        return 5
    if form.islower():
        return 0
    if form.isupper() and len(form) > 1:
        return 2
    if form[0].isupper() and (len(form) == 1 or form[1:].islower()):
        return 1
    return 3


def cut(text: str) -> Words:
    """Cut a text into words with their features. Linear in the length of the text."""
    starts, ends, shape = [], [], []
    for m in WORD.finditer(text):
        starts.append(m.start())
        ends.append(m.end())
        shape.append(_shape(m.group()))
    at = np.array(starts, dtype=np.int64)
    sentence = np.searchsorted(np.array(sentence_starts(text), dtype=np.int64), at, side="right") - 1
    lines = np.array([0, *(m.end() for m in re.finditer(r"\n+", text))], dtype=np.int64)
    paragraph = np.searchsorted(lines, at, side="right") - 1
    layout = np.zeros(len(at), dtype=np.int64)
    if len(at):
        layout[1:][sentence[1:] != sentence[:-1]] = 1
        layout[1:][paragraph[1:] != paragraph[:-1]] = 2
        layout[0] = 2
        head = text.lstrip("\n").find("\n")
        if 0 < head <= _HEADLINE_MAX:
            first = paragraph == paragraph[0]
            layout[first] = 3
            layout[0] = 4
    quoted = np.zeros(len(at), dtype=np.int64)
    for a, b in find_quotes(text):
        i, j = np.searchsorted(at, [a, b])
        quoted[i:j] = 1
    return Words(
        text=text,
        starts=at,
        ends=np.array(ends, dtype=np.int64),
        sentence=sentence,
        paragraph=paragraph,
        shape=np.array(shape, dtype=np.int64),
        layout=layout,
        quoted=quoted,
    )
