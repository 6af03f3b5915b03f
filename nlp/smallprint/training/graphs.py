"""The exported graphs on held-out clauses: what the encoder alone is worth, and what int8 costs against float32."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallprint.classifier.encoder import GRAPH, TOKENIZER, EncoderClassifier
from smallprint.classifier.labels import EVIDENCE, pool
from smallprint.classifier.windows import Window, WindowMaker
from smallprint.training.encoder import segment_targets
from smallprint.training.labelled import corpus_texts
from smallprint.training.samples import Sample, make_samples
from smallprint.training.sources import SourceSpec

FLOAT_GRAPH = "float32.onnx"


def graph_figures(work: Path, annotations: Path, specs: Sequence[SourceSpec], maker: WindowMaker) -> dict[str, Any]:
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
