"""``smallprint explain``: the trace behind one place in a text."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smallprint.cli.exits import ExitCode, clean_exit, print_error, stop
from smallprint.cli.inputs import STDIN

if TYPE_CHECKING:
    from smallprint import Document, Explanation
    from smallprint.evidence import Finding

_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<first>\d+))?(?::(?P<second>\d+))?", re.DOTALL)


class TraceFormat(StrEnum):
    """How a trace is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the user writes it: a file, and an offset (from 0) or a line and column (from 1), or neither."""

    path: str
    first: int | None = None
    second: int | None = None

    @classmethod
    def parse(cls, spelling: str) -> Place:
        """``FILE``, ``FILE:OFFSET`` or ``FILE:LINE:COLUMN``; a file whose whole name exists wins."""
        match = _PLACE.fullmatch(spelling)
        if match is None or Path(spelling).exists():
            return cls(spelling)
        numbers = [int(n) for n in (match["first"], match["second"]) if n is not None]
        return cls(match["path"], *numbers)

    def offset_in(self, text: str) -> int | None:
        """Code-point offset, ``None`` when no place is named. Raises ``ValueError`` with what is allowed."""
        if self.first is None:
            return None
        if self.second is None:
            return _check(self.first, 0, max(0, len(text) - 1), "offset")
        lines = text.split("\n")
        line = _check(self.first, 1, len(lines), "line")
        column = _check(self.second, 1, max(1, len(lines[line - 1])), f"column of line {line}")
        return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1


def _check(value: int, lowest: int, highest: int, what: str) -> int:
    if not lowest <= value <= highest:
        raise ValueError(f"{what} {value} is outside the text\n  allowed: {lowest} to {highest}")
    return value


def explain(
    place: Annotated[
        str,
        typer.Argument(
            metavar="FILE[:OFFSET|:LINE:COLUMN]",
            help="A file, or - for standard input, with a place in its text: an offset in characters (from 0), or a "
            "line and a column (from 1). Without a place: every sentence in which a rule matched.",
        ),
    ],
    output_format: Annotated[TraceFormat, typer.Option("--format", help="How to write the trace.")] = TraceFormat.TEXT,
) -> None:
    """Show why a sentence was counted, or considered and not counted.

    Lists the rules that matched, the words they matched, the cues around them (such as "never" or "the employer pays"),
    what each mention was taken for, and what the whole text came to.
    """
    with clean_exit():
        wanted = Place.parse(place)
        document = _read(wanted.path)
        try:
            offset = wanted.offset_in(document.text)
        except ValueError as error:
            print_error(f"{wanted.path}: {error}")
            raise stop(ExitCode.USAGE) from error
        traces = list(_traces(document, offset))
        typer.echo(_as_json(traces) if output_format is TraceFormat.JSON else "\n".join(_as_text(document, traces)))


def _read(path: str) -> Document:
    import smallprint

    if path == STDIN:
        return smallprint.read_document(sys.stdin.buffer.read(), name="stdin")
    return smallprint.read_document(Path(path), name=path)


def _traces(document: Document, offset: int | None) -> Iterator[Explanation]:
    import smallprint

    if offset is not None:
        yield smallprint.explain(document, offset)
        return
    report = smallprint.analyse(document)
    end = -1
    for finding in sorted((*report.findings, *report.considered), key=lambda f: (f.start, f.end)):
        if finding.start >= end:
            trace = smallprint.explain(document, finding.start)
            end = max(trace.end, finding.end)
            yield trace


def _as_json(traces: list[Explanation]) -> str:
    return json.dumps([asdict(trace) for trace in traces], ensure_ascii=False, indent=2)


def _as_text(document: Document, traces: list[Explanation]) -> Iterator[str]:
    from smallprint.render.visible import make_visible

    if not traces:
        yield "No rule matched anywhere in this text."
    for trace in traces:
        yield from map(make_visible, _trace_lines(document, trace))
        yield ""
    yield from map(make_visible, _total_lines(document))


def _trace_lines(document: Document, trace: Explanation) -> Iterator[str]:
    line = document.line_at(trace.start)
    yield f"{document.source or document.id}:{line}, characters {trace.start} to {trace.end}"
    if trace.lead:
        yield f"  introduced by: {_flat(trace.lead)}"
    yield f"  text: {_flat(trace.text)}"
    if trace.is_awareness:
        yield "  note: the whole text was taken for a warning or guidance about bad practices"
    yield "  rules that matched:" if trace.rules else "  rules that matched: none"
    for rule in trace.rules:
        yield f"    {rule.rule} ({rule.what}): {_flat(rule.quote)!r}"
        yield from (f"      {role}: {_flat(quote)!r}" for role, quote in rule.roles)
        yield f"      taken as: {_polarity(rule.polarity)}{_because(rule.reason, rule.decided_by)}"
    yield "  cues in the sentence:" if trace.cues else "  cues in the sentence: none"
    yield from (f"    {cue.id} ({_polarity(cue.polarity)}): {_flat(cue.quote)!r}" for cue in trace.cues)
    yield "  outcome:" if trace.findings else "  outcome: nothing to report here"
    yield from map(_outcome, trace.findings)


def _outcome(finding: Finding) -> str:
    from smallprint.render.words import write_found_by

    verdict = "counted" if finding.is_asserted else "considered and not counted"
    why = finding.reason or ("" if finding.is_asserted else _polarity(finding.polarity.value))
    found_by = write_found_by(finding.sources, finding.support)
    return f"    {finding.indicator} {finding.slug}: {verdict}{_because(why, None)} [{found_by}]"


def _because(reason: str | None, cue: str | None) -> str:
    return (f", because {reason}" if reason else "") + (f" (cue {cue})" if cue else "")


def _polarity(name: str) -> str:
    from smallprint.evidence import Polarity
    from smallprint.render.words import POLARITIES

    return POLARITIES[Polarity(name)]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _total_lines(document: Document) -> Iterator[str]:
    """What the whole text came to, after rules and classifier were put together."""
    import smallprint
    from smallprint.render.words import TRACKS, write_percent, write_track

    yield "the whole text:"
    for name, track in smallprint.analyse(document).tracks.items():
        alone = f"; classifier alone: {write_percent(track.resemblance.value)}" if track.resemblance else ""
        yield f"  {TRACKS[name]}: {write_track(track)}{alone}"
