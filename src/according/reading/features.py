"""Numbers beside the vectors: distances between words, and what two mentions or two triggers have in common.

Used alike in training and in reading; a change here makes old weights useless, so `FEATURES` is stored with them.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from according.reading.words import LAYOUTS, SHAPES, Words

#: Version of this file's meaning, checked against the weights.
FEATURES = 1

_EDGES = np.array([1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 45, 70, 110])
#: Buckets of the signed distance between a word and a query span: inside, then before and after by size.
DISTANCES = 1 + 2 * len(_EDGES)
#: Buckets of the signed distance in sentences: -4 or less ... 4 or more.
SENTENCE_DISTANCES = 9

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


def distances(begin: Ints, end: Ints, width: int) -> Ints:
    """Bucketed signed distance of every word of a window of `width` words to each query span. -> [Q,width]."""
    at = np.arange(width)[None]
    before = np.maximum(begin[:, None] - at, 0)
    after = np.maximum(at - end[:, None], 0)
    size = before + after
    bucket = np.searchsorted(_EDGES, size, side="right")
    signed: Ints = np.where(size == 0, 0, np.where(before > 0, bucket, bucket + len(_EDGES))).astype(np.int64)
    return signed


def sentence_distances(of_query: Ints, of_words: Ints) -> Ints:
    """Bucketed signed distance in sentences, [Q] and [Q,W] sentence numbers -> [Q,W]."""
    bucket: Ints = np.clip(of_words - of_query[:, None], -4, 4).astype(np.int64) + 4
    return bucket


PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "they"),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), "we"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), "i"),
    **dict.fromkeys(("you", "your", "yours"), "you"),
    **dict.fromkeys(("who", "which", "that", "those", "these", "this", "one", "others"), "which"),
}
_PRONOUN_KINDS = ("he", "she", "it", "they", "we", "i", "you", "which")
_PRONOUN_NUMBERS: dict[str | None, int] = {kind: n for n, kind in enumerate((None, *_PRONOUN_KINDS))}
_OF = re.compile(r"of|in|from|for|at|on|by|with|who|which|that|to|against|near|under|over|between|about|,|\(|and|:")
_EMPTY = {"the", "a", "an", "of", "and", "'", "s", "’", "mr", "mrs", "ms", "-", ".", ","}


def head(words: list[str], first: int, last: int) -> int:
    """The head word of the noun phrase first..last: the last word before the first preposition or comma."""
    for i in range(first + 1, last + 1):
        if _OF.fullmatch(words[i].lower()):
            return i - 1
    return last


_TITLE = SHAPES.index("title")
_CAPITAL = {SHAPES.index(s) for s in ("title", "upper", "mixed")}
_BEGINS = {LAYOUTS.index(at) for at in ("sentence", "paragraph", "headline-start")}


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention as the pair features see it; words are numbers into the report.

    `proper`: some word has a capital. `named` (no pair feature): 0 no telling word has one, 1 one that may owe it to
    the beginning of a sentence, 2 a name. `key`: the telling words; `initials`: their first letters.
    """

    first: int
    last: int
    head: int
    kind: str
    sentence: int
    paragraph: int
    forms: tuple[str, ...]
    head_form: str
    pronoun: str | None
    proper: bool
    named: int
    key: frozenset[str]
    initials: str


def mention(words: Words, forms: list[str], first: int, last: int, kind: str) -> Mention:
    """Build the features' view of a mention."""
    lower = tuple(f.lower() for f in forms[first : last + 1])
    h = head(forms, first, last)
    pronoun = PRONOUNS.get(lower[0]) if first == last and forms[first] != "US" else None
    shapes = words.shape[first : last + 1].tolist()
    layouts = words.layout[first : last + 1].tolist()
    capital = [s in _CAPITAL and f not in _EMPTY for s, f in zip(shapes, lower, strict=True)]
    owed = [s == _TITLE and at in _BEGINS for s, at in zip(shapes, layouts, strict=True)]
    telling = [f for f in lower if f not in _EMPTY]
    return Mention(
        first=first,
        last=last,
        head=h,
        kind=kind,
        sentence=int(words.sentence[first]),
        paragraph=int(words.paragraph[first]),
        forms=lower,
        head_form=stem(forms[h]),
        pronoun=pronoun,
        proper=pronoun is None and not _CAPITAL.isdisjoint(shapes),
        key=frozenset(telling),
        initials="".join(f[0] for f in telling),
        named=0 if pronoun else any(capital) + any(c and not o for c, o in zip(capital, owed, strict=True)),
    )


def stem(form: str) -> str:
    """A word's form with its commonest endings cut: enough to see that "attacks" and "attacked" are one word."""
    f = form.lower()
    for ending in (
        "ations",
        "ation",
        "ings",
        "ing",
        "ers",
        "ions",
        "ion",
        "ments",
        "ment",
        "ies",
        "ied",
        "es",
        "ed",
        "er",
        "s",
        "e",
        "y",
    ):
        if f.endswith(ending) and len(f) - len(ending) >= 3:
            return f[: -len(ending)]
    return f


_KINDS = ("person", "organization", "group", "place")
ENTITY_PAIR = 18 + 2 * len(_KINDS) + 2 * (len(_PRONOUN_KINDS) + 1) + 6


def entity_pair(a: Mention, b: Mention) -> list[float]:
    """What an earlier mention `a` and a later one `b` have in common, [ENTITY_PAIR] numbers; see `entity_pairs`."""
    numbers: list[float] = entity_pairs([a, b], np.array([0]), np.array([1]))[0].tolist()
    return numbers


def entity_pairs(mentions: Sequence[Mention], earlier: Ints, later: Ints) -> Floats:
    """What pairs of mentions have in common, [P,ENTITY_PAIR]; `earlier` and `later` [P] are numbers into `mentions`."""
    ma, mb = [mentions[i] for i in earlier.tolist()], [mentions[i] for i in later.tolist()]
    common = np.array([len(a.key & b.key) for a, b in zip(ma, mb, strict=True)], dtype=np.int64)
    size = np.array([len(m.key) for m in mentions])
    size_a, size_b = size[earlier], size[later]

    def alike(values: Sequence[Hashable]) -> npt.NDArray[np.bool_]:
        numbers = _numbered(values)
        same: npt.NDArray[np.bool_] = numbers[earlier] == numbers[later]
        return same

    pronoun = np.array([_PRONOUN_NUMBERS[m.pronoun] for m in mentions])
    pronoun_a, pronoun_b = pronoun[earlier], pronoun[later]
    names = (pronoun_a == 0) & (pronoun_b == 0)
    exact = alike([m.forms for m in mentions])
    acronym = [_abbreviates(b, a) or _abbreviates(a, b) for a, b in zip(ma, mb, strict=True)]
    proper = np.array([m.proper for m in mentions])
    kind = np.array([_KINDS.index(m.kind) if m.kind in _KINDS else -1 for m in mentions])
    first, last, sentence, paragraph = (
        np.array([getattr(m, name) for m in mentions], dtype=np.int64)
        for name in ("first", "last", "sentence", "paragraph")
    )
    sentences = sentence[later] - sentence[earlier]
    columns = [
        exact & names,
        exact & ~names,
        alike([m.head_form for m in mentions]) & names,
        (size_a > 0) & (common == size_a) & names,
        (size_b > 0) & (common == size_b) & names,
        np.where(names, common / np.maximum(1, np.minimum(size_a, size_b)), 0.0),
        np.where(names, common / np.maximum(1, size_a + size_b - common), 0.0),
        alike([m.forms[-1] for m in mentions]) & names,
        alike([m.forms[0] for m in mentions]) & names,
        acronym,
        proper[earlier],
        proper[later],
        proper[earlier] & proper[later] & (common == 0),
        alike([m.kind for m in mentions]),
        (first[earlier] <= last[later]) & (first[later] <= last[earlier]),
        sentences == 0,
        paragraph[earlier] == paragraph[later],
        (pronoun_a > 0) & (pronoun_a == pronoun_b),
        *(kind[earlier] == k for k in range(len(_KINDS))),
        *(kind[later] == k for k in range(len(_KINDS))),
        *(pronoun_a == k for k in range(len(_PRONOUN_NUMBERS))),
        *(pronoun_b == k for k in range(len(_PRONOUN_NUMBERS))),
        sentences == 1,
        sentences == 2,
        (sentences >= 3) & (sentences <= 5),
        sentences > 5,
        np.minimum(sentences, 20) / 20,
        np.minimum(np.abs(first[later] - last[earlier]), 200) / 200,
    ]
    return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=-1)


def _numbered(values: Sequence[Hashable]) -> Ints:
    """A number for each different value."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(v, len(known)) for v in values], dtype=np.int64)


def _abbreviates(short: Mention, long: Mention) -> bool:
    return len(short.forms) == 1 and len(short.forms[0]) > 1 and short.forms[0] == long.initials


#: How many of the mentions just before, and of the earlier ones that share a telling word, are candidates.
NEAREST, SHARING = 14, 10


def antecedents(mentions: list[Mention]) -> list[list[int]]:
    """For each mention of a text (in order) the numbers of the earlier ones that it is compared with."""
    by_word: dict[str, list[int]] = {}
    out = []
    for n, m in enumerate(mentions):
        near = set(range(max(0, n - NEAREST), n))
        if m.pronoun is None:
            sharing: set[int] = set()
            for w in {*m.key, _initials(m)}:
                sharing.update(by_word.get(w, ())[-SHARING:])
            near.update(sorted(sharing)[-SHARING:])
            for w in {*m.key, _initials(m)}:
                if w:
                    by_word.setdefault(w, []).append(n)
        out.append(sorted(near))
    return out


def _initials(m: Mention) -> str:
    return m.initials if len(m.forms) > 1 else ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger as the pair features see it."""

    first: int
    last: int
    type: str
    modality: str
    polarity: str
    sentence: int
    paragraph: int
    headline: bool
    form: str
    stem: str


def trigger(
    words: Words,
    forms: list[str],
    first: int,
    last: int,
    *,
    type: str,  # noqa: A002 - the record calls it so
    modality: str,
    polarity: str,
) -> Trigger:
    """Build the features' view of a trigger."""
    return Trigger(
        first=first,
        last=last,
        type=type,
        modality=modality,
        polarity=polarity,
        sentence=int(words.sentence[first]),
        paragraph=int(words.paragraph[first]),
        headline=bool(words.layout[first] >= 3),
        form=forms[last].lower(),
        stem=stem(forms[last]),
    )


EVENT_PAIR = 16


def event_pair(a: Trigger, b: Trigger) -> list[float]:
    """What an earlier trigger `a` and a later one `b` have in common, [EVENT_PAIR] numbers."""
    sentences = b.sentence - a.sentence
    return [
        float(a.type == b.type),
        float(a.form == b.form),
        float(a.stem == b.stem),
        float(a.modality == b.modality),
        float(a.polarity == b.polarity),
        float(a.modality == "actual"),
        float(b.modality == "actual"),
        float(a.headline),
        float(b.headline),
        float(sentences == 0),
        float(sentences == 1),
        float(sentences == 2),
        float(sentences > 4),
        min(sentences, 20) / 20,
        float(a.paragraph == b.paragraph),
        min(b.first - a.last, 200) / 200,
    ]
