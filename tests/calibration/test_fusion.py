import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smallprint.calibration.fusion import FusionParameters, fuse
from smallprint.classifier.store import load_model
from smallprint.evidence import Score, TrackName

MASS = st.floats(0, 3)
SHIPPED = load_model("linear").fusion


@pytest.mark.parametrize("track", TrackName)
def test_shipped_weights_are_never_negative(track: TrackName) -> None:
    for weights in (SHIPPED[track].weights, *SHIPPED[track].draws):
        assert all(w >= 0 for w in weights[1:])


@given(
    st.tuples(MASS, MASS, MASS, MASS),
    st.floats(-8, 8),
    st.integers(0, 4),
    st.floats(0, 2),
    st.sampled_from(list(TrackName)),
)
def test_more_evidence_never_lowers_the_probability(masses, score, which, more, track) -> None:
    values = [*masses, score]
    raised = [v + more * (i == which) for i, v in enumerate(values)]
    before, _ = fuse(values[:4], Score(values[4]), SHIPPED[track])
    after, _ = fuse(raised[:4], Score(raised[4]), SHIPPED[track])
    assert after.value >= before.value


@given(st.tuples(MASS, MASS, MASS, MASS), st.floats(-8, 8), st.sampled_from(list(TrackName)))
def test_interval_holds_the_probability(masses, score, track) -> None:
    probability, (low, high) = fuse(masses, Score(score), SHIPPED[track])
    assert 0 <= low <= probability.value <= high <= 1


@pytest.mark.parametrize("track", TrackName)
@pytest.mark.parametrize("masses", [(0, 0, 1, 0), (0, 0, 0, 1)])
def test_one_serious_quoted_clause_flags_even_in_an_honest_looking_text(masses, track) -> None:
    probability, _ = fuse(masses, Score(-20.0), SHIPPED[track])
    assert probability.value >= SHIPPED[track].threshold


def test_plain_form_round_trips() -> None:
    one = SHIPPED[TrackName.COERCION]
    assert FusionParameters.from_plain(json.loads(json.dumps(one.to_plain()))) == one
