"""Calibration: from raw scores to probabilities, at a stated base rate."""

from smallprint.calibration.base_rate import precision_at, shift_prevalence
from smallprint.calibration.fusion import FusionParameters, fuse
from smallprint.calibration.methods import Calibrator, fit_beta, fit_isotonic, fit_sigmoid

__all__ = [
    "Calibrator", "FusionParameters", "fit_beta", "fit_isotonic", "fit_sigmoid", "fuse", "precision_at", "shift_prevalence",
]  # fmt: skip
