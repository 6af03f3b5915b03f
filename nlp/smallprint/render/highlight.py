"""Cuts a report's text at every finding boundary, so that overlapping findings stay visible. Screens use it too.

All offsets are half-open code-point offsets into ``Report.text``. The text of the fragments, joined, is the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from smallprint.evidence import Finding, Severity
from smallprint.report import Report

_BREAKS = (("\n", 240), (" ", 40))
"""Where an excerpt may begin or end, and how many characters away from the wanted place."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered finding: ``1``, ``2`` ... in reading order for what counts, ``c1``, ``c2`` ... for considered."""

    label: str
    finding: Finding
    asserted: bool


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of text covered by the same findings throughout; ``marks`` is empty for plain text."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...] = ()
    opens: tuple[Mark, ...] = ()
    """Marks whose first character is in this fragment (always its first one)."""
    closes: tuple[Mark, ...] = ()
    """Marks that end where this fragment ends."""

    @property
    def asserted(self) -> tuple[Mark, ...]:
        """The covering marks that count."""
        return tuple(m for m in self.marks if m.asserted)

    @property
    def considered(self) -> tuple[Mark, ...]:
        """The covering marks that were considered and not counted."""
        return tuple(m for m in self.marks if not m.asserted)

    @property
    def severity(self) -> Severity | None:
        """The highest severity among the marks that count."""
        return max((m.finding.severity for m in self.asserted), key=lambda s: s.rank, default=None)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text without its line break; ``number`` counts from 1."""

    number: int
    fragments: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A run of whole or cut lines; ``skipped`` counts the characters left out before it."""

    start: int
    end: int
    skipped: int
    lines: tuple[Line, ...]


def find_marks(report: Report) -> tuple[Mark, ...]:
    """Every finding of a report with its number: asserted ones first, each kind in reading order."""
    return (*_numbered(report.findings, prefix="", asserted=True), *_numbered(report.considered, prefix="c"))


def find_fragments(report: Report) -> tuple[Fragment, ...]:
    """The whole text, cut at all boundaries of findings; empty for an empty text."""
    return _cut(report.text, find_marks(report))


def find_lines(fragments: Sequence[Fragment]) -> tuple[Line, ...]:
    """The fragments as lines, cut at line breaks, which are left out.

    An empty line has no fragments; empty lines at the end are left out.
    """
    lines: list[list[Fragment]] = [[]]
    for fragment in fragments:
        first, *rest = _split_at_breaks(fragment)
        lines[-1].extend(first)
        lines.extend(rest)
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return tuple(Line(number, tuple(line)) for number, line in enumerate(lines, 1))


def find_excerpts(report: Report, *, context: int, opening: int = 0) -> tuple[Excerpt, ...]:
    """The text up to ``context`` characters around every finding, and its first ``opening`` characters."""
    text, marks = report.text, _placed(report.text, find_marks(report))
    windows = [(0, _word_end(text, opening))] if opening and text else []
    windows += [(_word_start(text, m.finding.start - context), _word_end(text, m.finding.end + context)) for m in marks]
    fragments, previous, out = _cut(text, marks), 0, []
    for start, end in _merge(windows):
        lines = find_lines(_between(fragments, start, end))
        offset = text.count("\n", 0, start)
        numbered = tuple(replace(line, number=line.number + offset) for line in lines)
        out.append(Excerpt(start, end, start - previous, numbered))
        previous = end
    return tuple(out)


def _numbered(findings: Iterable[Finding], *, prefix: str, asserted: bool = False) -> Iterator[Mark]:
    ordered = sorted(findings, key=lambda f: (f.start, f.end, f.indicator))
    return (Mark(f"{prefix}{number}", finding, asserted) for number, finding in enumerate(ordered, 1))


def _placed(text: str, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks that lie in the text; one outside it, or without length, can cover nothing."""
    return tuple(m for m in marks if 0 <= m.finding.start < m.finding.end <= len(text))


def _cut(text: str, marks: Sequence[Mark]) -> tuple[Fragment, ...]:
    """One sweep over the boundaries."""
    placed = _placed(text, marks)
    bounds = sorted({0, len(text), *(m.finding.start for m in placed), *(m.finding.end for m in placed)})
    waiting = sorted(placed, key=lambda m: m.finding.start, reverse=True)
    active: tuple[Mark, ...] = ()
    out = []
    for start, end in pairwise(bounds):
        active = tuple(m for m in active if m.finding.end > start)
        while waiting and waiting[-1].finding.start == start:
            active = (*active, waiting.pop())
        out.append(_fragment(text, start, end, active))
    return tuple(out)


def _fragment(text: str, start: int, end: int, marks: tuple[Mark, ...]) -> Fragment:
    opens = tuple(m for m in marks if m.finding.start == start)
    closes = tuple(m for m in marks if m.finding.end == end)
    return Fragment(start, end, text[start:end], marks, opens, closes)


def _split_at_breaks(fragment: Fragment) -> Iterator[list[Fragment]]:
    """The pieces of a fragment, one list a line; each mark still opens and closes once."""
    pieces, start = fragment.text.split("\n"), fragment.start
    for number, piece in enumerate(pieces):
        opens = fragment.opens if number == 0 else ()
        closes = fragment.closes if number == len(pieces) - 1 else ()
        keep = piece or opens or closes
        yield [Fragment(start, start + len(piece), piece, fragment.marks, opens, closes)] if keep else []
        start += len(piece) + 1


def _between(fragments: Iterable[Fragment], start: int, end: int) -> tuple[Fragment, ...]:
    """The parts of the fragments in ``[start, end)``. Windows never cut a mark, so openings and ends survive."""
    inside = ((f, max(f.start, start), min(f.end, end)) for f in fragments if f.start < end and f.end > start)
    return tuple(
        replace(f, start=low, end=high, text=f.text[low - f.start : high - f.start]) for f, low, high in inside
    )


def _merge(windows: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sorted windows, those that overlap or touch made one."""
    current: tuple[int, int] | None = None
    for start, end in sorted(windows):
        if current and start <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current


def _word_start(text: str, offset: int) -> int:
    """The start of the line at ``offset`` if it is near, else of the word; never after ``offset``."""
    for mark, reach in _BREAKS:
        cut = text.rfind(mark, max(0, offset - reach), max(0, offset))
        if cut >= 0:
            return cut + 1
    return max(0, offset)


def _word_end(text: str, offset: int) -> int:
    """The end of the line at ``offset`` if it is near, else of the word; never before ``offset``."""
    for mark, reach in _BREAKS:
        cut = text.find(mark, offset, offset + reach)
        if cut >= 0:
            return cut
    return min(offset, len(text))
