"""The road from a document to its report: read once, judge once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smallprint._version import __version__
from smallprint.calibration.fusion import fuse
from smallprint.classifier.encoder import TokenEvidence
from smallprint.classifier.store import TrackModel, load_model
from smallprint.documents.document import Document
from smallprint.documents.language import is_supported, language_name
from smallprint.evidence import Basis, Finding, Probability, Score, TrackName
from smallprint.indicators.catalogue import Catalogue, load_catalogue
from smallprint.indicators.schema import Indicator
from smallprint.report import DocumentInfo, IndicatorInfo, Notice, Report, SchemeMapping, TrackResult, Versions
from smallprint.scoring.dimensions import find_dimensions
from smallprint.scoring.notices import find_notices, notice
from smallprint.scoring.reading import Reading, read
from smallprint.scoring.support import support_mentions
from smallprint.scoring.tracks import decide, not_measurable, rule_features

_AWARENESS_SCORE = -3.0
GENERAL_STEPS = (
    "Preserve the text as received, with date, time and sender.",
    "Check the company and the licence of the recruiter in the public registers.",
    "Ask for receipts of recruitment payments and for payslips.",
    "Speak with the worker alone, with an interpreter of their choice, and only with informed consent.",
    "Do not tell the employer who complained. In immediate danger call the police; else use the national referral mechanism or hotline.",
)


def analyse(document: Document | str, *, model: TrackModel | None = None) -> Report:
    """The report of one document. A plain string is taken as a text of unknown kind."""
    if isinstance(document, str):
        document = Document(document)
    reading = read(document)
    catalogue = load_catalogue()
    used = model or load_model()
    versions = Versions(__version__, catalogue.digest, used.version)
    reason = _unmeasurable(reading)
    if reason:
        return _unmeasured_report(reading, reason, catalogue, versions)
    tracks, mentions = _tracks(reading, catalogue, used)
    reading = replace(reading, mentions=mentions)
    notices = find_notices(
        reading.document.text,
        reading.mentions,
        reading.view,
        catalogue.indicators,
        tracks=tracks,
        is_awareness=reading.is_awareness,
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


def weigh(reading: Reading, model: TrackModel) -> tuple[TokenEvidence | None, tuple[Finding, ...]]:
    """(evidence of the encoder, mentions by rules and encoder together); without an encoder ``None`` and the rules' mentions."""
    if model.encoder is None or model.support is None:
        return None, reading.mentions
    catalogue = load_catalogue()
    confidence = {rule.id: rule.confidence for rule in catalogue.rules}
    evidence = model.encoder.read(reading.masked)
    return evidence, support_mentions(reading, evidence, model.support, confidence, catalogue.indicators)


def _tracks(
    reading: Reading, catalogue: Catalogue, model: TrackModel
) -> tuple[dict[TrackName, TrackResult], tuple[Finding, ...]]:
    """The tracks, and the mentions with the probability that each asserted one alone would give its track."""
    confidence = {rule.id: rule.confidence for rule in catalogue.rules}
    evidence, weighed = weigh(reading, model)
    mentions = list(weighed)
    scores = model.score(reading.masked_text, evidence)
    tracks = {}
    for name in TrackName:
        # The classifier cannot tell a warning from what it warns of: on awareness texts it has no say.
        score = Score(min(scores[name], _AWARENESS_SCORE) if reading.is_awareness else scores[name])
        masses = rule_features(mentions, name, confidence)
        resemblance = Probability(model.calibrate(name, score))
        decided = decide(masses, score, model.fusion[name], resemblance=resemblance)
        tracks[name] = replace(decided, resembling=_resembling(reading, evidence, name, decided))
        for i, mention in enumerate(mentions):
            if mention.is_asserted and mention.track is name:
                alone, _ = fuse(rule_features([mention], name, confidence), score, model.fusion[name])
                mentions[i] = replace(mention, probability=alone)
    return tracks, tuple(mentions)


def _resembling(
    reading: Reading, evidence: TokenEvidence | None, name: TrackName, decided: TrackResult
) -> tuple[tuple[int, int], ...]:
    """Where the wording stands that makes a text resemble known fraudulent ads; empty if it does not."""
    if (
        evidence is None
        or name is not TrackName.DECEPTION
        or not decided.resemblance
        or decided.resemblance.value < 0.5
    ):
        return ()
    return tuple(reading.view.to_source(*span) for span in evidence.strongest_windows(name))


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
