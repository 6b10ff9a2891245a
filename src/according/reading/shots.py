"""People who were shot, hit or stabbed: by itself that says neither killed nor injured, and what settles it.

"Four were shot" gives no figure until the words go on: "dead" or "fatally" (the codebook's own words of killing), the
leg or the arm, a stable condition, a wound, or a part of them that died, so that the rest did not.
"""

from __future__ import annotations

from functools import cache

from according.reading.numbers import Words
from according.records import CasualtyKind

Phrases = dict[str, list[tuple[tuple[str, ...], CasualtyKind]]]

STRIKES = frozenset({"shot", "stabbed", "hit", "struck", "beaten"})
"""Forms of being struck that leave the harm to the verb behind "and"."""
_STRUCK = frozenset({"hit", "struck"})
_AFTER = (
    "shot",
    "hit",
    "struck",
    "stabbed",
    "grazed",
    "accidentally shot",
    "critically shot",
    "shot and critically wounded",
)
_BEFORE_WORDS = "shot|shooting|shoots|shoot|shooting of|stabbed|stabbing|stabbing of|stabs|grazed"
_BEFORE = tuple(_BEFORE_WORDS.split("|"))
_BY_WORDS = "gunfire bullet bullets shots gunshot gunshots shrapnel rounds fire pellets"
_BY = frozenset(_BY_WORDS.split())
_SUFFERS = frozenset({"suffered", "suffers", "suffering", "suffer", "sustained", "sustaining", "received"})
_HURTS = frozenset({"injuries", "injury", "wound", "wounds", "burns", "suffocation", "asphyxiation"})
_BROUGHT_WORDS = "taken rushed airlifted transported flown treated hospitalized hospitalised"
_BROUGHT = frozenset(_BROUGHT_WORDS.split())
_STATES = frozenset({"critical", "serious", "stable", "fair", "good", "guarded", "grave", "satisfactory", "unknown"})
_DEATH_WORDS = (
    "dead death deaths died die dies dying killed killing killings kill kills fatal fatally fatality fatalities "
    "homicide homicides murder murdered murders murdering deceased slain slaying manslaughter succumbed lethal deadly "
    "coroner autopsy funeral vigil memorial mourn mourning mourned body bodies perished executed lifeless"
)
_DEATH = frozenset(_DEATH_WORDS.split())
_LOSS_WORDS = (
    "lost lose losing loss losses life lives toll casualties beheaded massacre massacred massacres "
    "martyred martyrs assassinated assassination eliminated gassed suicide drowned hanged bodies remains corpses "
    "graves slaughtered exterminated neutralized neutralised"
)
_LOSS = frozenset(_LOSS_WORDS.split())
_LIVES_WORDS = (
    "injured wounded injuries survive survived recovering recover treated hospitalized hospitalised released condition "
    "stable nonfatally leg legs arm arms foot feet hand hands thigh thighs shoulder shoulders knee knees ankle ankles "
    "calf buttocks buttock finger fingers toe toes hip elbow wrist forearm"
)
_LIVES = frozenset(_LIVES_WORDS.split())
_SENTENCE = 40  # words

WORDS = frozenset({p.split()[-1] for p in (*_AFTER, *_BEFORE)}) | _SUFFERS | _BROUGHT | {"condition", "shooting"}
"""Words near which people may be counted as hit."""


@cache
def after_words() -> Phrases:
    """Being hit, behind the people, by its first word; the kind says only that it is harm."""
    out: Phrases = {}
    for phrase in sorted(_AFTER, key=lambda p: -len(p)):
        cut = tuple(phrase.split())
        out.setdefault(cut[0], []).append((cut, "injured"))
    return out


@cache
def before_words() -> Phrases:
    """Hitting people, before them, by its last word."""
    out: Phrases = {}
    for phrase in sorted(_BEFORE, key=lambda p: -len(p)):
        cut = tuple(phrase.split())
        out.setdefault(cut[-1], []).append((cut, "injured"))
    return out


def sentence_end(w: Words, n: int) -> int:
    """The word that ends the sentence of word n, or some forty words on."""
    for k in range(n, min(n + _SENTENCE, len(w.words))):
        if w.words[k] in ("\n", ";") or (w.words[k] == "." and not w.tight(k + 1)):
            return k
    return min(n + _SENTENCE, len(w.words))


def deaths(w: Words) -> bool:
    """Whether a text speaks of death at all."""
    return not _DEATH.isdisjoint(w.words)


def deadly(w: Words) -> list[int]:
    """The words by which a sentence may give a number of dead."""
    return [n for n, word in enumerate(w.words) if word in _DEATH or word in _LOSS]


def dies(w: Words, first: int, last: int) -> bool:
    """Whether some words of a text speak of death."""
    return not _DEATH.isdisjoint(w.words[first:last])


def lives(w: Words, first: int, last: int) -> bool:
    """Whether the words behind a shot say that who was hit lives: a limb, a condition, a wound."""
    said = w.words[first:last]
    return not _LIVES.isdisjoint(said) and _DEATH.isdisjoint(said)


def by_fire(w: Words, n: int) -> bool:
    """Whether the word before n ("hit", "struck") is surely done by weapons: any verb but these is."""
    return w.at(n - 1) not in _STRUCK or not _BY.isdisjoint(w.words[n : n + 6])


def hurt(w: Words, n: int) -> bool:
    """Whether from word n on people are said to be hurt: "suffered minor injuries", "in critical condition"."""
    word, stop = w.at(n), sentence_end(w, n)
    if word in _SUFFERS:
        return not _HURTS.isdisjoint(w.words[n + 1 : min(n + 8, stop)]) and not dies(w, n, stop)
    if word == "in":
        said = w.words[n + 1 : min(n + 6, stop)]
        return "condition" in said and not _STATES.isdisjoint(said) and not dies(w, n, stop)
    if word in _BROUGHT:
        said = w.words[n + 1 : stop]
        return not (_HURTS | {"condition"}).isdisjoint(said) and not dies(w, n, stop)
    return False
