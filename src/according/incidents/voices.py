"""Who speaks at a place of a report: the chain publisher <- relay <- speaker <- nested speaker, and its identity.

A statement whose source is not told ("reportedly") adds no voice. A speaker who passes on to an agency ("told AFP")
speaks through it. Across reports two voices are one where their entities carry the same link, or where their names
agree: folded spellings, an acronym of the other name, a short form of a longer name of the same incident.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from according.incidents import names, wordlists
from according.incidents.parties import country_words, own_army
from according.incidents.sentences import Sentences
from according.records import Entity, Record, Span, Statement

PUBLISHER = "publisher"

_TOLD = re.compile(r"\b(?:told|tells|telling)\s+(?:the\s+)?([^\W\d_][\w.]*(?:\s+[^\W\d_][\w.]*){0,3})")
_NEWSROOM = frozenset({"JRN"})
_WATCHING = frozenset({"NGO"})
_SURE = 0.5  # below it a statement is more often none, or has another source
_MOST_CHAIN = 5
_STEM = 5  # letters from which on an adjective stands for the country whose name begins with it


@dataclass(frozen=True, slots=True)
class Speaker:
    """One link of a chain: how the report names it and what is known of it."""

    name: str
    entity: Entity | None = None

    @property
    def key(self) -> str:
        """What tells this speaker apart within its report."""
        return self.entity.id if self.entity is not None else " ".join(names.core(self.name))


@dataclass(frozen=True, slots=True)
class Voice:
    """A chain from the publisher (named by the report, or none) inward; empty `speakers` is the publisher's own.

    `report` tells publishers apart that are not known by name.
    """

    publisher: str | None
    speakers: tuple[Speaker, ...] = ()
    report: str = ""

    @property
    def key(self) -> str:
        """The innermost speaker's key; empty for the publisher."""
        return self.speakers[-1].key if self.speakers else ""

    @property
    def chain(self) -> list[str]:
        """The names from the publisher inward."""
        return [self.publisher or PUBLISHER, *(s.name for s in self.speakers)]

    @property
    def name(self) -> str:
        """The name of the one who vouches."""
        return self.chain[-1]


class Voices:
    """The voices of one record, looked up by place or by statement."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.sentences = Sentences(record.report.text)
        self._entities = {e.id: e for e in record.entities}
        self._statements = {s.id: s for s in record.statements}
        self._at: dict[tuple[int, int], Statement | None] = {}
        self._of: dict[str | None, Voice] = {}
        self._countries = country_words(record, capitals=True)
        self._bodies = self._watchers()

    def at(self, span: Span) -> Statement | None:
        """The innermost statement whose content holds a place, or None in the publisher's own words."""
        place = (span.start, span.end)
        if place not in self._at:
            inside = [
                (len(c), -self._depth(s), i)
                for i, s in enumerate(self.record.statements)
                for c in s.content
                if c.contains(span)
            ]
            self._at[place] = self.record.statements[min(inside)[2]] if inside else None
        return self._at[place]

    def _depth(self, statement: Statement) -> int:
        return sum(1 for _ in self._outward(statement))

    def uttered_by(self, span: Span) -> Statement | None:
        """The statement whose cue a place is: the words by which someone says, demands or blames."""
        found = [s for s in self.record.statements if any(c.overlaps(span) for c in s.cue)]
        return next((s for s in found if self.speaker(s) is not None), None)

    def entity(self, entity_id: str | None) -> Entity | None:
        """The entity of that id."""
        return self._entities.get(entity_id) if entity_id is not None else None

    def of(self, statement: Statement | None) -> Voice:
        """The voice of a statement: its own source inmost, relays and enclosing speakers outward."""
        key = statement.id if statement is not None else None
        if key not in self._of:
            self._of[key] = self._voice(statement)
        return self._of[key]

    def _voice(self, statement: Statement | None) -> Voice:
        speakers: list[Speaker] = []
        for s in self._outward(statement):
            speaker = self.speaker(s)
            if speaker is not None and self._publishes(speaker):
                break
            if speaker is not None and all(speaker.key != x.key for x in speakers):
                speakers.append(speaker)
                relay = self._relay(s)
                if relay is not None and all(relay.key != x.key for x in speakers):
                    speakers.append(relay)
        return Voice(self.record.report.publisher, tuple(reversed(speakers)), self.record.report.id)

    def speaker(self, statement: Statement) -> Speaker | None:
        """Who a statement names as its source, or None where it names nobody or is itself in doubt."""
        if statement.confidence is not None and statement.confidence < _SURE:
            return None
        entity = self.entity(statement.speaker)
        words = " ".join(s.text for s in statement.source)
        if entity is not None and self._misjoined(entity, words):
            entity = None
        name = names.tidy(_proper(entity, words)) if entity is not None else names.tidy(words)
        return self._known(Speaker(name, entity)) if _names_someone(name, words) else None

    def _misjoined(self, entity: Entity, words: str) -> bool:
        """True where a source cannot be whom it was taken for: another state, or "the army" for a group's own army."""
        said = names.fold(words)
        if said and all(w in wordlists.words("state") for w in said):
            return own_army(entity.name) and not any(w in self._countries for w in names.fold(entity.name))
        named = {c for w in said if (c := self._country(w)) is not None}
        own = {c for w in names.fold(entity.name) if (c := self._country(w)) is not None}
        return bool(named and own) and not named & own

    def _country(self, word: str) -> str | None:
        """The country that a word names in this report, also where only its adjective is known: "Tajikistan"."""
        known = self._countries.get(word)
        if known is not None:
            return known
        stems = {c for w, c in self._countries.items() if len(w) >= _STEM and word.startswith(w)}
        return stems.pop() if len(stems) == 1 else None

    def _publishes(self, speaker: Speaker) -> bool:
        """True for the publisher that names itself: "Hill Watch recorded" in a text of Hill Watch."""
        name = self.record.report.publisher
        return name is not None and names.core(speaker.name) == names.core(name)

    def _known(self, speaker: Speaker) -> Speaker:
        """The speaker under the name that the report gives elsewhere: "the monitoring group" is the Observatory."""
        if not names.bare(speaker.name):
            return speaker
        return self._bodies[0] if len(self._bodies) == 1 else speaker

    def _watchers(self) -> list[Speaker]:
        """The bodies that the report cites by name and that watch or count: what "the group" of a source can mean."""
        found: dict[tuple[str, ...], Speaker] = {}
        for s in self.record.statements:
            entity = self.entity(s.speaker)
            if entity is None or entity.kind != "organization" or not _WATCHING & set(entity.sectors):
                continue
            if not names.bare(entity.name):
                found.setdefault(names.core(entity.name), Speaker(names.tidy(entity.name), entity))
        longest = sorted(found, key=len, reverse=True)
        return [found[n] for i, n in enumerate(longest) if not any(names.within(n, m) for m in longest[:i])]

    def _outward(self, statement: Statement | None) -> Iterable[Statement]:
        for _ in range(_MOST_CHAIN):
            if statement is None:
                return
            yield statement
            statement = self._statements.get(statement.within) if statement.within is not None else None

    def _relay(self, statement: Statement) -> Speaker | None:
        """The newsroom that a speaker talked to ("told AFP"), where it stands beside the cue."""
        for cue in statement.cue:
            m = _TOLD.search(self.record.report.text, max(0, cue.start - 12), cue.end + 50)
            if m is None or m.start() >= cue.end:
                continue
            at = Span(m.start(1), m.end(1))
            for e in self.record.entities:
                if _NEWSROOM & set(e.sectors) and any(x.overlaps(at) for x in e.mentions):
                    return Speaker(names.tidy(e.name), e)
        return None


def _names_someone(name: str, source: str) -> bool:
    """False for pronouns, and for a stray word that no article makes a noun."""
    said = name.casefold().split()
    if not said or all(w in wordlists.words("pronouns") for w in said):
        return False
    known = wordlists.words("roles") | wordlists.words("shared")
    noun = said[0] in known or said[0].endswith("s") or names.with_article(source)
    return len(said) > 1 or not name[0].islower() or noun


def _proper(entity: Entity, words: str) -> str:
    """The better name of a resolved speaker: the entity's, unless the source itself gives it in full or another one.

    A person whom the source calls by a name that the entity lacks was joined to it by mistake: there the source counts.
    """
    own, said = names.core(entity.name), names.core(words)
    if len(said) > len(own) and names.within(own, said) and len(said) <= 6:
        return names.tidy(words)
    proper = [x for w in words.split() if w[:1].isupper() for x in names.core(w)]
    nobody = wordlists.words("shared") | wordlists.words("roles") | wordlists.words("pronouns")
    named = [w for w in proper if w not in nobody]
    strange = bool(named) and not any(names.close(w, x) for w in named for x in own)
    return names.tidy(words) if entity.kind == "person" and strange else entity.name


def _last(voice: Voice) -> Speaker | None:
    """The one who vouches: the innermost speaker, else the publisher by its name."""
    if voice.speakers:
        return voice.speakers[-1]
    return Speaker(voice.publisher) if voice.publisher else None


class Identities:
    """Which voices of different reports are the same one; made once for all voices of an incident."""

    def __init__(self, voices: Iterable[Voice]) -> None:
        self._names: list[tuple[str, ...]] = []
        self._full: list[str] = []
        self._parent: list[int] = []
        self._index: dict[str, int] = {}
        self._links: dict[str, int] = {}
        for voice in voices:
            last = _last(voice)
            if last is not None:
                self._add(last)
        self._join_names()

    def of(self, voice: Voice) -> str:
        """A key that is equal for the same voice in any report; a publisher is the agency that others cite."""
        last = _last(voice)
        return f"voice:{self._root(self._index[last.name])}" if last is not None else f"{PUBLISHER}:{voice.report}"

    def independent(self, voices: Iterable[Voice], origin: Mapping[str, str]) -> int:
        """How many origins stand behind voices: copies of one text and repetitions of one voice count once.

        `origin` gives reports that are copies of one text the same key.
        """
        groups: list[set[str]] = []
        for voice in voices:
            marks = {self.of(voice)}
            if not voice.speakers:
                marks.add(origin.get(voice.report, f"report:{voice.report}"))
            touched = [g for g in groups if g & marks]
            groups = [g for g in groups if not g & marks] + [marks.union(*touched)]
        return len(groups)

    def _add(self, speaker: Speaker) -> None:
        i = self._index.get(speaker.name)
        if i is None:
            i = self._index[speaker.name] = len(self._names)
            self._names.append(names.core(speaker.name))
            self._full.append(speaker.name)
            self._parent.append(i)
        link = speaker.entity.links.get("wikidata") if speaker.entity is not None else None
        if link is not None:
            self._union(i, self._links.setdefault(link, i))

    def _join_names(self) -> None:
        # Only names that share a word, or of which one is the other's acronym, can be one.
        self._with: dict[str, list[int]] = {}
        for i, own in enumerate(self._names):
            for key in {names.sound(w) for w in own}:
                self._with.setdefault(key, []).append(i)
        for i, own in enumerate(self._names):
            initials = names.acronym(self._full[i])
            forms = () if initials is None else (initials, initials[1:])
            near = {j for word in (*own, *forms) for j in self._with.get(names.sound(word), ()) if j != i}
            for j in sorted(near):
                if self._same(own, self._names[j], self._full[i], self._full[j]):
                    self._union(i, j)

    def _same(self, a: Sequence[str], b: Sequence[str], full_a: str, full_b: str) -> bool:
        if len(a) == len(b):
            return names.within(a, b) and names.within(b, a)
        (short, name), (long, other) = sorted([(a, full_a), (b, full_b)], key=lambda x: len(x[0]))
        initials = names.acronym(other)
        if len(short) == 1 and initials is not None and short[0] in (initials, initials[1:]):
            return True
        # A short form counts only where it can mean one longer name alone, and is more than a country's adjective.
        return _telling(name, short) and names.within(short, long) and self._alone(short, long)

    def _alone(self, short: Sequence[str], long: Sequence[str]) -> bool:
        holding = (self._names[i] for i in self._with.get(names.sound(short[0]), ()))
        longer = [n for n in holding if len(n) > len(short) and names.within(short, n)]
        return all(names.within(n, long) or names.within(long, n) for n in longer)

    def _root(self, i: int) -> int:
        while self._parent[i] != i:
            i = self._parent[i]
        return i

    def _union(self, i: int, j: int) -> None:
        a, b = self._root(i), self._root(j)
        if a != b:
            self._parent[max(a, b)] = min(a, b)


def _telling(name: str, words: Sequence[str]) -> bool:
    """True where a short form has a proper word of its own: "Observatory", not "ministry" or "Syrian army"."""
    shared = wordlists.words("shared")
    proper = {x for w in name.split() if w[:1].isupper() for x in names.fold(w)}
    return any(w in proper and w not in shared and not w.endswith(("ian", "ish", "ese", "ean")) for w in words)
