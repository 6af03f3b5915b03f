import json

import numpy as np
import pytest
from smallprint.calibration.methods import Calibrator, fit_beta, fit_isotonic, fit_sigmoid, log_loss, sigmoid

RNG = np.random.default_rng(3)
SCORES = RNG.normal(0, 2, 4000)
LABELS = (RNG.random(4000) < sigmoid(0.6 * SCORES - 1.0)).astype(float)
WEIGHTS = np.ones(4000)
FITS = {"sigmoid": fit_sigmoid, "beta": fit_beta, "isotonic": fit_isotonic}


@pytest.mark.parametrize("name", FITS)
def test_fit_is_close_to_the_truth_and_monotone(name: str) -> None:
    fitted = FITS[name](SCORES, LABELS, WEIGHTS)
    grid = np.linspace(-3, 3, 50)
    p = fitted.apply(grid)
    assert np.all(np.diff(p) >= -1e-12)
    assert np.abs(p - sigmoid(0.6 * grid - 1.0)).mean() < 0.05
    assert log_loss(fitted.apply(SCORES), LABELS, WEIGHTS) < log_loss(sigmoid(SCORES), LABELS, WEIGHTS)


@pytest.mark.parametrize("name", FITS)
def test_plain_form_round_trips(name: str) -> None:
    fitted = FITS[name](SCORES[:300], LABELS[:300], WEIGHTS[:300])
    again = Calibrator.from_plain(json.loads(json.dumps(fitted.to_plain())))
    assert np.allclose(again.apply(SCORES), fitted.apply(SCORES), atol=1e-4)


def test_sigmoid_recovers_its_parameters() -> None:
    assert fit_sigmoid(SCORES, LABELS, WEIGHTS).parameters == pytest.approx((0.6, -1.0), abs=0.12)


def test_isotonic_equals_scikit_learn() -> None:
    from sklearn.isotonic import IsotonicRegression

    order = np.argsort(SCORES[:500])
    theirs = IsotonicRegression().fit(SCORES[:500], LABELS[:500]).predict(SCORES[:500][order])
    ours = fit_isotonic(SCORES[:500], LABELS[:500], WEIGHTS[:500])
    half = len(ours.parameters) // 2
    assert set(np.round(ours.parameters[half:], 6)) == set(np.round(theirs, 6))


def test_unknown_method_is_named() -> None:
    with pytest.raises(KeyError, match="allowed: sigmoid, beta, isotonic"):
        Calibrator.from_plain({"method": "magic", "parameters": []})
