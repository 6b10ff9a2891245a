"""PLOVER contexts of an event, from the codebook's words that stand in its sentences."""

from __future__ import annotations

import re
from functools import cache

from according import codebook


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """One alternation over all context words; which alternative belongs to which contexts."""
    of: dict[str, list[str]] = {}
    for context, words in codebook.context_words().items():
        for w in words:
            of.setdefault(w, []).append(context)
    longest_first = sorted(of, key=len, reverse=True)
    parts = [re.escape(w.rstrip("*")) + (r"\w*" if w.endswith("*") else "") for w in longest_first]
    return re.compile(r"\b(?:" + "|".join(f"({p})" for p in parts) + r")\b"), {
        str(i + 1): tuple(of[w]) for i, w in enumerate(longest_first)
    }


def contexts_in(text: str) -> tuple[str, ...]:
    """Contexts whose words stand in the text, in the order of their first word. Linear in the length of the text."""
    pattern, of = _pattern()
    found: dict[str, None] = {}
    for m in pattern.finditer(text.lower()):
        for c in of[str(m.lastindex)]:
            found.setdefault(c)
    return tuple(found)
