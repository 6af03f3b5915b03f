"""The words a reader sees, in one place: levels, severities, polarities, statuses and fixed paragraphs."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from smallprint.evidence import MODEL_SOURCE, BasisStatus, Polarity, Probability, Severity, TrackName
from smallprint.report import Level, Status, TrackResult

TRACKS: Mapping[TrackName, str] = MappingProxyType({
    TrackName.DECEPTION: "Deception",
    TrackName.COERCION: "Coercion",
})  # fmt: skip
TRACK_MEANING: Mapping[TrackName, str] = MappingProxyType({
    TrackName.DECEPTION: "of the applicant",
    TrackName.COERCION: "of the worker",
})  # fmt: skip
LEVELS: Mapping[Level, str] = MappingProxyType({
    Level.NONE: "no signal",
    Level.WEAK: "weak signal",
    Level.MODERATE: "moderate signal",
    Level.STRONG: "strong signal",
    Level.NOT_MEASURABLE: "not measurable",
})  # fmt: skip
SEVERITIES: Mapping[Severity, str] = MappingProxyType({
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
})  # fmt: skip
STATUSES: Mapping[Status, str] = MappingProxyType({
    Status.MET: "met",
    Status.NOT_MET: "not met",
    Status.NOT_MEASURABLE: "not measurable",
})  # fmt: skip
BASES: Mapping[BasisStatus, str] = MappingProxyType({
    BasisStatus.VERIFIED: "seen in public material; check the wording before citing",
    BasisStatus.SECONDARY: "taken from a secondary source; check before citing",
    BasisStatus.RECALLED: "not yet checked; verify before citing",
})  # fmt: skip
POLARITIES: Mapping[Polarity, str] = MappingProxyType({
    Polarity.IMPOSES: "the text itself imposes it",
    Polarity.PROHIBITS: "the text forbids or denies it",
    Polarity.WORKER_OPTION: "the text leaves it to the worker",
    Polarity.EMPLOYER_BEARS: "the employer bears it",
    Polarity.DESCRIBES_LAW: "the text describes the law",
    Polarity.WARNING: "the text warns against it",
    Polarity.QUOTED: "the text reports what others said or did",
    Polarity.UNCLEAR: "the text does not say clearly who must do what",
})  # fmt: skip
ROLES: Mapping[str, str] = MappingProxyType({
    "action": "what is imposed",
    "object": "what it is about",
    "who": "on whom",
    "amount": "amount",
    "condition": "condition",
    "place": "place",
    "model:strongest": "strongest for the language model",
})  # fmt: skip
DOCUMENT_KINDS: Mapping[str, str] = MappingProxyType({
    "ad": "job advertisement",
    "message": "message",
    "contract": "contract",
    "clause": "single clause",
    "warning": "warning or awareness text",
    "unknown": "not stated",
})  # fmt: skip

HOW_TO_READ = (
    "A percentage is the estimated probability that a trained annotator, reading only this text, would mark it so. "
    "The range in brackets shows how uncertain that estimate is. "
    "It is not the probability that an offence has been committed."
)
SEVERITY_NOTE = (
    "Severity is this project's order of urgency for review. It is not a published strength or a legal grade."
)
CONSIDERED_NOTE = (
    "This wording touches an indicator but does not impose it. It is shown for review and adds nothing to the result."
)
DIMENSIONS_NOTE = (
    "The six Delphi dimensions of the ILO and the European Commission, judged by the words of this text alone: "
    "terms as written, not facts as lived. A dimension that is met is not a finding of trafficking or forced labour."
)
MISSING_LETTERS = (
    "Some letters of the text belong to a script that this PDF has no font for and are printed as an empty box; "
    "the HTML report shows them."
)
MISSING_SYMBOLS = "Symbols that this PDF has no font for are written as their names, <like this>."
LIMITS: tuple[str, ...] = (
    "Whether the wording was ever applied, or what was agreed by word of mouth: most coercion is never written down.",
    "Whether what the text promises is true, and whether the employer, the licence or the address exists.",
    "Whether a clause is lawful in the place concerned: fees, deductions and penalties are treated differently by law.",
    "Who wrote the text, what they intended, and whether anyone was harmed.",
    "Whether a person is a victim or an offender. A worker made to act unlawfully may be a victim.",
    "Whether a text without findings is safe. Silence is not a clearance.",
)


def write_percent(value: float) -> str:
    """A probability in whole percent, never rounded up to certainty or down to impossibility."""
    if value < 0.005:
        return "under 1 %"
    if value >= 0.995:
        return "over 99 %"
    return f"{math.floor(value * 100 + 0.5)} %"


def hold_percent(text: str) -> str:
    """The text with no line break between a number and its percent sign."""
    return re.sub(r"(?<=\d) %", "\u00a0%", text)


def write_interval(low: float, high: float) -> str:
    """An interval in whole percent, rounded outwards: ``91 to 99 %``."""
    return f"{math.floor(round(low * 100, 6))} to {math.ceil(round(high * 100, 6))} %"


def write_probability(probability: Probability | None, interval: tuple[float, float] | None = None) -> str:
    """``97 % (91 to 99 %)``, without the brackets if there is no interval, empty if there is no probability."""
    if probability is None:
        return ""
    percent = write_percent(probability.value)
    return f"{percent} ({write_interval(*interval)})" if interval else percent


def write_track(track: TrackResult) -> str:
    """A track in words: ``strong signal, 97 % (91 to 99 %)`` or ``not measurable, because ...``."""
    words = LEVELS[track.level]
    if track.level is Level.NOT_MEASURABLE:
        return f"{words}, because {write_reason(track.reason or 'no reason was recorded')}"
    number = write_probability(track.probability, track.interval)
    return f"{words}, {number}" if number else words


def write_reason(reason: str) -> str:
    """A reason fit to follow the word "because"."""
    bare = reason.strip().rstrip(".").strip()
    return bare[len("because ") :] if bare.lower().startswith("because ") else bare


def write_place(page: int | None, line: int | None) -> str:
    """``page 2, line 14``; empty if neither is known."""
    parts = [f"{name} {number}" for name, number in (("page", page), ("line", line)) if number is not None]
    return ", ".join(parts)


def write_found_by(sources: Sequence[str], support: Probability | None) -> str:
    """Which rules found a mention, and whether the language model reads it the same way; agreement and disagreement alike."""
    rules = ", ".join(source.replace(":", " ") for source in sources if source.startswith("rule:"))
    if support is None:
        return rules
    joint = f"joint support {write_percent(support.value)}"
    if not rules:
        return f"language model alone, no rule ({joint})"
    reads = "and language model" if MODEL_SOURCE in sources else "alone; the language model does not read it so"
    return f"{rules} {reads} ({joint})"


def write_role(role: str) -> str:
    """A cue's role in plain words; an unknown role as it is, without underscores."""
    return ROLES.get(role, role.replace("_", " "))


def write_clipped(characters: int, *, context: int, opening: int) -> str:
    """Says that a long text is not printed as a whole."""
    return (
        f"The text has {characters:,} characters. Printed here are its first {opening:,} and about {context:,} "
        "either side of every numbered place; the HTML report shows all of it."
    )


def write_skipped(characters: int) -> str:
    """Says how much was left out; empty for nothing."""
    return f"{characters:,} characters not printed" if characters > 0 else ""
