"""Fits how rule, scope and encoder are weighed together, on texts that the encoder was not trained on, and chooses the operating points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from smallprint.annotation.records import Span
from smallprint.calibration.methods import expected_calibration_error, log_loss, sigmoid
from smallprint.calibration.support import NAMES, Candidate, SupportParameters
from smallprint.classifier.labels import INDICATORS
from smallprint.scoring.reading import Reading
from smallprint.training.linear import folds_of

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate of a text with the answer. ``is_real`` marks ordinary ads, in which nothing is expected."""

    candidate: Candidate
    is_right: bool
    group: str
    text: str
    is_real: bool


def judge(
    candidates: Sequence[Candidate], reading: Reading, spans: Sequence[Span], *, group: str, text: str, is_real: bool
) -> list[Judged]:
    """Candidates of one text against its labelled spans: right if an asserted span of the indicator overlaps the segment.

    Where the author marked the indicator in the segment as mentioned only, or not at all, the candidate is wrong.
    """
    places = [reading.view.to_source(*segment) for segment in reading.segments]
    result = []
    for candidate in candidates:
        start, end = places[candidate.segment]
        right = any(
            s.is_asserted and s.indicator == candidate.indicator and s.start < end and start < s.end for s in spans
        )
        result.append(Judged(candidate, right, group, text, is_real))
    return result


def fit_support(
    judged: Sequence[Judged],
    *,
    prior: Array,
    ridge: float,
    offset_ridge: float,
    keep: float,
    precision: float,
    alarms: float,
    seed: int,
) -> tuple[SupportParameters, dict[str, float]]:
    """(parameters, figures out of fold). Weights are held near ``prior`` (5,), offsets of indicators near 0.

    ``keep``: operating point of rule findings, a design choice (see docs/decisions). ``precision``: the least precision that findings
    of the encoder alone must reach; ``alarms``: the largest share of ordinary ads that may get one.
    """
    x, offsets, y = arrays(judged)
    fit = _Fit(x, offsets, y, prior, ridge, offset_ridge)
    folds = folds_of([j.group for j in judged], 5, seed=seed)
    p = np.empty(len(y))
    for fold in range(5):
        p[folds == fold] = fit.predict(fit.fitted(folds != fold), folds == fold)
    fitted = fit.fitted(np.ones(len(y), bool))
    add = _add(judged, p, precision, alarms)
    named = {
        name: float(value) for name, value in zip(INDICATORS, fitted[len(NAMES) :], strict=True) if abs(value) >= 1e-3
    }
    parameters = SupportParameters(tuple(float(w) for w in fitted[: len(NAMES)]), named, keep, add)
    return parameters, _figures(judged, p, parameters)


def arrays(judged: Sequence[Judged]) -> tuple[Array, NDArray[np.intp], Array]:
    """(features (n, 4), number of the indicator (n,), right (n,))."""
    x = np.array([j.candidate.features for j in judged], float)
    return (
        x,
        np.array([INDICATORS.index(j.candidate.indicator) for j in judged], np.intp),
        np.array([j.is_right for j in judged], float),
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    x: Array
    indicator: NDArray[np.intp]
    y: Array
    prior: Array
    ridge: float
    offset_ridge: float

    def fitted(self, rows: NDArray[np.bool_]) -> Array:
        """(bias, four weights >= 0, 45 offsets) on some rows."""
        start = np.concatenate([self.prior, np.zeros(len(INDICATORS))])
        bounds = [(None, None), *[(0.0, None)] * 4, *[(None, None)] * len(INDICATORS)]
        found = minimize(self._loss, start, args=(rows,), jac=True, bounds=bounds, method="L-BFGS-B")
        return np.asarray(found.x)

    def _loss(self, parameters: Array, rows: NDArray[np.bool_]) -> tuple[float, Array]:
        x, indicator, y = self.x[rows], self.indicator[rows], self.y[rows]
        p = sigmoid(parameters[0] + x @ parameters[1:5] + parameters[5:][indicator])
        error = (p - y) / len(y)
        off, offsets = parameters[1:5] - self.prior[1:], parameters[5:]
        loss = (
            log_loss(p, y, np.ones(len(y)))
            + self.ridge * float(off @ off)
            + self.offset_ridge * float(offsets @ offsets)
        )
        gradient = np.concatenate([
            [error.sum()], x.T @ error + 2 * self.ridge * off,
            np.bincount(indicator, error, len(INDICATORS)) + 2 * self.offset_ridge * offsets,
        ])  # fmt: skip
        return loss, gradient

    def predict(self, parameters: Array, rows: NDArray[np.bool_]) -> Array:
        return sigmoid(parameters[0] + self.x[rows] @ parameters[1:5] + parameters[5:][self.indicator[rows]])


def _add(judged: Sequence[Judged], p: Array, precision: float, alarms: float) -> float:
    """The lowest operating point for the encoder alone at which both aims hold."""
    alone = np.array([j.candidate.rule == 0.0 for j in judged])
    right = np.array([j.is_right for j in judged])
    real = np.array([j.is_real for j in judged])
    texts = np.array([j.text for j in judged])
    ads = len(set(texts[real])) or 1
    for threshold in np.arange(0.3, 1.0, 0.01):
        over = alone & (p >= threshold)
        invented = over & ~real
        if invented.any() and right[invented].mean() >= precision and len(set(texts[over & real])) / ads <= alarms:
            return round(float(threshold), 2)
    return 0.99


def _figures(judged: Sequence[Judged], p: Array, parameters: SupportParameters) -> dict[str, float]:
    right = np.array([j.is_right for j in judged])
    ruled = np.array([j.candidate.rule > 0.0 for j in judged])
    real = np.array([j.is_real for j in judged])
    found = np.where(ruled, p >= parameters.keep, p >= parameters.add)
    figures = {"rules": ruled, "fused": found, "encoder_alone": found & ~ruled, "rules_kept": found & ruled}
    result = {"candidates": float(len(judged)), "right": float(right.sum())}
    for name, over in figures.items():
        result[f"{name}_right"] = float((over & right & ~real).sum())
        result[f"{name}_wrong"] = float((over & ~right & ~real).sum())
        result[f"{name}_in_ordinary_ads"] = float((over & real).sum())
    result["brier"] = float(np.mean((p - right) ** 2))
    result["ece"] = expected_calibration_error(p, right.astype(float), np.ones(len(p)))
    return {name: round(value, 4) for name, value in result.items()}
