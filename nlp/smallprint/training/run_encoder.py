"""``smallprint model train`` for the fine-tuned encoder: train, export, weigh against rules and linear model, calibrate, save."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from smallprint.classifier.encoder import GRAPH, TOKENIZER, EncoderClassifier
from smallprint.classifier.labels import LABELS
from smallprint.classifier.linear import LinearClassifier
from smallprint.classifier.store import file_digest, write_manifest
from smallprint.classifier.windows import WindowMaker
from smallprint.documents.document import Document
from smallprint.evidence import TrackName
from smallprint.indicators.catalogue import load_catalogue
from smallprint.scoring.reading import read
from smallprint.training.base_encoder import find_base, make_network, write_tokenizer
from smallprint.training.card import write_encoder_card
from smallprint.training.documents import out_of_fold_documents
from smallprint.training.encoder import EncoderSettings, Training
from smallprint.training.export import export_graph, quantise
from smallprint.training.graphs import FLOAT_GRAPH, graph_figures
from smallprint.training.held_out import HeldOut, fit_all
from smallprint.training.labelled import LabelledText, corpus_texts, ordinary_documents, read_labelled_texts
from smallprint.training.linear import document_folds, fit_linear
from smallprint.training.samples import make_samples
from smallprint.training.sources import Row, SourceSpec, is_absent, read_config, read_sources

Array = NDArray[np.float64]
FILES = (
    GRAPH, TOKENIZER, "labels.json", "vocabulary.json", "weights.npz", "calibration.json", "fusion.json", "support.json",
    "stack.json", "out_of_fold.json", "metrics.json",
)  # fmt: skip
Progress = Callable[[str, float], None]


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
    options = EncoderSettings(**{**_table(settings, "encoder"), "seed": settings["seed"]})
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
        "settings": {**settings, "encoder": asdict(options)}, "seen": seen, "absent": absent, "catalogue": load_catalogue().digest,
        "curve": curve, "data_digest": digest, "minutes": round(sum(entry["minutes"] for entry in curve), 1),
        "versions": {name: version(name) for name in ("torch", "transformers", "onnxruntime", "tokenizers", "spacy", "scikit-learn")},
        "python": platform.python_version(), "network": graph_figures(work, annotations, specs, maker),
    }  # fmt: skip
    _save(out, work, linear, record)
    return record


def _table(settings: Mapping[str, object], name: str) -> dict[str, Any]:
    table = settings.get(name, {})
    return dict(table) if isinstance(table, Mapping) else {}


def _digest(base: str, options: EncoderSettings, texts: Sequence[LabelledText]) -> str:
    """Digest of base weights, training settings, texts and labels: what a checkpoint belongs to."""
    total = hashlib.sha256(repr((base, asdict(options))).encode())
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
    has_fraud = any(row.source == "emscad" and row.deception for row in rows)
    labels = {t: np.array([_linear_label(row, t, has_fraud=has_fraud) for row in rows]) for t in TrackName}
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


def _linear_label(row: Row, track: TrackName, *, has_fraud: bool) -> float:
    """Deception is learned from real ads alone, where there are any labelled fraudulent: the score means resemblance to those."""
    is_invented = has_fraud and row.source in ("corpus", "examples")
    label = None if track is TrackName.DECEPTION and is_invented else row.label(track)
    return np.nan if label is None else float(label)


def _held_out(
    specs: Sequence[SourceSpec], data: Path, annotations: Path, texts: Sequence[LabelledText]
) -> list[LabelledText]:
    """The development split, ordinary ads past the training part, and the labelled ads (whose scores come from folds)."""
    corpus = next((s for s in specs if s.reader == "corpus"), None)
    held = list(corpus_texts(annotations / corpus.path, "dev")) if corpus else []
    for spec in specs:
        if spec.reader == "weak_negatives" and not is_absent(data / spec.path, spec) and spec.limit:
            found = list(ordinary_documents(data / spec.path, spec, texts, 2 * spec.limit))
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
