"""``smallprint model train`` for the fine-tuned encoder: train, export, weigh against rules and linear model, calibrate, save."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from smallprint.annotation.records import Span
from smallprint.calibration.fusion import FusionParameters
from smallprint.calibration.methods import sigmoid
from smallprint.classifier.encoder import GRAPH, TOKENIZER, EncoderClassifier, TokenEvidence
from smallprint.classifier.labels import EVIDENCE, LABELS, pool
from smallprint.classifier.linear import LinearClassifier
from smallprint.classifier.store import TextStack, file_digest, write_manifest
from smallprint.classifier.windows import Window, WindowMaker
from smallprint.documents.document import Document
from smallprint.evidence import TrackName
from smallprint.indicators.catalogue import load_catalogue
from smallprint.scoring.reading import Reading, read
from smallprint.scoring.support import find_candidates, support_mentions
from smallprint.scoring.tracks import rule_features
from smallprint.training.base_encoder import find_base, make_network, write_tokenizer
from smallprint.training.card import write_encoder_card
from smallprint.training.documents import out_of_fold_documents
from smallprint.training.encoder import EncoderSettings, Training, plain, segment_targets, settings_of
from smallprint.training.export import export_graph, quantise
from smallprint.training.fusion import at_prevalence, bootstrap, fit_weights
from smallprint.training.labelled import LabelledText, corpus_texts, ordinary_documents, read_labelled_texts
from smallprint.training.linear import document_folds, fit_linear, folds_of
from smallprint.training.run import choose_calibration, chosen_table, flag_threshold
from smallprint.training.samples import Sample, make_samples
from smallprint.training.sources import Row, SourceSpec, read_config, read_sources, tracks_of
from smallprint.training.support import Judged, fit_support, judge

Array = NDArray[np.float64]
FILES = (
    GRAPH, TOKENIZER, "labels.json", "vocabulary.json", "weights.npz", "calibration.json", "fusion.json", "support.json",
    "stack.json", "out_of_fold.json", "metrics.json",
)  # fmt: skip
FLOAT_GRAPH = "float32.onnx"
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A text that the encoder did not learn from, or learned without the label used here. ``labels`` by track; ``None`` says nothing."""

    text: LabelledText
    reading: Reading
    evidence: TokenEvidence
    linear: Mapping[TrackName, float]
    document: Mapping[TrackName, float]

    def label(self, track: TrackName) -> bool | None:
        """Label of the whole text."""
        return self.text.deception if track is TrackName.DECEPTION else self.text.coercion


def train_encoder(
    config: Path, data: Path, out: Path, *, annotations: Path, work: Path, progress: Progress = lambda _w, _s: None
) -> dict[str, Any]:
    """The whole run. ``work`` keeps checkpoints: a run that was stopped goes on from its last epoch. Returns the run record."""
    settings, specs = read_config(config)
    base = find_base(str(settings["base"]), str(settings["base_sha256"]))
    work.mkdir(parents=True, exist_ok=True)
    write_tokenizer(base, work / TOKENIZER)
    tokenizer = Tokenizer.from_file(str(work / TOKENIZER))
    maker = WindowMaker(tokenizer)
    texts, seen, absent = read_labelled_texts(specs, data, annotations)
    samples = make_samples(texts, maker, lambda n: progress("reading texts", n / len(texts)))
    options = settings_of({**_table(settings, "encoder"), "seed": settings["seed"]})
    digest = _digest(str(settings["base_sha256"]), options, texts)
    network = make_network(base, tokenizer, seed=options.seed)
    training = Training(network, options, samples, work / "encoder", digest)
    curve = training.run(step=partial(progress, "fine-tuning"), epoch=lambda _n, _losses: None)
    export_graph(network, work / FLOAT_GRAPH)
    quantise(work / FLOAT_GRAPH, work / GRAPH)
    encoder = EncoderClassifier.load(work)
    progress("documents out of fold", 0.0)
    documents = out_of_fold_documents(
        texts, samples, partial(make_network, base, tokenizer, seed=options.seed), options, work / "folds", digest,
        partial(progress, "documents out of fold"),
    )  # fmt: skip
    rows, _seen, _absent = read_sources(specs, data, annotations)
    held_texts = _held_out(specs, data, annotations, texts)
    linear, ad_scores = _linear(rows, settings, progress)
    held = _read_held_out(held_texts, encoder, linear, documents, ad_scores, progress)
    record = fit_all(held, settings, documents, ad_scores, texts)
    record |= {
        "settings": {**settings, "encoder": plain(options)}, "seen": seen, "absent": absent, "catalogue": load_catalogue().digest,
        "curve": curve, "data_digest": digest, "minutes": round(sum(entry["minutes"] for entry in curve), 1),
        "versions": {name: version(name) for name in ("torch", "transformers", "onnxruntime", "tokenizers", "spacy", "scikit-learn")},
        "python": platform.python_version(), "network": _graph_figures(work, annotations, specs, maker),
    }  # fmt: skip
    _save(out, work, linear, record)
    return record


def _table(settings: Mapping[str, object], name: str) -> dict[str, Any]:
    table = settings.get(name, {})
    return dict(table) if isinstance(table, Mapping) else {}


def _digest(base: str, options: EncoderSettings, texts: Sequence[LabelledText]) -> str:
    """Digest of base weights, training settings, texts and labels: what a checkpoint belongs to."""
    total = hashlib.sha256(repr((base, plain(options))).encode())
    for text in texts:
        total.update(repr((text.text, text.spans, text.deception, text.coercion, text.pair)).encode())
    return total.hexdigest()


def _linear(
    rows: Sequence[Row], settings: Mapping[str, Any], progress: Progress
) -> tuple[LinearClassifier, dict[str, float]]:
    """(linear classifier on all rows, deception score of each labelled ad by a classifier that saw no ad of its fold, by text)."""
    masked = []
    for number, row in enumerate(rows):
        masked.append(read(Document(row.text, id=str(number), kind=row.kind)).masked_text)
        progress("linear classifier", number / len(rows))
    weights = np.array([row.weight for row in rows])
    labels = {t: np.array([_linear_label(row, t) for row in rows]) for t in TrackName}
    options = {"strength": settings["strength"], "features": settings["features"]}
    linear = fit_linear(masked, labels, weights, **options)
    ads = [i for i, row in enumerate(rows) if row.source == "emscad"]
    folds = document_folds([rows[i].group for i in ads], seed=int(settings["seed"]))
    scores: dict[str, float] = {}
    for fold in np.unique(folds):
        held = [i for i, f in zip(ads, folds, strict=True) if f == fold]
        groups = {rows[i].group for i in held}
        kept = [i for i, row in enumerate(rows) if row.group not in groups]
        model = fit_linear([masked[i] for i in kept], {t: v[kept] for t, v in labels.items()}, weights[kept], **options)
        found = model.score([masked[i] for i in held])[TrackName.DECEPTION]
        scores.update({rows[i].text: float(v) for i, v in zip(held, found, strict=True)})
    return linear, scores


def _linear_label(row: Row, track: TrackName) -> float:
    """Deception is learned from real ads alone: the score means resemblance to ads labelled fraudulent, indicators have their own evidence."""
    is_invented = row.source in ("corpus", "examples")
    label = None if track is TrackName.DECEPTION and is_invented else row.label(track)
    return np.nan if label is None else float(label)


def _held_out(
    specs: Sequence[SourceSpec], data: Path, annotations: Path, texts: Sequence[LabelledText]
) -> list[LabelledText]:
    """The development split, ordinary ads past the training part, and the labelled ads (whose scores come from folds)."""
    corpus = next((s for s in specs if s.reader == "corpus"), None)
    held = list(corpus_texts(annotations / corpus.path, "dev")) if corpus else []
    for spec in specs:
        if spec.reader == "weak_negatives" and (data / spec.path).is_file() and spec.limit:
            found = list(ordinary_documents(data / spec.path, texts, 2 * spec.limit))
            held += found[-min(spec.limit, len(found)) // 2 :]
    return held + [t for t in texts if t.group.startswith("emscad-")]


def _read_held_out(
    texts: Sequence[LabelledText], encoder: EncoderClassifier, linear: LinearClassifier, documents: Mapping[str, float],
    ads: Mapping[str, float], progress: Progress,
) -> list[HeldOut]:  # fmt: skip
    result = []
    for number, text in enumerate(texts):
        reading = read(Document(text.text, id=f"held-{number}", kind=text.kind))
        evidence = encoder.read(reading.masked)
        scores = {t: float(v[0]) for t, v in linear.score([reading.masked_text]).items()}
        document = {t: evidence.document_score(t) for t in TrackName}
        if text.text in documents:
            scores[TrackName.DECEPTION] = ads[text.text]
            document[TrackName.DECEPTION] = documents[text.text]
        result.append(HeldOut(text, reading, evidence, scores, document))
        progress("held-out texts", number / len(texts))
    return result


def fit_all(
    held: Sequence[HeldOut], settings: Mapping[str, Any], documents: Mapping[str, float], ads: Mapping[str, float],
    texts: Sequence[LabelledText],
) -> dict[str, Any]:  # fmt: skip
    """Support, stack, calibration and fusion, from held-out texts only, with their figures on grouped folds."""
    catalogue = load_catalogue()
    confidence = {rule.id: rule.confidence for rule in catalogue.rules}
    support, support_figures = fit_support(
        judged_of(held, confidence), seed=int(settings["seed"]), **_numbers(_table(settings, "support"))
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
        "ece": _ece(p, labels, weights), "flagged_positives": float(flagged[labels == 1].mean()),
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


def _ece(p: Array, labels: Array, weights: Array) -> float:
    """Expected calibration error over ten bins of equal width, at the prevalence of the weights."""
    bins = np.minimum((p * 10).astype(int), 9)
    gaps = [abs((weights * (p - labels))[bins == b].sum()) for b in range(10)]
    return float(sum(gaps) / weights.sum())


def _graph_figures(work: Path, annotations: Path, specs: Sequence[SourceSpec], maker: WindowMaker) -> dict[str, Any]:
    """The encoder alone on the development clauses: the float32 graph, the int8 graph that ships, and how far they decide alike."""
    corpus = next((s for s in specs if s.reader == "corpus"), None)
    if corpus is None:
        return {}
    texts = [t for t in corpus_texts(annotations / corpus.path, "dev") if t.source == "clauses"]
    samples = [w for windows in make_samples(texts, maker) for w in windows]
    windows = [as_window(sample) for sample in samples]
    figures: dict[str, Any] = {}
    decisions = []
    for name, graph in (("float32", work / FLOAT_GRAPH), ("int8", work / GRAPH)):
        scores = pooled(samples, EncoderClassifier(graph, work / TOKENIZER).run(windows))
        found = figures_of(samples, scores)
        figures |= {f"{name}_{key}": value for key, value in found.items()}
        decisions.append(np.concatenate(scores) >= figures["float32_threshold"])
    either = decisions[0] | decisions[1]
    figures["equal_decisions_where_either_finds"] = round(float((decisions[0] == decisions[1])[either].mean()), 4)
    figures["equal_decisions"] = round(float((decisions[0] == decisions[1]).mean()), 6)
    return figures


def pooled(samples: Sequence[Sample], outputs: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Segment scores of windows from their raw outputs."""
    return [pool(o[:, EVIDENCE], s.segments, s.count) for o, s in zip(outputs, samples, strict=True)]


def as_window(sample: Sample) -> Window:
    """The window of a sample, without its places in the text."""
    nowhere = (0,) * len(sample.ids)
    return Window(tuple(sample.ids.tolist()), nowhere, nowhere, tuple(sample.segments.tolist()))


def figures_of(samples: Sequence[Sample], scores: Sequence[NDArray[np.float32]]) -> dict[str, float]:
    """Segment scores against labels: average precision over all (segment, indicator), best F1 and its threshold, asserted against look-alike."""
    from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

    labels = np.concatenate([segment_targets(w)[0] for w in samples]).ravel()
    flat = np.concatenate(scores).ravel()
    precision, recall, thresholds = precision_recall_curve(labels, flat)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    own = [(w.is_target_asserted, s[:, w.target].max()) for w, s in zip(samples, scores, strict=True) if w.target >= 0]
    figures = {
        "average_precision": average_precision_score(labels, flat), "best_f1": f1.max(), "threshold": thresholds[f1[:-1].argmax()],
        "asserted_auc": roc_auc_score([a for a, _ in own], [s for _, s in own]),
    }  # fmt: skip
    return {name: round(float(value), 4) for name, value in figures.items()}


def _save(out: Path, work: Path, linear: LinearClassifier, record: Mapping[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name in (GRAPH, TOKENIZER):
        (out / name).write_bytes((work / name).read_bytes())
    linear.save(out)
    contents = {
        "labels": list(LABELS), "support": record["support"], "stack": record["stack"], "out_of_fold": record["out_of_fold"],
        "calibration": {t: e["calibration"] for t, e in record["tracks"].items()},
        "fusion": {t: e["fusion"] for t, e in record["tracks"].items()},
        "metrics": {
            "calibration": {t: e["metrics"] for t, e in record["tracks"].items()}, "support": record["support_figures"],
            "network": record["network"], "curve": record["curve"], "versions": record["versions"], "minutes": record["minutes"],
            "data_digest": record["data_digest"], "base_sha256": record["settings"]["base_sha256"],
        },
    }  # fmt: skip
    for name, content in contents.items():
        (out / f"{name}.json").write_text(json.dumps(content) + "\n", encoding="utf-8")
    write_manifest(out, str(record["settings"]["name"]), FILES)
    write_encoder_card(out / "README.md", record, size=(out / GRAPH).stat().st_size, graph=file_digest(out / GRAPH))
