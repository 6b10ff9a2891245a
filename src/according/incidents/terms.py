"""The words by which a passage is recognised: folded, cut to their stems, rare ones heavy.

What is rare comes from a small table of how often words stand in news reports (`data/words.tsv`, statistics only, made
by `training.words`). A person's, street's or town's name counts as its words and as the whole of it. Texts are English;
words in another script stay as they are.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

MAX_CHARACTERS = 60_000
"""A longer passage is read up to here: a hostile text must not cost more than a long report."""
MAX_WORD = 40
NAME_WEIGHT = 1.5
"""How much heavier a word of a name is than another word of the same rarity."""
_LONGEST_NAME = 4

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_NEAR = 12  # characters before a word that are looked at: a hostile row of quotation marks must not be walked again
_STOP_BEFORE = re.compile(r"[.!?:;|•]|[\"“][^\w]*$")  # what, between two words, lets a sentence begin
_BLANK = re.compile(r"[ \t]{1,3}|-")  # what may stand inside a name: "Abu Bakr", "Ain-al-Arab"
_SHORT = frozenset("abcdefghijklmnopqrstuvwxyz") | {
    "st",
    "mr",
    "mrs",
    "ms",
    "dr",
    "gov",
    "sen",
    "rep",
    "gen",
    "lt",
    "col",
    "sgt",
}
_IRREGULAR = {
    "shot": "shoot", "died": "die", "dies": "die", "dying": "die", "dead": "die", "death": "die", "deaths": "die",
    "held": "hold", "struck": "strik", "fought": "fight", "met": "meet", "took": "tak", "taken": "tak", "found": "find",
    "fled": "flee", "hit": "hit", "stole": "steal", "stolen": "steal", "broke": "break", "broken": "break",
    "men": "man", "women": "woman", "children": "child", "wives": "wife", "lives": "life", "knives": "knif",
    "won": "win", "led": "lead", "left": "leav", "lost": "los", "bought": "buy", "sold": "sell", "fell": "fall",
    "fallen": "fall", "drove": "driv", "driven": "driv", "sent": "send", "gave": "giv", "given": "giv", "news": "news",
    "threw": "throw", "thrown": "throw", "spoke": "speak", "spoken": "speak", "began": "begin", "sunk": "sink",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "teen": "teenager", "teens": "teenager",
    "sank": "sink", "hid": "hid", "hidden": "hid", "blew": "blow", "blown": "blow", "caught": "catch",
}  # fmt: skip
_STOP_WORDS = """
    a about above after again against all also am an and any are aren't as at be because been before being below between
    both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each either else ever
    few for from further get gets getting go goes going got had hadn't has hasn't have haven't having he he's her here
    hers herself him himself his how however i i'm i've if in into is isn't it it's its itself just let like made make
    makes many may me might more most much must my myself no nor not now of off on once only or other our ours out
    over own per rather said same say saying says she she's should shouldn't since so some still such than that that's
    the their theirs them themselves then there there's these they they're this those though through to told too under
    until up upon us very via was wasn't we we're we've well were weren't what when where whether which while who whom
    whose why will with within without won't would wouldn't yet you you're you've your yours s t mr mrs ms dr
"""
_STOP = frozenset(_STOP_WORDS.split())


class Token(NamedTuple):
    """One word of a passage."""

    key: str
    start: int
    end: int
    name: bool
    """written as a name: a capital where the sentence does not ask for one"""


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case, no accents, no possessive: "Zoë’s" -> "zoe"."""
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The part of a folded word that its forms share: "charged", "charges" and "charging" -> "charg"."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isascii() or word[0].isdigit():
        return word
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        word = word[:-2]
    elif word.endswith(("ies", "ied")):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ingly", "edly", "ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and any(c in "aeiouy" for c in rest):
            doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "lsz"
            word = rest[:-1] if doubled else rest
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def tokens(text: str) -> list[Token]:
    """The words of a passage in their order, function words among them (their key is empty).

    A line written in capitals or in title case tells nothing about names: there a word is a name only where the running
    text has it as one.
    """
    text = text[:MAX_CHARACTERS]
    found: list[tuple[str, str, int, int, bool]] = []
    names: set[str] = set()
    plain: set[str] = set()
    for a, b in _lines(text):
        line = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text, a, b) if len(m.group()) <= MAX_WORD]
        long = [w for w, _, _ in line if len(w) > 3 and w[0].isalpha()]
        shouted = sum(w[0].isupper() for w in long) > 0.75 * len(long)
        last, before = a, ""
        for word, start, end in line:
            folded = fold(word)
            capital = word[0].isupper()
            if not capital:
                plain.add(folded)
            elif (
                not shouted
                and last > a
                and (before in _SHORT or not _STOP_BEFORE.search(text, max(last, start - _NEAR), start))
            ):
                names.add(folded)
            found.append((folded, word, start, end, capital))
            last, before = end, folded
    out = []
    for folded, word, start, end, capital in found:
        is_name = capital and folded in names and folded not in plain and folded not in _STOP and len(word) > 1
        out.append(Token("" if folded in _STOP else stem(folded), start, end, is_name))
    return out


def _lines(text: str) -> Iterable[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line)
        at += len(line)


def whole_names(text: str, words: list[Token]) -> list[str]:
    """Names of two to four words as one key each: "markeyo carr", "north clark street"."""
    out: list[str] = []
    run: list[Token] = []
    for token in [*words, None]:
        if token is not None and token.name and run and len(run) < _LONGEST_NAME and _joined(text, run[-1], token):
            run.append(token)
            continue
        if len(run) > 1:
            out.append(" ".join(t.key for t in run))
        run = [token] if token is not None and token.name else []
    return out


def _joined(text: str, before: Token, after: Token) -> bool:
    """Whether two words are parts of one name: nothing between them, or the point of an initial or a title."""
    gap = text[before.end : after.start]
    return bool(_BLANK.fullmatch(gap)) or (gap == ". " and before.key in _SHORT)


@cache
def _table() -> tuple[dict[str, float], float]:
    file = resources.files("according.incidents") / "data" / "words.tsv"
    rarity: dict[str, float] = {}
    highest = 0.0
    for line in file.read_text(encoding="utf8").splitlines():
        if line and not line.startswith("#"):
            value, _, words = line.partition("\t")
            rarity.update(dict.fromkeys(words.split(), float(value)))
            highest = max(highest, float(value))
    return rarity, highest + 0.5


def rarity(key: str) -> float:
    """How rare a key of `tokens` is in news: the negative logarithm of the share of reports that have it."""
    known, unknown = _table()
    return known.get(key, unknown)


def terms(text: str) -> dict[str, float]:
    """The weighted content words and names of a passage, the empty dictionary for a passage without any.

    Weights are (1 + ln count) times the rarity of the word in news, names heavier; they are not normalised, so a
    longer passage has more of them. Compare with `cosine`. Up to `MAX_CHARACTERS` of the passage are read.
    """
    words = tokens(text)
    counts = Counter(t.key for t in words if t.key)
    names = {t.key for t in words if t.name and t.key}
    weights = {
        key: (1 + math.log(n)) * rarity(key) * (NAME_WEIGHT if key in names else 1.0) for key, n in counts.items()
    }
    for name in whole_names(text, words):
        weights[name] = max(rarity(part) for part in name.split())
    return weights


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """How much two passages share, 0 to 1; 0 where either has no terms."""
    if len(b) < len(a):
        a, b = b, a
    shared = sum(w * b[key] for key, w in a.items() if key in b)
    if not shared:
        return 0.0
    return shared / math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
