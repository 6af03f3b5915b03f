"""Fusion of rule evidence and text classifier into one calibrated probability a track.

logit p = bias + sum of weights of the evidence masses (by severity) + weight * classifier score. All weights but the bias are
>= 0, so more evidence never lowers the probability. They are fitted by ``smallprint model train``; the model card says on what.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smallprint.evidence import Probability, Score


@dataclass(frozen=True, slots=True)
class FusionParameters:
    """Fitted numbers of one track, fitted at ``prevalence``.

    ``weights``: bias, then low, medium, high and critical evidence, then the classifier. ``draws``: the same from bootstrap refits.
    ``threshold``: flagged at or above it, given an indicator. ``floor``: classifier scores below it count as it, so that an
    honest-looking text cannot outweigh a quoted clause.
    """

    weights: tuple[float, ...]
    draws: tuple[tuple[float, ...], ...]
    threshold: float
    prevalence: float
    floor: float

    def to_plain(self) -> dict[str, Any]:
        """JSON-ready form."""
        return {
            "weights": _rounded(self.weights), "draws": [_rounded(d) for d in self.draws], "threshold": self.threshold,
            "prevalence": self.prevalence, "floor": self.floor,
        }  # fmt: skip

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> FusionParameters:
        """The inverse of :meth:`to_plain`."""
        numbers = (float(data[name]) for name in ("threshold", "prevalence", "floor"))
        return cls(tuple(data["weights"]), tuple(tuple(d) for d in data["draws"]), *numbers)


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(v), 4) for v in values]


def fuse(
    masses: Sequence[float], score: Score, parameters: FusionParameters
) -> tuple[Probability, tuple[float, float]]:
    """Probability and 90 % bootstrap interval from four evidence masses (low to critical) and the classifier's raw score."""
    features = (*masses, max(score.value, parameters.floor))
    value = _sigmoid(_logit(parameters.weights, features))
    draws = sorted(_sigmoid(_logit(draw, features)) for draw in parameters.draws) or [value]
    low, high = draws[int(0.05 * (len(draws) - 1))], draws[math.ceil(0.95 * (len(draws) - 1))]
    return Probability(value), (min(low, value), max(high, value))


def _logit(weights: Sequence[float], features: Sequence[float]) -> float:
    return weights[0] + sum(w * x for w, x in zip(weights[1:], features, strict=True))


def _sigmoid(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
