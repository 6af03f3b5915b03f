"""The scope component: what the text around a mention makes of it (polarity), in the manner of ConText.

After Harkema, Dowling, Thornblade, Chapman 2009 (doi:10.1016/j.jbi.2009.05.002): cues with category, direction, maximal scope,
terminators and targets; written anew for contract and job-ad language, where a negation is often itself the coercive term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from smallprint.evidence import Polarity
from smallprint.indicators.catalogue import Catalogue, CueRule, load_catalogue
from smallprint.pipeline.lines import Line
from smallprint.pipeline.rules import Analysis, Mention
from smallprint.pipeline.segments import Segment

# What wins when several cues act on one mention: the reading that says least about this employer comes first.
PRIORITY = (
    Polarity.WARNING, Polarity.QUOTED, Polarity.DESCRIBES_LAW, Polarity.PROHIBITS, Polarity.EMPLOYER_BEARS,
    Polarity.WORKER_OPTION, Polarity.UNCLEAR,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue found in a segment, in Doc tokens."""

    cue: CueRule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """The polarity of a mention and the cue that decided it (``None``: the text simply imposes it)."""

    mention: Mention
    polarity: Polarity
    reason: str | None = None
    cue: tuple[int, int] | None = None
    cue_id: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What one segment holds of cues, stops and negation words."""

    hits: tuple[CueHit, ...]
    stops: tuple[tuple[int, int], ...]


@dataclass
class ScopeComponent:
    """spaCy component: stores one :class:`Judgement` for every mention in ``doc._.smallprint_judged``."""

    catalogue: Catalogue

    def __call__(self, doc: Doc) -> Doc:
        analysis: Analysis = doc._.smallprint
        contexts: dict[int, Context] = {}

        def context(number: int) -> Context:
            if number not in contexts:
                contexts[number] = self.read_context(analysis.lines[number])
            return contexts[number]

        doc._.smallprint_judged = tuple(self.judge(m, analysis, context) for m in analysis.mentions)
        return doc

    def read_context(self, pair: tuple[Line, ...]) -> Context:
        """Cues and stops of a segment, pseudo cues removed, negated cues dropped."""
        line = pair[-1]  # the plain line: cues are words
        pseudo = [(m.start, m.end) for p in self.catalogue.pseudo for m in line.find(p)]
        negations = [(m.start, m.end) for p in self.catalogue.negations for m in line.find(p)]
        stops = tuple((m.start, m.end) for p in self.catalogue.stops for m in line.find(p))
        hits = [hit for cue in self.catalogue.cues for hit in _find_cue(cue, line) if not _is_pseudo(hit, pseudo)]
        return Context(tuple(h for h in hits if not _is_negated(h, negations)), stops)

    def judge(self, mention: Mention, analysis: Analysis, context: Callable[[int], Context]) -> Judgement:
        """Polarity of one mention from the cues of its segment and of the line that introduces it."""
        if mention.rule.polarity:
            return Judgement(mention, Polarity(mention.rule.polarity), mention.rule.what, cue_id=mention.rule.id)
        if mention.exception:
            name, start, end = mention.exception
            return Judgement(
                mention, Polarity(name), "the rule's own exception applies", (start, end), f"{mention.rule.id}.unless"
            )
        own: Context = context(mention.segment)
        acting = [hit for hit in own.hits if _acts(hit, mention, own.stops)]
        lead = analysis.segments[mention.segment].lead
        if lead is not None:
            introduced: Context = context(lead)
            acting += [h for h in introduced.hits if _acts_on_item(h, mention, analysis.segments[lead])]
        if not acting:
            return Judgement(mention, Polarity.IMPOSES)
        best = min(acting, key=lambda hit: PRIORITY.index(hit.cue.cue.polarity))
        return Judgement(mention, best.cue.cue.polarity, best.cue.cue.reason, (best.start, best.end), best.cue.cue.id)


def _find_cue(cue: CueRule, line: Line) -> Iterator[CueHit]:
    for pattern in cue.patterns:
        for match in line.find(pattern):
            yield CueHit(cue, match.start, match.end)


def _is_pseudo(hit: CueHit, spans: list[tuple[int, int]]) -> bool:
    """True if the look-alike of a negation covers a part of the cue, as in "a fee that is not refundable"."""
    if hit.cue.cue.polarity is not Polarity.PROHIBITS or hit.cue.cue.direction in ("segment", "lead"):
        return False
    return any(hit.start < end and start < hit.end for start, end in spans)


def _is_negated(hit: CueHit, negations: list[tuple[int, int]]) -> bool:
    """True if a negation within the two tokens before the cue cancels it, as in "not free of charge"."""
    if not hit.cue.cue.negatable or hit.cue.cue.polarity is Polarity.PROHIBITS:
        return False
    return any(0 <= hit.start - end <= 1 for _start, end in negations)


def _acts(hit: CueHit, mention: Mention, stops: tuple[tuple[int, int], ...]) -> bool:
    cue = hit.cue.cue
    if not hit.cue.acts_on(mention.rule.indicator):
        return False
    words = set(range(hit.start, hit.end))
    if cue.direction == "segment":
        return not words <= mention.literal  # a cue may share words with the mention, but must say something beyond it
    if not mention.literal.isdisjoint(words):
        return False
    start, end = mention.anchor
    if cue.direction in ("forward", "lead"):
        near = cue.direction == "lead" or start - hit.end <= cue.scope
        return hit.end <= start and near and not _is_stopped(hit.end, start, cue.stops, stops)
    return hit.start >= end and hit.start - end <= cue.scope and not _is_stopped(end, hit.start, cue.stops, stops)


def _is_stopped(start: int, end: int, use_stops: bool, stops: tuple[tuple[int, int], ...]) -> bool:
    return use_stops and any(start <= s < end for s, _ in stops)


def _acts_on_item(hit: CueHit, mention: Mention, lead: Segment) -> bool:
    """A cue of a lead-in reaches its list items unless it is itself a word of the mention ("must not: - leave the site")."""
    cue = hit.cue.cue
    words = set(range(hit.start, hit.end))
    if not hit.cue.acts_on(mention.rule.indicator) or not mention.literal.isdisjoint(words):
        return False
    if cue.direction == "lead" or (cue.direction == "segment" and cue.polarity is not Polarity.EMPLOYER_BEARS):
        return True
    return cue.direction == "forward" and lead.end - hit.end <= cue.scope


@Language.factory("smallprint_scope", requires=["doc._.smallprint"], assigns=["doc._.smallprint_judged"])
def make_scope(nlp: Language, name: str) -> ScopeComponent:
    """Factory ``smallprint_scope``: the cues of the shipped catalogue."""
    if not Doc.has_extension("smallprint_judged"):
        Doc.set_extension("smallprint_judged", default=())
    return ScopeComponent(load_catalogue())
