"""Rankings worked out by hand, grouped draws, folds that keep templates whole, and the suite on a few invented ads."""

import hashlib
import json
from collections.abc import Callable
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import average_precision_score
from smallprint.evaluation import emscad, resample
from smallprint.evaluation.emscad import (
    DATA,
    NEAR,
    NEVER,
    ORDER,
    OUT_OF_FOLD,
    SVM,
    Ads,
    make_splits,
    read_ads,
    suite,
)
from smallprint.evaluation.metrics import Counts
from smallprint.evaluation.page import plain
from smallprint.evaluation.ranking import at_budget, average_precision, best_threshold, curve
from smallprint.evaluation.resample import f1_interval, intervals
from smallprint.evaluation.suite import Context, SuiteResult
from smallprint.training.linear import DOCUMENT_FOLDS

SCORES = np.array([9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0])
LABELS = np.array([True, False, True, True, False, False, False, False, False, True])
SHUFFLED = np.array([3, 9, 0, 7, 5, 1, 8, 2, 6, 4])


def test_average_precision_by_hand_and_as_sklearn_has_it() -> None:
    found = average_precision(SCORES[SHUFFLED], LABELS[SHUFFLED])
    assert found == pytest.approx((1 + 2 / 3 + 3 / 4 + 4 / 10) / 4)
    assert found == pytest.approx(average_precision_score(LABELS, SCORES))


def test_average_precision_with_ties_is_that_of_sklearn() -> None:
    generator = np.random.default_rng(3)
    labels, scores = generator.random(200) < 0.3, generator.integers(6, size=200).astype(float)
    assert average_precision(scores, labels) == pytest.approx(average_precision_score(labels, scores))


def test_natural_prevalence_weighs_the_legitimate() -> None:
    weights = np.where(LABELS, 1.0, 4 * 0.9 / 0.1 / 6)  # 4 positives are to be a tenth, beside 6 negatives
    expected = average_precision_score(LABELS, SCORES, sample_weight=weights)
    assert average_precision(SCORES, LABELS, prevalence=0.1) == pytest.approx(expected)
    assert average_precision(SCORES, LABELS, prevalence=0.4) == pytest.approx(average_precision(SCORES, LABELS))
    precision, recall = curve(SCORES, LABELS, prevalence=0.1)
    assert (precision[-1], recall[-1]) == pytest.approx((0.1, 1.0))


def test_equal_scores_are_reviewed_together() -> None:
    precision, recall = curve(np.array([1.0, 1.0, 0.0]), np.array([True, False, True]))
    assert precision.tolist() == pytest.approx([1 / 2, 2 / 3])
    assert recall.tolist() == pytest.approx([1 / 2, 1])


@pytest.mark.parametrize("labels", [np.zeros(3, bool), np.ones(3, bool)])
def test_one_kind_only_has_no_average_precision(labels: np.ndarray) -> None:
    assert isnan(average_precision(np.arange(3.0), labels))


def test_best_threshold_has_the_highest_f1() -> None:
    assert best_threshold(SCORES[SHUFFLED], LABELS[SHUFFLED]) == 6.0  # F1 3/4; flagging one more or less: 2/3 and 4/7
    assert best_threshold(np.array([2.0, 2.0, 1.0, 0.0]), np.array([True, False, True, False])) == 1.0
    assert best_threshold(SCORES, np.zeros(10, bool)) == float("inf")


@pytest.mark.parametrize(
    ("share", "precision", "recall"),
    [(0.01, 1, 1 / 4), (0.1, 1, 1 / 4), (0.2, 1 / 2, 1 / 4), (0.4, 3 / 4, 3 / 4), (1.0, 4 / 10, 1)],
)
def test_budgets_on_a_known_ranking(share: float, precision: float, recall: float) -> None:
    assert at_budget(SCORES[SHUFFLED], LABELS[SHUFFLED], share) == pytest.approx((precision, recall))


def test_a_budget_without_positives_has_no_recall() -> None:
    precision, recall = at_budget(SCORES, np.zeros(10, bool), 0.2)
    assert precision == 0
    assert isnan(recall)


def test_intervals_hold_the_point_and_widen_with_fewer_groups() -> None:
    values = np.repeat([0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0], 8)  # eight rows of a group are alike

    def mean(rows: np.ndarray) -> tuple[float]:
        return (float(values[rows].mean()),)

    apart = intervals([f"row {i}" for i in range(64)], mean, seed=4)[0]
    together = intervals([f"group {i // 8}" for i in range(64)], mean, seed=4)[0]
    for low, high in (apart, together):
        assert low < values.mean() < high
    assert together[1] - together[0] > 2 * (apart[1] - apart[0])
    assert intervals(["all"] * 64, mean, seed=4)[0].tolist() == [0.625, 0.625]


def test_draws_take_whole_groups_and_repeat_for_a_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resample, "DRAWS", 50)
    groups = ["a", "b", "a", "c", "b", "a"]
    drawn: list[list[int]] = []

    def record(rows: np.ndarray) -> tuple[float, float]:
        times = [int((rows == i).sum()) for i in range(6)]
        assert times[0] == times[2] == times[5]
        assert times[1] == times[4]
        assert times[0] + times[1] + times[3] == 3
        drawn.append(rows.tolist())
        return float(rows.sum()), float("nan")

    first = intervals(groups, record, seed=1)
    intervals(groups, record, seed=1)
    assert drawn[:50] == drawn[50:]
    assert len({tuple(d) for d in drawn}) > 5
    intervals(groups, record, seed=2)
    assert drawn[100:] != drawn[:50]
    assert np.isnan(first[1]).all()
    assert not np.isnan(first[0]).any()


def test_interval_of_f1() -> None:
    counts = [Counts(3, 1, 0), Counts(0, 2, 2), Counts(4, 0, 1), Counts(1, 1, 1)]
    low, high = f1_interval(counts, list("abcd"), seed=1)
    assert low < Counts(8, 4, 4).f1 < high
    assert f1_interval(counts, list("aaaa"), seed=1) == pytest.approx((2 / 3, 2 / 3))
    assert all(isnan(v) for v in f1_interval([], [], seed=1))


def ad(number: int, *, is_fraud: bool, group: int | None = None, job: int | None = None) -> dict:
    pay = "earn cash fast from home" if is_fraud else "join our team of nurses"
    return {
        "job_id": number if job is None else job, "title": f"Job {number}", "description": f"{pay}, post {number // 2}",
        "label": int(is_fraud), "near_dup_group": number // 4 if group is None else group, "has_company_logo": int(not is_fraud),
    }  # fmt: skip


def write(folder: Path, ads: list[dict]) -> None:
    (folder / DATA).write_text("".join(json.dumps(a) + "\n" for a in ads), encoding="utf-8")


ROWS = [ad(i, is_fraud=(i // 4) % 2 == 0, job=1000 - i) for i in range(80)]
"""Templates of four, descriptions of two; fraud in every other template; the ids fall."""
COUNT = DOCUMENT_FOLDS
Sets = list[tuple[set[int], set[int]]]


def context_of(folder: Path, limit: int | None = None) -> Context:
    return Context(None, folder, folder, folder / "field.jsonl", folder, limit=limit)


@pytest.fixture
def ads(tmp_path: Path) -> Ads:
    write(tmp_path, ROWS)
    return read_ads(tmp_path / DATA)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Keeps a run short: the named splits and few draws only."""
    monkeypatch.setattr(resample, "DRAWS", 10)

    def keep(*names: str) -> None:
        monkeypatch.setattr(emscad, "make_splits", lambda ads, seed: {n: make_splits(ads, seed)[n] for n in names})

    return keep


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[SuiteResult, Sets, Ads]:
    """One run over all splits, with the ads that each fit was given to train on and to score."""
    folder = tmp_path_factory.mktemp("ads")
    write(folder, ROWS)
    seen: Sets = []
    original = emscad._features

    def record(given: Ads, train: np.ndarray, test: np.ndarray) -> dict:
        seen.append((set(train.tolist()), set(test.tolist())))
        return original(given, train, test)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resample, "DRAWS", 10)
        patch.setattr(emscad, "_features", record)
        result = suite(context_of(folder))
    return result, seen, read_ads(folder / DATA)


def test_ads_are_read_as_columns(tmp_path: Path) -> None:
    write(
        tmp_path,
        [
            {"job_id": 7, "title": "Clerk", "description": " Good  PAY ", "label": 1, "near_dup_group": 5, "has_company_logo": 1},
            {"job_id": 3, "title": "Cook", "description": "good\npay", "label": 0, "near_dup_group": 6, "employment_type": "Part-time"},
            {"job_id": 9, "title": "Driver", "label": 0, "near_dup_group": 7},
            {"job_id": 8, "title": "Guard", "label": 0, "near_dup_group": 8},
        ],
    )  # fmt: skip
    ads = read_ads(tmp_path / DATA)
    assert ads.labels.tolist() == [True, False, False, False]
    assert ads.order == (7, 3, 9, 8)
    assert len(set(ads.templates)) == 4
    assert ads.descriptions[0] == ads.descriptions[1] == "good pay"
    assert ads.descriptions[2] != ads.descriptions[3]  # ads without a description are no copies of each other
    assert (ads.metadata[0]["has_company_logo"], ads.metadata[1]["has_company_logo"]) == ("1", "none")
    assert ads.metadata[1]["employment_type"] == "Part-time"
    assert ads.first(2).texts == ads.texts[:2]
    assert len(ads.first(2).labels) == 2


def test_folds_never_split_a_group(ads: Ads) -> None:
    splits = make_splits(ads, 20)
    for name, groups in (("exact_duplicate", ads.descriptions), (NEAR, ads.templates)):
        folds = splits[name]
        assert set(folds) == set(range(COUNT))
        for group in set(groups):
            assert len({int(folds[i]) for i, g in enumerate(groups) if g == group}) == 1
    broken = {
        g for g in ads.templates if len({int(splits["random"][i]) for i, t in enumerate(ads.templates) if t == g}) > 1
    }
    assert broken  # the easy split does break templates
    assert set(splits["random"]) == set(range(COUNT))


def test_the_order_split_tests_the_later_ads(ads: Ads) -> None:
    folds = make_splits(ads, 20)[ORDER]
    assert (folds[:40] == 0).all()  # ids fall, so the first rows are the latest
    assert (folds[40:] == NEVER).all()


def test_every_fit_keeps_train_and_test_apart(run: tuple[SuiteResult, Sets, Ads]) -> None:
    _result, seen, ads = run
    assert len(seen) == 4 * COUNT + 1  # three splits, the folds inside the earlier half, the later half
    for train, test in seen:
        assert train
        assert test
        assert not train & test
    by_split = {"random": seen[:COUNT], "exact_duplicate": seen[COUNT : 2 * COUNT]}
    by_split |= {NEAR: seen[2 * COUNT : 3 * COUNT], ORDER: seen[3 * COUNT :]}
    for name in ("random", "exact_duplicate", NEAR):
        assert sorted(i for _, test in by_split[name] for i in test) == list(range(80))
        assert all(train | test == set(range(80)) for train, test in by_split[name])
    near = [({ads.templates[i] for i in a}, {ads.templates[i] for i in b}) for a, b in by_split[NEAR]]
    assert not any(train & test for train, test in near)
    later, earlier = set(range(40)), set(range(40, 80))
    outer = [pair for pair in by_split[ORDER] if pair[1] == later]
    assert outer == [(earlier, later)]
    inner = [pair for pair in by_split[ORDER] if pair[1] != later]
    assert all(train | test == earlier for train, test in inner)  # thresholds never see the later half
    for train, test in inner:
        assert not {ads.templates[i] for i in train} & {ads.templates[i] for i in test}


def test_the_threshold_of_a_fold_comes_from_the_others() -> None:
    scores = np.array([9.0, 4.0, 1.0, 8.0, 5.0, 2.0])
    folds = np.array([0, 0, 0, 1, 1, 1])
    labels = np.array([True, True, False, True, False, False])
    flagged = emscad._flag(scores, labels, folds)
    assert flagged.tolist() == [True, False, False, True, True, False]  # at 8 in fold 0, at 4 in fold 1
    changed = np.where(folds == 0, [False, False, True, False, False, False], labels)
    assert emscad._flag(scores, changed, folds)[:3].tolist() == flagged[:3].tolist()


def test_scores_can_be_repeated(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    rows = [ad(i, is_fraud=i % 3 == 0, group=i) for i in range(120)]
    for row in rows:
        row["description"] = " ".join(f"w{n}" for n in generator.integers(200, size=40))
    write(tmp_path, rows)
    noisy = read_ads(tmp_path / DATA)
    folds = make_splits(noisy, 20)[NEAR]
    first, second = emscad._cross_score(noisy, folds), emscad._cross_score(noisy, folds)
    assert [key for key in first if not np.array_equal(first[key], second[key])] == []


def test_suite_figures_on_ads_that_are_easy_to_tell(run: tuple[SuiteResult, Sets, Ads]) -> None:
    result = run[0]
    assert (result.figures["ads"], result.figures["fraudulent"]) == (80, 40)
    table = {(r["split"], r["model"], r["features"]): r for r in result.figures["rows"]}
    assert len(table) == 4 * 2 * 2
    near = table[NEAR, SVM, "text"]
    assert (near["ads"], near["fraudulent"], near["average_precision"]) == (80, 40, pytest.approx(1.0))
    assert near["f1"] > 0.9  # the thresholds come from other folds
    assert near["average_precision_interval"] == pytest.approx((1.0, 1.0))
    assert near["budgets"]["10%"] == pytest.approx((1.0, 8 / 40))
    assert table[ORDER, SVM, "text"]["ads"] == 40
    for shown in result.tables:
        assert all(len(row) == len(shown.columns) for row in shown.rows)
    (plot,) = result.plots
    assert set(plot.lines) == {SVM, emscad.REGRESSION}
    assert result.absent == (f"the model has no {OUT_OF_FOLD}: its rows are left out",)
    json.dumps(plain(result.figures), allow_nan=False)


def write_out_of_fold(folder: Path, ads: Ads, encoder: list[float], stack: list[float]) -> None:
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in ads.texts]
    entries = {k: {"encoder": e, "stack": s} for k, e, s in zip(keys, encoder, stack, strict=True)}
    (folder / OUT_OF_FOLD).write_text(json.dumps({"emscad": {NEAR: entries}}), encoding="utf-8")


def test_out_of_fold_scores_of_the_model_are_compared_with_the_svm(
    tmp_path: Path, ads: Ads, only: Callable[..., None]
) -> None:
    only(NEAR)
    right = [float(label) for label in ads.labels]
    write_out_of_fold(tmp_path, ads, right, [-value for value in right])
    result = suite(context_of(tmp_path))
    assert result.absent == ()
    table = {(r["split"], r["model"]): r for r in result.figures["rows"] if r["features"] == "text"}
    assert table[NEAR, "encoder"]["average_precision"] == pytest.approx(1.0)
    worst = table[NEAR, "encoder + linear"]["average_precision"]
    assert worst == pytest.approx(0.5)  # every legitimate ad at one score above every fraud: only all 80 reach recall
    difference = result.figures["difference_to_svm"]
    assert difference["encoder"]["average_precision"]["difference"] == pytest.approx(0)
    assert difference["encoder + linear"]["average_precision"]["difference"] == pytest.approx(worst - 1)
    assert difference["encoder + linear"]["average_precision"]["interval"][1] < 0
    assert set(result.plots[0].lines) == {SVM, emscad.REGRESSION, "encoder", "encoder + linear"}


def test_out_of_fold_scores_of_other_ads_are_left_out(tmp_path: Path, ads: Ads, only: Callable[..., None]) -> None:
    only(NEAR)
    zeros = [0.0] * 78
    write_out_of_fold(tmp_path, Ads(ads.texts[2:], *([()] * 5)), zeros, zeros)
    result = suite(context_of(tmp_path))
    assert result.absent == (f"{OUT_OF_FOLD} of the model lacks 2 of 80 ads: its rows are left out",)
    assert result.figures["difference_to_svm"] == {}


def test_missing_ads_are_named(tmp_path: Path) -> None:
    result = suite(context_of(tmp_path))
    assert result.absent == (f"no ads at {tmp_path / DATA}",)
    assert not result.tables


def test_missing_scikit_learn_is_named(tmp_path: Path, ads: Ads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emscad, "find_spec", lambda _name: None)
    assert "smallprint[train]" in suite(context_of(tmp_path)).absent[0]


def test_a_limit_that_leaves_one_kind_is_named(tmp_path: Path) -> None:
    write(tmp_path, [ad(i, is_fraud=i >= 40) for i in range(80)])
    result = suite(context_of(tmp_path, limit=20))
    assert {f"split {s}: a part has ads of one kind only" for s in ("random", "exact_duplicate", NEAR, ORDER)} <= set(
        result.absent
    )
    assert result.plots[0].lines == {}


def test_earlier_ads_with_one_fraudulent_template_are_named(tmp_path: Path, only: Callable[..., None]) -> None:
    """The folds inside the earlier half that give the thresholds need both kinds, too."""
    only(NEAR, ORDER)
    write(tmp_path, [ad(i, is_fraud=i < 4 or (i >= 40 and i % 8 < 4)) for i in range(80)])
    result = suite(context_of(tmp_path))
    assert any(reason.startswith(f"split {ORDER}:") for reason in result.absent)
    assert ORDER not in {r["split"] for r in result.figures["rows"]}
