from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smallprint.calibration.base_rate import precision_at, shift_prevalence

rates = st.floats(0.001, 0.999)


def test_published_base_rate_arithmetic() -> None:
    """1 in 1,000, sensitivity 0.90, specificity 0.95: about 1.8 % precision; at 4.84 %: about 48 %."""
    assert precision_at(0.001, sensitivity=0.9, specificity=0.95) == pytest.approx(0.0177, abs=5e-4)
    assert precision_at(0.0484, sensitivity=0.9, specificity=0.95) == pytest.approx(0.478, abs=5e-3)


def test_nothing_flagged_has_no_precision() -> None:
    assert isnan(precision_at(0.1, sensitivity=0.0, specificity=1.0))


@given(st.floats(0, 1), rates)
def test_same_prevalence_changes_nothing(p: float, rate: float) -> None:
    assert shift_prevalence(p, fitted_at=rate, stated=rate) == pytest.approx(p, abs=1e-9)


@given(st.floats(0.01, 0.99), rates, rates)
def test_shift_and_back(p: float, first: float, second: float) -> None:
    there = shift_prevalence(p, fitted_at=first, stated=second)
    assert shift_prevalence(there, fitted_at=second, stated=first) == pytest.approx(p, rel=1e-6)


@given(st.floats(0.01, 0.99), rates)
def test_rarer_positives_lower_the_probability(p: float, rate: float) -> None:
    assert shift_prevalence(p, fitted_at=rate, stated=rate / 2) < p


@pytest.mark.parametrize("bad", [{"fitted_at": 0.0, "stated": 0.1}, {"fitted_at": 0.1, "stated": 1.0}])
def test_prevalence_outside_is_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        shift_prevalence(0.5, **bad)
