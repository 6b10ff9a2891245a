"""The made stories of `tests/stories`: their reports, and what a careful reader finds in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent / "stories"
NAMES = ("market", "canal")


@dataclass(frozen=True)
class Story:
    """One bundle: the reports by id, in their order, and the judgement made by hand."""

    name: str
    reports: dict[str, dict[str, Any]]
    expected: dict[str, Any]

    def incident(self, incident_id: str) -> dict[str, Any]:
        """The expected incident of that id."""
        found: dict[str, Any] = next(i for i in self.expected["incidents"] if i["id"] == incident_id)
        return found

    def copied(self) -> set[str]:
        """The reports that were copied from another."""
        return {copy for group in self.expected["copies"] for copy in group[1:]}


def story(name: str) -> Story:
    """Read one story."""
    folder = STORIES / name
    rows = [json.loads(line) for line in (folder / "reports.jsonl").read_text(encoding="utf-8").splitlines()]
    return Story(name, {row["id"]: row for row in rows}, json.loads((folder / "expected.json").read_text("utf-8")))
