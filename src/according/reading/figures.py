"""Figures of harm: numbers that stand close to a casualty word, with the kind of harm, the bounds, and who they are.

Only what the words next to the number say: which event a figure belongs to, and whether it happened, is for the learned
reader. A number for killed and injured together gives no figure (codebook rule 34). The words stand in the codebook
(casualties.toml), sorted by how a number stands to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import get_args

from according import codebook
from according.reading.numbers import Counted, Number, Words, count, count_at, find_numbers, split_words
from according.records import Casualties, CasualtyKind, Span

__all__ = ["Figure", "Number", "figure", "find_figures", "find_numbers", "who_after"]

Figure = Casualties
"""A figure of the record format: kind, low, high, best, who, span."""

_Phrases = dict[str, list[tuple[tuple[str, ...], CasualtyKind]]]

# words that may stand between the people and what befell them: "six civilians have reportedly been killed"
_BETWEEN_WORDS = (
    "was were are is be been being have had has also reportedly allegedly apparently later seriously critically "
    "severely badly slightly lightly gravely reported confirmed feared believed presumed still already now then "
    "all who that which both not never either fatally brutally instantly left lay lying found said to may might could "
    "would mortally directly initially recently immediately deliberately"
)
_BETWEEN = frozenset(_BETWEEN_WORDS.split())
# words that end the noun of the people counted
_ENDS_NOUN_WORDS = (
    "in on at by from for with to as since during after before when while where who whom which that including and or "
    "but was were are is be been being have had has will would could may might said says told were between among amid "
    "near into over under through against inside outside around across because if then so than also later including "
    "he she they it his her their its this these those the a an there here mostly mainly some many reportedly not of "
    "remain remained remains went go gone fled flee fleeing died die dies dying perished lost suffered sustained left "
    "lay lying reported still allegedly seriously critically severely badly disappeared vanished succumbed yesterday "
    "today tonight tomorrow monday tuesday wednesday thursday friday saturday sunday has last early late every "
    "using trying following fighting amid alive abandoned overnight"
)
_ENDS_NOUN = frozenset(_ENDS_NOUN_WORDS.split())
_NOT_PEOPLE_WORDS = (
    "villages village towns town cities city positions areas area districts vehicles vehicle tanks houses homes "
    "buildings rockets missiles mortars shells bombs aircraft planes helicopters drones checkpoints bases posts ships "
    "boats attacks airstrikes strikes raids operations clashes incidents explosions blasts cases times sheep cattle "
    "cows animals livestock goats dogs horses weapons rifles guns hills points sites countries provinces schools "
    "hospitals shops cars trucks buses tonnes number series group lot handful majority minority blow state result war "
    "warehouse depot factory bridge road airbase base airport checkpoint ban ceasefire deal truce statement report "
    "total bid bill plan"
)
_NOT_PEOPLE = frozenset(_NOT_PEOPLE_WORDS.split())
_PERSONS_WORDS = (
    "man woman child boy girl soldier policeman policewoman officer civilian journalist worker person activist "
    "protester demonstrator guard driver leader commander teenager teen fighter militant rebel student doctor nurse "
    "teacher farmer pilot member citizen resident villager official infant baby toddler mother father brother sister "
    "son daughter husband wife reporter photographer cameraman lawyer priest imam cleric monk judge minister mayor "
    "lawmaker politician candidate diplomat ambassador general colonel lieutenant captain major sergeant paramedic "
    "medic peacekeeper suspect gunman bomber attacker bystander pedestrian passenger shepherd trader businessman "
    "engineer migrant refugee hostage prisoner inmate detainee national deputy paratrooper serviceman reservist "
    "settler youth victim spokesman researcher professor engineer chief sniper"
)
_PERSONS = frozenset(_PERSONS_WORDS.split())
_NOBODY_NEEDS = {"one", "people", "person", "civilian", "civilians", "soldiers", "troops", "fighters", "children"} | {
    "bystanders",
    "casualties",
    "injuries",
    "deaths",
    "fatalities",
    "arrests",
}
_NO_NAME = {"of", "the", "its", "their", "others", "other", "more", "people's", "ones", "additional", "else"}
_AMONG = {
    "dead": "killed",
    "killed": "killed",
    "slain": "killed",
    "fatalities": "killed",
    "victims": "killed",
    "injured": "injured",
    "wounded": "injured",
    "missing": "missing",
    "arrested": "detained",
    "detained": "detained",
    "displaced": "displaced",
}
_TOLL_LINKS_WORDS = (
    "rose risen rises climbed climbs jumped grew grown reached reaches stood stands stand is was has had now of to at "
    "from the in up hit passed exceeded surpassed increased mounted soared put by official attack blast bombing strike "
    "raid an a this that as went lower higher gave gives put"
)
_TOLL_LINKS = frozenset(_TOLL_LINKS_WORDS.split())
_TOLL_LAST = {"to", "at", "of", "reached", "is", "was", "hit", "passed", "exceeded", "surpassed"}
_TAKES_LIVES = {"cost", "costing", "claimed", "claiming", "lost", "taken", "took"}
_ADJECTIVES = {"displaced", "missing"}
_INSERTED = {"including", "among", "mostly", "mainly", "most", "some", "all", "half", "many", "from"}
_VERBS_AFTER_INSERTION = {"were", "was", "have", "had", "died", "perished", "killed", "dead", "wounded", "injured"}
_DETERMINERS = {"a", "an", "the", "his", "her", "their", "its", "another", "him", "himself", "them"}
_HARM = {"harmed", "hurt", "killed", "injured", "wounded"}  # also two of them: "killed or injured"
_INCLUDING = (["including"], [",", "including"], ["(", "including"])
_OF = {
    "none",
    "single",
    "dozens",
    "scores",
    "hundreds",
    "thousands",
    "millions",
    "of",
    "one",
    "two",
    "three",
    "several",
    "more",
}
_TOLL_REACH = 12
_REACH = 30
_INCLUDING_REACH = 14


def _kinds() -> tuple[CasualtyKind, ...]:
    return get_args(CasualtyKind)


def _table(*parts: str, last: bool = False) -> _Phrases:
    """Phrases of all kinds by their first (or last) word, the longest first."""
    table: _Phrases = {}
    for kind in _kinds():
        words = codebook.casualty_words()[kind]
        for phrase in {p for part in parts for p in getattr(words, part)}:
            cut = tuple(phrase.split())
            table.setdefault(cut[-1] if last else cut[0], []).append((cut, kind))
    for entries in table.values():
        entries.sort(key=lambda e: (-len(e[0]), e))
    return table


@cache
def _tables() -> tuple[_Phrases, _Phrases, _Phrases, _Phrases]:
    return (
        _table("verbs", "states", "subject"),
        _table("active", last=True),
        _table("nouns"),
        _table("tolls", last=True),
    )


def _starting(table: _Phrases, w: Words, n: int) -> tuple[CasualtyKind, int] | None:
    for phrase, kind in table.get(w.at(n), ()):
        if w.has(n, phrase):
            return kind, n + len(phrase)
    return None


def _ending(table: _Phrases, w: Words, n: int) -> tuple[CasualtyKind, int] | None:
    for phrase, kind in table.get(w.at(n - 1), ()):
        if w.has(n - len(phrase), phrase):
            return kind, n - len(phrase)
    return None


def _noun(w: Words, n: int) -> int:
    """The word after the noun of the people counted, from word n on: "pro-government fighters", "of civilians"."""
    after, _, _, _ = _tables()
    end = n
    if w.at(n) == "of" and (w.at(n - 1) in _OF or not n):  # "dozens of civilians"
        n = end = n + 1 + (w.at(n + 1) in ("the", "its", "their", "his", "her", "our"))
        if w.at(n) in ("them", "whom"):
            return n - 1
    while end < min(n + 7, len(w.words)):
        word = w.words[end]
        if word == "-" and w.tight(end) and w.tight(end + 1):
            end += 2
            continue
        if word == "of" and end > n and w.at(end - 1) in ("members", "member"):
            end += 1 + (w.at(end + 1) in ("the", "a", "an", "his", "her", "their", "its"))
            continue
        if not word[0].isalpha() or word in _ENDS_NOUN:
            break
        if _starting(after, w, end):
            # an adjective of harm belongs to the noun ("75 displaced people"); else it is what befell them
            adjective = word in _ADJECTIVES and w.at(end + 1)[:1].isalpha()
            if end > n or not adjective or w.at(end + 1) in _ENDS_NOUN or w.at(end + 1) in _BETWEEN:
                break
        end += 1
    return end


def _who(w: Words, first: int, last: int) -> str | None:
    while first < last and w.words[first] in _NO_NAME:
        first += 1
    return w.text[w.starts[first] : w.ends[last - 1]] if first < last else None


def who_after(text: str, number: Number) -> str | None:
    """The noun of the people that a number counts ("civilians"), or None where none follows or it says "others"."""
    tail = split_words(text[number.span.end : number.span.end + 120])
    return _who(tail, 0, _noun(tail, 0))


def figure(text: str, number: Number, kind: CasualtyKind) -> Figure:
    """The figure that a number gives for a kind of harm, with the noun after it; the span covers number and noun."""
    tail = split_words(text[number.span.end : number.span.end + 120])
    end = _noun(tail, 0)
    stop = number.span.end + (tail.ends[end - 1] if end else 0)
    return Figure(
        kind=kind,
        low=number.low,
        high=number.high,
        best=number.best,
        who=_who(tail, 0, end),
        span=Span(number.span.start, stop, text),
    )


def find_figures(text: str) -> list[Figure]:
    """Every figure of harm in the text, in order: kind, bounds, who, and the span of number and noun.

    Totals and their parts both stand, as the codebook wants; nothing is added up. Linear in the text.
    """
    w = split_words(text)
    counted = count(w, near=_near(w))
    nouns = [_noun(w, c.last) for c in counted]
    kinds = [_kind(w, c, noun) for c, noun in zip(counted, nouns, strict=True)]
    _share(w, counted, nouns, kinds)
    found: list[Figure] = []
    for c, noun, kind in zip(counted, nouns, kinds, strict=True):
        kinds_here = (kind,) if kind is not None else _spared(w, c, noun)
        if not kinds_here or not _people(w, c, noun):
            continue
        number = _at_least_behind(w, c, noun)
        found.extend(
            Figure(
                kind=each,
                low=number.low,
                high=number.high,
                best=number.best,
                who=None if w.at(noun - 1) in _tables()[2] else _who(w, c.last, noun),
                span=Span(w.starts[c.first], w.ends[max(noun, c.last) - 1], text),
            )
            for each in kinds_here
        )
    return found


def _spared(w: Words, c: Counted, noun: int) -> tuple[CasualtyKind, ...]:
    """Where nobody came to harm at all, nobody was killed or injured: "no casualties", "no one was harmed"."""
    if c.number.high != 0:
        return ()
    if "casualties" in w.words[c.last : c.last + 2] and noun <= c.last + 2:  # "no human casualties"
        return ("killed", "injured")
    for k in range(noun, noun + 7):
        if w.at(k) in _HARM:
            return ("killed", "injured")
        if w.at(k) not in _BETWEEN:
            break
    return ()


def _near(w: Words) -> bytearray:
    """Marks the words that lie near enough to a casualty word for a figure; most of a text does not."""
    first, last, nouns, tolls = _tables()
    keys = first.keys() | last.keys() | nouns.keys() | tolls.keys() | _AMONG.keys() | {"harmed", "casualties"}
    near = bytearray(len(w.words))
    done = 0
    for n, word in enumerate(w.words):
        if word in keys:
            start, done = max(done, n - _REACH), min(n + _REACH, len(near))
            near[start:done] = b"\x01" * (done - start)
    return near


def _at_least_behind(w: Words, c: Counted, noun: int) -> Number:
    if w.has(noun, ("at", "least")) and c.number.best is not None:
        return replace(c.number, high=None, best=None)
    return c.number


def _people(w: Words, c: Counted, noun: int) -> bool:
    """Whether the noun can be people; "a" and "no" need a noun that surely is."""
    head = w.at(noun - 1) if noun > c.last else ""
    if c.single:
        surely = _PERSONS if c.number.best == 1 else _NOBODY_NEEDS | _PERSONS | {f"{p}s" for p in _PERSONS}
        return head in surely or (not head and w.at(c.last) in _NOBODY_NEEDS)
    return not ({head, w.at(c.last)} & _NOT_PEOPLE)


def _kind(w: Words, c: Counted, noun: int) -> CasualtyKind | None:
    return (
        _after(w, c, noun)
        or _before(w, c.first)
        or _counted_noun(w, c, noun)
        or _toll(w, c.first)
        or _among(w, c, noun)
    )


def _after(w: Words, c: Counted, noun: int) -> CasualtyKind | None:
    """ "six civilians were killed", "five dead", "20 others wounded", "12 people, including a child, died"."""
    table, _, _, _ = _tables()
    n = noun
    if w.has(n, ("of", "them")) or w.has(n, ("of", "whom")):
        n += 2
    if w.has(n, ("at", "least")):
        n += 2
    for start in _verb_starts(w, n):
        for k in range(start, start + 7):
            hit = _starting(table, w, k)
            if hit is not None:
                active = k == n and _takes_object(w, hit[1])
                return None if active or _mixed_after(w, hit[1], hit[0]) else hit[0]
            if w.at(k) not in _BETWEEN:
                break
    return None


def _takes_object(w: Words, n: int) -> bool:
    """Whether the verb before word n is active: "three gunmen killed 12 people", not "6 killed, 12 injured"."""
    if w.at(n) in _DETERMINERS:
        return True
    following = count_at(w, n)
    if following is None:
        return False
    return _starting(_tables()[0], w, _noun(w, following.last)) is None


def _verb_starts(w: Words, n: int) -> Iterator[int]:
    """Where the verb may stand: at n, or behind "including two children" and the like, within reach."""
    yield n
    start = n + (w.at(n) in (",", "(", "-", "–", "—"))
    if w.at(start) not in _INSERTED:
        return
    for k in range(start + 1, min(start + _INCLUDING_REACH, len(w.words))):
        if w.words[k] in (".", ";", "\n"):
            return
        if w.words[k] in _VERBS_AFTER_INSERTION:
            yield k


def _mixed_after(w: Words, n: int, kind: CasualtyKind) -> bool:
    """ "60 killed and injured", "60 killed wounded": one number for two kinds."""
    table, _, _, _ = _tables()
    k = n + (w.at(n) in ("and", "or", "/", ","))
    k += w.at(k) in _BETWEEN
    other = _starting(table, w, k)
    return other is not None and {other[0], kind} in ({"killed", "injured"}, {"killed", "missing"})


def _before(w: Words, first: int) -> CasualtyKind | None:
    """ "killing at least 12 people", "the deaths of four", "wounded another 30"."""
    _, active, _, _ = _tables()
    n = first - (w.at(first - 1) in ("about", "an", "as", ":", '"', "“", "'"))
    hit = _ending(active, w, n)
    if hit is None:
        return None
    kind, start = hit
    before = w.at(start - 1)
    other = _ending(active, w, start - (before in ("and", "or", "/")))
    if other is not None and {other[0], kind} == {"killed", "injured"}:
        return None  # "killing and wounding 30"
    if before in ("was", "were", "been", "being", "is", "are") and start == n - 1:
        return None  # "was killed two ..." counts something else
    return kind


def _counted_noun(w: Words, c: Counted, noun: int) -> CasualtyKind | None:
    """ "12 deaths", "20 arrests", "cost 30 lives"."""
    _, _, nouns, _ = _tables()
    for n in range(c.last, min(noun, c.last + 4) + 1):
        hit = _starting(nouns, w, n)
        if hit is None or _mixed_after(w, hit[1], hit[0]):
            continue
        return None if w.at(n) == "lives" and w.at(c.first - 1) not in _TAKES_LIVES else hit[0]
    return None


def _toll(w: Words, first: int) -> CasualtyKind | None:
    """ "the death toll rose to 45", "a toll of eight"."""
    if w.at(first - 1) not in _TOLL_LAST:
        return None
    _, _, _, tolls = _tables()
    for n in range(first - 1, first - _TOLL_REACH, -1):
        hit = _ending(tolls, w, n)
        if hit is not None:
            return hit[0]
        if w.at(n - 1) not in _TOLL_LINKS:
            return None
    return None


def _among(w: Words, c: Counted, noun: int) -> CasualtyKind | None:
    """ "two children among the dead", "among the injured were three policemen", "the dead included two children"."""
    n = noun + (w.at(noun) in ("were", "was", "are", "is"))
    if w.has(n, ("among", "the")) and w.at(n + 2) in _AMONG:
        return _kind_named(_AMONG[w.at(n + 2)])
    k = c.first
    if w.at(k - 1) in ("were", "was", "are", "is") and w.at(k - 2) in _AMONG and w.has(k - 4, ("among", "the")):
        return _kind_named(_AMONG[w.at(k - 2)])
    if w.at(k - 1) in ("included", "include", "includes") and w.at(k - 2) in _AMONG and w.at(k - 3) in ("the", "those"):
        return _kind_named(_AMONG[w.at(k - 2)])
    return None


def _kind_named(name: str) -> CasualtyKind:
    return next(k for k in _kinds() if k == name)


def _share(w: Words, counted: list[Counted], nouns: list[int], kinds: list[CasualtyKind | None]) -> None:
    """Numbers that share a casualty word: "killing a woman and two boys", "six soldiers and a guard were killed"."""
    for i in range(1, len(counted)):
        gap = w.words[nouns[i - 1] : counted[i].first]
        if kinds[i] is None and kinds[i - 1] is not None and gap in (["and"], [","], [",", "and"]):
            follows = _before(w, counted[i - 1].first) is not None or _shares_before(w, counted, nouns, kinds, i - 1)
            if follows and not _verb_follows(w, nouns[i]):
                kinds[i] = kinds[i - 1]
        if kinds[i] is None and kinds[i - 1] is not None and gap in _INCLUDING:
            kinds[i] = kinds[i - 1]
    for i in range(len(counted) - 2, -1, -1):
        gap = w.words[nouns[i] : counted[i + 1].first]
        if kinds[i] is None and kinds[i + 1] is not None and gap in (["and"], [","], [",", "and"]):
            later = _after(w, counted[i + 1], nouns[i + 1])
            if later is not None and nouns[i] > counted[i].last and _before(w, counted[i + 1].first) is None:
                kinds[i] = later


def _shares_before(
    w: Words, counted: list[Counted], nouns: list[int], kinds: list[CasualtyKind | None], i: int
) -> bool:
    if i < 1 or kinds[i - 1] != kinds[i]:
        return False
    return w.words[nouns[i - 1] : counted[i].first] in (["and"], [","], [",", "and"])


def _verb_follows(w: Words, n: int) -> bool:
    return w.at(n) in ("was", "were", "are", "is", "have", "had", "has", "fled", "escaped", "survived", "managed")
