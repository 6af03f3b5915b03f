"""What every rendering for people says, in its order, as plain frozen records: only words and grouping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath

from smallprint.evidence import Basis, Finding, Severity, TrackName
from smallprint.render import words
from smallprint.render.highlight import Mark, find_marks
from smallprint.render.visible import flatten, make_visible
from smallprint.report import DimensionStatus, IndicatorInfo, Notice, Report, TrackResult


@dataclass(frozen=True, slots=True)
class Headline:
    """One track: its result in words and, for a drawn scale, ``point``, ``low`` and ``high`` in [0, 1]."""

    track: str
    meaning: str
    words: str
    level: str
    decision: str
    classifier: str
    point: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """A citation with how well it was checked, in words."""

    cite: str
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One numbered place in the text."""

    label: str
    quote: str
    place: str
    cues: tuple[tuple[str, str], ...]
    """Pairs of role in words and wording."""
    probability: str
    found_by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """All mentions of one indicator at one severity, with what the indicator means."""

    indicator: str
    title: str
    track: str
    severity: str
    mentions: tuple[Mention, ...]
    meaning: str
    not_proof: str
    laws: tuple[Law, ...]
    next_steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one severity."""

    severity: str
    title: str
    count: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A mention that was considered and not counted, with the reason."""

    label: str
    indicator: str
    title: str
    quote: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A Delphi dimension by text alone."""

    code: str
    title: str
    status: str
    words: str
    counted: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A notice, with the wording it speaks of if it has a place."""

    code: str
    text: str
    quote: str


@dataclass(frozen=True, slots=True)
class Content:
    """A report in words, in the order in which it is read."""

    title: str
    headlines: tuple[Headline, ...]
    how_to_read: str
    sentence: str
    groups: tuple[Group, ...]
    next_steps: tuple[str, ...]
    considered: tuple[Considered, ...]
    dimensions: tuple[Dimension, ...]
    notices: tuple[Remark, ...]
    limits: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    """Pairs of name and value: the document and the versions."""
    language: str


def make_content(report: Report) -> Content:
    """The words of a report. User text is made safe to show (see ``visible``) and is never markup."""
    marks = find_marks(report)
    return Content(
        title=flatten(PurePath(report.document.source or report.id).name),
        headlines=tuple(_headline(name, report.tracks[name]) for name in TrackName if name in report.tracks),
        how_to_read=words.HOW_TO_READ,
        sentence=report.sentence,
        groups=_groups(report, [m for m in marks if m.asserted]),
        next_steps=report.next_steps,
        considered=tuple(_considered(report, m) for m in marks if not m.asserted),
        dimensions=tuple(_dimension(d) for d in report.dimensions),
        notices=tuple(_remark(report, n) for n in report.notices),
        limits=words.LIMITS,
        facts=_facts(report),
        language=report.document.language or "",
    )


def _headline(name: TrackName, track: TrackResult) -> Headline:
    decision = {True: "Flagged for review", False: "Not flagged", None: ""}[track.flagged]
    low, high = track.interval or (None, None)
    return Headline(
        track=words.TRACKS[name],
        meaning=words.TRACK_MEANING[name],
        words=words.write_track(track),
        level=track.level.value,
        decision=decision,
        classifier=words.write_probability(track.resemblance),
        point=track.probability.value if track.probability else None,
        low=low,
        high=high,
    )


def _groups(report: Report, marks: Sequence[Mark]) -> tuple[Group, ...]:
    def rank(mark: Mark) -> int:
        return -mark.finding.severity.rank

    by_severity = groupby(sorted(marks, key=rank), key=lambda m: m.finding.severity)
    return tuple(_group(report, severity, tuple(members)) for severity, members in by_severity)


def _group(report: Report, severity: Severity, marks: Sequence[Mark]) -> Group:
    by_indicator: dict[tuple[str, TrackName], list[Mark]] = {}
    for mark in marks:
        by_indicator.setdefault((mark.finding.indicator, mark.finding.track), []).append(mark)
    entries = tuple(_entry(report, members) for members in by_indicator.values())
    return Group(severity.value, words.SEVERITIES[severity], len(marks), entries)


def _entry(report: Report, marks: Sequence[Mark]) -> Entry:
    first = marks[0].finding
    info = report.indicators.get(first.indicator)
    return Entry(
        indicator=first.indicator,
        title=_title(first, info),
        track=words.TRACKS[first.track],
        severity=words.SEVERITIES[first.severity],
        mentions=tuple(_mention(m) for m in marks),
        meaning=info.meaning if info else "",
        not_proof=info.not_proof if info else "",
        laws=_laws([b for m in marks for b in m.finding.basis] or (info.basis if info else ())),
        next_steps=info.next_steps if info else (),
    )


def _title(finding: Finding, info: IndicatorInfo | None) -> str:
    return info.title if info else finding.slug.replace("_", " ").capitalize()


def _mention(mark: Mark) -> Mention:
    finding = mark.finding
    return Mention(
        label=mark.label,
        quote=flatten(finding.quote),
        place=words.write_place(finding.page, finding.line),
        cues=tuple((words.write_role(cue.role), flatten(cue.text)) for cue in finding.because),
        probability=words.write_probability(finding.probability),
        found_by=words.write_found_by(finding.sources, finding.support),
    )


def _laws(bases: Iterable[Basis]) -> tuple[Law, ...]:
    """Each citation once, in the order given."""
    once = dict.fromkeys(bases)
    return tuple(Law(basis.cite, basis.status.value, words.BASES[basis.status]) for basis in once)


def _considered(report: Report, mark: Mark) -> Considered:
    finding = mark.finding
    return Considered(
        label=mark.label,
        indicator=finding.indicator,
        title=_title(finding, report.indicators.get(finding.indicator)),
        quote=flatten(finding.quote),
        place=words.write_place(finding.page, finding.line),
        reason=words.write_reason(finding.reason or words.POLARITIES[finding.polarity]),
    )


def _dimension(dimension: DimensionStatus) -> Dimension:
    status, text = dimension.status.value, words.STATUSES[dimension.status]
    return Dimension(dimension.code, dimension.title, status, text, dimension.counted, dimension.missing)


def _remark(report: Report, notice: Notice) -> Remark:
    placed = notice.start is not None and notice.end is not None
    quote = flatten(report.text[notice.start : notice.end]) if placed else ""
    return Remark(notice.code, make_visible(notice.text), quote)


def _facts(report: Report) -> tuple[tuple[str, str], ...]:
    document, versions = report.document, report.versions
    facts = (
        ("Document", flatten(document.source or "")),
        ("Identifier", flatten(report.id)),
        ("Kind", words.DOCUMENT_KINDS.get(document.kind, document.kind)),
        ("Language", document.language or "undetermined"),
        ("Pages", str(document.pages)),
        ("Characters", f"{document.characters:,}"),
        ("SHA-256 of the text", document.sha256),
        ("smallprint", versions.smallprint),
        ("Catalogue of indicators", versions.catalogue),
        ("Text classifier", versions.model),
    )
    return tuple((name, value) for name, value in facts if value)
