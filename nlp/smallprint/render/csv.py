"""Findings as a table: RFC 4180, UTF-8 with a byte order mark, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from smallprint.evidence import Finding, Probability, TrackName
from smallprint.render.highlight import Mark, find_marks
from smallprint.render.visible import make_visible
from smallprint.report import Report

_FINDING_COLUMNS = (
    "number", "counted", "indicator", "slug", "title", "track", "severity", "probability", "polarity", "reason",
    "start", "end", "page", "line", "quote", "law",
)  # fmt: skip
_TRACK_COLUMNS = ("flagged", "level", "probability", "low", "high")
COLUMNS = (
    "id", "source", "sha256", "kind", "language",
    *(f"{track.value}_{column}" for track in TrackName for column in _TRACK_COLUMNS),
    *_FINDING_COLUMNS,
    "statement", "smallprint", "catalogue", "model",
)  # fmt: skip
_YES: Mapping[bool | None, str] = MappingProxyType({True: "yes", False: "no", None: ""})
_NO_FINDING: Mapping[str, str] = MappingProxyType(dict.fromkeys(_FINDING_COLUMNS, ""))

# A spreadsheet runs a cell that begins so, also behind blanks and invisible characters, also in full width.
_FORMULA = re.compile(
    "[\\s\u200b-\u200f\u2060\ufeff\u00ad]*[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]|[\t\r\n]"
)


def render_csv(reports: Iterable[Report]) -> str:
    """A header, then one row a finding (counted or considered); a report without findings has one row.

    Begins with U+FEFF, lines end with CR LF: write it as UTF-8 with ``newline=""``.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for report in reports:
        writer.writerows({key: make_safe_cell(value) for key, value in row.items()} for row in _rows(report))
    return out.getvalue()


def make_safe_cell(value: str) -> str:
    """The cell, with an apostrophe before it if a spreadsheet could take it for a formula."""
    visible = make_visible(value)
    return f"'{visible}" if _FORMULA.match(value) or _FORMULA.match(visible) else visible


def _rows(report: Report) -> Iterator[dict[str, str]]:
    common = {**_document(report), **_tracks(report)}
    marks = find_marks(report)
    for mark in marks:
        yield {**common, **_finding(report, mark)}
    if not marks:
        yield {**common, **_NO_FINDING}


def _document(report: Report) -> dict[str, str]:
    document, versions = report.document, report.versions
    return {
        "id": report.id,
        "source": document.source or "",
        "sha256": document.sha256,
        "kind": document.kind,
        "language": document.language or "",
        "statement": report.sentence,
        "smallprint": versions.smallprint,
        "catalogue": versions.catalogue,
        "model": versions.model,
    }


def _tracks(report: Report) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name in TrackName:
        track = report.tracks.get(name)
        low, high = (track.interval if track else None) or (None, None)
        values = (_YES[track.flagged], track.level.value, _number(track.probability)) if track else ("", "", "")
        row = (*values, _number(low), _number(high))
        cells.update({f"{name.value}_{column}": cell for column, cell in zip(_TRACK_COLUMNS, row, strict=True)})
    return cells


def _finding(report: Report, mark: Mark) -> dict[str, str]:
    finding = mark.finding
    info = report.indicators.get(finding.indicator)
    return {
        "number": mark.label,
        "counted": _YES[mark.asserted],
        "indicator": finding.indicator,
        "slug": finding.slug,
        "title": info.title if info else "",
        "track": finding.track.value,
        "severity": finding.severity.value,
        "probability": _number(finding.probability),
        "polarity": finding.polarity.value,
        "reason": finding.reason or "",
        **_place(finding),
        "quote": finding.quote,
        "law": "; ".join(f"{basis.cite} [{basis.status.value}]" for basis in finding.basis),
    }


def _place(finding: Finding) -> dict[str, str]:
    places = {"start": finding.start, "end": finding.end, "page": finding.page, "line": finding.line}
    return {name: "" if value is None else str(value) for name, value in places.items()}


def _number(value: Probability | float | None) -> str:
    """Four decimal places at most; empty for what could not be measured."""
    if value is None:
        return ""
    number = value.value if isinstance(value, Probability) else value
    return f"{round(number, 4)}"
