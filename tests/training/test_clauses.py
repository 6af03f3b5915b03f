"""The yardstick model learns a difference that the clauses carry, and finds it in another text."""

import numpy as np
import pytest
from smallprint.annotation.records import Clause
from smallprint.training.clauses import best_threshold, cut, fit_clauses

KEPT = (
    "the office keeps your passport",
    "we keep the passport of each worker",
    "passports are kept by the manager",
    "your passport is kept in our safe",
)
FREE = (
    "you keep your own passport always",
    "bring a passport for a short check",
    "passport photos are taken here",
    "the passport stays with you",
)


def clause(number: int, text: str, *, asserted: bool) -> Clause:
    polarity = "imposes" if asserted else "prohibits"
    row = {
        "id": f"c-{number}", "text": f"Number {number}: {text}.", "batch": "x", "register": "chat", "sector": "care",
        "stance": "asserted" if asserted else "look_alike", "target": "B01", "polarity": polarity, "pair_id": None,
        "spans": [{"start": 0, "end": 6, "indicator": "B01", "polarity": polarity}],
    }  # fmt: skip
    return Clause.model_validate(row)


def test_the_model_finds_the_segment_and_its_place() -> None:
    rows = [clause(i, t, asserted=True) for i, t in enumerate(KEPT * 4)] + [
        clause(50 + i, t, asserted=False) for i, t in enumerate(FREE * 4)
    ]
    model = fit_clauses(rows, rows, ["B01"])
    text = "Lunch is at twelve.\nThe office keeps your passport."
    ((start, end, indicator),) = model.find(text)
    assert (text[start:end], indicator) == ("The office keeps your passport.", "B01")
    assert model.find("") == []


def test_pieces_lie_in_the_text() -> None:
    text = "Pay 300 now.\nThen come to Doha, Qatar; ask for nobody."
    for piece in cut(text):
        assert text[piece.start : piece.end].strip()


@pytest.mark.parametrize(
    ("p", "y", "threshold"), [((0.9, 0.8, 0.2), (1, 1, 0), 0.8), ((0.9, 0.8, 0.2), (0, 0, 0), 0.5)]
)
def test_threshold_of_best_f1(p: tuple, y: tuple, threshold: float) -> None:
    assert best_threshold(np.array(p), np.array(y, float)) == threshold
