"""The ways in: one report from a path, a text, bytes or an address; and batches of everything that holds reports."""

from __future__ import annotations

import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from according.errors import InputError
from according.intake.batches import follow, read_source, unreadable
from according.intake.build import clean
from according.intake.canonical import MAX_CHARS
from according.intake.items import Desk, Link
from according.intake.kinds import ADDRESS, SUFFIXES, Kind, is_taken, stem_of, suffix_of
from according.intake.limits import Budget, Limits
from according.intake.publishers import Registry, read_publishers
from according.intake.visits import DELAY_S, Visitor
from according.records import Report

_FILE_NAME = re.compile(
    rf"[^\n]{{0,1000}}(?:{'|'.join(map(re.escape, sorted(SUFFIXES)))}|\.(?:md|json|docx?|rtf|odt|xls))"
)
_MANY = frozenset(SUFFIXES.values()) - {Kind.TEXT, Kind.PAGE, Kind.PDF, Kind.MAIL, Kind.GZIP, Kind.ZIP}


def open_report(source: str | bytes | Path, *, name: str | None = None, max_chars: int = MAX_CHARS) -> Report:
    """One report from a path, from the text itself or from bytes; what it is (page, PDF, mail, ...) is recognised.

    A string that names an existing file, or has one line and ends like a file name, is a path; any other string is
    text. `name` stands in errors and becomes the report's id; without it the id is the file's stem, or for texts and
    bytes a short hash. `max_chars` bounds the report's text. Links are not followed. Raises InputError (see
    `according.errors`), "many" for an input that holds several reports.
    """
    desk = Desk(max_chars=max_chars)
    if isinstance(source, bytes):
        if not source:
            raise InputError(
                name or "bytes", "empty", "there are no bytes in it", advice="Give a file with the text of one report"
            )
        return _only(
            _from_stream(io.BytesIO(source), name or "bytes", name, desk, None, packed=len(source)), name or "bytes"
        )
    if isinstance(source, Path) or _is_path(source):
        path = Path(source)
        shown = name or clean(str(path))
        return _only(_from_file(path, shown, name or stem_of(path), desk, None), shown)
    if ADDRESS.fullmatch(source.strip()):
        raise InputError(
            source.strip(),
            "bad-url",
            "this is an address, and open_report() reads files and texts only",
            advice="Use open_url(), or reports() for a batch",
        )
    return desk.words(source, name=name or "text", report_id=name)


def open_url(url: str, *, max_chars: int = MAX_CHARS, allow_private: bool = False) -> Report:
    """One report from an http(s) address; `report.url` is the page's canonical address, else the one that answered.

    `allow_private` admits addresses inside the network. robots.txt is not asked: a person named this one page. Raises
    InputError: the codes of `fetch` and `open_report`.
    """
    visitor = Visitor(allow_private=allow_private, robots=False, delay_s=0)
    return _only(follow(Link(url, url, 0), Desk(max_chars=max_chars), visitor), url)


def reports(
    inputs: Iterable[str | Path],
    *,
    max_chars: int = MAX_CHARS,
    columns: Mapping[str, str] | None = None,
    publishers: Registry | str | Path | None = None,
    follow: bool = True,
    robots: bool = True,
    delay_s: float = DELAY_S,
    allow_private: bool = False,
    limits: Limits | None = None,
    skipped: Counter[str] | None = None,
) -> Iterator[Report | InputError]:
    """A batch: files of all kinds in SUFFIXES, folders (recursive, sorted), "-" for standard input, http(s) addresses.

    A failing item is yielded as an InputError in its place, never raised, never lost. Of a folder the files with a
    known suffix are taken, hidden ones excepted; a file that is named itself is read whatever its suffix. Ids of files
    are their stems, lengthened by folders until they differ; an id that comes again gets "~2".

    `columns`: field to header, for tables (`FIELDS` of `tables`). `publishers`: hosts with names (`read_publishers`).
    `follow`: whether addresses in feeds, lists and tables are fetched; `robots`: whether robots.txt is kept; `delay_s`:
    seconds between two visits to a host; `allow_private`: whether addresses inside the network are fetched. `limits`
    bounds sizes. `skipped` is filled with what was passed over, by suffix or type. Raises InputError only for the table
    of publishers.
    """
    registry = publishers if isinstance(publishers, Registry) or publishers is None else read_publishers(publishers)
    desk = Desk(
        max_chars=max_chars,
        limits=limits or Limits(),
        columns=dict(columns or {}),
        publishers=registry,
        follow=follow,
        skipped=Counter() if skipped is None else skipped,
    )
    wanted: list[str | Path] = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    return distinct(_batch(wanted, desk, Visitor(allow_private=allow_private, robots=robots, delay_s=delay_s)))


def distinct(items: Iterable[Report | InputError], seen: dict[str, int] | None = None) -> Iterator[Report | InputError]:
    """The items, with ids that differ: an id that comes again gets "~2", "~3". `seen` are those of earlier batches."""
    seen = {} if seen is None else seen
    for item in items:
        if isinstance(item, Report) and item.id in seen:
            base, number = item.id, seen[item.id] + 1
            while f"{base}~{number}" in seen:
                number += 1
            seen[base] = number
            item = item.model_copy(update={"id": f"{base}~{number}"})
        if isinstance(item, Report):
            seen[item.id] = 1
        yield item


def _batch(inputs: list[str | Path], desk: Desk, visitor: Visitor) -> Iterator[Report | InputError]:
    items: list[str | Path | InputError] = []
    for one in inputs:
        if isinstance(one, str) and (one == "-" or ADDRESS.fullmatch(one)):
            items.append(one)
        else:
            items.extend(_expand(Path(one), desk))
    ids = file_ids([item for item in items if isinstance(item, Path)])
    for item in items:
        if isinstance(item, InputError):
            yield item
        elif isinstance(item, Path):
            yield from _from_file(item, clean(str(item)), ids[item], desk, visitor)
        elif item == "-":
            yield from _from_stream(sys.stdin.buffer, "standard input", None, desk, visitor)
        else:
            yield from follow(Link(item, item, 0), replace(desk, follow=True), visitor)


def file_ids(paths: Iterable[Path]) -> dict[Path, str]:
    """Ids for the reports of each path: the stem, with as many folders before it as it takes to differ.

    Files that hold many reports (tables, feeds, ...) take no part: their reports have ids of their own.
    """
    chosen: dict[Path, str] = {}
    open_paths = set(paths)
    chosen.update((p, stem_of(p)) for p in open_paths if SUFFIXES.get(suffix_of(p.name)) in _MANY)
    open_paths -= chosen.keys()
    for depth in range(1, 1 + max((len(p.parts) for p in open_paths), default=0)):
        tails = {p: "/".join((*p.parts[-depth:-1], stem_of(p))) for p in open_paths}
        counts = Counter(tails.values())
        chosen.update((p, tail) for p, tail in tails.items() if counts[tail] == 1)
        open_paths = {p for p, tail in tails.items() if counts[tail] > 1}
    for p in open_paths:  # only the suffixes differ
        chosen[p] = p.as_posix().lstrip("/")
    return chosen


def _only(items: Iterator[Report | InputError], name: str) -> Report:
    """The one report among the items. Raises the failure where there is none, and "many" where there are several."""
    first_two = list(islice(items, 2))
    if len(first_two) > 1:
        raise InputError(name, "many", "it holds several reports", advice="Use reports(), or `according read` on it")
    if not first_two:
        raise InputError(name, "empty", "there is no report in it", advice="Give the text of one report")
    if isinstance(first_two[0], InputError):
        raise first_two[0]
    return first_two[0]


def _is_path(source: str) -> bool:
    if "\n" in source or "\r" in source or len(source) > 1000 or not source.strip():
        return False
    if _FILE_NAME.fullmatch(source.lower()) and not ADDRESS.fullmatch(source):
        return True
    try:
        path = Path(source)
        return path.is_file() or (os.sep in source and path.is_dir())
    except (OSError, ValueError):  # too long, or with characters that no path can have
        return False


def _expand(path: Path, desk: Desk) -> Iterator[Path | InputError]:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        yield path
        return
    found = False
    failures: list[OSError] = []
    for file in walk(path, failures):
        if is_taken(file.name):
            found = True
            yield file
        else:
            desk.skipped[suffix_of(file.name) or "without a suffix"] += 1
    for failure in failures:
        yield unreadable(clean(str(failure.filename)), failure)
    if not found and not failures:
        yield InputError(
            clean(str(path)),
            "empty",
            "no report is in the folder",
            advice=f"Reports end in {', '.join(sorted(SUFFIXES))}; name other files themselves",
        )


def walk(folder: Path, failures: list[OSError]) -> Iterator[Path]:
    """The files of a folder and the folders in it, sorted, without hidden ones and what is still being written."""
    for where, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (Path(where, n) for n in sorted(names) if not n.startswith(".") and not n.endswith(".part"))


def _from_file(
    path: Path, name: str, report_id: str, desk: Desk, visitor: Visitor | None
) -> Iterator[Report | InputError]:
    try:
        stream = _opened(path, name)
    except InputError as e:
        yield e
        return
    with stream:
        size = os.fstat(stream.fileno()).st_size
        yield from _from_stream(stream, name, report_id, desk, visitor, file_name=path.name, packed=size)


def _from_stream(
    stream: BinaryIO,
    name: str,
    report_id: str | None,
    desk: Desk,
    visitor: Visitor | None,
    *,
    file_name: str = "",
    packed: int = 0,
) -> Iterator[Report | InputError]:
    budget = Budget(desk.limits, packed)
    try:
        source = desk.source(stream, name=name, file_name=file_name, budget=budget, report_id=report_id)
    except InputError as e:
        yield e
        return
    except OSError as e:
        yield unreadable(name, e)
        return
    yield from read_source(source, desk, visitor)


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
        raise unreadable(clean(name), e) from e
