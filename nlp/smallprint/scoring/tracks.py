"""From findings and classifier score to the level and the decision of a track."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smallprint.calibration.fusion import FusionParameters, fuse
from smallprint.evidence import Finding, Probability, Score, Severity, TrackName
from smallprint.report import Level, TrackResult

CONFIDENCE = {"high": 1.0, "medium": 0.9, "low": 0.6}
_REPEAT = 0.5  # each further indicator of the same severity adds half: they often restate one term
LEVELS = ((0.8, Level.STRONG), (0.5, Level.MODERATE), (0.2, Level.WEAK))


def rule_features(findings: Iterable[Finding], track: TrackName, confidence: Mapping[str, str]) -> tuple[float, ...]:
    """Evidence mass by severity, shape (4,): low, medium, high, critical. ``confidence`` maps a rule id to its confidence."""
    best: dict[str, tuple[Severity, float]] = {}
    for finding in findings:
        if finding.is_asserted and finding.track is track:
            weight = _weight(finding, confidence)
            if weight > best.get(finding.indicator, (finding.severity, 0.0))[1]:
                best[finding.indicator] = (finding.severity, weight)
    return tuple(_mass([w for s, w in best.values() if s is severity]) for severity in Severity)


def _weight(finding: Finding, confidence: Mapping[str, str]) -> float:
    """Confidence of the best rule; for what the encoder alone sees, its support."""
    ruled = [CONFIDENCE[confidence[s.removeprefix("rule:")]] for s in finding.sources if s.startswith("rule:")]
    return max(ruled, default=finding.support.value if finding.support else 0.0)


def _mass(weights: list[float]) -> float:
    return sum(w * (1.0 if i == 0 else _REPEAT) for i, w in enumerate(sorted(weights, reverse=True)))


def decide(
    masses: tuple[float, ...], score: Score, parameters: FusionParameters, *, resemblance: Probability
) -> TrackResult:
    """Level and decision. Nothing is flagged without a quoted indicator above LOW; the classifier alone never gets above ``moderate``."""
    probability, interval = fuse(masses, score, parameters)
    level = next((name for limit, name in LEVELS if probability.value >= limit), Level.NONE)
    has_evidence = any(masses[1:])
    flagged = has_evidence and probability.value >= parameters.threshold
    if flagged:
        level = max(level, Level.MODERATE, key=list(Level).index)
    if not has_evidence:
        level = min(level, Level.WEAK if masses[0] else Level.MODERATE, key=list(Level).index)
    undecided = not flagged and has_evidence and interval[1] >= parameters.threshold
    return TrackResult(flagged, level, probability, interval, resemblance=resemblance, undecided=undecided)


def not_measurable(reason: str) -> TrackResult:
    """The answer for a text that cannot be measured: no number at all."""
    return TrackResult(None, Level.NOT_MEASURABLE, None, None, reason=reason)
