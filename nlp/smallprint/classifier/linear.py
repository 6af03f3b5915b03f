"""The linear baseline: word and character n-grams, one logistic regression a track. Plain numpy at run time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from smallprint.classifier.features import char_ngrams, tfidf, word_ngrams
from smallprint.evidence import TrackName

BLOCKS = ("word", "char")
_GRAMS = {"word": word_ngrams, "char": char_ngrams}


@dataclass(frozen=True)
class LinearClassifier:
    """Weights by block. ``idf[block]``: float32 (n,); ``weights[block]``: float32 (n, n_tracks); ``bias``: float32 (n_tracks,)."""

    vocabulary: Mapping[str, tuple[str, ...]]
    idf: Mapping[str, NDArray[np.float32]]
    weights: Mapping[str, NDArray[np.float32]]
    bias: NDArray[np.float32]
    name: str = "linear"
    index: Mapping[str, Mapping[str, int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        index = {block: {gram: i for i, gram in enumerate(self.vocabulary[block])} for block in BLOCKS}
        object.__setattr__(self, "index", index)

    def score(self, texts: Sequence[str]) -> Mapping[TrackName, NDArray[np.float32]]:
        """Raw scores in log-odds units, float32, shape (n_texts,) for each track."""
        rows = (
            np.stack([self._score_one(text) for text in texts]) if texts else np.empty((0, len(TrackName)), np.float32)
        )
        return {name: rows[:, i] for i, name in enumerate(TrackName)}

    def _score_one(self, text: str) -> NDArray[np.float32]:
        total = self.bias.copy()
        for block in BLOCKS:
            numbers, values = tfidf(_GRAMS[block](text), self.index[block], self.idf[block])
            total += values @ self.weights[block][numbers]
        return total

    def save(self, folder: Path) -> None:
        """Write ``vocabulary.json`` and ``weights.npz`` (plain arrays, no pickle)."""
        (folder / "vocabulary.json").write_text(
            json.dumps({b: list(self.vocabulary[b]) for b in BLOCKS}, ensure_ascii=False, indent=0), encoding="utf-8"
        )
        arrays = {f"{kind}_{block}": getattr(self, kind)[block] for kind in ("idf", "weights") for block in BLOCKS}
        np.savez_compressed(folder / "weights.npz", bias=self.bias, **arrays)

    @classmethod
    def load(cls, folder: Path) -> LinearClassifier:
        """Read what :meth:`save` wrote."""
        vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            idf = {b: arrays[f"idf_{b}"] for b in BLOCKS}
            weights = {b: arrays[f"weights_{b}"].astype(np.float32) for b in BLOCKS}
            bias = arrays["bias"]
        return cls({b: tuple(vocabulary[b]) for b in BLOCKS}, idf, weights, bias)
