"""Bootstrap over groups: rows that belong together are drawn together, so that an interval is not too narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from smallprint.evaluation.metrics import Counts

Array = NDArray[np.float64]
Places = NDArray[np.intp]
DRAWS = 1000


def intervals(groups: Sequence[str], statistic: Callable[[Places], Sequence[float]], *, seed: int) -> Array:
    """95 % percentile intervals, float64, shape (n_values, 2); ``nan`` where no draw gives a value.

    ``groups``: the group of each row. ``statistic``: from row numbers, some of them repeated, to n_values figures.
    """
    members = [np.flatnonzero(np.array(groups) == name) for name in sorted(set(groups))]
    generator = np.random.default_rng(seed)
    draws = generator.integers(len(members), size=(DRAWS, len(members)))
    values = np.array([statistic(np.concatenate([members[i] for i in draw])) for draw in draws], float)
    return np.array([_range(column[~np.isnan(column)]) for column in values.T])


def _range(values: Array) -> tuple[float, float]:
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def f1_interval(counts: Sequence[Counts], groups: Sequence[str], *, seed: int) -> tuple[float, float]:
    """95 % interval of the F1 of all texts together, from the counts and the group of each text; ``nan`` without texts."""
    if not counts:
        return float("nan"), float("nan")
    table = np.array([(c.tp, c.fp, c.fn) for c in counts])

    def statistic(rows: Places) -> tuple[float]:
        tp, fp, fn = table[rows].sum(axis=0)
        return (Counts(int(tp), int(fp), int(fn)).f1,)

    low, high = intervals(groups, statistic, seed=seed)[0]
    return float(low), float(high)
