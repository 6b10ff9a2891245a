"""One page over http(s), for a program that may stand inside someone's network.

Every hop is checked: scheme, the addresses behind the host, redirects, size, time, type. The connection goes to the
address that was checked and not to the name, so that a second DNS answer cannot lead inside (DNS rebinding).
Proxies from the environment are not used: behind one, nobody could check the address.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from according.errors import InputError

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 10_000_000
MAX_REDIRECTS = 5
TIMEOUT = 20.0
USER_AGENT = "according (reads news reports)"
PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SAVE = "Open it in a browser, save the page and give the file"


class Fetched(NamedTuple):
    """What came back: the last address, the bytes, the declared type and charset."""

    url: str
    content: bytes
    content_type: str
    charset: str | None


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    max_bytes: int = MAX_BYTES,
    timeout_s: float = TIMEOUT,
    types: tuple[str, ...] = PAGE_TYPES,
    cut: bool = False,
    before: Callable[[str, str], None] | None = None,
) -> Fetched:
    """Get one page. `timeout_s` bounds the whole of it, redirects included (and waiting in `before` not).

    `types` are the content types that are wanted, () all; `cut` cuts a longer answer at `max_bytes` instead of refusing
    it; `before(address, named)` is called before every hop and may refuse it with an InputError.

    Raises InputError: "bad-url", "fetch-refused" (an address inside the network, unless `allow_private`),
    "fetch-redirects", "fetch-status", "fetch-type", "fetch-timeout", "fetch-failed", "too-large".
    """
    import httpx

    deadline = time.monotonic() + timeout_s
    here = url
    with httpx.Client(trust_env=False, follow_redirects=False, headers=_headers(types)) as client:
        for _ in range(MAX_REDIRECTS + 1):
            target = _checked_url(here, named=url)
            if before is not None:
                began = time.monotonic()
                before(str(target), url)
                deadline += time.monotonic() - began
            visit = _Visit(url, deadline, max_bytes, types, cut=cut)
            answer = _get(client, target, visit, allow_private=allow_private)
            if isinstance(answer, Fetched):
                return answer
            here = urljoin(str(target), answer)
    raise InputError(
        url, "fetch-redirects", f"it leads on more than {MAX_REDIRECTS} times", advice="Give the final address"
    )


def is_public(address: str) -> bool:
    """True for an address of the open internet, also when it is an IPv4 address in IPv6 dress."""
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class _Visit(NamedTuple):
    """What one hop needs: the address that the user named, the time it must end, what is wanted."""

    named: str
    deadline: float
    max_bytes: int
    types: tuple[str, ...]
    cut: bool


def _headers(types: tuple[str, ...]) -> dict[str, str]:
    return {"Accept": ", ".join(types) or "*/*", "Accept-Encoding": "gzip", "User-Agent": USER_AGENT}


def _checked_url(url: str, *, named: str) -> httpx.URL:
    import httpx

    try:
        target = httpx.URL(url)
        host = target.host
    except (httpx.InvalidURL, ValueError, UnicodeError) as e:
        raise InputError(named, "bad-url", f"the address cannot be read ({e})", advice="Give an http(s) address") from e
    if target.scheme not in {"http", "https"} or not host:
        raise InputError(
            named, "bad-url", f"{url[:200]!r} is no http(s) address", advice="Give an address with http:// or https://"
        )
    if target.userinfo:
        raise InputError(named, "bad-url", "the address holds a user name", advice="Give it without user and password")
    return target


def _addresses(target: httpx.URL, named: str, *, allow_private: bool) -> list[str]:
    port = target.port or (443 if target.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(target.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as e:
        raise InputError(
            named, "fetch-failed", f"the host {target.host!r} is not known ({e})", advice="Check the address"
        ) from e
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private and (inside := [a for a in addresses if not is_public(a)]):
        raise InputError(
            named,
            "fetch-refused",
            f"{target.host!r} is {inside[0]}, an address inside the network",
            advice="Allow it (allow_private) only if you trust the address and whoever wrote it",
        )
    return addresses


def _get(client: httpx.Client, target: httpx.URL, visit: _Visit, *, allow_private: bool) -> Fetched | str:
    """The page, or the address that it redirects to."""
    import httpx

    named = visit.named
    last: httpx.ConnectError | httpx.ConnectTimeout | None = None
    for address in _addresses(target, named, allow_private=allow_private)[:3]:
        request = client.build_request(
            "GET",
            target.copy_with(host=address, fragment=None),
            headers={"Host": target.netloc.decode("ascii")},
            extensions={"sni_hostname": target.host} if target.scheme == "https" else {},
            timeout=_left(visit.deadline, named),
        )
        try:
            response = client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as e:
            last = e
            continue
        except httpx.TimeoutException as e:
            raise _timeout(named) from e
        except (httpx.HTTPError, httpx.InvalidURL) as e:
            raise InputError(named, "fetch-failed", f"the server's answer failed ({e})", advice=_SAVE) from e
        try:
            return _read(response, str(target), visit)
        finally:
            response.close()
    raise InputError(named, "fetch-failed", f"no connection ({last})", advice="Check the address, or try again later")


def _read(response: httpx.Response, here: str, visit: _Visit) -> Fetched | str:
    named = visit.named
    if response.status_code in {301, 302, 303, 307, 308} and (onward := response.headers.get("location")):
        return str(onward)
    if response.status_code != 200:
        raise InputError(named, "fetch-status", f"the server answered {response.status_code}", advice=_SAVE)
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if visit.types and content_type not in visit.types:
        raise InputError(
            named,
            "fetch-type",
            f"it is {content_type[:80] or 'of no stated type'}, not a page or a text",
            advice="Give the address of an HTML page or a plain text",
        )
    content = b"".join(_body(response, visit))
    return Fetched(here, content, content_type, response.charset_encoding)


def _body(response: httpx.Response, visit: _Visit) -> Iterator[bytes]:
    """The decoded bytes. Unpacked here and not by httpx, so that a small bomb cannot unfold before it is counted."""
    import httpx

    named, max_bytes = visit.named, visit.max_bytes
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in {"identity", "", "gzip", "x-gzip"}:
        raise InputError(named, "fetch-type", f"its content is packed as {packed[:40]!r}", advice=_SAVE)
    unzip = zlib.decompressobj(wbits=31) if "gzip" in packed else None
    size = 0
    try:
        for raw in response.iter_raw():  # as it comes: with a chunk size, drops of a slow server would escape the clock
            _left(visit.deadline, named)
            chunk = unzip.decompress(raw, max_bytes + 1 - size) if unzip else raw
            size += len(chunk)
            if size > max_bytes and visit.cut:
                yield chunk[: max_bytes - size]
                return
            if size > max_bytes:
                raise InputError(named, "too-large", f"the page has more than {max_bytes:,} bytes", advice=_SAVE)
            yield chunk
    except httpx.TimeoutException as e:
        raise _timeout(named) from e
    except (httpx.HTTPError, zlib.error) as e:
        raise InputError(named, "fetch-failed", f"the server's answer broke off ({e})", advice=_SAVE) from e


def _left(deadline: float, named: str) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _timeout(named)
    return left


def _timeout(named: str) -> InputError:
    return InputError(
        named, "fetch-timeout", "the server took too long", advice="Try again later, or give a saved page"
    )
