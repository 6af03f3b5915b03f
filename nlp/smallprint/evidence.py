"""The frozen evidence types at the bottom of everything: what was seen, where, and how it counts.

Offsets are half-open ``[start, end)`` code-point offsets into ``Document.text``, the text the user sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Polarity(StrEnum):
    """How the text treats a mention. Only ``IMPOSES`` is asserted and counts."""

    IMPOSES = "imposes"
    PROHIBITS = "prohibits"
    WORKER_OPTION = "worker_option"
    EMPLOYER_BEARS = "employer_bears"
    DESCRIBES_LAW = "describes_law"
    WARNING = "warning"
    QUOTED = "quoted"
    UNCLEAR = "unclear"


class Severity(StrEnum):
    """Triage priority of this project; not a published strength (that is Delphi's, in ``maps_to``)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for LOW up to 3 for CRITICAL."""
        return list(Severity).index(self)


class TrackName(StrEnum):
    """The two tracks, reported apart: deception of the applicant, coercion of the worker."""

    DECEPTION = "deception"
    COERCION = "coercion"


class BasisStatus(StrEnum):
    """How well a legal citation was checked (see docs/limitations.md)."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    RECALLED = "recalled"


MODEL_SOURCE = "model"
"""The source of a finding that the language model sees, beside rules (``rule:A01.2``) or alone."""


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """A raw, uncalibrated score in log-odds units. Never shown as a probability."""

    value: float


@dataclass(frozen=True, slots=True, order=True)
class Probability:
    """A calibrated probability in [0, 1]. A distinct type so that raw scores cannot pass for one."""

    value: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.value <= 1.0:
            raise ValueError(f"a probability lies in [0, 1], got {self.value!r}")


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of text that explains a finding: a role of the rule (``action``, ``object``) or a scope cue."""

    start: int
    end: int
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal or standard-setting source for an indicator."""

    cite: str
    status: BasisStatus


@dataclass(frozen=True, slots=True)
class Finding:
    """One mention of one indicator: asserted (counts) or considered and not counted (with ``reason``)."""

    indicator: str
    slug: str
    track: TrackName
    start: int
    end: int
    quote: str
    polarity: Polarity
    severity: Severity
    sources: tuple[str, ...]
    because: tuple[Cue, ...] = ()
    basis: tuple[Basis, ...] = ()
    probability: Probability | None = None
    """What the probability of the track would be with this as the only finding; ``None`` if it does not count."""
    support: Probability | None = None
    """Probability that an annotator marks this wording as asserting the indicator, by rule, scope and encoder together; ``None``
    without an encoder."""
    reason: str | None = None
    """Why it was not counted; ``None`` for an asserted finding."""
    page: int | None = None
    line: int | None = None

    @property
    def is_asserted(self) -> bool:
        """True when the text itself imposes what the indicator describes and nothing stops it from counting."""
        return self.polarity is Polarity.IMPOSES and self.reason is None
