"""Scores -> calibrated probabilities that a line is right as a whole.

Logistic regression over the heads' own probabilities, fitted on development reports (training/tune.py) and carried by
the weights. Weights without a calibration give no confidence: an uncalibrated number would look like one.
"""

from __future__ import annotations

import math
from typing import Any

from according.reading.happenings import Happening
from according.reading.statements import Draft

Scored = list[tuple[int, float]]
"""Entities with their probabilities, the likeliest first."""


def logit(p: float) -> float:
    """Log-odds, kept within six."""
    p = min(max(p, 1e-6), 1 - 1e-6)
    return max(-6.0, min(6.0, math.log(p / (1 - p))))


def statement_features(d: Draft) -> list[float]:
    """What the confidence of a statement rests on."""
    return [
        logit(d.score),
        logit(d.sure),
        float(bool(d.source)),
        float(d.kind != "indirect"),
        float(len(d.covered) > 4),
    ]


def event_features(h: Happening, actors: Scored, recipients: Scored) -> list[float]:
    """What the confidence of an event rests on."""
    best = max(h.triggers, key=lambda t: t.score)
    return [
        logit(best.score),
        logit(float(best.types.max())),
        logit(float(max(t.modality.max() for t in h.body()))),
        logit(abs(h.negative() - 0.5) + 0.5),
        logit(actors[0][1]) if actors else -1.0,
        float(bool(actors)),
        logit(recipients[0][1]) if recipients else -1.0,
        float(bool(recipients)),
        float(len(h.triggers) > 1),
        float(len(actors) > 1),
        float(len(recipients) > 1),
    ]


def _apply(weights: list[float] | None, features: list[float]) -> float | None:
    if not weights:
        return None
    z = weights[0] + sum(w * f for w, f in zip(weights[1:], features, strict=True))
    return round(1 / (1 + math.exp(-z)), 3)


class Confidence:
    """The calibration that a set of weights carries. Tuning passes a subclass that collects the features."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.weights: dict[str, list[float]] = settings.get("calibration", {})

    def of_statement(self, d: Draft) -> float | None:
        """Probability that source, cue and content are all found right, or None without a calibration."""
        return _apply(self.weights.get("statement"), statement_features(d))

    def of_event(self, h: Happening, actors: Scored, recipients: Scored) -> float | None:
        """Probability that the whole ledger line is right, or None without a calibration."""
        return _apply(self.weights.get("event"), event_features(h, actors, recipients))
