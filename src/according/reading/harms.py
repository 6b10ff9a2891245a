"""What befell people, by the words beside them: "were killed", "killing", "the death toll rose to", "among the dead".

Only the clause decides: a verb with an object is what they did and not what befell them, and a number for two kinds of
harm at once is a figure of neither (codebook rule 34).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import get_args

from according.reading import shots
from according.reading.numbers import NUMBER_WORDS, Words
from according.reading.people import (
    ENDS_NOUN,
    People,
    Phrases,
    after_words,
    before_words,
    ending,
    noun_end,
    people_at,
    starting,
    table,
)
from according.records import CasualtyKind

# words that may stand between the people and what befell them: "six civilians have reportedly been killed"
_BETWEEN_WORDS = (
    "was were are is be been being have had has also reportedly allegedly apparently later seriously critically "
    "severely badly slightly lightly gravely reported confirmed feared believed presumed still already now then "
    "all who that which both not never either fatally brutally instantly left lay lying found said to may might could "
    "would mortally directly initially recently immediately deliberately accidentally pronounced declared total "
    "together listed wound up ended tragically nearly instantly and eventually subsequently"
)
_BETWEEN = frozenset(_BETWEEN_WORDS.split())
_PASSIVE = frozenset({"was", "were", "are", "is", "be", "been", "being"})
_ACTIVE = frozenset({"who", "which", "that", "have", "had", "has"})
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
    "raid an a this that as went lower higher gave gives put may be high"
)
_TOLL_LINKS = frozenset(_TOLL_LINKS_WORDS.split())
_TOLL_LAST = {"be", "to", "at", "of", "reached", "is", "was", "hit", "passed", "exceeded", "surpassed"}
_MOVED = frozenset(
    {"rose", "rises", "risen", "climbed", "climbs", "reached", "reaches", "passed", "stands", "stood", "jumped", "grew"}
)
_TAKES_LIVES = {"cost", "costing", "claimed", "claiming", "lost", "taken", "took"}
_INSERTED = {"including", "among", "mostly", "mainly", "most", "some", "all", "half", "many", "from"}
_VERBS_AFTER_INSERTION = {"were", "was", "have", "had", "died", "perished", "killed", "dead", "wounded", "injured"}
_DETERMINERS = {"a", "an", "the", "his", "her", "their", "its", "another", "him", "himself", "herself", "them", "self"}
_HARM = {"harmed", "hurt", "killed", "injured", "wounded"}  # also two of them: "killed or injured"
_FINITE = frozenset(
    {"was", "were", "are", "is", "have", "had", "has", "fled", "escaped", "survived", "managed", "said", "told", "who"}
)
_CALLED = frozenset({"young", "former", "fellow", "local", "one", "late"})
_THERE = frozenset({"in", "at", "inside", "there", "present", "on", "attending", "outside", "nearby"})
_TOLL_REACH = 12
_MOVED_REACH = 20
_REACH = 30
_INCLUDING_REACH = 14
_INSERT_REACH = 12
_AGES_REACH = 9
_OPENS_INSERT_WORDS = "of from who a an the both ages age aged whose also then"
_OPENS_INSERT = frozenset(_OPENS_INSERT_WORDS.split())


@cache
def nouns() -> Phrases:
    """Nouns of harm that are counted themselves: "12 deaths"."""
    return table("nouns")


@cache
def _tolls() -> Phrases:
    return table("tolls", last=True)


@cache
def _keys() -> frozenset[str]:
    phrases = (after_words(), before_words(), nouns(), _tolls())
    return frozenset({k for t in phrases for k in t} | _AMONG.keys() | {"harmed", "casualties"} | shots.WORDS)


def near_harm(w: Words) -> bytearray:
    """Marks the words that lie near enough to a casualty word for a figure; most of a text does not."""
    keys = _keys()
    near = bytearray(len(w.words))
    done = 0
    for n, word in enumerate(w.words):
        if word in keys:
            start, done = max(done, n - _REACH), min(n + _REACH, len(near))
            near[start:done] = b"\x01" * (done - start)
    return near


def spared(w: Words, p: People) -> tuple[CasualtyKind, ...]:
    """Where nobody came to harm at all, nobody was killed or injured: "no casualties", "no one was harmed"."""
    if p.number.high != 0:
        return ()
    if "casualties" in w.words[p.last : p.last + 2] and p.noun <= p.last + 2:  # "no human casualties"
        return ("killed", "injured")
    for k in range(p.noun, p.noun + 7):
        if w.at(k) in _HARM:
            return ("killed", "injured")
        if w.at(k) not in _BETWEEN:
            break
    return ()


def kind_of(w: Words, p: People) -> CasualtyKind | None:
    """The kind of harm that befell people, or None where the words beside them tell of none."""
    if p.sort != "number":
        return after(w, p) or _done_to(w, p) or among(w, p)
    return after(w, p) or before(w, p.first) or _counted_noun(w, p) or _toll(w, p.first) or among(w, p)


def after(w: Words, p: People) -> CasualtyKind | None:
    """ "six civilians were killed", "five dead", "20 others wounded", "12 people, including a child, died"."""
    for start in _verb_starts(w, p):
        found = _verb(w, p, start, after_words())
        if found is not None:
            hit, passive = found
            if not passive and _takes_object(w, hit[1]):
                return None
            return None if _mixed_after(w, hit[1], hit[0]) else hit[0]
    return None


def _verb(w: Words, p: People, start: int, phrases: Phrases) -> tuple[tuple[CasualtyKind, int], bool] | None:
    """The word of harm from `start` on, and whether a form of "to be" makes it plain that it befell them."""
    passive = active = False
    for k in range(start, start + 8):
        hit = starting(phrases, w, k)
        if hit is None and phrases is not shots.after_words() and shots.hurt(w, k):
            return ("injured", k + 1), True
        if hit is not None:
            verb = phrases is not after_words() or _a_verb(w, k, hit)
            if active and not passive and verb:
                return None  # "the officer who killed two"
            if p.single and not passive and not _befell(w, p, hit[1], verb=verb):
                return None
            return hit, passive
        word = w.at(k)
        if word not in _BETWEEN and not (word in shots.STRIKES and w.at(k + 1) == "and"):  # "shot and badly wounded"
            return None
        if word == "and" and k == start:
            return None
        passive |= word in _PASSIVE or word in ("left", "found", "pronounced", "declared")
        active |= word in _ACTIVE
    return None


@cache
def _verbs() -> Phrases:
    return table("verbs")


def _a_verb(w: Words, k: int, hit: tuple[CasualtyKind, int]) -> bool:
    return starting(_verbs(), w, k) == hit


def _befell(w: Words, p: People, end: int, *, verb: bool) -> bool:
    """Whether a bare form says what befell one person: "a man killed in", "she died", not "a man killed Ruiz"."""
    if not verb or p.sort == "pronoun":
        return not verb
    return not w.at(end)[:1].isalpha() or (w.at(end) in ENDS_NOUN and w.at(end) != "at")


def _takes_object(w: Words, n: int) -> bool:
    """Whether the verb before word n is active: "three gunmen killed 12 people", not "6 killed, 12 injured"."""
    if w.at(n) in _DETERMINERS:
        return True
    following = people_at(w, n)
    if following is None:
        return False
    return following.sort != "number" or starting(after_words(), w, following.noun) is None


def _verb_starts(w: Words, p: People) -> Iterator[int]:
    """Where the verb may stand: behind the noun, an insertion in commas, or "including two children"."""
    n = p.noun
    if w.has(n, ("of", "them")) or w.has(n, ("of", "whom")):
        n += 2
    if w.has(n, ("at", "least")):
        n += 2
    yield n
    if w.at(n) in ("ages", "aged", "age"):  # "four boys ages 12 to 16 were shot"
        k = next((k for k in range(n + 1, n + _AGES_REACH) if w.at(k) in _PASSIVE or w.at(k) in ("have", "had")), None)
        if k is not None:
            yield k
    if p.sort in ("single", "number") and p.noun > p.last and w.at(n) == "of":  # "a guard of the mill"
        yield noun_end(w, n + 1 + (w.at(n + 1) in ("the", "a", "an", "his", "her", "their")))
    inserted = _behind_insert(w, n) if p.single or w.at(n + 1).isdigit() else None
    if inserted is not None:
        yield inserted
    start = n + (w.at(n) in (",", "(", "-", "–", "—"))
    if w.at(start) not in _INSERTED or p.single:
        return
    for k in range(start + 1, min(start + _INCLUDING_REACH, len(w.words))):
        if w.words[k] in (".", ";", "\n"):
            return
        if w.words[k] in _VERBS_AFTER_INSERTION:
            yield k


def _behind_insert(w: Words, n: int) -> int | None:
    """The word behind an insertion in commas: ", 16, of Eastvale,"."""
    if w.at(n) != ",":
        return None
    at = n
    while w.at(at) == "," and (w.at(at + 1).isdigit() or w.at(at + 1) in _OPENS_INSERT or _a_name(w, at + 1)):
        for k in range(at + 2, min(at + _INSERT_REACH, len(w.words))):
            if w.words[k] in (";", "\n") or (w.words[k] == "." and not w.tight(k + 1)):
                return None
            if w.words[k] == ",":
                break
        else:
            return None
        at = k
    return at + 1 if at > n else None


def _a_name(w: Words, n: int) -> bool:
    return w.at(n)[:1].isalpha() and w.text[w.starts[n]].isupper()


def _mixed_after(w: Words, n: int, kind: CasualtyKind) -> bool:
    """ "60 killed and injured", "60 killed wounded": one number for two kinds."""
    k = n + (w.at(n) in ("and", "or", "/", ","))
    k += w.at(k) in _BETWEEN
    other = starting(after_words(), w, k)
    return other is not None and {other[0], kind} in ({"killed", "injured"}, {"killed", "missing"})


def mixed(w: Words, p: People) -> bool:
    """Whether a number stands before two kinds of harm at once."""
    for start in _verb_starts(w, p):
        for k in range(start, start + 7):
            hit = starting(after_words(), w, k)
            if hit is not None:
                return _mixed_after(w, hit[1], hit[0])
            if w.at(k) not in _BETWEEN:
                break
    return False


def before(w: Words, first: int) -> CasualtyKind | None:
    """ "killing at least 12 people", "the deaths of four", "wounded another 30"."""
    n = first - (w.at(first - 1) in ("about", "an", "as", ":", '"', "“", "'"))
    hit = ending(before_words(), w, n)
    if hit is None:
        return None
    kind, start = hit
    before = w.at(start - 1)
    other = ending(before_words(), w, start - (before in ("and", "or", "/")))
    if other is not None and {other[0], kind} == {"killed", "injured"}:
        return None  # "killing and wounding 30"
    if before in ("was", "were", "been", "being", "is", "are") and start == n - 1:
        return None  # "was killed two ..." counts something else
    return kind


def _done_to(w: Words, p: People) -> CasualtyKind | None:
    """What was done to one person, by the word before: no figure for "30 were injured, Ana Ruiz said"."""
    first = p.first - (p.sort == "name" and w.at(p.first - 1) in _CALLED)
    return None if verb_follows(w, p.noun) and w.at(p.noun) != "who" else before(w, first)


def _counted_noun(w: Words, p: People) -> CasualtyKind | None:
    """ "12 deaths", "20 arrests", "cost 30 lives"."""
    for n in range(p.last, min(p.noun, p.last + 4) + 1):
        hit = starting(nouns(), w, n)
        if hit is None or _mixed_after(w, hit[1], hit[0]):
            continue
        if w.at(n) == "injuries" and (n > p.last or w.at(p.last - 1) in ("multiple", "several")):
            return None  # one person's "multiple injuries"
        if w.at(n) == "lives" and w.at(p.first - 1) not in _TAKES_LIVES and not w.has(p.first - 2, ("loss", "of")):
            return None
        return hit[0]
    return None


def _toll(w: Words, first: int) -> CasualtyKind | None:
    """ "the death toll rose to 45", "a toll of eight"."""
    if w.at(first - 1) not in _TOLL_LAST:
        return None
    moved = w.at(first - 1) in _MOVED or w.at(first - 2) in _MOVED
    for n in range(first - 1, first - (_MOVED_REACH if moved else _TOLL_REACH), -1):
        hit = ending(_tolls(), w, n)
        if hit is not None:
            return hit[0]
        if w.at(n - 1) in (".", ";", "\n") or (not moved and w.at(n - 1) not in _TOLL_LINKS):
            return None
    return None


def among(w: Words, p: People) -> CasualtyKind | None:
    """ "two children among the dead", "among the injured were three policemen", "the dead included two children"."""
    n = p.noun + (w.at(p.noun) in ("were", "was", "are", "is"))
    if w.has(n, ("among", "the")) and w.at(n + 2) in _AMONG:
        return _kind_named(_AMONG[w.at(n + 2)])
    k = p.first
    if w.at(k - 1) in ("were", "was", "are", "is") and w.at(k - 2) in _AMONG and w.has(k - 4, ("among", "the")):
        return _kind_named(_AMONG[w.at(k - 2)])
    if w.at(k - 1) in ("included", "include", "includes") and w.at(k - 2) in _AMONG and _some(w, k - 3):
        return _kind_named(_AMONG[w.at(k - 2)])
    return None


def _some(w: Words, n: int) -> bool:
    return w.at(n) in ("the", "those") or w.at(n).isdigit() or w.at(n) in NUMBER_WORDS


def _kind_named(name: str) -> CasualtyKind:
    return next(k for k in get_args(CasualtyKind) if k == name)


def verb_follows(w: Words, n: int) -> bool:
    """Whether a finite verb stands at word n: what stands before it has a clause of its own."""
    return w.at(n) in _FINITE


def dies_too(w: Words, first: int, last: int) -> bool:
    """Whether the same people die in the sentence: "was shot twice and died", "was shot, and was pronounced dead"."""
    for n in range(first, last):
        if w.words[n] != "and":
            continue
        for k in range(n + 1, min(n + 6, last)):
            hit = starting(after_words(), w, k)
            if hit is not None:
                return hit[0] == "killed" and not _takes_object(w, hit[1])
            if w.words[k] not in _BETWEEN:
                break
    return False


def shot(w: Words, p: People) -> int | None:
    """The word after the one that says that people were shot, behind or before them."""
    if p.number.high == 0:
        return None
    for start in _verb_starts(w, p):
        found = _verb(w, p, start, shots.after_words())
        if found is not None:
            hit, passive = found
            if not passive and _does(w, hit[1]):
                return None
            aimed = w.at(hit[1]) == "at" and (not passive or w.at(hit[1] + 1) == "by")  # "was shot at by", not hit
            return None if aimed or w.at(hit[1]) == "down" or (not passive and _takes_object(w, hit[1])) else hit[1]
    return max(p.noun, p.last) if ending(shots.before_words(), w, p.first) is not None else None


def _does(w: Words, n: int) -> bool:
    """Whether "shot" goes on as what they did: "Ruiz shot and killed a guard"."""
    if w.at(n) != "and":
        return False
    other = starting(after_words(), w, n + 1)
    return other is not None and _takes_object(w, other[1])


def present(w: Words, p: People) -> bool:
    """Whether people are only said to have been somewhere: "40 guests were inside"."""
    if w.at(p.noun) not in ("was", "were") or w.at(p.noun + 1) not in _THERE:
        return False
    return {"condition", "hospital", "hospitals", "dead"}.isdisjoint(w.words[p.noun : p.noun + 8])
