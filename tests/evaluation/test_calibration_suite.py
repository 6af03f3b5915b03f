"""Calibration errors worked out by hand, figures of the training folds, and the suite on invented probabilities."""

import json
from dataclasses import dataclass, replace
from math import isnan, log
from pathlib import Path

import pytest
from smallprint.annotation.records import AnnotatedDocument, Clause, Polarity, Span, write_rows
from smallprint.documents.document import Document
from smallprint.evaluation import calibration_suite
from smallprint.evaluation.calibration_suite import (
    METRICS,
    Bin,
    equal_mass_error,
    figures_of,
    make_bins,
    read_fold_figures,
    suite,
)
from smallprint.evaluation.page import plain
from smallprint.evaluation.suite import Context
from smallprint.evidence import Probability, TrackName

DECEPTION, COERCION = TrackName


@dataclass
class Track:
    probability: Probability | None


@dataclass
class FakeReport:
    tracks: dict[TrackName, Track]


@dataclass
class FakeText:
    verdict: str


@dataclass
class FakeOutcome:
    text: FakeText
    report: FakeReport


def report(deception: float | None, coercion: float | None = 0.25) -> FakeReport:
    values = zip(TrackName, (deception, coercion), strict=True)
    return FakeReport({t: Track(None if p is None else Probability(p)) for t, p in values})


def document(name: str, text: str, *, is_deceptive: bool = False) -> AnnotatedDocument:
    spans = [Span(start=0, end=3, indicator="A01", polarity=Polarity.IMPOSES)] if is_deceptive else []
    return AnnotatedDocument.model_validate({
        "id": f"d-{name}", "text": text, "spans": spans, "batch": "x", "register": "email", "sector": "care", "clauses": [],
        "kind": "advance_fee" if is_deceptive else "plain_ad", "stance": "deceptive" if is_deceptive else "honest",
    })  # fmt: skip


CLAUSE = Clause.model_validate({
    "id": "c-1", "text": "0.99", "spans": [], "batch": "x", "register": "email", "sector": "care", "stance": "clean", "target": None,
    "polarity": None, "pair_id": None,
})  # fmt: skip
DOCUMENTS = (
    document("1", "0.75", is_deceptive=True),
    document("2", "0.25"),
    document("3", "none", is_deceptive=True),
    document("4", "0.65"),
)


def write_corpus(folder: Path) -> None:
    for part, rows in (("clauses", [CLAUSE]), ("documents", DOCUMENTS)):
        (folder / "corpus" / part).mkdir(parents=True)
        write_rows(folder / "corpus" / part / "test.jsonl", rows)


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probability of an invented document is its text."""

    def analyse(given: Document, *, model: str) -> FakeReport:
        assert model == "model"
        return report(None, None) if given.text == "none" else report(float(given.text))

    outcomes = [
        FakeOutcome(FakeText("deceptive"), report(0.9)),
        FakeOutcome(FakeText("benign"), report(0.3)),
        FakeOutcome(FakeText("disputed"), report(0.5)),
        FakeOutcome(FakeText("coercive"), report(None, None)),
    ]
    monkeypatch.setattr(calibration_suite, "analyse", analyse)
    monkeypatch.setattr(calibration_suite, "run_field", lambda _context: outcomes)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context("model", tmp_path, tmp_path, tmp_path / "field.jsonl", tmp_path)


def test_equal_mass_error_by_hand() -> None:
    pairs = [
        (i / 20, i % 4 == 3) for i in range(20)
    ]  # ten bins of two; every other bin holds one positive, the rest none
    gaps = [abs((b % 2) - (4 * b + 1) / 20) for b in range(10)]  # the two probabilities of bin b sum to (4b + 1) / 20
    expected = sum(gaps) / 20
    assert equal_mass_error(pairs) == pytest.approx(expected)
    assert equal_mass_error(pairs[::3] + pairs[1::3] + pairs[2::3]) == pytest.approx(expected)


def test_equal_mass_bins_differ_from_those_of_equal_width() -> None:
    pairs = [(0.01 * i, i >= 10) for i in range(20)]  # two bins of equal width, ten of two texts
    assert figures_of(pairs)["ece"] == pytest.approx((0.45 + abs(10 - 1.45)) / 20)
    assert figures_of(pairs)["ece_equal_mass"] == pytest.approx((0.45 + abs(10 - 1.45)) / 20)
    mixed = [(0.01 * i, i in {0, 1}) for i in range(10)]  # one bin of equal width, ten of one text
    assert figures_of(mixed)["ece"] == pytest.approx((2 - 0.45) / 10)
    assert figures_of(mixed)["ece_equal_mass"] == pytest.approx((1 + 0.99 + sum(0.01 * i for i in range(2, 10))) / 10)


def test_few_texts_make_few_bins() -> None:
    assert equal_mass_error([(0.2, False), (0.9, True), (0.4, True)]) == pytest.approx((0.2 + 0.1 + 0.6) / 3)
    assert equal_mass_error([(1.0, True)]) == 0
    assert isnan(equal_mass_error([]))


def test_texts_of_one_probability_are_right_on_average() -> None:
    """Forty texts at 50 %, every other one positive: no error, in whichever bins the equal texts come to lie."""
    assert equal_mass_error([(0.5, i % 2 == 0) for i in range(40)]) == pytest.approx(0)


def test_figures_by_hand() -> None:
    figures = figures_of([(0.8, True), (0.4, False), (0.0, False)])
    assert (figures["texts"], figures["positives"]) == (3, 1)
    assert figures["brier"] == pytest.approx((0.04 + 0.16) / 3)
    assert figures["ece"] == pytest.approx((0.2 + 0.4) / 3)
    assert figures["log_loss"] == pytest.approx(-(log(0.8) + log(0.6)) / 3)
    empty = figures_of([])
    assert (empty["texts"], empty["positives"]) == (0, 0)
    assert all(isnan(empty[name]) for name in ("ece", "ece_equal_mass", "brier", "log_loss"))


def test_bins_count_their_texts() -> None:
    bins = make_bins([(1.0, True), (0.05, False), (0.95, False), (0.03, True), (0.1, False)])
    assert [(b.low, b.high, b.texts, b.share) for b in bins] == [
        (0.0, 0.1, 2, 0.5),
        (0.1, 0.2, 1, 0.0),
        (0.9, 1.0, 2, 0.5),
    ]
    assert [b.probability for b in bins] == pytest.approx([0.04, 0.1, 0.975])
    assert make_bins([]) == []
    assert make_bins([(0.0, True)]) == [Bin(0.0, 0.1, 1, 0.0, 1.0)]


def test_fold_figures_are_read_by_dotted_name(tmp_path: Path) -> None:
    content = {
        "calibration": {
            "deception": {"ece": 0.01, "texts": 40, "chosen": "sigmoid", "inner": {"deep": {"brier": 0.2}}},
            "coercion": {"ece": 0.03, "folds": [1, 2]},
            "draws": 20,
        },
        "support": {"ece": 0.9},
    }
    (tmp_path / METRICS).write_text(json.dumps(content), encoding="utf-8")
    assert read_fold_figures(tmp_path / METRICS) == {
        "deception.ece": 0.01, "deception.texts": 40, "deception.inner.deep.brier": 0.2, "coercion.ece": 0.03, "draws": 20,
    }  # fmt: skip


def test_no_fold_figures(tmp_path: Path) -> None:
    assert read_fold_figures(tmp_path / METRICS) == {}
    (tmp_path / METRICS).write_text('{"support": {"ece": 0.9}}', encoding="utf-8")
    assert read_fold_figures(tmp_path / METRICS) == {}


def test_all_sets_are_measured(context: Context) -> None:
    write_corpus(context.annotations)
    context.field_file.touch()
    (context.model_folder / METRICS).write_text('{"calibration": {"deception": {"ece": 0.01}}}', encoding="utf-8")
    result = suite(context)
    assert result.absent == ()
    sets = result.figures["sets"]
    assert {n: {t: (f["texts"], f["positives"]) for t, f in s.items()} for n, s in sets.items()} == {
        "field texts": {"deception": (2, 1), "coercion": (2, 0)},  # neither the disputed nor the unmeasurable
        "corpus documents": {"deception": (3, 1), "coercion": (3, 0)},  # no clause, not the unmeasurable
    }
    assert sets["field texts"]["deception"]["brier"] == pytest.approx((0.01 + 0.09) / 2)
    assert sets["corpus documents"]["deception"]["ece"] == pytest.approx((0.25 + 0.25 + 0.65) / 3)
    assert sets["corpus documents"]["coercion"]["ece"] == pytest.approx(0.25)
    assert result.figures["folds"] == {"deception.ece": 0.01}
    errors, bins, folds = result.tables
    assert len(errors.rows) == 4
    assert folds.rows == (("deception.ece", 0.01),)
    assert ("corpus documents", "deception", "0.7 to 0.8", 1, 0.75, 1.0) in bins.rows
    assert all(len(row) == len(table.columns) for table in result.tables for row in table.rows)
    json.dumps(plain(result.figures), allow_nan=False)


def test_plots_name_how_many_texts_they_rest_on(context: Context) -> None:
    write_corpus(context.annotations)
    plots = suite(context).plots
    assert [p.name for p in plots] == ["reliability-deception", "reliability-coercion"]
    assert all(p.diagonal for p in plots)
    assert plots[0].lines == {"corpus documents (3 texts)": ([0.25, 0.65, 0.75], [0.0, 0.0, 1.0])}


def test_limit_cuts_the_documents(context: Context) -> None:
    write_corpus(context.annotations)
    sets = suite(replace(context, limit=2)).figures["sets"]
    assert sets["corpus documents"]["deception"]["texts"] == 2


def test_missing_data_are_named(context: Context) -> None:
    result = suite(context)
    assert result.absent == (
        f"no labelled texts at {context.field_file}",
        f"no corpus in {context.annotations}",
        f"the model has no calibration figures of its training folds in {METRICS}",
    )
    assert (result.tables, result.plots) == ((), ())


def test_the_documents_are_measured_without_the_clauses(context: Context) -> None:
    write_corpus(context.annotations)
    (context.annotations / "corpus/clauses/test.jsonl").unlink()
    result = suite(context)
    measured = "corpus documents" in result.figures["sets"]
    assert measured or any("corpus" in reason for reason in result.absent)


def test_a_set_without_measurable_texts_has_no_curve(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    context.field_file.touch()
    monkeypatch.setattr(calibration_suite, "run_field", lambda _context: [])
    result = suite(context)
    assert result.plots == ()
    assert result.figures["sets"]["field texts"]["deception"]["texts"] == 0
    assert result.tables[0].rows[0][:4] == ("field texts", "deception", 0, 0)
