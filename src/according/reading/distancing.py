"""Words held at arm's length: "so-called X", "self-proclaimed X", and scare quotes around a few words that nobody says.

By the codebook (section 2) these are no statements: they are recorded as distancing on the span. "Alleged" and
"reportedly" are not among them, since they mark a statement without a source (rule 2). Scare quotes are told from
quoted speech by what stands around them, and where in doubt they are left to the statements.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from according import codebook
from according.reading.quotes import find_quotes
from according.records import Span

_MARKS = re.compile(r"\b(?:so[ -]called|self-(?:styled|proclaimed|declared|appointed))\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+){0,4}")
_SENTENCE_END = re.compile(r"[.!?]+[\"”’]?\s|\n")
_OPENING, _CLOSING = "\"“„«‘'`", "\"”“»’'"
_FINAL = tuple('.!?"”’»)')
_LONGEST_SCARE = 5
_LONGEST_NOUN = 4
_BEFORE, _BEHIND = 300, 150

_FUNCTION = (
    "a an the and or but nor of in on at by for from with to into over under as is are was were be been being has have "
    "had will would could should may might must can that which who whom whose where when while since after before than "
    "then there here he she it they we you i his her its their not no also did do does said says if because during "
    "between among against about through without within around near "
    "fled left met held began came went took made lost won fell fought struck ran stood kept set put sent got gave saw "
    "led grew hit became broke brought built cut drew knew sought shot shut spent told"
)
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
_NAMING = (
    "called named dubbed titled entitled nicknamed codenamed known labelled labeled termed operation slogan slogans "
    "banner banners placards placard chanting shouting reading song film movie book novel album magazine newspaper "
    "play series show word words term phrase motto hashtag headlined spelled meaning"
)
_NAMED = frozenset(_NAMING.split())
"""Behind these, quoted words are a name, a title or a slogan."""
_SPEAKING_SORTS = {"speech", "claim", "accusation", "admission", "denial", "warning", "demand", "promise", "belief"}


@cache
def _speaking() -> tuple[frozenset[str], tuple[str, ...]]:
    cues = [c for c in codebook.cue_words() if c.sort in _SPEAKING_SORTS]
    words = frozenset(c.form for c in cues if c.part in ("verb", "noun"))
    return words, tuple(c.form for c in cues if c.part == "phrase")


def find_distancing(
    text: str, said: Iterable[tuple[int, int] | Span] = (), *, quotes: Iterable[tuple[int, int]] | None = None
) -> list[Span]:
    """Spans of distanced words, in order: a mark with the noun phrase it distances, or scare quotes with their marks.

    `said` are contents of statements: a quotation that touches one of them is speech. `quotes` are ranges between
    quotation marks where they are known already. Linear in the text.
    """
    inside = list(find_quotes(text) if quotes is None else quotes)
    marked = [Span(a, b, text) for a, b in _marked(text, inside)]
    taken = _union([*said, *marked])
    starts = [start for start, _ in taken]
    finished = _finished_lines(text)
    scare = [
        span
        for start, end in inside
        if (span := _with_marks(text, start, end)) is not None
        and not _touches(taken, starts, span)
        and finished(span.end)
        and _is_scare(text, start, end, span)
    ]
    return sorted(_apart([*marked, *scare]))


def _finished_lines(text: str) -> Callable[[int], bool]:
    """A test whether the line around an offset ends like a sentence.

    A headline or caption does not, and there quotation marks stand for words that the report quotes.
    """
    ends = [m.start() for m in re.finditer("\n", text)] + [len(text)]

    @cache
    def closed(line: int) -> bool:
        start = ends[line - 1] + 1 if line else 0
        return text[max(start, ends[line] - 20) : ends[line]].rstrip()[-1:] in _FINAL

    return lambda offset: closed(bisect_left(ends, offset))


def _union(said: Iterable[tuple[int, int] | Span]) -> list[tuple[int, int]]:
    """The covered stretches of text, in order and apart."""
    out: list[tuple[int, int]] = []
    for start, end in sorted((a, b) for a, b in said):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _touches(contents: list[tuple[int, int]], starts: list[int], span: Span) -> bool:
    at = bisect_left(starts, span.end)
    return at > 0 and contents[at - 1][1] > span.start


def _apart(spans: list[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in sorted(spans):
        if last is None or span.start >= last.end:
            last = span
            yield span


def _marked(text: str, quotes: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    ends = dict(quotes)
    for mark in _MARKS.finditer(text):
        at = mark.end()
        gap = at + len(text[at : at + 2]) - len(text[at : at + 2].lstrip(" "))
        # the noun phrase stands in quotation marks of its own
        if text[gap : gap + 1] in tuple(_OPENING) and (gap + 1) in ends:
            yield mark.start(), min(ends[gap + 1] + 1, len(text))
        else:
            yield mark.start(), _noun_phrase(text, at)


def _noun_phrase(text: str, at: int) -> int:
    """The end of the noun phrase behind the mark: up to four words, a run of names whole."""
    end, names = at, True
    for count in range(8):
        word = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
        if word is None or word[0].lower() in _FUNCTION_WORDS:
            break
        name = word[0][0].isupper()
        verb = count > 0 and not name and word[0].lower().endswith(("ed", "ing")) and len(word[0]) > 4
        if verb or (not (names and name) and count >= _LONGEST_NOUN):
            break
        # "so-called Islamic State fighters" keeps one common noun behind the names
        if count > 0 and names and not name and _common_before_verb(text, word.end()):
            end = word.end()
            break
        names = names and name
        end = word.end()
    return end


def _common_before_verb(text: str, at: int) -> bool:
    word = _WORD.match(text, at + 1)
    return word is None or word[0].lower() not in _FUNCTION_WORDS


def _with_marks(text: str, start: int, end: int) -> Span | None:
    if start < 1 or end >= len(text) or text[start - 1] not in _OPENING or text[end] not in _CLOSING:
        return None
    return Span(start - 1, end + 1, text)


def _is_scare(text: str, start: int, end: int, span: Span) -> bool:
    inner = text[start:end]
    words = _WORD.findall(inner) if len(inner) <= 80 else []
    if not 1 <= len(words) <= _LONGEST_SCARE or inner[0].isupper() or inner[-1] in ".,!?;:…":
        return False
    before = text[max(0, span.start - _BEFORE) : span.start]
    behind = text[span.end : span.end + _BEHIND]
    before = before[max((m.end() for m in _SENTENCE_END.finditer(before)), default=0) :]
    stop = _SENTENCE_END.search(behind)
    behind = behind[: stop.start()] if stop else behind
    lead = [w.lower() for w in _WORD.findall(before)]
    # a quotation that opens a sentence, or follows a colon or comma, is speech
    if not lead or before.rstrip()[-1:] in (":", ",", "—", "–", "-"):
        return False
    if _NAMED & set(lead[-4:]):
        return False
    single, phrases = _speaking()
    around = {*lead, *(w.lower() for w in _WORD.findall(behind))}
    sentence = f"{before} {behind}".lower()
    return not (around & single) and not any(p in sentence for p in phrases)
