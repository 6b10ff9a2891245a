"""PLOVER contexts of an event, from the codebook's words that stand in its sentences."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from according import codebook

_CACHED = 4096


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Every context word with its contexts, the longest first."""
    of: dict[str, list[str]] = {}
    for context, words in codebook.context_words().items():
        for w in words:
            of.setdefault(w, []).append(context)
    return {w: tuple(of[w]) for w in sorted(of, key=len, reverse=True)}


def _expression(word: str) -> str:
    return re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "")


@cache
def _pattern() -> re.Pattern[str]:
    """One alternation over all context words; without groups `re` looks at first letters before it tries."""
    return re.compile(r"\b(?:" + "|".join(map(_expression, _words())) + r")\b")


@lru_cache(_CACHED)
def _of(found: str) -> tuple[str, ...]:
    """Contexts of the first context word that stands for what was found."""
    return next(contexts for w, contexts in _words().items() if re.fullmatch(_expression(w), found))


def contexts_in(text: str) -> tuple[str, ...]:
    """Contexts whose words stand in the text, in the order of their first word. Linear in the length of the text."""
    found: dict[str, None] = {}
    for m in _pattern().finditer(text.lower()):
        found.update(dict.fromkeys(_of(m.group())))
    return tuple(found)
