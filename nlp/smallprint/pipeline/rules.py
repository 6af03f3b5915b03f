"""The rule component: runs the patterns of the catalogue over the segments and records mentions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from spacy.language import Language
from spacy.tokens import Doc, Span

from smallprint.indicators.catalogue import Catalogue, Rule, load_catalogue
from smallprint.indicators.notation import Node, Pattern
from smallprint.pipeline.entities import Entity, find_entities
from smallprint.pipeline.lines import Line, LineMatch, join_lead, make_line
from smallprint.pipeline.segments import Segment

SPANS_KEY = "smallprint"
_WINDOW = 2
_LONGEST_LEAD = 40


@dataclass(frozen=True, slots=True)
class Mention:
    """A rule that matched: Doc tokens ``[start, end)`` inside segment ``segment``; polarity is judged later."""

    rule: Rule
    segment: int
    start: int
    end: int
    roles: tuple[tuple[str, int, int], ...]
    literal: frozenset[int]
    """Tokens matched by words of the pattern: they are part of the meaning and never count as negation."""
    exception: tuple[str, int, int] | None = None
    """(polarity, start, end) of an ``unless`` pattern that matched in the segment."""

    @property
    def anchor(self) -> tuple[int, int]:
        """Tokens on which scope is judged: the last role ``action`` if one is named, else the whole mention."""
        return max(((s, e) for name, s, e in self.roles if name == "action"), default=(self.start, self.end))


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the rule component leaves for scope and fusion, in Doc tokens."""

    segments: tuple[Segment, ...]
    lines: tuple[tuple[Line, ...], ...]
    """Per segment: the collapsed line first, the plain line second if they differ."""
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]


def catalogue_prefixes(catalogue: Catalogue) -> frozenset[str]:
    """All word beginnings (``deduct`` of ``deduct*``) that patterns of the catalogue ask for."""
    found: set[str] = set()
    seen: set[int] = set()

    def visit(node: Node) -> None:
        if id(node) in seen:
            return
        seen.add(id(node))
        if node.kind == "prefix":
            found.add(node.tokens[0])
        for child in node.children:
            visit(child)

    for pattern in _all_patterns(catalogue):
        visit(pattern.node)
    return frozenset(found)


def _all_patterns(catalogue: Catalogue) -> Iterator[Pattern]:
    for rule in catalogue.rules:
        yield from (*rule.patterns, *rule.also, *(p for _, p in rule.unless))
    for cue in catalogue.cues:
        yield from cue.patterns
    yield from (*catalogue.pseudo, *catalogue.stops, *catalogue.negations)


_COMMON = frozenset(
    "the a an of to in and or for is are be will shall must may can you your we our us i it this that with by on at not no all any if "
    "from as have has do worker employee company employer work job pay . , - ( ) :".split()
)


def _commonness(need: frozenset[str]) -> tuple[int, int]:
    """Sort key of a gate: the fewer common words and the fewer alternatives, the rarer it opens."""
    return len(need & _COMMON), len(need)


@dataclass
class RulesComponent:
    """spaCy component: stores an :class:`Analysis` in ``doc._.smallprint`` and the mentions in ``doc.spans["smallprint"]``."""

    catalogue: Catalogue
    prefixes: frozenset[str] = field(init=False)
    index: dict[str, list[tuple[int, int]]] = field(init=False)
    """Trigger word to (rule, pattern) numbers."""

    def __post_init__(self) -> None:
        self.prefixes = catalogue_prefixes(self.catalogue)
        self.index = {}
        for number, rule in enumerate(self.catalogue.rules):
            for place, pattern in enumerate(rule.patterns):
                for word in min(pattern.needs, key=_commonness):
                    self.index.setdefault(word, []).append((number, place))

    def __call__(self, doc: Doc) -> Doc:
        segments = doc._.smallprint_segments or ()
        entities = find_entities(doc.text)
        lines = tuple(_segment_lines(doc, segment, entities, self.prefixes) for segment in segments)
        mentions = tuple(self._find_mentions(segments, lines))
        doc._.smallprint = Analysis(segments, lines, entities, mentions)
        doc.spans[SPANS_KEY] = [Span(doc, m.start, m.end, label=m.rule.indicator, span_id=m.rule.id) for m in mentions]
        return doc

    def _find_mentions(self, segments: tuple[Segment, ...], lines: tuple[tuple[Line, ...], ...]) -> Iterator[Mention]:
        for number, pair in enumerate(lines):
            lead = segments[number].lead
            joined = (
                join_lead(lines[lead][0], pair[0])
                if lead is not None and len(lines[lead][0].bounds) <= _LONGEST_LEAD
                else None
            )
            words = frozenset().union(*(line.words for line in pair), joined.words if joined else ())
            candidates = sorted({key for word in words for key in self.index.get(word, ())})
            for rule, keys in groupby(candidates, key=lambda key: key[0]):
                item = self.catalogue.rules[rule]
                yield from self._apply(item, tuple(item.patterns[place] for _, place in keys), number, lines, joined)

    def _apply(
        self,
        rule: Rule,
        patterns: tuple[Pattern, ...],
        number: int,
        lines: tuple[tuple[Line, ...], ...],
        joined: Line | None,
    ) -> Iterator[Mention]:
        matches = list(self._matches(patterns, lines[number]))
        if joined:
            matches += _in_item(joined, patterns, lines[number][0].bounds[0][0])
        if not matches or not all(_found_near(p, rule.within, number, lines) for p in rule.also):
            return
        exception = _find_exception(rule, lines[number])
        for match in _widest(matches):
            yield Mention(rule, number, match.start, match.end, match.roles, match.literal, exception)

    @staticmethod
    def _matches(patterns: tuple[Pattern, ...], pair: tuple[Line, ...]) -> Iterator[LineMatch]:
        for pattern in patterns:
            yield from pair[0].find(pattern)
            if len(pair) > 1:
                yield from pair[1].find(pattern)


def _in_item(joined: Line, patterns: tuple[Pattern, ...], first: int) -> list[LineMatch]:
    """Matches on a lead-in joined with its item that reach into the item; only the part in the item is the mention."""
    found = []
    for pattern in patterns:
        for match in joined.find(pattern):
            if match.end > first and match.start < first:
                roles = tuple(r for r in match.roles if r[1] >= first)
                found.append(LineMatch(max(match.start, first), match.end, roles, match.literal))
    return found


def _segment_lines(
    doc: Doc, segment: Segment, entities: tuple[Entity, ...], prefixes: frozenset[str]
) -> tuple[Line, ...]:
    start, end = doc[segment.start].idx, doc[segment.end - 1].idx + len(doc[segment.end - 1])
    inside = tuple(e for e in entities if e.start < end and e.end > start)
    collapsed = make_line(doc, segment, inside, prefixes, collapse=True)
    if not inside:
        return (collapsed,)
    return collapsed, make_line(doc, segment, (), prefixes, collapse=False)


def _found_near(pattern: Pattern, within: str, number: int, lines: tuple[tuple[Line, ...], ...]) -> bool:
    reach = {"segment": 0, "window": _WINDOW, "document": len(lines)}[within]
    nearby = lines[max(0, number - reach) : number + reach + 1]
    return any(line.has(pattern) for pair in nearby for line in pair)


def _find_exception(rule: Rule, pair: tuple[Line, ...]) -> tuple[str, int, int] | None:
    for polarity, pattern in rule.unless:
        for line in pair:
            found = next(line.find(pattern), None)
            if found:
                return polarity, found.start, found.end
    return None


def _widest(matches: list[LineMatch]) -> Iterator[LineMatch]:
    """Overlapping matches of one rule are one mention; the longest stands for them."""
    kept: list[LineMatch] = []
    for match in sorted(matches, key=lambda m: (-len(m.literal), m.start)):
        if all(match.end <= other.start or match.start >= other.end for other in kept):
            kept.append(match)
    yield from sorted(kept, key=lambda m: m.start)


@Language.factory("smallprint_rules", assigns=["doc._.smallprint"], requires=["doc._.smallprint_segments"])
def make_rules(nlp: Language, name: str) -> RulesComponent:
    """Factory ``smallprint_rules``: the rules of the shipped catalogue."""
    if not Doc.has_extension("smallprint"):
        Doc.set_extension("smallprint", default=None)
    return RulesComponent(load_catalogue())
