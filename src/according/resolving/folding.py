"""One spelling for the many in which a name is written: the key under which the gazetteer keeps it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ə": "e", "æ": "ae", "œ": "oe", "ß": "ss",
        "þ": "th", "ŋ": "n", "ƙ": "k", "ɗ": "d", "ɓ": "b", "ĸ": "k", "&": " and ",
        "'": "", "’": "", "‘": "", "ʻ": "", "ʼ": "", "`": "", "´": "", "ʿ": "", "ʾ": "", "ʹ": "", "ʺ": "", "′": "",
    }
)  # fmt: skip
_WORDS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
_WORD = re.compile(r"\w+")
_INNER_POINT = re.compile(r"\.(?=\w)")


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """The key of a name: lower case, no accents, no points or apostrophes, hyphens as blanks, "Saint" as "st".

    "Deir ez-Zor" -> "deir ez zor", "St. Mary's" -> "st marys", "Xankəndi" -> "xankendi", "the Hague" -> "hague",
    "U.S." -> "us". Letters without a Latin form stay, so a name in another script keeps a key of its own.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = _WORD.findall(_INNER_POINT.sub("", plain))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(_WORDS.get(w, w) for w in words)


def is_latin(key: str) -> bool:
    """Whether a key is of Latin letters and digits only."""
    return key.isascii()
