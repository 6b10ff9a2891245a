"""Thresholds of the reader. Tuned together on the development half of the coded reports (training/tune.py); the
weights carry their own values, these are the defaults for weights that carry none."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """Probabilities above which something is read; biases in log-odds."""

    cue: float = 0.45
    trigger: float = 0.5
    trigger_said: float = 0.4  # of the likeliest trigger of a statement that has none above the other threshold
    mention: float = 0.5
    mention_floor: float = 0.12
    actor: float = 0.5
    recipient: float = 0.5
    recipient_share: float = 0.75  # of the likeliest recipient's probability: what each further one needs
    place: float = 0.4
    time: float = 0.4
    figure: float = 0.4
    beside: float = 0.45
    negative: float = 0.5
    mode: float = 0.4
    content_bias: float = 0.0
    same_entity: float = 0.0
    same_event: float = 0.0
    statement: float = 0.0

    @classmethod
    def of(cls, values: dict[str, Any]) -> Settings:
        """The settings that a set of weights carries, defaults for the rest."""
        known = {f.name for f in fields(cls)}
        return cls(**{k: float(v) for k, v in values.items() if k in known})
