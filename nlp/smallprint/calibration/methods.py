"""Monotone maps from a raw score (log-odds units) to a probability: sigmoid, beta and isotonic, as plain numbers.

Sigmoid: Platt 1999. Beta: Kull, Silva Filho, Flach 2017 (doi:10.1214/17-EJS1338SI). Isotonic: Zadrozny, Elkan 2002, by pool
adjacent violators. All fits take weights, so that a stated prevalence can be built in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Calibrator:
    """A fitted map. ``parameters``: sigmoid (a, b); beta (a, b, c); isotonic (scores then probabilities, same length)."""

    method: str
    parameters: tuple[float, ...]

    def apply(self, scores: Array) -> Array:
        """Probabilities, float64, shape of ``scores``; never exactly 0 or 1."""
        return np.clip(_APPLY[self.method](np.asarray(scores, float), self.parameters), _EDGE, 1 - _EDGE)

    def to_plain(self) -> dict[str, Any]:
        """JSON-ready form."""
        return {"method": self.method, "parameters": [round(p, 6) for p in self.parameters]}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Calibrator:
        """The inverse of :meth:`to_plain`. Raises ``KeyError`` for an unknown method."""
        if data["method"] not in _APPLY:
            raise KeyError(f"unknown calibration {data['method']!r}; allowed: {', '.join(_APPLY)}")
        return cls(data["method"], tuple(float(p) for p in data["parameters"]))


def sigmoid(x: Array) -> Array:
    """The logistic function without overflow."""
    return 1.0 / (1.0 + np.exp(-np.clip(x, -40, 40)))


def _apply_sigmoid(scores: Array, parameters: tuple[float, ...]) -> Array:
    a, b = parameters
    return sigmoid(a * scores + b)


def _apply_beta(scores: Array, parameters: tuple[float, ...]) -> Array:
    a, b, c = parameters
    p = np.clip(sigmoid(scores), 1e-9, 1 - 1e-9)
    return sigmoid(a * np.log(p) - b * np.log1p(-p) + c)


def _apply_isotonic(scores: Array, parameters: tuple[float, ...]) -> Array:
    half = len(parameters) // 2
    return np.interp(scores, parameters[:half], parameters[half:])


_APPLY: Mapping[str, Callable[[Array, tuple[float, ...]], Array]] = {
    "sigmoid": _apply_sigmoid, "beta": _apply_beta, "isotonic": _apply_isotonic,
}  # fmt: skip


def log_loss(probabilities: Array, labels: Array, weights: Array) -> float:
    """Weighted mean negative log likelihood."""
    p = np.clip(probabilities, 1e-9, 1 - 1e-9)
    return float(np.average(-(labels * np.log(p) + (1 - labels) * np.log1p(-p)), weights=weights))


def expected_calibration_error(probabilities: Array, labels: Array, weights: Array, *, bins: int = 10) -> float:
    """Mean |share of positives - mean probability| over equal-width bins, by the weight in them (Naeini et al. 2015)."""
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = np.bincount(place, weights * (probabilities - labels), bins)
    return float(np.abs(gaps).sum() / weights.sum())


def fit_sigmoid(scores: Array, labels: Array, weights: Array) -> Calibrator:
    """Two parameters, slope >= 0."""
    return _fit("sigmoid", (1.0, 0.0), ((0.0, None), (None, None)), scores, labels, weights)


def fit_beta(scores: Array, labels: Array, weights: Array) -> Calibrator:
    """Three parameters, both slopes >= 0."""
    return _fit("beta", (1.0, 1.0, 0.0), ((0.0, None), (0.0, None), (None, None)), scores, labels, weights)


def _fit(
    method: str, start: tuple[float, ...], bounds: Any, scores: Array, labels: Array, weights: Array
) -> Calibrator:
    from scipy.optimize import minimize  # training only: scipy is no run-time dependency

    def loss(parameters: Array) -> float:
        return log_loss(_APPLY[method](scores, tuple(parameters)), labels, weights)

    found = minimize(loss, start, bounds=bounds, method="L-BFGS-B")
    return Calibrator(method, tuple(float(x) for x in found.x))


def fit_isotonic(scores: Array, labels: Array, weights: Array) -> Calibrator:
    """Pool adjacent violators; the result is interpolated between the means of the pooled blocks."""
    order = np.argsort(scores, kind="stable")
    blocks: list[list[float]] = []  # weighted label sum, weight, weighted score sum
    for score, label, weight in zip(scores[order], labels[order], weights[order], strict=True):
        blocks.append([label * weight, weight, score * weight])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [x + y for x, y in zip(blocks[-1], last, strict=True)]
    xs = [block[2] / block[1] for block in blocks]
    ys = [block[0] / block[1] for block in blocks]
    return Calibrator("isotonic", (*xs, *ys))
