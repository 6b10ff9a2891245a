"""Looks for contradictions inside the codebook's data files."""

from __future__ import annotations

from collections.abc import Iterator

from according.codebook import tables

_KINDS = ("killed", "injured", "missing", "detained", "displaced")


def _types() -> Iterator[str]:
    types, codes = tables.types(), tables.cameo_codes()
    if len(types) != 16:
        yield f"types.toml: {len(types)} types, the codebook has 16"
    for name, event_type in types.items():
        if event_type.quad not in tables.terms().quads:
            yield f"{name}: unknown quad category {event_type.quad!r}"
        named = [(name, event_type.cameo, event_type.score, event_type.score_from, event_type.loose)]
        named += [(f"{name}:{m}", x.cameo, x.score, x.score_from, x.loose) for m, x in event_type.modes.items()]
        for label, code, score, score_from, loose in named:
            if not -10 <= score <= 10:
                yield f"{label}: score {score} is outside -10..+10"
            if (score > 0) != event_type.quad.endswith("cooperation"):
                yield f"{label}: score {score} has the wrong sign for {event_type.quad}"
            if code not in codes:
                yield f"{label}: CAMEO code {code} is not in cameo.tsv"
            elif codes[code].type != name and not loose:
                yield f"{label}: CAMEO {code} is {codes[code].type} in cameo.tsv, and the mapping is not marked loose"
            elif ":" in label and not loose and label.split(":")[1] not in codes[code].modes:
                yield f"{label}: CAMEO {code} has other modes in cameo.tsv, and the mapping is not marked loose"
            yield from _score(label, score, score_from, event_type.score)


def _score(label: str, score: float, score_from: str, of_type: float) -> Iterator[str]:
    source, _, code = score_from.partition(" ")
    if source == "goldstein":
        entry = tables.cameo_codes().get(code)
        if entry is None or entry.goldstein != score:
            yield f"{label}: score {score} is not the Goldstein score of {code}"
    elif source == "type":
        if score != of_type:
            yield f"{label}: score {score} is not the score of its type, {of_type}"
    elif source != "manual":
        yield f"{label}: nothing says where the score is from ({score_from!r})"


def _crosswalk() -> Iterator[str]:
    types, contexts = tables.types(), tables.contexts()
    for code, entry in tables.cameo_codes().items():
        if not (code.isdigit() and 2 <= len(code) <= 4):
            yield f"cameo.tsv: {code!r} is no code of two to four digits"
        if len(code) > 2 and code[:2] not in tables.cameo_codes():
            yield f"cameo.tsv: {code} has no root {code[:2]}"
        if not entry.label:
            yield f"cameo.tsv: {code} has no label"
        if entry.type is None:
            if entry.modes or entry.contexts:
                yield f"cameo.tsv: {code} is no event, yet has modes or contexts"
            continue
        if entry.type not in types:
            yield f"cameo.tsv: {code} goes to unknown type {entry.type}"
            continue
        yield from (
            f"cameo.tsv: {code}: {m} is no mode of {entry.type}"
            for m in entry.modes
            if m not in types[entry.type].modes
        )
        yield from (f"cameo.tsv: {code}: unknown context {c}" for c in entry.contexts if c not in contexts)


def _words() -> Iterator[str]:
    if tuple(tables.casualty_words()) != _KINDS:
        yield f"casualties.toml: the kinds must be {', '.join(_KINDS)}, not {', '.join(tables.casualty_words())}"
    forms = [(c.sort, c.part, c.form) for c in tables.cue_words()]
    yield from (f"cues.tsv: {form} stands twice" for form in {f for f in forms if forms.count(f) > 1})
    yield from (
        f"cues.tsv: unknown part {c.part!r} of {c.form!r}"
        for c in tables.cue_words()
        if c.part not in {"verb", "noun", "phrase"}
    )
    for context, words in tables.context_words().items():
        if not words:
            yield f"contexts.toml: {context} has no words"
        yield from (f"contexts.toml: {context}: {w!r} is not in lower case" for w in words if w != w.lower())


def check() -> list[str]:
    """Every contradiction in the data files; an empty list where they agree."""
    return [*_types(), *_crosswalk(), *_words()]
