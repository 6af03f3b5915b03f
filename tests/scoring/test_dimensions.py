"""The Delphi rule: 2 strong; 1 strong + 1 other; 3 medium; 2 medium + 1 weak. Edge cases of the published text."""

import pytest
from smallprint.evidence import Finding, Polarity, Severity, TrackName
from smallprint.indicators.catalogue import load_catalogue
from smallprint.report import Status
from smallprint.scoring.dimensions import find_dimensions, is_met, missing_for


@pytest.mark.parametrize(
    ("strong", "medium", "weak", "met"),
    [
        (0, 0, 0, False), (1, 0, 0, False), (2, 0, 0, True), (1, 1, 0, True), (1, 0, 1, True),
        (0, 1, 0, False), (0, 2, 0, False), (0, 3, 0, True), (0, 2, 1, True), (0, 1, 2, False), (0, 0, 9, False),
    ],
)  # fmt: skip
def test_combination_rule(strong: int, medium: int, weak: int, met: bool) -> None:
    assert is_met(strong, medium, weak) is met
    assert bool(missing_for(strong, medium, weak)) is not met


def finding(indicator: str, polarity: Polarity = Polarity.IMPOSES) -> Finding:
    item = load_catalogue().indicators[indicator]
    reason = None if polarity is Polarity.IMPOSES else "x"
    return Finding(
        indicator, item.slug, TrackName.COERCION, 0, 1, "x", polarity, Severity.HIGH, ("rule:x",), reason=reason
    )


def status(code: str, *findings: Finding) -> Status:
    found = find_dimensions(findings, load_catalogue().indicators, is_measurable=True)
    return next(d.status for d in found if d.code == code)


def test_documents_alone_do_not_meet_destination_coercion() -> None:
    assert status("D5", finding("B01")) is Status.NOT_MET


def test_documents_and_debt_meet_destination_coercion() -> None:
    assert status("D5", finding("B01"), finding("B02")) is Status.MET


def test_one_delphi_indicator_counts_once_however_many_project_indicators_map_to_it() -> None:
    labels = next(
        d
        for d in find_dimensions([finding("B02"), finding("B22")], load_catalogue().indicators, is_measurable=True)
        if d.code == "D5"
    )
    assert sum("debt bondage" in label for label in labels.counted) == 1


def test_considered_mentions_do_not_count() -> None:
    assert status("D5", finding("B01", Polarity.PROHIBITS), finding("B02")) is Status.NOT_MET


def test_not_measurable_text_has_no_dimension() -> None:
    found = find_dimensions([], load_catalogue().indicators, is_measurable=False)
    assert {d.status for d in found} == {Status.NOT_MEASURABLE}
