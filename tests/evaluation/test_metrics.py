"""Hand-worked cases."""

from math import isnan

import pytest
from smallprint.evaluation.metrics import (
    Counts,
    FoundSpan,
    GoldSpan,
    brier,
    count_spans,
    expected_calibration_error,
    macro_f1,
    micro,
)


def test_rates_of_counts() -> None:
    counts = Counts(tp=6, fp=2, fn=4)
    assert counts.precision == 0.75
    assert counts.recall == 0.6
    assert counts.f1 == pytest.approx(2 / 3)


def test_rates_without_cases_are_nan() -> None:
    assert isnan(Counts().precision)
    assert isnan(Counts().recall)
    assert isnan(Counts().f1)


def test_spans() -> None:
    gold = [
        GoldSpan(0, 10, "A01", is_required=True),
        GoldSpan(20, 30, "A01", is_required=True),
        GoldSpan(40, 50, "B01", is_required=False),
        GoldSpan(60, 70, "B02", is_required=False),
    ]
    found = [
        FoundSpan(9, 12, "A01"),  # right
        FoundSpan(10, 20, "A01"),  # touches both, overlaps none: false
        FoundSpan(0, 10, "B01"),  # right place, wrong indicator: false
        FoundSpan(45, 46, "B01"),  # allowed, not required
    ]
    assert count_spans(gold, found) == {"A01": Counts(tp=1, fp=1, fn=1), "B01": Counts(fp=1)}


def test_two_findings_on_one_span_are_right_once() -> None:
    gold = [GoldSpan(0, 10, "A01", is_required=True)]
    assert count_spans(gold, [FoundSpan(0, 3, "A01"), FoundSpan(5, 8, "A01")]) == {"A01": Counts(tp=1)}


def test_micro_and_macro() -> None:
    counts = [Counts(1, 1, 0), Counts(3, 0, 1), Counts()]
    assert micro(counts) == Counts(4, 1, 1)
    assert macro_f1(counts) == pytest.approx((2 / 3 + 6 / 7) / 2)


def test_brier_and_calibration_error() -> None:
    assert brier([0.0, 1.0, 0.5], [False, True, True]) == pytest.approx(0.25 / 3)
    assert expected_calibration_error([0.05, 0.05, 0.95, 0.95], [False, False, True, False]) == pytest.approx(
        (0.1 + 0.9) / 4
    )
    assert expected_calibration_error([1.0], [True]) == 0
