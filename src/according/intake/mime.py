"""The parts of a mail, in time that grows with its length and no faster.

The standard library's parser takes the square of hostile mails (three minutes for 4 MB of empty lines in 55 parts, no
end for a header of 100,000 parameters), so heads and parts are divided here, with limits; its decoders of words,
dates and addresses are used for single short values. RFC 2045 to 2047, and of RFC 2231 what file names need.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from urllib.parse import unquote_to_bytes

from according.errors import InputError
from according.intake.limits import PARSER_FAULTS

MAX_HEAD = 262_144
MAX_VALUE = 4096
MAX_DEPTH = 10
MAX_PARTS = 500
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n|\A\r?\n")
_FIELD = re.compile(rb"^([A-Za-z][\w-]{0,60})[ \t]*:[ \t]*", re.MULTILINE)
_FOLD = re.compile(rb"\r?\n[ \t]+")
_PARAMETER = re.compile(r";\s*([\w*.-]{1,60})\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;\s]*)")
_ADVICE = "Save the mail's text as a plain text file and give that"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its header fields by small name, the first of each, and its body as it stands."""

    fields: dict[str, bytes]
    body: bytes

    def words(self, key: str) -> str:
        """A field's words, decoded; "" where it is missing."""
        raw = self.fields.get(key, b"").decode("utf-8", "replace").replace("\n", " ").replace("\r", " ")
        try:
            return str(make_header(decode_header(raw)))
        except (HeaderParseError, *PARSER_FAULTS):
            return raw

    def kind(self) -> str:
        """The content type in small letters."""
        return self.words("content-type").partition(";")[0].strip().lower() or "text/plain"

    def parameter(self, key: str, name: str) -> str:
        """A parameter of a field: the charset, the boundary; "" where it is missing."""
        raw = self.fields.get(key, b"").decode("utf-8", "replace")
        found: dict[str, str] = {k.lower(): v for k, v in reversed(_PARAMETER.findall(raw))}
        if f"{name}*" in found:
            charset, _, value = found[f"{name}*"].strip('"').rpartition("''")
            try:
                return unquote_to_bytes(value).decode(charset or "utf-8", "replace")
            except (LookupError, ValueError):
                return value
        plain: str = re.sub(r"\\(.)", r"\1", found.get(name, "").strip('"'))
        return plain

    def file_name(self) -> str:
        """The name that the sender gave the part; "" for a part that is no attachment."""
        given = self.parameter("content-disposition", "filename") or self.parameter("content-type", "name")
        try:
            return str(make_header(decode_header(given)))
        except (HeaderParseError, *PARSER_FAULTS):
            return given

    def content(self) -> bytes:
        """The body without its transfer encoding; what cannot be decoded stays as it is."""
        encoding = self.words("content-transfer-encoding").strip().lower()
        try:
            if encoding == "base64":
                return binascii.a2b_base64(self.body)
            if encoding == "quoted-printable":
                return binascii.a2b_qp(self.body)
        except binascii.Error:
            return self.body
        return self.body


def read_part(data: bytes, *, name: str) -> Part:
    """Divide head and body. Raises InputError "bad-mail" for an endless head."""
    found = _BLANK.search(data, 0, MAX_HEAD + 4)
    if found is None and len(data) > MAX_HEAD:
        raise InputError(name, "bad-mail", f"a head has more than {MAX_HEAD:,} bytes", advice=_ADVICE)
    head, body = (data[: found.start()], data[found.end() :]) if found else (data, b"")
    fields: dict[str, bytes] = {}
    starts = list(_FIELD.finditer(head))
    ends = [*(field.start() for field in starts[1:]), len(head)]
    for field, end in zip(starts, ends, strict=False):
        value = head[field.end() : end][:MAX_VALUE]
        fields.setdefault(field[1].decode("ascii", "replace").lower(), _FOLD.sub(b" ", value).strip())
    return Part(fields, body)


def leaves(part: Part, *, name: str, depth: int = 0) -> Iterator[Part]:
    """The parts that have no parts, in order; a forwarded mail is gone into.

    Raises InputError "bad-mail" for parts in parts without end.
    """
    kind = part.kind()
    if not kind.startswith(("multipart/", "message/rfc822")):
        yield part
        return
    if depth >= MAX_DEPTH:
        raise InputError(name, "bad-mail", f"its parts are nested more than {MAX_DEPTH} deep", advice=_ADVICE)
    if kind == "message/rfc822":
        yield from leaves(read_part(part.content(), name=name), name=name, depth=depth + 1)
        return
    boundary = part.parameter("content-type", "boundary").rstrip()
    if not boundary:  # the parts cannot be told apart: all is one text
        yield Part({**part.fields, "content-type": b"text/plain"}, part.body)
        return
    for inner in _divided(part.body, boundary.encode("utf-8"), name):
        yield from leaves(read_part(inner, name=name), name=name, depth=depth + 1)


def _divided(body: bytes, boundary: bytes, name: str) -> Iterator[bytes]:
    """What stands between the lines of the boundary."""
    start: int | None = None
    for count, (at, end, last) in enumerate(_lines(body, b"--" + boundary), 1):
        if count > MAX_PARTS:
            raise InputError(name, "bad-mail", f"it has more than {MAX_PARTS} parts", advice=_ADVICE)
        if start is not None:
            yield body[start:at].removesuffix(b"\n").removesuffix(b"\r")
        if last:
            return
        start = end
    if start is not None:
        yield body[start:]


def _lines(body: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """Begin and end of each line that is the mark and nothing else, and whether it is the last (by its own "--")."""
    at = body.find(mark)
    while at >= 0:
        end = at + len(mark)
        last = body[end : end + 2] == b"--"
        stop = body.find(b"\n", end, end + 200)
        stop = len(body) if stop < 0 and len(body) - end < 200 else stop
        if (at == 0 or body[at - 1] == 10) and stop >= 0 and not body[end + 2 * last : stop].strip():
            yield at, min(stop + 1, len(body)), last
        at = body.find(mark, end)
