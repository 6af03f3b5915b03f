"""Fits the linear baseline on grouped folds: features, weights, out-of-fold scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallprint.classifier.features import char_ngrams, word_ngrams
from smallprint.classifier.linear import BLOCKS, LinearClassifier
from smallprint.evidence import TrackName

Array = NDArray[np.float64]
_MIN_TEXTS = 3


def vectorizers(keep: dict[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """One TF-IDF vectoriser a block; ``keep`` fixes the vocabulary."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    grams = {"word": word_ngrams, "char": char_ngrams}
    return {
        block: TfidfVectorizer(
            analyzer=partial(_listed, grams[block]), min_df=1 if keep else _MIN_TEXTS, sublinear_tf=True,
            vocabulary=list(keep[block]) if keep else None, dtype=np.float32,
        )
        for block in BLOCKS
    }  # fmt: skip


def _listed(grams: Any, text: str) -> list[str]:
    return list(grams(text))


def fit_regression(x: Any, labels: Array, weights: Array, *, strength: float) -> Any:
    """Logistic regression with the classes balanced within the given row weights."""
    from sklearn.linear_model import LogisticRegression

    total = {c: weights[labels == c].sum() for c in (0.0, 1.0)}
    balanced = weights / np.where(labels == 1, total[1.0], total[0.0]) * len(labels) / 2
    return LogisticRegression(C=strength, max_iter=400).fit(x, labels, sample_weight=balanced)


def fit_linear(
    texts: Sequence[str], labels: dict[TrackName, Array], weights: Array, *, strength: float, features: int
) -> LinearClassifier:
    """Fit, keep the ``features`` weightiest n-grams of each block, fit again. Labels: float (n,), ``nan`` = says nothing."""
    from scipy.sparse import hstack

    kept = _select(texts, labels, weights, strength=strength, features=features)
    fitted = vectorizers(kept)
    x = hstack([fitted[block].fit_transform(texts) for block in BLOCKS]).tocsr()
    models = [_fit_track(x, labels[t], weights, strength) for t in TrackName]
    coefficients = np.stack([m.coef_[0] for m in models], axis=1).astype(np.float32)
    split = len(kept["word"])
    return LinearClassifier(
        {block: tuple(kept[block]) for block in BLOCKS},
        {block: fitted[block].idf_.astype(np.float32) for block in BLOCKS},
        {"word": coefficients[:split], "char": coefficients[split:]},
        np.array([m.intercept_[0] for m in models], np.float32),
    )


def _fit_track(x: Any, labels: Array, weights: Array, strength: float) -> Any:
    known = ~np.isnan(labels)
    return fit_regression(x[known], labels[known], weights[known], strength=strength)


def _select(
    texts: Sequence[str], labels: dict[TrackName, Array], weights: Array, *, strength: float, features: int
) -> dict[str, Sequence[str]]:
    kept: dict[str, Sequence[str]] = {}
    for block, vectorizer in vectorizers().items():
        x = vectorizer.fit_transform(texts)
        size = np.max([np.abs(_fit_track(x, labels[t], weights, strength).coef_[0]) for t in TrackName], axis=0)
        names = vectorizer.get_feature_names_out()
        kept[block] = sorted(names[np.argsort(-size, kind="stable")[:features]])
    return kept


def folds_of(groups: Sequence[str], count: int, *, seed: int) -> NDArray[np.intp]:
    """Fold number of every row, shape (n,); rows of one group share a fold. Deterministic for a seed."""
    unique = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(unique))
    fold = {unique[g]: i % count for i, g in enumerate(order)}
    return np.array([fold[g] for g in groups], np.intp)


DOCUMENT_FOLDS = 3
"""Folds of the labelled real ads: each costs a fine-tuning of the encoder."""


def document_folds(groups: Sequence[str], *, seed: int) -> NDArray[np.intp]:
    """Fold of each labelled ad, (n,): ads of one near-duplicate group stay together."""
    return folds_of(groups, DOCUMENT_FOLDS, seed=seed)


def out_of_fold(
    texts: Sequence[str], labels: dict[TrackName, Array], weights: Array, folds: NDArray[np.intp], **options: Any
) -> dict[TrackName, Array]:
    """Scores of each row by a model that saw no row of its fold: float (n,) for each track."""
    result = {t: np.full(len(texts), np.nan) for t in TrackName}
    for train, test in _splits(folds):
        model = fit_linear(
            [texts[i] for i in train], {t: labels[t][train] for t in TrackName}, weights[train], **options
        )
        scores = model.score([texts[i] for i in test])
        for track in TrackName:
            result[track][test] = scores[track]
    return result


def _splits(folds: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    for fold in np.unique(folds):
        yield np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
