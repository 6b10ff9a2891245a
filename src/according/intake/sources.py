"""The ways in: a path, a text, bytes; and batches of files, folders, standard input, addresses and JSON lines."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from according.errors import InputError
from according.intake.build import Metadata, build_report, clean
from according.intake.canonical import MAX_CHARS
from according.intake.decode import decode
from according.intake.jsonlines import is_json_line, read_lines
from according.intake.pages import MAX_HTML_CHARS, looks_like_html, read_page
from according.records import Report

REPORT_SUFFIXES = frozenset({".txt", ".text", ".html", ".htm", ".xhtml"})
LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_FILE_NAME = re.compile(r"[^\n]{0,1000}\.(?:txt|text|md|html?|xhtml|jsonl|ndjson|json|pdf|docx?|rtf|odt)")
_ADDRESS = re.compile(r"https?://\S{1,4000}", re.IGNORECASE)


def open_report(source: str | bytes | Path, *, name: str | None = None, max_chars: int = MAX_CHARS) -> Report:
    """One report from a path, from the text itself or from bytes; HTML is recognised and its article extracted.

    A string that names an existing file, or has one line and ends like a file name, is a path; any other string is
    text. `name` stands in errors and becomes the report's id; without it the id is the file's stem, or for texts and
    bytes a short hash. `max_chars` bounds the report's text. Raises InputError (see `according.errors`).
    """
    if isinstance(source, bytes):
        return _from_bytes(source, name=name or "bytes", report_id=name, max_chars=max_chars)
    if isinstance(source, Path) or _is_path(source):
        path = Path(source)
        return _from_file(path, name=name or _shown(path), report_id=name or path.stem, max_chars=max_chars)
    if _ADDRESS.fullmatch(source.strip()):
        raise InputError(
            source.strip(),
            "bad-url",
            "this is an address, and open_report() reads files and texts only",
            advice="Use open_url(), or reports() for a batch",
        )
    return _from_text(source, name=name or "text", report_id=name, max_chars=max_chars)


def open_url(url: str, *, max_chars: int = MAX_CHARS, allow_private: bool = False) -> Report:
    """One report from an http(s) address; `report.url` is the page's canonical address, else the one that answered.

    `allow_private` admits addresses inside the network. Raises InputError: the codes of `fetch` and `open_report`.
    """
    from according.intake.fetch import fetch

    page = fetch(url, allow_private=allow_private)
    text = decode(page.content, name=url, charset=page.charset)
    if page.content_type == "text/plain" and not looks_like_html(text):
        return build_report(text, name=url, metadata=Metadata(url=page.url), max_chars=max_chars)
    return _from_text(text, name=url, report_id=None, max_chars=max_chars, html=True, url=page.url)


def reports(
    inputs: Iterable[str | Path], *, max_chars: int = MAX_CHARS, allow_private: bool = False
) -> Iterator[Report | InputError]:
    """A batch: files, folders (recursive, sorted), "-" for standard input, http(s) addresses, JSON-lines files.

    A failing item is yielded as an InputError in its place, never raised, never lost. Of a folder the files with a
    suffix in REPORT_SUFFIXES or LINES_SUFFIXES are taken, hidden ones excepted; a file that is named itself is read
    whatever its suffix. Ids of files are their stems, lengthened by folders until they differ.
    """
    wanted = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    items: list[str | Path | InputError] = []
    for one in wanted:
        if isinstance(one, str) and (one == "-" or _ADDRESS.fullmatch(one)):
            items.append(one)
        else:
            items.extend(_expand(Path(one)))
    ids = file_ids([item for item in items if isinstance(item, Path) and item.suffix.lower() not in LINES_SUFFIXES])
    for item in items:
        if isinstance(item, InputError):
            yield item
        elif isinstance(item, Path) and item.suffix.lower() in LINES_SUFFIXES:
            yield from _from_lines_file(item, max_chars)
        elif item == "-":
            yield from _from_stdin(max_chars)
        else:
            try:
                if isinstance(item, Path):
                    yield _from_file(item, name=_shown(item), report_id=next(ids[item]), max_chars=max_chars)
                else:
                    yield open_url(item, max_chars=max_chars, allow_private=allow_private)
            except InputError as e:
                yield e


def file_ids(paths: list[Path]) -> dict[Path, Iterator[str]]:
    """Ids for each path: the stem, with as many folders before it as it takes to differ; "~2" when read twice."""
    chosen: dict[Path, str] = {}
    open_paths = set(paths)
    for depth in range(1, 1 + max((len(p.parts) for p in open_paths), default=0)):
        tails = {p: "/".join((*p.parts[-depth:-1], p.stem)) for p in open_paths}
        counts = Counter(tails.values())
        chosen.update((p, tail) for p, tail in tails.items() if counts[tail] == 1)
        open_paths = {p for p, tail in tails.items() if counts[tail] > 1}
    for p in open_paths:  # only the suffixes differ
        chosen[p] = p.as_posix().lstrip("/")
    return {p: _numbered(tail) for p, tail in chosen.items()}


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}~{number}"
        number += 1


def _is_path(source: str) -> bool:
    if "\n" in source or "\r" in source or len(source) > 1000 or not source.strip():
        return False
    if _FILE_NAME.fullmatch(source.lower()):
        return True
    try:
        path = Path(source)
        return path.is_file() or (os.sep in source and path.is_dir())
    except (OSError, ValueError):  # too long, or with characters that no path can have
        return False


def _expand(path: Path) -> Iterator[Path | InputError]:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        yield path
        return
    found = False
    failures: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=failures.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in REPORT_SUFFIXES | LINES_SUFFIXES:
                found = True
                yield Path(folder, name)
    for failure in failures:
        yield _unreadable(str(failure.filename), failure)
    if not found and not failures:
        yield InputError(
            _shown(path),
            "empty",
            "no report is in the folder",
            advice=f"Reports end in {', '.join(sorted(REPORT_SUFFIXES | LINES_SUFFIXES))}; name other files themselves",
        )


def _from_file(path: Path, *, name: str, report_id: str, max_chars: int) -> Report:
    limit = max(4 * max_chars, MAX_HTML_CHARS) + 4
    if path.suffix.lower() in LINES_SUFFIXES:
        raise InputError(
            name, "unreadable", "JSON lines hold many reports", advice="Use reports(), or `according read` on the file"
        )
    with _opened(path, name) as stream:
        try:
            data = stream.read(limit + 1)
        except OSError as e:
            raise _unreadable(name, e) from e
    if len(data) > limit:
        raise InputError(
            name,
            "too-large",
            f"the file has more than {limit:,} bytes",
            advice="Split it into its reports, or raise the limit (max_chars)",
        )
    html = True if path.suffix.lower() in _PAGE_SUFFIXES else None
    return _from_bytes(data, name=name, report_id=report_id, max_chars=max_chars, html=html)


def _opened(path: Path, name: str) -> BinaryIO:
    try:
        if path.exists() and not path.is_file():
            raise InputError(
                name, "unreadable", "it is no ordinary file", advice="Give a file; reports() takes folders as well"
            )
        return path.open("rb")
    except FileNotFoundError as e:
        raise InputError(
            name, "not-found", "there is no such file", advice="Check the path; a text of one line needs a full stop"
        ) from e
    except (OSError, ValueError) as e:
        raise _unreadable(name, e) from e


def _unreadable(name: str, cause: Exception) -> InputError:
    words = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return InputError(clean(name), "unreadable", f"it cannot be read ({words})", advice="Check the path and its rights")


def _from_lines_file(path: Path, max_chars: int) -> Iterator[Report | InputError]:
    name = _shown(path)
    try:
        stream = _opened(path, name)
    except InputError as e:
        yield e
        return
    with stream:
        yield from _guarded_lines(stream, name, max_chars)


def _from_stdin(max_chars: int) -> Iterator[Report | InputError]:
    stream = sys.stdin.buffer
    limit = max(4 * max_chars, MAX_HTML_CHARS) + 4
    name = "standard input"
    try:
        first = stream.readline(12 * limit)
        if is_json_line(first):
            yield from _guarded_lines(stream, name, max_chars, first=first)
            return
        data = first + stream.read(max(0, limit + 1 - len(first)))
    except OSError as e:
        yield _unreadable(name, e)
        return
    if len(data) > limit:
        yield InputError(name, "too-large", f"it has more than {limit:,} bytes", advice="Split it into its reports")
        return
    try:
        yield _from_bytes(data, name=name, report_id=None, max_chars=max_chars)
    except InputError as e:
        yield e


def _guarded_lines(stream: BinaryIO, name: str, max_chars: int, *, first: bytes = b"") -> Iterator[Report | InputError]:
    try:
        yield from read_lines(stream, name=name, max_chars=max_chars, first=first)
    except OSError as e:
        yield _unreadable(name, e)


def _from_bytes(data: bytes, *, name: str, report_id: str | None, max_chars: int, html: bool | None = None) -> Report:
    text = decode(data, name=name)
    return _from_text(text, name=name, report_id=report_id, max_chars=max_chars, html=html)


def _from_text(
    text: str,
    *,
    name: str,
    report_id: str | None,
    max_chars: int,
    html: bool | None = None,
    url: str | None = None,
) -> Report:
    """`html`: True for a page, None to look."""
    if html or (html is None and looks_like_html(text)):
        article, metadata = read_page(text, name=name, url=url)
        return build_report(article, name=name, report_id=report_id, metadata=metadata, max_chars=max_chars)
    return build_report(text, name=name, report_id=report_id, max_chars=max_chars)


def _shown(path: Path) -> str:
    return clean(str(path))
