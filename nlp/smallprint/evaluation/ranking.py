"""Pure functions of scores and labels: how well a ranking brings the positives to the top. Nothing here knows a file or a model."""

from __future__ import annotations

from math import nan

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


def curve(scores: Array, labels: Flags, *, prevalence: float | None = None) -> tuple[Array, Array]:
    """(precision, recall) after each distinct score, highest first; both of one length.

    ``prevalence``: as if that share of the rows were positive, by weighing the positives; ``None`` = as they are.
    """
    order = np.argsort(-scores, kind="stable")
    last = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))  # equal scores are reviewed together
    tp = np.cumsum(labels[order])[last].astype(float)
    fp = np.cumsum(~labels[order])[last] * _negative_weight(labels, prevalence)
    return tp / (tp + fp), tp / tp[-1]


def _negative_weight(labels: Flags, prevalence: float | None) -> float:
    """Weight of a negative where a positive weighs 1."""
    if prevalence is None:
        return 1.0
    return float(labels.sum()) * (1 - prevalence) / prevalence / float((~labels).sum())


def average_precision(scores: Array, labels: Flags, *, prevalence: float | None = None) -> float:
    """Mean precision over the steps of recall; ``nan`` unless both kinds of rows are there."""
    if labels.all() or not labels.any():
        return nan
    precision, recall = curve(scores, labels, prevalence=prevalence)
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def best_threshold(scores: Array, labels: Flags) -> float:
    """The score at which "flag from here on" has the highest F1; infinite if no row is positive."""
    if not labels.any():
        return float("inf")
    precision, recall = curve(scores, labels)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(np.unique(scores)[::-1][int(f1.argmax())])


def at_budget(scores: Array, labels: Flags, share: float) -> tuple[float, float]:
    """(precision, recall) if the highest ``share`` of the rows is reviewed, at least one; ``nan`` recall without a positive."""
    count = max(1, round(share * len(scores)))
    hits = int(labels[np.argsort(-scores, kind="stable")[:count]].sum())
    return hits / count, hits / int(labels.sum()) if labels.any() else nan
