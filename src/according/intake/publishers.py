"""The publishers that the user knows: a table of hosts with name, country, ownership and language.

A CSV or TSV file with a header and these columns, in any order: `host` and `name` (needed), `country` (ISO 3166-1
alpha-3), `ownership` (a note in any words), `language` (ISO 639 code). A host stands for its subdomains too, and the
longest that fits wins. Every fault of the file is listed, none is passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from according.errors import InputError
from according.intake.build import Metadata, clean
from according.intake.decode import decode

COLUMNS = ("host", "name", "country", "ownership", "language")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,20}[a-z0-9-]{2,63}")
_COUNTRY = re.compile(r"[A-Z]{3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MAX_BYTES = 10_000_000
_SHOWN = 10
_ADVICE = "The header is host,name,country,ownership,language; a row is example.org,Example Post,NOR,family owned,en"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes under a host; None where the table says nothing."""

    host: str
    name: str
    country: str | None = None
    ownership: str | None = None
    language: str | None = None


class Registry:
    """Publishers by host."""

    def __init__(self, publishers: list[Publisher]) -> None:
        self._by_host = {p.host: p for p in publishers}

    def __iter__(self) -> Iterator[Publisher]:
        return iter(self._by_host.values())

    def __len__(self) -> int:
        return len(self._by_host)

    def of(self, url: str | None) -> Publisher | None:
        """The publisher of an address: that of its host, else of the nearest domain above."""
        try:
            host = (urlsplit(url or "").hostname or "").rstrip(".")
        except ValueError:
            return None
        while host:
            if host in self._by_host:
                return self._by_host[host]
            host = host.partition(".")[2]
        return None

    def named(self, metadata: Metadata) -> Metadata:
        """The metadata with the registry's name for the publisher, unless the user's own table gave one."""
        found = None if metadata.given and metadata.publisher else self.of(metadata.url)
        return replace(metadata, publisher=found.name) if found else metadata


def read_publishers(path: str | Path) -> Registry:
    """Read the table. Raises InputError: "not-found", "unreadable", "too-large", "encoding", "bad-publishers"."""
    name = clean(str(path))
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except FileNotFoundError as e:
        raise InputError(name, "not-found", "there is no such file", advice="Check the path") from e
    except (OSError, ValueError) as e:
        words = getattr(e, "strerror", None) or str(e)
        raise InputError(name, "unreadable", f"it cannot be read ({words})", advice="Check the path") from e
    if len(data) > _MAX_BYTES:
        raise InputError(name, "too-large", f"it has more than {_MAX_BYTES:,} bytes", advice=_ADVICE)
    text = decode(data, name=name)
    publishers, problems = _rows(text)
    if problems:
        shown = "; ".join(problems[:_SHOWN])
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise InputError(name, "bad-publishers", shown + more, advice=_ADVICE)
    return Registry(publishers)


def _rows(text: str) -> tuple[list[Publisher], list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    publishers: list[Publisher] = []
    lines: dict[str, int] = {}
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        problems = _header_problems(header)
        if problems:
            return [], problems
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            line = f"line {reader.line_num}"
            if len(row) > len(header):
                problems.append(f"{line} has {len(row)} cells, the header has {len(header)}")
                continue
            cells = {key: cell.strip() or None for key, cell in zip(header, row, strict=False)}
            found = _publisher(cells, line, problems)
            if found is None:
                continue
            if found.host in lines:
                problems.append(f"{line}: {found.host} stands in line {lines[found.host]} already")
            lines.setdefault(found.host, reader.line_num)
            publishers.append(found)
    except csv.Error as e:
        return [], [f"line {reader.line_num} is no table row ({e})"]
    return publishers, problems


def _header_problems(header: list[str]) -> list[str]:
    problems = [f"the column {name!r} is missing" for name in ("host", "name") if name not in header]
    problems += [f"the column {name!r} is not known" for name in dict.fromkeys(header) if name not in COLUMNS]
    problems += [f"the column {name!r} stands twice" for name in dict.fromkeys(header) if header.count(name) > 1]
    return problems


def _publisher(cells: dict[str, str | None], line: str, problems: list[str]) -> Publisher | None:
    host, name = (cells.get("host") or "").casefold().rstrip("."), cells.get("name")
    host = host.removeprefix("www.")
    before = len(problems)
    if not _HOST.fullmatch(host):
        problems.append(f"{line}: {host[:60]!r} is no host such as example.org (no http://, no path)")
    if name is None:
        problems.append(f"{line}: the name is missing")
    country, language = cells.get("country"), cells.get("language")
    if country is not None and not _COUNTRY.fullmatch(country):
        problems.append(f"{line}: {country[:20]!r} is no country code of three capitals such as NOR")
    if language is not None and not _LANGUAGE.fullmatch(language):
        problems.append(f"{line}: {language[:20]!r} is no language code such as en")
    if len(problems) > before or name is None:
        return None
    return Publisher(host, name, country, cells.get("ownership"), language)
