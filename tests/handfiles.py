"""Small files of every kind, made by hand, for the tests of the intake. All words are our own."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

from according.errors import InputError
from according.intake import reports
from according.records import Report

WORDS = "The army left the town of Tarsk on Friday, and nobody was hurt, the mayor said. Shops opened again at noon.\n"
PAGE = f"<!DOCTYPE html><html><head><title>Army leaves Tarsk</title></head><body><p>{WORDS * 4}</p></body></html>"


def pdf(*pages: str, extra: bytes = b"") -> bytes:
    """A PDF with one line of text for each line of each page, in Helvetica."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in pages:
        shown = b"".join(
            b"(" + line.encode("latin-1").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b") '\n"
            for line in page.split("\n")
        )
        content = b"BT /F1 11 Tf 13 TL 50 780 Td\n" + shown + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 "
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, start))
    return out.getvalue()


def packed(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def answer(
    url: str,
    body: bytes,
    *,
    kind: str = "response",
    content_type: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    headers: str = "",
    length: int | None = None,
) -> bytes:
    """One record of a web archive."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) if length is None else length}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def rss(*items: str, head: str = "", title: str = "Oreva Post") -> str:
    """A feed."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{title}</title>{''.join(items)}</channel></rss>"
    )


def item(title: str = "Army leaves Tarsk", *, text: str = "", link: str = "", more: str = "") -> str:
    """An entry of a feed."""
    full = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if text else ""
    return f"<item><title>{title}</title>{f'<link>{link}</link>' if link else ''}{full}{more}</item>"


def mail(*, subject: str = "Army leaves Tarsk", body: str = WORDS, more: str = "") -> str:
    """A mail of one plain part."""
    return (
        f"From: Press Desk <desk@oreva.example>\nSubject: {subject}\nDate: Tue, 05 Mar 2024 10:30:00 +0100\n"
        f"Message-ID: <1@oreva.example>\n{more}\n{body}"
    )


def workbook(*rows: tuple[object, ...]) -> bytes:
    """An XLSX workbook with one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(folder: Path, name: str, content: str | bytes, **options: object) -> list[Report | InputError]:
    """Everything that comes out of one file; links are not followed unless an option says so."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(reports([path], **{"follow": False, **options}))  # type: ignore[arg-type]


def one(folder: Path, name: str, content: str | bytes, **options: object) -> Report:
    """The one report of a file."""
    (found,) = read(folder, name, content, **options)
    assert isinstance(found, Report), found
    return found


def gz(content: str | bytes) -> bytes:
    """The content packed with GZip."""
    return gzip.compress(content.encode() if isinstance(content, str) else content, mtime=0)
