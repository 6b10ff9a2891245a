"""Finding the places that a text names: the gazetteer proposes, the words around decide.

Every run of capitalised words that the gazetteer knows, and every run that ends in "County", "River" or the like, is
weighed: how well known the place is, what stands before ("in", "near") and behind ("province", ", Texas"), and what
speaks against it: a title or first name before, a longer name around, an English word at the beginning of a sentence.
The weights were chosen by hand on the development sets of training/SCORES.md; all stand here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from according.records import Span
from according.resolving.candidates import FEATURE_WORDS, candidates
from according.resolving.disambiguation import contains
from according.resolving.gazetteer import Candidate, lookup, table

LONGEST = 6
"""Words of the longest name."""
SURE = 3.0
"""For a country, a first-level division, a sea: names that are hardly anything else."""
FAMOUS, PER_TENFOLD = 4.0, 0.9
"""A town of 10**FAMOUS people speaks neither for nor against; ten times as many people weigh PER_TENFOLD more."""
LONG = 1.0
"""For a name of two words or more."""
LOCATIVE, FEATURE, LISTED, INTO = 1.5, 2.0, 1.0, 4.0
"""For "in" or "near" before it; "city" or "province" beside it; another place in the same list; ", Texas" behind it."""
WORD, FIRST, LAST, LOWER = -3.0, -1.5, -1.0, -3.0
"""Against an English word, a first name, a family name, a word that the text has with a small letter too."""
PERSON, LONGER = -6.0, -2.5
"""Against what follows a title or first name, or is a person's name elsewhere; against a part of a longer name."""
DATELINE = 3.0
"""For the first words of a line before a dash or an agency."""
UNKNOWN = -1.0
"""A name that no list has: only words that say what it is ("the village of Pongpong") let it be a place."""

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|W\.Va\.|T&T|[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
_JOINED = re.compile(r"^(?:[ \u00a0]|-|–|\n(?!\n))$")
_ROAD = re.compile(r"\b(?:Interstate|Route|Highway|County Road|State Road|I-)[ -]?\d+\b")
_DATELINE_END = re.compile(r"\s*(?:,[^\n]{1,20})?(?:\s\(\w+\)|\s?[-–—]{1,2}\s)")
_POINTED = {"st", "ste", "mt", "ft"}
_SMALL = frozenset(
    """
    of the and de la le les du del al el ez es ash az upon on sur di da au aux do dos e y bin am an ad ar as at en in
    under
    """.split()  # noqa: SIM905 - as above
)
_ARTICLES = {"al", "el", "ad", "an", "ar", "as", "ash", "at", "az"}
_TITLES = frozenset(
    """
    mr mrs ms miss dr prof professor sir lord lady dame president premier chancellor minister secretary senator sen
    rep representative congressman congresswoman gov governor mayor judge justice general gen colonel col major maj
    captain capt lieutenant lt sergeant sgt corporal officer detective chief sheriff deputy coach king queen prince
    princess pope bishop archbishop cardinal rev reverend father sister brother sheikh ayatollah imam mullah
    ambassador commissioner councilman councilwoman councillor attorney spokesman spokeswoman spokesperson director
    chairman chairwoman superintendent principal inspector constable
    """.split()  # noqa: SIM905 - a list of words is easier to read and keep in order than a list of strings
)
_LOCATIVE = frozenset(
    """
    in near at from outside throughout across around toward towards into inside within beyond between leaving to for
    through over via off along northern southern eastern western central downtown north south east west visiting
    northeastern northwestern southeastern southwestern nearby
    """.split()  # noqa: SIM905 - a list of words is easier to read and keep in order than a list of strings
)
_SHAPES = frozenset(
    """
    county river creek lake street road avenue boulevard drive highway lane parkway bridge mountains mountain valley
    island islands township parish province governorate district oblast peninsula bay beach park airport square
    canyon harbor harbour reservoir desert coast hospital museum stadium academy cathedral basilica cemetery prison
    plaza castle tower palace quarter canal gardens zoo
    """.split()  # noqa: SIM905 - a list of words is easier to read and keep in order than a list of strings
)
_SHAPES_BEFORE = {"lake", "mount", "fort", "camp", "port", "gulf", "cape", "river", "mt"}
_STOPPED = frozenset(
    """
    the a an and or but of in on at to by for with from as if it he she they we i you this that these those monday
    tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december christmas god internet english north south east west northern southern eastern western
    central northeast northwest southeast southwest olympic olympics islamic court church more some act end
    """.split()  # noqa: SIM905 - a list of words is easier to read and keep in order than a list of strings
)


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name in a text, with the places that it can mean (none for a shape like "Orchard Lane")."""

    start: int
    end: int
    weight: float
    candidates: tuple[Candidate, ...]

    @property
    def span(self) -> Span:
        """The offsets as a span."""
        return Span(self.start, self.end)


@cache
def _doubtful() -> dict[str, frozenset[str]]:
    return {word: frozenset(kinds.split()) for word, kinds in table("doubtful.tsv")}


@cache
def _pointed() -> frozenset[str]:
    """Short forms that end in a point, like "Ky."."""
    forms = (form for _, _, forms in table("abbreviations.tsv") for form in forms.split("|"))
    return frozenset(f for f in forms if f.endswith(".") and "." not in f[:-1])


def is_first_name(word: str) -> bool:
    """Whether a lower-case word is a common first name and no title; what else it may be is not asked."""
    return "first" in _doubtful().get(word, ()) and word not in _TITLES


def is_title(word: str) -> bool:
    """Whether a lower-case word is a title that stands before names."""
    return word in _TITLES


def is_common_word(word: str) -> bool:
    """Whether a lower-case word is an English word, and so at the beginning of a sentence hardly a name."""
    return word in _STOPPED or "word" in _doubtful().get(word, ())


def find_toponyms(text: str, *, demonyms: bool = True) -> list[Toponym]:
    """The place names of a text in their order, without overlaps: of towns, areas, waters, streets, also in the names
    of bodies ("London police"); with `demonyms` also "Syrian" and "Syrians".
    """
    found = [t for t in _Reader(text, demonyms).found() if t.weight > 0]
    roads = [Toponym(m.start(), m.end(), SURE, ()) for m in _ROAD.finditer(text)]
    apart = [r for r in roads if not any(t.start < r.end and r.start < t.end for t in found)]
    return sorted((*found, *apart), key=lambda t: t.start)


class _Reader:
    """One text, cut into words."""

    def __init__(self, text: str, demonyms: bool) -> None:
        self.text, self.demonyms = text, demonyms
        matches = list(_TOKEN.finditer(text))
        self.words = [m[0] for m in matches]
        self.starts = [m.start() for m in matches]
        self.ends = [m.end() for m in matches]
        self.small = [w.lower() for w in self.words]
        self.capital = [w[0].isupper() for w in self.words]
        self.lower_too = {w for w, c in zip(self.small, self.capital, strict=True) if not c}
        self.behind_unknown: set[str] = set()
        self.people = self._people()

    def gap(self, i: int) -> str:
        """What stands between word i and the next."""
        return self.text[self.ends[i] : self.starts[i + 1]] if i + 1 < len(self.words) else "\n\n"

    def _shouts(self, i: int) -> bool:
        """Whether word i stands in a headline of capitals or before a dateline's dash: then it need be no acronym."""
        start = self.text.rfind("\n", 0, self.starts[i]) + 1
        line = self.text[start : (self.text.find("\n", self.ends[i]) + 1 or len(self.text) + 1) - 1]
        return line.isupper() or bool(_DATELINE_END.match(self.text, self.ends[i]))

    def joined(self, i: int) -> bool:
        """Whether word i and the next can belong to one name."""
        gap = self.gap(i)
        return bool(_JOINED.match(gap)) or (gap in (". ", ".") and self.small[i] in _POINTED)

    def opens(self, i: int) -> bool:
        """Whether word i begins a sentence or line."""
        if i == 0:
            return True
        gap = self.gap(i - 1)
        if gap.startswith(".") and self.small[i - 1] in _TITLES:
            return False
        return bool(re.search(r"[.!?:\n\"“”]\s*[\"“'‘(]*$", gap))

    def _people(self) -> set[str]:
        """Words that are part of a person's name somewhere in the text."""
        people = set()
        for i in range(len(self.words) - 1):
            if not (self.capital[i] and self.capital[i + 1]):
                continue
            title = self._is_title(i) and not any(_certain(c) for c in lookup(self.words[i + 1]))
            first = self._is_first_name(i) and not lookup(self.text[self.starts[i] : self.ends[i + 1]])
            unknown = (
                not title
                and not first
                and self.joined(i)
                and not self.opens(i)
                and self.gap(i) == " "
                and "word" not in _doubtful().get(self.small[i], ())
                and not lookup(self.words[i])
                and self.small[i] not in _STOPPED | _LOCATIVE
            )
            if unknown and not any(_certain(c) for c in lookup(self.words[i + 1])):
                self.behind_unknown.add(self.small[i + 1])
            if (title or first) and self.small[i + 1] not in _SHAPES:
                if first:
                    people.add(self.small[i])
                people.add(self.small[i + 1])
                if i + 2 < len(self.words) and self.capital[i + 2] and self.joined(i + 1):
                    people.add(self.small[i + 2])
        return people

    def found(self) -> list[Toponym]:
        """All that is weighed, the longest first at each word."""
        proposals: list[tuple[int, int, tuple[Candidate, ...]]] = []
        i = 0
        while i < len(self.words):
            proposal = self._proposal(i)
            if proposal is None:
                i += 1
            else:
                proposals.append((i, *proposal))
                i = proposal[0]
        return [
            Toponym(self.starts[first], self._end(last), self._weight(n, proposals), found)
            for n, (first, last, found) in enumerate(proposals)
        ]

    def _proposal(self, i: int) -> tuple[int, tuple[Candidate, ...]] | None:
        """The longest name that begins at word i: the word after its last, and its places."""
        if not self.capital[i] and not (self.small[i] in _ARTICLES and self.gap(i) == "-"):
            return None
        if self.small[i] in ("the", "a", "an", "in", "on", "at") or self.small[i] in _STOPPED & self._alone(i):
            return None
        last = i + 1
        while last < len(self.words) and last - i < LONGEST and (self.joined(last - 1) or self.gap(last - 1) == "'s "):
            small = self.small[last] in _SMALL or self.small[last][:2] in ("d'", "l'", "d’", "l’")
            if not (self.capital[last] or small or self.words[last][0].isdigit()):
                break
            last += 1
        for end in range(last, i, -1):
            if not (self.capital[end - 1] or "'" in self.words[end - 1]) or (
                end - i == 1 and self.small[i] in _STOPPED
            ):
                continue
            words = self.text[self.starts[i] : self._end(end)]
            found = lookup(words)
            if not self.demonyms and any(c.how == "demonym" for c in found):
                found = tuple(c for c in found if c.how not in ("demonym", "other name"))
            if "$" in self.text[max(0, self.starts[i] - 1) : self.ends[end - 1] + 1]:
                found = ()
            if self.small[i] in ("st", "saint") and self.text[self.ends[end - 1] :][:2] in ("'s", "’s"):
                found = ()
            if found and found[0].how == "short form after a town":
                before = i > 0 and self.gap(i - 1).strip() == "," and self.capital[i - 1]
                found = found if before else tuple(c for c in found if c.how != "short form after a town")
            if end - i == 1 and len(words) < 4 and not any(c.how in ("short form", "contested") for c in found):
                found = tuple(c for c in found if c.how == "short form after a town" or c.weight() > 5)
            if found:
                return end, found
            if self._is_shape(i, end):
                return end, candidates(words)
        return self._unknown(i)

    def _alone(self, i: int) -> set[str]:
        """The word itself where no capitalised word follows that could make a name of it ("South Sudan")."""
        follows = i + 1 < len(self.words) and self.joined(i) and self.capital[i + 1]
        return set() if follows else {self.small[i]}

    def _unknown(self, i: int) -> tuple[int, tuple[Candidate, ...]] | None:
        """A name that no list has, where the words around say that it is a place."""
        if self.small[i] in _STOPPED or self.small[i] in _TITLES or "word" in _doubtful().get(self.small[i], ()):
            return None
        end = i + 1
        while end < len(self.words) and end - i < 3 and self.joined(end - 1) and self.capital[end]:
            end += 1
        before = self.small[i - 1] if i and self.joined(i - 1) else ""
        after = self.small[end] if end < len(self.words) and self.joined(end - 1) else ""
        named = before == "of" and i > 1 and self.small[i - 2] in FEATURE_WORDS and self.small[i - 2] != "state"
        behind = (
            after in FEATURE_WORDS and after not in ("state", "states", "division") and before in (*_LOCATIVE, "the")
        )
        inside = before in ("in", "near", "outside", "at") and self.gap(end - 1) == ", " and end < len(self.words)
        if inside:
            inside = self.capital[end] and any(_certain(c) and c.how != "demonym" for c in lookup(self.words[end]))
        return (end, ()) if named or behind or inside else None

    def _end(self, end: int) -> int:
        """Where a name ends; with its point where it is short for something ("Ky.")."""
        at = self.ends[end - 1]
        pointed = self.text[at : at + 1] == "." and self.words[end - 1] + "." in _pointed()
        return at + 1 if pointed else at

    def _is_shape(self, i: int, end: int) -> bool:
        """Whether the words look like the name of a street, river or county that no list has."""
        if end - i < 2 or any(w in _STOPPED for w in self.small[i:end]):
            return False
        inner = all(self.capital[k] for k in range(i, end))
        return inner and (
            (self.small[end - 1] in _SHAPES and self.small[i] not in _SHAPES and self.small[i] not in _TITLES)
            or (self.small[i] in _SHAPES_BEFORE and end - i == 2)
        )

    def _weight(self, n: int, proposals: Sequence[tuple[int, int, tuple[Candidate, ...]]]) -> float:
        """What speaks for this name and against it."""
        first, last, found = proposals[n]
        single = last - first == 1
        word = self.small[first]
        certain = any(_certain(c) for c in found)
        total = self._fame(found, certain, first, last)
        before = self.small[first - 1] if first else ""
        beside = first > 0 and self.joined(first - 1)
        if not single:
            total += LONG
        if beside and (before in _LOCATIVE or (before == "the" and first > 1 and self.small[first - 2] in _LOCATIVE)):
            total += LOCATIVE
        after = self.small[last] if last < len(self.words) and self.joined(last - 1) else ""
        if after in FEATURE_WORDS or (before == "of" and first > 1 and self.small[first - 2] in FEATURE_WORDS):
            total += FEATURE
        total += self._neighbours(n, proposals)
        if self.opens(first) and self.words[first].isupper() and _DATELINE_END.match(self.text, self.ends[last - 1]):
            total += DATELINE
        if single:
            total += self._doubts(word, first, certain)
        if first and self.capital[first - 1] and (self._is_title(first - 1) or self._is_first_name(first - 1)):
            total += PERSON
        elif not certain:
            total += self._longer(first, last, before, after, beside)
        return total

    def _fame(self, found: tuple[Candidate, ...], certain: bool, first: int, last: int) -> float:
        if certain:
            return SURE
        if not found:
            return SURE / 2 if self._is_shape(first, last) else UNKNOWN
        if self.small[last - 1] in _SHAPES and last - first > 1:
            return SURE
        return PER_TENFOLD * (max(c.weight() for c in found) - FAMOUS)

    def _doubts(self, word: str, first: int, certain: bool) -> float:
        kinds = _doubtful().get(word, frozenset())
        total = 0.0
        if not certain:
            total += WORD * ("word" in kinds) + FIRST * ("first" in kinds) + LAST * ("last" in kinds)
            total += LOWER * (word in self.lower_too)
            total += WORD * (len(word) < 6 and self.words[first].isupper() and not self._shouts(first))
            total += LONGER * (word in self.behind_unknown)
        runs_on = first + 1 < len(self.words) and self.capital[first + 1] and self.joined(first)
        name = "first" in kinds and runs_on and self.small[first + 1] not in _SHAPES | FEATURE_WORDS.keys()
        surname = name and "last" in _doubtful().get(self.small[first + 1], ())
        if word in self.people or surname or (name and not lookup(self.words[first + 1])):
            total += PERSON
        return total

    def _is_title(self, i: int) -> bool:
        """Whether word i is a title that runs on into the next word ("President", "Gen.")."""
        pointed = self.gap(i) == ". " and len(self.small[i]) <= 4
        return self.small[i] in _TITLES and (self.joined(i) or pointed)

    def _is_first_name(self, i: int) -> bool:
        """Whether word i is a first name that runs on into the next word, and no country or the like ("Georgia")."""
        kinds = _doubtful().get(self.small[i], ())
        return "first" in kinds and self.joined(i) and not any(_certain(c) for c in lookup(self.words[i]))

    def _longer(self, first: int, last: int, before: str, after: str, beside: bool) -> float:
        """Against a name inside a longer one: "Boston Legal", "Team Victoria"."""
        total = 0.0
        named = after and after not in FEATURE_WORDS and after not in _STOPPED
        if named and self.capital[last] and not lookup(self.words[last]):
            total += LONGER
        if beside and self.capital[first - 1] and before not in _LOCATIVE | _STOPPED:
            known = any(_certain(c) or c.how == "demonym" for c in lookup(self.words[first - 1]))
            if not (self.opens(first - 1) and "word" in _doubtful().get(before, ())) and not known:
                total += LONGER
        return total

    def _neighbours(self, n: int, proposals: Sequence[tuple[int, int, tuple[Candidate, ...]]]) -> float:
        """For a name that lies in the next ("Paris, Texas"), holds the one before, or stands in a list of places."""
        first, last, found = proposals[n]
        total = 0.0
        if n + 1 < len(proposals) and proposals[n + 1][0] == last and self.gap(last - 1) == ", ":
            outer = [o for o in proposals[n + 1][2] if o.is_area][:5]
            if any(contains(o, c) for o in outer for c in found):
                total += INTO
            elif any(_certain(o) for o in proposals[n + 1][2]):
                total += LISTED
        if n and proposals[n - 1][1] == first and self.gap(first - 1) == ", ":
            inner = proposals[n - 1][2]
            if any(contains(c, o) for c in found[:5] if c.is_area for o in inner):
                total += INTO
            elif any(_certain(o) for o in inner):
                total += LISTED
        return total


def _certain(c: Candidate) -> bool:
    """Whether its name is hardly anything but this place."""
    return (
        c.how in ("short form", "contested", "short form after a town", "demonym")
        or (
            c.how == "name" and (c.is_country or (c.feature == "ADM1" and c.population > 500_000) or not c.geonames_row)
        )
        or (c.how == "name" and c.population > 1_000_000)
    )
