import pytest
from smallprint.annotation.judgements import Judgement, measure

SPAN = {"start": 0, "end": 9, "indicator": "B01", "polarity": "imposes"}


def test_a_decision_between_two_readings_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        Judgement.model_validate({"id": "x", "first": [SPAN], "second": [], "decision": "first", "gold": [SPAN]})


def test_agreement_counts_before_adjudication() -> None:
    other = SPAN | {"polarity": "warning"}
    rows = [
        Judgement.model_validate(row)
        for row in (
            {"id": "a", "first": [SPAN], "second": [SPAN], "decision": "agreed", "gold": [SPAN]},
            {"id": "b", "first": [other], "second": [other], "decision": "agreed", "gold": [other]},
            {
                "id": "c",
                "first": [SPAN],
                "second": [],
                "decision": "second",
                "reason": "a check, not keeping",
                "gold": [],
            },
            {"id": "d", "first": [], "second": [], "decision": "agreed", "gold": []},
        )
    ]
    figures = measure(rows)
    assert figures.partial_f1 == figures.exact_f1 == pytest.approx(0.8)
    assert figures.polarity_kappa == 1
    assert figures.adjudicated == {"agreed": 3, "first": 0, "second": 1, "both": 0, "other": 0}
    (only,) = figures.indicators
    assert (only.indicator, only.texts) == ("B01", 3)
    assert 0 < only.alpha < 1
