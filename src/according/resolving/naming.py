"""Every proper name of a text, needed for a ledger line or not: of people, bodies, places and things.

A reader of ledgers wants those who speak and act, and a record has no others. `find_names` serves where all names are
asked for. A name is a run of capitalised words; what is known of words decides where it begins and what it names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from according.records import EntityKind, Span
from according.resolving import tables
from according.resolving.fullnames import proper_name
from according.resolving.names import Word, singular, words
from according.resolving.phrases import names as known_names
from according.resolving.recognition import find_toponyms, is_common_word, is_first_name, is_title
from according.resolving.tables import agent, some_words

LONGEST = 9
"""Words of the longest name."""
HEADLINE = 0.6
"""A line without a full stop and with a larger share of capitalised words has capitals for looks: its words must be
names elsewhere too."""
_FEW = 4  # words of a line too short to tell
_WITHIN = (" ", "-", "–")  # between the words of one name
_MARKS = 12  # marks before a word that are looked at
_END = re.compile(r"[.!?:;\n“”\"«»(\[…•|-]\s*[\"“'‘«(\[]*$")
_POSSESSIVE = re.compile(r"['’]s$")
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A proper name in a text, with what it names (person, organization, place, other) and its fullest form there."""

    span: Span
    kind: EntityKind
    name: str


def find_names(text: str) -> list[Named]:
    """The proper names of a text in their order, without overlaps; "the" before a name is no part of it."""
    return _Names(text).found()


class _Names:
    """One text, cut into words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words(text)
        self.opens = [self._opens(i) for i in range(len(self.words))]
        self.shouting = self._shouting()
        inside = [w for i, w in enumerate(self.words) if not self.opens[i] and not self.shouting[i]]
        self.small = {w.key for w in inside if not w.capital}
        self.large = {w.key for w in inside if w.capital}
        self.places = {(t.start, t.end): t for t in find_toponyms(text)}
        self.starts = {at for at, _ in self.places}
        self.known = {
            (self.words[n.first].start, self.words[n.last].end): n for n in known_names(self.words, tables.index())
        }

    def _opens(self, i: int) -> bool:
        """Whether a sentence, line or quotation begins with word i: its capital tells nothing."""
        before = self.text[self.words[i - 1].end : self.words[i].start][-_MARKS:] if i else "\n"
        return before not in _WITHIN and bool(_END.search(before)) and not (i and is_title(self.words[i - 1].key))

    def _shouting(self) -> list[bool]:
        out: list[bool] = []
        for line in _LINE.finditer(self.text):
            run: list[Word] = []
            while len(out) + len(run) < len(self.words) and self.words[len(out) + len(run)].start < line.end():
                run.append(self.words[len(out) + len(run)])
            some = [w for w in run if w.key not in some_words("ends") | some_words("determiners")]
            share = sum(w.capital for w in some) / max(1, len(some))
            ends = line[0].rstrip(' "”’)')[-1:] in ".!?"
            out += [share > HEADLINE and len(some) >= _FEW and not ends] * len(run)
        return out

    def found(self) -> list[Named]:
        """All names, the longest run at each word."""
        out = []
        i = 0
        while i < len(self.words):
            end = self._end(i)
            if end > i:
                out += self._named(i, end)
            i = max(end, i + 1)
        return _joined(out)

    def _end(self, i: int) -> int:
        """The word after the run of a name that begins at word i; i itself where none does."""
        if not self._begins(i):
            return i
        end = i + 1
        while end < len(self.words) and end - i < LONGEST:
            gap = self.text[self.words[end - 1].end : self.words[end].start]
            if self.words[end - 1].owner or not (
                gap in (" ", "-", "–", "\u00a0") or (gap == ". " and self._short(end - 1))
            ):
                break
            if self.shouting[end] and self.words[end].key not in self.large:
                break
            if self._capital(end) or (
                gap == " " and self.words[end].key[:1].isdigit() and len(self.words[end].key) < 4
            ):
                end += 1
            elif (more := self._over(i, end)) is not None:
                end = more
            else:
                break
        return end

    def _short(self, i: int) -> bool:
        w = self.words[i]
        return w.end - w.start == 1 or is_title(w.key) or w.key in some_words("honorifics")

    def _over(self, i: int, at: int) -> int | None:
        """The word after the one that a name goes on with over a small word: "Bank of Scotland", "Osama bin Laden"."""
        w = self.words[at]
        last = at
        if w.key in ("of", "for"):
            if not any(v.key in some_words("bodies") for v in self.words[i:at]):
                return None
            if last + 1 < len(self.words) and self.words[last + 1].key == "the":
                last += 1
        elif w.key not in some_words("small"):
            return None
        nxt = last + 1
        joined = nxt < len(self.words) and self.text[w.end : self.words[nxt].start].strip("-the ") == ""
        return nxt + 1 if joined and self.words[nxt].capital else None

    def _begins(self, i: int) -> bool:
        w = self.words[i]
        if (
            not self._capital(i)
            or w.key in some_words("unnamed")
            or w.key in some_words("determiners") | some_words("pronouns")
        ):
            return False
        if w.capitals and not self.shouting[i]:
            return True
        if not (self.opens[i] or self.shouting[i]):
            return True
        # its capital may be owed to the place where it stands
        nxt = i + 1
        follows = nxt < len(self.words) and self._capital(nxt) and self.words[nxt].start - w.end == 1
        if self.shouting[i]:
            return w.key in self.large and w.key not in self.small
        if w.key in self.small or is_common_word(w.key) or is_common_word(singular(w.key) or ""):
            return follows and (w.key in some_words("bodies") or is_title(w.key) or w.key in self.large)
        follows = follows or w.owner or (nxt < len(self.words) and self._over(i, nxt) is not None)
        return w.key in self.large or follows or w.start in self.starts or is_first_name(w.key)

    def _capital(self, i: int) -> bool:
        """Whether word i is written like a name: with a capital, be it inside ("iPhone")."""
        w = self.words[i]
        return w.capital or any(c.isupper() for c in self.text[w.start : w.end])

    def _named(self, first: int, end: int) -> list[Named]:
        run = self.words[first:end]
        if all(is_title(w.key) or w.key in some_words("unnamed") for w in run):
            return []
        span = Span(run[0].start, run[-1].end)
        form = _POSSESSIVE.sub("", self.text[span.start : span.end])
        kind = self._kind(run, span)
        if kind == "person":
            form = proper_name(form, tables.index()) or form
        return [Named(span, kind, form)]

    def _kind(self, run: list[Word], span: Span) -> EntityKind:
        at = (span.start, span.end)
        keys = [w.key for w in run]
        known = {e.kind for e in self.known[at].entries} if at in self.known else set()
        if "person" in known:
            return "person"
        if "body" in known or any(k in some_words("bodies") for k in keys):
            return "organization"
        if at in self.places:
            return "place"
        if any(is_title(k) or agent((k,)) is not None for k in keys[:-1]) or is_first_name(keys[0]):
            return "person"
        if len(run) == 1 and run[0].capitals:
            return "organization"
        inside = [s for s in self.places if span.start <= s[0] and s[1] <= span.end]
        if inside:
            return "place" if len(inside) > 1 or keys[-1] in some_words("lands") else "organization"
        plain = all(w.capital and not w.capitals and k.isalpha() for w, k in zip(run, keys, strict=True))
        if plain and 1 < len(run) < 4:
            return "organization" if is_common_word(keys[-1]) else "person"
        return "other"


def _joined(found: list[Named]) -> list[Named]:
    """A last name stands for the person whose full name the text has: "Quist" for "Orla Quist"."""
    fuller: dict[str, Named] = {}
    for n in sorted(found, key=lambda n: n.name.count(" ")):
        if n.kind == "person" and " " in n.name:
            fuller[n.name.rsplit(" ", 1)[1].casefold()] = n
    out = []
    for n in found:
        other = fuller.get(n.name.casefold()) if n.kind in ("person", "other") else None
        out.append(n if other is None else replace(n, kind="person", name=other.name))
    return out
