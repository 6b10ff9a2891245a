"""Fetching from a server on loopback: what is let in, what is refused, and with which code."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from according.errors import InputError
from according.intake import fetch as fetching
from according.intake import open_url, reports
from according.intake.fetch import fetch, is_public

SENTENCE = "The minister said on Friday that the talks in the café would go on, although two people had died. "
PAGE = f"<!DOCTYPE html><html><head><title>Talks resume</title></head><body><p>{SENTENCE * 4}</p></body></html>"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answer = getattr(self, "at_" + self.path.strip("/").partition("/")[0], None)
        if answer is None:
            self.send(404, "text/html", b"gone")
        else:
            answer()

    def send(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": kind, **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def at_page(self) -> None:
        self.send(200, "text/html; charset=utf-8", PAGE.encode())

    def at_latin(self) -> None:
        self.send(200, "text/html; charset=iso-8859-2", PAGE.replace("café", "Łódź").encode("iso-8859-2"))

    def at_text(self) -> None:
        self.send(200, "text/plain", SENTENCE.encode())

    def at_zipped(self) -> None:
        self.send(200, "text/html", gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def at_bomb(self) -> None:
        self.send(200, "text/html", gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip")

    def at_broken(self) -> None:
        self.send(200, "text/html", b"no gzip at all", Content_Encoding="gzip")

    def at_image(self) -> None:
        self.send(200, "image/png", b"\x89PNG")

    def at_big(self) -> None:
        self.send(200, "text/html", b"x" * 200_000)

    def at_slow(self) -> None:
        self.send(200, "text/html", b"")
        for _ in range(50):
            time.sleep(0.05)
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def at_silent(self) -> None:
        time.sleep(1.5)

    def at_hop(self) -> None:
        left = int(self.path.rsplit("/", 1)[1])
        self.send(302, "text/html", b"", Location="/page" if left == 0 else f"/hop/{left - 1}")

    def at_inside(self) -> None:
        self.send(302, "text/html", b"", Location="http://10.0.0.1/secret")

    def at_file(self) -> None:
        self.send(302, "text/html", b"", Location="file:///etc/hostname")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def code_of(url: str, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        fetch(url, **{"allow_private": True, "timeout_s": 5.0, **options})  # type: ignore[arg-type]
    assert caught.value.advice
    return caught.value.code


def test_a_page_becomes_a_report(server: str) -> None:
    report = open_url(f"{server}/page", allow_private=True)
    assert report.title == "Talks resume"
    assert report.url == f"{server}/page"
    assert "café" in report.text


def test_declared_charsets_plain_text_and_gzip(server: str) -> None:
    assert "Łódź" in open_url(f"{server}/latin", allow_private=True).text
    assert open_url(f"{server}/text", allow_private=True).text == SENTENCE
    assert fetch(f"{server}/zipped", allow_private=True).content == PAGE.encode()


def test_addresses_inside_are_refused_unless_allowed(server: str) -> None:
    assert code_of(f"{server}/page", allow_private=False) == "fetch-refused"
    assert code_of(f"{server}/page".replace("127.0.0.1", "localhost"), allow_private=False) == "fetch-refused"
    (failure,) = reports([f"{server}/page"])
    assert isinstance(failure, InputError)
    assert failure.code == "fetch-refused"


def test_every_redirect_is_checked_again(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fetch(f"{server}/hop/4", allow_private=True).url == f"{server}/page"
    assert code_of(f"{server}/hop/5") == "fetch-redirects"
    assert code_of(f"{server}/file") == "bad-url"
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    assert code_of(f"{server}/inside", allow_private=False) == "fetch-refused"


def test_the_checked_address_is_the_one_connected_to(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(server.rsplit(":", 1)[1])
    asked: list[str] = []

    def resolve(host: str, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host if host[0] == "1" else "127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert fetch(f"http://courier.example:{port}/page", allow_private=True).content == PAGE.encode()
    assert asked.count("courier.example") == 1


def test_limits_of_size_time_and_type(server: str) -> None:
    assert code_of(f"{server}/big", max_bytes=100_000) == "too-large"
    assert code_of(f"{server}/bomb", max_bytes=100_000) == "too-large"
    assert code_of(f"{server}/image") == "fetch-type"
    assert code_of(f"{server}/broken") == "fetch-failed"
    assert code_of(f"{server}/nowhere") == "fetch-status"
    began = time.monotonic()
    assert code_of(f"{server}/slow", timeout_s=0.4) == "fetch-timeout"
    assert code_of(f"{server}/silent", timeout_s=0.4) == "fetch-timeout"
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "url",
    [
        "ftp://courier.example/a",
        "http://",
        "https://user:pw@courier.example/",
        "http://[::1",
        "courier",
        "http://a\x00b/",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    assert code_of(url) == "bad-url"


def test_a_closed_port_and_an_unknown_host() -> None:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    assert code_of(f"http://127.0.0.1:{port}/") == "fetch-failed"
    assert code_of("http://no-such-host.invalid/") == "fetch-failed"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "::",
     "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_addresses_inside(address: str) -> None:
    assert not is_public(address)


def test_addresses_outside() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
