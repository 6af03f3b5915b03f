"""From judged mentions to findings in offsets of the text the user sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from smallprint.documents.document import Document
from smallprint.documents.normalise import View
from smallprint.evidence import Basis, Cue, Finding, Polarity, TrackName
from smallprint.indicators.schema import Indicator
from smallprint.pipeline.scope import Judgement

AWARENESS_REASON = "the whole text reads like a warning, a question list or guidance about such practices"


def make_findings(
    judgements: Sequence[Judgement], doc: Doc, view: View, document: Document, *,
    indicators: dict[str, Indicator], is_awareness: bool,
) -> tuple[Finding, ...]:  # fmt: skip
    """Findings sorted by place; overlapping mentions of one indicator and one polarity are one finding."""
    found = [_finding(j, doc, view, document, indicators[j.mention.rule.indicator], is_awareness) for j in judgements]
    return tuple(sorted(_merge(found), key=lambda f: (f.start, f.end, f.indicator)))


def _finding(
    judged: Judgement, doc: Doc, view: View, document: Document, indicator: Indicator, is_awareness: bool
) -> Finding:
    mention = judged.mention
    start, end = _source(doc, view, mention.start, mention.end)
    polarity, reason = judged.polarity, judged.reason
    if is_awareness and polarity is Polarity.IMPOSES:
        polarity, reason = Polarity.WARNING, AWARENESS_REASON
    cues = [_cue(doc, view, document, name, s, e) for name, s, e in mention.roles]
    if judged.cue:
        cues.append(_cue(doc, view, document, f"scope:{judged.cue_id}", *judged.cue))
    return Finding(
        indicator=indicator.id, slug=indicator.slug, track=track_of(indicator, document.kind), start=start, end=end,
        quote=document.text[start:end], polarity=polarity, severity=indicator.severity,
        sources=(f"rule:{mention.rule.id}",), because=tuple(cues),
        basis=tuple(Basis(b.cite, b.status) for b in indicator.basis),
        reason=reason,
        page=document.page_at(start), line=document.line_at(start),
    )  # fmt: skip


def track_of(indicator: Indicator, kind: str) -> TrackName:
    """``both`` counts as coercion in a contract or clause (a term of work) and as deception elsewhere (an offer)."""
    if indicator.track == "both":
        return TrackName.COERCION if kind in ("contract", "clause") else TrackName.DECEPTION
    return TrackName(indicator.track)


def _source(doc: Doc, view: View, start: int, end: int) -> tuple[int, int]:
    last = doc[end - 1]
    return view.to_source(doc[start].idx, last.idx + len(last))


def _cue(doc: Doc, view: View, document: Document, role: str, start: int, end: int) -> Cue:
    first, last = _source(doc, view, start, end)
    return Cue(first, last, document.text[first:last], role)


def _merge(findings: Iterable[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.indicator, f.polarity, f.start, -f.end)):
        last = kept[-1] if kept else None
        if (
            last
            and (last.indicator, last.polarity) == (finding.indicator, finding.polarity)
            and finding.start < last.end
        ):
            kept[-1] = _joined(last, finding)
        else:
            kept.append(finding)
    asserted = [f for f in kept if f.is_asserted]
    return [f for f in kept if f.is_asserted or not any(_covers(a, f) for a in asserted)]


def _covers(asserted: Finding, other: Finding) -> bool:
    """A considered mention inside an asserted one of the same indicator says nothing more."""
    return asserted.indicator == other.indicator and asserted.start <= other.start and other.end <= asserted.end


def _joined(first: Finding, second: Finding) -> Finding:
    longer, other = (first, second) if first.end - first.start >= second.end - second.start else (second, first)
    return Finding(
        **{name: getattr(longer, name) for name in longer.__dataclass_fields__ if name != "sources"},
        sources=tuple(dict.fromkeys((*longer.sources, *other.sources))),
    )
