"""Visiting as a guest: robots.txt, one host at its own pace, links of feeds and lists; a server on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from handfiles import PAGE, WORDS, item, pdf, rss

from according.errors import InputError
from according.intake import reports
from according.intake.robots import parse_robots
from according.intake.visits import Visitor
from according.records import Report

ROBOTS = "User-agent: *\nDisallow: /private\nCrawl-delay: 7\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.asked.append(self.path)
        status, kind, body = server.pages.get(self.path, (404, "text/html", b"gone"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 302:
            self.send_header("Location", body.decode())
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Answers with `pages`, by path, and remembers what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        page = (200, "text/html; charset=utf-8", PAGE.encode())
        self.pages = {f"/{name}": page for name in ("1", "2", "private/1", "public/1")}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def read(*inputs: str | Path, **options: object) -> list[Report | InputError]:
    return list(reports(inputs, **{"allow_private": True, "delay_s": 0, **options}))  # type: ignore[arg-type]


def codes(found: list[Report | InputError]) -> list[str]:
    return [f.code if isinstance(f, InputError) else "report" for f in found]


def test_robots_are_asked_once_and_kept(server: Server) -> None:
    server.pages["/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /private\n")
    found = read(f"{server.url}/1", f"{server.url}/private/1", f"{server.url}/2")
    assert codes(found) == ["report", "robots", "report"]
    assert server.asked == ["/robots.txt", "/1", "/2"]
    assert isinstance(found[1], InputError)
    assert "does not allow" in found[1].problem


def test_a_redirect_into_what_is_not_allowed_is_not_followed(server: Server) -> None:
    server.pages["/robots.txt"] = (200, "text/plain", b"User-agent: according\nDisallow: /private\n")
    server.pages["/door"] = (302, "text/html", b"/private/1")
    assert codes(read(f"{server.url}/door")) == ["robots"]
    assert "/private/1" not in server.asked


def test_sites_that_are_ones_own_need_no_robots(server: Server) -> None:
    server.pages["/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /\n")
    assert codes(read(f"{server.url}/1", robots=False)) == ["report"]
    assert server.asked == ["/1"]


@pytest.mark.parametrize(("status", "expected"), [(404, "report"), (403, "report"), (500, "robots"), (503, "robots")])
def test_a_server_without_robots_allows_all_and_one_that_fails_allows_nothing(
    server: Server, status: int, expected: str
) -> None:
    server.pages["/robots.txt"] = (status, "text/plain", b"")
    assert codes(read(f"{server.url}/1")) == [expected]


def test_endless_robots_are_cut(server: Server) -> None:
    server.pages["/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /private\n" + b"# words\n" * 200_000)
    assert codes(read(f"{server.url}/private/1", f"{server.url}/1")) == ["robots", "report"]


def test_a_host_is_visited_at_its_pace_and_others_do_not_wait(server: Server) -> None:
    server.pages["/robots.txt"] = (200, "text/plain", ROBOTS.encode())
    now, waited = [100.0], []

    def sleep(seconds: float) -> None:
        waited.append(round(seconds, 3))
        now[0] += seconds

    visitor = Visitor(allow_private=True, delay_s=2, clock=lambda: now[0], sleep=sleep)
    visitor.visit(f"{server.url}/1")
    visitor.visit(f"{server.url}/2")
    assert waited == [2, 7], "two seconds after robots.txt, then what it asks for"
    now[0] += 100
    visitor.visit(f"{server.url}/1")
    other = server.url.replace("127.0.0.1", "localhost")
    visitor.visit(f"{other}/1", max_bytes=10_000)
    assert waited == [2, 7, 2], "only the other host's own robots.txt and page"


def test_links_of_feeds_are_followed_with_what_the_feed_says(server: Server, tmp_path: Path) -> None:
    date = "<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate>"
    feed = rss(
        item(link="/1", more=date), item(text=f"<p>{WORDS}</p>", link="/2"), item(link="/gone"), item(link="/a.pdf")
    )
    server.pages["/feed"] = (200, "application/rss+xml", feed.encode())
    server.pages["/a.pdf"] = (200, "application/pdf", pdf(WORDS.strip()))
    opml = tmp_path / "feeds.opml"
    opml.write_text(f"<opml><body><outline text='x' xmlUrl='{server.url}/feed'/></body></opml>")
    found = read(opml)
    assert codes(found) == ["report", "report", "fetch-status", "report"]
    page, full, gone, paper = found
    assert isinstance(page, Report)
    assert (page.url, page.published) == (f"{server.url}/1", "2024-03-05T10:00:00+00:00")
    assert isinstance(full, Report)
    assert full.text.startswith("Army leaves Tarsk\n\nThe army")
    assert isinstance(gone, InputError)
    assert gone.name == f"{server.url}/feed#3 {server.url}/gone"
    assert isinstance(paper, Report)
    assert paper.text == WORDS.strip()
    assert server.asked.count("/2") == 0, "an entry with its text needs no visit"


def test_a_feed_that_leads_to_itself_ends(server: Server) -> None:
    server.pages["/feed"] = (200, "application/rss+xml", rss(item(link="/feed")).encode())
    assert codes(read(f"{server.url}/feed")) == ["depth"]


def test_rows_with_links_keep_id_day_and_publisher(server: Server, tmp_path: Path) -> None:
    table = tmp_path / "links.csv"
    table.write_text(f"id,link,source,date\nw-1,{server.url}/1,Oreva Post,2024-03-05\nw-2,http://no-such.invalid/,,\n")
    found = read(table)
    assert codes(found) == ["report", "fetch-failed"]
    assert isinstance(found[0], Report)
    assert (found[0].id, found[0].publisher, found[0].published) == ("w-1", "Oreva Post", "2024-03-05")
    assert isinstance(found[1], InputError)
    assert found[1].name == f"{table}:3 http://no-such.invalid/"


def test_lists_may_not_lead_inside_unless_allowed(server: Server, tmp_path: Path) -> None:
    links = tmp_path / "links.urls"
    links.write_text(f"{server.url}/1\n")
    assert codes(read(links, allow_private=False)) == ["fetch-refused"]
    assert server.asked == []


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /a", "/a/b", False),
        ("User-agent: *\nDisallow: /a", "/b/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /*/print", "/x/print/1", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/caf%c3%a9", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: According/2\nDisallow: /", "/a", False),
        ("User-agent: according\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("Disallow: /", "/a", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nsitemap: x\nnonsense\nDisallow : /a # why", "/a", False),
        ("User-agent: *\nDisallow: /" + "*a" * 2000 + "$", "/" + "a" * 4000 + "b", True),
    ],
)
def test_rules_as_the_rfc_has_them(rules: str, path: str, allowed: bool) -> None:
    assert parse_robots(rules).allows(f"https://oreva.example{path}") is allowed


@pytest.mark.parametrize(
    ("words", "seconds"), [("5", 5), ("0.5", 0.5), ("1e9", 30), ("-1", 0), ("soon", 0), ("nan", 0)]
)
def test_delays_are_kept_within_reason(words: str, seconds: float) -> None:
    assert parse_robots(f"User-agent: *\nCrawl-delay: {words}").delay_s == seconds
