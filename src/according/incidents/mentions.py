"""One mention of a happening in its report, reduced to what two mentions are compared by.

Everything is taken from the text around the trigger by plain rules: who takes part, where and when are words near it
here, so that a mention can be compared before, or without, the resolving of names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from according.incidents.sentences import Sentences
from according.incidents.terms import Token, fold, rarity, terms, tokens

Floats = npt.NDArray[np.float32]

NEAR = 8
"""How many content words before and after the trigger count as standing beside it."""
VECTOR = 768
"""Numbers of a mention's vector."""
MAX_TRIGGER = 12
"""Words of a trigger that are looked at."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
#: Verbs that leave the meaning to the word after them ("took over", "made an arrest").
_LIGHT_VERBS = """
    be is was were been being are am have has had having do did does doing done get gets got getting go goes went gone
    going make makes made making take takes took taken taking give gave given gives giving
"""
_PARTICLE_WORDS = "up down out off over in on into away back through to for with from by of at after against about as"
_EMPTY_WORDS = "a an the his her its their our my your this that these those it him them and or not no"
_TIME_WORDS = """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight
    night morning evening afternoon week month year
"""
_LIGHT, _PARTICLES = frozenset(_LIGHT_VERBS.split()), frozenset(_PARTICLE_WORDS.split())
_EMPTY = frozenset(_EMPTY_WORDS.split())
TIMES = frozenset(_TIME_WORDS.split())
"""Words of the calendar and the day that two mentions can share."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mention:
    """A trigger in context. Terms are words and their weights, of unit length (a cosine is the sum over shared words).

    `vector` is what the reader makes of it ([VECTOR], its first half of the trigger, its second of the sentence, see
    `according.reading.vectors`), None where the reader was not asked; two mentions are then compared without it.
    """

    doc: str
    start: int
    end: int
    text: str
    words: tuple[str, ...]  # content words of the trigger, lower case
    head: str  # the one of them that names the happening
    sentence: int  # its number in the report
    near: Mapping[str, float] = field(default_factory=dict)  # terms of its sentence, the trigger left out
    around: Mapping[str, float] = field(default_factory=dict)  # of its sentence and the two beside it
    before: Mapping[str, float] = field(default_factory=dict)  # of the words just before the trigger
    after: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, float] = field(default_factory=dict)  # names and numbers of its sentence
    numbers: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    document: Mapping[str, float] = field(default_factory=dict)  # of the whole report
    vector: Floats | None = None


def trigger_words(text: str) -> tuple[tuple[str, ...], str]:
    """The content words of a trigger in lower case, and its head: "was checked into" -> ("checked",), "checked".

    A verb with its particle comes first ("pleaded guilty to": the word before "to"), else the last noun is the head.
    """
    words = [fold(m.group()) for m in _WORD.finditer(text)][:MAX_TRIGGER]
    content = [i for i, w in enumerate(words) if w not in _EMPTY and w not in _PARTICLES]
    full = [i for i in content if words[i] not in _LIGHT] or content[:1]
    if not full:
        only = words[0] if words else text.strip().lower()
        return (only,), only
    governing = next((i for i in full if i + 1 < len(words) and words[i + 1] in _PARTICLES), full[-1])
    return tuple(words[i] for i in full), words[governing]


def mentions(
    doc: str,
    text: str,
    spans: Sequence[tuple[int, int]],
    *,
    triggers: Sequence[str] | None = None,
    vectors: Floats | None = None,
) -> list[Mention]:
    """The mentions of one report, in the order of `spans` (character ranges of triggers).

    `triggers` gives the trigger's words where they are fewer than the span has ("checked into" for "checked herself
    into"). `vectors` [N, VECTOR] belongs to the spans. Raises ValueError where lengths differ or a span lies outside
    the text.
    """
    if any(not 0 <= a < b <= len(text) for a, b in spans):
        raise ValueError(f"{doc}: a span lies outside the text of {len(text)} characters: give [start, end) into it")
    if any(given is not None and len(given) != len(spans) for given in (triggers, vectors)):
        raise ValueError(f"{doc}: {len(spans)} spans need as many triggers and vectors: give one for each, or none")
    if vectors is not None and vectors.shape[1:] != (VECTOR,):
        raise ValueError(f"{doc}: a vector has {VECTOR} numbers, these have the shape {vectors.shape}")
    sentences = Sentences(text)
    words = tokens(text)
    document = unit(terms(text))
    of_sentence: list[list[Token]] = [[] for _ in range(len(sentences))]
    for token in words:
        of_sentence[sentences.index(token.start)].append(token)
    out = []
    for n, (start, end) in enumerate(spans):
        number = sentences.index(start)
        trigger, head = trigger_words(triggers[n] if triggers is not None else text[start:end])
        here = of_sentence[number]
        beside = [t for t in here if (t.end <= start or t.start >= end) and t.key]
        first, last = max(0, number - 1), min(len(sentences), number + 2)
        out.append(
            Mention(
                doc=doc,
                start=start,
                end=end,
                text=text[start:end],
                words=trigger,
                head=head,
                sentence=number,
                near=_weighted(t.key for t in beside),
                around=_weighted(t.key for s in of_sentence[first:last] for t in s if t.key),
                before=_weighted([t.key for t in beside if t.end <= start][-NEAR:]),
                after=_weighted([t.key for t in beside if t.start >= end][:NEAR]),
                names=_weighted(t.key for t in beside if t.name or t.key[0].isdigit()),
                numbers=frozenset(t.key for t in beside if t.key[0].isdigit()),
                times=frozenset(w for t in here if (w := fold(text[t.start : t.end])) in TIMES),
                document=document,
                vector=None if vectors is None else vectors[n],
            )
        )
    return out


def _weighted(keys: Iterable[str]) -> dict[str, float]:
    """Each word once, by its rarity."""
    return unit({k: rarity(k) for k in keys})


def unit(weights: Mapping[str, float]) -> dict[str, float]:
    """The same terms with weights of unit length; none for none."""
    length = math.sqrt(sum(w * w for w in weights.values()))
    return {k: w / length for k, w in weights.items()} if length else {}
