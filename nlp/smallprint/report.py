"""The frozen report and its wire form ``smallprint.report/1``. Everything downstream reads only this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from smallprint.evidence import Basis, Finding, Probability, Severity, TrackName

SCHEMA_VERSION = "smallprint.report/1"
FIXED_SENTENCE = (
    "This text contains wording associated with published indicators. "
    "It does not establish that anyone has committed an offence or is a victim."
)
CLEAN_SENTENCE = (
    "No wording of the published indicators was counted in this text. "
    "That is not a clearance: most coercion is never written down."
)


class Level(StrEnum):
    """How strong the textual signal of a track is, in words."""

    NONE = "none"
    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"
    NOT_MEASURABLE = "not_measurable"


class Status(StrEnum):
    """State of a Delphi dimension as far as text alone can tell."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_MEASURABLE = "not_measurable"


@dataclass(frozen=True, slots=True)
class SchemeMapping:
    """A mapping of an indicator to a published scheme (``palermo``, ``ilo`` or ``delphi``)."""

    scheme: str
    code: str
    label: str
    strength: str | None = None
    counts_from_text: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorInfo:
    """What a reader needs to know of an indicator that occurs in a report."""

    id: str
    slug: str
    title: str
    severity: Severity
    meaning: str
    not_proof: str
    do_not_flag: tuple[str, ...]
    next_steps: tuple[str, ...]
    maps_to: tuple[SchemeMapping, ...]
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """Identity of the text a report speaks of. ``characters`` counts code points."""

    sha256: str
    characters: int
    language: str | None
    kind: str
    pages: int
    source: str | None = None


@dataclass(frozen=True, slots=True)
class TrackResult:
    """Decision and calibrated probability of one track. ``None`` values mean not measurable, with ``reason``."""

    flagged: bool | None
    level: Level
    probability: Probability | None
    interval: tuple[float, float] | None
    reason: str | None = None
    resemblance: Probability | None = None
    """What the text classifier alone says, apart from the rules (calibrated)."""
    resembling: tuple[tuple[int, int], ...] = ()
    """Half-open stretches, strongest first, that make the text resemble known fraudulent ads; no finding, no indicator."""
    undecided: bool = False
    """Not flagged, but the interval of the probability reaches the operating point: not enough to say."""


@dataclass(frozen=True, slots=True)
class DimensionStatus:
    """A Delphi dimension by text alone: signal met, not met or not measurable, and what is missing."""

    scheme: str
    code: str
    title: str
    status: Status
    counted: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A limit that speaks: hidden characters, awareness text, unsupported language, smuggling wording ..."""

    code: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """What produced the report."""

    smallprint: str
    catalogue: str
    model: str


@dataclass(frozen=True, slots=True)
class Report:
    """One analysed text. ``report.text[f.start:f.end] == f.quote`` holds for every finding."""

    id: str
    text: str
    document: DocumentInfo
    tracks: Mapping[TrackName, TrackResult]
    findings: tuple[Finding, ...]
    considered: tuple[Finding, ...]
    dimensions: tuple[DimensionStatus, ...]
    notices: tuple[Notice, ...]
    versions: Versions
    indicators: Mapping[str, IndicatorInfo] = field(default_factory=dict)
    next_steps: tuple[str, ...] = ()

    @property
    def is_flagged(self) -> bool:
        """True when either track is flagged at the default operating point."""
        return any(t.flagged for t in self.tracks.values())

    @property
    def sentence(self) -> str:
        """The fixed sentence that belongs under every rendering."""
        return FIXED_SENTENCE if self.findings else CLEAN_SENTENCE

    def to_wire(self, *, with_text: bool = False) -> dict[str, Any]:
        """The JSON-ready object of schema ``smallprint.report/1``; the text itself only on request."""
        wire: dict[str, Any] = {
            "schema": SCHEMA_VERSION,
            "id": self.id,
            "document": _plain(self.document),
            "tracks": {name.value: _plain(track) for name, track in self.tracks.items()},
            "findings": [_finding(f) for f in self.findings],
            "considered": [_finding(f) for f in self.considered],
            "dimensions": [_plain(d) for d in self.dimensions],
            "notices": [_plain(n) for n in self.notices],
            "indicators": {key: _plain(info) for key, info in self.indicators.items()},
            "next_steps": list(self.next_steps),
            "statement": self.sentence,
            "versions": _plain(self.versions),
        }
        if with_text:
            wire["text"] = self.text
        return wire


def _finding(finding: Finding) -> dict[str, Any]:
    wire: dict[str, Any] = _plain(finding)
    wire["asserted"] = finding.is_asserted
    return wire


def _plain(value: Any) -> Any:
    """Frozen dataclasses, enums and tuples as plain JSON values; probabilities rounded to 4 places."""
    if isinstance(value, Probability):
        return round(value.value, 4)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
