"""The table of bad inputs: malformed, hostile or useless files of every kind, and the exact words that each gets."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from handfiles import PAGE, WORDS, answer, gz, item, mail, packed, pdf, read, rss, workbook

from according.errors import InputError
from according.intake.limits import Limits

D = "The end. " * 200


class Case:
    """A file, what is said about it ("code: message", all failures in order), and the options of reading."""

    def __init__(self, name: str, content: str | bytes, said: list[str], **options: Any) -> None:
        self.name, self.content, self.said, self.options = name, content, said, options


def changed(archive: bytes, local: dict[int, int], central: dict[int, int]) -> bytes:
    """A ZIP with other bytes in its member's own header and in the directory."""
    data = bytearray(archive)
    directory = archive.index(b"PK\x01\x02")
    for start, bytes_ in ((0, local), (directory, central)):
        for at, value in bytes_.items():
            data[start + at] = value
    return bytes(data)


# ruff: noqa: E501 - a message stands on one line, as it is said
# fmt: off
CASES = [
    Case('empty.txt', b"", ['empty: empty.txt: there are no bytes in it. Give a file with the text of one report']),
    Case('blank.txt', " \n\t\n", ['empty: blank.txt: there are no words in it. Give the text of one report']),
    Case('nul.txt', b"The town\0fell.", ['binary: nul.txt, at offset 8: a NUL byte stands in it, so it is no text file. Save the report as UTF-8 text']),
    Case('german.txt', "Der Minister sagte am Freitag, dass die Gespräche weitergehen und dass die Armee die Stadt verlassen hat.\n", ['language: german.txt: it is not English but German (de). Only English reports are read; give an English version, for instance a translation']),
    Case('cut16.txt', b"\xff\xfeT\x00h", ['encoding: cut16.txt, at offset 4: its bytes are not valid utf-16-le. Save the report as UTF-8 text']),
    Case('long.txt', D, ['too-long: long.txt: it has 1,800 characters, and at most 1,000 are read as one report. Split it into its reports, or raise the limit (max_chars)'], max_chars=1000),
    Case('tar.txt', b"wire.txt"+b"\0"*92+b"0000644\0"+b"\0"*149+b"ustar  \0"+b"\0"*300, ['binary: tar.txt: it is a tar archive. Unpack it and give the folder, or pack a ZIP']),
    Case('none.html', "<!DOCTYPE html><html><body></body></html>", ["empty: none.html: no article was found in the page. Save the article's text as a plain text file and give that"]),
    Case('deep.html', "<html><body>"+"<div>"*300+"The end", ["bad-html: deep.html: its elements are nested more than 256 deep. Save the article's text as a plain text file and give that"]),
    Case('tag.html', "<html><body "+"a "*300+">The end", ["bad-html: tag.html, at offset 513: a tag has more than 250 attributes. Save the article's text as a plain text file and give that"]),
    Case('cut.jsonl', '{"text": "The', ['bad-json: cut.jsonl:1: the line is not JSON (Unterminated string starting at: line 1 column 10 (char 9)). Each line must be one JSON object such as {"id": "a1", "text": "..."}']),
    Case('date.jsonl', '{"text": "The end.", "published": "03/04/2021"}', ['bad-json: date.jsonl:1: "published" is \'03/04/2021\', which is no whole date. Give an ISO date such as "2023-09-19", or leave it out where it is not known']),
    Case('no.ndjson', '{"body": "The end."}', ['bad-json: no.ndjson:1: the object has no "text" that is a string. Each line must be one JSON object such as {"id": "a1", "text": "..."}']),
    Case('columns.csv', "a,b\n1,2\n", ["columns: columns.csv: no column of texts or addresses was found among 'a', 'b'. Name the columns (columns, on the command line --column text=HEADER or --column url=HEADER)"]),
    Case('field.csv', "text\nThe town fell.\n", ["columns: field.csv: 'wording' is no field of a report. The fields are text, url, id, title, published, publisher, authors"], columns={'wording': 'text'}),
    Case('named.csv', "text\nThe town fell.\n", ["columns: named.csv: no column is called 'Body'. The columns are 'text'"], columns={'text': 'Body'}),
    Case('cells.csv', "id,text\n1,The town fell, the mayor said.\n", ['bad-row: cells.csv:2: the row has 3 cells, and the table 2 columns. Put cells that hold the separator into quotation marks']),
    Case('date.csv', "text,date\nThe town fell.,03/04/2021\n", ["bad-row: date.csv:2: the date of publication is '03/04/2021', which is no whole date. Give dates such as 2023-09-19, or leave the column out (--column published=)"]),
    Case('url.csv', "url\nwww.oreva.example\n", ["bad-row: url.csv:2: 'www.oreva.example' is no http(s) address. Give an address with http:// or https://"]),
    Case('neither.csv', "id,text,url\n7,,\n", ['empty: neither.csv:2: the row holds neither a text nor an address. Fill or delete it']),
    Case('bytes.csv', b"text,id\nThe town fell.\n"+b"The caf\xc3\xa9 fell.\n"*1000+b"caf\xe9,1\n", ["encoding: bytes.csv:1003: the row holds bytes that are not in the table's charset. Save it as UTF-8"]),
    Case('open.csv', 'text,id\n"The town fell.,1\nThe war ended.,2\n', ['bad-table: open.csv:2: the table cannot be read on from here (unexpected end of data). Look for a quotation mark that is opened and never closed']),
    Case('quote.csv', 'text,id\n"The "town" fell.",1\n', ['bad-row: quote.csv:2: the row cannot be read (\',\' expected after \'"\'). Double the quotation marks within a cell: "he said ""no"""']),
    Case('rows.tsv', "\n\n", ['empty: rows.tsv: the table has no rows. Give a header, and a row a report']),
    Case('header.csv', "text,title\n,\n", ['empty: header.csv: the table has no rows. Give a header, and a row a report']),
    Case('none.jsonl', "\n", ['empty: none.jsonl: there are no lines in it. Give one JSON object a line']),
    Case('bad.urls', "oreva.example/1\n", ["bad-url: bad.urls:1: 'oreva.example/1' is no http(s) address. Give one address a line, http:// included"]),
    Case('none.urls', "# nothing yet\n", ['empty: none.urls: no address is in the list. Give one address a line']),
    Case('long.urls', "https://oreva.example/"+"a"*9000+"\n", ['bad-url: long.urls:1: the line is too long for an address. Give one address a line']),
    Case('entity.rss', '<!DOCTYPE rss [<!ENTITY a "aaaa">]>'+rss(item(text="&a;")), ['bad-feed: entity.rss, at offset 15: it declares entities, as no feed must. Open it in a browser to see whether it is a feed']),
    Case('cut.rss', rss(item())[:-30], ['empty: cut.rss#1: the entry has neither a text nor a link. Look at the feed', 'bad-feed: cut.rss: it is no well-formed XML (unclosed token: line 1, column 140); entries found: 1, and others may be lost. Open it in a browser to see whether it is a feed']),
    Case('nitf.xml', "<?xml version='1.0'?><nitf><body>The end.</body></nitf>", ['bad-feed: nitf.xml: its first element is <nitf>; RSS, Atom and OPML are read. Open it in a browser to see whether it is a feed']),
    Case('words.xml', "The end.", ['bad-feed: words.xml: it holds no XML element; RSS, Atom and OPML are read. Open it in a browser to see whether it is a feed']),
    Case('none.atom', '<feed xmlns="http://www.w3.org/2005/Atom"><title>Oreva</title></feed>', ['empty: none.atom: the feed has no entries. Open it in a browser to see whether it is a feed']),
    Case('entry.rss', rss(item(title="")), ['empty: entry.rss#1: the entry has neither a text nor a link. Look at the feed']),
    Case('deep.rss', "<rss>"+"<a>"*300, ['bad-feed: deep.rss: its elements are nested more than 200 deep. Open it in a browser to see whether it is a feed']),
    Case('wide.rss', "<rss "+" ".join(f"a{i}='1'" for i in range(200))+"/>", ['bad-feed: wide.rss: an element has more than 100 attributes. Open it in a browser to see whether it is a feed']),
    Case('big.rss', rss(item(text=D)), ['too-large: big.rss: the feed has more than 1,000 bytes. Give a shorter feed'], limits=Limits(feed=1000)),
    Case('none.opml', "<opml><body><outline text='x'/></body></opml>", ['empty: none.opml: no feed is in the list. OPML lists name feeds by xmlUrl']),
    Case('cut.opml', "<opml><body><outline", ['bad-feed: cut.opml: it is no well-formed XML (unclosed token: line 1, column 12). Open it in a browser to see whether it is a feed']),
    Case('url.opml', "<opml><body><outline xmlUrl='feed://x'/></body></opml>", ["bad-url: url.opml#1: 'feed://x' is no http(s) address. Mend or delete the outline"]),
    Case('no.pdf', "The end.", ["bad-pdf: no.pdf: it is no PDF that can be read (Failed to load document (PDFium: Data format error).). Save the report's text as a plain text file and give that"]),
    Case('cut.pdf', pdf(WORDS)[:300], ["bad-pdf: cut.pdf: it is no PDF that can be read (Failed to load document (PDFium: Data format error).). Save the report's text as a plain text file and give that"]),
    Case('picture.pdf', pdf("",""), ['no-text: picture.pdf: none of its 2 pages has a text layer, only pictures. Add one with a program for text recognition, for instance ocrmypdf']),
    Case('locked.pdf', pdf(WORDS.strip(),extra=b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"+b"41"*32+b"> /U <"+b"42"*32+b"> >>"), ["encrypted: locked.pdf: it is locked with a password. Save the report's text as a plain text file and give that"]),
    Case('pages.pdf', pdf("a","b","c"), ["too-large: pages.pdf: it has 3 pages, and at most 2 are read. Save the report's text as a plain text file and give that"], limits=Limits(pdf_pages=2)),
    Case('size.pdf', pdf(WORDS), ["too-large: size.pdf: the file has more than 100 bytes. Save the report's text as a plain text file and give that"], limits=Limits(pdf=100)),
    Case('long.pdf', pdf(*["The end.\n"*50]*9), ["too-long: long.pdf: it has more than 1,000 characters. Save the report's text as a plain text file and give that"], max_chars=1000),
    Case('no.warc', "The end.", ["bad-warc: no.warc#1: the archive cannot be read on from here (Unknown archive format, first line: ['The', 'end.']). Check the file with `warcio check`, or fetch it again"]),
    Case('cut.warc', answer("https://oreva.example/1",PAGE.encode())[:300], ['bad-warc: cut.warc#1: the record breaks off, 493 bytes are missing. Check the file with `warcio check`, or fetch it again']),
    Case('lie.warc', answer("https://oreva.example/1",PAGE.encode(),length=90)+answer("https://oreva.example/2",PAGE.encode()), ["empty: lie.warc#1 https://oreva.example/1: no article was found in the page. Save the article's text as a plain text file and give that", 'bad-warc: lie.warc#2: the archive cannot be read on from here (Invalid WARC record, first line: The army left the town of Tarsk on Friday, and nobody was hurt, the mayor said. Shops o). Check the file with `warcio check`, or fetch it again']),
    Case('pictures.warc', answer("https://oreva.example/1",b"x",content_type="image/png"), ['empty: pictures.warc: no page is in the archive. Give a WARC file of a crawl']),
    Case('heads.warc', b"WARC/1.0\r\n"+b"X: y\r\n"*1000, ['bad-warc: heads.warc: the headers of a record have more than 1,000 bytes. Check the file with `warcio check`, or fetch it again'], limits=Limits(record_head=1000)),
    Case('bomb.warc', answer("https://oreva.example/1",gz(b" "*3_000_000),headers="Content-Encoding: gzip\r\n"), ['bomb: bomb.warc#1: it unpacks to more than 200 times its size, as no reports do. Look at where it comes from; if you trust it, unpack it yourself and give the folder'], limits=Limits(ratio_free=1_000_000)),
    Case('brotli.warc', answer("https://oreva.example/1",b"xxxx",headers="Content-Encoding: br\r\n"), ["fetch-type: brotli.warc#1: its content is packed as 'br'. Save the page itself"]),
    Case('cutgz.warc', answer("https://oreva.example/1",gz(PAGE)[:60],headers="Content-Encoding: gzip\r\n"), ['bad-warc: cutgz.warc#1: its packed bytes are damaged (the packed answer breaks off). Fetch or pack it again; what came before the damage was read']),
    Case('no.eml', "The end.\n", ["bad-mail: no.eml: it does not begin with a header such as Subject:. Save the mail's text as a plain text file and give that"]),
    Case('words.eml', mail(body=""), ['empty: words.eml: the mail has no words. Give a mail with the text of a report']),
    Case('parts.eml', mail(more="".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(20))), ["bad-mail: parts.eml: its parts are nested more than 10 deep. Save the mail's text as a plain text file and give that"]),
    Case('many.eml', mail(more="Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nThe end.\n" * 600), ["bad-mail: many.eml: it has more than 500 parts. Save the mail's text as a plain text file and give that"]),
    Case('head.eml', "Subject: The end\n" * 20_000, ["bad-mail: head.eml: a head has more than 262,144 bytes. Save the mail's text as a plain text file and give that"]),
    Case('charset.eml', mail(more="Content-Type: text/plain; charset=shift_jis\nContent-Transfer-Encoding: base64\n",body="gf//gf//gf//\n"), ['encoding: charset.eml, at offset 0: its bytes are not valid shift_jis. Save the report as UTF-8 text']),
    Case('big.eml', mail(), ["too-large: big.eml: the mail has more than 100 bytes. Save the mail's text as a plain text file and give that"], limits=Limits(mail=100)),
    Case('no.mbox', "The end.\n", ['bad-mail: no.mbox: it does not begin with a line "From ", as mbox files do. Save the mail\'s text as a plain text file and give that']),
    Case('none.mbox', "", ['empty: none.mbox: no mail is in the mailbox. Give a file in mbox format']),
    Case('big.mbox', "From a@b Tue Mar  5 10:00:00 2024\n"+mail(), ['too-large: big.mbox#1: the mail has more than 100 bytes. Delete its attachments'], limits=Limits(mail=100)),
    Case('no.txt.gz', "The end.", ["bad-gzip: no.txt.gz: its packed bytes are damaged (Not a gzipped file (b'Th')). Fetch or pack it again; what came before the damage was read"]),
    Case('cut.txt.gz', gz(WORDS)[:-12], ['bad-gzip: cut.txt.gz: its packed bytes are damaged (Compressed file ended before the end-of-stream marker was reached). Fetch or pack it again; what came before the damage was read']),
    Case('crc.txt.gz', gz(WORDS)[:-8]+b"\0"*8, ['bad-gzip: crc.txt.gz: its packed bytes are damaged (CRC check failed 0x0 != 0x56e9c36b). Fetch or pack it again; what came before the damage was read']),
    Case('bomb.txt.gz', gz(b" "*3_000_000), ['bomb: bomb.txt.gz: it unpacks to more than 200 times its size, as no reports do. Look at where it comes from; if you trust it, unpack it yourself and give the folder'], limits=Limits(ratio_free=1_000_000)),
    Case('deep.gz', gz(gz(gz(gz(gz(WORDS))))), ['depth: deep.gz: it lies more than 3 archives or lists deep. Unpack the outer ones and give what is inside']),
    Case('much.txt.gz', gz(WORDS*100), ['too-large: much.txt.gz: unpacked, the input has more than 1,000 bytes. Divide it, or unpack it and give the folder'], limits=Limits(unpacked=1000)),
    Case('no.zip', "The end.", ['bad-zip: no.zip: it cannot be unpacked (File is not a zip file). Fetch or pack it again']),
    Case('cut.zip', packed({"a.txt":WORDS})[:80], ['bad-zip: cut.zip: it cannot be unpacked (File is not a zip file). Fetch or pack it again']),
    Case('locked.zip', changed(packed({"a.txt": WORDS}, zipfile.ZIP_STORED), {6: 1}, {8: 1}), ['encrypted: locked.zip/a.txt: it is encrypted. Unpack it with its password and give the file']),
    Case('method.zip', changed(packed({"a.txt": WORDS}, zipfile.ZIP_STORED), {8: 97}, {10: 97}), ['bad-zip: method.zip/a.txt: it cannot be unpacked (That compression method is not supported). Fetch or pack it again']),
    Case('crc.zip', packed({"a.txt": WORDS}, zipfile.ZIP_STORED).replace(b"Tarsk", b"Torsk"), ["bad-zip: crc.zip/a.txt: its packed bytes are damaged (Bad CRC-32 for file 'a.txt'). Fetch or pack it again; what came before the damage was read"]),
    Case('bomb.zip', packed({"a.txt":" "*3_000_000}), ['bomb: bomb.zip/a.txt: it unpacks to more than 200 times its size, as no reports do. Look at where it comes from; if you trust it, unpack it yourself and give the folder'], limits=Limits(ratio_free=1_000_000)),
    Case('none.zip', packed({"a.png":"x"}), ['empty: none.zip: no report is in the archive. Give an archive of reports']),
    Case('word.zip', packed({"word/document.xml":"<x/>"}), ['binary: word.zip: it is a Word document. Save it as plain text, HTML or PDF and give that']),
    Case('many.zip', packed({f"{i}.txt":"x" for i in range(5)}), ['too-large: many.zip: it has 5 members, and at most 4 are read. Divide it, or unpack it and give the folder'], limits=Limits(members=4)),
    Case('directory.zip', packed({f"{i}.txt":"x" for i in range(50)}), ['too-large: directory.zip: its directory has more than 1,000 bytes. Divide it, or unpack it and give the folder'], limits=Limits(directory=1000)),
    Case('no.xlsx', "The end.", ['bad-sheet: no.xlsx: the workbook cannot be read (File is not a zip file). Save the sheet as CSV and give that']),
    Case('parts.xlsx', packed({"xl/workbook.xml":"<x/>"}), ['bad-sheet: parts.xlsx: the workbook cannot be read ("There is no item named \'[Content_Types].xml\' in the archive"). Save the sheet as CSV and give that']),
    Case('entity.xlsx', packed({"xl/workbook.xml":"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), ['bad-sheet: entity.xlsx: a part declares a document type or entities. Save the sheet as CSV and give that']),
    Case('bomb.xlsx', packed({"xl/workbook.xml":" "*3_000_000}), ['bomb: bomb.xlsx: it unpacks to more than 200 times its size, as no reports do. Look at where it comes from; if you trust it, unpack it yourself and give the folder'], limits=Limits(ratio_free=1_000_000)),
    Case('none.xlsx', workbook(), ['empty: none.xlsx: the workbook has no rows. Save the sheet as CSV and give that']),
    Case('columns.xlsx', workbook(("a","b"),(1,2)), ["columns: columns.xlsx:Sheet: no column of texts or addresses was found among 'a', 'b'. Name the columns (columns, on the command line --column text=HEADER or --column url=HEADER)"]),
    Case('date.xlsx', workbook(("text","date"),("The town fell.","soon")), ["bad-row: date.xlsx:Sheet!2: the date of publication is 'soon', which is no whole date. Give dates such as 2023-09-19, or leave the column out (--column published=)"]),
    Case('size.xlsx', workbook(("text",),("The town fell.",)), ['too-large: size.xlsx: unpacked, the workbook has more than 1,000 bytes. Save the sheet as CSV and give that'], limits=Limits(sheet=1000)),
]
# fmt: on


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_bad_input_gets_its_exact_message(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = read(Path(), case.name, case.content, **case.options)
    assert [f"{f.code}: {f}" for f in found if isinstance(f, InputError)] == case.said


def test_the_table_is_long_and_of_all_kinds() -> None:
    assert len(CASES) >= 40
    assert len({Path(case.name).suffix for case in CASES}) >= 18
    assert all(case.said for case in CASES)
