"""Throughput of the shipped encoder, tokens a second, beside peers on the same texts in the same run. Run: ``make bench``.

Peers: the bare onnxruntime session on the same token batches (no tokenising, no windows, no pooling); the same weights as a float32
graph on onnxruntime; the same weights in ``transformers`` on torch, float32. Each is timed in turn, several rounds; the median counts.
"""

from __future__ import annotations

import json
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch
from latency import ad_of
from smallprint.classifier.encoder import BATCH_TOKENS, GRAPH, TOKENIZER, EncoderClassifier, default_threads, padded
from smallprint.classifier.store import model_folder
from smallprint.classifier.windows import length_sorted
from smallprint.documents.document import Document
from smallprint.scoring.reading import read
from smallprint.training.export import export_graph
from smallprint.training.to_transformers import build_folder
from transformers import BertForTokenClassification

ROUNDS, TEXTS, WORDS = 5, 40, 480


def main() -> None:
    """Print one JSON object with all figures."""
    words = ad_of(20_000).split(" ")
    starts = range(0, TEXTS * 37, 37)  # overlapping cuts: texts of real length, none the copy of another
    texts = [read(Document(" ".join(words[s : s + WORDS]), kind="ad")).masked for s in starts]
    folder = model_folder("encoder")
    encoder = EncoderClassifier.load(folder)
    windows = [w for text in texts for w in encoder.windows(text)]
    tokens = sum(len(w.ids) for w in windows)
    batches = [padded([windows[i] for i in batch]) for batch in length_sorted(windows, BATCH_TOKENS)]
    with tempfile.TemporaryDirectory() as temporary:
        network = BertForTokenClassification.from_pretrained(build_folder(folder, Path(temporary) / "hf")).eval()
        torch.set_num_threads(default_threads())
        whole = Path(temporary) / "float32.onnx"
        plain = [(torch.from_numpy(ids), torch.from_numpy(mask)) for ids, mask in batches]
        calls: dict[str, Callable[[], object]] = {
            "smallprint_int8": lambda: encoder.read_many(texts),
            "bare_session_int8": lambda: [encoder.session.run(None, feed(*b)) for b in batches],
            "transformers_float32": lambda: [forward(network, *b) for b in plain],
        }
        timed = rounds(calls, tokens)
        export_graph(network, whole)
        single = EncoderClassifier(whole, folder / TOKENIZER)
        timed |= rounds({"smallprint_float32": lambda: single.read_many(texts)}, tokens)
    own = timed["smallprint_int8"]
    print(
        json.dumps(
            {
                "texts": len(texts), "words": WORDS, "tokens": tokens, "threads": default_threads(),
                "graph_mb": round((folder / GRAPH).stat().st_size / 1e6, 1),
                "tokens_per_second": {name: round(value) for name, value in timed.items()},
                "ratios": {name: round(own / value, 2) for name, value in timed.items() if name != "smallprint_int8"},
                "python": platform.python_version(), "processor": platform.processor() or platform.machine(),
            },
            indent=1,
        )
    )  # fmt: skip


def feed(ids: object, mask: object) -> dict[str, object]:
    return {"input_ids": ids, "attention_mask": mask}


def forward(network: torch.nn.Module, ids: torch.Tensor, mask: torch.Tensor) -> None:
    with torch.inference_mode():
        network(ids, attention_mask=mask)


def rounds(calls: dict[str, Callable[[], object]], tokens: int) -> dict[str, float]:
    """Tokens a second by name: every call once to warm up, then in turn, the median of all rounds."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(ROUNDS + 1):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            if number:
                times[name].append(time.perf_counter() - start)
    return {name: tokens / statistics.median(values) for name, values in times.items()}


if __name__ == "__main__":
    main()
