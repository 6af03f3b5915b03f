"""The Delphi dimensions by text alone, the notices, and what the program cannot tell."""

from __future__ import annotations

from smallprint.render.words import DIMENSIONS_NOTE, LIMITS, STATUSES
from smallprint.report import DimensionStatus, Report, Status

from smallprint_apps.widgets.markup import list_items, show

BACKGROUND = frozenset({"L12", "L13"})
"""Codes of notices on law that differs between countries and on how an indicator's rules were made."""
SYMBOLS = {Status.MET: "●", Status.NOT_MET: "○", Status.NOT_MEASURABLE: "?"}


def build_dimensions(report: Report) -> str:
    """A table, one row a dimension."""
    rows = "".join(map(_row, report.dimensions))
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Dimension", "Signal", "Counted", "Would still need"))
    return (
        f'<p class="sp-note">{DIMENSIONS_NOTE}</p>'
        '<div class="sp-scroll" role="region" tabindex="0" aria-label="Delphi dimensions"><table class="sp-table">'
        f"<caption>Signal by text alone</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(dimension: DimensionStatus) -> str:
    signal = f'<span aria-hidden="true">{SYMBOLS[dimension.status]}</span> {STATUSES[dimension.status]}'
    return (
        f'<tr class="sp-{dimension.status.value}"><th scope="row">{show(dimension.code)} {show(dimension.title)}</th>'
        f"<td>{signal}</td><td>{_cell(dimension.counted)}</td><td>{_cell(dimension.missing)}</td></tr>"
    )


def _cell(entries: tuple[str, ...]) -> str:
    return "<br>".join(map(show, entries)) or "–"


def build_notices(report: Report) -> str:
    """Limits that speak about this text, for the top of the report; empty if there are none."""
    notices = list(dict.fromkeys(n.text for n in report.notices if n.code not in BACKGROUND))
    if not notices:
        return ""
    items = list_items(map(show, notices))
    return f'<section class="sp-notices" aria-label="Notices"><b>Please note</b><ul>{items}</ul></section>'


def build_background(report: Report) -> str:
    """Notices about law and about the rules themselves, which need not stand before the findings."""
    notices = dict.fromkeys(n.text for n in report.notices if n.code in BACKGROUND)
    return f"<ul>{list_items(map(show, notices))}</ul>" if notices else ""


def build_next_steps(report: Report) -> str:
    """General next steps; empty for a text without findings."""
    return f"<ol>{list_items(map(show, report.next_steps))}</ol>" if report.next_steps else ""


def build_limits() -> str:
    """What no text can tell."""
    return f"<ul>{list_items(map(show, LIMITS))}</ul>"


def build_versions(report: Report) -> str:
    """What produced the report, and which text it speaks of."""
    versions = report.versions
    parts = (
        f"smallprint {versions.smallprint}", f"indicators {versions.catalogue}", f"model {versions.model}",
        f"text sha256 {report.document.sha256}",
    )  # fmt: skip
    return f'<p class="sp-versions">{" · ".join(map(show, parts))}</p>'
