"""Watched folders: what is there, then what comes, and nothing while it is still being written. No waiting in here."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from according.errors import InputError
from according.intake import watch
from according.intake.watching import new_files

TEXT = "The army left the town on Friday, the mayor said.\n"


class Over(Exception):  # noqa: N818
    """The end of a script."""


class Script:
    """Acts instead of sleeping; when nothing is left to do, the watch is over."""

    def __init__(self, *acts: Callable[[], object]) -> None:
        self.acts = list(acts)

    def __call__(self, seconds: float) -> None:
        if not self.acts:
            raise Over
        self.acts.pop(0)()


def look() -> None:
    """Nothing happens until the next look."""


def names(folder: Path, *acts: Callable[[], object], **options: object) -> list[list[str]]:
    found: list[list[str]] = []
    with suppress(Over):
        for new in new_files([folder], sleep=Script(*acts), **options):  # type: ignore[arg-type]
            found.append([f.code if isinstance(f, InputError) else f.name for f in new])
    return found


def test_first_what_is_there_then_what_comes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "deep").mkdir()

    def come() -> None:
        (tmp_path / "deep" / "c.txt").write_text(TEXT)
        (tmp_path / "b.txt").write_text(TEXT)

    assert names(tmp_path, look, come, look, look, look) == [["a.txt"], ["b.txt", "c.txt"]]


def test_a_file_that_grows_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    grow = [lambda n=n: path.write_text(TEXT * n) for n in range(1, 4)]
    assert names(tmp_path, *grow, look) == [["a.txt"]]
    assert names(tmp_path / "none", look)[0] == ["unreadable"]


def test_a_file_that_changes_comes_again_and_one_that_is_touched_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    assert names(tmp_path, lambda: path.write_text(TEXT * 2), look, look) == [["a.txt"], ["a.txt"]]
    assert names(tmp_path, lambda: os.utime(path, (1, 1)), look) == [["a.txt"], ["a.txt"]]


def test_what_goes_away_and_what_is_no_report_is_no_failure(tmp_path: Path) -> None:
    for name in ("a.txt", "photo.jpg", ".hidden.txt", "b.txt.part"):
        (tmp_path / name).write_text(TEXT)
    skipped: Counter[str] = Counter()
    assert names(tmp_path, (tmp_path / "a.txt").unlink, look, look, skipped=skipped) == [["a.txt"]]
    assert skipped == {".jpg": 1}


def test_a_folder_that_is_lost_is_one_failure_until_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    acts = (look, look, folder.mkdir, look, folder.rmdir, look)
    assert names(folder, *acts) == [["unreadable"], ["unreadable"]]


def test_batches_of_reports_have_ids_that_differ(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)

    def come() -> None:
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "a.txt").write_text(TEXT)

    found: list[str] = []
    with suppress(Over):
        for batch in watch([tmp_path], sleep=Script(come, look), max_chars=1000):
            found += [r.code if isinstance(r, InputError) else r.id for r in batch]
    assert found == ["a", "a~2"]
