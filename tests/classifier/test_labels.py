"""Pooling: the score of a segment is made of its tokens, by a formula that can be worked out by hand."""

import numpy as np
import pytest
from smallprint.classifier.labels import DOCUMENT, EVIDENCE, INDICATORS, LABELS, NO_EVIDENCE, POLARITY, pool
from smallprint.indicators.catalogue import load_catalogue


def test_outputs_are_named_once_and_cover_the_catalogue():
    assert set(INDICATORS) == set(load_catalogue().indicators)
    assert (
        len(set(LABELS))
        == len(LABELS)
        == EVIDENCE.stop + (POLARITY.stop - POLARITY.start) + (DOCUMENT.stop - DOCUMENT.start)
    )


def test_five_equal_tokens_score_like_one():
    evidence = np.full((5, 45), 2.0, np.float32)
    assert pool(evidence, np.zeros(5, int), 1)[0, 0] == pytest.approx(2.0, abs=1e-5)


def test_one_strong_token_is_enough_and_uncounted_ones_are_left_out():
    evidence = np.full((4, 45), -9.0, np.float32)
    evidence[1, 7] = 6.0
    evidence[3, 7] = 9.0
    scores = pool(evidence, np.array([0, 0, 1, -1]), 3)
    assert scores[0, 7] == pytest.approx(6.0 - np.log(5), abs=1e-3)
    assert scores[1, 7] < -8.0
    assert (scores[2] == NO_EVIDENCE).all()
