"""Words that say how a voice stands to a deed: it denies, blames, doubts, holds off, or counts its dead."""

from __future__ import annotations

import re

_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:e|es|ed|ing)|disput(?:e|es|ed)|"
    r"disavow(?:s|ed)?)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(r"\b(?:accus(?:e|es|ed|ing)|blam(?:e|es|ed|ing)|attribut(?:e|es|ed|ing))\b", re.IGNORECASE)
_DOUBT = re.compile(
    r"\b(?:not|n['’]t|unable to|cannot|could\s?nt|no independent)\b(?:\W+\w+){0,7}?\W+"
    r"(?:confirm\w*(?! the (?:nature|type|kind|number|toll|cause)\b)|verif\w+|corroborat\w+|establish\w*|determine\w*|"
    r"say (?:whether|if) (?:it|this|that|there)\b)|"
    r"\bunconfirmed\b|\bif (?:it|this|that) (?:did|is|was|were)\b|\bif (?:confirmed|true|verified)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:no|nobody|none|never|(?:did|does|do|had|has|have|was|were|is|are|will|would)(?: not|n['’]t))(?: \w+){0,2} $",
    re.IGNORECASE,
)
_NEGATES = re.compile(
    r"^\W*(?:that )?(?:there (?:is|was|were|had been) no|no|nobody|none|never)\b|"
    r"^\W*(?:that )?(?:[\w'’-]+ ){1,5}"
    r"(?:(?:did|does|do|had|has|have|was|were|is|are|will|would|could)(?: not|n['’]t| never)|"
    r"never|(?:had|has|have) no|\w+ed no)\b(?! only\b)(?! (?:yet|\w+ yet)\b)",
    re.IGNORECASE,
)
_UNTRUE = re.compile(
    r"\b(?:is|are|was|were|been) (?:\w+ )?(?:invented|fabricated|fabrications?|untrue|false|baseless|groundless|"
    r"unfounded|lies|fake|not true|fiction)\b|\bnever (?:happened|took place)\b",
    re.IGNORECASE,
)
# That nobody died, or that something is not enough or not known, denies no deed.
_HARMLESS = re.compile(
    r"(?: [\w'’-]+){0,3} (?:died|killed|harmed|hurt|injured|wounded|casualties|victims|losses|enough|sufficient|known|"
    r"clear|could|knows?|been able|be able)\b",
    re.IGNORECASE,
)
_HELD_OFF = re.compile(
    r"\b(?:alleged|suspected|purported|supposed|claimed|presumed|possible|apparent)\W+(?:\w+\W+){0,4}$", re.IGNORECASE
)
_BACK = re.compile(
    r"\b(?:responsib\w+|involvement|involved|(?:the|this|that|these) (?:allegations?|accusations?|claims?|charges?|"
    r"reports?|attacks?|strikes?|raids?|bombing|blast|shelling|incident|killings?|massacre))\b|"
    r"\b(?:being |was |were )behind\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|earlier|past|other) (?:\w+ )?(?:accus|alleg|claim|attack|charge)", re.IGNORECASE
)
_TOLL = re.compile(
    r"\b(?:dead|died|deaths?|killed|toll|bodies|casualties|victims|wounded|injured|injuries)\b", re.IGNORECASE
)
_CORRECTS = re.compile(
    r"\b(?:r[io]se|rises|risen|rising|climb(?:s|ed|ing)?|jump(?:s|ed)|increased) (?:\w+ )?(?:to|from)\b|\bup from\b|"
    r"\b(?:updat|revis|correct)(?:e|es|ed|ing)\b|\b(?:earlier|previous(?:ly)?|initial(?:ly)?)\b|\bmore precise\b",
    re.IGNORECASE,
)
_SUMMED = re.compile(
    r"\bsince (?:the (?:start|beginning|outbreak)|early|mid|late|last|\d{4}|it|they|its|january|february|march|april|"
    r"may|june|july|august|september|october|november|december)\b|\b(?:in|over|during|within) (?:the (?:last|past) )?"
    r"(?:two|three|four|five|six|seven|ten|\d+|several|many) (?:days|weeks|months|years)\b|"
    r"\b(?:so far |already )this (?:week|month|year)\b|\bthis (?:month|year)\b|"
    r"\bin the (?:whole|week|month|year|course)\b|\b(?:in|over|during|throughout) the (?:\w+ )?(?:conflict|war)\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(r"[- ]?(?:held|controlled|besieged|occupied|administered)\b", re.IGNORECASE)
_BEFORE = 60  # characters that are looked at in front of a deed
_CLOSE = 40


def denies(cue: str) -> bool:
    """True for the cue of a denial."""
    return _DENIAL.search(cue) is not None


def blames(cue: str) -> bool:
    """True for the cue of an accusation."""
    return _BLAME.search(cue) is not None


def doubts(sentence: str) -> bool:
    """True where a sentence says outright that something cannot be confirmed, or is true only perhaps."""
    return _DOUBT.search(sentence) is not None


def points_back(sentence: str) -> bool:
    """True where what a sentence denies or blames is a deed told before it: "denied responsibility", "the attack"."""
    return _BACK.search(sentence) is not None


def is_earlier(sentence: str) -> bool:
    """True where a sentence is about other accusations: "has denied previous claims"."""
    return _EARLIER.search(sentence) is not None


def counts(text: str) -> bool:
    """True for words that give a toll."""
    return _TOLL.search(text) is not None


def sums(sentence: str) -> bool:
    """True where a sentence counts over a longer time: "since the beginning of May", "in two days"."""
    return _SUMMED.search(sentence) is not None


def corrects(sentence: str) -> bool:
    """True where a sentence sets a new figure against an earlier one: "the toll rose to 12", "updating its count"."""
    return _CORRECTS.search(sentence) is not None


def negated(text: str, start: int) -> bool:
    """True where the words before a deed say that it was not: "gave no promise", "did not walk out"."""
    return _NOT.search(text, max(0, start - _CLOSE), start) is not None


def negates(content: str) -> bool:
    """True for reported words whose first clause says that something was not: "our aircraft did not fly that day"."""
    found = _NEGATES.search(content)
    return found is not None and _HARMLESS.match(content, found.end()) is None


def untrue(content: str) -> bool:
    """True for reported words that call other reports false: "rumours of arrests are untrue"."""
    return _UNTRUE.search(content) is not None


def held_off(text: str, start: int) -> bool:
    """True for "the alleged attack"."""
    return _HELD_OFF.search(text, max(0, start - _BEFORE), start) is not None


def holds(text: str, end: int) -> bool:
    """True for a name that only tells whose a place is: "the rebel-held town"."""
    return _HOLDS.match(text, end) is not None
