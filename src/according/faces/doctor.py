"""Looking at the installation: versions, model, data, threads, what is wrong and what would be faster."""

from __future__ import annotations

import hashlib
import os
import platform
import re
from dataclasses import asdict, dataclass
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from according import __version__
from according.errors import AccordingError, ModelError


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found; `problems` are things that must be mended, `advice` is what would be faster or better."""

    version: str
    python: str
    platform: str
    parts: dict[str, str | None]
    model: dict[str, Any] | None
    data: dict[str, int]
    threads: dict[str, int | None]
    problems: list[str]
    advice: list[str]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


def diagnose() -> Diagnosis:
    """Look at everything that reading a report needs, without reading one."""
    problems: list[str] = []
    advice: list[str] = []
    parts = _parts()
    problems += [f"{name} is not installed: pip install {name}" for name, found in parts.items() if found is None]
    data = dict(_data_files(files("according"), ""))
    model = _model(problems)
    return Diagnosis(
        version=__version__,
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        parts=parts,
        model=model,
        data=data,
        threads=_threads(model, advice),
        problems=problems + _codebook_problems(),
        advice=advice,
    )


def _parts() -> dict[str, str | None]:
    """Every dependency that the package declares, with the version found here."""
    names = [r for r in metadata.requires("according") or [] if "extra ==" not in r]
    found: dict[str, str | None] = {}
    for name in sorted(re.split(r"[^\w.-]", r, maxsplit=1)[0] for r in names):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


def _data_files(folder: Traversable, path: str) -> list[tuple[str, int]]:
    """The data files of the package with their sizes in bytes."""
    found = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name != "__pycache__":
            found += _data_files(entry, f"{path}{entry.name}/")
        elif {"data", "geodata"} & set(path.split("/")) and not entry.name.endswith((".py", ".pyc")):
            found.append((path + entry.name, len(entry.read_bytes())))
    return found


def _model(problems: list[str]) -> dict[str, Any] | None:
    """The weights in use: name, file, size, checksum, labels of each kind; loading them is part of the check."""
    from according.reading import model

    try:
        source, content = model.shipped()
        loaded = model.load()
    except ModelError as error:
        problems.append(str(error))
        return None
    return {
        "name": loaded.name,
        "file": source,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "labels": {kind: len(names) for kind, names in loaded.description["labels"].items()},
        "threads": loaded.threads,
    }


def _codebook_problems() -> list[str]:
    from according.codebook import check

    try:
        return [f"codebook: {problem}" for problem in check() or []]
    except AccordingError as error:
        return [f"codebook: {error}"]


def _threads(model: dict[str, Any] | None, advice: list[str]) -> dict[str, int | None]:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    used = model["threads"] if model else None
    if used is not None and usable is not None and used < usable:
        advice.append(f"the model runs on {used} of {usable} processors: unset ACCORDING_THREADS to use all of them")
    return {"processors": os.cpu_count(), "usable": usable, "used by the model": used}
