"""The text with its highlights: numbered, overlaps visible, told apart by pattern as well as colour, by keyboard too.

Each highlight opens with a numbered link (``id="sp-mark-1"``) that leads to its explanation (``id="sp-finding-1"``).
"""

from __future__ import annotations

from collections.abc import Mapping

from smallprint.evidence import Severity
from smallprint.render.highlight import Fragment, Mark, find_fragments
from smallprint.render.words import SEVERITIES
from smallprint.report import IndicatorInfo, Report

from smallprint_apps.widgets.markup import show, show_flat

LEGEND = (
    (Severity.CRITICAL, "double line"),
    (Severity.HIGH, "thick line"),
    (Severity.MEDIUM, "dashed line"),
    (Severity.LOW, "thin line"),
)


def build_text(report: Report, *, with_considered: bool) -> str:
    """The whole text as one focusable region; wording that was considered only if ``with_considered``."""
    body = "".join(_fragment(f, report.indicators, with_considered=with_considered) for f in find_fragments(report))
    return (
        '<div class="sp-text" role="region" aria-label="The text with its highlights" tabindex="0" id="sp-text">'
        f"{body}</div>"
    )


def _fragment(fragment: Fragment, indicators: Mapping[str, IndicatorInfo], *, with_considered: bool) -> str:
    marks = fragment.marks if with_considered else fragment.asserted
    if not marks:
        return show(fragment.text)
    opening = sorted((mark for mark in fragment.opens if mark in marks), key=_reading_order)
    chips = "".join(_chip(mark, indicators) for mark in opening)
    words = f'<a class="sp-words" tabindex="-1" href="#sp-finding-{_target(marks).label}">{show(fragment.text)}</a>'
    return f'<mark class="{_classes(fragment, marks)}" title="{_title(marks)}">{chips}{words}</mark>'


def _target(marks: tuple[Mark, ...]) -> Mark:
    """The mark that a click on the words leads to: the innermost, one that counts before one that does not."""
    return min(marks, key=lambda m: (not m.asserted, m.finding.end - m.finding.start))


def _reading_order(mark: Mark) -> tuple[bool, int]:
    return not mark.asserted, int(mark.label.removeprefix("c"))


def _classes(fragment: Fragment, marks: tuple[Mark, ...]) -> str:
    level = fragment.severity.value if fragment.severity else "considered"
    overlap = " sp-overlap" if sum(m.asserted for m in marks) > 1 else ""
    return f"sp-hl sp-{level}{overlap}"


def _title(marks: tuple[Mark, ...]) -> str:
    return f"Finding {' and '.join(mark.label for mark in sorted(marks, key=_reading_order))}"


def _chip(mark: Mark, indicators: Mapping[str, IndicatorInfo]) -> str:
    kind = "" if mark.asserted else " sp-chip-considered"
    return (
        f'<a class="sp-chip{kind}" id="sp-mark-{mark.label}" href="#sp-finding-{mark.label}" '
        f'aria-label="{describe(mark, indicators)}">{mark.label}</a>'
    )


def describe(mark: Mark, indicators: Mapping[str, IndicatorInfo]) -> str:
    """What a screen reader says of a highlight; escaped."""
    finding = mark.finding
    info = indicators.get(finding.indicator)
    title = show_flat(info.title if info else finding.slug.replace("_", " "))
    level = SEVERITIES[finding.severity].lower() if mark.asserted else "considered and not counted"
    quote = show_flat(finding.quote, limit=120)
    return f"Finding {mark.label}, {level}: {title}. Wording: {quote}. Go to the explanation."


def build_legend(report: Report, *, with_considered: bool) -> str:
    """What the patterns mean; only those that occur in the text."""
    present = {finding.severity for finding in report.findings}
    items = [
        f'<li><span class="sp-hl sp-{severity.value}">{SEVERITIES[severity]}</span> {line}</li>'
        for severity, line in LEGEND
        if severity in present
    ]
    if with_considered and report.considered:
        items.append('<li><span class="sp-hl sp-considered">considered</span> dotted line, not counted</li>')
    if not items:
        return ""
    return f'<ul class="sp-legend" aria-label="Legend">{"".join(items)}</ul>'
