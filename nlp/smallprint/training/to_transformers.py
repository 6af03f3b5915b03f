"""The shipped int8 graph back as a Hugging Face model folder: ``BertForTokenClassification`` with dequantised weights."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import save_file

from smallprint.classifier.encoder import GRAPH, TOKENIZER
from smallprint.classifier.labels import LABELS
from smallprint.classifier.windows import MASKS
from smallprint.errors import ModelError, SmallprintError

Floats = NDArray[np.float32]
_HEADS = 12
_PREFIX = "network."
_DENSE = ("attention.output.dense", "intermediate.dense", "output.dense")


def build_folder(model_folder: Path, out: Path) -> Path:
    """Write ``config.json``, ``model.safetensors`` and the tokenizer to ``out``; returns it.

    The weights are those that the int8 graph holds, as float32; outputs differ from the graph's by the rounding of activations.
    Raises :class:`ModelError` if the folder holds no encoder, :class:`SmallprintError` if ``out`` is not empty.
    """
    graph = model_folder / GRAPH
    if not graph.is_file():
        raise ModelError(
            f"model {model_folder.name!r} has no encoder ({GRAPH})\n  next: choose a model with an encoder, see smallprint model list"
        )
    if out.exists() and any(out.iterdir()):
        raise SmallprintError(f"{out} is not empty\n  next: name a new folder")
    weights = read_weights(onnx.load(str(graph)))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as temporary:
        folder = Path(temporary) / "model"
        folder.mkdir()
        save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
        shutil.copyfile(model_folder / TOKENIZER, folder / TOKENIZER)
        for name, content in (("config.json", _config(weights)), ("tokenizer_config.json", _TOKENIZER_CONFIG)):
            (folder / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        if out.exists():
            out.rmdir()
        folder.rename(out)
    return out


def read_weights(graph: Any) -> dict[str, Floats]:
    """Weights by their names in ``transformers``, float32, from the fused int8 graph."""
    arrays = {i.name: numpy_helper.to_array(i) for i in graph.graph.initializer}
    weights: dict[str, Floats] = {}
    for name in ("word_embeddings", "position_embeddings", "token_type_embeddings"):
        weights[f"bert.embeddings.{name}.weight"] = _dequantised(arrays, f"{_PREFIX}bert.embeddings.{name}.weight")
    for name in ("weight", "bias"):
        weights[f"bert.embeddings.LayerNorm.{name}"] = _dequantised(
            arrays, f"{_PREFIX}bert.embeddings.LayerNorm.{name}"
        )
    products = [n.input[1].removesuffix("_quantized") for n in graph.graph.node if n.op_type == "MatMulInteger"]
    layers = sum(n.op_type == "QAttention" for n in graph.graph.node)
    if len(products) != layers * len(_DENSE) + 1:
        raise ModelError("the graph is not one that smallprint exported\n  next: train the model again")
    for layer in range(layers):
        prefix = f"bert.encoder.layer.{layer}"
        packed = _dequantised(arrays, f"Attention_{layer}_qkv_weight"), arrays[f"Attention_{layer}_qkv_bias"]
        for part, matrix, bias in zip(
            ("query", "key", "value"), *(np.split(a, 3, axis=-1) for a in packed), strict=True
        ):
            weights[f"{prefix}.attention.self.{part}.weight"] = np.ascontiguousarray(matrix.T)
            weights[f"{prefix}.attention.self.{part}.bias"] = np.ascontiguousarray(bias)
        for place, name in enumerate(_DENSE):
            product = _dequantised(arrays, products[layer * len(_DENSE) + place])
            weights[f"{prefix}.{name}.weight"] = np.ascontiguousarray(product.T)
            weights[f"{prefix}.{name}.bias"] = arrays[f"{_PREFIX}{prefix}.{name}.bias"]
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            for kind in ("weight", "bias"):
                weights[f"{prefix}.{name}.{kind}"] = arrays[f"{_PREFIX}{prefix}.{name}.{kind}"]
    weights["classifier.weight"] = np.ascontiguousarray(_dequantised(arrays, products[-1]).T)
    weights["classifier.bias"] = arrays[f"{_PREFIX}classifier.bias"]
    return {name: np.asarray(value, np.float32) for name, value in weights.items()}


def _dequantised(arrays: Mapping[str, NDArray[Any]], name: str) -> Floats:
    whole = arrays[f"{name}_quantized"].astype(np.float32) - arrays[f"{name}_zero_point"].astype(np.float32)
    return whole * arrays[f"{name}_scale"].astype(np.float32)


def _config(weights: Mapping[str, Floats]) -> dict[str, Any]:
    words, width = weights["bert.embeddings.word_embeddings.weight"].shape
    return {
        "architectures": ["BertForTokenClassification"], "model_type": "bert", "vocab_size": words, "hidden_size": width,
        "num_hidden_layers": sum(name.endswith("attention.self.query.weight") for name in weights), "num_attention_heads": _HEADS,
        "intermediate_size": weights["bert.encoder.layer.0.intermediate.dense.weight"].shape[0], "hidden_act": "gelu",
        "max_position_embeddings": weights["bert.embeddings.position_embeddings.weight"].shape[0], "type_vocab_size": 2,
        "layer_norm_eps": 1e-12, "problem_type": "multi_label_classification",
        "id2label": {str(i): name for i, name in enumerate(LABELS)}, "label2id": {name: i for i, name in enumerate(LABELS)},
    }  # fmt: skip


_TOKENIZER_CONFIG = {
    "tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]",
    "mask_token": "[MASK]", "model_max_length": 512, "additional_special_tokens": [f"[{mask}]" for mask in MASKS],
}  # fmt: skip
