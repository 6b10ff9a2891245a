"""Triggers -> events: which triggers name one happening, its status, and who, whom, where, when and how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

import numpy as np

from according.reading import labels
from according.reading.features import event_pair, trigger
from according.reading.model import Model
from according.reading.scan import RawTrigger
from according.reading.settings import Settings
from according.reading.words import Words

_PAIRS_AT_ONCE = 20_000
_NEAREST = 30
ROLE = {r: i for i, r in enumerate(labels.ROLES)}


@dataclass(slots=True)
class Happening:
    """One happening with its triggers; a trigger in the headline counts less for status and voice."""

    triggers: list[RawTrigger] = field(default_factory=list)
    headline: list[bool] = field(default_factory=list)

    def body(self) -> list[RawTrigger]:
        """The triggers in the body, or all where there is none."""
        return [t for t, h in zip(self.triggers, self.headline, strict=True) if not h] or self.triggers

    def type(self) -> str:
        """The likeliest type over all triggers."""
        return labels.TYPES[int(sum(t.types * t.score for t in self.triggers).argmax())]  # type: ignore[union-attr]

    def modality(self) -> str:
        """The likeliest modality over the triggers of the body."""
        return labels.MODALITIES[int(sum(t.modality for t in self.body()).argmax())]  # type: ignore[union-attr]

    def negative(self) -> float:
        """Probability of negative polarity, the mean over the triggers of the body."""
        return float(np.mean([t.negative for t in self.body()]))

    def modes(self, allowed: tuple[str, ...], threshold: float) -> list[str]:
        """Modes of the type that any trigger makes likely enough, the likeliest first."""
        top = np.max([t.modes for t in self.triggers], axis=0)
        found = [(float(top[labels.MODES.index(m)]), m) for m in allowed]
        return [m for p, m in sorted(found, reverse=True) if p > threshold]

    def sentences(self, words: Words) -> list[int]:
        """Numbers of the sentences that hold a trigger, in order."""
        return sorted({int(words.sentence[t.words[0]]) for t in self.triggers})

    def likely(self, role: str, threshold: float) -> dict[int, float]:
        """Words that play the role for any trigger with more than this probability, and that probability."""
        out: dict[int, float] = {}
        column = ROLE[role]
        for t in self.triggers:
            p = t.roles[:, column]
            (at,) = np.nonzero(p > threshold)
            for i, likely in zip((at + t.roles_from).tolist(), p[at].tolist(), strict=True):
                if likely > out.get(i, 0.0):
                    out[i] = likely
        return out


class Telling(Protocol):
    """What the words around a trigger say of its act; see `apart`."""

    def apart(self, other: Self) -> float:
        """Log-odds against both being one act."""


def happenings(
    words: Words,
    forms: list[str],
    found: list[RawTrigger],
    *,
    model: Model,
    settings: Settings,
    told: Sequence[Telling] = (),
) -> list[Happening]:
    """Group triggers that name the same happening; only triggers of one type are joined.

    With `told`, one for each trigger, a trigger joins no happening that its words contradict.
    """
    views = [
        trigger(
            words,
            forms,
            *t.words,
            type=t.type,
            modality=labels.MODALITIES[int(t.modality.argmax())],
            polarity=labels.POLARITIES[t.negative > settings.negative],
        )
        for t in found
    ]
    likely: list[list[tuple[float, int]]] = [[] for _ in found]  # earlier triggers that may be the same
    by_type: dict[str, list[int]] = {}
    pairs: list[tuple[int, int]] = []
    for n, v in enumerate(views):
        earlier = by_type.setdefault(v.type, [])
        pairs.extend((i, n) for i in earlier[-_NEAREST:])
        earlier.append(n)
    items = np.stack([t.vector for t in found]) if found else np.zeros((0, 1), dtype=np.float32)
    for at in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = pairs[at : at + _PAIRS_AT_ONCE]
        surface = np.array([event_pair(views[i], views[n]) for i, n in some], dtype=np.float32)
        scores = model.same("events", items, np.array([i for i, _ in some]), np.array([n for _, n in some]), surface)
        for (i, n), s in zip(some, scores.tolist(), strict=True):
            if s > settings.same_event:
                likely[n].append((s, i))
    out: list[Happening] = []
    of: list[int] = []
    members: list[list[int]] = []
    for n, t in enumerate(found):
        for s, i in sorted(likely[n], key=lambda c: (-c[0], c[1])):
            others = members[of[i]][-_NEAREST:] if told else []
            if s - max((told[n].apart(told[m]) for m in others), default=0.0) > settings.same_event:
                of.append(of[i])
                break
        else:
            of.append(len(out))
            out.append(Happening())
            members.append([])
        members[of[n]].append(n)
        out[of[n]].triggers.append(t)
        out[of[n]].headline.append(views[n].headline)
    return out
