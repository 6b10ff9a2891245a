"""What the words of one phrase say: the names in it, its head, the agents, and the states that belong to it.

"Syrian rebels backed by Turkey": the head ends before "backed", `rebels` is its agent, Syria its state.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from according.resolving.names import Word
from according.resolving.tables import ACRONYM, CAPITAL, MAX_WORDS, Agent, Entry, Index, agent, some_words


@dataclass(frozen=True, slots=True)
class Name:
    """A run of words that is a name of the tables."""

    first: int
    last: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Doer:
    """A run of words that names an agent."""

    first: int
    last: int
    agent: Agent


@dataclass(slots=True)
class Phrase:
    """The reading of one phrase."""

    words: list[Word]
    head: int
    """Number of words in the head part."""
    core: int = 0
    """First word of the head that is no owner's: in "Peru's army" that of "army"."""
    names: list[Name] = field(default_factory=list)
    doers: list[Doer] = field(default_factory=list)

    def text(self, first: int, last: int) -> str:
        """Folded words of a run."""
        return " ".join(w.key for w in self.words[first : last + 1])

    def own_state(self, first: int) -> bool:
        """False where the state that begins at this word is the other side, or only colours the phrase."""
        last = next((n.last for n in self.names if n.first == first), first)
        before = {w.key for w in self.words[max(0, first - 2) : first]}
        after = self.words[last + 1].key if last + 1 < len(self.words) else ""
        previous = self.words[first - 1].key if first else ""
        return not (
            after in some_words("colours")
            or previous in some_words("prefixes")
            or (first >= self.head and before & some_words("other_side"))
        )

    @property
    def former(self) -> bool:
        """True where the head says that an office is past."""
        return any(w.key in some_words("former") for w in self.words[: self.head])


def names(words: list[Word], tables: Index) -> list[Name]:
    """Names in a run of words, from left to right, the longest first, not overlapping."""
    out: list[Name] = []
    n = 0
    while n < len(words):
        w = words[n]
        likely = w.key in tables.firsts and (w.capital or w.key in tables.small or w.key[:1].isdigit())
        found = _name_at(words, n, tables) if likely else None
        if found is None:
            n += 1
        else:
            out.append(found)
            n = found.last + 1
    return out


def _name_at(words: list[Word], n: int, tables: Index) -> Name | None:
    limit = min(tables.firsts[words[n].key], MAX_WORDS, len(words) - n)
    # no name reaches across other text than spaces, hyphens and full stops of initials
    for m in range(1, limit):
        if words[n + m].start - words[n + m - 1].end > 2:
            limit = m
            break
    for size in range(limit, 0, -1):
        run = words[n : n + size]
        k = " ".join(w.key for w in run)
        if not tables.knows(k):
            continue
        entries = tuple(e for e in tables.find(k) if _written_so(run, e))
        if entries:
            return Name(n, n + size - 1, entries)
    return None


def _written_so(run: list[Word], entry: Entry) -> bool:
    if entry.written == ACRONYM:
        return run[0].capitals
    if entry.written == CAPITAL:
        return run[0].capital or (len(run) > 1 and run[-1].capital)  # "al-Assad"
    return True


def phrase(words: list[Word], tables: Index) -> Phrase:
    """Read a phrase."""
    while words and (words[0].key in some_words("determiners") or words[0].key.isdigit()):
        words = words[1:]
    for i in range(1, min(4, len(words) - 1)):
        if words[i].key == "of" and words[i - 1].key in some_words("quantities"):
            return phrase(words[i + 1 :], tables)
    out = Phrase(words=words, head=len(words))
    out.names = names(words, tables)
    taken = {i for n in out.names for i in range(n.first, n.last + 1)}
    for i, w in enumerate(words):
        gap = words[i].start - words[i - 1].end if i else 0
        if i and i not in taken and not w.joined and (w.key in some_words("ends") or gap > 2):
            out.head = i
            break
        if i and gap > 2:  # a comma or a bracket before a name
            out.head = i
            break
    out.core = max((i + 1 for i, w in enumerate(words[: out.head]) if w.owner and i + 1 < out.head), default=0)
    out.doers = _doers(words, out)
    return out


def _is_whole(name: Name) -> bool:
    """True for names whose words say nothing by themselves: of persons, states, and bodies of our own tables."""
    first = name.entries[0]
    return first.kind in ("state", "person", "adjective") or (first.kind == "body" and first.source == "bodies.tsv")


def _doers(words: list[Word], read: Phrase) -> list[Doer]:
    """Agents from right to left in every part, the longest first; a name of a state inside one is part of it."""
    taken = {i for n in read.names if _is_whole(n) for i in range(n.first, n.last + 1)}
    out: list[Doer] = []
    end = len(words) - 1
    while end >= 0:
        found = None
        for size in range(min(6, end + 1), 0, -1):
            first = end - size + 1
            if first in taken or end in taken:
                continue
            if first < read.head <= end and words[read.head].key not in ("of", "for", "in"):
                continue
            a = agent(w.key for w in words[first : end + 1])
            if a is not None:
                found = Doer(first, end, a)
                break
        if found is None:
            end -= 1
        else:
            out.append(found)
            end = found.first - 1
    out.reverse()
    return out
