"""What comes out of each kind of input: text, metadata, ids, order. No network, no model."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from handfiles import PAGE, WORDS, answer, gz, item, mail, one, packed, pdf, read, rss, workbook

from according.errors import InputError
from according.intake import open_report, reports
from according.intake.limits import Limits
from according.records import Report


def ids(found: list[Report | InputError]) -> list[str]:
    return [f.code if isinstance(f, InputError) else f.id for f in found]


def test_columns_of_a_table_are_found_by_their_usual_headers(tmp_path: Path) -> None:
    head = "Doc_ID;Headline;Body Text;Publication Date;Source;Link;By\n"
    table = f'{head}a-1;Talks;"{WORDS.strip()}";5 March 2024;Post;https://oreva.example/1;Ana Brevik\n'
    report = one(tmp_path, "a.csv", table)
    assert (report.id, report.title, report.text) == ("a-1", "Talks", WORDS.strip())
    assert (report.published, report.publisher, report.url) == ("2024-03-05", "Post", "https://oreva.example/1")
    assert report.authors == ["Ana Brevik"]


def test_columns_can_be_named_and_left_out(tmp_path: Path) -> None:
    table = "Wording\tText\tDate\nThe town fell, he said.\tno words of it\t03/04/2021\n"
    report = one(tmp_path, "a.tsv", table, columns={"text": "wording", "published": ""})
    assert (report.text, report.published) == ("The town fell, he said.", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_tables_in_the_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    table = '"text","title"\r\n"The café fell, he said.\r\nThe end.","Café"\r\n'.encode(encoding)
    report = one(tmp_path, "a.csv", table)
    assert (report.title, report.text) == ("Café", "The café fell, he said.\nThe end.")


def test_one_bad_row_is_one_failure(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "id,text\n1,The town fell.\n2,\n3,The war ended.\n")
    assert ids(found) == ["1", "empty", "3"]


def test_a_page_in_a_cell_is_read_as_a_page_and_the_table_goes_before_what_it_says(tmp_path: Path) -> None:
    page = PAGE.replace('"', '""').replace("</head>", '<meta property=""og:site_name"" content=""Other""></head>')
    report = one(tmp_path, "a.csv", f'text,publisher\n"{page}",Oreva Post\n')
    assert report.text.startswith("Army leaves Tarsk\n\nThe army left")
    assert report.publisher == "Oreva Post"


def test_sheets_are_tables_with_days_and_numbers(tmp_path: Path) -> None:
    found = one(tmp_path, "a.xlsx", workbook(("ID", "Text", "Date"), (7, WORDS, datetime(2024, 3, 5))))
    assert (found.id, found.published) == ("7", "2024-03-05")


@pytest.mark.parametrize("name", ["a.urls", "a.txt", "a.csv", "a.xlsx"])
def test_lists_of_links(tmp_path: Path, name: str) -> None:
    links = ["https://oreva.example/1", "https://oreva.example/2"]
    content = workbook(*((link,) for link in links)) if name == "a.xlsx" else "\n".join(links)
    found = read(tmp_path, name, content)
    assert ids(found) == ["link", "link"]
    assert all(link in str(f) for link, f in zip(links, found, strict=True))


def test_entries_of_a_feed_are_reports(tmp_path: Path) -> None:
    date, author = "<pubDate>Tue, 05 Mar 2024 10:00:00 +0100</pubDate>", "<author>a@b.example (Ana Brevik)</author>"
    feed = rss(
        item(
            text=f"<p>{WORDS}</p><ul><li>More &amp; more.</li></ul><script>no()</script>",
            link="https://oreva.example/1",
            more=date + author,
        )
    )
    report = one(tmp_path, "feed.xml", feed)
    assert report.text == f"Army leaves Tarsk\n\n{WORDS.strip()}\n\nMore & more."
    assert (report.title, report.publisher, report.url) == (
        "Army leaves Tarsk",
        "Oreva Post",
        "https://oreva.example/1",
    )
    assert (report.published, report.authors) == ("2024-03-05T09:00:00+00:00", ["Ana Brevik"])


def test_atom_and_rss_1_0(tmp_path: Path) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><entry><title>Talks</title>'
        "<published>2024-03-05T10:00:00Z</published><updated>2025-01-01T00:00:00Z</updated>"
        f'<content type="html">&lt;p&gt;{WORDS}&lt;/p&gt;</content></entry></feed>'
    )
    assert one(tmp_path, "a.atom", atom).published == "2024-03-05T10:00:00+00:00"
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Post</title></channel><item><title>Talks</title>'
        f"<description>{WORDS}</description><dc:date>2024-03-05T10:00:00Z</dc:date></item></rdf:RDF>"
    )
    assert one(tmp_path, "a.rdf", rdf).published == "2024-03-05T10:00:00+00:00"


def test_an_entry_without_a_date_has_none(tmp_path: Path) -> None:
    assert one(tmp_path, "a.rss", rss(item(text=WORDS))).published is None


def test_a_text_layer_becomes_paragraphs_without_running_heads(tmp_path: Path) -> None:
    line = "The army left the old town of Tarsk on Friday morning, and nobody was hurt in the"
    pages = [
        f"OREVA POST\nTalks resume\n{line}\nstreets, the mayor said.\nShops opened {n} times.\n{n}" for n in (1, 2, 3)
    ]
    report = one(tmp_path, "wire.pdf", pdf(*pages))
    assert report.id == "wire"
    assert f"\n\n{line} streets, the mayor said.\n\n" in report.text
    assert "OREVA" not in report.text
    assert "\n3" not in report.text


def test_the_day_on_which_a_pdf_was_made_is_no_day_of_publication(tmp_path: Path) -> None:
    data = pdf(WORDS.strip(), extra=b"/Info << /CreationDate (D:20310101000000) /ModDate (D:20310101000000) >>")
    assert one(tmp_path, "a.pdf", data).published is None


def test_a_pdf_that_hangs_or_breaks_the_library_is_one_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (hanging,) = read(tmp_path, "a.pdf", pdf(WORDS.strip()), limits=Limits(pdf_seconds=0.001))
    assert isinstance(hanging, InputError)
    assert (hanging.code, hanging.problem) == ("timeout", "reading it took more than 0.001 seconds")
    monkeypatch.setattr(sys, "executable", "/bin/false")  # dies without a word, as after a crash
    (broken,) = read(tmp_path, "a.pdf", pdf(WORDS.strip()))
    assert isinstance(broken, InputError)
    assert (broken.code, broken.problem) == ("bad-pdf", "the PDF library failed on it")


def test_a_mail_is_a_report(tmp_path: Path) -> None:
    report = one(tmp_path, "a.eml", mail(subject="=?utf-8?q?Caf=C3=A9_in_Tarsk?="))
    assert report.text == f"Café in Tarsk\n\n{WORDS}"
    assert (report.id, report.authors, report.title) == ("1@oreva.example", ["Press Desk"], "Café in Tarsk")
    assert report.published == "2024-03-05T10:30:00+01:00"


def test_parts_and_attachments_of_a_mail(tmp_path: Path) -> None:
    parts = (
        "Content-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: text/html\n\n<p>See the <b>statement</b>.</p>\n"
        f'--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="../x/statement.txt"\n\n{WORDS}\n'
        '--b\nContent-Type: image/png\nContent-Disposition: attachment; filename="logo.png"\n\nx\n--b--\n'
    )
    skipped: Counter[str] = Counter()
    body, attached = read(tmp_path, "a.eml", mail(more=parts, body=""), skipped=skipped)
    assert isinstance(body, Report)
    assert body.text == "Army leaves Tarsk\n\nSee the statement."
    assert isinstance(attached, Report)
    assert (attached.id, attached.text.strip()) == ("a/statement", WORDS.strip())
    assert skipped == {".png": 1}


def test_a_mailbox_is_divided_at_its_separators_only(tmp_path: Path) -> None:
    start = "From a@b.example Tue Mar  5 10:00:00 2024\n"
    box = (
        start
        + mail(body="The war ended.\n\nFrom here on all was quiet.\n>From the hills came word.\n")
        + "\n"
        + start
        + mail()
    )
    first, second = read(tmp_path, "a.mbox", box)
    assert isinstance(first, Report)
    assert "From here on all was quiet.\nFrom the hills" in first.text
    assert isinstance(second, Report)
    assert second.id == "1@oreva.example~2"


def test_the_pages_of_a_crawl(tmp_path: Path) -> None:
    chunked = f"{len(WORDS):x}\r\n{WORDS}\r\n0\r\n\r\n".encode()
    crawl = (
        answer("https://oreva.example/r", b"", kind="request")
        + answer("https://oreva.example/1", PAGE.encode())
        + answer("https://oreva.example/i", b"x", content_type="image/png")
        + answer("https://oreva.example/404", PAGE.encode(), status="404 Not Found")
        + answer("https://oreva.example/2", gz(PAGE.replace("mayor", "governor")), headers="Content-Encoding: gzip\r\n")
        + answer(
            "https://oreva.example/3", chunked, content_type="text/plain", headers="Transfer-Encoding: chunked\r\n"
        )
    )
    skipped: Counter[str] = Counter()
    found = read(tmp_path, "crawl.warc.gz", gz(crawl[:900]) + gz(crawl[900:]), skipped=skipped)
    kept = [f for f in found if isinstance(f, Report)]
    assert [f.url for f in kept] == [f"https://oreva.example/{n}" for n in (1, 2, 3)]
    assert kept[2].text == WORDS
    assert {f.published for f in kept} == {None}, "the day of the crawl is no day of publication"
    assert skipped.total() == 3


def test_archives_in_archives_and_what_is_passed_over(tmp_path: Path) -> None:
    inner = packed({"page.html": PAGE, "deep/wire.txt.gz": gz(WORDS)})
    outer = packed(
        {
            "b/wire.txt": WORDS,
            "a.zip": inner,
            "__MACOSX/b/._wire.txt": "x",
            ".git/x.txt": "x",
            "photo.jpg": "x",
            "../../up.txt": "The war ended.",
            "many.jsonl": '{"id": "j", "text": "The end."}',
        }
    )
    skipped: Counter[str] = Counter()
    found = read(tmp_path, "all.zip", outer, skipped=skipped)
    assert ids(found) == ["all/b/wire", "all/a/page", "all/a/deep/wire", "all/up", "j"]
    assert skipped == {".jpg": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["all.zip"], "nothing is unpacked to disk"


def test_kinds_are_recognised_without_a_suffix(tmp_path: Path) -> None:
    contents = (
        pdf(WORDS.strip()),
        gz(WORDS),
        packed({"a.txt": WORDS}),
        rss(item(text=WORDS)),
        answer("https://oreva.example", PAGE.encode()),
        "From a@b Tue Mar  5 10:00:00 2024\n" + mail(),
        workbook(("text",), (WORDS,)),
        '{"text": "The end."}\n{"text": "The war ended."}',
    )
    for content in contents:
        found = read(tmp_path, "input", content)
        assert all(isinstance(f, Report) for f in found), found
        assert found


def test_the_first_bytes_go_before_the_suffix(tmp_path: Path) -> None:
    assert one(tmp_path, "a.txt", pdf(WORDS.strip())).text == WORDS.strip()


def test_open_report_takes_everything_that_holds_one_report(tmp_path: Path) -> None:
    assert open_report(pdf(WORDS.strip())).text == WORDS.strip()
    assert open_report(gz(WORDS)).text == WORDS
    path = tmp_path / "wire.txt.gz"
    path.write_bytes(gz(WORDS))
    assert open_report(path).id == "wire"
    with pytest.raises(InputError, match="several reports"):
        open_report(packed({"a.txt": WORDS, "b.txt": WORDS}))


def test_ids_differ_within_a_batch(tmp_path: Path) -> None:
    lines = '{"id": "a", "text": "The end."}\n' * 3 + '{"id": "a~2", "text": "The end."}\n'
    assert ids(read(tmp_path, "a.jsonl", lines)) == ["a", "a~2", "a~3", "a~2~2"]
    many = "id,text\n" + "same,The end.\n" * 20_000
    assert len(set(ids(read(tmp_path, "many.csv", many)))) == 20_000


@pytest.mark.parametrize(("module", "extra", "name", "content"), [
    ("pypdfium2", "pdf", "a.pdf", pdf(WORDS)),
    ("warcio", "warc", "a.warc", answer("https://oreva.example", b"")),
    ("feedparser", "feeds", "a.rss", rss(item(text=WORDS))),
    ("openpyxl", "sheets", "a.xlsx", packed({"xl/workbook.xml": "<x/>"})),
])  # fmt: skip
def test_a_missing_part_is_named_with_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str, name: str, content: bytes
) -> None:
    for loaded in [m for m in sys.modules if m.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, module, None)
    (failure,) = read(tmp_path, name, content)
    assert isinstance(failure, InputError)
    assert failure.code == "missing-extra"
    assert failure.advice == f"Install it: pip install 'according[{extra}]'"


def test_bombs_are_stopped_early_under_the_limits_of_every_day(tmp_path: Path) -> None:
    zeros = gz(b"\0" * 200_000_000)
    tracemalloc.start()
    bombs = {
        "a.gz": zeros,
        "b.zip": packed({"a.txt": b" " * 50_000_000}),
        "c.txt.gz": gz(zeros),
        "d.zip": packed({f"{i}.gz": zeros for i in range(3)}),
    }
    for name, content in bombs.items():
        for failure in read(tmp_path, name, content):
            assert isinstance(failure, InputError)
            assert failure.code in {"bomb", "too-large", "binary"}, failure
    assert tracemalloc.get_traced_memory()[1] < 120_000_000
    tracemalloc.stop()


def test_members_stream_and_memory_stays_bounded(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl.gz"
    texts = (" ".join(f"On day {n * k} the army left {n + k} towns." for k in range(200)) for n in range(800))
    path.write_bytes(gz("".join(f'{{"text": "{text}"}}\n' for text in texts)))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    count = sum(isinstance(r, Report) for r in reports([path]))
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert count == 800
    assert peak < 3_000_000, f"{peak:,} bytes for 6 MB of reports"


def test_what_came_before_the_damage_is_read(tmp_path: Path) -> None:
    lines = "".join(
        f'{{"id": "{n}", "text": "The town number {n} fell, and {n * 7919} people left."}}\n' for n in range(5000)
    )
    found = read(tmp_path, "a.jsonl.gz", gz(lines)[:-2000])
    assert isinstance(found[-1], InputError)
    assert found[-1].code == "bad-gzip"
    assert len(found) > 1000
    assert all(isinstance(f, Report) for f in found[:-1])


def test_a_hostile_mail_takes_no_long_time(tmp_path: Path) -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(10))
    parameters = "Content-Type: text/plain; " + "; ".join(f"a*{n}*=x" for n in range(20_000)) + "\n"
    for hostile in (mail(more=nested, body="\n" * 2_000_000), mail(more=parameters), "Subject: x\n" + " y\n" * 500_000):
        began = time.monotonic()
        assert read(tmp_path, "a.eml", hostile)
        assert time.monotonic() - began < 10


def test_a_hostile_feed_takes_no_long_time(tmp_path: Path) -> None:
    for text in ("<!--" * 200_000, "&lt;" * 200_000, "<a " * 200_000):
        began = time.monotonic()
        assert read(tmp_path, "a.rss", rss(item(text=text)), limits=Limits(feed=2_000_000))
        assert time.monotonic() - began < 15
