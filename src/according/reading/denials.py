"""Deeds that the words say were not done, beside what the learned reader sees: negation by rule, close to the deed.

Four ways of English: a negated verb ("did not open fire", "has never been shelled"), a subject of nobody ("No unit of
ours fired", "None of them was hurt"), a denial ("denies having shelled", "denied that its jets bombed"; codebook rule
24), and a report called false ("Rumours that the army withdrew are untrue", "dismissed claims of a massacre"). Each
looks only inside the clause of the deed, so that what is not said there stays as the reader found it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from according.reading.scan import RawTrigger
from according.reading.words import Words

_AUXILIARY_WORDS = (
    "do does did have has had is are was were be been being will would shall should can could may might must having "
    "don doesn didn haven hasn hadn isn aren wasn weren won wouldn shouldn couldn mustn ain"
)
_AUXILIARIES = frozenset(_AUXILIARY_WORDS.split())
_LINK_WORDS = "be been being ever yet even once actually itself themselves himself herself ourselves any a an"
_LINKS = frozenset(_LINK_WORDS.split())
_NOT_ONLY = {"only", "just", "merely", "simply", "least"}
_NOBODY = {"no", "none", "nobody", "neither"}
# After "no" these count, compare or comment; they deny no deed.
_NO_DENIAL_WORDS = (
    "longer doubt matter sooner less fewer more later secret surprise wonder reason evidence proof sign signs "
    "indication indications word comment information details claim claims clear end exception question need use way "
    "response answer mention explanation confirmed confirms confirm"
)
_NO_DENIAL = frozenset(_NO_DENIAL_WORDS.split())
_MARKS = frozenset(',;:"“”')
# what ends the clause, going back from the deed
_BREAK_WORDS = (
    "- — – ( ) that which who whom whose where when while but because since after before as if unless until although "
    "though so than said says during despite amid following over to for with by against into and or in on from about "
    "at would"
)
_BREAKS = _MARKS | frozenset(_BREAK_WORDS.split())
_DENY = {"deny", "denies", "denied", "denying"}
_REJECT_WORDS = "reject rejects rejected rejecting dismiss dismisses dismissed dismissing refute refutes refuted"
_REJECT = _DENY | set(_REJECT_WORDS.split())
_TALE_WORDS = (
    "rumour rumours rumor rumors report reports claim claims allegation allegations accusation accusations story "
    "stories suggestion suggestions charge charges assertion assertions"
)
_TALES = frozenset(_TALE_WORDS.split())
_FALSE_WORDS = (
    "untrue false baseless unfounded groundless fabricated fabrication fabrications lie lies fiction fake invented "
    "nonsense disinformation"
)
_FALSE = frozenset(_FALSE_WORDS.split())
_BE = {"is", "are", "was", "were", "be", "been", "being"}
_DENIAL_END_WORDS = ". but because after before when while although though since as and during saying stressing adding"
_DENIAL_ENDS = _MARKS | frozenset(_DENIAL_END_WORDS.split())
_ALLOW = {"allow", "allowed", "allowing", "permit", "permitted", "permitting", "let"}
_IF = {"if", "unless", "until", "whether"}
_REACH = 24  # words of its sentence on either side of the deed
_VERB_REACH, _SUBJECT_REACH, _DENIAL_REACH, _TALE_REACH, _FALSE_REACH = 4, 9, 10, 12, 14


#: How sure a denial in words is: in the training reports 32 of 34 such deeds are negative.
SURE = 0.94


def with_denials(words: Words, forms: list[str], triggers: Sequence[RawTrigger]) -> list[RawTrigger]:
    """The triggers (in order of the text), those that the words deny marked as negative."""
    out, after = [], -1
    for t in triggers:
        accused = t.type == "ACCUSE"  # "denied the allegations": what is denied is what they allege
        forbidden = t.type == "COERCE" and forms[t.words[0]].lower() in _ALLOW  # "not allowed" is the deed itself
        mark = t.negative < SURE and not forbidden
        if mark and denied(words, forms, t.words, after=t.words[0] if accused else after):
            t = replace(t, negative=SURE)
        if not accused and forms[t.words[0]].lower() not in _DENY:
            after = t.words[1]
        out.append(t)
    return out


def denied(words: Words, forms: list[str], deed: tuple[int, int], *, after: int = -1) -> bool:
    """Whether the words around a deed (first and last word) say that it did not happen.

    `after` is the last word of the deed before it: what is denied is the first deed behind the denial alone.
    """
    first, last = deed
    sentence = words.sentence[first]
    start, end = first, last + 1
    while start > 0 and first - start < _REACH and words.sentence[start - 1] == sentence:
        start -= 1
    while end < len(forms) and end - last < _REACH and words.sentence[end] == sentence:
        end += 1
    before = [f.lower() for f in forms[start:first]]
    own = [f.lower() for f in forms[max(start, after + 1) : first]]
    behind = [f.lower() for f in forms[last + 1 : end]]
    return _verb_negated(before) or _nobody(before, behind) or _denial(own) or _tale(own, behind)


def _verb_negated(before: list[str]) -> bool:
    """ "did not open", "hasn't yet been", "was never"; "without firing"; not "if he does not leave"."""
    for n in range(len(before) - 1, max(-1, len(before) - 1 - _VERB_REACH), -1):
        word = before[n]
        if word == "without":
            return n == len(before) - 1
        short = word == "t" and n > 1 and before[n - 1] in ("'", "’")
        if word in ("not", "never") or short:
            lead = before[n - 2 if short else n - 1] if n else ""
            only = before[n + 1 : n + 2] and before[n + 1] in _NOT_ONLY
            return not only and (word == "never" or lead in _AUXILIARIES) and _IF.isdisjoint(before[:n])
        if word not in _LINKS and not word.endswith("ly"):
            return False
    return False


def _nobody(before: list[str], behind: list[str]) -> bool:
    """ "No unit of ours fired", "none of the civilians were harmed", "no arrests"."""
    if behind[:1] == ["more"]:  # "no state has been hurt more"
        return False
    for n in range(len(before) - 1, max(-1, len(before) - 1 - _SUBJECT_REACH), -1):
        word = before[n]
        if word in _NOBODY:
            return not before[n + 1 : n + 2] or before[n + 1] not in _NO_DENIAL
        if word in _BREAKS:
            return False
    return False


def _denial(before: list[str]) -> bool:
    """ "denied having shelled", "denies that its jets bombed", not "was denied"."""
    for n in range(len(before) - 1, max(-1, len(before) - 1 - _DENIAL_REACH), -1):
        word = before[n]
        if word in _DENY:
            return not (n and (before[n - 1] in _BE or before[n - 1] == "nor"))
        if word in _DENIAL_ENDS:
            return False
    return False


def _tale(before: list[str], after: list[str]) -> bool:
    """ "Rumours that the army withdrew are untrue", "dismissed claims of a massacre"."""
    for n in range(len(before) - 1, max(-1, len(before) - 1 - _TALE_REACH), -1):
        if before[n] in _MARKS:
            return False
        if before[n] in _TALES and before[n + 1 : n + 2] and before[n + 1] in ("that", "of", "its", "their", "it"):
            if not _REJECT.isdisjoint(before[max(0, n - 4) : n]):
                return True
            for k, word in enumerate(after[:_FALSE_REACH]):
                if word in _FALSE:
                    return not _BE.isdisjoint(after[max(0, k - 4) : k])
            return False
    return False
