"""Records -> targets over words: what the network is to say of each text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from according.reading import labels
from according.reading.features import Mention, head, mention
from according.reading.windows import Ints, word_pieces
from according.reading.words import Words, cut

Range = tuple[int, int]

_ROLE = {r: i for i, r in enumerate(labels.ROLES)}


@dataclass
class Cue:
    """A cue with the word ranges (inclusive) of its source and content."""

    first: int
    last: int
    source: list[Range]
    content: list[Range]


@dataclass
class TriggerTarget:
    """A trigger with everything that hangs on it. Roles: word -> role for the positives; `ignored` (word, role) pairs
    are other mentions of the same entity, neither right nor wrong."""

    first: int
    last: int
    event: int
    type: int
    modality: int
    negative: bool
    modes: list[int]
    weight: float
    roles: list[Range] = field(default_factory=list)
    ignored: list[Range] = field(default_factory=list)


@dataclass
class MentionTarget:
    """A mention of entity number `entity`; places have numbers of their own."""

    mention: Mention
    kind: int
    entity: int


@dataclass
class Example:
    """One text with its targets; `full` is false where only statements (PolNeAR) or only a dyad (PLV) are known."""

    id: str
    words: Words
    forms: list[str]
    pieces: list[list[int]]
    counts: Ints
    full: bool
    statements: bool
    cues: list[Cue] = field(default_factory=list)
    triggers: list[TriggerTarget] = field(default_factory=list)
    mentions: list[MentionTarget] = field(default_factory=list)
    dyads: list[tuple[int, int, int]] = field(default_factory=list)


def _base(tokenizer: Tokenizer, name: str, text: str, *, full: bool, statements: bool) -> Example:
    words = cut(text)
    forms = words.forms()
    pieces = word_pieces(tokenizer, forms)
    return Example(name, words, forms, pieces, np.array([len(p) for p in pieces]), full, statements)


def _ranges(words: Words, spans: list[list[int]]) -> list[Range]:
    return [r for s in spans if (r := words.covering(s[0], s[1])) is not None]


def from_record(tokenizer: Tokenizer, record: dict[str, Any], *, full: bool) -> Example:
    """The targets of a coded record (`full`) or of one that holds statements only."""
    x = _base(tokenizer, record["report"]["id"], record["report"]["text"], full=full, statements=True)
    words = x.words
    merged: dict[Range, Cue] = {}
    for s in record["statements"]:
        cues = _ranges(words, s["cue"])
        if cues:
            cue = merged.setdefault(cues[0], Cue(*cues[0], [], []))
            cue.source.extend(_ranges(words, s["source"]))
            cue.content.extend(_ranges(words, s["content"]))
    x.cues = sorted(merged.values(), key=lambda c: c.first)
    if not full:
        return x
    of_entity: dict[str, int] = {}
    for items, place in ((record["entities"], False), (record["places"], True)):
        for e in items:
            n = of_entity[e["id"]] = len(of_entity)
            kind = "place" if place else {"other": "group"}.get(e["kind"], e["kind"])
            for first, last in dict.fromkeys(_ranges(words, e["mentions"])):
                if last - first < labels.MENTION_WIDTH:
                    m = mention(words, x.forms, first, last, kind)
                    x.mentions.append(MentionTarget(m, labels.MENTIONS.index(kind), n))
    by_entity: dict[int, list[Mention]] = defaultdict(list)
    for t in x.mentions:
        by_entity[t.entity].append(t.mention)
    for number, v in enumerate(record["events"]):
        for span in v["triggers"]:
            at = words.covering(*span)
            if at is None:
                continue
            target = TriggerTarget(
                first=at[0],
                last=at[1],
                event=number,
                type=labels.TRIGGERS.index(v["type"]),
                modality=labels.MODALITIES.index(v["modality"]),
                negative=v["polarity"] == "negative",
                modes=[labels.MODES.index(m) for m in v["modes"]],
                weight=0.3 if v.get("optional") else 1.0,
            )
            for role, key in (("actor", "actors"), ("recipient", "recipients"), ("place", "places")):
                for e in v[key]:
                    _hang(words, target, _ROLE[role], by_entity.get(of_entity.get(e, -1), []))
            time = v.get("time")
            if time and time.get("span"):
                _hang_words(words, target, _ROLE["time"], time["span"])
            for c in v.get("casualties") or []:
                if c.get("span"):
                    _hang_words(words, target, _ROLE[c["kind"]], c["span"])
            x.triggers.append(target)
    x.triggers.sort(key=lambda t: (t.first, -t.weight))
    seen: set[int] = set()
    x.triggers = [t for t in x.triggers if not (t.first in seen or seen.add(t.first))]  # type: ignore[func-returns-value]
    _dyads(x)
    return x


def _hang(words: Words, target: TriggerTarget, role: int, mentions: list[Mention]) -> None:
    """Positive: the mentions in the trigger's sentence, or else the nearest one; the others do not count."""
    if not mentions:
        return
    here = int(words.sentence[target.first])
    near = [m for m in mentions if m.sentence == here]
    if not near:
        near = [min(mentions, key=lambda m: (abs(m.sentence - here), m.sentence > here, abs(m.first - target.first)))]
    target.roles.extend((m.head, role) for m in near)
    target.ignored.extend((m.head, role) for m in mentions if m not in near)


def _hang_words(words: Words, target: TriggerTarget, role: int, span: list[int]) -> None:
    target.roles.extend((i, role) for i in words.touched(*span))


def _dyads(x: Example) -> None:
    """Actor and recipient of one event in one sentence, alone there: a further example for the dyad head."""
    for t in x.triggers:
        actors = [w for w, r in t.roles if r == _ROLE["actor"] and x.words.sentence[w] == x.words.sentence[t.first]]
        to = [w for w, r in t.roles if r == _ROLE["recipient"] and x.words.sentence[w] == x.words.sentence[t.first]]
        if actors and to and t.weight == 1.0:
            x.dyads.append((actors[0], to[0], t.type - 1))


def from_plv(tokenizer: Tokenizer, row: dict[str, Any]) -> Example | None:
    """A PLV sentence as a dyad; YIELD (CONCEDE or RETREAT, not told apart there) gives both types: -1."""
    x = _base(tokenizer, row["id"], row["sentence"], full=False, statements=False)
    source = _ranges(x.words, row["source_spans"][:1])
    target = _ranges(x.words, row["target_spans"][:1])
    if not source or not target:
        return None
    kind = YIELD if row["type"] == "YIELD" else labels.TYPES.index(row["type"])
    x.dyads.append((head(x.forms, *source[0]), head(x.forms, *target[0]), kind))
    return x


#: Dyad targets that are no single type: YIELD (CONCEDE or RETREAT), any cooperation, any conflict.
YIELD, COOPERATION, CONFLICT = -1, -2, -3


def from_aw(tokenizer: Tokenizer, row: dict[str, Any]) -> Example | None:
    """An AW sentence as a dyad of which only cooperation or conflict is known."""
    x = _base(tokenizer, row["id"], row["sentence"], full=False, statements=False)
    source = _ranges(x.words, row["source_spans"][:1])
    target = _ranges(x.words, row["target_spans"][:1])
    if not source or not target:
        return None
    x.dyads.append((head(x.forms, *source[0]), head(x.forms, *target[0]), CONFLICT if row["conflict"] else COOPERATION))
    return x
