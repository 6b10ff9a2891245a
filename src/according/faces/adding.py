"""Adding reports to a ledger: what is there is not read again, what fails is listed, a run can stop at any moment."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from according.errors import InputError, ReadingError, RecordError
from according.faces.batch import FINE, NOTHING, PARTLY, Tally
from according.faces.streams import OutputError, opened
from according.rendering.harmless import one_line

if TYPE_CHECKING:
    from according.ledger import Ledger
    from according.records import Record, Report

Reader = tuple[str, str, str | None]
_CUT = re.compile(r"[:!#/ ](?!.*[:!#/ ])", re.DOTALL)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(slots=True)
class Added(Tally):
    """The counts of a run of `add`. `known` were in the ledger by this very reader, `withdrawn` are tombstones."""

    known: int = 0
    withdrawn: int = 0
    newer: int = 0
    words: int = 0

    @property
    def read(self) -> int:
        """Everything that was looked at."""
        return self.coded + self.skipped.total() + len(self.failed) + self.known + self.withdrawn

    def exit_code(self) -> int:
        """0 fine, also where all was there before; 1 nothing could be read; 3 some of a batch failed."""
        if self.coded + self.known + self.withdrawn == 0:
            return NOTHING
        return PARTLY if self.failed else FINE

    def lines(self) -> Iterator[str]:
        """The last words of a run."""
        *before, _ = Tally.lines(self)
        yield from (line for line in before if self.read == 0 or not line.startswith("nothing to read"))
        if self.newer:
            yield f"read again by a newer reader: {self.newer}. `according diff` shows what changed"
        left = self.skipped.total() + self.known + self.withdrawn
        why = [f"{self.known} in the ledger already"] if self.known else []
        why += [f"{self.withdrawn} withdrawn"] if self.withdrawn else []
        because = f" ({', '.join(why)})" if why else ""
        yield f"read {self.read}, coded {self.coded}, skipped {left}{because}, failed {len(self.failed)}"


def add_all(
    ledger: Ledger,
    batches: Iterable[Iterable[Report | InputError]],
    *,
    code: Callable[[Iterable[Report | InputError]], Iterator[Record | InputError]],
    reader: Reader,
    inputs: list[str],
    tally: Added,
) -> Generator[Record | InputError, None, None]:
    """Add everything, one transaction a report, and yield what was added or failed as it goes. `tally` counts.

    The one writer is here; `code` may read several reports at once. Raises LedgerError where the store fails.
    """
    run = ledger.begin("add")
    try:
        for batch in batches:
            for result in code(_unknown(ledger, batch, reader, tally)):
                found = _put(ledger, run, result, tally) if not isinstance(result, InputError) else result
                if isinstance(found, InputError):
                    tally.failed.append(found)
                    ledger.fail(run, found, given=origin(found.name, inputs))
                yield found
    finally:
        left = tally.skipped.total() + tally.known + tally.withdrawn
        ledger.end(run, coded=tally.coded, skipped=left, failed=len(tally.failed))


def _unknown(
    ledger: Ledger, batch: Iterable[Report | InputError], reader: Reader, tally: Added
) -> Iterator[Report | InputError]:
    for report in batch:
        if not isinstance(report, InputError) and ledger.has(report, reader=reader):
            tally.known += 1
        else:
            yield report


def _put(ledger: Ledger, run: int, record: Record, tally: Added) -> Record | InputError:
    try:
        added = ledger.add(record, run=run)
    except RecordError as error:
        return InputError(
            record.report.id,
            "record",
            f"its record cannot be kept ({'; '.join(error.problems[:3])})",
            advice="Mend the input; where it is sound, report a fault of the reader",
        )
    if added.outcome == "skipped":
        tally.known += 1
    elif added.outcome == "withdrawn":
        tally.withdrawn += 1
    else:
        tally.coded += 1
        tally.newer += added.outcome == "new version"
        tally.words += len(record.report.text.split())
    return record


def origin(name: str, inputs: list[str]) -> str:
    """What to name to try a failed item again: the file or address that holds it, else the input that gave it."""
    if _ADDRESS.fullmatch(name):
        return name
    rest = name
    while rest:
        try:
            if Path(rest).is_file():
                return rest
        except (OSError, ValueError):  # too long, or with characters that no path can have
            pass
        cut = _CUT.search(rest)
        rest = rest[: cut.start()] if cut else ""
    return max((i for i in inputs if name.startswith(i)), key=len, default=name)


def write_failures(path: Path, failed: list[InputError], inputs: list[str]) -> None:
    """The failures as JSON lines; the file goes away where nothing failed. Raises OutputError."""
    if not failed:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(path, error) from error
        return
    with opened(path) as stream:
        for failure in failed:
            line = {
                "input": origin(failure.name, inputs),
                "name": failure.name,
                "code": failure.code,
                "problem": failure.problem,
                "advice": failure.advice,
                "offset": failure.offset,
            }
            if isinstance(failure, ReadingError):
                line["traceback"] = failure.trace
            stream.write(json.dumps(line) + "\n")


def read_failures(path: Path) -> list[str]:
    """The inputs of a failures file, each once. Raises InputError where it is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return list(dict.fromkeys(str(json.loads(line)["input"]) for line in lines if line.strip()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            str(path),
            "failures",
            f"it is no list of failures ({one_line(str(error))})",
            advice="Give the file that `according add` wrote at its end",
        ) from error
