"""Findings grouped by severity, one card an indicator with all its places; then what was considered and not counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from smallprint.evidence import Basis, Cue, Finding, Severity
from smallprint.render.highlight import Mark, find_marks
from smallprint.render.words import (
    BASES,
    CONSIDERED_NOTE,
    POLARITIES,
    SEVERITIES,
    TRACKS,
    write_place,
    write_reason,
    write_role,
)
from smallprint.report import IndicatorInfo, Report

from smallprint_apps.widgets.markup import list_items, show, show_flat


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator with its marks in reading order."""

    indicator: str
    info: IndicatorInfo | None
    marks: tuple[Mark, ...]

    @property
    def severity(self) -> Severity:
        """The highest severity among the marks."""
        return max((m.finding.severity for m in self.marks), key=lambda s: s.rank)

    @property
    def title(self) -> str:
        """The indicator's title, or its slug if the report does not describe it."""
        return self.info.title if self.info else self.marks[0].finding.slug.replace("_", " ")


def make_cards(marks: Iterable[Mark], report: Report) -> tuple[Card, ...]:
    """Cards, the most severe first, then in order of first mention."""
    groups: dict[str, list[Mark]] = {}
    for mark in marks:
        groups.setdefault(mark.finding.indicator, []).append(mark)
    cards = (Card(name, report.indicators.get(name), tuple(group)) for name, group in groups.items())
    return tuple(sorted(cards, key=lambda c: (-c.severity.rank, c.marks[0].finding.start)))


def build_findings(report: Report) -> str:
    """The cards under a heading for each severity."""
    cards = make_cards((m for m in find_marks(report) if m.asserted), report)
    return "".join(_severity_group(severity, cards) for severity in reversed(Severity))


def _severity_group(severity: Severity, cards: Sequence[Card]) -> str:
    chosen = [card for card in cards if card.severity is severity]
    if not chosen:
        return ""
    return f'<h3 class="sp-severity">{SEVERITIES[severity]}</h3>{"".join(map(_card, chosen))}'


def _card(card: Card) -> str:
    track = TRACKS[card.marks[0].finding.track].lower()
    return (
        f'<article class="sp-card sp-card-{card.severity.value}">'
        f"<h4>{show(card.title)} <small>{card.indicator} · {track}</small></h4>"
        f"{''.join(_mention(mark) for mark in card.marks)}{_explanation(card)}</article>"
    )


def _mention(mark: Mark) -> str:
    finding = mark.finding
    place = write_place(finding.page, finding.line)
    where = f'<span class="sp-place">{place}</span>' if place else ""
    return (
        f'<div class="sp-mention" id="sp-finding-{mark.label}" tabindex="-1">'
        f'<a class="sp-chip" href="#sp-mark-{mark.label}" aria-label="Finding {mark.label}: back to the text">'
        f'{mark.label}</a><div><blockquote dir="auto">{show_flat(finding.quote, limit=400)}</blockquote>'
        f"{where}{_cues(finding.because)}</div></div>"
    )


def _cues(cues: Sequence[Cue]) -> str:
    if not cues:
        return ""
    roles: dict[str, list[str]] = {}
    for cue in cues:
        roles.setdefault(cue.role, []).append(show_flat(cue.text, limit=80))
    parts = [f"{show(write_role(role))}: <q>{' … '.join(texts)}</q>" for role, texts in roles.items()]
    return f'<p class="sp-why">Why: {"; ".join(parts)}</p>'


def _explanation(card: Card) -> str:
    info = card.info
    if info is None:
        return _law(card.marks[0].finding.basis)
    steps = list_items(show(step) for step in info.next_steps)
    return (
        f'<p>{show(info.meaning)}</p><p class="sp-not-proof"><b>What it does not show.</b> {show(info.not_proof)}</p>'
        f"<details><summary>What to ask or check next</summary><ul>{steps}</ul></details>{_law(info.basis)}"
    )


def _law(basis: Sequence[Basis]) -> str:
    if not basis:
        return ""
    items = list_items(f'{show(b.cite)} <span class="sp-status">{BASES[b.status]}</span>' for b in basis)
    return f"<details><summary>Law and standards ({len(basis)})</summary><ul>{items}</ul></details>"


def build_considered(report: Report) -> str:
    """Every wording that was looked at and not counted, with the reason."""
    marks = [m for m in find_marks(report) if not m.asserted]
    if not marks:
        return ""
    items = "".join(_considered(marks, report))
    return f'<p class="sp-note">{CONSIDERED_NOTE}</p><ul class="sp-considered-list">{items}</ul>'


def _considered(marks: Iterable[Mark], report: Report) -> Iterator[str]:
    for mark in marks:
        finding = mark.finding
        info = report.indicators.get(finding.indicator)
        title = info.title if info else finding.slug.replace("_", " ")
        yield (
            f'<li id="sp-finding-{mark.label}" tabindex="-1">'
            f'<a class="sp-chip sp-chip-considered" href="#sp-mark-{mark.label}" '
            f'aria-label="Considered {mark.label}: back to the text">{mark.label}</a>'
            f'<div><blockquote dir="auto">{show_flat(finding.quote, limit=300)}</blockquote>'
            f"<p>{show(title)} <small>{finding.indicator}</small>. Not counted: {_reason(finding)}.</p></div></li>"
        )


def _reason(finding: Finding) -> str:
    """Why it was not counted, in words; the recorded reason if there is one."""
    return show(write_reason(finding.reason)) if finding.reason else POLARITIES[finding.polarity]
