"""The road from a document to its report: read once, judge once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from smallprint._version import __version__
from smallprint.calibration.fusion import fuse
from smallprint.classifier.store import TrackModel, load_model
from smallprint.documents.document import Document
from smallprint.documents.kind import guess_kind
from smallprint.documents.language import Language, detect_language, is_supported, language_name
from smallprint.documents.normalise import View, match_view
from smallprint.evidence import Basis, Finding, Probability, Score, TrackName
from smallprint.indicators.catalogue import Catalogue, load_catalogue
from smallprint.indicators.schema import Indicator
from smallprint.pipeline import load_pipeline
from smallprint.pipeline.awareness import is_awareness_text
from smallprint.pipeline.fuse import make_findings
from smallprint.pipeline.mask import mask_text
from smallprint.report import DocumentInfo, IndicatorInfo, Notice, Report, SchemeMapping, TrackResult, Versions
from smallprint.scoring.dimensions import find_dimensions
from smallprint.scoring.notices import find_notices, notice
from smallprint.scoring.tracks import decide, not_measurable, rule_features

DEFAULT_MODEL = "linear"
_AWARENESS_SCORE = -3.0
_SURROGATES = re.compile("[\ud800-\udfff]")
GENERAL_STEPS = (
    "Preserve the text as received, with date, time and sender.",
    "Check the company and the licence of the recruiter in the public registers.",
    "Ask for receipts of recruitment payments and for payslips.",
    "Speak with the worker alone, with an interpreter of their choice, and only with informed consent.",
    "Do not tell the employer who complained. In immediate danger call the police; else use the national referral mechanism or hotline.",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as the pipeline saw it; :func:`smallprint.explain` reads the trace from it."""

    document: Document
    view: View
    doc: Doc
    language: Language
    is_awareness: bool
    mentions: tuple[Finding, ...]


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


def analyse(document: Document | str, *, model: TrackModel | None = None) -> Report:
    """The report of one document. A plain string is taken as a text of unknown kind."""
    if isinstance(document, str):
        document = Document(document)
    reading = read(document)
    catalogue = load_catalogue()
    used = model or load_model(DEFAULT_MODEL)
    versions = Versions(__version__, catalogue.digest, used.version)
    reason = _unmeasurable(reading)
    if reason:
        return _unmeasured_report(reading, reason, catalogue, versions)
    tracks, mentions = _tracks(reading, catalogue, used)
    reading = replace(reading, mentions=mentions)
    notices = find_notices(
        reading.mentions, reading.view, catalogue.indicators, tracks=tracks, is_awareness=reading.is_awareness
    )
    return _report(reading, tracks, notices, catalogue, versions)


def _unmeasurable(reading: Reading) -> Notice | None:
    if reading.document.unmeasurable:
        return notice("L03", reason=reading.document.unmeasurable)
    code = reading.language.code
    if code is not None and not is_supported(code):
        return notice("L01", language=language_name(code))
    if code is None and not reading.mentions:
        return notice("L02", reason=reading.language.reason or "its language cannot be told")
    return None


def _tracks(
    reading: Reading, catalogue: Catalogue, model: TrackModel
) -> tuple[dict[TrackName, TrackResult], tuple[Finding, ...]]:
    """The tracks, and the mentions with the probability that each asserted one alone would give its track."""
    confidence = {rule.id: rule.confidence for rule in catalogue.rules}
    scores = model.score([mask_text(reading.doc.text, reading.doc._.smallprint.entities)])
    tracks = {}
    mentions = list(reading.mentions)
    for name in TrackName:
        # The classifier cannot tell a warning from what it warns of: on awareness texts it has no say.
        value = float(scores[name][0])
        score = Score(min(value, _AWARENESS_SCORE) if reading.is_awareness else value)
        masses = rule_features(reading.mentions, name, confidence)
        resemblance = Probability(model.calibrate(name, score))
        tracks[name] = decide(masses, score, model.fusion[name], resemblance=resemblance)
        for i, mention in enumerate(mentions):
            if mention.is_asserted and mention.track is name:
                alone, _ = fuse(rule_features([mention], name, confidence), score, model.fusion[name])
                mentions[i] = replace(mention, probability=alone)
    return tracks, tuple(mentions)


def _unmeasured_report(reading: Reading, reason: Notice, catalogue: Catalogue, versions: Versions) -> Report:
    tracks = {name: not_measurable(reason.text) for name in TrackName}
    return _report(reading, tracks, (reason,), catalogue, versions, is_measurable=False)


def _report(
    reading: Reading, tracks: dict[TrackName, TrackResult], notices: Sequence[Notice], catalogue: Catalogue,
    versions: Versions, *, is_measurable: bool = True,
) -> Report:  # fmt: skip
    document = reading.document
    mentions = reading.mentions if is_measurable else ()
    findings = tuple(f for f in mentions if f.is_asserted)
    named = sorted({f.indicator for f in mentions})
    return Report(
        id=document.id, text=document.text,
        document=DocumentInfo(
            document.sha256, len(document.text), reading.language.code, document.kind, document.pages, document.source
        ),
        tracks=tracks, findings=findings, considered=tuple(f for f in mentions if not f.is_asserted),
        dimensions=find_dimensions(findings, catalogue.indicators, is_measurable=is_measurable),
        notices=(*notices, *(Notice("L00", note) for note in document.notes)), versions=versions,
        indicators={name: describe(catalogue.indicators[name]) for name in named},
        next_steps=GENERAL_STEPS if findings else (),
    )  # fmt: skip


def describe(indicator: Indicator) -> IndicatorInfo:
    """What a report says of an indicator."""
    return IndicatorInfo(
        id=indicator.id, slug=indicator.slug, title=indicator.title, severity=indicator.severity, meaning=indicator.meaning,
        not_proof=indicator.not_proof, do_not_flag=indicator.do_not_flag, next_steps=indicator.next_steps,
        maps_to=tuple(SchemeMapping(m.scheme, m.code, m.label, m.strength, m.counts_from_text) for m in indicator.maps_to),
        basis=tuple(Basis(b.cite, b.status) for b in indicator.basis),
    )  # fmt: skip
