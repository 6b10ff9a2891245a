"""robots.txt as RFC 9309 has it: the group that names this program, else "*"; the longest rule that fits decides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

PRODUCT = "according"
MAX_BYTES = 512_000  # the RFC asks for at least 500 KiB
_MAX_RULES = 5000
_LINE = re.compile(r"\s*([A-Za-z-]{1,30})\s*:\s*([^#]*)")


@dataclass
class Rules:
    """What one site asks for: paths with allow or disallow, and seconds between two visits."""

    rules: list[tuple[str, bool]] = field(default_factory=list)
    delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether the address may be visited; of rules of the same length the allowing one wins."""
        parts = urlsplit(url)
        path = _folded((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if path == "/robots.txt":
            return True
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)]
        return max(fitting)[1] if fitting else True


NOTHING = Rules([("/", False)])  # a server that cannot say what it allows: RFC 9309, 2.3.1.4


def parse_robots(text: str, product: str = PRODUCT) -> Rules:
    """The rules for this program. Lines that are none are passed over, as the RFC asks."""
    own, everyone = Rules(), Rules()
    named = False
    current: list[Rules] = []
    in_agents = False
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        key, value = found[1].lower(), found[2].strip()
        if key == "user-agent":
            if not in_agents:
                current = []
            in_agents = True
            agent = value.lower().partition("/")[0]
            if agent == product:
                named = True
                current.append(own)
            elif agent == "*":
                current.append(everyone)
            continue
        if key in {"allow", "disallow"}:
            in_agents = False
            for rules in current:
                if value and len(rules.rules) < _MAX_RULES:
                    rules.rules.append((_folded(value), key == "allow"))
        elif key == "crawl-delay":
            in_agents = False
            for rules in current:
                rules.delay_s = _seconds(value)
    return own if named else everyone


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), 30.0) if seconds == seconds else 0.0


def _folded(path: str) -> str:
    """Percent-encoded and plain characters are the same; "*" and "$" in a path stay apart from the signs of a rule."""
    return unquote(path, errors="replace") if "%2a" not in path.lower() and "%24" not in path else path


def _fits(pattern: str, path: str) -> bool:
    """Whether a rule with its stars, and "$" for the end, fits the beginning of a path; no backtracking."""
    ends = pattern.endswith("$")
    first, *rest = (pattern[:-1] if ends else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for i, part in enumerate(rest):
        if ends and i == len(rest) - 1:
            return len(path) - at >= len(part) and path.endswith(part)
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return at == len(path) if ends else True
