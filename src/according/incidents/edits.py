"""Edits: what a copy says otherwise than its original, word by word.

A changed number is the edit that matters most: the same text that gives nine dead where the original gave seven. Both
texts are laid side by side by the stretches they share, also where sentences were moved; only what lies between two
stretches is compared word by word, and only where it is short, so that no text can make this slow.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from according.incidents import names
from according.incidents.alignment import Block, blocks
from according.incidents.amounts import Amount, amounts
from according.incidents.wording import Wording
from according.records import Words

EditKind = Literal["number", "negation", "place", "name", "words", "dropped", "added", "moved"]

#: Pairs of words compared in one stretch, and in all; what is beyond is dropped on one side and added on the other.
_CELLS = 10_000
_CELLS_IN_ALL = 1_000_000
#: Words of a stretch that must be the same for it to be a rewording of the other.
_ALIKE = 0.4
#: Words; a longer stretch that the other text lacks is a passage, whatever is in it.
_PHRASE = 8
#: Stretches on each side that are tried as rewordings of each other.
_PAIRS = 200
_MOVED = 8  # words of a stretch that was moved, at least
_TURNED = 4  # words of a change that can turn a sentence into its opposite, at most; in more it is told otherwise
_NEGATION_WORDS = """
    not no never none nobody nothing neither nor without cannot isnt arent wasnt werent dont doesnt didnt hasnt havent
    hadnt wont wouldnt cant couldnt shouldnt deny denies denied denying
"""
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_DEGREES = frozenset(("fewer", "less", "more", "later", "sooner", "only", "just", "least"))

_SENTENCE_END = re.compile(r"[.!?…:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One difference: the words of the original, the words of the copy, None where one of them has nothing there.

    `number`: another figure; `detail` gives it ("7 -> 9", "dozens -> hundreds"). `negation`: what the one says, the
    other says not ("fired" and "denied having fired", too); where only a word was put in, the words beside it stand
    on both sides. `name`: another name; `place`: another place, where the records are known (`edited.placed`).
    `words`: other words of any kind. `dropped` and `added`: a passage that only the original, only the copy has.
    `moved`: a passage that stands elsewhere in the copy.
    """

    kind: EditKind
    before: Words | None
    after: Words | None
    detail: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        before, after = (words and words.to_dict() for words in (self.before, self.after))
        return {"kind": self.kind, "before": before, "after": after, "detail": self.detail}


class _Side:
    """One of the two texts."""

    def __init__(self, text: str, wording: Wording) -> None:
        self.text, self.wording, self.words = text, wording, wording.words
        self.amount_at: dict[int, Amount] = {}
        for amount in amounts(self.words):
            for i in range(amount.first, amount.last):
                self.amount_at[i] = amount

    def quote(self, first: int, last: int) -> Words | None:
        """The words from `first` up to `last` with their span, or None for no words."""
        if first >= last:
            return None
        span = self.wording.span(first, last)
        return Words(span=span, text=self.text[span.start : span.end])

    def beside(self, first: int, last: int) -> Words | None:
        """The same with the word before and the word behind, as far as the sentence goes."""
        start = first - 1 if first > 0 and not self.ends_sentence(first - 1) else first
        end = last + 1 if last < len(self.words) and not (last > 0 and self.ends_sentence(last - 1)) else last
        return self.quote(start, end)

    def amounts(self, first: int, last: int) -> list[Amount]:
        """The numbers that have a word from `first` up to `last`, each once."""
        return list(dict.fromkeys(self.amount_at[i] for i in range(first, last) if i in self.amount_at))

    def negates(self, i: int) -> bool:
        """True for a negation, and not in "no fewer than" or "not only"."""
        return self.words[i] in _NEGATIONS and not (i + 1 < len(self.words) and self.words[i + 1] in _DEGREES)

    def is_name(self, i: int) -> bool:
        """True for a word in capitals that does not owe them to the beginning of a sentence."""
        start = self.wording.starts[i]
        word = self.text[start : self.wording.ends[i]]
        if not word[0].isupper():
            return False
        return (i > 0 and not self.ends_sentence(i - 1)) or not word[1:].islower()

    def ends_sentence(self, i: int) -> bool:
        """True where a sentence ends between a word and the next one."""
        if i + 1 >= len(self.words):
            return True
        between = self.text[self.wording.ends[i] : self.wording.starts[i + 1]]
        return "\n\n" in between or ((" " in between or "\n" in between) and bool(_SENTENCE_END.search(between)))


_Range = tuple[int, int]  # [first, last), words
_NOWHERE = (0, 0)


class _Stretch(NamedTuple):
    """Words that lie between what both texts share, on each side."""

    a: _Range
    b: _Range


def edits(original: str, copy: str, before: Wording, after: Wording) -> list[Edit]:
    """The differences between two texts, in the order of the original, what only the copy has by its place there.

    `before` and `after` are the words of the texts that are compared.
    """
    return _Comparison(_Side(original, before), _Side(copy, after)).run()


class _Comparison:
    """One comparison, with what it may still cost."""

    def __init__(self, a: _Side, b: _Side) -> None:
        self.a, self.b = a, b
        self.cells = _CELLS_IN_ALL
        self.out: list[tuple[int, int, Edit]] = []  # with the place, for the order

    def run(self) -> list[Edit]:
        """Compare."""
        a, b = self.a, self.b
        found = blocks(a.words, b.words)
        kept = _in_order(found)
        for n, block in enumerate(found):
            if n not in kept and block.words >= _MOVED:
                before, after = a.quote(block.a, block.a + block.words), b.quote(block.b, block.b + block.words)
                self.out.append((block.a, block.b, Edit(kind="moved", before=before, after=after)))
        lost: list[_Range] = []
        new: list[_Range] = []
        for stretch in _between(found, len(a.words), len(b.words)):
            if not self.reworded(stretch):
                lost.append(stretch.a)
                new.append(stretch.b)
        lost, new = _sentences(a, lost), _sentences(b, new)
        again = {pair for pair in _alike(a, b, lost, new) if self.reworded(_Stretch(*pair))}
        lost = [s for s in lost if s not in {one for one, _ in again}]
        new = [s for s in new if s not in {other for _, other in again}]
        self.out += [(s[0], -1, Edit(kind="dropped", before=a.quote(*s), after=None)) for s in _joined(lost)]
        by_b = sorted((block.b, block.a) for block in found)
        for s in _joined(new):
            n = bisect_left(by_b, s)
            place = by_b[n - 1][1] if n else -1
            self.out.append((place, s[0], Edit(kind="added", before=None, after=b.quote(*s))))
        return [edit for _, _, edit in sorted(self.out, key=lambda o: o[:2])]

    def reworded(self, stretch: _Stretch) -> bool:
        """Take note of the changes within a stretch; False where one side is no rewording of the other."""
        a, b = self.a, self.b
        (i0, i1), (j0, j1) = stretch
        n, m = i1 - i0, j1 - j0
        if not n or not m:
            between = stretch.a != _NOWHERE and stretch.b != _NOWHERE
            if not between or n + m > _PHRASE or _is_sentence(a, stretch.a) or _is_sentence(b, stretch.b):
                return False
            self.out.append(_change(a, b, stretch))
            return True
        if n * m > min(_CELLS, self.cells):
            return False
        self.cells -= n * m
        matcher = SequenceMatcher(None, a.words[i0:i1], b.words[j0:j1], autojunk=False)
        opcodes = matcher.get_opcodes()
        same = sum(i - h for tag, h, i, _, _ in opcodes if tag == "equal")
        if max(n, m) > _PHRASE and (same < _ALIKE * min(n, m) or max(n, m) > 3 * min(n, m) + _PHRASE):
            return False
        changed: list[_Stretch] = []
        for tag, h, i, k, j in opcodes:
            if tag == "equal":
                continue
            one = _Stretch((i0 + h, i0 + i), (j0 + k, j0 + j))
            if changed and self.one_change(changed[-1], one):
                one = _Stretch((changed[-1].a[0], one.a[1]), (changed.pop().b[0], one.b[1]))
            changed.append(one)
        self.out += [_change(a, b, one) for one in changed]
        return True

    def one_change(self, before: _Stretch, after: _Stretch) -> bool:
        """True for changes with a single word between them; those of numbers are told one by one."""
        if after.a[0] - before.a[1] > 1:
            return False
        return not any(self.a.amounts(*one.a) or self.b.amounts(*one.b) for one in (before, after))


def _in_order(found: Sequence[Block]) -> set[int]:
    """The blocks that stand in the same order on both sides: those with the most words, the rest was moved."""
    # the heaviest rising chain by a Fenwick tree over the places in b
    order = {b: n for n, b in enumerate(sorted(block.b for block in found), 1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(found) + 1)
    before: list[int] = []
    for n, block in enumerate(found):
        at, best = order[block.b] - 1, (0, -1)
        while at > 0:
            best = max(best, tree[at])
            at -= at & -at
        before.append(best[1])
        at, mine = order[block.b], (best[0] + block.words, n)
        while at < len(tree):
            tree[at] = max(tree[at], mine)
            at += at & -at
    last = max(tree, default=(0, -1))[1]
    kept: set[int] = set()
    while last >= 0:
        kept.add(last)
        last = before[last]
    return kept


def _between(found: Sequence[Block], words_a: int, words_b: int) -> Iterator[_Stretch]:
    """What lies between the blocks: on both sides where they are neighbours in both texts, else on one."""
    by_b = sorted(range(len(found)), key=lambda n: found[n].b)
    follows = dict(pairwise(by_b))  # the next block in b
    seen_b: set[int] = set()  # blocks whose gap before them in b was taken
    last_b = by_b[-1] if by_b else -1
    start_a = 0
    for n in range(len(found) + 1):
        end_a = found[n].a if n < len(found) else words_a
        gap_b = _NOWHERE
        if not found:
            gap_b = (0, words_b)
        elif n == 0:
            if by_b[0] == 0:
                gap_b = (0, found[0].b)
                seen_b.add(0)
        elif n == len(found):
            if last_b == n - 1:
                gap_b = (found[last_b].b + found[last_b].words, words_b)
                seen_b.add(-1)
        elif follows.get(n - 1) == n:
            gap_b = (found[n - 1].b + found[n - 1].words, found[n].b)
            seen_b.add(n)
        if start_a < end_a or gap_b[0] < gap_b[1]:
            yield _Stretch((start_a, end_a), gap_b)
        if n < len(found):
            start_a = found[n].a + found[n].words
    if found:
        start_b = 0
        for n in [*by_b, -1]:
            end_b = found[n].b if n >= 0 else words_b
            if n not in seen_b and start_b < end_b:
                yield _Stretch(_NOWHERE, (start_b, end_b))
            start_b = found[n].b + found[n].words if n >= 0 else words_b


def _is_sentence(side: _Side, words: _Range) -> bool:
    """True for words at an edge of the text or whole sentences: they were added or dropped, not changed."""
    if words[0] >= words[1]:
        return False
    if words[0] == 0 or words[1] == len(side.words):
        return True
    return side.ends_sentence(words[0] - 1) and side.ends_sentence(words[1] - 1)


def _change(a: _Side, b: _Side, stretch: _Stretch) -> tuple[int, int, Edit]:
    """One change, widened to whole numbers, with its kind."""
    (i0, i1), (j0, j1) = stretch
    old, new = a.amounts(i0, i1), b.amounts(j0, j1)
    if old:
        i0, i1 = min(i0, old[0].first), max(i1, old[-1].last)
    if new:
        j0, j1 = min(j0, new[0].first), max(j1, new[-1].last)
    before, after = a.quote(i0, i1), b.quote(j0, j1)
    was, now = [x.value for x in old], [x.value for x in new]
    gone, come = [v for v in was if v not in now], [v for v in now if v not in was]
    kind: EditKind = "words"
    detail = None
    # "one" is an article or a pronoun as often as a number
    if ((gone and come) or [v for v in gone + come if v != "1"]) and not _spelt_alike(a, b, stretch):
        kind = "number"
        detail = f"{', '.join(gone) or 'none'} -> {', '.join(come) or 'none'}"
    elif _turned(a, b, stretch):
        kind = "negation"
        if not before or not after:
            before, after = a.beside(i0, i1), b.beside(j0, j1)
    elif (
        any(a.is_name(i) for i in range(i0, i1))
        and any(b.is_name(j) for j in range(j0, j1))
        and not _named_alike(a, b, stretch)
    ):
        kind = "name"
    return i0, j0, Edit(kind=kind, before=before, after=after, detail=detail)


def _spelt_alike(a: _Side, b: _Side, stretch: _Stretch) -> bool:
    """True for the same digits on both sides: "630" and "6:30"."""
    digits = [
        "".join(c for w in side.words[i:j] for c in w if c.isdigit())
        for side, (i, j) in ((a, stretch.a), (b, stretch.b))
    ]
    return bool(digits[0]) and digits[0] == digits[1]


def _named_alike(a: _Side, b: _Side, stretch: _Stretch) -> bool:
    """True for two spellings of the same words: "U.S." and "US", "Hezbollah" and "Hizbollah", also with an article."""
    one, other = ("".join(side.words[i:j]) for side, (i, j) in ((a, stretch.a), (b, stretch.b)))
    x, y = (names.fold(" ".join(side.words[i:j])) for side, (i, j) in ((a, stretch.a), (b, stretch.b)))
    return one == other or (len(x) == len(y) and all(map(names.close, x, y)))


def _turned(a: _Side, b: _Side, stretch: _Stretch) -> bool:
    """True where a short change puts in or takes out a negation."""
    if any(last - first > _TURNED for first, last in stretch):
        return False
    one, other = (any(side.negates(i) for i in range(*where)) for side, where in ((a, stretch.a), (b, stretch.b)))
    return one != other


def _sentences(side: _Side, stretches: Sequence[_Range]) -> list[_Range]:
    """Stretches cut at the ends of sentences."""
    out = []
    for first, last in sorted(stretches):
        start = first
        for i in range(first, last):
            if i + 1 == last or side.ends_sentence(i):
                out.append((start, i + 1))
                start = i + 1
    return out


def _joined(stretches: Sequence[_Range]) -> list[_Range]:
    """Sentences that follow each other as one passage."""
    out: list[_Range] = []
    for first, last in sorted(stretches):
        if out and out[-1][1] == first:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


def _alike(a: _Side, b: _Side, lost: Sequence[_Range], new: Sequence[_Range]) -> list[tuple[_Range, _Range]]:
    """Sentences of the original with those of the copy that reword them elsewhere, each at most once."""
    bags = [(s, set(b.words[s[0] : s[1]])) for s in new[:_PAIRS]]
    scored = []
    for one in lost[:_PAIRS]:
        bag = set(a.words[one[0] : one[1]])
        for other, theirs in bags:
            share = len(bag & theirs) / max(len(bag), len(theirs))
            if share >= 0.5:
                scored.append((-share, one, other))
    used_a, used_b, out = set(), set(), []
    for _, one, other in sorted(scored):
        if one not in used_a and other not in used_b:
            used_a.add(one)
            used_b.add(other)
            out.append((one, other))
    return out
