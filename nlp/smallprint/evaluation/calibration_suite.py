"""Suite ``calibration``: whether a probability of 70 % means 70 %, on the field texts and on the documents of the corpus."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallprint.annotation.records import AnnotatedDocument, read_rows
from smallprint.calibration.methods import log_loss
from smallprint.evaluation.benchmark import probabilities
from smallprint.evaluation.corpus import as_document, track_labels
from smallprint.evaluation.fielddata import run_field
from smallprint.evaluation.metrics import brier, expected_calibration_error
from smallprint.evaluation.suite import Cell, Context, FigureTable, Plot, SuiteResult
from smallprint.evidence import TrackName
from smallprint.scoring.analysis import analyse

Array = NDArray[np.float64]
BINS = 10
METRICS = "metrics.json"
ABOUT = (
    "Probabilities as shipped against labels. They are set for a desk where few texts are bad; these sets hold many more positives, so "
    "that probabilities which are right for that desk lie below the shares seen here."
)
Pairs = Sequence[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts whose probability lies in ``[low, high)``: how many, their mean probability, their share of positives."""

    low: float
    high: float
    texts: int
    probability: float
    share: float


def suite(context: Context) -> SuiteResult:
    """Calibration of both tracks on whatever labelled sets are there."""
    pairs: dict[str, dict[TrackName, list[tuple[float, bool]]]] = {}
    absent = []
    if context.field_file.is_file():
        outcomes = run_field(context)
        pairs["field texts"] = {t: list(probabilities(outcomes, t)) for t in TrackName}
    else:
        absent.append(f"no labelled texts at {context.field_file}")
    if (context.annotations / "corpus" / "documents" / "test.jsonl").is_file():
        pairs["corpus documents"] = _corpus_pairs(context)
    else:
        absent.append(f"no corpus in {context.annotations}")
    folds = read_fold_figures(context.model_folder / METRICS)
    if not folds:
        absent.append(f"the model has no calibration figures of its training folds in {METRICS}")
    return _result(pairs, folds, tuple(absent))


def _corpus_pairs(context: Context) -> dict[TrackName, list[tuple[float, bool]]]:
    pairs: dict[TrackName, list[tuple[float, bool]]] = {t: [] for t in TrackName}
    documents = read_rows(context.annotations / "corpus" / "documents" / "test.jsonl", AnnotatedDocument)[
        : context.limit
    ]
    for number, text in enumerate(documents, 1):
        tracks, labels = analyse(as_document(text), model=context.model).tracks, track_labels(text)
        for track in TrackName:
            probability = tracks[track].probability
            if probability is not None:
                pairs[track].append((probability.value, labels[track]))
        context.progress(f"calibration, document {number} of {len(documents)}")
    return pairs


def read_fold_figures(file: Path) -> dict[str, float]:
    """The numbers that training kept under ``calibration``, by dotted name; empty without the file or the entry."""
    if not file.is_file():
        return {}
    return dict(_flat(json.loads(file.read_text(encoding="utf-8")).get("calibration", {})))


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, float]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, int | float):
            yield before + name, value


def equal_mass_error(pairs: Pairs) -> float:
    """Like the expected calibration error, over bins of like many texts; ``nan`` without texts."""
    if not pairs:
        return float("nan")
    values = np.array(sorted(pairs), float)
    _, at = np.unique(values[:, 0], return_inverse=True)
    values[:, 1] = (np.bincount(at, values[:, 1]) / np.bincount(at))[
        at
    ]  # texts of one probability share their mean label
    parts = np.array_split(values, min(BINS, len(pairs)))
    return float(sum(abs(part[:, 1].sum() - part[:, 0].sum()) for part in parts) / len(pairs))


def figures_of(pairs: Pairs) -> dict[str, float]:
    """Counts and errors of (probability, is positive) pairs."""
    values, labels = [p for p, _ in pairs], [y for _, y in pairs]
    weights = np.ones(len(pairs))
    return {
        "texts": len(pairs), "positives": sum(labels), "ece": expected_calibration_error(values, labels, bins=BINS),
        "ece_equal_mass": equal_mass_error(pairs), "brier": brier(values, labels),
        "log_loss": log_loss(np.array(values), np.array(labels, float), weights) if pairs else float("nan"),
    }  # fmt: skip


def make_bins(pairs: Pairs) -> list[Bin]:
    """Bins of equal width that hold any text, lowest first."""
    result = []
    for number in range(BINS):
        inside = [(p, y) for p, y in pairs if min(int(p * BINS), BINS - 1) == number]
        if inside:
            mean, share = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            result.append(Bin(number / BINS, (number + 1) / BINS, len(inside), mean, share))
    return result


def _result(
    pairs: Mapping[str, Mapping[TrackName, Pairs]], folds: Mapping[str, float], absent: tuple[str, ...]
) -> SuiteResult:
    figures = {name: {t.value: figures_of(tracks[t]) for t in TrackName} for name, tracks in pairs.items()}
    bins = {name: {t: make_bins(tracks[t]) for t in TrackName} for name, tracks in pairs.items()}
    tables = [_error_table(figures), _bin_table(bins)] if pairs else []
    if folds:
        rows = tuple(folds.items())
        tables.append(FigureTable("In training, on folds that keep groups whole", ("figure", "value"), rows))
    return SuiteResult(
        "calibration", "Calibration", ABOUT, tables=tuple(tables), plots=tuple(_plots(bins)), absent=absent,
        figures={"sets": figures, "folds": dict(folds)},
    )  # fmt: skip


def _error_table(figures: Mapping[str, Mapping[str, Mapping[str, float]]]) -> FigureTable:
    columns = ("set", "track", "texts", "positives", "ECE", "ECE, equal mass", "Brier", "log loss")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, track, *values.values()) for name, tracks in figures.items() for track, values in tracks.items()
    )
    note = f"ECE: mean distance of probability and share of positives, over {BINS} bins of equal width, or of like many texts."
    return FigureTable("Calibration errors", columns, rows, note)


def _bin_table(bins: Mapping[str, Mapping[TrackName, Sequence[Bin]]]) -> FigureTable:
    rows = tuple(
        (name, track.value, f"{b.low:.1f} to {b.high:.1f}", b.texts, b.probability, b.share)
        for name, tracks in bins.items() for track, inside in tracks.items() for b in inside
    )  # fmt: skip
    columns = ("set", "track", "bin", "texts", "mean probability", "share of positives")
    return FigureTable("Reliability", columns, rows, "The counts behind the plots: bins of few texts say little.")


def _plots(bins: Mapping[str, Mapping[TrackName, Sequence[Bin]]]) -> Iterator[Plot]:
    for track in TrackName:
        lines = {
            f"{name} ({sum(b.texts for b in tracks[track])} texts)": (
                [b.probability for b in tracks[track]], [b.share for b in tracks[track]],
            )
            for name, tracks in bins.items() if tracks[track]
        }  # fmt: skip
        if lines:
            title = f"Reliability, {track.value}"
            yield Plot(
                f"reliability-{track.value}", title, "mean probability", "share of positives", lines, diagonal=True
            )
