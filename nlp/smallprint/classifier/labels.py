"""The outputs of the encoder, one row a token: evidence for each indicator, polarity, and the share of a token in the document scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smallprint.evidence import Polarity, TrackName

INDICATORS = (*(f"A{i:02d}" for i in range(1, 22)), *(f"B{i:02d}" for i in range(1, 25)))
POLARITIES = tuple(Polarity)
TRACKS = tuple(TrackName)
LABELS = (*INDICATORS, *(f"polarity:{p}" for p in POLARITIES), *(f"document:{t}" for t in TRACKS))
EVIDENCE = slice(0, len(INDICATORS))
POLARITY = slice(len(INDICATORS), len(INDICATORS) + len(POLARITIES))
DOCUMENT = slice(len(INDICATORS) + len(POLARITIES), len(LABELS))
NO_EVIDENCE = -12.0
"""Pooled score of an indicator where no token was read."""
_SHARE = 5.0  # tokens of equal evidence that together score like one of them


def pool(evidence: NDArray[np.float32], segments: NDArray[np.intp], count: int) -> NDArray[np.float32]:
    """Score of each segment, log-odds units, float32 (count, n_indicators): log of the summed odds-like evidence of its tokens.

    ``evidence``: float32 (n_tokens, n_indicators); ``segments``: (n_tokens,), -1 = not counted. Log-sum-exp minus log 5: the score is made of
    nothing but the tokens, and one strong token is enough. Why this pooling: docs/decisions.
    """
    result = np.full((count, evidence.shape[1]), NO_EVIDENCE, np.float32)
    counted = segments >= 0
    if counted.any():
        values, numbers = evidence[counted], segments[counted]
        top = np.full_like(result, -np.inf)
        np.maximum.at(top, numbers, values)
        total = np.zeros_like(result)
        np.add.at(total, numbers, np.exp(values - top[numbers]))
        read = np.unique(numbers)
        result[read] = top[read] + np.log(total[read] / _SHARE)
    return result
