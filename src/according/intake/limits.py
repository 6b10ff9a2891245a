"""How much of an untrusted input is taken: sizes, ratios, depths, numbers. One place, so that each can be looked up."""

from __future__ import annotations

from dataclasses import dataclass, field

from according.errors import InputError

# What third-party parsers raise on input that their authors never thought of. A crash of the interpreter is kept out
# by other means: limits of size before them, and for PDF a process of its own.
PARSER_FAULTS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    EOFError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of one batch. Sizes are bytes; ratios are unpacked to packed."""

    unpacked: int = 20 << 30  # of one input, all its members together
    ratio: int = 200  # text packs 3 to 20 times, a machine's repetitive lines 100 times, a bomb 1000 times
    ratio_free: int = 4 << 20  # up to here no ratio is asked: small files of blanks are no danger
    depth: int = 3  # containers in containers: a feed in a ZIP in a GZip
    members: int = 100_000  # of one ZIP
    directory: int = 64 << 20  # of one ZIP
    spool: int = 2 << 30  # a member that must be searched, not streamed (a ZIP in a ZIP), lies in a temporary file
    feed: int = 5_000_000
    mail: int = 25_000_000
    pdf: int = 50_000_000
    pdf_pages: int = 1000
    pdf_seconds: float = 60.0
    sheet: int = 200_000_000  # of the unpacked parts of one XLSX
    record_head: int = 1 << 20  # headers of one record of a crawl


@dataclass(slots=True)
class Budget:
    """What one input, with everything inside it, has taken so far."""

    limits: Limits
    packed: int = 0  # bytes of the input itself
    unpacked: int = field(default=0, init=False)

    def spend(self, count: int, name: str) -> None:
        """Count unpacked bytes. Raises InputError "too-large" or "bomb"."""
        self.unpacked += count
        if self.unpacked > self.limits.unpacked:
            raise InputError(
                name,
                "too-large",
                f"unpacked, the input has more than {self.limits.unpacked:,} bytes",
                advice="Divide it, or unpack it and give the folder",
            )
        refuse_bomb(self.unpacked, self.packed, self.limits, name)


def refuse_bomb(unpacked: int, packed: int, limits: Limits, name: str) -> None:
    """Raise InputError "bomb" where the unpacked bytes are out of all proportion to the packed ones."""
    if unpacked > limits.ratio_free and unpacked > limits.ratio * max(packed, 1):
        raise InputError(
            name,
            "bomb",
            f"it unpacks to more than {limits.ratio} times its size, as no reports do",
            advice="Look at where it comes from; if you trust it, unpack it yourself and give the folder",
        )


def single_limit(max_chars: int) -> int:
    """How many bytes one report may have: four to a character, and no less than a page's markup needs."""
    from according.intake.pages import MAX_HTML_CHARS

    return max(4 * max_chars, MAX_HTML_CHARS) + 4
