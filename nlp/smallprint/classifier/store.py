"""A model as shipped: classifier, calibration and fusion in one folder, digests checked on load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from smallprint.calibration.fusion import FusionParameters
from smallprint.calibration.methods import Calibrator
from smallprint.classifier.linear import LinearClassifier
from smallprint.classifier.protocol import TrackClassifier
from smallprint.errors import ModelError
from smallprint.evidence import Score, TrackName

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class TrackModel:
    """Classifier, calibrator and fusion parameters of both tracks. ``version`` is name and digest."""

    version: str
    classifier: TrackClassifier
    calibrators: Mapping[TrackName, Calibrator]
    fusion: Mapping[TrackName, FusionParameters]

    def score(self, texts: Sequence[str]) -> Mapping[TrackName, NDArray[np.float32]]:
        """Raw scores, float32, shape (n_texts,) for each track."""
        return self.classifier.score(texts)

    def calibrate(self, name: TrackName, score: Score) -> float:
        """Calibrated probability of the classifier alone, at the prevalence of the fusion parameters."""
        return float(self.calibrators[name].apply(np.array([score.value]))[0])


def models_folder() -> Path:
    """Folder of the shipped models."""
    return Path(str(resources.files("smallprint_models")))


@lru_cache(maxsize=4)
def load_model(name: str = "linear") -> TrackModel:
    """A shipped model by name, or a model folder by path. Raises :class:`ModelError` if it is missing or damaged."""
    folder = Path(name) if Path(name).is_dir() else models_folder() / name
    manifest = _read_manifest(folder)
    calibration = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    fusion = json.loads((folder / "fusion.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()[:12]
    return TrackModel(
        f"{manifest['name']} sha256:{digest}", LinearClassifier.load(folder),
        {t: Calibrator.from_plain(calibration[t.value]) for t in TrackName},
        {t: FusionParameters.from_plain(fusion[t.value]) for t in TrackName},
    )  # fmt: skip


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
