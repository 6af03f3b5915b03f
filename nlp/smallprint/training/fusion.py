"""Fits the fusion of rule evidence and classifier: a logistic model with weights >= 0, and its bootstrap draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from smallprint.calibration.methods import log_loss, sigmoid

Array = NDArray[np.float64]


def at_prevalence(labels: Array, weights: Array, prevalence: float) -> Array:
    """Row weights under which positives make up ``prevalence`` of the mass; total mass = number of rows."""
    positive, negative = weights[labels == 1].sum(), weights[labels == 0].sum()
    scale = np.where(labels == 1, prevalence / positive, (1 - prevalence) / negative)
    return np.asarray(weights * scale * len(labels), float)


def drop_evidence(masses: Array, labels: Array, rate: float, *, seed: int) -> Array:
    """Rule evidence removed from a share of the positives.

    The invented positives fire by construction; real ones do not always. ``rate`` is the share of unseen real positives on which
    no rule fires, so that silence of the rules is not taken for proof of innocence.
    """
    silent = (np.random.default_rng(seed).random(len(labels)) < rate) & (labels == 1)
    return np.where(silent[:, None], 0.0, masses)


def fit_weights(features: Array, labels: Array, weights: Array, *, prior: Array, ridge: float) -> Array:
    """(bias, weights...) minimising weighted log loss + ridge * distance to ``prior`` (k,); all but the bias >= 0.

    ``features``: (n, k). The prior keeps the weight of rule evidence where invented positives cannot teach it.
    """

    def loss(parameters: Array) -> tuple[float, Array]:
        p = sigmoid(parameters[0] + features @ parameters[1:])
        error = (p - labels) * weights / weights.sum()
        off = parameters[1:] - prior
        gradient = np.concatenate([[error.sum()], features.T @ error + 2 * ridge * off])
        return log_loss(p, labels, weights) + ridge * float(off @ off), gradient

    bounds = [(None, None), *[(0.0, None)] * len(prior)]
    found = minimize(loss, np.concatenate([[-2.0], prior]), jac=True, bounds=bounds, method="L-BFGS-B")
    return np.asarray(found.x)


def bootstrap(
    features: Array,
    labels: Array,
    weights: Array,
    groups: Sequence[str],
    *,
    draws: int,
    prior: Array,
    ridge: float,
    seed: int,
) -> list[Array]:
    """Refits on groups drawn with replacement: the spread that the training texts leave."""
    generator = np.random.default_rng(seed)
    names, member = np.unique(np.array(groups), return_inverse=True)
    result = []
    for _ in range(draws):
        times = np.bincount(generator.integers(0, len(names), len(names)), minlength=len(names))
        drawn = weights * times[member]
        if drawn[labels == 1].sum() > 0 and drawn[labels == 0].sum() > 0:
            result.append(fit_weights(features, labels, drawn, prior=prior, ridge=ridge))
    return result
