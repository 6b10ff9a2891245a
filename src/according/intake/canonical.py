"""The one canonical text: NFC once, line ends as "\\n", and nothing else changed.

No-break spaces, U+200E, curly quotes, emoji and doubled blanks stay: offsets count the text that the publisher wrote.
"""

from __future__ import annotations

import re
import unicodedata

from according.errors import InputError

MAX_CHARS = 1_000_000
_LINE_END = re.compile(r"\r\n?")
_HIGH_RUN = re.compile(r"[\u0300-\U0010ffff]{200,}")
_MAX_MARKS = 100  # canonical ordering costs the square of a run of combining marks: 200,000 of them half a minute


def canonical(text: str, *, name: str, max_chars: int = MAX_CHARS) -> str:
    """The text in its canonical form; `canonical(canonical(t)) == canonical(t)`.

    Raises InputError as `check` does, and "encoding" for endless runs of combining marks.
    """
    text = text.removeprefix("\ufeff")
    check(text, name=name, max_chars=max_chars)
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    if text.isascii():
        return text
    _refuse_stacked_marks(text, name)
    composed = unicodedata.normalize("NFC", text)
    if len(composed) > max_chars:  # NFC can lengthen a text, up to threefold
        raise _too_long(name, len(composed), max_chars)
    return composed


def check(text: str, *, name: str, max_chars: int = MAX_CHARS) -> None:
    """Refuse what can be no report, whatever its form.

    Raises InputError: "too-long", "encoding" (lone surrogates), "binary" (NUL), "empty" (not one letter).
    """
    if len(text) > max_chars:
        raise _too_long(name, len(text), max_chars)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as e:
        raise InputError(
            name,
            "encoding",
            "half a surrogate pair stands in the text, which is no character",
            advice="Read the source again with its right encoding",
            offset=e.start,
        ) from e
    if (nul := text.find("\0")) >= 0:
        raise InputError(
            name, "binary", "a NUL character stands in the text", advice="Give the plain text of one report", offset=nul
        )
    if not any(map(str.isalpha, text)):
        raise InputError(name, "empty", "there are no words in it", advice="Give the text of one report")


def _too_long(name: str, length: int, max_chars: int) -> InputError:
    return InputError(
        name,
        "too-long",
        f"it has {length:,} characters, and at most {max_chars:,} are read as one report",
        advice="Split it into its reports, or raise the limit (max_chars)",
    )


def _refuse_stacked_marks(text: str, name: str) -> None:
    for run in _HIGH_RUN.finditer(text):
        marks = 0
        for i, c in enumerate(run.group()):
            marks = marks + 1 if unicodedata.combining(c) else 0
            if marks > _MAX_MARKS:
                raise InputError(
                    name,
                    "encoding",
                    f"more than {_MAX_MARKS} combining marks stand on one letter",
                    advice="Remove the decoration from the text",
                    offset=run.start() + i,
                )
