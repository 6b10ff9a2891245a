"""Lines that stand in a report without being part of it: credits, captions, bylines, "read more" and "follow us".

The phrases are data (`data/furniture.tsv`); this module matches them, each in time linear in the line's length.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from according.records import SectionKind

_LONGEST = 400  # a paragraph longer than this is content, however it begins
_TAIL = 220
_OPENERS = "([{-–—*•|_ \t\u00a0>»→"
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})

_SEPARATOR = re.compile(r"[\W_]{1,80}")
_FOLLOW = re.compile(r"follow [^.\n]{0,80}?(?:@\w|\bon (?:twitter|facebook|x\b|telegram|instagram|youtube|whatsapp))")
_AGENCY = re.compile(r"\(?with (?:[A-Z][\w.&-]{0,30}(?:,? and |, ?|/| )?){1,5}\)?\.?", re.IGNORECASE)
_NAME_AGENCY = re.compile(
    r"(?:[A-Z][\w.'’-]{0,20} ?){1,4} ?/ ?(?:[A-Z][\w.-]{0,20} )?"
    r"(?:AP|AFP|Reuters|Getty Images?|EPA|TASS|Anadolu|Bloomberg|Shutterstock|dpa)(?: via [A-Z][\w ]{1,30})?\.?"
)
_REPORTED = re.compile(r"(?:[A-Z][\w.'’-]{0,20} ){1,3}reported from [A-Z]")
_SIGN_OFF = re.compile(
    r"(?<=[.!?\"'”’])\s?(?:[-–—]{1,2} ?[A-Z]{2,8}|/[A-Z]{2,8}/"
    r"|\((?:[A-Z]{2,8}|Reuters|Interfax|Xinhua|Agencies)\))\.?\Z"
)
_AGENCIES = r"(?:AP|AFP|Reuters|Getty(?: Images)?|EPA|TASS|Anadolu|Bloomberg|Shutterstock|dpa)"
_PHOTO_TAIL = re.compile(
    r"\s?[(\[](?:(?:(?:file |ap |afp )?(?:photo|photograph|image|picture|pic)s?(?: credit| source)?|credit)"
    r" ?(?:[:/]|by |courtesy )[^()\[\]\n]{0,120}"
    rf"|(?-i:[A-Z])[^()\[\]\n/]{{1,40}}/ ?{_AGENCIES}[^()\[\]\n]{{0,40}})[)\]]\.?\Z",
    re.IGNORECASE,
)


class _Phrases(NamedTuple):
    start: dict[str, list[tuple[str, SectionKind]]]  # by first character
    whole: dict[str, SectionKind]
    last: tuple[tuple[str, SectionKind], ...]
    tail: re.Pattern[str]
    tail_kinds: dict[str, SectionKind]


def whole_line(line: str, *, near_end: bool) -> SectionKind | None:
    """What a whole line or paragraph is, if it is furniture; None for content.

    `near_end`: the line is one of the last of the report, where "X contributed reporting" and the like stand.
    """
    if len(line) > _LONGEST:
        return None
    if _SEPARATOR.fullmatch(line):
        return SectionKind.BOILERPLATE
    phrases = _phrases()
    plain = _plain(line.lstrip(_OPENERS) or line)
    if (kind := phrases.whole.get(plain.rstrip(" )]}.-–—"))) is not None:
        return kind
    for phrase, found in phrases.start.get(plain[:1], ()):
        if plain.startswith(phrase) and not _goes_on(plain, phrase):
            if found is SectionKind.CREDIT and "all rights reserved" in plain:
                return SectionKind.BOILERPLATE
            if found is SectionKind.CREDIT and phrase in {"photo:", "image:", "picture:"} and plain.count(" ") > 10:
                return SectionKind.CAPTION
            return found
    if _FOLLOW.match(plain):
        return SectionKind.BOILERPLATE
    if len(line) <= 100 and (_NAME_AGENCY.fullmatch(line) or (near_end and _AGENCY.fullmatch(line))):
        return SectionKind.CREDIT
    if near_end:
        if len(line) <= 160 and _REPORTED.match(line):
            return SectionKind.CREDIT
        for phrase, found in phrases.last:
            if phrase in plain:
                return found
    return None


def glued_tail(paragraph: str) -> tuple[int, SectionKind] | None:
    """Where a credit or a "read more" begins that is glued to a paragraph's end, and which of the two it is."""
    if (found := _SIGN_OFF.search(paragraph, max(0, len(paragraph) - 16))) is not None:
        return _after_blanks(paragraph, found.start()), SectionKind.CREDIT
    offset = max(0, len(paragraph) - _TAIL)
    phrases = _phrases()
    for hit in phrases.tail.finditer(paragraph, offset):
        start = hit.start()
        before = paragraph[:start].rstrip()
        spoken = hit.group().endswith((":", "by")) and paragraph[hit.end() :].lstrip()[:1].islower()
        closed = paragraph.find(")", hit.end()) if hit.group()[0] == "(" else -1
        spoken = spoken or (closed >= 0 and len(paragraph) - closed > 40)  # a sentence follows the bracket
        if not spoken and before and (hit.group().startswith(("©", "(")) or before[-1] in ".!?\"'”’)"):
            return start, phrases.tail_kinds[_key(hit["phrase"])]
    return None


def photo_tail(line: str) -> int | None:
    """Where "(Photo: Name)" begins that closes a caption."""
    found = _PHOTO_TAIL.search(line, max(0, len(line) - 140))
    return _after_blanks(line, found.start()) if found else None


@cache
def _phrases() -> _Phrases:
    start: list[tuple[str, SectionKind]] = []
    whole: dict[str, SectionKind] = {}
    last: list[tuple[str, SectionKind]] = []
    tails: dict[str, SectionKind] = {}
    table = files("according.intake").joinpath("data/furniture.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line or line.startswith("#"):
            continue
        word, where, phrase = line.split("\t")
        kind = SectionKind(word)
        if where == "whole":
            whole[phrase] = kind
        elif where == "last":
            last.append((phrase, kind))
        else:
            start.append((phrase, kind))
            if where == "tail":
                tails[phrase] = kind
    by_first: dict[str, list[tuple[str, SectionKind]]] = {}
    for phrase, kind in sorted(start, key=lambda item: -len(item[0])):
        by_first.setdefault(phrase[0], []).append((phrase, kind))
    return _Phrases(by_first, whole, tuple(last), _tail_pattern(tails), {_key(p): k for p, k in tails.items()})


def _tail_pattern(tails: dict[str, SectionKind]) -> re.Pattern[str]:
    # Capitalised only: "reporting by the ministry" in mid-sentence is content, "Reporting by" after a full stop is not.
    forms = []
    for phrase in sorted(tails, key=len, reverse=True):
        body = phrase[0].upper() + phrase[1:]
        form = re.escape(body.removesuffix(":")).replace(r"\ ", r"[ \u00a0]?" if body[0] in "©(" else r"[ \u00a0]")
        if body[0] == "©":
            form = f"(?i:{form})"
        forms.append(form + (r"[ \u00a0]?:" if phrase.endswith(":") else r"(?![a-z])"))
    return re.compile(rf"[(\[]?(?P<phrase>{'|'.join(forms)})")


def _key(phrase: str) -> str:
    return re.sub(r"[ \u00a0:]+", "", phrase.casefold())


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_STRAIGHT)).replace(" :", ":").casefold()


def _goes_on(plain: str, phrase: str) -> bool:
    """True where the phrase ends inside a word ("sharethis")."""
    return phrase[-1].isalpha() and plain[len(phrase) : len(phrase) + 1].isalpha()


def _after_blanks(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start
