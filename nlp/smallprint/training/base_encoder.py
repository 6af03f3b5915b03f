"""The pretrained encoder that fine-tuning starts from: found in an installed package, its digest checked, nothing fetched."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

from smallprint.classifier.labels import LABELS
from smallprint.classifier.store import file_digest
from smallprint.classifier.windows import MASKS
from smallprint.errors import MissingExtraError, ModelError

_MEANING = {
    "MONEY": "money", "PLACE": "city", "PHONE": "telephone", "EMAIL": "email", "FREEMAIL": "mail", "URL": "website", "CHATLINK": "chat",
    "HANDLE": "user", "AGE": "age", "DATE": "date", "TIME": "hour", "PERSON": "person",
}  # fmt: skip
"""An ordinary word near each mask: its embedding is where the mask's starts."""


def find_base(name: str, sha256: str) -> Path:
    """Folder of the base encoder: a path, or ``package:folder`` of an installed package.

    Raises :class:`MissingExtraError` if the package is not installed, :class:`ModelError` if the weights are others.
    """
    if ":" in name:
        package, inside = name.split(":", 1)
        found = importlib.util.find_spec(package)
        if found is None or not found.submodule_search_locations:
            raise MissingExtraError("training the encoder", 'pip install "smallprint[train]"')
        folder = Path(next(iter(found.submodule_search_locations))) / inside
    else:
        folder = Path(name)
    weights = folder / "model.safetensors"
    if not weights.is_file() or file_digest(weights) != sha256:
        raise ModelError(
            f"base encoder {name}: model.safetensors is missing or has another digest\n  allowed: sha256 {sha256}\n"
            "  next: install the package named in the configuration again, or state the digest of your own encoder"
        )
    return folder


def write_tokenizer(base: Path, file: Path) -> None:
    """The base tokenizer with the mask tokens in unused places of its vocabulary, without padding and truncation."""
    content = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = content["model"]["vocab"]
    for number, mask in enumerate(MASKS):
        place = vocabulary.pop(f"[unused{number}]")
        vocabulary[f"[{mask}]"] = place
        content["added_tokens"].append(
            {"id": place, "content": f"[{mask}]", "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        )  # fmt: skip
    content["model"]["vocab"] = dict(sorted(vocabulary.items(), key=lambda item: item[1]))
    content["added_tokens"].sort(key=lambda token: token["id"])
    content["padding"] = content["truncation"] = None
    file.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def make_network(base: Path, tokenizer: Any, *, seed: int) -> Any:
    """A token classifier on the base encoder: one linear head, ``LABELS`` wide; mask tokens start from the words near them."""
    import torch
    from transformers import BertForTokenClassification

    torch.manual_seed(seed)
    network = BertForTokenClassification.from_pretrained(
        base, num_labels=len(LABELS), attention_probs_dropout_prob=0.0, classifier_dropout=0.1,
        id2label=dict(enumerate(LABELS)), label2id={name: i for i, name in enumerate(LABELS)},
    )  # fmt: skip
    with torch.no_grad():
        words = network.bert.embeddings.word_embeddings.weight
        for mask, word in _MEANING.items():
            words[tokenizer.token_to_id(f"[{mask}]")] = words[tokenizer.token_to_id(word)]
        network.classifier.bias.fill_(0.0)
        network.classifier.bias[: len(LABELS) - 10] = _RARE
    return network


_RARE = -5.0  # log-odds of an indicator before anything is learned
