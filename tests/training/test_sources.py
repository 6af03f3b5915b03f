import json
from pathlib import Path

import numpy as np
import pytest
from smallprint.annotation.standoff import digest
from smallprint.errors import InputRowError
from smallprint.evidence import TrackName
from smallprint.training.fusion import at_prevalence, bootstrap, drop_evidence, fit_weights
from smallprint.training.run import flag_threshold
from smallprint.training.sources import SourceSpec, count_labels, read_config, read_emscad, read_sources

REPO = Path(__file__).parents[2]


def test_absent_sources_are_skipped_and_named(tmp_path: Path) -> None:
    rows, seen, absent = read_sources([SourceSpec("emscad", "none.jsonl"), SourceSpec("examples")], tmp_path, tmp_path)
    assert absent == ["none.jsonl"]
    assert len(seen) == 1
    positives, negatives = count_labels(rows, TrackName.COERCION)
    assert positives >= 12 * 18
    assert negatives >= 12 * 45


def test_emscad_rows_use_text_fields_only(tmp_path: Path) -> None:
    row = {
        "job_id": 7777,
        "title": "Clerk",
        "description": "Mail #EMAIL_abc# or #URL_def#",
        "label": "fraudulent",
        "has_company_logo": 1,
        "near_dup_group": 5,
    }
    (tmp_path / "e.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (only,) = read_sources([SourceSpec("emscad", "e.jsonl")], tmp_path, tmp_path)[0]
    assert only.deception is True
    assert only.coercion is None
    assert only.group == "emscad-5"
    assert "7777" not in only.text
    assert "#" not in only.text


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "w.jsonl").write_text('{"text": "fine"}\n{broken', encoding="utf-8")
    with pytest.raises(InputRowError, match=r"w.jsonl\n\[1/1\] line 2"):
        read_sources([SourceSpec("weak_negatives", "w.jsonl")], tmp_path, tmp_path)


def test_unknown_reader_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[[source]]\nreader = "web"\n', encoding="utf-8")
    with pytest.raises(InputRowError, match="allowed: emscad, weak_negatives, examples"):
        read_config(tmp_path / "c.toml")


def test_shipped_configuration_never_reads_the_evaluation_set() -> None:
    _settings, specs = read_config(REPO / "models/configs/linear.toml")
    assert not [s for s in specs if "field" in s.path or "eval" in s.path]


def test_prevalence_is_built_into_the_weights() -> None:
    labels, weights = np.array([1.0, 1, 0, 0, 0]), np.array([1.0, 3, 1, 1, 2])
    shifted = at_prevalence(labels, weights, 0.1)
    assert shifted[labels == 1].sum() / shifted.sum() == pytest.approx(0.1)
    assert shifted[1] / shifted[0] == pytest.approx(3)


def test_evidence_is_dropped_from_positives_only() -> None:
    labels = np.repeat([1.0, 0.0], 500)
    kept = drop_evidence(np.ones((1000, 4)), labels, 0.35, seed=1)
    assert kept[labels == 0].all()
    assert kept[labels == 1, 0].mean() == pytest.approx(0.65, abs=0.06)


def test_fusion_fit_finds_evidence_and_respects_the_bound() -> None:
    rng = np.random.default_rng(5)
    features = rng.random((2000, 2))
    labels = (rng.random(2000) < 1 / (1 + np.exp(-(4 * features[:, 0] - 2 - 3 * features[:, 1])))).astype(float)
    fitted = fit_weights(features, labels, np.ones(2000), prior=np.zeros(2), ridge=1e-4)
    assert fitted[1] > 1.5
    assert fitted[2] == 0.0
    draws = bootstrap(
        features, labels, np.ones(2000), [str(i) for i in range(2000)], draws=5, prior=np.zeros(2), ridge=1e-4, seed=1
    )
    assert len({round(d[1], 6) for d in draws}) == 5


def test_operating_point_lets_one_medium_indicator_flag_and_never_exceeds_one_half() -> None:
    strict, easy = np.array([-4.0, 0.5, 3.5, 4.0, 5.0, 1.0]), np.array([1.0, 0.5, 3.5, 4.0, 5.0, 1.0])
    assert flag_threshold(strict, -1.0) == pytest.approx(1 / (1 + np.exp(4.0 - 0.9 * 3.5 + 1.0)) - 1e-3, abs=1e-3)
    assert flag_threshold(easy, -1.0) == pytest.approx(0.499)


CLAUSE = {
    "id": "c-1", "text": "The visa fee is yours to pay.", "batch": "A01-k1", "register": "chat", "sector": "care", "stance": "asserted",
    "target": "A01", "polarity": "imposes", "pair_id": None, "spans": [{"start": 0, "end": 28, "indicator": "A01", "polarity": "imposes"}],
}  # fmt: skip


def corpus_rows(tmp_path: Path, *changes: dict) -> list:
    for name in ("clauses", "documents"):
        (tmp_path / "corpus" / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "corpus" / name / "train.jsonl").write_text("")
    lines = [json.dumps(CLAUSE | {"id": f"c-{n}"} | change) + "\n" for n, change in enumerate(changes)]
    (tmp_path / "corpus/clauses/train.jsonl").write_text("".join(lines))
    return read_sources([SourceSpec("corpus", "corpus")], tmp_path, tmp_path)[0]


def test_a_fee_is_deception_in_an_offer_and_coercion_in_a_contract(tmp_path: Path) -> None:
    offer, contract = corpus_rows(tmp_path, {}, {"register": "contract"})
    assert (offer.deception, offer.coercion) == (True, False)
    assert (contract.deception, contract.coercion, contract.kind) == (False, True, "contract")
    assert offer.group == "A01-k1"


def test_only_asserted_indicators_above_low_make_a_row_positive(tmp_path: Path) -> None:
    span = CLAUSE["spans"][0]
    low = {"target": "A06", "spans": [span | {"indicator": "A06"}]}
    told = {"stance": "look_alike", "polarity": "quoted", "spans": [span | {"polarity": "quoted"}]}
    assert [(r.deception, r.coercion) for r in corpus_rows(tmp_path, low, told)] == [(False, False)] * 2


def test_the_test_split_is_not_opened(tmp_path: Path) -> None:
    corpus_rows(tmp_path, {})
    for split in ("dev", "test"):
        (tmp_path / "corpus/clauses" / f"{split}.jsonl").write_text("this is no JSON\n")
    assert len(read_sources([SourceSpec("corpus", "corpus")], tmp_path, tmp_path)[0]) == 1


def test_stand_off_labels_join_their_texts_in_the_group_of_the_source(tmp_path: Path) -> None:
    ad = {"job_id": 7, "title": "Clerk", "description": "Pay the visa fee first.", "label": 0, "near_dup_group": 5}
    (tmp_path / "emscad_train.jsonl").write_text(json.dumps(ad) + "\n")
    text = "Clerk\n\nPay the visa fee first."
    span = {"start": 7, "end": 24, "indicator": "A01", "polarity": "imposes"}
    label = {
        "source": "emscad_train.jsonl",
        "row": "7",
        "sha256": digest(text),
        "sample": "fraudulent",
        "verdict": "deceptive",
        "spans": [span],
    }
    other = label | {"source": "ie_ads_unlabelled.jsonl"}
    changed = label | {"sha256": digest("another text")}
    (tmp_path / "standoff").mkdir()
    (tmp_path / "standoff/a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (label, other, changed)))
    rows, seen, absent = read_sources([SourceSpec("standoff", "standoff")], tmp_path, tmp_path)
    (row,) = rows
    assert (row.text, row.group, row.deception, row.coercion) == (text, "emscad-5", True, False)
    assert seen == ["standoff (1 texts)"]
    assert absent == ["texts of stand-off labels in ie_ads_unlabelled.jsonl", "1 changed texts of stand-off labels"]


def test_a_data_set_is_read_by_name_like_a_file(tmp_path: Path) -> None:
    rows = [
        {"job_id": 1, "title": "Clerk", "description": "Send 40 EUR first.", "label": 1, "near_dup_group": "a"},
        {"job_id": 2, "title": "Cook", "description": "Shifts by rota.", "label": 0, "near_dup_group": "b"},
    ]
    folder = tmp_path / "ads"
    folder.mkdir()
    file = folder / "train.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    by_name, seen, absent = read_sources([SourceSpec("emscad", dataset=str(folder))], tmp_path / "none", tmp_path)
    by_path = list(read_emscad(file, SourceSpec("emscad")))
    assert by_name == by_path
    assert [row.deception for row in by_name] == [True, False]
    assert seen == [f"{folder} (2 texts)"]
    assert absent == []
