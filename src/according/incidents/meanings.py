"""What words for happenings mean: their dictionary form, the family of verb and noun, and how close two of them are.

From a small table made of WordNet 3.0 (`data/meanings.tsv.gz`, see tools/build_meanings.py), in which a noun that is
derived from a verb shares the verb's ideas: "acquisition" meets "bought" where "acquire" does.
"""

from __future__ import annotations

import gzip
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

SAME, KIND, SISTER = 1.0, 0.6, 0.35
"""How close two ideas are: one and the same, one a kind of the other, both kinds of a third."""

_VERB_ENDINGS = (
    ("ies", ("y",)), ("ied", ("y",)), ("es", ("e", "")), ("s", ("",)), ("ed", ("e", "")), ("ing", ("", "e")),
)  # fmt: skip
_NOUN_ENDINGS = (
    ("ies", "y"), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"), ("men", "man"), ("s", ""),
)  # fmt: skip
_REMEMBERED = 50_000


class _Table(NamedTuple):
    verbs: dict[str, tuple[int, ...]]
    nouns: dict[str, tuple[tuple[int, ...], ...]]
    families: dict[str, frozenset[str]]
    above: dict[int, frozenset[int]]
    verb_forms: dict[str, str]
    noun_forms: dict[str, str]


@cache
def _table() -> _Table:
    file = resources.files("according.incidents") / "data" / "meanings.tsv.gz"
    table = _Table({}, {}, {}, {}, {}, {})
    for line in gzip.decompress(file.read_bytes()).decode("utf8").splitlines():
        kind, word, *cells = line.split("\t")
        if kind == "v":
            table.verbs[word] = tuple(map(int, cells))
        elif kind == "n":
            table.nouns[word] = tuple(tuple(map(int, c.split(","))) for c in cells[1:])
            if cells[0] != "-":
                table.families[word] = frozenset(cells[0].split(","))
        elif kind == "p":
            table.above[int(word)] = frozenset(map(int, cells))
        else:
            (table.verb_forms if kind == "x" else table.noun_forms)[word] = cells[0]
    return table


@lru_cache(_REMEMBERED)
def verb(word: str) -> str | None:
    """The verb that a lower-case word is a form of, or None: "fought" -> "fight", "shelling" -> "shell"."""
    table = _table()
    if word in table.verb_forms:
        return table.verb_forms[word]
    if word in table.verbs:
        return word
    for ending, bases in _VERB_ENDINGS:
        if not word.endswith(ending):
            continue
        rest = word[: -len(ending)]
        for base in bases:
            if rest + base in table.verbs:
                return rest + base
        if ending in ("ed", "ing") and len(rest) > 2 and rest[-1] == rest[-2] and rest[:-1] in table.verbs:
            return rest[:-1]
    return None


@lru_cache(_REMEMBERED)
def noun(word: str) -> str | None:
    """The noun for a happening that a lower-case word is a form of, or None: "deaths" -> "death"."""
    table = _table()
    if word in table.nouns:
        return word
    if word in table.noun_forms:
        return table.noun_forms[word] if table.noun_forms[word] in table.nouns else None
    for ending, base in _NOUN_ENDINGS:
        if word.endswith(ending) and word[: -len(ending)] + base in table.nouns:
            return word[: -len(ending)] + base
    return None


def lemma(word: str) -> str:
    """The dictionary form of a lower-case word, verbs first; the word itself where the table does not know it."""
    return verb(word) or noun(word) or word


@lru_cache(_REMEMBERED)
def family(word: str) -> frozenset[str]:
    """The dictionary forms that a word stands beside: its verb, its noun, and the verbs that the noun comes from."""
    v, n = verb(word), noun(word)
    own = frozenset(w for w in (v, n) if w)
    return own | _table().families.get(n or "", frozenset())


@lru_cache(_REMEMBERED)
def _ideas(word: str) -> dict[int, float]:
    """The ideas of a word and their weight: 1 for the commonest sense, 1/2 for the next, and so on."""
    table = _table()
    found: dict[int, float] = {}
    for rank, idea in enumerate(table.verbs.get(verb(word) or "", ())):
        found.setdefault(idea, 1 / (1 + rank))
    for rank, ideas in enumerate(table.nouns.get(noun(word) or verb(word) or "", ())):  # "won": those of the noun "win"
        for idea in ideas:
            found.setdefault(idea, 1 / (1 + rank))
    return found


@lru_cache(_REMEMBERED)
def closeness(a: str, b: str) -> float:
    """How close the meanings of two lower-case words are, 0 (nothing shared) to 1 (a sense, or the word)."""
    if a == b:
        return SAME
    none: frozenset[int] = frozenset()
    above = _table().above
    best = 0.0
    for i, x in _ideas(a).items():
        for j, y in _ideas(b).items():
            up_i, up_j = above.get(i, none), above.get(j, none)
            how = SAME if i == j else KIND if i in up_j or j in up_i else 0.0 if up_i.isdisjoint(up_j) else SISTER
            best = max(best, how * (x * y) ** 0.5)
    return best
