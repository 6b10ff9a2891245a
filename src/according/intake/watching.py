"""Folders that are watched: what is there, then what comes, found by looking again and again.

A file counts as new when it stands unchanged through two looks, so that nobody reads what is still being written; a
file that changes later comes again. Looking works on every file system, network ones too.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from according.errors import InputError
from according.intake.kinds import is_taken, suffix_of
from according.intake.sources import distinct, reports, walk
from according.records import Report

POLL_S = 5.0


def new_files(
    folders: Iterable[str | Path],
    *,
    poll_s: float = POLL_S,
    skipped: Counter[str] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[list[Path | InputError]]:
    """Without end: the files that are new since the last look, sorted, in lists that are never empty.

    The first list has what is there already. A folder that cannot be read is one failure, and one more when that
    changes. `sleep` is called between two looks.
    """
    wanted = [Path(folder) for folder in folders]
    given: dict[Path, tuple[int, int]] = {}
    before: dict[Path, tuple[int, int]] = {}
    failed: set[str] = set()
    first = True
    while True:
        now, failures = _look(wanted)
        new: list[Path | InputError] = [
            InputError(name, "unreadable", f"it cannot be read ({words})", advice="Check the path and its rights")
            for name, words in failures.items()
            if name not in failed
        ]
        failed = set(failures)
        settled = [p for p, state in now.items() if given.get(p) != state and (first or before.get(p) == state)]
        if skipped is not None:
            skipped.update(suffix_of(p.name) or "without a suffix" for p in settled if not is_taken(p.name))
        given = {p: given[p] for p in given if p in now} | {p: now[p] for p in settled}
        new += [p for p in settled if is_taken(p.name)]
        before, first = now, False
        if new:
            yield new
        sleep(poll_s)


def watch(
    folders: Iterable[str | Path],
    *,
    poll_s: float = POLL_S,
    sleep: Callable[[float], None] = time.sleep,
    **options: Any,
) -> Iterator[Iterator[Report | InputError]]:
    """Without end: a batch for every look that found something. `options` are those of `reports`.

    Ids differ over all batches. A batch must be gone through before the next is asked for.
    """
    seen: dict[str, int] = {}
    for found in new_files(folders, poll_s=poll_s, skipped=options.get("skipped"), sleep=sleep):
        yield distinct(_batch(found, options), seen)


def _batch(found: list[Path | InputError], options: dict[str, Any]) -> Iterator[Report | InputError]:
    yield from (item for item in found if isinstance(item, InputError))
    yield from reports([item for item in found if isinstance(item, Path)], **options)


def _look(folders: list[Path]) -> tuple[dict[Path, tuple[int, int]], dict[str, str]]:
    """Time and size of every file, and which folders could not be read."""
    now: dict[Path, tuple[int, int]] = {}
    failures: list[OSError] = []
    for folder in folders:
        for path in walk(folder, failures):
            try:
                state = path.stat()
            except OSError:  # it went away between two looks
                continue
            now[path] = (state.st_mtime_ns, state.st_size)
    return now, {str(f.filename): f.strerror or str(f) for f in failures}
