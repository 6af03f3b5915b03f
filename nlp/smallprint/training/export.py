"""From the trained network to the graph that ships (fused, int8), and back to a folder for ``transformers``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from torch import nn

_OPSET = 17  # the attention fusion of onnxruntime matches this form
_HEADS = 12


def export_graph(network: Any, file: Path) -> None:
    """Float32 graph with fused attention: inputs ``input_ids``, ``attention_mask`` int64 (n, length); output float32 (n, length, n_labels)."""
    network.eval()
    network.config._attn_implementation = "eager"  # noqa: SLF001  (the form that the fusion knows)
    ids = torch.ones(2, 16, dtype=torch.long)
    axes = {name: {0: "n", 1: "length"} for name in ("input_ids", "attention_mask", "logits")}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            _Plain(network), (ids, torch.ones_like(ids)), str(plain), input_names=["input_ids", "attention_mask"],
            output_names=["logits"], dynamic_axes=axes, opset_version=_OPSET, dynamo=False,
        )  # fmt: skip
        fused = optimizer.optimize_model(
            str(plain), model_type="bert", num_heads=_HEADS, hidden_size=network.config.hidden_size
        )
        onnx.save(fused.model, str(file))


class _Plain(nn.Module):  # type: ignore[misc]  # torch is untyped here
    """Only ids and mask in, only logits out."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Logits of the token classifier."""
        logits: torch.Tensor = self.network(input_ids, attention_mask=attention_mask).logits
        return logits


def quantise(source: Path, target: Path) -> None:
    """Dynamic int8, one scale a channel (measured: fewer changed decisions than one scale a tensor)."""
    quantize_dynamic(
        str(source), str(target), per_channel=True, weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )  # fmt: skip
