"""The trace behind a place in a text: which rules matched, which cues acted, what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from smallprint.classifier.store import TrackModel, load_model
from smallprint.documents.document import Document
from smallprint.evidence import Finding
from smallprint.indicators.catalogue import load_catalogue
from smallprint.pipeline.scope import CueHit, ScopeComponent
from smallprint.scoring.analysis import weigh
from smallprint.scoring.reading import Reading, read


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule that matched in the segment and what its mention became."""

    rule: str
    what: str
    quote: str
    roles: tuple[tuple[str, str], ...]
    polarity: str
    reason: str | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class CueTrace:
    """A scope cue of the segment, whether or not it acted on a mention."""

    id: str
    polarity: str
    quote: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the program considered in the segment around an offset. Offsets are those of the document."""

    start: int
    end: int
    text: str
    lead: str | None
    rules: tuple[RuleTrace, ...]
    cues: tuple[CueTrace, ...]
    findings: tuple[Finding, ...]
    is_awareness: bool


def explain(document: Document | str, offset: int, *, model: TrackModel | None = None) -> Explanation:
    """Trace of the segment that holds ``offset`` (code points). Raises ``ValueError`` for an offset outside the text."""
    if isinstance(document, str):
        document = Document(document)
    if not 0 <= offset < max(1, len(document.text)):
        raise ValueError(f"offset {offset} is outside the text; allowed: 0 to {len(document.text) - 1}")
    reading = read(document)
    number = _segment_at(reading, offset)
    if number is None:
        return Explanation(offset, offset, "", None, (), (), (), reading.is_awareness)
    _evidence, mentions = weigh(reading, model or load_model())
    segment = reading.doc._.smallprint_segments[number]
    start, end = _source(reading, segment.start, segment.end)
    lead = reading.doc._.smallprint_segments[segment.lead] if segment.lead is not None else None
    return Explanation(
        start, end, document.text[start:end],
        document.text[slice(*_source(reading, lead.start, lead.end))] if lead else None,
        _rules(reading, number), _cues(reading, number),
        tuple(f for f in mentions if f.start < end and f.end > start), reading.is_awareness,
    )  # fmt: skip


def _source(reading: Reading, start: int, end: int) -> tuple[int, int]:
    last = reading.doc[end - 1]
    return reading.view.to_source(reading.doc[start].idx, last.idx + len(last))


def _segment_at(reading: Reading, offset: int) -> int | None:
    spans = [_source(reading, s.start, s.end) for s in reading.doc._.smallprint_segments]
    holding = [i for i, (start, end) in enumerate(spans) if start <= offset < end]
    before = [i for i, (start, _end) in enumerate(spans) if start <= offset]
    return holding[0] if holding else (before[-1] if before else (0 if spans else None))


def _quote(reading: Reading, start: int, end: int) -> str:
    return reading.document.text[slice(*_source(reading, start, end))]


def _rules(reading: Reading, number: int) -> tuple[RuleTrace, ...]:
    judged = [j for j in reading.doc._.smallprint_judged if j.mention.segment == number]
    return tuple(
        RuleTrace(
            j.mention.rule.id, j.mention.rule.what, _quote(reading, j.mention.start, j.mention.end),
            tuple((name, _quote(reading, s, e)) for name, s, e in j.mention.roles), j.polarity.value, j.reason, j.cue_id,
        )
        for j in judged
    )  # fmt: skip


def _cues(reading: Reading, number: int) -> tuple[CueTrace, ...]:
    scope = ScopeComponent(load_catalogue())
    hits: tuple[CueHit, ...] = scope.read_context(reading.doc._.smallprint.lines[number]).hits
    return tuple(CueTrace(h.cue.cue.id, h.cue.cue.polarity.value, _quote(reading, h.start, h.end)) for h in hits)
