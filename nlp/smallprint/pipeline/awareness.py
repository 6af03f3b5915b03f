"""Tells texts *about* bad practices (warnings, guidance, audit questions) from texts that contain them."""

from __future__ import annotations

from spacy.tokens import Doc

from smallprint.evidence import Polarity
from smallprint.indicators.catalogue import load_catalogue
from smallprint.pipeline.lines import Line
from smallprint.pipeline.rules import Analysis
from smallprint.pipeline.scope import ScopeComponent

_ABOUT = (Polarity.WARNING, Polarity.DESCRIBES_LAW)
_MIN_SEGMENTS = 2
_MIN_SHARE = 0.2


def is_awareness_text(doc: Doc) -> bool:
    """True if at least two segments and a fifth of all carry warning or law cues. Only asked when something was mentioned."""
    analysis: Analysis = doc._.smallprint
    if not analysis.mentions:
        return False
    scope = ScopeComponent(load_catalogue())
    about = sum(_is_about(scope, pair) for pair in analysis.lines)
    return about >= _MIN_SEGMENTS and about >= _MIN_SHARE * len(analysis.lines)


def _is_about(scope: ScopeComponent, pair: tuple[Line, ...]) -> bool:
    hits = scope.read_context(pair).hits
    return any(hit.cue.cue.polarity in _ABOUT and hit.cue.cue.direction == "segment" for hit in hits)
