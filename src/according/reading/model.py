"""The shipped weights: loading them on first use, and running their graphs with ONNX Runtime.

The file is a zip of ONNX graphs, the tokenizer and a description; it is read into memory, nothing is unpacked to disk
and nothing in it is executed but the graphs.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
import zipfile
import zlib
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors
from tokenizers import Tokenizer

from according.errors import ModelError
from according.reading import features, labels
from according.reading.windows import Batch, Ints

Floats = npt.NDArray[np.float32]

FORMAT = 1
_SHIPPED = "reader.zip"
#: Set this to read with other weights than the shipped ones.
OVERRIDE = "ACCORDING_MODEL"
_LOADING = threading.Lock()
#: Threads of the runtime; the default is all cores that this process may use.
THREADS = "ACCORDING_THREADS"


GRAPHS = ("encoder", "parts", "roles", "entities", "events", "dyad")
_QUERIES_AT_ONCE = 64
_LABELS = ("TRIGGERS", "CUES", "PARTS", "MODALITIES", "ROLES", "MENTIONS", "MODES")
_UNREADABLE = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)


def _damaged(source: str, why: object) -> ModelError:
    return ModelError(f"{source}: not a reader's weights ({why}). Reinstall the package, or unset {OVERRIDE}.")


def _unpacked(content: bytes, source: str) -> dict[str, bytes]:
    """The files of the zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {n: archive.read(n) for n in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as e:  # damaged or encrypted
        raise _damaged(source, e) from e


def _require(files: dict[str, bytes], names: list[str], source: str) -> None:
    missing = [n for n in names if n not in files]
    if missing:
        raise _damaged(source, f"it holds no {', '.join(missing)}")


def _described(files: dict[str, bytes], source: str) -> dict[str, Any]:
    """The description, checked against what this version reads."""
    _require(files, ["model.json"], source)
    try:
        description = json.loads(files["model.json"])
    except ValueError as e:
        raise _damaged(source, f"model.json: {e}") from e
    if not isinstance(description, dict) or not isinstance(description.get("labels"), dict):
        raise _damaged(source, "model.json describes no model")
    wanted = {"format": FORMAT, "features": features.FEATURES}
    found = {k: description.get(k) for k in wanted}
    if found != wanted:
        raise ModelError(f"{source}: made for {found}, this version reads {wanted}. Train or install matching weights.")
    for name in _LABELS:
        if tuple(description["labels"].get(name, ())) != getattr(labels, name):
            raise ModelError(f"{source}: its {name} differ from this version's. Train or install matching weights.")
    if "name" not in description:
        raise _damaged(source, "model.json gives it no name")
    return description


def _tokenizer(content: bytes, source: str) -> Tokenizer:
    try:
        return Tokenizer.from_str(content.decode("utf8"))
    except Exception as e:  # the library raises nothing narrower
        raise _damaged(source, f"tokenizer.json: {e}") from e


def _settings(content: bytes, source: str) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as e:
        raise _damaged(source, f"settings.json: {e}") from e
    if not isinstance(found, dict):
        raise _damaged(source, "settings.json holds no object")
    return found


def default_threads() -> int:
    """ACCORDING_THREADS, else all cores that this process may use. Raises ModelError for no number."""
    wanted = os.environ.get(THREADS, "")
    if not wanted:
        return len(os.sched_getaffinity(0))
    if not wanted.isdecimal() or int(wanted) == 0:
        raise ModelError(f"{THREADS}={wanted}: not a number of threads. Give 1 or more, or unset the variable.")
    return int(wanted)


class Model:
    """One set of weights. Sessions are made when first asked for; runs are safe to call from several threads."""

    def __init__(
        self, content: bytes, *, source: str, threads: int | None = None, settings: bytes | None = None
    ) -> None:
        """`settings` (JSON: thresholds, calibration) take the place of those that the weights carry."""
        self.source = source
        files = _unpacked(content, source)
        self.description: dict[str, Any] = _described(files, source)
        _require(files, ["tokenizer.json", *(f"{g}.onnx" for g in GRAPHS)], source)
        self.name = str(self.description["name"])
        self.settings: dict[str, Any] = self.description.get("settings", {})
        if settings is not None:
            self.settings = _settings(settings, source)
            # Other thresholds give other records: the name that stands in a record says so.
            self.name += f"+{hashlib.sha256(settings).hexdigest()[:6]}"
        self._files = {g: files[f"{g}.onnx"] for g in GRAPHS}
        self.tokenizer = _tokenizer(files["tokenizer.json"], source)
        self.threads = threads or default_threads()
        self._sessions: dict[str, ort.InferenceSession] = {}
        self._making = threading.Lock()

    def _run(self, graph: str, outputs: list[str] | None, **inputs: Any) -> list[Any]:
        with self._making:
            session = self._sessions.get(graph)
            if session is None:
                session = self._sessions[graph] = self._session(graph)
        result: list[Any] = session.run(outputs, inputs)
        return result

    def _session(self, graph: str) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # a plan for every new shape would only pile up memory
        options.log_severity_level = 3
        try:
            return ort.InferenceSession(self._files[graph], options, providers=["CPUExecutionProvider"])
        except _UNREADABLE as e:
            raise _damaged(self.source, f"{graph}.onnx: {e}") from e

    def encode(self, batch: Batch) -> dict[str, Floats]:
        """Word vectors `h` [B,W,384] and the probabilities of the heads over words, by name."""
        names = ["h", "cue", "trigger", "goes_on", "modality", "polarity", "modes", "spans"]
        return dict(
            zip(
                names,
                self._run("encoder", names, pieces=batch.pieces, features=batch.features, first=batch.first),
                strict=True,
            )
        )

    def parts(self, h: Floats, row: Ints, first: Ints, last: Ints, near: Ints, far: Ints) -> Floats:
        """Log-probabilities of every word's part for each cue, [Q,W,5]."""
        return self._arcs("parts", h, row, first, last, near, far)

    def roles(self, h: Floats, row: Ints, first: Ints, last: Ints, near: Ints, far: Ints) -> Floats:
        """Probabilities of every word's roles for each trigger, [Q,W,9]."""
        return self._arcs("roles", h, row, first, last, near, far)

    def _arcs(self, graph: str, h: Floats, row: Ints, first: Ints, last: Ints, near: Ints, far: Ints) -> Floats:
        """Scores of some queries at a time: a text full of them must not take more memory than another."""
        some = [slice(at, at + _QUERIES_AT_ONCE) for at in range(0, len(row), _QUERIES_AT_ONCE)]
        scores: list[Floats] = [
            self._run(graph, None, h=h, row=row[q], first=first[q], last=last[q], near=near[q], far=far[q])[0]
            for q in some
        ]
        return np.concatenate(scores)

    def same(self, graph: str, items: Floats, earlier: Ints, later: Ints, surface: Floats) -> Floats:
        """Scores of pairs of mentions ("entities") or of triggers ("events"), above 0 = the same one. [P]."""
        scores: Floats = self._run(graph, None, items=items, earlier=earlier, later=later, features=surface)[0]
        return scores

    def dyad(self, h: Floats, row: Ints, source: Ints, target: Ints, blank: npt.NDArray[np.bool_]) -> Floats:
        """Probabilities of the types of what each source does to its target, [Q,16]."""
        scores: Floats = self._run("dyad", None, h=h, row=row, source=source, target=target, blank=blank)[0]
        return scores

    @cached_property
    def size(self) -> int:
        """Bytes of all graphs in memory."""
        return sum(len(f) for f in self._files.values())


def shipped() -> tuple[str, bytes]:
    """Name and content of the weights in use: the package's own, or the file named by ACCORDING_MODEL."""
    other = os.environ.get(OVERRIDE)
    if other:
        try:
            return other, Path(other).read_bytes()
        except OSError as e:
            raise ModelError(f"{OVERRIDE}={other}: {e.strerror}. Name a readable file or unset the variable.") from e
    file = resources.files("according.reading") / "weights" / _SHIPPED
    if not file.is_file():
        raise ModelError(
            f"the package holds no weights ({_SHIPPED}). Install a released wheel, "
            "or train them with `make train SHARED=...`."
        )
    return f"according/reading/weights/{_SHIPPED}", file.read_bytes()


def shipped_settings() -> bytes | None:
    """Thresholds and calibration beside the package's weights: retuning them leaves the large file as it is.

    None with ACCORDING_MODEL: other weights come with their own.
    """
    file = resources.files("according.reading") / "weights" / "settings.json"
    return None if os.environ.get(OVERRIDE) or not file.is_file() else file.read_bytes()


@lru_cache(maxsize=2)
def _load(threads: int) -> Model:
    source, content = shipped()
    return Model(content, source=source, threads=threads, settings=shipped_settings())


def load(threads: int | None = None) -> Model:
    """The model in use for that many threads, loaded once for each number (about a third of a second)."""
    with _LOADING:
        return _load(threads or default_threads())
