import json
from pathlib import Path

import pytest
from smallprint.annotation.records import AnnotatedDocument, Clause, read_corpus, read_rows, write_rows
from smallprint.errors import InputRowError, SmallprintError

CLAUSE = {
    "id": "c-B01-x-001", "text": "We keep the passport.", "spans": [{"start": 0, "end": 20, "indicator": "B01", "polarity": "imposes"}],
    "batch": "B01-x", "register": "contract", "sector": "care", "stance": "asserted", "target": "B01", "polarity": "imposes",
    "pair_id": None,
}  # fmt: skip
DOCUMENT = {
    "id": "d-x-01", "text": "1. Work.\n2. Pay.", "spans": [], "batch": "x", "register": "contract", "sector": "care",
    "kind": "employment_contract", "stance": "fair", "clauses": [{"start": 0, "end": 8}, {"start": 9, "end": 16}],
}  # fmt: skip


def test_a_right_clause_is_read_and_written_back(tmp_path: Path) -> None:
    clause = Clause.model_validate(CLAUSE)
    write_rows(tmp_path / "a.jsonl", [clause])
    assert read_rows(tmp_path / "a.jsonl", Clause) == (clause,)
    assert json.loads((tmp_path / "a.jsonl").read_text()) == CLAUSE


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"spans": [{"start": 3, "end": 20, "indicator": "B01", "polarity": "imposes"}]}, None),
        ({"spans": [{"start": 2, "end": 20, "indicator": "B01", "polarity": "imposes"}]}, "blanks at an edge"),
        ({"spans": [{"start": 0, "end": 99, "indicator": "B01", "polarity": "imposes"}]}, "outside"),
        ({"spans": [{"start": 0, "end": 20, "indicator": "B25", "polarity": "imposes"}]}, "pattern"),
        ({"spans": []}, "no span that says so"),
        ({"stance": "look_alike", "polarity": None}, "has an asserted span"),
        ({"stance": "look_alike", "polarity": "quoted", "spans": []}, "no span of B01 with polarity quoted"),
        ({"stance": "clean"}, "is clean but"),
        ({"register": "poem"}, "register"),
        ({"mood": "bad"}, "mood"),
    ],
)
def test_a_wrong_clause_is_named_by_line_and_fault(tmp_path: Path, change: dict, says: str | None) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(CLAUSE) + "\n" + json.dumps(CLAUSE | change) + "\n")
    if says is None:
        assert len(read_rows(file, Clause)) == 2
        return
    with pytest.raises(InputRowError) as error:
        read_rows(file, Clause)
    assert "line 2" in str(error.value)
    assert says in str(error.value)


def test_a_document_of_a_kind_that_does_not_fit_its_stance_is_refused() -> None:
    assert AnnotatedDocument.model_validate(DOCUMENT).is_contract
    with pytest.raises(ValueError, match="allowed: advance_fee"):
        AnnotatedDocument.model_validate(DOCUMENT | {"stance": "deceptive"})


def test_a_missing_file_says_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(SmallprintError, match="a JSON lines file"):
        read_corpus(tmp_path)


def test_only_the_named_splits_are_read(tmp_path: Path) -> None:
    for name in ("clauses", "documents"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "train.jsonl").write_text("")
        (tmp_path / name / "test.jsonl").write_text("not JSON at all\n")
    assert read_corpus(tmp_path, splits=("train",)).clauses == {"train": ()}
