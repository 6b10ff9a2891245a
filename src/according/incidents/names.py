"""Names as voices and parties carry them: folded for comparison, and told apart or together across reports."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from according.incidents import wordlists

_WORD = re.compile(r"[^\W_]+(?:[.&][^\W_]+)*\.?")
_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their|our)\s+", re.IGNORECASE)


@lru_cache(maxsize=8192)
def fold(name: str) -> tuple[str, ...]:
    """Lower-case words without accents, dots, articles, possessives and particles of Arabic names."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = re.sub(r"['’]s?\b", "", plain.replace("-", " "))
    words = (w.replace(".", "").replace("&", "").casefold() for w in _WORD.findall(plain))
    return tuple(w for w in words if w and w not in wordlists.words("empty"))


def core(name: str) -> tuple[str, ...]:
    """The folded words without those for a role; all of them where nothing else is left."""
    words = fold(name)
    return tuple(w for w in words if w not in wordlists.words("roles")) or words


def with_article(words: str) -> bool:
    """True for words that begin with an article or a possessive."""
    return _ARTICLE.match(words.strip()) is not None


def bare(name: str) -> bool:
    """True for a description that names nobody: "the monitoring group", "a Britain-based war monitor"."""
    return all(w in wordlists.words("roles") for w in fold(re.sub(r"\b[\w-]+-based\b", "", name)))


@lru_cache(maxsize=8192)
def acronym(name: str) -> str | None:
    """The initials of a name of three or more capitalised words, folded: "Local Coordination Committees" is lcc."""
    parts = [
        w
        for w in re.findall(r"[^\W\d_][\w.]*", name)
        if w[0].isupper() and w.casefold() not in wordlists.words("empty")
    ]
    return "".join(w[0] for w in parts).casefold() if len(parts) >= 3 else None


def tidy(name: str, *, words: int = 8) -> str:
    """A name for a person to read: no article in front, no relative clause behind, not longer than a few words."""
    name = re.split(r"\s+(?:who|which|that|whose)\b|[,;:(]", name.strip(), maxsplit=1)[0].strip(" \"'“”‘’")
    name = _ARTICLE.sub("", name)
    parts = name.split()
    return " ".join(parts[:words])


def close(a: str, b: str) -> bool:
    """True where two spellings can be the same proper name: equal but for vowels and doubled letters."""
    return a == b or sound(a) == sound(b)


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """What spellings of one proper name have in common; a short word is only itself."""
    if len(word) <= 3:
        return word
    bare = re.sub(r"[aeiouwyh']", "", word[1:])
    return word[0].replace("q", "k") + re.sub(r"(.)\1+", r"\1", bare).replace("q", "k").replace("g", "k")


def within(short: Sequence[str], long: Sequence[str]) -> bool:
    """True where every word of the one stands in the other, spellings of one sound counted as the same."""
    return bool(short) and all(any(close(w, x) for x in long) for w in short)


def common(words: Iterable[str], names: Iterable[Sequence[str]]) -> int:
    """In how many of the names all the words stand."""
    wanted = tuple(words)
    return sum(within(wanted, n) for n in names)
