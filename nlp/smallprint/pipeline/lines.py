"""Token lines: the string form of a segment on which patterns run, with the way back to tokens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from smallprint.indicators.catalogue import normalise_token
from smallprint.indicators.notation import ENTITY_MARK, CompiledPattern, Limit, Pattern
from smallprint.pipeline.entities import Entity
from smallprint.pipeline.segments import Segment

_LONGEST_PREFIX = 24  # letters; a hostile word of a million letters must not cost a million look-ups


@dataclass(frozen=True, slots=True)
class LineMatch:
    """A match of a pattern on a line, in Doc tokens: ``[start, end)``, its roles, and the tokens its own words matched."""

    start: int
    end: int
    roles: tuple[tuple[str, int, int], ...]
    literal: frozenset[int]


@dataclass(frozen=True, slots=True)
class Line:
    """Normalised tokens of one segment, each followed by a space. ``bounds[i]`` are the Doc tokens of item ``i``."""

    text: str
    offsets: tuple[int, ...]
    bounds: tuple[tuple[int, int], ...]
    words: frozenset[str]
    entities: tuple[Entity, ...]

    def may_match(self, pattern: Pattern) -> bool:
        """The gate: False if a mandatory word of the pattern is absent."""
        return all(not need.isdisjoint(self.words) for need in pattern.needs)

    def find(self, pattern: Pattern) -> Iterator[LineMatch]:
        """Non-overlapping matches of a pattern whose entity limits hold, from left to right."""
        if not self.may_match(pattern):
            return
        compiled = pattern.compiled
        at = 0
        while found := compiled.regex.search(self.text, at):
            if found.end() == found.start():
                return
            if all(self._holds(found, limit) for limit in compiled.limits):
                yield self._as_tokens(found, compiled)
                at = found.end()
            else:
                at = self.text.index(" ", found.start()) + 1

    def has(self, pattern: Pattern) -> bool:
        """True if the pattern matches anywhere on the line."""
        return next(self.find(pattern), None) is not None

    def _holds(self, found: re.Match[str], limit: Limit) -> bool:
        token = found.group(limit.group)
        if token is None:
            return True
        return limit.holds(self.entities[int(token.strip().split("#")[1])].value)

    def _as_tokens(self, found: re.Match[str], compiled: CompiledPattern) -> LineMatch:
        start, end = self._span(*found.span())
        roles = []
        for group, name in compiled.roles:
            if found.start(group) >= 0 and found.end(group) > found.start(group):
                roles.append((name, *self._span(*found.span(group))))
        skipped: set[int] = set()
        for group in compiled.gaps:
            if found.end(group) > found.start(group) >= 0:
                skipped.update(range(*self._span(*found.span(group))))
        first, last = bisect_right(self.offsets, found.start()) - 1, bisect_right(self.offsets, found.end() - 1)
        matched = {token for bounds in self.bounds[first:last] for token in range(*bounds)}
        return LineMatch(start, end, tuple(roles), frozenset(matched - skipped))

    def _span(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self.offsets, start) - 1
        last = bisect_right(self.offsets, end - 1) - 1
        return self.bounds[first][0], self.bounds[last][1]


def make_line(
    doc: Doc, segment: Segment, entities: Sequence[Entity], prefixes: frozenset[str], *, collapse: bool
) -> Line:
    """The line of a segment. ``entities`` are those inside it; with ``collapse`` each becomes one token ``§KIND#i``."""
    items: list[tuple[str, int, int]] = []
    if collapse:
        items = list(_collapsed(doc, segment, entities))
    else:
        items = [(normalise_token(t.norm_), t.i, t.i + 1) for t in doc[segment.start : segment.end] if not t.is_space]
    offsets: list[int] = []
    at = 0
    for text, _start, _end in items:
        offsets.append(at)
        at += len(text) + 1
    words = {text.split("#")[0] if text.startswith(ENTITY_MARK) else text for text, _, _ in items}
    words |= {
        f"{word[:n]}*" for word in words for n in range(3, min(len(word), _LONGEST_PREFIX) + 1) if word[:n] in prefixes
    }
    line = "".join(text + " " for text, _, _ in items)
    return Line(line, tuple(offsets), tuple((s, e) for _, s, e in items), frozenset(words), tuple(entities))


def _collapsed(doc: Doc, segment: Segment, entities: Sequence[Entity]) -> Iterator[tuple[str, int, int]]:
    at = 0
    index = segment.start
    while index < segment.end:
        token = doc[index]
        while at < len(entities) and entities[at].end <= token.idx:
            at += 1
        if at < len(entities) and entities[at].start < token.idx + len(token) and entities[at].end > token.idx:
            stop = index + 1
            while stop < segment.end and doc[stop].idx < entities[at].end:
                stop += 1
            yield f"{ENTITY_MARK}{entities[at].kind.name}#{at}", index, stop
            index, at = stop, at + 1
            continue
        if not token.is_space:
            yield normalise_token(token.norm_), index, index + 1
        index += 1


_BULLET_MARKS = frozenset("( ) . - – — • · * ● ▪ ◦ » > ✓ ✔ ➤ ►".split())


def join_lead(lead: Line, item: Line) -> Line:
    """The line "The employer shall not" + "keep the passport": a list item read on from the line that introduces it."""
    keep = len(lead.bounds) - (lead.text.endswith(": "))
    drop = _bullet_length(item)
    head = lead.text.split(" ")[:keep]
    tail = [_shift(token, len(lead.entities)) for token in item.text.split(" ")[drop : len(item.bounds)]]
    offsets: list[int] = []
    at = 0
    for token in (*head, *tail):
        offsets.append(at)
        at += len(token) + 1
    text = "".join(token + " " for token in (*head, *tail))
    bounds = (*lead.bounds[:keep], *item.bounds[drop:])
    return Line(text, tuple(offsets), bounds, lead.words | item.words, (*lead.entities, *item.entities))


def _bullet_length(item: Line) -> int:
    tokens = item.text.split(" ")[:4]
    marks = [i for i, token in enumerate(tokens[:3]) if token in _BULLET_MARKS]
    if not marks:
        return 0
    last = marks[-1] + 1
    is_label = all(t in _BULLET_MARKS or len(t) <= 2 or t.startswith(ENTITY_MARK + "NUM") for t in tokens[:last])
    return min(last, len(item.bounds) - 1) if is_label else 0


def _shift(token: str, by: int) -> str:
    if not token.startswith(ENTITY_MARK):
        return token
    kind, index = token.split("#")
    return f"{kind}#{int(index) + by}"
