"""Numbers beside the vectors: distances between words, and what two mentions or two triggers have in common.

Used alike in training and in reading; a change here makes old weights useless, so `FEATURES` is stored with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from according.reading.words import Words

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
    return np.where(size == 0, 0, np.where(before > 0, bucket, bucket + len(_EDGES))).astype(np.int64)


def sentence_distances(of_query: Ints, of_words: Ints) -> Ints:
    """Bucketed signed distance in sentences, [Q] and [Q,W] sentence numbers -> [Q,W]."""
    return np.clip(of_words - of_query[:, None], -4, 4).astype(np.int64) + 4


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
_OF = re.compile(r"of|in|from|for|at|on|by|with|who|which|that|to|against|near|under|over|between|about|,|\(|and|:")
_EMPTY = {"the", "a", "an", "of", "and", "'", "s", "’", "mr", "mrs", "ms", "-", ".", ","}


def head(words: list[str], first: int, last: int) -> int:
    """The head word of the noun phrase first..last: the last word before the first preposition or comma."""
    for i in range(first + 1, last + 1):
        if _OF.fullmatch(words[i].lower()):
            return i - 1
    return last


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention as the pair features see it; words are numbers into the report.

    `proper`: some word has a capital. `named` (no pair feature): 0 no telling word with a capital, 1 one that may owe it
    to the beginning of a sentence, 2 a name.
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

    @property
    def key(self) -> frozenset[str]:
        """The telling words."""
        return frozenset(f for f in self.forms if f not in _EMPTY)


def mention(words: Words, forms: list[str], first: int, last: int, kind: str) -> Mention:
    """Build the features' view of a mention."""
    lower = tuple(f.lower() for f in forms[first : last + 1])
    h = head(forms, first, last)
    pronoun = PRONOUNS.get(lower[0]) if first == last else None
    shape = words.shape[first : last + 1]
    capital = np.isin(shape, (1, 2, 3)) & np.array([f not in _EMPTY for f in lower])
    begins = np.isin(words.layout[first : last + 1], (1, 2, 4)) & (shape == 1)
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
        proper=bool(np.any(np.isin(shape, (1, 2, 3)))) and pronoun is None,
        named=0 if pronoun else int(capital.any()) + int((capital & ~begins).any()),
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
    """What an earlier mention `a` and a later one `b` have in common, [ENTITY_PAIR] numbers."""
    ka, kb = a.key, b.key
    common = len(ka & kb)
    exact = a.forms == b.forms
    sentences = b.sentence - a.sentence
    initials = "".join(f[0] for f in a.forms if f not in _EMPTY)
    initials_b = "".join(f[0] for f in b.forms if f not in _EMPTY)
    acronym = (len(b.forms) == 1 and len(b.forms[0]) > 1 and b.forms[0] == initials) or (
        len(a.forms) == 1 and len(a.forms[0]) > 1 and a.forms[0] == initials_b
    )
    both_names = a.pronoun is None and b.pronoun is None
    overlap = a.first <= b.last and b.first <= a.last
    out = [
        float(exact and both_names),
        float(exact and not both_names),
        float(a.head_form == b.head_form and both_names),
        float(bool(ka) and ka <= kb and both_names),
        float(bool(kb) and kb <= ka and both_names),
        common / max(1, min(len(ka), len(kb))) if both_names else 0.0,
        common / max(1, len(ka | kb)) if both_names else 0.0,
        float(a.forms[-1] == b.forms[-1] and both_names),
        float(a.forms[0] == b.forms[0] and both_names),
        float(acronym),
        float(a.proper),
        float(b.proper),
        float(a.proper and b.proper and common == 0),
        float(a.kind == b.kind),
        float(overlap),
        float(sentences == 0),
        float(a.paragraph == b.paragraph),
        float(a.pronoun is not None and a.pronoun == b.pronoun),
    ]
    out += [float(a.kind == k) for k in _KINDS] + [float(b.kind == k) for k in _KINDS]
    for p in (a.pronoun, b.pronoun):
        out += [float(p is None), *(float(p == k) for k in _PRONOUN_KINDS)]
    out += [
        float(sentences == 1),
        float(sentences == 2),
        float(3 <= sentences <= 5),
        float(sentences > 5),
        min(sentences, 20) / 20,
        min(abs(b.first - a.last), 200) / 200,
    ]
    return out


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
    return "".join(f[0] for f in m.forms if f not in _EMPTY) if len(m.forms) > 1 else ""


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
    words: Words, forms: list[str], first: int, last: int, *, type: str, modality: str, polarity: str
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
