"""What can go wrong with a ledger."""

from __future__ import annotations

from according.errors import AccordingError


class LedgerError(AccordingError):
    """A ledger that cannot be opened, read or written as asked; the message says what to do."""
