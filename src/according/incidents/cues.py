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
    r"(?: [\w'’-]+){0,3} (?:died|killed|harmed|hurt|injured|wounded|dead|deaths?|fatalities|casualties|victims|"
    r"losses|enough|sufficient|known|clear|could|knows?|been able|be able)\b|"
    r"(?: [\w'’-]+){0,2} (?:choices?|options?|doubts?|reasons?|alternatives?|way|hope|mention|details?)\b|"
    r"(?: \w+){0,2} believed\b|[^.;]*\bbefore\b|[^.;]*\b(?:but for|had (?:it|they|he|she) not|unless|if)\b",
    re.IGNORECASE,
)
_HELD_OFF = re.compile(
    r"\b(?:alleged|suspected|purported|supposed|claimed|presumed|possible|apparent)\W+(?:\w+\W+){0,4}$|"
    r"\b(?:allegedly|reportedly|supposedly|purportedly)\W+(?:(?:have|has|had|been|be)\W+)*$",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:responsib\w+|involvement|involved|(?:the|this|that|these) (?:allegations?|accusations?|claims?|charges?|"
    r"reports?|attacks?|strikes?|raids?|bombing|blast|shelling|incident|killings?|massacre))\b|"
    r"\b(?:being |was |were )behind\b|"
    r"\b(?:denie[sd]|rejects?|rejected|dismisse[sd])\s+(?:all\s+(?:of\s+)?)?(?:that|this|it)\b\s*(?:[.,;]|$)",
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
_DISOWNED = re.compile(
    r"\W*(?:(?:any|all|its|his|her|their|such|the|these|those|this|that|direct|having (?:had )?(?:any )?)\s+){0,3}"
    r"(?:responsibility|involvement|complicity|culpability|(?:role|part|hand|involvement)\s+in|link|connection|"
    r"(?:being|having been)\s+(?:behind|involved|responsible)|"
    r"(?:that\s+)?(?:\w+\s+){1,3}(?:was|were|is|are|had been)\s+(?:behind|involved|responsible|to blame)\b|"
    r"(?:accusations?|allegations?|charges?|claims?|blame)\b(?!\s+(?:that|of|it|they)\b))",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\b(?:will|would|may|might|could|cannot|to)\W+(?:\w+ly\W+)?$", re.IGNORECASE)
_NO_CLAIM = re.compile(
    r"\W*(?:(?:any|all|and|the|a|an|his|her|its|their|such|these|those|every)\s+){0,4}(?:\w+\s+)?"
    r"(?:excuses?|calls?|demands?|proposals?|offers?|attempts?|ideas?|plans?|ultimatums?|requests?|appeals?)\b",
    re.IGNORECASE,
)
_UNKNOWN_DOER = re.compile(
    r"\b(?:un(?:clear|known)|not (?:\w+ )?(?:clear|known)|"
    r"no ?(?:one|body) (?:could|can|knows?|has been able to)(?: \w+){0,2})(?: (?:say|tell|exactly))? who\b|"
    r"\bwho(?:ever)? (?:was|is|were) (?:behind|responsible)[^.]{0,40} (?:unclear|unknown)\b|"
    r"\bunidentified (?:air|war|jets?|planes?|gunm[ae]n|attackers?|assailants?|aircraft|drones?)",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:earlier|previous|initial|preliminary|first|former) (?:\w+ )?"
    r"(?:toll|count|figure|number|estimate|report)s?\b",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\b(?:another|(?:an|the) (?:additional|other|remaining)|further|the rest)\W+(?:\w+\W+)?$", re.IGNORECASE
)
_MORE = re.compile(r"^\W*\w+ (?:more|others?)\b(?! than)|^\W*\d+\W+(?:more|others?)\b(?! than)", re.IGNORECASE)
_RECEIVED = re.compile(
    r"\b(?:brought|taken|carried|carted|transferred|rushed|evacuated|admitted|treat(?:ed|ing)|received|receiving)\b"
    r"[^.;]{0,60}\b(?:hospitals?|clinics?|morgues?|medical (?:cent(?:er|re)|point)s?|the (?:site|border)|across)\b|"
    r"\b(?:hospitals?|clinics?|morgues?)\b[^.;]{0,40}\b(?:treat(?:ed|ing)|received|admitted|took in)\b|"
    r"\bhis (?:hospital|clinic)\b",
    re.IGNORECASE,
)
_BESIDES = re.compile(r"\b(?:as well as|in addition to|besides|not counting|along with) (?:\w+ ){0,3}", re.IGNORECASE)
_OTHER_DEED = re.compile(
    r"\b(?:in (?:revenge|retaliation|reprisal|response|reaction)|retaliat\w+|aveng\w+)\b(?: \w+)?\s+"
    r"(?:for|to|against)\b[^.;]*$",
    re.IGNORECASE,
)
_SEVERAL_PLACES = re.compile(
    r"\b(?:two|three|four|five|six|several|many|various|different|other|all|some|both|\d+)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:towns|villages|cities|areas|districts|neighbou?rhoods|provinces|regions|suburbs|locations|sites|hospitals|"
    r"clinics|schools|markets|places|parts)\b|\b(?:across|throughout)\s+(?:the\s+)?(?!border)\w+",
    re.IGNORECASE,
)
_RUNNING = re.compile(
    r"\b(?:has|have) (?:so far |already |now |since )?"
    r"(?:killed|been killed|died|claimed|wounded|been wounded|injured)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|overnight|tonight|"
    r"this (?:morning|afternoon|evening)|earlier|hours|january|february|march|april|june|july|"
    r"august|september|october|november|december)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"^\s+(?:(?:had|has|have) )?(?:was|were|been|being|is|are|got)(?: \w+ly| also| later| reportedly)?\s+$",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"^\s+(?:the |a |an |its |his |their )?$", re.IGNORECASE)
_UPON = re.compile(r"^\s+(?:on|against|at|upon|targeting)\s+(?:the |a |an |its |his |their )?$", re.IGNORECASE)
_HOLDS = re.compile(r"[- ]?(?:held|controlled|besieged|occupied|administered)\b", re.IGNORECASE)
_BEFORE = 60  # characters that are looked at in front of a deed
_CLOSE = 40


def denies(cue: str) -> bool:
    """True for the cue of a denial."""
    return _DENIAL.search(cue) is not None


def refuses(before: str, behind: str) -> bool:
    """True where words like "deny" or "reject" tell of no denial: "will deny", "rejected all excuses"."""
    return _NOT_YET.search(before) is not None or _NO_CLAIM.match(behind) is not None


def disowns(behind: str) -> bool:
    """True where the words behind a denial leave the deed as it is and only deny to have done it: "responsibility"."""
    return _DISOWNED.match(behind) is not None


def doer_unknown(sentence: str) -> bool:
    """True where a sentence says that it is not known who did it: "it was unclear who fired"."""
    return _UNKNOWN_DOER.search(sentence) is not None


def rest(before: str, number: str) -> bool:
    """True for a number of the dead that is added to others: "another 20", "three more", "the remaining six".

    `number` is the text from the number on.
    """
    return _REST.search(before) is not None or _MORE.match(number) is not None


def hit_before(between: str, trigger: str) -> bool:
    """True for a name with "was" and a deed behind it: "a convoy was shelled", and not "they were shelling"."""
    return _PASSIVE.match(between) is not None and not trigger.casefold().endswith("ing")


def hit_behind(between: str, trigger: str) -> bool:
    """True for a name behind a deed as its object: "shelled the convoy", "the attack on the convoy"."""
    verb = trigger.casefold().endswith("ed") or trigger.casefold() in ("struck", "hit", "shot")
    return _UPON.match(between) is not None or (verb and _OBJECT.match(between) is not None)


def received(sentence: str) -> bool:
    """True where a sentence counts those who came to one place: "brought to his hospital"."""
    return _RECEIVED.search(sentence) is not None


def beside_others(behind: str) -> bool:
    """True where others are named behind a number that it does not count: "20 guards, as well as dozens of"."""
    return _BESIDES.search(behind) is not None


def of_other_deed(before: str) -> bool:
    """True for what stands behind a reason that is itself a deed: "in revenge for the death of five"."""
    return _OTHER_DEED.search(before) is not None


def several_places(sentence: str) -> bool:
    """True where a sentence speaks of more than one place: "two villages", "several districts"."""
    return _SEVERAL_PLACES.search(sentence) is not None


def former(sentence: str) -> bool:
    """True where a sentence calls a figure outdated: "an earlier death toll of 15"."""
    return _FORMER.search(sentence) is not None


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
    """True where a sentence counts over a longer time: "since the beginning of May", "in two days", "have killed"."""
    running = _RUNNING.search(sentence) is not None and _DATED.search(sentence) is None
    return running or _SUMMED.search(sentence) is not None


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
