"""A batch of reports reduced to what grouping compares: counted words, names and numbers as sparse rows.

Keys are numbers: a word's is its place in the batch's vocabulary, that of two neighbouring words joins both. Rows are
kept as three arrays (starts, keys, values), which is all that numpy needs to compare 100,000 reports.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from according.incidents.days import days, ordinal
from according.incidents.terms import rarity, tokens, whole_names
from according.records import Report

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

KINDS = ("words", "names", "wholes", "lead", "title", "numbers", "near")
"""What is counted: all words, words of names, whole names, the first words, the title, a number with the next word,
names after a word of place."""

PRIOR = 300.0
"""How many reports the table of words in news counts for, beside those of the batch."""
LEAD = 60
_RAREST = 9.1
_LOW = 0xFFFFFFFF  # the half of a pair's key that is its second word
_CARRIERS, _SPAN, _LINE = 3, 30, 100
_TITLE = 12  # first words that stand for a title that is missing
PLACED = frozenset(["in", "at", "near", "of", "on", "from", "outside"])
"""Words before a name that make it likely a place."""


@dataclass(slots=True)
class Rows:
    """One kind of key over all reports: row i is `keys[starts[i]:starts[i + 1]]`."""

    starts: Ints
    keys: Ints
    values: Floats
    """counts weighed by rarity, each row of length 1"""
    rarity: Floats
    """of each entry's key in this batch"""
    sizes: Ints
    """how many different keys a report had, those that no other report has among them"""
    frequency: Ints
    """of each entry's key: how many reports have it"""

    @property
    def width(self) -> int:
        """One more than the highest key."""
        return int(self.keys.max()) + 1 if len(self.keys) else 1


@dataclass(slots=True)
class Sheets:
    """All that is compared of a batch of reports."""

    rows: dict[str, Rows]
    published: Floats
    """day of publication, NaN where unknown"""
    days: list[Ints]
    """sorted days that each report's words name"""
    first: Floats
    """the first day that it names, NaN where it names none"""
    publisher: Ints
    """a number for each publisher; a report without one has a number of its own"""

    def __len__(self) -> int:
        return len(self.days)


@dataclass(slots=True)
class _Counted:
    """Entries of one kind while reports are being read."""

    starts: list[int] = field(default_factory=lambda: [0])
    keys: list[npt.NDArray[np.int64]] = field(default_factory=list)
    counts: list[npt.NDArray[np.int32]] = field(default_factory=list)

    def add(self, counter: Counter[int]) -> None:
        self.keys.append(np.fromiter(counter.keys(), np.int64, len(counter)))
        self.counts.append(np.fromiter(counter.values(), np.int32, len(counter)))
        self.starts.append(self.starts[-1] + len(counter))


def read_sheets(reports: Iterable[Report]) -> Sheets:
    """Read the reports, lines that are no part of their news left out (see `furniture`)."""
    reports = list(reports)
    unwanted = furniture(reports)
    vocabulary: dict[str, int] = {}
    counted = {kind: _Counted() for kind in KINDS}
    published: list[float] = []
    named: list[list[int]] = []
    publishers: dict[Any, int] = {}
    publisher: list[int] = []
    for number, report in enumerate(reports):
        day = ordinal(report.published)
        title, text = own_text(report, unwanted)
        for kind, counter in _counts(text, len(title), vocabulary).items():
            counted[kind].add(counter)
        published.append(math.nan if day is None else float(day))
        named.append(days(text, published=day))
        publisher.append(publishers.setdefault(report.publisher or number, len(publishers)))
    rare = np.array([min(_RAREST, sum(map(rarity, word.split()))) for word in vocabulary], dtype=np.float64)
    n = len(published)
    rows = {kind: _rows(counted.pop(kind), n, rare, pairs=kind == "numbers") for kind in KINDS}
    return Sheets(
        rows=rows,
        published=np.array(published, dtype=np.float32),
        days=[np.array(sorted(d), dtype=np.int64) for d in named],
        first=np.array([d[0] if d else math.nan for d in named], dtype=np.float32),
        publisher=np.array(publisher, dtype=np.int64),
    )


def furniture(reports: Iterable[Report]) -> set[str]:
    """Keys of the lines that a batch's pages carry whatever happened: "All rights reserved", "Sign up for our letter".

    A line is one that at least `_CARRIERS` reports have, published over more than `_SPAN` days: copies of one text
    share lines too, but come out within days.
    """
    seen: dict[str, tuple[int, int, int]] = {}
    for report in reports:
        day = ordinal(report.published)
        if day is None:
            continue
        for key in {_line_key(line) for line in report.text.splitlines()}:
            n, first, last = seen.get(key, (0, day, day))
            seen[key] = n + 1, min(first, day), max(last, day)
    return {key for key, (n, first, last) in seen.items() if key and n >= _CARRIERS and last - first > _SPAN}


def own_text(report: Report, unwanted: set[str]) -> tuple[str, str]:
    """The title, and title and text without the unwanted lines."""
    title = (report.title or "").strip()
    body = "\n".join(line for line in report.text.splitlines() if _line_key(line) not in unwanted)
    return title, f"{title}\n{body}" if title else body


def _line_key(line: str) -> str:
    return line.strip()[:_LINE].casefold()


def _counts(text: str, title_end: int, vocabulary: dict[str, int]) -> dict[str, Counter[int]]:
    """What one report has of each kind."""
    read = tokens(text)
    ids = [vocabulary.setdefault(t.key, len(vocabulary)) if t.key else -1 for t in read]
    content = [i for i in ids if i >= 0]
    in_title = sum(t.end <= title_end for t, i in zip(read, ids, strict=True) if i >= 0) if title_end else 0
    near = Counter(
        ids[n]
        for n in range(1, len(read))
        if ids[n] >= 0 and read[n].name and text[read[n - 1].start : read[n - 1].end].lower() in PLACED
    )
    numbers = (n for n, t in enumerate(t for t in read if t.key) if t.key[0].isdigit() and n + 1 < len(content))
    return {
        "words": Counter(content),
        "names": Counter(i for t, i in zip(read, ids, strict=True) if t.name and i >= 0),
        "wholes": Counter(vocabulary.setdefault(name, len(vocabulary)) for name in whole_names(text, read)),
        "lead": Counter(content[: in_title + LEAD]),
        "title": Counter(content[:in_title] if in_title >= 3 else content[:_TITLE]),
        "numbers": Counter(content[n] << 32 | content[n + 1] for n in numbers),
        "near": near,
    }


def _rows(counted: _Counted, n: int, rare: npt.NDArray[np.float64], *, pairs: bool) -> Rows:
    """Weigh the entries; keys of one report alone count for its length and are then left out."""
    starts = np.array(counted.starts, dtype=np.int64)
    keys = np.concatenate(counted.keys) if counted.keys else np.zeros(0, dtype=np.int64)
    counts = np.concatenate(counted.counts) if counted.counts else np.zeros(0, dtype=np.int32)
    distinct, place, frequency = np.unique(keys, return_inverse=True, return_counts=True)
    in_news = np.minimum(_RAREST, rare[distinct >> 32] + rare[distinct & _LOW]) if pairs else rare[distinct]
    rarity_of = -np.log((frequency + PRIOR * np.exp(-in_news)) / (n + PRIOR))
    entry_rarity = rarity_of[place]
    weight = (1 + np.log(counts)) * entry_rarity
    row = np.repeat(np.arange(n), np.diff(starts))
    length = np.sqrt(np.bincount(row, weights=weight * weight, minlength=n))
    length[length == 0] = 1
    shared = frequency > 1
    new_key = np.cumsum(shared) - 1
    keep = shared[place]
    return Rows(
        starts=np.concatenate([[0], np.cumsum(np.bincount(row[keep], minlength=n))]).astype(np.int64),
        keys=new_key[place[keep]].astype(np.int64),
        values=(weight / length[row])[keep].astype(np.float32),
        rarity=entry_rarity[keep].astype(np.float32),
        sizes=np.diff(starts),
        frequency=frequency[place[keep]].astype(np.int64),
    )
