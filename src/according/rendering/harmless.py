"""Text made harmless for a terminal: a report is hostile until proven otherwise.

Escape sequences in a report could recolour, retitle or overwrite the reader's screen, and bidirectional overrides could
show words in an order in which they do not stand ("Trojan Source", CVE-2021-42574). Each such character is replaced by
one visible character, so that nothing vanishes and every offset still fits.
"""

from __future__ import annotations

_PICTURES = 0x2400  # U+2400..U+241F are the pictures of the control characters U+0000..U+001F
_KEPT = {"\n", "\t"}
_REPLACEMENT = "\ufffd"


def _table() -> dict[int, str]:
    table = {code: chr(_PICTURES + code) for code in range(0x20) if chr(code) not in _KEPT}
    table[0x7F] = "\u2421"
    table.update(dict.fromkeys(range(0x80, 0xA0), _REPLACEMENT))  # C1 controls: one-byte forms of escape sequences
    table.update(dict.fromkeys(range(0x202A, 0x202F), _REPLACEMENT))  # bidirectional embeddings and overrides
    table.update(dict.fromkeys(range(0x2066, 0x206A), _REPLACEMENT))  # bidirectional isolates
    table.update(dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT))  # lone surrogates cannot be encoded
    table.update({0x2028: "\n", 0x2029: "\n"})
    return table


_TABLE = _table()
_ESCAPES = {
    code: f"\\u{code:04x}"
    for code in (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)
}


def harmless(text: str) -> str:
    """The text with every control character, bidirectional override and lone surrogate replaced, one for one."""
    return text.translate(_TABLE)


def one_line(text: str) -> str:
    """The text made harmless and with every run of white space as one space: fit for a table cell or a message."""
    return " ".join(harmless(text).split())


def escaped(json_text: str) -> str:
    """The same JSON with the characters that JSON leaves raw, and that `harmless` would replace, as escapes.

    Nothing changes for a JSON reader. A terminal obeys no control character, and one record stays one line also for
    those who split lines as Unicode does (at U+0085, U+2028, U+2029).
    """
    return json_text.translate(_ESCAPES)
