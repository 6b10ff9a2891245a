"""Draw a coded report: `according read REPORT --format jsonl | python tools/picture.py > docs/coded-report.svg`.

The picture is what the terminal shows, written by Rich as SVG; the web fonts that Rich would load are taken out, so
that the picture asks for nothing from outside.
"""

from __future__ import annotations

import io
import json
import re
import sys

from rich.console import Console

from according.records import Record
from according.rendering.terminal import TerminalReport

WIDTH = 150


def picture(record: Record, *, width: int = WIDTH) -> str:
    """The record's terminal view as SVG."""
    console = Console(file=io.StringIO(), record=True, width=width, force_terminal=True, color_system="truecolor")
    console.print(TerminalReport(record))
    svg = console.export_svg(title=f"according read {record.report.id}", unique_id="according")
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    print(picture(Record.from_dict(json.loads(sys.stdin.readline()))))
