"""What an input is: by the first bytes where they are unmistakable, then by its name, then by its words."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

from according.intake.jsonlines import is_json_line


class Kind(StrEnum):
    """The kinds of input that are read; each has one reader."""

    TEXT = "text"
    PAGE = "page"
    LINES = "JSON lines"
    TABLE = "table"
    SHEET = "spreadsheet"
    FEED = "feed"
    ADDRESSES = "list of addresses"
    PDF = "PDF"
    MAIL = "mail"
    MAILBOX = "mailbox"
    CRAWL = "web archive"
    GZIP = "GZip"
    ZIP = "ZIP"


SUFFIXES = {
    ".txt": Kind.TEXT, ".text": Kind.TEXT,
    ".html": Kind.PAGE, ".htm": Kind.PAGE, ".xhtml": Kind.PAGE,
    ".jsonl": Kind.LINES, ".ndjson": Kind.LINES,
    ".csv": Kind.TABLE, ".tsv": Kind.TABLE, ".tab": Kind.TABLE, ".xlsx": Kind.SHEET,
    ".rss": Kind.FEED, ".atom": Kind.FEED, ".rdf": Kind.FEED, ".opml": Kind.FEED, ".xml": Kind.FEED,
    ".urls": Kind.ADDRESSES, ".pdf": Kind.PDF, ".eml": Kind.MAIL, ".mbox": Kind.MAILBOX, ".warc": Kind.CRAWL,
    ".gz": Kind.GZIP, ".zip": Kind.ZIP,
}  # fmt: skip
SINGLE = frozenset({Kind.TEXT, Kind.PAGE, Kind.PDF, Kind.MAIL})

_MAGIC = (
    (b"%PDF-", Kind.PDF),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),  # one without members
    (b"\x1f\x8b", Kind.GZIP),
    (b"WARC/", Kind.CRAWL),
)
_TYPES = {
    "text/html": Kind.PAGE, "application/xhtml+xml": Kind.PAGE, "text/plain": Kind.TEXT,
    "application/rss+xml": Kind.FEED, "application/atom+xml": Kind.FEED, "application/rdf+xml": Kind.FEED,
    "application/xml": Kind.FEED, "text/xml": Kind.FEED, "text/x-opml": Kind.FEED, "application/pdf": Kind.PDF,
}  # fmt: skip
_MAILBOX = re.compile(rb"From \S{1,300} +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d ")
_ROOT = re.compile(rb"\s{0,1000}(?:<\?xml\b|<rss\b|<feed\b|<rdf:RDF\b|<opml\b)")
ADDRESS = re.compile(r"https?://\S{1,4000}", re.IGNORECASE)


def recognise(head: bytes, *, file_name: str = "", content_type: str | None = None) -> Kind:
    """The kind of an input from its first bytes, its name and what a server said."""
    suffix = suffix_of(file_name)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return Kind.SHEET if kind is Kind.ZIP and suffix == ".xlsx" else kind
    if content_type is not None:
        return _TYPES.get(content_type, Kind.TEXT)
    known = SUFFIXES.get(suffix)
    if known is not None and known is not Kind.TEXT:
        return known
    if _is_list_of_addresses(head):
        return Kind.ADDRESSES
    if known is not None:
        return known
    if _ROOT.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Kind.FEED
    if _MAILBOX.match(head):
        return Kind.MAILBOX
    return Kind.LINES if is_json_line(head.split(b"\n", 1)[0]) else Kind.TEXT


def suffix_of(name: str) -> str:
    """The last suffix of a file's name in small letters; "" without one."""
    return PurePath(name).suffix.lower()


def is_taken(name: str) -> bool:
    """Whether a file of a folder or an archive is read without being named itself."""
    return suffix_of(name) in SUFFIXES


def stem_of(path: PurePath) -> str:
    """The name without its suffix, and without two where the last one only says that it is packed."""
    stem = path.with_suffix("") if suffix_of(path.name) == ".gz" else path
    return stem.stem


def fetched_types() -> tuple[str, ...]:
    """What a server may answer with."""
    return tuple(_TYPES)


def _is_list_of_addresses(head: bytes) -> bool:
    """True where each line of the beginning is an http(s) address or a comment; a cut last line is not looked at."""
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    lines = lines[:-1] if len(lines) > 1 and len(head) >= 8192 else lines
    found = [line.strip().decode("utf-8", "replace") for line in lines]
    wanted = [line for line in found if line and not line.startswith("#")]
    return bool(wanted) and all(ADDRESS.fullmatch(line) for line in wanted)
