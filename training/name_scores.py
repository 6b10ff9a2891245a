"""The table of places, times, entities and actors for training/SCORES.md, each figure beside its baseline and goal.

Called by `python -m training.scores --part names --shared ../shared`. The baselines were measured on the held-out
halves of the same corpora, ours on development: differences of a few points tell nothing.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from training.actors import agreement

Json = dict[str, Any]
Row = tuple[str, str, str, str, str]
"""Set, measure, our value, baseline, goal."""

#: set -> its title; (spaCy's exact and overlap F1), then the most populous place's figures; goals with names given.
PLACES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "geovirus": (
        "GeoVirus (88 texts, 788 names)",
        (".89/.91", ".60/.53", ".60/.53", ".85/.75", ".40", ".60/.60/.84"),
        ".70",
    ),
    "trnews": ("TR-News (42, 420)", (".80/.83", ".68/.56", ".79/.64", ".83/.68", ".32", ".65/.77/.81"), ".80"),
    "gwn": ("GeoWebNews (78, 1,129)", (".77/.81", ".60/.44", ".75/.55", ".81/.59", ".38", ".55/.68/.73"), ".80"),
    "lgl": ("LGL (235, 1,887)", (".69/.73", ".51/.36", ".54/.39", ".70/.49", ".46", ".48/.52/.70"), ".65"),
}
TIMES = {
    "wikiwars": "WikiWars (9, 1,202 expressions)",
    "meantime": "MEANTIME (40, 165)",
    "gum": "GUM (20, 117; marks absolute dates only, so no precision)",
}
#: set -> its title, the corpus's names for our kinds, its chains, and spaCy's span and typed F1 on names.
ENTITIES = {
    "gum": ("GUM (20 documents)", "group=organization", "onto", ".56/.41"),
    "meantime": ("MEANTIME (40)", "person=PER,organization=ORG,group=ORG,place=LOC,other=PRO", "cluster", ".56/.50"),
    "re3d": (
        "re3d (40; has no chains)",
        "person=Person,organization=Organisation,group=Organisation,place=Location,other=MilitaryPlatform",
        "",
        ".42/.34",
    ),
}
_NOBODY = {"unspecified", "unnamed", "unnamed sources"}


class Bench:
    """Runs the reader's tasks and the scorers of a shared folder; answers are kept in `folder`."""

    def __init__(self, shared: Path, folder: Path) -> None:
        self.shared, self.folder = shared, folder

    def answers(self, task: str, source: str) -> Path:
        """The answers of a task to a file of the data, made by `training.evaluate`."""
        out = self.folder / f"{task}-{source.replace('/', '-').removesuffix('.gz')}"
        command = [sys.executable, "-m", "training.evaluate", task, str(self.shared / "data" / source), str(out)]
        subprocess.run(command, check=True)
        return out

    def score(self, script: str, before: list[str], source: str, answers: Path, after: list[str]) -> Json:
        """What the scorer says of them."""
        gold = str(self.shared / "data" / source)
        command = [sys.executable, str(self.shared / "eval" / script), *before, gold, str(answers), *after]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found: Json = json.loads(text[text.index("{") :])
        return found


def _f(*values: float) -> str:
    return " / ".join(f"{v:.3f}" for v in values)


def _km(x: Json) -> str:
    return f"{x['mean_km']:,.0f} / {x['median_km']:.1f}; {x['auc']:.2f}"


def places(bench: Bench) -> list[Row]:
    """Recognition, resolution and country, of names found and of names given."""
    rows = []
    for name, (title, base, goal) in PLACES.items():
        source = f"places/{name}_dev.jsonl.gz"
        own, given = (
            bench.score("score_places.py", [], source, bench.answers(t, source), []) for t in ("places", "toponyms")
        )
        seen, found, every = own["recognition"], own["resolution"]["found"], own["resolution"]["all"]
        country, told = own["country"], given["resolution"]["all"]
        rows += [
            (title, "recognition F1, exact / overlap", _f(seen["exact"]["f1"], seen["overlap"]["f1"]), base[0], ""),
            ("", "Acc@161 km, of found / of all", _f(found["acc161"], every["acc161"]), base[1], ""),
            ("", "the same with the same id accepted", _f(found["acc161_id"], every["acc161_id"]), base[2], ""),
            ("", "country, of found / of all", _f(*(country[k]["accuracy"] for k in ("found", "all"))), base[3], ""),
            ("", "error of found: mean / median km; AUC", _km(found), f"AUC {base[4]}", ""),
            (
                "",
                "names given: Acc@161 km / same id accepted / country",
                _f(told["acc161"], told["acc161_id"], given["country"]["all"]["accuracy"]),
                base[5],
                f"{goal} with id, country .85",
            ),
            ("", "names given: mean / median km; AUC", _km(told), "", ""),
        ]
    return rows


def times(bench: Bench) -> list[Row]:
    """Spans and values of time expressions."""
    others = {
        "wikiwars": "HeidelTime .85/.92/.84, parsedatetime .35/.78/.21",
        "meantime": "HeidelTime .83/.90/.79, recognizers-text .68/.88/.68",
        "gum": "HeidelTime .92/.83, recognizers-text .90/.72, dateparser .85/.72",
    }
    rows = []
    for name, title in TIMES.items():
        source = f"times/{name}_dev.jsonl.gz"
        x = bench.score("score_times.py", [], source, bench.answers("times", source), [])
        if name == "gum":
            value = _f(x["relaxed"]["r"], x["value"]["accuracy"])
            rows.append((title, "recall / accuracy of values", value, others[name], ""))
        else:
            value = _f(x["strict"]["f1"], x["relaxed"]["f1"], x["value"]["f1"])
            goal = {"wikiwars": "value .78", "meantime": "value .76"}[name]
            rows.append((title, "F1: strict / relaxed / value", value, others[name], goal))
        rows.append(("", "of those found, the same days", _f(x["interval"]["same"]), "", ""))
    return rows


def entities(bench: Bench) -> list[Row]:
    """Names, all mentions, chains, and whether a speaker gets the full name."""
    rows = []
    for name, (title, kinds, scheme, base) in ENTITIES.items():
        source = f"entities/{name}_entities_dev.jsonl.gz"
        answers = bench.answers("entities", source)

        def ask(what: str, *more: str, source: str = source, answers: Path = answers) -> Json:
            return bench.score("score_entities.py", [what], source, answers, list(more))

        names, every = ask("mentions", "--form", "name", "--types", kinds), ask("mentions")
        value = _f(names["span"]["f1"], names["span+type"]["f1"])
        rows.append((title, "names: exact F1 of spans / with type", value, f"spaCy md {base}", ""))
        rows.append(("", "all mentions: exact F1 of spans (we look for no things)", _f(every["span"]["f1"]), "", ""))
        if scheme:
            x = ask("coref", "--scheme", scheme)
            parts = ", ".join(f"{k} {x[k]['f1']:.2f}" for k in ("MUC", "B3", "CEAFe"))
            rows.append(
                (
                    "",
                    f"coreference on own mentions, CoNLL ({parts})",
                    _f(x["CoNLL"]),
                    "rules .348" if name == "gum" else "",
                    "",
                )
            )
        if name == "gum":
            x = ask("canonical")["all"]
            label = f"speaker to full name, strict / lenient (n = {x['n']})"
            rows.append(("", label, _f(x["strict"], x["lenient"]), "rules .35, copying words .38", ""))
    return rows


def actors(bench: Bench) -> list[Row]:
    """Countries and sectors beside the codes of people."""
    source = "events/gsr_dev.jsonl.gz"
    rows: list[Row] = []
    for task, label in (("gsr-actors", "phrases given"), ("gsr", "read by itself, likeliest event")):
        x = bench.score("score_events.py", ["gsr"], source, bench.answers(task, source), ["--json"])
        for what, base, goal in (("country", ".853/.821", ".90"), ("sector", ".597/.557", ".75")):
            value = _f(x[f"source_{what}"], x[f"target_{what}"])
            title = "GSR (61 sentences)" if not rows else ""
            given = task == "gsr-actors"
            rows.append(
                (
                    title,
                    f"{label}: {what} of source / target",
                    value,
                    f"dictionary {base}" if given else "",
                    goal if given else "",
                )
            )
    for source, title in (("gold_dev", "gold_dev (13 reports)"), ("coded/coded_dev.jsonl.gz", "coded_dev (35)")):
        for reading, label in ((False, "mentions given"), (True, "read by itself")):
            a = agreement(bench.shared / "data" / source, reading=reading)
            seen = f", of the {a['found']:.0%} found" if reading else ""
            value = _f(a["country"], a["none"], a["sector"])
            rows.append(("" if reading else title, f"{label}: country / rightly none / sector{seen}", value, "", ""))
    return rows


def speakers(bench: Bench) -> list[Row]:
    """Speakers of the statements found on gold_dev, as the scorer counts and under rule 2 of the codebook."""
    answers = bench.answers("gold", "gold_dev")
    right, ruled, n = speakers_right(bench.shared, answers)
    label = f"speaker of found statements (n = {n})"
    return [
        ("gold_dev", label, _f(right / n), "", ".85"),
        (
            "",
            "the same, no speaker counted as right where the gold has unnamed ones (rule 2)",
            _f(ruled / n),
            "",
            ".85",
        ),
    ]


def speakers_right(shared: Path, answers: Path) -> tuple[int, int, int]:
    """Right speakers of found statements as `score_gold.py` counts, with rule 2, and all of them.

    The gold writes "unspecified" or "unnamed sources" where rule 2 of the codebook gives no source.
    """
    spec = importlib.util.spec_from_file_location("score_gold", shared / "eval" / "score_gold.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{shared / 'eval' / 'score_gold.py'} is missing: give the shared folder with --shared")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    predictions = scorer.read_pred(str(answers))
    right = ruled = n = 0
    for name, (text, (gold, _)) in scorer.read_gold(str(shared / "data" / "gold_dev")).items():
        own, _ = scorer.pred_view(predictions.get(name, {}), text)
        tokens = scorer.tokens(text)
        mine, theirs = ([scorer.covered(s["content"], tokens) for s in some] for some in (own, gold))
        near = {(i, j): scorer.dice(a, b) for i, a in enumerate(theirs) for j, b in enumerate(mine) if a and b}
        for i, j in scorer.assign({k: v for k, v in near.items() if v >= 0.5}).items():
            if not gold[i]["required"]:
                continue
            want, got = gold[i]["speaker"], own[j]["speaker"]
            fits = scorer.names_match(want, got) if want else not got
            n += 1
            right += bool(fits)
            ruled += bool(fits or (not got and not _NOBODY.isdisjoint(want)))
    return right, ruled, n


def table(shared: Path, folder: Path) -> str:
    """The figures as Markdown."""
    bench = Bench(shared, folder)
    lines = ["| set | measure | ours, dev | baseline, test half | goal |", "| --- | --- | --- | --- | --- |"]
    for part in (places, times, entities, actors, speakers):
        lines += [f"| {' | '.join(row)} |" for row in part(bench)]
    return "\n".join(lines)
