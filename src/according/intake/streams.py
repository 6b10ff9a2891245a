"""Streams of untrusted bytes: looked at before they are read, counted while they are read, never read whole."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from according.errors import InputError
from according.intake.limits import Budget, Limits, refuse_bomb

HEAD = 8192
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


class Rewound(io.RawIOBase):
    """A stream whose beginning was already taken; closing it leaves the stream beneath open."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """First what was taken, then the rest."""
        if not self._head:
            self._head = self._rest.read(len(buffer)) or b""
        count = min(len(buffer), len(self._head))
        buffer[:count] = self._head[:count]
        self._head = self._head[count:]
        return count


def peeked(stream: IO[bytes]) -> tuple[bytes, BinaryIO]:
    """The first bytes (up to HEAD) and a stream that still has them."""
    head = _read_up_to(stream, HEAD)
    if isinstance(stream, (io.BufferedReader, io.BytesIO)) and stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        return head, cast(BinaryIO, stream)
    return head, cast(BinaryIO, io.BufferedReader(Rewound(head, stream), 65_536))


class Unpacked(io.RawIOBase):
    """What a decompressor gives, counted; a fault of the packed bytes is an InputError and names its member."""

    def __init__(
        self, stream: IO[bytes], *, name: str, kind: str, packed: Callable[[], int], limits: Limits, budget: Budget
    ) -> None:
        self._stream, self._name, self._kind = stream, name, kind
        self._packed, self._limits, self._budget = packed, limits, budget
        self._count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next bytes. Raises InputError: "bad-gzip" or "bad-zip", "bomb", "too-large"."""
        try:
            data = self._stream.read(min(len(buffer), 65_536))
        except _BROKEN as e:
            raise InputError(
                self._name,
                f"bad-{self._kind}",
                f"its packed bytes are damaged ({e or type(e).__name__})",
                advice="Fetch or pack it again; what came before the damage was read",
            ) from e
        self._count += len(data)
        self._budget.spend(len(data), self._name)
        refuse_bomb(self._count, self._packed(), self._limits, self._name)
        buffer[: len(data)] = data
        return len(data)


class Counted(io.RawIOBase):
    """A stream that knows how many bytes were taken from it, and tells a budget."""

    def __init__(self, stream: IO[bytes], budget: Budget | None) -> None:
        self._stream, self._budget, self.count = stream, budget, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next bytes."""
        data = self._stream.read(len(buffer))
        self.count += len(data)
        if self._budget is not None:
            self._budget.packed += len(data)
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def searchable(stream: BinaryIO, *, name: str, limits: Limits) -> Iterator[BinaryIO]:
    """The stream itself where it can be searched, else a copy in a nameless temporary file ("too-large" beyond)."""
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=8 << 20) as copy:
        size = 0
        while chunk := stream.read(65_536):
            size += len(chunk)
            if size > limits.spool:
                raise InputError(
                    name,
                    "too-large",
                    f"it has more than {limits.spool:,} bytes and lies inside another archive or a pipe",
                    advice="Unpack or save it, and give it by its name",
                )
            copy.write(chunk)
        copy.seek(0)
        yield cast(BinaryIO, copy)


def whole(stream: IO[bytes], limit: int, *, name: str, what: str, advice: str) -> bytes:
    """All bytes of the stream. Raises InputError "too-large" beyond the limit."""
    data = _read_up_to(stream, limit + 1)
    if len(data) > limit:
        raise InputError(name, "too-large", f"the {what} has more than {limit:,} bytes", advice=advice)
    return data


def _read_up_to(stream: IO[bytes], count: int) -> bytes:
    parts = []
    while count > 0 and (part := stream.read(count)):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
