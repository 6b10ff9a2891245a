"""Bytes to text: byte order mark, UTF-8, the declared charset, then the charset that the bytes themselves suggest.

Never replaces what it cannot decode: a wrong character would shift or change the words that every span points at.
"""

from __future__ import annotations

import codecs
import re

from according.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC = (
    (b"%PDF-", "a PDF file", "Extract its text first, for instance with pdftotext"),
    (b"PK\x03\x04", "a ZIP archive or an office document", "Unpack it, or save the document as plain text"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "Save it as plain text or HTML"),
    (b"\x1f\x8b", "gzip-compressed", "Decompress it first, for instance with gunzip"),
    (b"BZh", "bzip2-compressed", "Decompress it first, for instance with bunzip2"),
    (b"\xfd7zXZ", "xz-compressed", "Decompress it first, for instance with unxz"),
    (b"\x89PNG", "a PNG image", "Give the text of the report, not a picture of it"),
    (b"\xff\xd8\xff", "a JPEG image", "Give the text of the report, not a picture of it"),
    (b"GIF8", "a GIF image", "Give the text of the report, not a picture of it"),
    (b"SQLite format 3", "an SQLite database", "Export its reports as JSON lines first"),
    (b"\x7fELF", "a program", "Give a text or HTML file"),
)

# Charsets that English-language reports come in, and those of the states around the conflicts that they tell of, so
# that a Russian or Arabic file is decoded rightly and then refused for its language, not for its bytes.
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "mac_roman", "iso8859_5",
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"^\s{0,100}<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}[\"']([A-Za-z0-9_.:-]{1,40})")
_PLAIN_TEXT = "Save the report as UTF-8 text"


def decode(data: bytes, *, name: str, charset: str | None = None) -> str:
    """The text that the bytes hold, without its byte order mark.

    `charset` is what the sender declared (an HTTP header); where it is missing the beginning is searched for an HTML
    or XML declaration. Raises InputError: "empty", "binary" (with what it looks like), "encoding" (with the offset).
    """
    if not data:
        raise InputError(name, "empty", "there are no bytes in it", advice="Give a file with the text of one report")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name=name, shift=len(mark))
    _refuse_known_formats(data, name)
    if wide := _wide_without_mark(data):
        return _strict(data, wide, name=name)
    if (nul := data.find(b"\0")) >= 0:
        raise InputError(
            name, "binary", "a NUL byte stands in it, so it is no text file", advice=_PLAIN_TEXT, offset=nul
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as e:
        not_utf8 = e
    if _looks_binary(data):
        raise InputError(
            name, "binary", "its bytes are control characters for the most part", advice=_PLAIN_TEXT
        ) from not_utf8
    for label in filter(None, (charset, declared_charset(data))):
        declared = _known(label)
        if declared is not None and declared != "utf-8":
            return _strict(data, declared, name=name)
    return _strict(data, _suggested(data, name), name=name)


def sniff(head: bytes, *, name: str) -> str:
    """The encoding of a long text from its first bytes; the last character may be cut. Raises as `decode` does."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    _refuse_known_formats(head, name)
    if wide := _wide_without_mark(head[: len(head) // 2 * 2]):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "utf-8" if _looks_binary(head) else _suggested(head, name)
    return "utf-8"


def declared_charset(data: bytes) -> str | None:
    """The charset that an HTML `meta` element or an XML declaration in the first 4 KiB names."""
    head = data[:4096]
    found = _XML_ENCODING.search(head) or _META_CHARSET.search(head)
    return found.group(1).decode("ascii") if found else None


def _known(label: str) -> str | None:
    """Python's name of a text encoding; None for unknown labels and for codecs that are no charset (zip, rot13)."""
    try:
        info = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True):
        return None
    # The WHATWG encoding standard reads these two labels as windows-1252, as every browser does.
    return "cp1252" if info.name in {"iso8859-1", "ascii"} else info.name


def _strict(data: bytes, encoding: str, *, name: str, shift: int = 0) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeError as e:
        at = e.start + shift if isinstance(e, UnicodeDecodeError) else None
        raise InputError(name, "encoding", f"its bytes are not valid {encoding}", advice=_PLAIN_TEXT, offset=at) from e
    if (nul := text.find("\0")) >= 0:
        raise InputError(name, "binary", "a NUL character stands in it", advice=_PLAIN_TEXT, offset=nul)
    return text


def _refuse_known_formats(data: bytes, name: str) -> None:
    if data[257:262] == b"ustar":
        raise InputError(name, "binary", "it is a tar archive", advice="Unpack it and give the folder, or pack a ZIP")
    for magic, kind, advice in _MAGIC:
        if data.startswith(magic):
            raise InputError(name, "binary", f"it is {kind}, not text", advice=advice)


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark: English text then has a NUL in nearly every second byte, and only there."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = 0.7 * len(sample) / 2
    if odd > enough and even == 0:
        return "utf-16-le"
    if even > enough and odd == 0:
        return "utf-16-be"
    return None


def _looks_binary(data: bytes) -> bool:
    sample = data[:8192]
    controls = sum(sample.count(bytes([b])) for b in (*range(1, 9), *range(14, 32), 127))
    return controls > 0.05 * len(sample)


def _suggested(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    # Reports are English here: where the bytes are plausible windows-1252 and few, no other reading is better founded.
    high = sum(b >= 0x80 for b in data[:65536])
    if high <= 0.03 * min(len(data), 65536) and _decodes(data, "cp1252"):
        return "cp1252"
    best = from_bytes(data[:65536], cp_isolation=_CANDIDATES).best()
    if best is None:
        raise InputError(name, "encoding", "no charset could be found in which its bytes are text", advice=_PLAIN_TEXT)
    return best.encoding


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
