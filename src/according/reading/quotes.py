"""Stretches of text inside quotation marks: what decides whether a statement is direct, mixed or indirect.

Marks in news are often unbalanced: an opening mark without its partner closes at the end of the paragraph where the
next paragraph opens with a mark again (running quotation), and is dropped otherwise.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"[“”„«»\"]|``|''|‘|’")

#: Longest quotation, in characters; what is longer is a lost mark.
LONGEST = 3000


def find_quotes(text: str) -> list[tuple[int, int]]:
    """Ranges between quotation marks, the marks left out, in order. Double marks of all shapes; single curly ones too,
    also inside double ones.

    A straight mark opens where it stands before a letter and closes otherwise; an apostrophe is no mark.
    """
    out: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        out.extend((at + a, at + b) for a, b in _in_line(line, _runs_on(text, at + len(line))))
        at += len(line) + 1
    return out


def _runs_on(text: str, end: int) -> bool:
    following = text[end : end + 40].lstrip()
    return following[:1] in ("“", '"', "«") and following != ""


def _in_line(line: str, runs_on: bool) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    nested: list[tuple[int, int]] = []  # single ones inside the open double one: dropped where that proves unbalanced
    opened: int | None = None
    single: int | None = None
    for m in _MARK.finditer(line):
        mark, a, b = m.group(), m.start(), m.end()
        before = line[a - 1] if a else " "
        after = line[b] if b < len(line) else " "
        if mark == "‘":
            single = b if not before.isalnum() else single
        elif mark == "’":
            if single is not None and not after.isalnum():
                if 0 < a - single <= LONGEST and (opened is None or opened <= single):
                    (out if opened is None else nested).append((single, a))
                single = None
        elif opened is None:
            opens = mark in "“„«``" or (not after.isspace() and not before.isalnum() and mark != "”")
            if opens:
                opened = b
        else:
            closes = mark in "”»''" or (mark in '"“' and (before != " " or after in " .,;:!?"))
            if closes:
                if 0 < a - opened <= LONGEST:
                    out.extend([(opened, a), *nested])
                if single is not None and opened <= single:
                    single = None
                opened = None
            elif mark in "“„«":
                opened = b
            if opened in (None, b):
                nested.clear()
    if opened is not None and runs_on and 0 < len(line) - opened <= LONGEST:
        out.extend([(opened, len(line)), *nested])
    return sorted(out)
