"""A plain linear model of the 45 indicators, trained on the clause set alone: what the corpus teaches without rules.

It is a yardstick for the corpus, not a shipped model. A segment of text is one unit; a found segment is its own evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallprint.annotation.records import Clause, Span
from smallprint.pipeline import load_pipeline
from smallprint.pipeline.mask import mask_text
from smallprint.training.linear import vectorizers

Array = NDArray[np.float64]
_STRENGTH = 6.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment ``[start, end)`` of a text and its masked wording."""

    start: int
    end: int
    masked: str


def cut(text: str) -> tuple[Piece, ...]:
    """Segments of a text as the pipeline cuts them."""
    doc = load_pipeline()(text)
    pieces = []
    for segment in doc._.smallprint_segments:
        span = doc[segment.start : segment.end]
        inside = [e for e in doc._.smallprint.entities if span.start_char <= e.start and e.end <= span.end_char]
        moved = [replace(e, start=e.start - span.start_char, end=e.end - span.start_char) for e in inside]
        pieces.append(Piece(span.start_char, span.end_char, mask_text(span.text, moved)))
    return tuple(pieces)


@dataclass(frozen=True)
class ClauseModel:
    """One logistic regression an indicator over shared n-grams. ``thresholds``: float (n_indicators,)."""

    indicators: tuple[str, ...]
    vectorizers: dict[str, Any]
    weights: Array
    bias: Array
    thresholds: Array

    def probabilities(self, masked: Sequence[str]) -> Array:
        """Probability of each indicator, float, shape (n_texts, n_indicators)."""
        from scipy.sparse import hstack

        x = hstack([v.transform(masked) for v in self.vectorizers.values()]).tocsr()
        return np.asarray(1 / (1 + np.exp(-(x @ self.weights.T + self.bias))))

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, indicator) of every segment at or above the threshold."""
        pieces = cut(text)
        if not pieces:
            return []
        hits = self.probabilities([p.masked for p in pieces]) >= self.thresholds
        return [(pieces[i].start, pieces[i].end, self.indicators[j]) for i, j in zip(*np.nonzero(hits), strict=True)]


def fit_clauses(
    train: Sequence[Clause], dev: Sequence[Clause], indicators: Sequence[str], *, strength: float = _STRENGTH
) -> ClauseModel:
    """Fit on ``train``; the threshold of each indicator is the one of best F1 on ``dev``."""
    from joblib import Parallel, delayed
    from scipy.sparse import hstack

    texts, labels = as_arrays(train, indicators)
    blocks = vectorizers()
    x = hstack([v.fit_transform(texts) for v in blocks.values()]).tocsr()
    fitted = Parallel(n_jobs=2)(delayed(_fit_one)(x, labels[:, j], strength) for j in range(len(indicators)))
    model = ClauseModel(
        tuple(indicators), blocks, np.stack([w for w, _ in fitted]), np.array([b for _, b in fitted]),
        np.full(len(indicators), 0.5),
    )  # fmt: skip
    dev_texts, dev_labels = as_arrays(dev, indicators)
    p = model.probabilities(dev_texts)
    chosen = [best_threshold(p[:, j], dev_labels[:, j]) for j in range(len(indicators))]
    return ClauseModel(model.indicators, blocks, model.weights, model.bias, np.array(chosen))


def _fit_one(x: Any, y: Array, strength: float) -> tuple[Array, float]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=strength, class_weight="balanced", max_iter=300).fit(x, y)
    return fitted.coef_[0], float(fitted.intercept_[0])


def as_arrays(rows: Sequence[Clause], indicators: Sequence[str]) -> tuple[list[str], Array]:
    """Masked segments and their labels, float (n_segments, n_indicators): 1 where an asserted span overlaps."""
    texts: list[str] = []
    labels: list[Array] = []
    for row in rows:
        for piece in cut(row.text):
            texts.append(piece.masked)
            labels.append(np.array([_is_asserted(row.spans, piece, name) for name in indicators], float))
    return texts, np.stack(labels)


def _is_asserted(spans: Sequence[Span], piece: Piece, indicator: str) -> bool:
    return any(
        s.is_asserted and s.indicator == indicator and s.start < piece.end and piece.start < s.end for s in spans
    )


def best_threshold(probabilities: Array, labels: Array) -> float:
    """The probability at which F1 is best; 0.5 if there is no positive."""
    positives = labels.sum()
    if positives == 0:
        return 0.5
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum(labels[order])
    f1 = 2 * hits / (np.arange(1, len(labels) + 1) + positives)
    return float(probabilities[order[int(np.argmax(f1))]])
