"""From corpora to weights and scores in one command: `python -m training.pipeline --shared ../shared` (`make train`).

Each step leaves a file and is skipped when the file is there, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
#: Thresholds that are not searched. The score is flat in the first from .5 to .75; the lower loses fewer events.
#: In the last it rises a little where strangers are taken for one (a name counts as right if any mention of the entity
#: is), which no reader of a ledger wants.
HELD = ("trigger=0.5", "cue=0.45", "statement=0.3", "same_entity=-0.3")
SHIPPED = HERE.parent / "src/according/reading/weights/reader.zip"


def step(done: Path, module: str, *arguments: object) -> None:
    """Run a module unless what it makes is there."""
    if done.exists():
        print(f"{done}: there already")
        return
    command = [sys.executable, "-m", module, *map(str, arguments)]
    print("+", " ".join(command[1:]), flush=True)
    subprocess.run(command, check=True)


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--shared", type=Path, required=True)
    p.add_argument("--runs", type=Path, default=Path("runs"))
    p.add_argument("--device", default="cpu")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--install", action="store_true", help="put the weights into the package and write SCORES.md")
    a = p.parse_args()
    one, two = a.runs / "statements", a.runs / "everything"
    common = ("--shared", a.shared, "--device", a.device, "--threads", a.threads)
    step(
        one / "weights.pt",
        "training.train",
        *common,
        "--out",
        one,
        "--stage",
        "statements",
        "--epochs",
        1.2,
        "--pieces",
        2600,
    )
    step(
        two / "weights.pt",
        "training.train",
        *common,
        *("--out", two, "--stage", "everything", "--init", one / "weights.pt", "--epochs", 6.6),
    )
    plain, settings, final = a.runs / "plain.zip", a.runs / "settings.json", a.runs / "reader.zip"
    step(plain, "training.export", two / "weights.pt", plain)
    step(
        settings,
        "training.tune",
        *(plain, "--shared", a.shared, "--out", settings, "--hold", *HELD),
    )
    step(final, "training.export", two / "weights.pt", final, "--settings", settings)
    if a.install:
        SHIPPED.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(final, SHIPPED)
        shutil.copyfile(settings, SHIPPED.with_name("settings.json"))
        subprocess.run([sys.executable, "-m", "training.scores", "--shared", str(a.shared)], check=True)


if __name__ == "__main__":
    main()
