"""Support is monotone: more evidence never lowers it, a scope reading never raises it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smallprint.calibration.support import Candidate, SupportParameters
from smallprint.classifier.store import load_model

PARAMETERS = SupportParameters((-2.0, 4.0, 1.0, 0.6, 0.1), {"B01": 0.5}, 0.05, 0.8)
SCORE = st.floats(-20, 20)
CANDIDATES = st.builds(
    Candidate,
    st.just(0),
    st.sampled_from(["A01", "B01"]),
    st.sampled_from([0.0, 0.6, 0.9, 1.0]),
    st.booleans(),
    SCORE,
    SCORE,
)


@pytest.mark.parametrize("parameters", [PARAMETERS, load_model().support], ids=["invented", "shipped"])
@given(CANDIDATES, st.floats(0, 10))
def test_more_evidence_never_lowers_support(parameters, candidate, more):
    before = parameters.probability(candidate)
    assert parameters.probability(replace(candidate, encoder=candidate.encoder + more)) >= before
    assert parameters.probability(replace(candidate, imposes=candidate.imposes + more)) >= before
    assert parameters.probability(replace(candidate, rule=1.0)) >= before
    assert parameters.probability(replace(candidate, is_considered=True)) <= before or candidate.is_considered


def test_worked_example():
    candidate = Candidate(0, "B01", 1.0, False, 2.0, 1.0)
    logit = -2.0 + 0.5 + 4.0 + 1.2 + 0.1
    assert PARAMETERS.probability(candidate) == pytest.approx(1 / (1 + 2.718281828**-logit))


def test_plain_form_comes_back():
    assert SupportParameters.from_plain(PARAMETERS.to_plain()) == PARAMETERS
