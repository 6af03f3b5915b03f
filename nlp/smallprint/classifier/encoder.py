"""The fine-tuned encoder at run time: an int8 graph on onnxruntime, one pass over a text of any length, evidence for every token."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallprint.classifier.labels import DOCUMENT, EVIDENCE, LABELS, POLARITY, TRACKS, pool
from smallprint.classifier.windows import Masked, Window, WindowMaker, length_sorted
from smallprint.errors import ModelError
from smallprint.evidence import TrackName

Floats = NDArray[np.float32]
Places = NDArray[np.intp]
GRAPH, TOKENIZER = "model.onnx", "tokenizer.json"
BATCH_TOKENS = 4096
SMALLPRINT_THREADS = "SMALLPRINT_THREADS"


@dataclass(frozen=True)
class TokenEvidence:
    """What the encoder saw in one text; counted tokens only, in order. Raw scores in log-odds units, no probabilities.

    ``starts``, ``ends``, ``segments``, ``windows``: (n_tokens,), offsets into the masked text and numbers. ``evidence``: float32 (n_tokens,
    n_indicators). ``polarity``: float32 (n_tokens, n_polarities). ``documents``: float32 (n_windows, n_tracks). ``spans``: the stretch of
    each window. ``count``: segments of the text.
    """

    starts: Places
    ends: Places
    segments: Places
    windows: Places
    evidence: Floats
    polarity: Floats
    documents: Floats
    spans: tuple[tuple[int, int], ...]
    count: int

    @cached_property
    def scores(self) -> Floats:
        """Score of each segment and indicator, float32 (count, n_indicators): its pooled token evidence, nothing else."""
        return pool(self.evidence, self.segments, self.count)

    def document_score(self, track: TrackName) -> float:
        """Score of the whole text for one track: the mean over its windows; ``nan`` without any."""
        return float(self.documents[:, TRACKS.index(track)].mean()) if len(self.documents) else float("nan")

    def strongest_windows(self, track: TrackName, count: int = 2) -> tuple[tuple[int, int], ...]:
        """Half-open stretches of the windows that raise a document score most, strongest first."""
        order = np.argsort(-self.documents[:, TRACKS.index(track)], kind="stable")[:count]
        return tuple(self.spans[i] for i in order)


class EncoderClassifier:
    """Reads masked texts. Needs ``onnxruntime`` and ``tokenizers``; no torch, no network. ``session`` is the onnxruntime session."""

    name = "encoder"

    def __init__(self, graph: Path, tokenizer: Path, *, threads: int | None = None) -> None:
        from tokenizers import Tokenizer

        self._maker = WindowMaker(Tokenizer.from_file(str(tokenizer)))
        self.session = _open(graph, threads or default_threads())
        found = self.session.get_outputs()[0].shape[-1]
        if found != len(LABELS):
            raise ModelError(
                f"{graph.name} has {found} outputs, this version reads {len(LABELS)}\n  next: train it again"
            )

    @classmethod
    def load(cls, folder: Path, *, threads: int | None = None) -> EncoderClassifier:
        """The encoder of a model folder. ``threads``: default is the variable SMALLPRINT_THREADS, then the processor count."""
        return cls(folder / GRAPH, folder / TOKENIZER, threads=threads)

    def windows(self, text: Masked) -> tuple[Window, ...]:
        """The windows that a text is read in."""
        return self._maker.windows(text)

    def read(self, text: Masked) -> TokenEvidence:
        """Evidence of one text."""
        return self.read_many([text])[0]

    def read_many(self, texts: Sequence[Masked]) -> list[TokenEvidence]:
        """Evidence of several texts; their windows share batches of like length.

        The graph scales its activations by batch, so a score can move a little with the texts that share its batch. ``read`` of one
        text is repeatable.
        """
        cut = [self.windows(text) for text in texts]
        outputs = self.run([window for windows in cut for window in windows])
        result, at = [], 0
        for text, windows in zip(texts, cut, strict=True):
            result.append(_collect(windows, outputs[at : at + len(windows)], len(text.segments)))
            at += len(windows)
        return result

    def run(self, windows: Sequence[Window]) -> list[Floats]:
        """Raw outputs of windows, each float32 (n_tokens, n_labels), special tokens included."""
        result: list[Floats] = [np.empty((0, len(LABELS)), np.float32)] * len(windows)
        for batch in length_sorted(windows, BATCH_TOKENS):
            ids, mask = padded([windows[i] for i in batch])
            (logits,) = self.session.run(None, {"input_ids": ids, "attention_mask": mask})
            for row, i in enumerate(batch):
                result[i] = logits[row, : len(windows[i].ids)]
        return result


def default_threads() -> int:
    """Threads of one session. Raises :class:`ModelError` for a variable that is no positive number."""
    stated = os.environ.get(SMALLPRINT_THREADS, "")
    if not stated:
        return os.cpu_count() or 1
    if not stated.isdigit() or int(stated) < 1:
        raise ModelError(f"{SMALLPRINT_THREADS} is {stated!r}\n  allowed: a whole number from 1, or unset")
    return int(stated)


def _open(graph: Path, threads: int) -> Any:
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # for a process that loaded it before smallprint
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry(
        "session.intra_op.allow_spinning", "0"
    )  # idle threads must not burn a shared machine
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def padded(windows: Sequence[Window]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(ids, attention mask), int64, shape (n, longest)."""
    length = max(len(w.ids) for w in windows)
    ids = np.zeros((len(windows), length), np.int64)
    mask = np.zeros_like(ids)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
    return ids, mask


def _collect(windows: Sequence[Window], outputs: Iterable[Floats], count: int) -> TokenEvidence:
    outputs = list(outputs)
    segments = np.array([s for w in windows for s in w.segments], np.intp)
    counted = segments >= 0
    numbers = np.repeat(np.arange(len(windows)), [len(w.ids) for w in windows])
    logits = np.concatenate(outputs) if outputs else np.empty((0, len(LABELS)), np.float32)
    documents = [o[:, DOCUMENT].mean(axis=0) for o in outputs]
    return TokenEvidence(
        np.array([s for w in windows for s in w.starts], np.intp)[counted],
        np.array([e for w in windows for e in w.ends], np.intp)[counted],
        segments[counted], numbers[counted], logits[counted, EVIDENCE], logits[counted, POLARITY],
        np.stack(documents) if documents else np.empty((0, len(TRACKS)), np.float32),
        tuple((w.starts[1], w.ends[-2]) for w in windows), count,
    )  # fmt: skip
