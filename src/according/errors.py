"""What can go wrong, as classes: each error names the input, what was wrong and what to do next."""

from __future__ import annotations


class AccordingError(Exception):
    """Base of every error that this package raises on purpose."""


class InputError(AccordingError):
    """An input that cannot be read as a report.

    `name` says which input, `code` is a stable word for scripts ("empty", "binary", "too-long", "language", ...),
    `offset` is the byte or character offset where known, `advice` says what to do next.
    """

    def __init__(self, name: str, code: str, problem: str, *, advice: str, offset: int | None = None) -> None:
        self.name, self.code, self.problem, self.advice, self.offset = name, code, problem, advice, offset
        where = f"{name}, at offset {offset}" if offset is not None else name
        super().__init__(f"{where}: {problem}. {advice}")


class ReadingError(InputError):
    """A report on which the reader broke down: a fault of ours, and not of the report; its `code` is "reader-fault".

    `trace` is the traceback as text; `__cause__` is the exception itself.
    """

    def __init__(self, name: str, problem: str, *, trace: str) -> None:
        self.trace = trace
        advice = (
            "Other reports are not touched by it. Please report it with its traceback, which `according add` writes "
            "into its failures file and ACCORDING_DEBUG=1 shows"
        )
        super().__init__(name, "reader-fault", f"the reader broke down on it ({problem})", advice=advice)


class RecordError(AccordingError):
    """A record that breaks the record format; `problems` lists every one found."""

    def __init__(self, name: str, problems: list[str]) -> None:
        self.name, self.problems = name, problems
        more = f" (and {len(problems) - 5} more)" if len(problems) > 5 else ""
        super().__init__(f"{name}: not a valid record: {'; '.join(problems[:5])}{more}")


class ModelError(AccordingError):
    """The weights are missing, damaged or of another version than the code."""


class CodebookError(AccordingError):
    """A name that the codebook does not know, or codebook data that contradicts itself."""
