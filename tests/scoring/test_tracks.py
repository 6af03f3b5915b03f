"""Decisions: evidence flags, resemblance does not."""

import pytest
from smallprint.calibration.fusion import FusionParameters
from smallprint.evidence import Finding, Polarity, Probability, Score, Severity, TrackName
from smallprint.report import Level
from smallprint.scoring.tracks import decide, not_measurable, rule_features

PARAMETERS = FusionParameters((-2.0, 0.5, 3.5, 4.2, 5.0, 1.0), (), 0.5, 0.1, -1.0)
HALF = Probability(0.5)


def finding(
    indicator: str, severity: Severity, *, rule: str = "rule:x", polarity: Polarity = Polarity.IMPOSES
) -> Finding:
    reason = None if polarity is Polarity.IMPOSES else "because"
    return Finding(indicator, "s", TrackName.DECEPTION, 0, 1, "x", polarity, severity, (rule,), reason=reason)


@pytest.mark.parametrize("score", [-9.0, 0.0])
@pytest.mark.parametrize("masses", [(0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)])
def test_one_indicator_above_low_flags(masses, score) -> None:
    assert decide(masses, Score(score), PARAMETERS, resemblance=HALF).flagged


def test_low_indicators_never_flag_alone_however_suspicious_the_text() -> None:
    result = decide((2.5, 0, 0, 0), Score(9.0), PARAMETERS, resemblance=HALF)
    assert result.flagged is False
    assert result.level is Level.WEAK


def test_resemblance_alone_neither_flags_nor_gets_above_moderate() -> None:
    result = decide((0, 0, 0, 0), Score(9.0), PARAMETERS, resemblance=HALF)
    assert result.flagged is False
    assert result.level is Level.MODERATE
    assert result.probability is not None
    assert result.probability.value > 0.9


def test_nothing_found_is_none() -> None:
    assert decide((0, 0, 0, 0), Score(-3.0), PARAMETERS, resemblance=HALF).level is Level.NONE


def test_not_measurable_has_no_number() -> None:
    result = not_measurable("another language")
    assert (result.flagged, result.probability, result.interval, result.level) == (
        None,
        None,
        None,
        Level.NOT_MEASURABLE,
    )


def test_masses_count_each_indicator_once_and_repeats_by_half() -> None:
    found = [
        finding("A01", Severity.HIGH), finding("A01", Severity.HIGH), finding("A02", Severity.HIGH, rule="rule:weak"),
        finding("A06", Severity.LOW), finding("A07", Severity.HIGH, polarity=Polarity.PROHIBITS),
    ]  # fmt: skip
    masses = rule_features(found, TrackName.DECEPTION, {"x": "high", "weak": "low"})
    assert masses == (1.0, 0, 1.0 + 0.5 * 0.6, 0)
    assert rule_features(found, TrackName.COERCION, {}) == (0, 0, 0, 0)
