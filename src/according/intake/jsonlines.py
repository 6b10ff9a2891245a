"""JSON lines: one report a line, its text taken exactly as it stands, so that offsets made elsewhere fit.

Fields: `text` (needed), `id` or `doc_id`, `title`, `published`, `publisher`, `url`, `authors` or `author`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from according.errors import InputError
from according.intake.build import Metadata, build_report
from according.intake.canonical import MAX_CHARS
from according.intake.dates import iso_date
from according.records import Report

if TYPE_CHECKING:
    from according.intake.publishers import Registry

_SHAPE = 'Each line must be one JSON object such as {"id": "a1", "text": "..."}'


def read_lines(
    stream: BinaryIO, *, name: str, max_chars: int = MAX_CHARS, publishers: Registry | None = None
) -> Iterator[Report | InputError]:
    """The reports of a stream; a bad line comes as an InputError that names file and line, and the next follows.

    `publishers` names the publishers of lines that only have an address. Codes: "bad-json", "encoding",
    "too-large", and those of `build_report`.
    """
    longest = 12 * max_chars + 65_536  # a character outside the BMP takes twelve bytes when it is escaped
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > longest:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            yield InputError(
                where, "too-large", f"the line has more than {longest:,} bytes", advice="Raise the limit (max_chars)"
            )
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield _read_line(line, where, max_chars, publishers)
        except InputError as e:
            yield e


def is_json_line(line: bytes) -> bool:
    """True where a first line is a JSON object: then the stream holds JSON lines."""
    if not line.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _read_line(line: bytes, where: str, max_chars: int, publishers: Registry | None) -> Report:
    try:
        words = line.decode("utf-8")
    except UnicodeDecodeError as e:
        raise InputError(
            where, "encoding", "the line is not UTF-8", advice="JSON lines are always UTF-8", offset=e.start
        ) from e
    try:
        item = json.loads(words)
    except RecursionError as e:
        raise InputError(where, "bad-json", "the line is nested too deep", advice=_SHAPE) from e
    except ValueError as e:
        raise InputError(where, "bad-json", f"the line is not JSON ({e})", advice=_SHAPE) from e
    if not isinstance(item, dict):
        raise InputError(where, "bad-json", f"the line holds a {_kind(item)}, not an object", advice=_SHAPE)
    if not isinstance(item.get("text"), str):
        raise InputError(where, "bad-json", 'the object has no "text" that is a string', advice=_SHAPE)
    metadata = Metadata(
        title=_string(item, "title", where),
        authors=_authors(item, where),
        published=_date(item, where),
        publisher=_string(item, "publisher", where),
        url=_string(item, "url", where),
        given=True,
    )
    metadata = publishers.named(metadata) if publishers else metadata
    given = _id(item, where)
    return build_report(item["text"], name=where, report_id=given, metadata=metadata, max_chars=max_chars, exact=True)


def _id(item: dict[str, Any], where: str) -> str | None:
    value = item.get("id", item.get("doc_id"))
    if isinstance(value, int) and not isinstance(value, bool):
        return _printable_int(value, where)
    return _string(item, "id" if "id" in item else "doc_id", where)


def _printable_int(value: int, where: str) -> str:
    if value.bit_length() > 128:
        raise InputError(where, "bad-json", '"id" is a number beyond all use', advice="Give a short id")
    return str(value)


def _string(item: dict[str, Any], key: str, where: str) -> str | None:
    value = item.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InputError(where, "bad-json", f'"{key}" is a {_kind(value)}, not a string', advice=_SHAPE)
    return value.encode("utf-8", "replace").decode("utf-8")


def _authors(item: dict[str, Any], where: str) -> tuple[str, ...]:
    value = item.get("authors")
    if isinstance(value, list) and all(isinstance(a, str) for a in value):
        return tuple(a.encode("utf-8", "replace").decode("utf-8") for a in value if a)
    if value is not None and not isinstance(value, str):
        raise InputError(where, "bad-json", '"authors" is no list of strings', advice='Give {"authors": ["Name"]}')
    one = _string(item, "authors" if value else "author", where)
    return (one,) if one else ()


def _date(item: dict[str, Any], where: str) -> str | None:
    value = _string(item, "published", where)
    if value is None:
        return None
    iso = iso_date(value)
    if iso is None:
        raise InputError(
            where,
            "bad-json",
            f'"published" is {value[:60]!r}, which is no whole date',
            advice='Give an ISO date such as "2023-09-19", or leave it out where it is not known',
        )
    return iso


def _kind(value: object) -> str:
    names = {list: "list", dict: "object", str: "string", bool: "truth value", int: "number", float: "number"}
    return names.get(type(value), "null")
