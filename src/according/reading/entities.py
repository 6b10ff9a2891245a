"""Who is who within one report: mentions -> entities, and words -> the entity that stands there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from according.reading import labels
from according.reading.features import PRONOUNS, Mention, antecedents, entity_pairs, mention
from according.reading.model import Model
from according.reading.scan import Range, RawMention
from according.reading.settings import Settings
from according.reading.words import Words

_PAIRS_AT_ONCE = 20_000
_LONG_NAME = 6
_NAMED = 2  # of `Mention.named`: a name for sure
_SPEAKERS = ("i", "we", "you")


@dataclass(slots=True)
class Who:
    """One entity: its mentions (views and ranges, in order), its kind and the words that name it best."""

    mentions: list[Mention] = field(default_factory=list)
    kinds: np.ndarray = field(default_factory=lambda: np.zeros(len(labels.MENTIONS)))

    @property
    def kind(self) -> str:
        """The likeliest kind over all mentions; that of the first where the model knows none of them."""
        if not self.kinds[1:].any():
            return self.mentions[0].kind
        return labels.MENTIONS[1 + int(self.kinds[1:].argmax())]

    def name(self) -> Mention:
        """The mention that names it best: a proper name before a description before a pronoun, long before short.

        A description by its speaker ("our troops", "a unit of ours") names nobody to others.
        """
        return max(
            self.mentions,
            key=lambda m: (
                m.pronoun is None,
                m.named == _NAMED or not any(PRONOUNS.get(f) in _SPEAKERS for f in m.forms),
                m.named,
                min(len(m.forms), _LONG_NAME),
                -m.first,
            ),
        )


@dataclass(slots=True)
class Cast:
    """All entities of a report, and the way from a head word or a range of words to an entity."""

    people: list[Who]
    by_head: dict[int, int]

    def at(self, word: int) -> int | None:
        """Number of the entity one of whose mentions has this head word."""
        return self.by_head.get(word)


def cast(
    words: Words,
    forms: list[str],
    found: list[RawMention],
    *,
    needed: dict[int, Range | None],
    model: Model,
    settings: Settings,
) -> Cast:
    """Cluster the mentions of a text.

    Sure mentions are taken; of the unsure ones those whose head is `needed` by a role or a source. A needed head that
    no mention has gets one from the range given with it (a source), or stays without (None).
    """
    chosen: dict[int, RawMention] = {}
    for m in sorted(found, key=lambda m: -m.score):
        if m.kind != "place" and (m.score > settings.mention or m.head in needed) and m.head not in chosen:
            chosen[m.head] = m
    for m in sorted(found, key=lambda m: -m.score):
        if m.kind == "place" and m.head in needed and m.head not in chosen:
            chosen[m.head] = _government(m)
    made: dict[int, Range] = {}
    alias: dict[int, int] = {}
    for h, r in needed.items():
        if r is not None and h not in chosen:
            twin = _covering_most(r, chosen)
            if twin is None:
                made[h] = r
            else:
                alias[h] = twin
    items: list[tuple[Range, int, str, np.ndarray, np.ndarray | None]] = [
        (m.words, m.head, m.kind, m.kinds, m.vector) for m in chosen.values()
    ]
    zero = np.zeros(len(labels.MENTIONS), dtype=np.float32)
    items += [(r, h, "group", zero, None) for h, r in made.items()]
    items.sort(key=lambda i: (i[0][0], -i[0][1]))
    views = [mention(words, forms, r[0], r[1], kind) for r, _, kind, _, _ in items]
    vectors = [v for *_, v in items]
    links = _link(views, vectors, model, settings)
    people: list[Who] = []
    of: list[int] = []
    by_head: dict[int, int] = {}
    for n, (_, head, _, kinds, _) in enumerate(items):
        before = links[n]
        if before is None:
            of.append(len(people))
            people.append(Who())
        else:
            of.append(of[before])
        who = people[of[n]]
        who.mentions.append(views[n])
        who.kinds = who.kinds + kinds * (0.3 if views[n].pronoun else 1.0)
        by_head[head] = of[n]
    by_head.update({h: by_head[twin] for h, twin in alias.items()})
    return Cast(people, by_head)


def joined(before: Cast, into: dict[int, int]) -> Cast:
    """The cast with some entities made one with others, by number; none of those others may itself go into a third."""
    kept = [n for n in range(len(before.people)) if n not in into]
    number = {n: k for k, n in enumerate(kept)}
    number |= {n: number[other] for n, other in into.items()}
    people = [Who(list(before.people[n].mentions), before.people[n].kinds) for n in kept]
    for n in into:
        people[number[n]].mentions += before.people[n].mentions
    for who in people:
        who.mentions.sort(key=lambda m: (m.first, m.last))
    return Cast(people, {head: number[n] for head, n in before.by_head.items()})


def _government(m: RawMention) -> RawMention:
    """The mention of a place that acts ("Baku rejected"): the body that governs it is meant."""
    kinds = m.kinds.copy()
    organization, place = labels.MENTIONS.index("organization"), labels.MENTIONS.index("place")
    kinds[organization], kinds[place] = kinds[organization] + kinds[place], 0.0
    return replace(m, kinds=kinds)


def _covering_most(r: Range, chosen: dict[int, RawMention]) -> int | None:
    """Head of the mention that shares at least half of its own words and of the range's with it, the most first."""
    best: tuple[float, int] | None = None
    for h in range(r[0] - labels.MENTION_WIDTH, r[1] + labels.MENTION_WIDTH + 1):
        m = chosen.get(h)
        if m is None:
            continue
        common = min(r[1], m.words[1]) - max(r[0], m.words[0]) + 1
        size = max(r[1] - r[0], m.words[1] - m.words[0]) + 1
        if common > 0 and 2 * common >= size and (best is None or common / size > best[0]):
            best = (common / size, h)
    return None if best is None else best[1]


def _link(views: list[Mention], vectors: list[np.ndarray | None], model: Model, settings: Settings) -> list[int | None]:
    """The best antecedent of every mention, or None. A mention that the model has no vector for joins only its twin."""
    out: list[int | None] = [None] * len(views)
    best = [settings.same_entity] * len(views)
    size = next((len(v) for v in vectors if v is not None), 0)
    items = np.stack([np.zeros(size, dtype=np.float32) if v is None else v for v in vectors]) if size else None
    pairs = [(i, n) for n, earlier in enumerate(antecedents(views)) for i in earlier]
    for at in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = pairs[at : at + _PAIRS_AT_ONCE]
        learned = [(i, n) for i, n in some if vectors[i] is not None and vectors[n] is not None]
        if learned and items is not None:
            earlier, later = np.array(learned).T.copy()
            scores = model.same("entities", items, earlier, later, entity_pairs(views, earlier, later))
            for (i, n), s in zip(learned, scores.tolist(), strict=True):
                if s > best[n]:
                    best[n], out[n] = s, i
        for i, n in some:
            if out[n] is None and (vectors[i] is None or vectors[n] is None) and views[i].forms == views[n].forms:
                out[n] = i
    return out
