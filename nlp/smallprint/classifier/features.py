"""N-gram features of the linear baseline: the same functions at training and at run time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_DIGITS = re.compile(r"\d+")
CHAR_SIZES = (3, 4, 5)


def words_of(text: str) -> list[str]:
    """Lower-cased words; every digit group becomes ``0``, so that amounts generalise."""
    return _WORD.findall(_DIGITS.sub("0", text.lower().replace("’", "'")))


def word_ngrams(text: str) -> Iterator[str]:
    """Word 1-grams and 2-grams."""
    words = words_of(text)
    yield from words
    yield from (f"{a} {b}" for a, b in pairwise(words))


def char_ngrams(text: str) -> Iterator[str]:
    """Character 3- to 5-grams inside words, with word edges marked by a blank."""
    for word in words_of(text):
        padded = f" {word} "
        for size in CHAR_SIZES:
            yield from (padded[i : i + size] for i in range(max(1, len(padded) - size + 1)))


def tfidf(
    grams: Iterator[str], index: Mapping[str, int], idf: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """(feature numbers, weights), both shape (n_present,): sublinear TF times IDF, L2 norm 1; empty if nothing is known."""
    counts = Counter(index[gram] for gram in grams if gram in index)
    if not counts:
        return np.empty(0, np.intp), np.empty(0, np.float32)
    numbers = np.fromiter(counts.keys(), np.intp, len(counts))
    values = (1.0 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * idf[numbers]
    return numbers, values / np.linalg.norm(values)
