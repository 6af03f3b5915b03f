"""Rule and encoder brought together: agreement, disagreement, what the encoder alone sees, and where it stands in the text."""

import numpy as np
import pytest
from smallprint.calibration.support import SupportParameters
from smallprint.classifier.encoder import TokenEvidence
from smallprint.classifier.labels import INDICATORS, POLARITIES
from smallprint.documents.document import Document
from smallprint.evidence import Polarity
from smallprint.indicators.catalogue import load_catalogue
from smallprint.scoring.reading import read
from smallprint.scoring.support import find_candidates, support_mentions
from smallprint.scoring.tracks import rule_features

PARAMETERS = SupportParameters((-3.0, 4.0, 1.0, 1.0, 0.0), {}, 0.05, 0.9)
CATALOGUE = load_catalogue()
CONFIDENCE = {rule.id: rule.confidence for rule in CATALOGUE.rules}
RULED = "Your passport will be kept by the company until the contract ends."
UNRULED = "The dormitory lady collects every little booklet with a photo, and you see it again in two years."


def evidence_of(reading, scores):
    """Evidence of one token a word; ``scores``: indicator and the words that carry it."""
    words = [(t.idx, t.idx + len(t)) for t in reading.doc if not t.is_space]
    segments = np.array([next(n for n, (a, b) in enumerate(reading.segments) if a <= s < b) for s, _e in words])
    table = np.full((len(words), len(INDICATORS)), -9.0, np.float32)
    for indicator, start, end, value in scores:
        for i, (a, b) in enumerate(words):
            if a < end and start < b:
                table[i, INDICATORS.index(indicator)] = value
    polarity = np.zeros((len(words), len(POLARITIES)), np.float32)
    starts, ends = (np.array(column) for column in zip(*words, strict=True))
    count = len(reading.segments)
    return TokenEvidence(
        starts,
        ends,
        segments,
        np.zeros(len(words), int),
        table,
        polarity,
        np.zeros((1, 2), np.float32),
        ((0, 1),),
        count,
    )


def mentions_of(text, scores, *, kind="contract", parameters=PARAMETERS):
    reading = read(Document(text, kind=kind))
    return support_mentions(reading, evidence_of(reading, scores), parameters, CONFIDENCE, CATALOGUE.indicators)


def test_agreement_names_both_sources_and_raises_support():
    (alone,) = [m for m in mentions_of(RULED, []) if m.indicator == "B01"]
    (both,) = [m for m in mentions_of(RULED, [("B01", 0, 40, 5.0)]) if m.indicator == "B01"]
    assert "model" not in alone.sources
    assert both.sources[-1] == "model"
    assert both.support.value > alone.support.value
    assert both.is_asserted


def test_strong_disagreement_is_shown_and_not_counted():
    strict = SupportParameters((-3.0, 4.0, 1.0, 1.0, 0.0), {}, 0.5, 0.9)
    (mention,) = [m for m in mentions_of(RULED, [], parameters=strict) if m.indicator == "B01"]
    assert not mention.is_asserted
    assert mention.polarity is Polarity.UNCLEAR
    assert "model" in mention.reason
    assert mention.support is not None


def test_what_the_encoder_alone_sees_stands_on_whole_words():
    start = UNRULED.index("collects")
    end = UNRULED.index(" with a photo")
    (found,) = mentions_of(UNRULED, [("B01", start, end, 8.0)])
    assert found.sources == ("model",)
    assert found.quote == "collects every little booklet"
    assert UNRULED[found.start : found.end] == found.quote
    assert [cue.role for cue in found.because] == ["model:strongest"]
    assert rule_features([found], found.track, CONFIDENCE)[3] == pytest.approx(found.support.value)


def test_weak_evidence_alone_is_no_finding():
    assert mentions_of(UNRULED, [("B01", 0, 30, 2.0)]) == ()


def test_in_a_warning_nothing_of_the_encoder_counts():
    found = mentions_of(UNRULED, [("B01", 0, 30, 8.0)], kind="warning")
    assert [m.is_asserted for m in found] == [False]
    assert found[0].reason


def test_candidates_hold_what_scope_did_not_count():
    reading = read(Document("The company never keeps your passport.", kind="contract"))
    found = find_candidates(reading, evidence_of(reading, []), CONFIDENCE)
    assert [(c.indicator, c.rule, c.is_considered) for c in found] == [("B01", 0.0, True)]
