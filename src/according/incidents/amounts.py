"""Numbers among the words of a text, so that "seven" equals "7" and "dozens" is told from "hundreds".

Only what two texts need to be compared; bounds and meaning are the reading's business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {w: n for n, w in enumerate(_ONES.split(), 1)} | {w: 10 * n for n, w in enumerate(_TENS.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_VAGUE = frozenset({"several", "dozen", "dozens", "scores", "hundreds", "thousands", "millions"})
_LONGEST = 6  # scales in one number
_DIGITS = re.compile(r"\d{1,15}(?:\.\d{1,6})?\Z")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that stands in the words from `first` up to, not including, `last`."""

    first: int
    last: int
    value: str  # "7", "1500", "dozens"


def amounts(words: Sequence[str]) -> list[Amount]:
    """The numbers of folded words, in order: digits, number words and vague quantities."""
    found: list[Amount] = []
    i = 0
    while i < len(words):
        amount = _at(words, i)
        if amount is None:
            i += 1
        else:
            found.append(amount)
            i = amount.last
    return found


def _at(words: Sequence[str], i: int) -> Amount | None:
    word = words[i]
    if word in _VAGUE:
        return Amount(i, i + 1, word)
    total, part, j = 0.0, 0.0, i
    if _DIGITS.match(word):
        part, j = float(word), i + 1
    else:
        j = _small(words, i)
        if j == i:
            return None
        part = float(sum(_SMALL[w] for w in words[i:j]))
    for _ in range(_LONGEST):  # "two hundred thousand", "three hundred and five"
        if j >= len(words) or words[j] not in _SCALES:
            break
        scale = _SCALES[words[j]]
        if scale > 100:
            total, part = total + part * scale, 0.0
        else:
            part *= scale
        after = j + 2 if words[j + 1 : j + 2] == ["and"] else j + 1
        more = _small(words, after)
        j = j + 1
        if more > after:
            part += sum(_SMALL[w] for w in words[after:more])
            j = more
    value = total + part
    return Amount(i, j, str(int(value)) if value == int(value) else str(value))


def _small(words: Sequence[str], i: int) -> int:
    """The end of a number below a hundred in words ("seven", "twenty one") that begins at `i`, or `i`."""
    if i >= len(words) or words[i] not in _SMALL:
        return i
    tens = _SMALL[words[i]] >= 20
    return i + 2 if tens and i + 1 < len(words) and _SMALL.get(words[i + 1], 10) < 10 else i + 1
