"""One spelling for the many in which a name is written: the keys under which the gazetteer keeps it."""

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


_ARTICLES = {"al", "el", "ad", "ed", "an", "en", "ar", "er", "as", "es", "ash", "at", "ath", "az", "ez", "ul"}
_SOUNDS = (("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("q", "k"), ("c", "k"), ("v", "w"))
_WEAK = re.compile(r"[aeiouywʿ]")
_DOUBLE = re.compile(r"(.)\1+")


def skeleton(key: str) -> str:
    """What the spellings of an Arabic or Persian name have in common: its consonants, without articles and doubling.

    "deir ez zor", "deir ezzor" and "dayr az zawr" are all "drzr"; "al mushayrifah" and "al msheirfeh" "mSrf". Empty
    where fewer than four consonants are left, which would match anything.
    """
    words = [w for w in key.split() if w not in _ARTICLES]
    joined = "".join(w.removesuffix("h") for w in words).replace("sh", "S").replace("ch", "S")
    for sound, plain in _SOUNDS:
        joined = joined.replace(sound, plain)
    bare = _DOUBLE.sub(r"\1", _WEAK.sub("", joined))
    return bare if len(bare) >= 4 else ""
