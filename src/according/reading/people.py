"""People whom a text counts: the noun behind a number, and phrases that settle a number without naming one.

"A man", "the 15-year-old", "his wife", "Teen shot dead", "Alma Ruiz" and "himself" are one person each; who stands in
one list is counted together by `figures`. Only the words decide: a plural without a number counts nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import get_args

from according import codebook
from according.reading import shots
from according.reading.numbers import NUMBER_WORDS, Counted, Number, Words, age_end, count, count_at
from according.records import CasualtyKind, Span

Phrases = dict[str, list[tuple[tuple[str, ...], CasualtyKind]]]

# words that end the noun of the people counted
_ENDS_NOUN_WORDS = (
    "in on at by from for with to as since during after before when while where who whom which that including and or "
    "but was were are is be been being have had has will would could may might said says told were between among amid "
    "near into over under through against inside outside around across because if then so than also later including "
    "he she they it his her their its this these those the a an there here mostly mainly some many reportedly not of "
    "remain remained remains went go gone fled flee fleeing died die dies dying perished lost suffered sustained left "
    "lay lying reported still allegedly seriously critically severely badly disappeared vanished succumbed yesterday "
    "today tonight tomorrow monday tuesday wednesday thursday friday saturday sunday has last early late every "
    "using trying following fighting amid alive abandoned overnight him himself herself themselves fatally mortally "
    "accidentally apparently found survived returned ranging started opened fired according suffering suffers whose "
    "happened both i we you my our your wound ended shortly just only shot hit struck grazed stabbed "
    "kills injures shoots stabs murders ago half "
    "along within toward towards behind beside beyond upon without despite until till aboard off onto past via across "
    "total ages aged age described believed thought known being yet nearby how why what"
)
ENDS_NOUN = frozenset(_ENDS_NOUN_WORDS.split())
_NOT_PEOPLE_WORDS = (
    "villages village towns town cities city positions areas area districts vehicles vehicle tanks houses homes "
    "buildings rockets missiles mortars shells bombs aircraft planes helicopters drones checkpoints bases posts ships "
    "boats attacks airstrikes strikes raids operations clashes incidents explosions blasts cases times sheep cattle "
    "cows animals livestock goats dogs horses weapons rifles guns hills points sites countries provinces schools "
    "hospitals shops cars trucks buses tonnes number series group lot handful majority minority blow state result war "
    "warehouse depot factory bridge road airbase base airport checkpoint ban ceasefire deal truce statement report "
    "total bid bill plan deer elk birds cats dog cat shootings shooting homicides murders killings bullets rounds "
    "casings shots gunshots counts charges days nights hours blocks locations homes apartments windows calls "
    "wounds surgeries stab gunshot"
)
NOT_PEOPLE = frozenset(_NOT_PEOPLE_WORDS.split())
_PERSONS_WORDS = (
    "man woman child boy girl soldier policeman policewoman officer civilian journalist worker person activist "
    "protester demonstrator guard driver leader commander teenager teen fighter militant rebel student doctor nurse "
    "teacher farmer pilot member citizen resident villager official infant baby toddler mother father brother sister "
    "son daughter husband wife reporter photographer cameraman lawyer priest imam cleric monk judge minister mayor "
    "lawmaker politician candidate diplomat ambassador general colonel lieutenant captain major sergeant paramedic "
    "medic peacekeeper suspect gunman bomber attacker bystander pedestrian passenger shepherd trader businessman "
    "engineer migrant refugee hostage prisoner inmate detainee national deputy paratrooper serviceman reservist "
    "settler youth victim spokesman researcher professor chief sniper juvenile minor adult kid newborn mom dad "
    "grandmother grandfather grandson granddaughter grandchild stepson stepdaughter stepfather stepmother stepbrother "
    "stepsister boyfriend girlfriend fiance fiancee cousin nephew niece uncle aunt friend roommate neighbor neighbour "
    "sibling motorist clerk employee owner firefighter trooper sheriff cop veteran customer shooter robber intruder "
    "burglar homeowner pastor rapper player grandparent parent agent technician correspondent contractor mechanic "
    "dealer hunter hiker tourist guest waiter cook barber singer musician writer editor blogger scientist lecturer "
    "schoolboy schoolgirl pupil lady guy militiaman insurgent terrorist jihadist operative recruit conscript marine "
    "bodyguard gangster smuggler poacher ranger warden trucker biker cyclist jogger partygoer shopkeeper shopper "
    "bartender waitress bouncer cashier dancer caretaker gardener carpenter butcher baker postman freelancer "
    "businesswoman tribesman elder chieftain warlord fisherman herder labourer laborer miner sailor airman seaman"
)
PERSONS = frozenset(_PERSONS_WORDS.split())
_NOBODY_NEEDS = {"one", "people", "person", "civilian", "civilians", "soldiers", "troops", "fighters", "children"} | {
    "bystanders",
    "casualties",
    "injuries",
    "deaths",
    "fatalities",
    "arrests",
}
_NO_NAME = {"of", "the", "its", "their", "others", "other", "more", "people's", "ones", "additional", "else"}
_ADJECTIVES = {"displaced", "missing"}
_OF_WORDS = "none single dozens scores hundreds thousands millions of one two three several more"
_OF = frozenset(_OF_WORDS.split())
_POSSESSIVES = frozenset({"his", "her", "their", "its", "our", "my"})
_ARTICLES = _POSSESSIVES | {"the", "another", "this", "that"}
# words before a headline's bare noun: "Boy, 9, shot dead", "Police: woman killed"
_OPENS = frozenset({"", "\n", ".", ":", ";", "-", "–", "—", '"', "“", "‘", "'", "|", ","})
_SINGULAR = frozenset({"has", "was", "is", "had", "died", "dies", "later", "remains", "also", ","})
_JOINTS = frozenset({"and", "&", ","})
_LONGEST = 9  # words of a noun
_REFLEXIVE = frozenset({"himself", "herself", "self"})
_PRONOUNS = frozenset({"he", "she"})
_OBJECTS = frozenset({"him", "her"})
# capitalised words that name no person: days, months, and what groups, places and peoples are called
_NO_PERSON_WORDS = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december the a an in on at by of for from with and or but it its he she they we you i "
    "this that these those his her their our my who which what when where while after before as if then so some many "
    "several both all no not none one two three four five six seven eight nine ten police officers authorities "
    "officials witnesses deputies investigators detectives residents people troops army forces force front state "
    "party brigade brigades battalion division group movement council government regime ministry coalition union "
    "organization organisation agency university school hospital city county town street road avenue drive park "
    "station center centre club church mosque bank company corporation department office team islamic syrian iraqi "
    "israeli american british french german russian turkish iranian saudi yemeni afghan pakistani indian chinese "
    "japanese korean ukrainian palestinian lebanese libyan egyptian kurdish arab muslim christian jewish shia sunni "
    "alawite turkmen rebels rebel isis isil daesh taliban hamas hezbollah pkk ypg sdf fsa nato un eu us usa uk "
    "syria iraq israel america russia turkey iran yemen afghanistan pakistan india china aleppo damascus homs idlib "
    "raqqa mosul baghdad kabul gaza violence shootings fire gunfire update breaking photo video watch related read "
    "more most about also just there here today yesterday tomorrow first second third fourth suspect suspects victim "
    "victims however meanwhile later earlier since during until us-led men women children boys girls everyone anyone "
    "nobody someone somebody qaeda jazeera nusra shabab haram al-qaeda al-jazeera reuters bbc cnn ap afp sana at least "
    "eastern western northern southern central north south east west new old great upper lower saint san santa los las"
)
_NO_PERSON = frozenset(_NO_PERSON_WORDS.split()) | NUMBER_WORDS
_PLACED = frozenset({"in", "at", "near", "from", "of", "inside", "outside", "hit", "to", "on", "for", "around", "and"})
_NO_NAME_WORDS = "shot shooting shoots hit struck gunman gunmen man woman teen boy girl"
_SHOOTS = frozenset(_NO_NAME_WORDS.split())
_PARTICLES = frozenset({"al", "el", "bin", "ibn", "abu", "de", "la", "del", "van", "von", "der", "da", "dos", "al-"})
_TITLES_WORDS = "mr mrs ms dr gen col lt maj capt sgt cpl pvt rev sen rep"
_TITLES = frozenset(_TITLES_WORDS.split())


@dataclass(frozen=True, slots=True)
class People:
    """A phrase that counts people: words first..last-1 hold number or article, last..noun-1 the noun."""

    first: int
    last: int
    noun: int
    number: Number
    single: bool = False  # one person, by an article, a name or a pronoun and not by a number
    sort: str = "number"  # "number", "single", "name" or "pronoun"

    @property
    def counted(self) -> Counted:
        """Number and place, as `numbers` gives them."""
        return Counted(self.first, self.last, self.number, self.single)


def table(*parts: str, last: bool = False) -> Phrases:
    """Phrases of all kinds of harm by their first (or last) word, the longest first."""
    out: Phrases = {}
    for kind in get_args(CasualtyKind):
        words = codebook.casualty_words()[kind]
        for phrase in {p for part in parts for p in getattr(words, part)}:
            cut = tuple(phrase.split())
            out.setdefault(cut[-1] if last else cut[0], []).append((cut, kind))
    for entries in out.values():
        entries.sort(key=lambda e: (-len(e[0]), e))
    return out


@cache
def after_words() -> Phrases:
    """What befell people, behind them."""
    return table("verbs", "states", "subject")


@cache
def before_words() -> Phrases:
    """What befell people, before them, by the last word."""
    return table("active", last=True)


def starting(phrases: Phrases, w: Words, n: int) -> tuple[CasualtyKind, int] | None:
    """The longest phrase that begins at word n: its kind, and the word after it."""
    for phrase, kind in phrases.get(w.at(n), ()):
        if w.has(n, phrase):
            return kind, n + len(phrase)
    return None


def ending(phrases: Phrases, w: Words, n: int) -> tuple[CasualtyKind, int] | None:
    """The longest phrase that ends before word n: its kind, and its first word."""
    for phrase, kind in phrases.get(w.at(n - 1), ()):
        if w.has(n - len(phrase), phrase):
            return kind, n - len(phrase)
    return None


def noun_end(w: Words, n: int) -> int:
    """The word after the noun of the people counted, from word n on: "pro-government fighters", "of civilians"."""
    end = n
    counts = w.at(n - 1) in _OF or not n or w.at(n + 1) in ("the", "its", "their", "his", "her", "our")
    if w.at(n) == "of" and counts:  # "dozens of civilians", "ten of the guards"
        if w.at(n + 2) in NUMBER_WORDS or w.at(n + 2).isdigit():
            # "one of the two men who died" tells of two, "one of the two men has died" of one
            inner = noun_end(w, n + 3)
            return inner if w.at(inner) in _SINGULAR else n
        n = end = n + 1 + (w.at(n + 1) in ("the", "its", "their", "his", "her", "our"))
        if w.at(n) in ("them", "whom"):
            return n - 1
    while end < min(n + _LONGEST, len(w.words)):
        word = w.words[end]
        if word == "-" and w.tight(end) and w.tight(end + 1):
            end += 2
            continue
        if word == "of" and end > n and w.at(end - 1) in ("members", "member"):
            end += 1 + (w.at(end + 1) in ("the", "a", "an", "his", "her", "their", "its"))
            continue
        if word == "." and end > n and len(w.at(end - 1)) == 1 and w.tight(end) and w.at(end - 1).isalpha():
            end += 1  # "U.S."
            continue
        if word == "(" and end > n and w.at(end + 2) == ")" and w.at(end + 1).isalpha():
            end += 3  # "ISIS (Daesh) militants"
            continue
        aged = age_end(w, end)
        if aged:
            end = aged
            continue
        if not word[0].isalpha() or word in ENDS_NOUN or (word in NUMBER_WORDS and end == n):
            break
        if starting(after_words(), w, end):
            # an adjective of harm belongs to the noun ("75 displaced people"); else it is what befell them
            adjective = word in _ADJECTIVES and w.at(end + 1)[:1].isalpha()
            if end > n or not adjective or w.at(end + 1) in ENDS_NOUN:
                break
        end += 1
    return end


def who(w: Words, first: int, last: int) -> str | None:
    """The words of a noun that say who they are; None for "others"."""
    while first < last and w.words[first] in _NO_NAME:
        first += 1
    return w.text[w.starts[first] : w.ends[last - 1]] if first < last else None


def are_people(w: Words, p: People) -> bool:
    """Whether the noun can be people; "a" and "no" need a noun that surely is."""
    if p.sort != "number":
        return True
    head = w.at(p.noun - 1) if p.noun > p.last else ""
    if p.single:
        if p.number.best == 1:
            return person_head(w, p.last, p.noun) is not None
        surely = _NOBODY_NEEDS | PERSONS | {f"{p}s" for p in PERSONS}
        return head in surely or (not head and w.at(p.last) in _NOBODY_NEEDS)
    if p.noun > p.last + 1 and _capital(w, p.noun - 1):
        head = ""  # "twenty Coast State operatives" cut short
    return not ({head, w.at(p.last)} & NOT_PEOPLE)


def person_head(w: Words, first: int, last: int) -> int | None:
    """Where the one person stands in the words of a noun: its last word, or before a name ("the deputy Ana Ruiz")."""
    for n in range(last - 1, first - 1, -1):
        word = w.words[n]
        if word in PERSONS or (word in ("old", "law") and w.at(n - 1) in ("-", "year", "month")):
            return n
        if not _capital(w, n) and word != ".":
            return None
    return None


def _capital(w: Words, n: int) -> bool:
    return w.at(n)[:1].isalpha() and w.text[w.starts[n]].isupper()


def _one(w: Words, first: int, last: int, noun: int, sort: str) -> People:
    span = Span(w.starts[first], w.ends[max(last, first + 1) - 1], w.text)
    return People(first, last, noun, Number(span, 1, 1, 1), True, sort)


def people(w: Words, near: bytearray) -> list[People]:
    """Every phrase near a word of harm that may count people, in order, without overlaps."""
    numbers = {c.first: c for c in count(w, near=near)}
    out: list[People] = []
    n = 0
    while n < len(w.words):
        if not near[n]:
            n += 1
            continue
        c = numbers.get(n)
        if c is not None and _age_of(w, c, out):
            n = c.last
            continue
        found = People(c.first, c.last, noun_end(w, c.last), c.number, c.single) if c else _unnumbered(w, n, out)
        if found is None:
            n += 1
            continue
        out.append(found)
        n = max(found.noun, found.last, n + 1)
    return out


def people_at(w: Words, n: int) -> People | None:
    """The phrase that may count people and begins at word n, if one does."""
    if not 0 <= n < len(w.words):
        return None
    c = count_at(w, n)
    return _unnumbered(w, n, []) if c is None else People(c.first, c.last, noun_end(w, c.last), c.number, c.single)


def _age_of(w: Words, c: Counted, before: list[People]) -> bool:
    """Whether a number in commas is the age of the one before it: "his wife, 34, and"."""
    if not before or not before[-1].single or before[-1].noun != c.first - 1 or w.at(c.first - 1) != ",":
        return False
    return w.at(c.last) in (",", ".", ";", "\n", "") and w.at(c.first).isdigit()


def _unnumbered(w: Words, n: int, before: list[People]) -> People | None:
    word = w.words[n]
    if word in _ARTICLES:
        end = noun_end(w, n + 1)
        if end == n + 1 and word == "another" and w.at(end) in ("who", "was", "is", "died"):
            return _one(w, n, n + 1, n + 1, "single")
        if person_head(w, n + 1, end) is not None:
            return _one(w, n, n + 1, end, "single")
        return None if word != "her" or not _befalls(w, n) else _one(w, n, n + 1, n + 1, "pronoun")
    if word == "both":
        end = noun_end(w, n + 1)
        if w.at(end - 1) in ("victims", "women", "men", "children", "boys", "girls", "brothers", "sisters", "teens"):
            span = Span(w.starts[n], w.ends[n], w.text)
            return People(n, n + 1, end, Number(span, 2, 2, 2))
        return None
    if word in _REFLEXIVE or ((word in _PRONOUNS or word in _OBJECTS) and _befalls(w, n)):
        return _one(w, n, n + 1, n + 1, "pronoun")
    if not word[0].isalnum():
        return None
    return _bare(w, n, before) or (_name(w, n) if w.text[w.starts[n]].isupper() else None)


def _befalls(w: Words, n: int) -> bool:
    """Whether a word of harm stands beside a pronoun: what "he" refers to is not looked for elsewhere."""
    return w.at(n) not in _OBJECTS or _befallen(w, n)


def _befallen(w: Words, n: int) -> bool:
    """Whether what befell someone stands right before word n."""
    last = w.at(n - 1)
    if last not in before_words() and last not in shots.before_words():
        return False
    return ending(before_words(), w, n) is not None or ending(shots.before_words(), w, n) is not None


def _bare(w: Words, n: int, before: list[People]) -> People | None:
    """A headline's person without an article: "Teen shot dead", "16-year-old boy killed", "kills wife"."""
    word = w.words[n]
    if word in ENDS_NOUN:
        return None
    prior = w.at(n - 1)
    dashed = prior == "-" and w.tight(n)
    opens = (prior in _OPENS and not dashed) or w.text.find("\n", w.ends[n - 1], w.starts[n]) >= 0
    listed = prior in _JOINTS and bool(before) and before[-1].single and before[-1].noun >= n - 2
    if not (opens or listed or _befallen(w, n)):
        return None
    end = noun_end(w, n)
    if end == n or person_head(w, n, end) is None:
        return None
    return _one(w, n, n, end, "single")


def _name(w: Words, n: int) -> People | None:
    """A person's name: capitalised words, none of which is a place's, a group's or a day's; two of them or a title."""
    if not _capital(w, n) or not _nameable(w, n) or (_capital(w, n - 1) and w.at(n - 1) not in _NO_PERSON):
        return None
    if w.at(n - 1) in _PLACED and not _befallen(w, n):
        return None
    end, parts = n, 0
    titled = w.words[n] in _TITLES
    while end < min(n + _LONGEST, len(w.words)):
        word = w.words[end]
        if _capital(w, end) and _nameable(w, end):
            parts += 1
        elif word == "." and len(w.at(end - 1)) <= 3 and w.tight(end) and _capital(w, end + 1):
            titled |= w.at(end - 1) in _TITLES
        elif not _joins(w, end):
            break
        end += 1
    if w.at(end) in _NO_PERSON and _capital(w, end):
        return None  # "Bank of Ruritania", "Northern Front"
    if w.at(end - 1).endswith("'s") or (w.at(end) == "'" and w.at(end + 1) == "s"):
        return None
    if w.at(end) == "of" or parts == 0:
        return None
    if parts < 2 and not titled:
        return _surname(w, n, end)
    return _one(w, n, n, end, "name")


def _nameable(w: Words, n: int) -> bool:
    word = w.words[n]
    return word not in _NO_PERSON and word not in after_words() and word not in before_words() and word not in _SHOOTS


def _joins(w: Words, n: int) -> bool:
    """Whether a small word or a hyphen goes on with a name: "al-Amin", "van der Berg"."""
    if w.words[n] == "-":
        return w.tight(n) and w.tight(n + 1) and w.at(n + 1)[:1].isalpha()
    return w.words[n] in _PARTICLES and _goes_on(w, n + 1)


def _goes_on(w: Words, n: int) -> bool:
    return _capital(w, n) or (w.at(n) == "-" and _capital(w, n + 1))


def _surname(w: Words, n: int, end: int) -> People | None:
    """One capitalised word is a person only where a form that befalls one person follows: "Ruiz was shot"."""
    return _one(w, n, n, end, "name") if w.at(end) in ("was", "died") and w.at(n - 1) not in ("in", "of") else None
