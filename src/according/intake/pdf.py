"""PDF: the text layer, its lines joined to paragraphs, without running heads and page numbers. Needs the extra `pdf`.

The day on which a PDF was made is no day of publication (it is often that of printing a page) and is not taken. Its
title counts only where it stands in the text, for many are names of files.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from according.errors import InputError
from according.intake.build import Metadata
from according.intake.items import Desk, Item, Source
from according.intake.streams import whole

_MEMORY = 2 << 30
_ADVICE = "Save the report's text as a plain text file and give that"
_NUMBER = re.compile(r"(?:page )?[-–— ]{0,3}\d{1,4}[-–— ]{0,3}(?: ?(?:of|/) ?\d{1,4})?", re.IGNORECASE)
_ENDS = (".", "!", "?", ":", '"', "”", "’", ")")


def read_pdf(source: Source, desk: Desk) -> Iterator[Item]:
    """One report. Codes: "missing-extra", "bad-pdf", "encrypted", "no-text", "too-large", "too-long", "timeout"."""
    data = whole(source.stream, desk.limits.pdf, name=source.name, what="file", advice=_ADVICE)
    answer = _ask(data, source.name, desk)
    pages = [[_clean(line) for line in page.splitlines()] for page in answer["pages"]]
    text = "\n\n".join(_paragraphs(_without_rims(pages)))
    if not any(map(str.isalpha, text)):
        raise InputError(
            source.name,
            "no-text",
            f"none of its {len(pages)} pages has a text layer, only pictures",
            advice="Add one with a program for text recognition, for instance ocrmypdf",
        )
    title = " ".join(str(answer["title"]).split())[:300]
    known = title if len(title) > 10 and title.casefold() in " ".join(text[:3000].split()).casefold() else None
    metadata = Metadata(title=known).completed(source.hints)
    yield desk.report(text, name=source.name, report_id=source.report_id, metadata=metadata)


def _ask(data: bytes, name: str, desk: Desk) -> dict[str, Any]:
    """The worker's answer. A worker that died or took too long is a failure of this PDF and of nothing else."""
    if find_spec("pypdfium2") is None:
        raise _missing(name)
    limits = desk.limits
    arguments = (limits.pdf_pages, 4 * desk.max_chars, max(1, int(limits.pdf_seconds)), _MEMORY)
    command = [sys.executable, "-P", str(Path(__file__).with_name("pdfworker.py")), *map(str, arguments)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and no shell
            command, input=data, capture_output=True, timeout=limits.pdf_seconds, check=False
        )
    except subprocess.TimeoutExpired as e:
        raise InputError(
            name, "timeout", f"reading it took more than {limits.pdf_seconds:g} seconds", advice=_ADVICE
        ) from e
    try:
        answer = json.loads(done.stdout)
    except ValueError as e:
        raise InputError(name, "bad-pdf", "the PDF library failed on it", advice=_ADVICE) from e
    if not isinstance(answer, dict) or "error" not in answer:
        return dict(answer)
    words = str(answer.get("words", ""))
    problems = {
        "encrypted": "it is locked with a password",
        "too-large": f"it has {words} pages, and at most {limits.pdf_pages} are read",
        "too-long": f"it has more than {desk.max_chars:,} characters",
        "bad-pdf": f"it is no PDF that can be read ({words[:200]})",
    }
    if answer["error"] == "missing-extra":
        raise _missing(name)
    raise InputError(name, answer["error"], problems[answer["error"]], advice=_ADVICE)


def _missing(name: str) -> InputError:
    return InputError(
        name,
        "missing-extra",
        "PDF files are read with the part pypdfium2, which is not installed",
        advice="Install it: pip install 'according[pdf]'",
    )


def _clean(line: str) -> str:
    return line.replace("\0", "").replace("\ufffe", "\u00ad").replace("\x02", "\u00ad").strip()


def _without_rims(pages: list[list[str]]) -> Iterator[str]:
    """All lines without page numbers and what stands at the same rim of most pages."""
    first = Counter(_shape(next((line for line in page if line), "")) for page in pages)
    last = Counter(_shape(next((line for line in reversed(page) if line), "")) for page in pages)
    running = {s for c in (first, last) for s, n in c.items() if s and len(pages) > 2 and 2 * n > len(pages)}
    for page in pages:
        filled = [line for line in page if line]
        rims = {0, len(filled) - 1}
        for i, line in enumerate(filled):
            if not (i in rims and (_shape(line) in running or _NUMBER.fullmatch(line))):
                yield line


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line.casefold())


def _paragraphs(lines: Iterator[str]) -> Iterator[str]:
    """A paragraph ends with a short line that ends a sentence; words divided at a line's end are joined."""
    kept = list(lines)
    width = sorted(map(len, kept))[int(0.9 * (len(kept) - 1))] if kept else 0
    words = ""
    for i, line in enumerate(kept):
        if words.endswith("\u00ad"):
            words = words[:-1] + line
        elif words:
            words = f"{words} {line}"
        else:
            words = line
        short = len(line) < 0.75 * width
        title = (
            short
            and not line.endswith((",", "\u00ad"))
            and i + 1 < len(kept)
            and words == line
            and kept[i + 1][0].isupper()
        )
        if (short and line.endswith(_ENDS)) or title:
            yield words.replace("\u00ad", "")
            words = ""
    if words:
        yield words.replace("\u00ad", "")
