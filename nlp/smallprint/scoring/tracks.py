"""Fusion of rule evidence and text classifier into one calibrated probability a track.

logit p = bias + sum of weights of distinct asserted indicators (by severity and confidence of the rule) + weight * classifier score.
All weights but the bias are >= 0, so more evidence never lowers the probability. They are fitted by ``smallprint model train``
and stored with the model; see the model card for what they were fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smallprint.evidence import Finding, Probability, Score, Severity, TrackName
from smallprint.report import Level, TrackResult

FEATURES = ("low", "medium", "high", "critical")
_CONFIDENCE = {"high": 1.0, "medium": 0.7, "low": 0.4}
_REPEAT = 0.5  # each further indicator of the same severity adds half: they often restate one term
LEVELS = ((0.8, Level.STRONG), (0.5, Level.MODERATE), (0.2, Level.WEAK))


@dataclass(frozen=True, slots=True)
class FusionParameters:
    """Fitted numbers of one track. ``draws`` are bootstrap refits (bias, low, medium, high, critical, classifier)."""

    bias: float
    severity: Mapping[str, float]
    classifier: float
    threshold: float
    draws: tuple[tuple[float, ...], ...] = ()


def rule_features(findings: Iterable[Finding], track: TrackName, confidence: Mapping[str, str]) -> tuple[float, ...]:
    """Evidence mass by severity, shape (4,): low, medium, high, critical. ``confidence`` maps rule id to its confidence."""
    best: dict[str, tuple[Severity, float]] = {}
    for finding in findings:
        if finding.is_asserted and finding.track is track:
            weight = max(_CONFIDENCE[confidence.get(source.removeprefix("rule:"), "high")] for source in finding.sources)
            if weight > best.get(finding.indicator, (finding.severity, 0.0))[1]:
                best[finding.indicator] = (finding.severity, weight)
    return tuple(_mass([w for s, w in best.values() if s.value == name]) for name in FEATURES)


def _mass(weights: list[float]) -> float:
    return sum(w * (1.0 if i == 0 else _REPEAT) for i, w in enumerate(sorted(weights, reverse=True)))


def fuse(features: tuple[float, ...], score: Score, parameters: FusionParameters) -> tuple[Probability, tuple[float, float]]:
    """Probability and 90 % bootstrap interval of a track."""
    weights = (parameters.bias, *(parameters.severity[name] for name in FEATURES), parameters.classifier)
    value = _sigmoid(_logit(weights, features, score))
    draws = sorted(_sigmoid(_logit(draw, features, score)) for draw in parameters.draws) or [value]
    low, high = draws[int(0.05 * (len(draws) - 1))], draws[math.ceil(0.95 * (len(draws) - 1))]
    return Probability(value), (min(low, value), max(high, value))


def _logit(weights: tuple[float, ...], features: tuple[float, ...], score: Score) -> float:
    bias, *inner, classifier = weights
    return bias + sum(w * x for w, x in zip(inner, features, strict=True)) + classifier * score.value


def _sigmoid(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def decide(
    features: tuple[float, ...], score: Score, parameters: FusionParameters, *, resemblance: Probability | None
) -> TrackResult:
    """Level and decision. LOW indicators never flag alone; the classifier alone never gets above ``moderate``."""
    probability, interval = fuse(features, score, parameters)
    level = next((name for limit, name in LEVELS if probability.value >= limit), Level.NONE)
    low, medium, high, critical = features
    flagged = probability.value >= parameters.threshold
    if not (medium or high or critical):
        if low:
            flagged, level = False, min(level, Level.WEAK, key=list(Level).index)
        elif level is Level.STRONG:
            level = Level.MODERATE
    return TrackResult(flagged, level, probability, interval, resemblance=resemblance)


def not_measurable(reason: str) -> TrackResult:
    """The answer for a text that cannot be measured: no number at all."""
    return TrackResult(None, Level.NOT_MEASURABLE, None, None, reason=reason)
