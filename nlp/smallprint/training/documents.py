"""Scores of real ads by encoders that saw no ad of the same template: what the document head is worth, and what it may be weighed by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from smallprint.classifier.labels import DOCUMENT, TRACKS
from smallprint.evidence import TrackName
from smallprint.training.encoder import EncoderSettings, Training, score_samples
from smallprint.training.labelled import LabelledText
from smallprint.training.linear import DOCUMENT_FOLDS, document_folds
from smallprint.training.samples import Sample

_PLACE = TRACKS.index(TrackName.DECEPTION)


def out_of_fold_documents(
    texts: Sequence[LabelledText], samples: Sequence[Sequence[Sample]], make: Callable[[], Any], settings: EncoderSettings,
    folder: Path, digest: str, step: Callable[[float], None],
) -> dict[str, float]:  # fmt: skip
    """Document score of every labelled ad by the encoder of the fold that it is not in, by text; log-odds units.

    Each encoder starts from the pretrained one and learns from the other labelled ads alone, as a linear model beside it does.
    """
    ads = [i for i, t in enumerate(texts) if t.group.startswith("emscad-")]
    folds = document_folds([texts[i].group for i in ads], seed=settings.seed)
    scores: dict[str, float] = {}
    if not ads:
        return scores
    for fold in range(DOCUMENT_FOLDS):
        training = [i for i, f in zip(ads, folds, strict=True) if f != fold]
        chosen = [[replace(s, source=_WHOLE) for s in samples[i]] for i in training]
        network = make()
        run = Training(network, replace(settings, **_ALONE), chosen, folder / f"fold-{fold}", f"{digest}-{fold}")
        run.run(step=lambda share, fold=fold: step((fold + share) / DOCUMENT_FOLDS), epoch=lambda _n, _l: None)  # type: ignore[misc]
        held = [i for i, f in zip(ads, folds, strict=True) if f == fold]
        outputs = score_samples(network, [s for i in held for s in samples[i]])
        at = 0
        for i in held:
            rows = outputs[at : at + len(samples[i])]
            scores[texts[i].text] = float(np.mean([row[:, DOCUMENT][:, _PLACE].mean() for row in rows]))
            at += len(samples[i])
    return scores


_ALONE: dict[str, Any] = {
    "epochs": 3,
    "token_loss": 0.0,
    "polarity_loss": 0.0,
    "pair_loss": 0.0,
    "document_loss": 1.0,
    "mix": 0.0,
}
_WHOLE = "ads"
"""Source name under which two windows of each text are read in an epoch."""
