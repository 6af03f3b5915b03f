"""A model as shipped: classifier, calibration and fusion in one folder, digests checked on load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np

from smallprint.calibration.fusion import FusionParameters
from smallprint.calibration.methods import Calibrator
from smallprint.calibration.support import SupportParameters
from smallprint.classifier.encoder import GRAPH, EncoderClassifier, TokenEvidence
from smallprint.classifier.linear import LinearClassifier
from smallprint.classifier.protocol import TrackClassifier
from smallprint.errors import ModelError
from smallprint.evidence import Score, TrackName

MANIFEST = "manifest.json"
FORMAT = 1
DEFAULT_MODEL = "encoder"


@dataclass(frozen=True, slots=True)
class TextStack:
    """Linear and encoder score of a text as one raw score, log-odds units; both weights >= 0."""

    bias: float
    linear: float
    encoder: float

    def apply(self, linear: float, encoder: float) -> float:
        """The joint score; the linear one alone counts if the encoder read nothing."""
        return self.bias + self.linear * linear + self.encoder * (0.0 if isnan(encoder) else encoder)


@dataclass(frozen=True)
class TrackModel:
    """Classifier, calibrator and fusion parameters of both tracks; the encoder, if the model has one. ``version`` is name and digest."""

    version: str
    classifier: TrackClassifier
    calibrators: Mapping[TrackName, Calibrator]
    fusion: Mapping[TrackName, FusionParameters]
    encoder: EncoderClassifier | None = None
    support: SupportParameters | None = None
    stack: Mapping[TrackName, TextStack] = field(default_factory=dict)

    def score(self, masked_text: str, evidence: TokenEvidence | None = None) -> dict[TrackName, float]:
        """Raw score of a text for each track: linear classifier and, where there is one, document head of the encoder."""
        linear = self.classifier.score([masked_text])
        if evidence is None or not self.stack:
            return {name: float(linear[name][0]) for name in TrackName}
        return {
            name: self.stack[name].apply(float(linear[name][0]), evidence.document_score(name)) for name in TrackName
        }

    def calibrate(self, name: TrackName, score: Score) -> float:
        """Calibrated probability of the classifier alone, at the prevalence of the fusion parameters."""
        return float(self.calibrators[name].apply(np.array([score.value]))[0])


def models_folder() -> Path:
    """Folder of the shipped models."""
    return Path(str(resources.files("smallprint_models")))


def model_folder(name: str) -> Path:
    """The folder of a shipped model by name, or a model folder by path; whether it is whole, :func:`load_model` checks."""
    return Path(name) if Path(name).is_dir() else models_folder() / name


@lru_cache(maxsize=4)
def load_model(name: str = DEFAULT_MODEL) -> TrackModel:
    """A shipped model by name, or a model folder by path. Raises :class:`ModelError` if it is missing or damaged."""
    folder = model_folder(name)
    manifest = _read_manifest(folder)
    calibration = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    fusion = json.loads((folder / "fusion.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()[:12]
    return TrackModel(
        f"{manifest['name']} sha256:{digest}", LinearClassifier.load(folder),
        {t: Calibrator.from_plain(calibration[t.value]) for t in TrackName},
        {t: FusionParameters.from_plain(fusion[t.value]) for t in TrackName},
        **_load_encoder(folder),
    )  # fmt: skip


def _load_encoder(folder: Path) -> dict[str, Any]:
    """Encoder, support and stack of a model folder; empty for a linear model."""
    if not (folder / GRAPH).is_file():
        return {}
    support = json.loads((folder / "support.json").read_text(encoding="utf-8"))
    stack = json.loads((folder / "stack.json").read_text(encoding="utf-8"))
    return {
        "encoder": EncoderClassifier.load(folder), "support": SupportParameters.from_plain(support),
        "stack": {t: TextStack(**stack[t.value]) for t in TrackName},
    }  # fmt: skip


def _read_manifest(folder: Path) -> Mapping[str, object]:
    file = folder / MANIFEST
    if not file.is_file():
        shipped = sorted(p.parent.name for p in models_folder().glob(f"*/{MANIFEST}"))
        raise ModelError(
            f"no model {folder.name!r}\n  allowed: {', '.join(shipped) or 'none is shipped'}, or a model folder"
        )
    manifest: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    if manifest.get("format") != FORMAT:
        raise ModelError(
            f"model {folder.name!r} has format {manifest.get('format')}; this version reads {FORMAT}\n  next: train it again"
        )
    files: Mapping[str, str] = manifest["files"]  # type: ignore[assignment]
    for name, expected in files.items():
        if not (folder / name).is_file() or file_digest(folder / name) != expected:
            raise ModelError(
                f"model {folder.name!r}: {name} is missing or damaged\n  next: reinstall smallprint or train the model again"
            )
    return manifest


def write_manifest(folder: Path, name: str, files: Sequence[str]) -> None:
    """Digest the files of a model folder into its manifest."""
    content = {"name": name, "format": FORMAT, "files": {f: file_digest(folder / f) for f in files}}
    (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def file_digest(file: Path) -> str:
    """sha256 hex digest of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
