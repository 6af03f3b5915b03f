"""What a text classifier must offer. The linear baseline and the fine-tuned encoder both keep to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from smallprint.evidence import TrackName


@runtime_checkable
class TrackClassifier(Protocol):
    """Scores whole texts for both tracks."""

    @property
    def name(self) -> str:
        """Short name of the kind of model."""
        ...

    def score(self, texts: Sequence[str]) -> Mapping[TrackName, NDArray[np.float32]]:
        """Raw scores in log-odds units, float32, shape (n_texts,) for each track. Not probabilities."""
        ...
