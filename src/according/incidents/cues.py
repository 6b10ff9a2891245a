"""Words that say how a voice stands to a deed: it denies, blames, doubts, holds off, or counts its dead."""

from __future__ import annotations

import re

_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:e|es|ed|ing)|disput(?:e|es|ed)|"
    r"disavow(?:s|ed)?)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(r"\b(?:accus(?:e|es|ed|ing)|blam(?:e|es|ed|ing))\b", re.IGNORECASE)
_DOUBT = re.compile(
    r"\b(?:not|n['’]t|unable to|cannot|could\s?nt|no independent)\b(?:\W+\w+){0,7}?\W+"
    r"(?:confirm\w*|verif\w+|corroborat\w+|establish\w*|determine\w*|say (?:who|whether|if))|"
    r"\bunconfirmed\b|\bif (?:it|this|that) (?:did|is|was|were)\b|\bif (?:confirmed|true|verified)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:no|nobody|none|never|(?:did|does|do|had|has|have|was|were|is|are|will|would)(?: not|n['’]t))(?: \w+){0,2} $",
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


def corrects(sentence: str) -> bool:
    """True where a sentence sets a new figure against an earlier one: "the toll rose to 12", "updating its count"."""
    return _CORRECTS.search(sentence) is not None


def negated(text: str, start: int) -> bool:
    """True where the words before a deed say that it was not: "gave no promise", "did not walk out"."""
    return _NOT.search(text, max(0, start - _CLOSE), start) is not None


def held_off(text: str, start: int) -> bool:
    """True for "the alleged attack"."""
    return _HELD_OFF.search(text, max(0, start - _BEFORE), start) is not None


def holds(text: str, end: int) -> bool:
    """True for a name that only tells whose a place is: "the rebel-held town"."""
    return _HOLDS.match(text, end) is not None
