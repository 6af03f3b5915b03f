"""What held-out texts teach: how evidence, rules and text scores are weighed and calibrated, with figures on grouped folds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallprint.annotation.records import Span
from smallprint.calibration.fusion import FusionParameters
from smallprint.calibration.methods import expected_calibration_error, sigmoid
from smallprint.classifier.encoder import TokenEvidence
from smallprint.classifier.store import TextStack
from smallprint.evidence import TrackName
from smallprint.indicators.catalogue import load_catalogue
from smallprint.scoring.reading import Reading
from smallprint.scoring.support import find_candidates, support_mentions
from smallprint.scoring.tracks import rule_features
from smallprint.training.fusion import at_prevalence, bootstrap, fit_weights
from smallprint.training.labelled import LabelledText
from smallprint.training.linear import folds_of
from smallprint.training.run import choose_calibration, chosen_table, flag_threshold
from smallprint.training.sources import tracks_of
from smallprint.training.support import Judged, fit_support, judge

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A text that the encoder did not learn from, with its raw scores by track.

    For labelled real ads ``linear`` and ``document`` are those of models that saw no ad of the same template.
    """

    text: LabelledText
    reading: Reading
    evidence: TokenEvidence
    linear: Mapping[TrackName, float]
    document: Mapping[TrackName, float]

    def label(self, track: TrackName) -> bool | None:
        """Label of the whole text."""
        return self.text.deception if track is TrackName.DECEPTION else self.text.coercion


def fit_all(
    held: Sequence[HeldOut], settings: Mapping[str, Any], documents: Mapping[str, float], ads: Mapping[str, float],
    texts: Sequence[LabelledText],
) -> dict[str, Any]:  # fmt: skip
    """Support, stack, calibration and fusion, from held-out texts only, with their figures on grouped folds."""
    catalogue = load_catalogue()
    confidence = {rule.id: rule.confidence for rule in catalogue.rules}
    support, support_figures = fit_support(
        judged_of(held, confidence), seed=int(settings["seed"]), **_numbers(settings["support"])
    )
    stack = {t: fit_stack(held, t, settings) for t in TrackName}
    tracks: dict[str, Any] = {}
    for track in TrackName:
        rows = [h for h in held if _annotated_label(h, track) is not None]
        scores = np.array([stack[track].apply(h.linear[track], h.document[track]) for h in rows])
        masses = np.array([
            rule_features(support_mentions(h.reading, h.evidence, support, confidence, catalogue.indicators), track, confidence)
            for h in rows
        ])  # fmt: skip
        labels = np.array([float(bool(_annotated_label(h, track))) for h in rows])
        tracks[track.value] = fit_track(scores, masses, labels, [h.text.group for h in rows], settings)
        own = [h for h in held if h.label(track) is not None]
        tracks[track.value] |= fit_resemblance(own, track, stack[track], settings)
    out_of_fold = {
        _sha(text): {"encoder": documents[text], "linear": ads[text], "stack": stack[TrackName.DECEPTION].apply(ads[text], documents[text])}
        for text in documents
    }  # fmt: skip
    return {
        "support": support.to_plain(), "support_figures": support_figures, "tracks": tracks,
        "stack": {t.value: {"bias": s.bias, "linear": s.linear, "encoder": s.encoder} for t, s in stack.items()},
        "out_of_fold": {"emscad": {"near_template": out_of_fold}},
        "rows": {
            t.value: [sum(x.deception is v if t is TrackName.DECEPTION else x.coercion is v for x in texts) for v in (True, False)]
            for t in TrackName
        },
    }  # fmt: skip


def _numbers(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table, "prior": np.array(table["prior"], float)}


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def judged_of(held: Sequence[HeldOut], confidence: Mapping[str, str]) -> list[Judged]:
    """Candidates of the development split and of ordinary ads. Awareness texts have no say: there nothing of the encoder counts."""
    judged: list[Judged] = []
    for number, row in enumerate(held):
        if row.text.group.startswith("emscad-") or row.reading.is_awareness:
            continue
        candidates = find_candidates(row.reading, row.evidence, confidence)
        spans: tuple[Span, ...] = row.text.spans or ()
        judged += judge(
            candidates, row.reading, spans, group=row.text.group, text=str(number), is_real=row.text.spans is None
        )
    return judged


def _annotated_label(row: HeldOut, track: TrackName) -> bool | None:
    """What an annotator of the text would say: a label ``fraudulent`` alone says nothing about the wording."""
    text = row.text
    if text.source in ("clauses", "standoff"):
        low = {i.id for i in load_catalogue().indicators.values() if i.severity == "low"}
        deception, coercion = tracks_of(text.spans or (), low, is_contract=text.kind == "contract")
        return deception if track is TrackName.DECEPTION else coercion
    return None if text.group.startswith("emscad-") else row.label(track)


def fit_stack(held: Sequence[HeldOut], track: TrackName, settings: Mapping[str, Any]) -> TextStack:
    """Linear and encoder score of whole texts joined by a logistic model with weights >= 0."""
    rows = [h for h in held if h.label(track) is not None]
    labels = np.array([float(bool(h.label(track))) for h in rows])
    weights = at_prevalence(labels, np.ones(len(rows)), settings["prevalence"])
    features = np.array([[h.linear[track], h.document[track]] for h in rows])
    fitted = fit_weights(features, labels, weights, prior=np.array([0.5, 0.5]), ridge=float(settings["ridge"]))
    return TextStack(*(float(v) for v in fitted))


def fit_resemblance(
    rows: Sequence[HeldOut], track: TrackName, stack: TextStack, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Calibration of the text score alone, and its figures."""
    scores = np.array([stack.apply(h.linear[track], h.document[track]) for h in rows])
    labels = np.array([float(bool(h.label(track))) for h in rows])
    weights = at_prevalence(labels, np.ones(len(rows)), settings["prevalence"])
    groups = [h.text.group for h in rows]
    calibrators, chosen = choose_calibration(scores, labels, weights, groups, seed=int(settings["seed"]))
    return {
        "calibration": calibrators[chosen].to_plain(),
        "calibration_trials": chosen_table(calibrators, scores, labels, weights, groups),
    }


def fit_track(
    scores: Array, masses: Array, labels: Array, groups: Sequence[str], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Fusion of one track; probability, Brier score and calibration error on grouped folds."""
    weights = at_prevalence(labels, np.ones(len(labels)), settings["prevalence"])
    features = np.column_stack([masses, np.maximum(scores, settings["floor"])])
    shrink = {"prior": np.array(settings["prior"], float), "ridge": settings["ridge"]}
    fitted = fit_weights(features, labels, weights, **shrink)
    draws = bootstrap(features, labels, weights, groups, draws=settings["draws"], seed=settings["seed"], **shrink)
    threshold = flag_threshold(fitted, settings["floor"])
    fusion = FusionParameters(
        tuple(fitted), tuple(map(tuple, draws)), threshold, settings["prevalence"], settings["floor"]
    )
    p = _out_of_fold(features, labels, weights, groups, settings, shrink)
    flagged = (p >= threshold) & features[:, 1:4].any(axis=1)
    figures = {
        "texts": len(labels), "positives": int(labels.sum()), "brier": float(np.average((p - labels) ** 2, weights=weights)),
        "ece": expected_calibration_error(p, labels, weights), "flagged_positives": float(flagged[labels == 1].mean()),
        "flagged_negatives": float(flagged[labels == 0].mean()),
    }  # fmt: skip
    return {"fusion": fusion.to_plain(), "metrics": {k: round(v, 4) for k, v in figures.items()}}


def _out_of_fold(
    features: Array, labels: Array, weights: Array, groups: Sequence[str], settings: Mapping[str, Any], shrink: Any
) -> Array:
    folds = folds_of(groups, 5, seed=int(settings["seed"]) + 1)
    p = np.empty(len(labels))
    for fold in range(5):
        inside = folds == fold
        fitted = fit_weights(features[~inside], labels[~inside], weights[~inside], **shrink)
        p[inside] = sigmoid(fitted[0] + features[inside] @ fitted[1:])
    return p
