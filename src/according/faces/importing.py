"""Bringing JSON lines into a ledger: an export of a whole one, or records."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from according.errors import InputError, RecordError

if TYPE_CHECKING:
    from according.ledger import Ledger


def import_stream(ledger: Ledger, source: str) -> str:
    """Bring in what the file (or "-", standard input) holds; how it went comes back in words.

    Raises InputError where it cannot be read, LedgerError where an export cannot be taken, RecordError for a line that
    is no record (what came before it is kept).
    """
    name = "standard input" if source == "-" else source
    try:
        opened = nullcontext(sys.stdin) if source == "-" else Path(source).open(encoding="utf-8")  # noqa: SIM115
        with opened as stream:
            first = stream.readline()
            if '"ledger"' in first[:200]:
                return f"{ledger.import_lines(chain([first], stream), name=name)} rows read"
            return _records(ledger, first, stream, name)
    except UnicodeDecodeError as error:
        raise InputError(name, "encoding", "it is not UTF-8", advice="JSON lines are always UTF-8") from error
    except OSError as error:
        raise InputError(
            name, "unreadable", f"it cannot be read ({error.strerror})", advice="Check the path and its rights"
        ) from error


def _records(ledger: Ledger, first: str, rest: TextIO, name: str) -> str:
    from according.records import Record

    counts = {"added": 0, "new version": 0, "skipped": 0, "withdrawn": 0}
    for number, line in enumerate(chain([first], rest), 1):
        if not line.strip():
            continue
        try:
            record = Record.from_dict(json.loads(line))
        except ValueError as error:
            raise RecordError(f"{name}:{number}", [f"the line is not JSON ({error})"]) from error
        except RecordError as error:
            raise RecordError(f"{name}:{number}", error.problems) from error
        counts[ledger.add(record).outcome] += 1
    return ", ".join(f"{outcome} {count}" for outcome, count in counts.items())
