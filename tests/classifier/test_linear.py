"""The linear baseline: run-time arithmetic equals scikit-learn's, storage is plain and checked."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import hstack
from smallprint.classifier.features import char_ngrams, words_of
from smallprint.classifier.linear import BLOCKS, LinearClassifier
from smallprint.classifier.protocol import TrackClassifier
from smallprint.classifier.store import load_model, models_folder
from smallprint.errors import ModelError
from smallprint.evidence import TrackName
from smallprint.training.linear import fit_linear, folds_of, out_of_fold, vectorizers

TEXTS = [
    "pay the joining fee of 200 today", "send 50 for the training kit now", "registration fee must be paid first", "transfer the deposit to start",
    "wages are paid every friday", "we pay your travel and visa", "bring your own lunch", "shifts are posted on monday",
    "the office keeps your passport", "passports are locked in the office", "the camp keeps all papers", "your papers stay with the boss",
] * 3  # fmt: skip
LABELS = {
    TrackName.DECEPTION: np.array(([1.0] * 4 + [0.0] * 8) * 3),
    TrackName.COERCION: np.array(([0.0] * 8 + [1.0] * 4) * 3),
}
WEIGHTS = np.ones(len(TEXTS))


@pytest.fixture(scope="module")
def fitted() -> LinearClassifier:
    return fit_linear(TEXTS, LABELS, WEIGHTS, strength=4.0, features=300)


def test_keeps_to_the_protocol(fitted: LinearClassifier) -> None:
    assert isinstance(fitted, TrackClassifier)
    scores = fitted.score(["pay the fee", "", "x" * 5000])
    assert {t: s.shape for t, s in scores.items()} == dict.fromkeys(TrackName, (3,))
    assert all(np.isfinite(s).all() for s in scores.values())


def test_no_texts_give_no_scores(fitted: LinearClassifier) -> None:
    assert all(s.shape == (0,) for s in fitted.score([]).values())


def test_run_time_features_equal_scikit_learn(fitted: LinearClassifier) -> None:
    theirs = {b: v.fit(TEXTS) for b, v in vectorizers({b: fitted.vocabulary[b] for b in BLOCKS}).items()}
    probes = ["Pay the FEE of 9,000 today, boss keeps papers", "nothing known zzz", "shifts, wages; visa!"]
    x = hstack([theirs[b].transform(probes) for b in BLOCKS])
    expected = x @ np.vstack([fitted.weights[b] for b in BLOCKS]) + fitted.bias
    ours = np.stack([fitted.score(probes)[t] for t in TrackName], axis=1)
    assert np.allclose(ours, expected, atol=1e-5)


def test_separates_what_it_was_shown(fitted: LinearClassifier) -> None:
    scores = fitted.score(["a joining fee must be paid", "the office keeps papers"])
    assert scores[TrackName.DECEPTION][0] > scores[TrackName.DECEPTION][1]
    assert scores[TrackName.COERCION][1] > scores[TrackName.COERCION][0]


def test_save_and_load_change_nothing(fitted: LinearClassifier, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    again = LinearClassifier.load(tmp_path)
    for track in TrackName:
        assert np.allclose(again.score(TEXTS)[track], fitted.score(TEXTS)[track])


def test_folds_keep_groups_together_and_repeat() -> None:
    groups = [f"g{i // 3}" for i in range(60)]
    folds = folds_of(groups, 5, seed=1)
    assert all(len(set(folds[i : i + 3])) == 1 for i in range(0, 60, 3))
    assert (folds == folds_of(groups, 5, seed=1)).all()
    assert set(folds) == set(range(5))


def test_out_of_fold_covers_every_row() -> None:
    folds = folds_of([str(i) for i in range(len(TEXTS))], 3, seed=2)
    scores = out_of_fold(TEXTS, LABELS, WEIGHTS, folds, strength=1.0, features=200)
    assert not any(np.isnan(s).any() for s in scores.values())


def test_digits_and_edges_of_words() -> None:
    assert words_of("Pay 5,000 don't") == ["pay", "0", "0", "don't"]
    assert " fe" in set(char_ngrams("fee"))
    assert "ee " in set(char_ngrams("fee"))


def test_shipped_model_holds_no_pickle_and_is_small() -> None:
    folder = models_folder() / "linear"
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype == np.float32 for name in arrays.files)
    assert sum(f.stat().st_size for f in folder.iterdir()) < 6_000_000


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    shutil.copytree(models_folder() / "linear", folder)
    text = (folder / "fusion.json").read_text()
    (folder / "fusion.json").write_text(text.replace("0.1", "0.2", 1))
    with pytest.raises(ModelError, match=r"fusion\.json is missing or damaged"):
        load_model(str(folder))


def test_an_unknown_model_is_named_with_what_is_shipped() -> None:
    with pytest.raises(ModelError, match="no model 'nothing'\n  allowed: encoder, linear"):
        load_model("nothing")


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    shutil.copytree(models_folder() / "linear", folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(ModelError, match="has format 99"):
        load_model(str(folder))
