"""Rule findings and encoder evidence brought together: agreement, disagreement, and what the encoder alone sees."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from smallprint.calibration.support import Candidate, SupportParameters
from smallprint.classifier.encoder import TokenEvidence
from smallprint.classifier.labels import INDICATORS, POLARITIES
from smallprint.evidence import MODEL_SOURCE, Basis, Cue, Finding, Polarity, Probability
from smallprint.indicators.schema import Indicator
from smallprint.pipeline.fuse import AWARENESS_REASON, track_of
from smallprint.scoring.reading import Reading
from smallprint.scoring.tracks import CONFIDENCE

_LOWEST = -4.0  # pooled scores below it are no candidates
_NEAR = 3.0  # tokens within this many log-odds of the strongest belong to the span
_GAP = 4  # tokens of weaker evidence inside one span
_DISAGREES = (
    "a rule matches, the model reads the clause as not asserting it; together they fall below the operating point"
)


def find_candidates(reading: Reading, evidence: TokenEvidence, confidence: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Every (segment, indicator) that a rule mentions or the encoder does not rule out, in order of the text."""
    rules: dict[tuple[int, str], float] = {}
    considered: set[tuple[int, str]] = set()
    for judged in reading.doc._.smallprint_judged:
        key = (judged.mention.segment, judged.mention.rule.indicator)
        if judged.polarity is Polarity.IMPOSES:
            rules[key] = max(rules.get(key, 0.0), CONFIDENCE[confidence[judged.mention.rule.id]])
        else:
            considered.add(key)
    segments, columns = np.nonzero(evidence.scores > _LOWEST)
    seen = {(int(s), INDICATORS[c]) for s, c in zip(segments, columns, strict=True)}
    return tuple(
        Candidate(
            segment, name, rules.get((segment, name), 0.0), (segment, name) in considered and (segment, name) not in rules,
            float(evidence.scores[segment, INDICATORS.index(name)]), _imposes(evidence, segment, INDICATORS.index(name)),
        )
        for segment, name in sorted(seen | set(rules) | considered)
    )  # fmt: skip


def _imposes(evidence: TokenEvidence, segment: int, column: int) -> float:
    """Log-odds of ``imposes`` by the polarity head over the tokens of a segment, weighted by their evidence for the indicator."""
    inside = evidence.segments == segment
    if not inside.any():
        return 0.0
    weights = np.exp(evidence.evidence[inside, column] - evidence.evidence[inside, column].max())
    logits = (evidence.polarity[inside] * (weights / weights.sum())[:, None]).sum(axis=0)
    own = POLARITIES.index(Polarity.IMPOSES)
    others = np.delete(logits, own)
    return float(logits[own] - (others.max() + np.log(np.exp(others - others.max()).sum())))


def support_mentions(
    reading: Reading, evidence: TokenEvidence, parameters: SupportParameters,
    confidence: Mapping[str, str], indicators: Mapping[str, Indicator],
) -> tuple[Finding, ...]:  # fmt: skip
    """The mentions of a reading with their support, and those that the encoder alone sees; sorted by place."""
    candidates = find_candidates(reading, evidence, confidence)
    by_key = {(c.segment, c.indicator): c for c in candidates}
    starts = [reading.view.to_source(*span)[0] for span in reading.segments]
    mentions = [_supported(m, by_key, starts, parameters) for m in reading.mentions]
    taken = {(c.segment, c.indicator) for c in candidates if c.rule}
    for candidate in candidates:
        if (candidate.segment, candidate.indicator) not in taken:
            support = parameters.probability(candidate)
            if support >= parameters.add:
                mentions.append(_own(candidate, support, reading, evidence, indicators[candidate.indicator]))
    return tuple(sorted(_without_repeats(mentions), key=lambda f: (f.start, f.end, f.indicator)))


def _supported(
    mention: Finding, by_key: Mapping[tuple[int, str], Candidate], starts: Sequence[int], parameters: SupportParameters
) -> Finding:
    first, last = bisect_right(starts, mention.start) - 1, bisect_right(starts, mention.end - 1) - 1
    found = [c for n in range(max(0, first), last + 1) if (c := by_key.get((n, mention.indicator)))]
    if not found:
        return mention
    best = max(found, key=parameters.probability)
    support = parameters.probability(best)
    if not mention.is_asserted:
        return replace(mention, support=Probability(support))
    if support < parameters.keep:
        return replace(mention, support=Probability(support), polarity=Polarity.UNCLEAR, reason=_DISAGREES)
    agrees = best.encoder > 0.0
    sources = (*mention.sources, MODEL_SOURCE) if agrees else mention.sources
    return replace(mention, support=Probability(support), sources=sources)


def _own(
    candidate: Candidate, support: float, reading: Reading, evidence: TokenEvidence, indicator: Indicator
) -> Finding:
    """A finding of the encoder alone: its span is where its evidence stands."""
    first, last, strongest = _span(evidence, reading.doc.text, candidate.segment, INDICATORS.index(candidate.indicator))
    document = reading.document
    start, end = reading.view.to_source(int(evidence.starts[first]), int(evidence.ends[last]))
    low, high = reading.view.to_source(int(evidence.starts[strongest]), int(evidence.ends[strongest]))
    return Finding(
        indicator=indicator.id, slug=indicator.slug, track=track_of(indicator, document.kind), start=start, end=end,
        quote=document.text[start:end], polarity=Polarity.WARNING if reading.is_awareness else Polarity.IMPOSES,
        severity=indicator.severity, sources=(MODEL_SOURCE,), because=(Cue(low, high, document.text[low:high], "model:strongest"),),
        basis=tuple(Basis(b.cite, b.status) for b in indicator.basis), support=Probability(support),
        reason=AWARENESS_REASON if reading.is_awareness else None, page=document.page_at(start), line=document.line_at(start),
    )  # fmt: skip


def _span(evidence: TokenEvidence, text: str, segment: int, column: int) -> tuple[int, int, int]:
    """(first token, last token, strongest token) of the evidence around the strongest token of a segment; whole words."""
    inside = np.flatnonzero(evidence.segments == segment)
    values = evidence.evidence[inside, column]
    peak = int(values.argmax())
    strong = np.flatnonzero(values >= values[peak] - _NEAR)
    first = last = peak
    for place in reversed(strong[strong < peak]):
        if first - place > _GAP:
            break
        first = int(place)
    for place in strong[strong > peak]:
        if place - last > _GAP:
            break
        last = int(place)
    first, last = _whole_words(evidence, text, inside, first, last)
    return int(inside[first]), int(inside[last]), int(inside[peak])


def _whole_words(
    evidence: TokenEvidence, text: str, inside: NDArray[np.intp], first: int, last: int
) -> tuple[int, int]:
    """Widened so that no word is cut."""

    def is_cut(left: int, right: int) -> bool:
        at = int(evidence.starts[inside[right]])
        return evidence.ends[inside[left]] == at and text[at - 1].isalnum() and text[at].isalnum()

    while first > 0 and is_cut(first - 1, first):
        first -= 1
    while last + 1 < len(inside) and is_cut(last, last + 1):
        last += 1
    return first, last


def _without_repeats(mentions: Sequence[Finding]) -> Iterator[Finding]:
    """Without considered mentions that lie inside an asserted one of the same indicator."""
    asserted = [m for m in mentions if m.is_asserted]
    for mention in mentions:
        if mention.is_asserted or not any(
            a.indicator == mention.indicator and a.start <= mention.start and mention.end <= a.end for a in asserted
        ):
            yield mention
