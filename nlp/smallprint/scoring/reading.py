"""A document as the pipeline saw it: the one place where spaCy objects and the text that a classifier may read meet."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from smallprint.classifier.windows import Masked
from smallprint.documents.document import Document
from smallprint.documents.kind import guess_kind
from smallprint.documents.language import Language, detect_language
from smallprint.documents.normalise import View, match_view
from smallprint.evidence import Finding
from smallprint.indicators.catalogue import load_catalogue
from smallprint.pipeline import load_pipeline
from smallprint.pipeline.awareness import is_awareness_text
from smallprint.pipeline.fuse import make_findings
from smallprint.pipeline.mask import find_masks, mask_text

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as the pipeline saw it; :func:`smallprint.explain` reads the trace from it."""

    document: Document
    view: View
    doc: Doc
    language: Language
    is_awareness: bool
    mentions: tuple[Finding, ...]

    @property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """Half-open stretches of the segments in the text of ``view``."""
        doc = self.doc
        return tuple((doc[s.start].idx, doc[s.end - 1].idx + len(doc[s.end - 1])) for s in doc._.smallprint_segments)

    @property
    def masked(self) -> Masked:
        """The text as an encoder reads it: segments, and the stretches it must not see."""
        return Masked(self.doc.text, self.segments, find_masks(self.doc.text, self.doc._.smallprint.entities))

    @property
    def masked_text(self) -> str:
        """The text as the linear classifier reads it."""
        return mask_text(self.doc.text, self.doc._.smallprint.entities)


def read(document: Document) -> Reading:
    """Run the pipeline. spaCy objects stay inside the reading and never enter a report."""
    if document.kind == "unknown":
        document = replace(document, kind=guess_kind(document.text))
    view = match_view(document.text)
    readable = _SURROGATES.sub("\ufffd", view.text)  # lone surrogates cannot be encoded; same length, so offsets hold
    doc = load_pipeline()(readable)
    stated = Language(document.language, 1.0, None) if document.language else detect_language(readable)
    awareness = document.kind == "warning" or is_awareness_text(doc)
    found = make_findings(
        doc._.smallprint_judged,
        doc,
        view,
        document,
        indicators=dict(load_catalogue().indicators),
        is_awareness=awareness,
    )
    return Reading(document, view, doc, stated, awareness, found)
