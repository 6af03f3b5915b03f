"""``smallprint model train``: from a configuration to a model folder with its card."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallprint.calibration.fusion import FusionParameters
from smallprint.calibration.methods import Calibrator, fit_beta, fit_isotonic, fit_sigmoid, log_loss, sigmoid
from smallprint.classifier.store import write_manifest
from smallprint.evidence import TrackName
from smallprint.indicators.catalogue import load_catalogue
from smallprint.pipeline.mask import mask_text
from smallprint.scoring.reading import read
from smallprint.scoring.tracks import rule_features
from smallprint.training.card import write_card
from smallprint.training.fusion import at_prevalence, bootstrap, drop_evidence, fit_weights
from smallprint.training.linear import fit_linear, folds_of, out_of_fold
from smallprint.training.sources import Row, as_document, count_labels, read_config, read_sources

Array = NDArray[np.float64]
FILES = ("vocabulary.json", "weights.npz", "calibration.json", "fusion.json")
FLAG_AT = 0.5
MEDIUM_MASS = 0.9  # a rule of medium confidence, see scoring.tracks


@dataclass(frozen=True, slots=True)
class Prepared:
    """The training rows as arrays. ``masses[track]``: float (n, 4); ``labels[track]``: float (n,), ``nan`` = unknown."""

    texts: tuple[str, ...]
    groups: tuple[str, ...]
    sources: tuple[str, ...]
    weights: Array
    labels: Mapping[TrackName, Array]
    masses: Mapping[TrackName, Array]


def prepare(rows: Sequence[Row], progress: Callable[[int], None]) -> Prepared:
    """Run the pipeline over the rows: masked text for the classifier, evidence masses for the fusion."""
    confidence = {rule.id: rule.confidence for rule in load_catalogue().rules}
    texts, masses = [], {t: [] for t in TrackName}  # type: ignore[var-annotated]
    for number, row in enumerate(rows):
        reading = read(as_document(row, number))
        texts.append(mask_text(reading.doc.text, reading.doc._.smallprint.entities))
        for track in TrackName:
            masses[track].append(rule_features(reading.mentions, track, confidence))
        progress(number + 1)
    return Prepared(
        tuple(texts), tuple(r.group for r in rows), tuple(r.source for r in rows), np.array([r.weight for r in rows]),
        {t: np.array([np.nan if r.label(t) is None else float(bool(r.label(t))) for r in rows]) for t in TrackName},
        {t: np.array(masses[t], float) for t in TrackName},
    )  # fmt: skip


def train(
    config: Path,
    data: Path,
    out: Path,
    *,
    annotations: Path,
    progress: Callable[[str, float], None] = lambda _w, _s: None,
) -> dict[str, Any]:
    """Train, calibrate, fuse and save. Returns the run record that the card is written from."""
    settings, specs = read_config(config)
    rows, seen, absent = read_sources(specs, data, annotations)
    prepared = prepare(rows, lambda n: progress("reading texts", n / len(rows)))
    options = {"strength": settings["strength"], "features": settings["features"]}
    folds = folds_of(prepared.groups, int(str(settings["folds"])), seed=int(str(settings["seed"])))
    labels = dict(prepared.labels)
    scores = out_of_fold(prepared.texts, labels, prepared.weights, folds, **options)
    classifier = fit_linear(prepared.texts, labels, prepared.weights, **options)  # type: ignore[arg-type]
    record: dict[str, Any] = {
        "settings": settings,
        "seen": seen,
        "absent": absent,
        "catalogue": load_catalogue().digest,
    }
    record["tracks"] = {t.value: fit_track(t, prepared, scores[t], settings) for t in TrackName}
    record["rows"] = {t.value: count_labels(rows, t) for t in TrackName}
    _save(out, classifier, record)
    return record


def fit_track(track: TrackName, prepared: Prepared, scores: Array, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Calibration and fusion of one track, from out-of-fold scores only."""
    known = ~np.isnan(prepared.labels[track])
    labels = prepared.labels[track][known]
    weights = at_prevalence(labels, prepared.weights[known], settings["prevalence"])
    groups = [g for g, k in zip(prepared.groups, known, strict=True) if k]
    sources = np.array(prepared.sources)[known]
    own = scores[known]
    calibrators, chosen = choose_calibration(own, labels, weights, groups, seed=settings["seed"])
    masses = drop_evidence(prepared.masses[track][known], labels, settings["silent"], seed=settings["seed"])
    features = np.column_stack([masses, np.maximum(own, settings["floor"])])
    shrink = {"prior": np.array(settings["prior"], float), "ridge": settings["ridge"]}
    fitted = fit_weights(features, labels, weights, **shrink)
    draws = bootstrap(features, labels, weights, groups, draws=settings["draws"], seed=settings["seed"], **shrink)
    fusion = FusionParameters(
        tuple(fitted), tuple(map(tuple, draws)), flag_threshold(fitted, settings["floor"]), settings["prevalence"], settings["floor"]
    )  # fmt: skip
    return {
        "calibration": calibrators[chosen].to_plain(), "calibration_trials": chosen_table(calibrators, own, labels, weights, groups),
        "fusion": fusion.to_plain(), "metrics": describe(own, features, fusion, labels, sources),
    }  # fmt: skip


def flag_threshold(weights: Array, floor: float) -> float:
    """The operating point: what one MEDIUM indicator by a rule of medium confidence gives in an honest-looking text, at most 0.5."""
    medium = weights[0] + MEDIUM_MASS * weights[2] + weights[5] * floor
    return round(min(FLAG_AT, float(sigmoid(np.array(medium)))) - 1e-3, 4)


_FITS = {"sigmoid": fit_sigmoid, "beta": fit_beta, "isotonic": fit_isotonic}


def choose_calibration(
    scores: Array, labels: Array, weights: Array, groups: Sequence[str], *, seed: int
) -> tuple[dict[str, Calibrator], str]:
    """All three maps fitted on everything, and the name of the one with the best cross-validated log loss."""
    fitted = {name: fit(scores, labels, weights) for name, fit in _FITS.items()}
    losses = {name: _cross_loss(name, scores, labels, weights, groups, seed) for name in _FITS}
    return fitted, min(losses, key=lambda name: losses[name])


def _cross_loss(name: str, scores: Array, labels: Array, weights: Array, groups: Sequence[str], seed: int) -> float:
    folds = folds_of(groups, 5, seed=seed + 1)
    p = np.empty(len(scores))
    for fold in np.unique(folds):
        inside = folds == fold
        p[inside] = _FITS[name](scores[~inside], labels[~inside], weights[~inside]).apply(scores[inside])
    return log_loss(p, labels, weights)


def chosen_table(
    calibrators: Mapping[str, Calibrator], scores: Array, labels: Array, weights: Array, groups: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Cross-validated log loss and Brier score of each map, for the card."""
    table = {}
    for name, calibrator in calibrators.items():
        p = calibrator.apply(scores)
        brier = float(np.average((p - labels) ** 2, weights=weights))
        table[name] = {
            "log_loss_cv": round(_cross_loss(name, scores, labels, weights, groups, 20), 4),
            "brier": round(brier, 4),
        }
    return table


def describe(
    own: Array, features: Array, fusion: FusionParameters, labels: Array, sources: NDArray[np.str_]
) -> dict[str, float]:
    """Out-of-fold figures: ranking of the classifier alone, and the decisions as shipped (evidence above LOW, threshold)."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    weights = np.array(fusion.weights)
    flagged = (sigmoid(weights[0] + features @ weights[1:]) >= fusion.threshold) & features[:, 1:4].any(axis=1)
    figures = {
        "classifier_auc": roc_auc_score(labels, own),
        "flagged_positives": float(flagged[labels == 1].mean()),
        "flagged_negatives": float(flagged[labels == 0].mean()),
    }
    emscad = sources == "emscad"
    if emscad.any() and 0 < labels[emscad].mean() < 1:
        figures["emscad_average_precision"] = average_precision_score(labels[emscad], own[emscad])
        figures["emscad_share_of_fraud"] = float(labels[emscad].mean())
    return {name: round(float(value), 4) for name, value in figures.items()}


def _save(out: Path, classifier: Any, record: Mapping[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    classifier.save(out)
    for name in ("calibration", "fusion"):
        content = {track: entry[name] for track, entry in record["tracks"].items()}
        (out / f"{name}.json").write_text(json.dumps(content) + "\n", encoding="utf-8")
    write_manifest(out, str(record["settings"]["name"]), FILES)
    write_card(out / "README.md", record)
