"""Pure functions of counts and probabilities. Nothing here knows a file or a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from smallprint.calibration.methods import expected_calibration_error as _expected_error


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives, false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """Share of the flagged that is right; ``nan`` if nothing was flagged."""
        return _ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """Share of the positives that was flagged; ``nan`` if there is none."""
        return _ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        """Harmonic mean of both, 2TP / (2TP + FP + FN); ``nan`` if all counts are 0."""
        return _ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A labelled span. ``is_required`` is False where only one annotator marked it: allowed, not asked for."""

    start: int
    end: int
    indicator: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """An asserted finding."""

    start: int
    end: int
    indicator: str


def _overlap(a: GoldSpan | FoundSpan, b: GoldSpan | FoundSpan) -> bool:
    return a.indicator == b.indicator and a.start < b.end and b.start < a.end


def count_spans(gold: Sequence[GoldSpan], found: Sequence[FoundSpan]) -> dict[str, Counts]:
    """Counts by indicator for one text. A finding is right if a gold span of its indicator overlaps it.

    A required span is missed if no finding of its indicator overlaps it; several findings on one span are right once.
    """
    result: dict[str, Counts] = {}

    def add(indicator: str, counts: Counts) -> None:
        result[indicator] = result.get(indicator, Counts()) + counts

    for span in gold:
        if span.is_required:
            hit = any(_overlap(span, f) for f in found)
            add(span.indicator, Counts(tp=int(hit), fn=int(not hit)))
    for finding in found:
        if not any(_overlap(finding, g) for g in gold):
            add(finding.indicator, Counts(fp=1))
    return result


def micro(counts: Sequence[Counts]) -> Counts:
    """The sum of all counts."""
    return sum(counts, Counts())


def macro_f1(counts: Sequence[Counts]) -> float:
    """Unweighted mean F1 over the indicators that have any count; ``nan`` if none."""
    values = [c.f1 for c in counts if not isnan(c.f1)]
    return _ratio(sum(values), len(values))


def brier(probabilities: Sequence[float], labels: Sequence[bool]) -> float:
    """Mean squared error of the probabilities; ``nan`` for no texts."""
    return _ratio(sum((p - y) ** 2 for p, y in zip(probabilities, labels, strict=True)), len(labels))


def expected_calibration_error(probabilities: Sequence[float], labels: Sequence[bool], *, bins: int = 10) -> float:
    """Mean |share of positives - mean probability| over equal-width bins, weighted by their size (Naeini et al. 2015)."""
    if not labels:
        return nan
    return _expected_error(np.array(probabilities), np.array(labels, float), np.ones(len(labels)), bins=bins)
