import json
from pathlib import Path

import pytest
from smallprint.errors import InputRowError, SmallprintError
from smallprint.evaluation.benchmark import count_indicators, count_track, read_labelled, run, summarise
from smallprint.evaluation.metrics import Counts
from smallprint.evidence import TrackName

CLAUSE = "The office keeps the passport of the worker until the contract ends."
ROWS = [
    {"id": 1, "kind": "clause", "lang": "en", "text": CLAUSE, "verdict": "coercive", "spans": [{"start": 11, "end": 29, "indicator": "B01", "sure": True}]},
    {"id": 2, "kind": "ad", "lang": "en", "text": "Baker wanted for our shop, early shift, 14 euro per hour, paid weekly.", "verdict": "benign", "spans": []},
    {"id": 3, "kind": "clause", "lang": "en", "text": CLAUSE, "verdict": "disputed", "spans": []},
    {"id": 4, "kind": "clause", "lang": "de", "text": "Der Arbeitgeber behält den Reisepass bis zum Ende des Vertrages ein.", "verdict": "coercive", "spans": []},
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    return path


def test_counts(file: Path) -> None:
    outcomes = run(read_labelled(file))
    assert count_track(outcomes, TrackName.COERCION, "fused") == Counts(tp=1, fp=0, fn=1)
    assert count_track(outcomes, TrackName.DECEPTION, "fused") == Counts()
    assert count_indicators(outcomes) == {"B01": Counts(tp=1, fp=1)}
    figures = summarise(outcomes)
    assert figures["not_measurable"] == 1
    assert figures["false_alarms"]["fused"]["benign"] == (0, 1)


def test_missing_file_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(SmallprintError, match="next: smallprint evaluate --data FILE"):
        read_labelled(tmp_path / "none.jsonl")


def test_bad_lines_are_collected(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": 1}\nnot json\n', encoding="utf-8")
    with pytest.raises(InputRowError, match=r"2 problems in bad.jsonl\n\[1/2\] line 1: KeyError") as error:
        read_labelled(path)
    assert len(error.value.problems) == 2
