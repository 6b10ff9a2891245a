"""Lists of addresses: one http(s) address a line; empty lines and lines that begin with # are passed over."""

from __future__ import annotations

from collections.abc import Iterator

from according.errors import InputError
from according.intake.items import Desk, Item, Link, Source
from according.intake.kinds import ADDRESS

_LONGEST = 8192


def read_addresses(source: Source, desk: Desk) -> Iterator[Item]:
    """A link for each line. Codes: "bad-url", "encoding", "empty"."""
    number, any_found = 0, False
    while line := source.stream.readline(_LONGEST):
        number += 1
        name = f"{source.name}:{number}"
        if len(line) == _LONGEST:
            while line and not line.endswith(b"\n"):
                line = source.stream.readline(1 << 16)
            any_found = True
            yield InputError(name, "bad-url", "the line is too long for an address", advice="Give one address a line")
            continue
        try:
            url = line.removeprefix(b"\xef\xbb\xbf").decode("utf-8").strip()
        except UnicodeDecodeError:
            any_found = True
            yield InputError(name, "encoding", "the line is not UTF-8", advice="Save the list as UTF-8")
            continue
        if not url or url.startswith("#"):
            continue
        any_found = True
        if ADDRESS.fullmatch(url):
            yield Link(url, name, source.depth + 1)
        else:
            yield InputError(
                name,
                "bad-url",
                f"{url[:60]!r} is no http(s) address",
                advice="Give one address a line, http:// included",
            )
    if not any_found:
        raise InputError(source.name, "empty", "no address is in the list", advice="Give one address a line")
