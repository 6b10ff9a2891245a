"""What a person is called: the fullest proper name among the mentions, without titles and descriptions.

"Environment Minister John Baird", "Mr Baird" and "Baird, who resigned" are mentions; "John Baird" is the name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container

from according.records import Entity
from according.resolving.names import Word, key, words
from according.resolving.phrases import Doer, Phrase, phrase
from according.resolving.recognition import is_first_name
from according.resolving.tables import Index, some_words

LONGEST = 5
"""Words of the longest name: a longer run of capitals is a heading or holds a body's name."""
_MOST_FORMS = 12  # different wordings of one person that are looked at
_POSSESSIVE = ("'s", "’s")
_PART = re.compile(r"[^,;:\n]+")
_ASIDE = re.compile(r"\([^)]*\)?|[\[\]]")


def full_name(entity: Entity, text: str, index: Index) -> str | None:
    """The fullest proper name that the report gives a person, or None where it has only descriptions.

    Of names with equally many words the one used most, then the first.
    """
    said = Counter(text[m.start : m.end] for m in entity.mentions)
    found: Counter[str] = Counter()
    for form, n in list(said.items())[:_MOST_FORMS]:
        if key(form) not in some_words("pronouns") and (name := proper_name(form, index)):
            found[name] += n
    return max(found, key=lambda n: (n.count(" "), found[n]), default=None)


def proper_name(form: str, index: Index) -> str | None:
    """The proper name in a mention: "Hugh Allen" of "its founder Hugh Allen, 41", else None; the first if many."""
    return next((name for part in _PART.findall(_ASIDE.sub("", form)) if (name := _proper(part, index))), None)


def _proper(form: str, index: Index) -> str | None:
    """The proper name at the end of the head of one part."""
    read = phrase(words(form), index)
    if not read.words:
        return None
    first, last = _name_inside(read)
    while first <= last and (read.words[first].key in some_words("honorifics") or _small(read.words[first])):
        first += 1
    if first > last or last - first >= LONGEST or not any(w.capital for w in read.words[first : last + 1]):
        return None
    name = form[read.words[first].start : read.words[last].end]
    for ending in _POSSESSIVE:
        name = name.removesuffix(ending)
    return name


def _small(word: Word) -> bool:
    """A word that begins no name: written small, and no particle as in "al-Assad"."""
    return not word.capital and word.key not in some_words("small")


def _name_inside(read: Phrase) -> tuple[int, int]:
    """First and last word of the name: that of the tables, else the capitals behind the last title of the head."""
    head = read.head
    doers = [d for d in read.doers if d.first < head and not _forename(read, d)]
    titles = {i for d in doers for i in range(d.first, d.last + 1)}
    for n in read.names:
        whole = n.last == head - 1 and n.first < n.last and n.first >= read.core
        if whole and any(e.kind == "person" for e in n.entries):
            return n.first, n.last
    last = head - 1
    if last in titles and not _surname(read, titles):
        return 0, -1
    titles.discard(last)
    first = last + 1
    while first > read.core and first - 1 not in titles and _joins(read.words, first - 1, first):
        first -= 1
    return first, last


def _forename(read: Phrase, doer: Doer) -> bool:
    """Whether a word for an agent is a first name here: "Christian Porter", "Dean Hill"."""
    w, nxt = read.words[doer.last], doer.last + 1
    alone = doer.first == doer.last and w.capital and is_first_name(w.key)
    return alone and nxt < read.head and read.words[nxt].capital


def _surname(read: Phrase, titles: Container[int]) -> bool:
    """Whether a title in the last place is a name after all: "Tom Baker", but not "Press Secretary"."""
    last = read.head - 1
    before = last - 1
    named = before >= read.core and before not in titles and is_first_name(read.words[before].key)
    return named and read.words[last].capital


def _joins(run: list[Word], one: int, two: int) -> bool:
    """Whether word `one` belongs to the name that goes on with word `two`."""
    w = run[one]
    if two < len(run) and (w.owner or run[two].start - w.end > 2):
        return False
    return w.capital or (w.key in some_words("small") and two < len(run))
