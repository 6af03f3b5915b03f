"""The whole training run on a small share of the corpus, with every real source absent: it ends with a model that loads and a card that says so."""

import json
from pathlib import Path

import pytest
import smallprint
from smallprint.classifier.store import load_model
from smallprint.training.run_encoder import train_encoder

CORPUS = Path("annotations/corpus")
SHIPPED = Path("models/configs/encoder.toml")
SHARES = {"clauses": 40, "documents": 12}  # one text in so many is taken


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("run")
    for kind, share in SHARES.items():
        (root / "corpus" / kind).mkdir(parents=True)
        for split in ("train", "dev"):
            lines = (CORPUS / kind / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
            few = "\n".join(lines[:: share if split == "train" else max(1, share // 3)])
            (root / "corpus" / kind / f"{split}.jsonl").write_text(few + "\n", encoding="utf-8")
    config = SHIPPED.read_text(encoding="utf-8").replace("epochs = 6", "epochs = 1").replace("draws = 80", "draws = 4")
    (root / "small.toml").write_text(config.replace('[[source]]\nreader = "examples"\n', ""), encoding="utf-8")
    record = train_encoder(root / "small.toml", root / "no data", root / "model", annotations=root, work=root / "work")
    return root, record


def test_absent_sources_are_named_in_the_card(folders):
    root, record = folders
    assert set(record["absent"]) >= {"emscad_train.jsonl", "ie_ads_unlabelled.jsonl", "standoff"}
    card = (root / "model" / "README.md").read_text(encoding="utf-8")
    assert "Absent in this run: standoff; emscad_train.jsonl" in card
    assert "corpus (" in card


def test_the_model_loads_and_reads(folders):
    root, _record = folders
    model = load_model(str(root / "model"))
    report = smallprint.scoring.analyse("Your passport stays with the office until the contract ends.", model=model)
    assert report.versions.model == model.version
    (finding,) = [f for f in report.findings if f.indicator == "B01"]
    assert finding.support is not None


def test_the_record_holds_what_the_figures_rest_on(folders):
    root, record = folders
    metrics = json.loads((root / "model" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["data_digest"] == record["data_digest"]
    assert len(metrics["curve"]) == 1
    assert set(metrics["calibration"]) == {"deception", "coercion"}
    assert {"float32_average_precision", "int8_average_precision"} <= set(metrics["network"])


def test_a_second_run_takes_the_finished_training(folders):
    root, record = folders
    again = train_encoder(root / "small.toml", root / "no data", root / "again", annotations=root, work=root / "work")
    assert again["curve"] == record["curve"]
    first, second = (json.loads((root / name / "support.json").read_text()) for name in ("model", "again"))
    assert first == second
    assert (root / "model" / "model.onnx").read_bytes() == (root / "again" / "model.onnx").read_bytes()
