"""The spaCy pipeline: segments, rules, scope. Doc in, Doc out; findings are made by :mod:`smallprint.pipeline.fuse`."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from spacy.language import Language
from spacy.util import load_config_from_str, load_model_from_config

from smallprint.pipeline import rules, scope, segments


@lru_cache(maxsize=1)
def load_pipeline() -> Language:
    """The shipped pipeline, built once a process from ``default.cfg``. It accepts texts of any length."""
    text = resources.files(__name__).joinpath("default.cfg").read_text(encoding="utf-8")
    nlp = load_model_from_config(load_config_from_str(text), auto_fill=True)
    nlp.max_length = 20_000_000  # no parser or tagger runs, so memory stays linear and small
    return nlp


__all__ = ["load_pipeline", "rules", "scope", "segments"]
