"""Files of every kind, damaged at random: whatever comes, it is a report or a failure, soon, and can be written out."""

from __future__ import annotations

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from handfiles import PAGE, WORDS, answer, gz, item, mail, packed, read, rss, workbook

from according.errors import InputError

BITS = (
    *(bytes([b]) for b in b'\0\xff<>&"\n\r:='),
    *(b"9999999999", b"-1", b"\xef\xbb\xbf", b"\xff\xfe", b"<!--", b"]]>", b"<![CDATA[", b"boundary=", b"charset=zip"),
    *(b"=?utf-8?b?????=", b"&#0;", b"&#xD800;"),
)
ATTACHED = (
    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n"
    "Content-Transfer-Encoding: base64\n\nPHA+VGhlIGVuZC48L3A+\n--b\nContent-Type: text/plain\n"
    'Content-Disposition: attachment; filename="a.txt"\n\nThe end.\n--b--\n'
)
ENTRY = item(
    text=f"<p>{WORDS}</p><ul><li>x</li></ul>",
    link="https://oreva.example/1",
    more="<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate>",
)
SAMPLES = {
    "a.csv": f'title,body,date,link\nArmy,"{WORDS.strip()}",2024-03-05,\nB,,,https://oreva.example/1\n'.encode(),
    "a.tsv": f"text\ttitle\n{WORDS}".encode("utf-16"),
    "a.rss": rss(ENTRY, item(more="<description>d e</description>")).encode(),
    "a.opml": b"<opml><body><outline text='x' xmlUrl='https://oreva.example/feed'/></body></opml>",
    "a.eml": mail(more=ATTACHED).encode(),
    "a.mbox": f"From a@b Tue Mar  5 10:00:00 2024\n{mail()}\n".encode() * 2,
    "a.warc": answer("https://oreva.example/1", PAGE.encode())
    + answer("https://oreva.example/2", gz(PAGE), headers="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
    "a.warc.gz": gz(answer("https://oreva.example/1", PAGE.encode())),
    "a.zip": packed({"x/wire.txt": WORDS, "y.txt.gz": gz(WORDS), "z.zip": packed({"p.txt": WORDS})}),
    "a.txt.gz": gz(WORDS),
    "a.urls": b"# links\nhttps://oreva.example/1\n",
    "a.html": PAGE.encode(),
    "a.jsonl": b'{"id":"a","text":"The end."}\n{"text":"The end.","published":"2024-03-05"}\n',
    "a.xlsx": workbook(("Title", "Text"), ("T", WORDS)),
}


def damaged(data: bytes, dice: random.Random) -> bytes:
    """One to twenty random changes: other bytes, telling bytes, holes, repetitions, an early end."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        way, at = dice.random(), dice.randrange(len(out) + 1)
        if way < 0.3:
            out[at : at + 1] = bytes([dice.randrange(256)])
        elif way < 0.6:
            out[at:at] = dice.choice(BITS)
        elif way < 0.75:
            del out[at : at + dice.randrange(1, 60)]
        elif way < 0.95:
            out[at:at] = out[at : at + dice.randrange(1, 200)] * dice.choice((1, 2, 30))
        else:
            del out[at:]
    return bytes(out)


def go_through(folder: Path, name: str, data: bytes) -> None:
    began = time.monotonic()
    for found in read(folder, name, data):
        if isinstance(found, InputError):
            assert found.advice
            str(found).encode("utf-8")
        else:
            assert found.text
            str(found.to_dict()).encode("utf-8")
    assert time.monotonic() - began < 10, "a small damaged file takes no long time"


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_files_are_reports_or_failures(tmp_path: Path, name: str) -> None:
    dice = random.Random(name)
    for _ in range(60):
        go_through(tmp_path, name, damaged(SAMPLES[name], dice))


def test_damaged_parts_of_workbooks(tmp_path: Path) -> None:
    dice = random.Random("sheets")
    with zipfile.ZipFile(io.BytesIO(SAMPLES["a.xlsx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(80):
        name = dice.choice(sorted(parts))
        go_through(tmp_path, "a.xlsx", packed({**parts, name: damaged(parts[name], dice)}))


def test_a_sheet_cannot_claim_a_million_rows(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES["a.xlsx"])) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    cell = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>The end.</t></is></c></row>'
    parts["xl/worksheets/sheet1.xml"] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        f"<sheetData>{cell}</sheetData></worksheet>"
    )
    (failure,) = read(tmp_path, "a.xlsx", packed(parts))
    assert isinstance(failure, InputError)
    assert failure.problem == "10,000 empty rows follow each other"
