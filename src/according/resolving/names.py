"""Words of names: cut, folded and told apart by their capitals, the same way for tables and for reports."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# "U.S." is one word, "Ki-moon" two, "N'Djamena" one; a possessive ending is cut off below.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:['’ʼ`]\w+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s\Z", re.IGNORECASE)
_MARKS = str.maketrans("", "", "'’ʼ`.")
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"}
)


class Word(NamedTuple):
    """One word: its folded form, its place in the text, and how it is written."""

    key: str
    start: int
    end: int
    capital: bool
    """Begins with a capital letter."""
    capitals: bool
    """Has at least two letters, all of them capital."""
    joined: bool = False
    """A hyphen joins it to the word before."""
    owner: bool = False
    """Has a possessive ending."""


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Lower case without accents, dots and apostrophes; a possessive ending is cut off."""
    word = _POSSESSIVE.sub("", word).translate(_MARKS).casefold()
    if word.isascii():
        return word
    word = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(c for c in word if not unicodedata.combining(c))


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of a text or of a stretch of it; offsets are into the whole text."""
    out = []
    for m in _WORD.finditer(text, start, len(text) if end is None else end):
        form = letters = m[0]
        at = m.start()
        owner = False
        if not form.isalnum():
            form = _POSSESSIVE.sub("", form)
            owner = len(form) < len(letters)
            letters = form.translate(_MARKS)
        out.append(
            Word(
                letters.lower() if letters.isascii() else fold(form),
                at,
                m.end(),
                letters[:1].isupper(),
                len(letters) > 1 and letters.isupper(),
                at > 1 and text[at - 1] in "-‐‑" and not text[at - 2].isspace(),
                owner,
            )
        )
    return out


def key(name: str) -> str:
    """The form under which a name is looked up: its folded words with single spaces."""
    return " ".join(w.key for w in words(name))


def singular(form: str) -> str | None:
    """The singular of a regular plural, or None: "parties" is "party", "troops" is "troop"."""
    if len(form) < 4 or not form.endswith("s") or form.endswith("ss"):
        return None
    if form.endswith("ies"):
        return form[:-3] + "y"
    if form.endswith(("ches", "shes", "sses", "xes")):
        return form[:-2]
    return form[:-1]
