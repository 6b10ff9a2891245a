"""What two mentions of happenings share, as numbers: the features by which their coreference is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from according.incidents import meanings
from according.incidents.mentions import Mention
from according.incidents.terms import rarity, stem

Floats = npt.NDArray[np.float32]
Trigger = tuple[tuple[str, ...], str]

FEATURES = (
    "same lemma", "same family", "heads close", "words close", "words shared", "families shared", "same words",
    "documents", "documents here", "one report", "sentences between", "earlier sentence", "later sentence",
    "vectors", "sentence vectors",
    "near", "around", "before", "after", "names", "numbers", "times",
    "both say", "one says", "commoner head", "rarer head", "fewer words", "more words",
)  # fmt: skip

_SAY_WORDS = "say tell report announce claim add accord state note confirm declare statement announcement"
_SAY = frozenset(_SAY_WORDS.split())


def features(a: Mention, b: Mention, *, documents: float | None = None, here: float = float("nan")) -> list[float]:
    """What the two share, in the order of `FEATURES`; NaN is unknown (no vectors, sentences of different reports).

    `documents` is the cosine of the two reports where it is known already; `here` the same with words weighed by how
    rare they are among the reports compared, where those are many.
    """
    one_report = a.doc == b.doc
    if documents is None:
        documents = 1.0 if one_report else dot(a.document, b.document)
    say_a, say_b = meanings.lemma(a.head) in _SAY, meanings.lemma(b.head) in _SAY
    rare_a, rare_b = rarity(stem(a.head)), rarity(stem(b.head))
    return [
        *_triggers((a.words, a.head), (b.words, b.head)),
        documents,
        1.0 if one_report else here,
        float(one_report),
        float(abs(a.sentence - b.sentence)) if one_report else np.nan,
        float(min(a.sentence, b.sentence)),
        float(max(a.sentence, b.sentence)),
        *_vectors(a.vector, b.vector),
        dot(a.near, b.near),
        dot(a.around, b.around),
        dot(a.before, b.before),
        dot(a.after, b.after),
        dot(a.names, b.names),
        _shared(a.numbers, b.numbers),
        _shared(a.times, b.times),
        float(say_a and say_b),
        float(say_a != say_b),
        min(rare_a, rare_b),
        max(rare_a, rare_b),
        float(min(len(a.words), len(b.words))),
        float(max(len(a.words), len(b.words))),
    ]


def closest(a: Mention, b: Mention) -> float:
    """How close the meanings of the triggers are, word by word: what lies far apart is hardly ever one happening."""
    return _triggers((a.words, a.head), (b.words, b.head))[3]


def table(
    mentions: Sequence[Mention],
    first: Sequence[int],
    second: Sequence[int],
    *,
    documents: Sequence[float],
    here: Sequence[float],
) -> Floats:
    """The features of many pairs, [P, F]: numbers of mentions, and the cosines of their reports for each pair."""
    rows = [
        features(mentions[i], mentions[j], documents=alike, here=alike_here)
        for i, j, alike, alike_here in zip(first, second, documents, here, strict=True)
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(FEATURES))


def dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The cosine of two terms of unit length."""
    if len(b) < len(a):
        a, b = b, a
    return sum(w * b[key] for key, w in a.items() if key in b)


def _vectors(a: Floats | None, b: Floats | None) -> tuple[float, float]:
    """The cosines of the triggers' and of the sentences' vectors; NaN where one is missing or zero."""
    if a is None or b is None:
        return float("nan"), float("nan")
    half = len(a) // 2
    return _cosine(a[:half], b[:half]), _cosine(a[half:], b[half:])


def _cosine(a: Floats, b: Floats) -> float:
    lengths = float(a @ a) * float(b @ b)
    return float(a @ b) / lengths**0.5 if lengths > 0 else float("nan")


@lru_cache(100_000)
def _triggers(a: Trigger, b: Trigger) -> tuple[float, ...]:
    """What the triggers themselves have in common."""
    (words_a, head_a), (words_b, head_b) = a, b
    pairs = [(x, y) for x in words_a for y in words_b]
    lemmas_a, lemmas_b = set(map(meanings.lemma, words_a)), set(map(meanings.lemma, words_b))
    same = meanings.lemma(head_a) == meanings.lemma(head_b)
    return (
        float(same),
        float(same or not meanings.family(head_a).isdisjoint(meanings.family(head_b))),
        1.0 if same else meanings.closeness(head_a, head_b),
        max(meanings.closeness(x, y) for x, y in pairs),
        len(lemmas_a & lemmas_b) / min(len(lemmas_a), len(lemmas_b)),
        float(any(not meanings.family(x).isdisjoint(meanings.family(y)) for x, y in pairs)),
        float(words_a == words_b),
    )


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    """How many they share; -1/2 where both have some and share none."""
    return float(len(a & b)) if not a.isdisjoint(b) else -0.5 if a and b else 0.0
