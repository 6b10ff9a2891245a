"""Visiting many pages as a guest: robots.txt is kept, and no host is visited faster than it likes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlsplit

from according.errors import InputError
from according.intake.fetch import MAX_BYTES, Fetched, fetch
from according.intake.kinds import fetched_types
from according.intake.robots import MAX_BYTES as MAX_ROBOTS
from according.intake.robots import NOTHING, Rules, parse_robots

DELAY_S = 1.0
_REMEMBERED = 10_000  # hosts


class Visitor:
    """Fetches pages one after the other, `delay_s` seconds apart on the same host, or as robots.txt asks if longer."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        robots: bool = True,
        delay_s: float = DELAY_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._allow_private, self._robots, self._delay_s = allow_private, robots, delay_s
        self._clock, self._sleep = clock, sleep
        self._rules: OrderedDict[str, Rules] = OrderedDict()
        self._next: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def visit(self, url: str, *, types: tuple[str, ...] | None = None, max_bytes: int = MAX_BYTES) -> Fetched:
        """The page. Raises InputError: "robots" (the site does not want it), and the codes of `fetch`."""
        with self._lock:
            return fetch(
                url,
                allow_private=self._allow_private,
                types=types or fetched_types(),
                max_bytes=max_bytes,
                before=self._ask,
            )

    def _ask(self, url: str, named: str) -> None:
        """Before each hop, redirects too: may it be visited, and when?"""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules_of(origin, parts.netloc) if self._robots else Rules()
        if not rules.allows(url):
            raise InputError(
                named,
                "robots",
                f"the robots.txt of {parts.netloc} does not allow {url[:200]}",
                advice="Save the page yourself and give the file, or ask the site",
            )
        self._wait(parts.netloc, max(self._delay_s, rules.delay_s))

    def _rules_of(self, origin: str, host: str) -> Rules:
        known = self._rules.get(origin)
        if known is None:
            known = self._rules[origin] = self._read_rules(origin, host)
            if len(self._rules) > _REMEMBERED:
                self._rules.popitem(last=False)
        return known

    def _read_rules(self, origin: str, host: str) -> Rules:
        self._wait(host, self._delay_s)
        try:
            found = fetch(
                f"{origin}/robots.txt", allow_private=self._allow_private, types=(), max_bytes=MAX_ROBOTS, cut=True
            )
        except InputError as e:
            # "Unavailable" (4xx) allows everything, "unreachable" nothing: RFC 9309, 2.3.1.3 and 2.3.1.4. Where there
            # is no connection at all, the page's own failure says it better.
            gone = e.code == "fetch-status" and " 4" in e.problem
            return Rules() if gone or e.code in {"fetch-failed", "fetch-refused", "bad-url"} else NOTHING
        return parse_robots(found.content.decode("utf-8", "replace"))

    def _wait(self, host: str, delay_s: float) -> None:
        now = self._clock()
        due = self._next.pop(host, now)
        if due > now:
            self._sleep(due - now)
            now = max(due, self._clock())
        self._next[host] = now + delay_s
        if len(self._next) > _REMEMBERED:
            self._next.popitem(last=False)
