"""The shape of an indicator file (pydantic at the edge, unknown fields refused)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from smallprint.evidence import BasisStatus, Polarity, Severity

PolarityName = Literal["prohibits", "worker_option", "employer_bears", "describes_law", "warning", "quoted", "unclear"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MapsTo(_Strict):
    """A mapping to a published scheme. The Delphi mapping is this project's analytic judgement."""

    scheme: Literal["palermo", "ilo", "delphi"]
    code: str
    label: str
    strength: Literal["strong", "medium", "weak"] | None = None
    counts_from_text: bool = False
    condition: str = ""


class BasisEntry(_Strict):
    """A legal source and how well its wording was checked."""

    cite: str = Field(min_length=3)
    status: BasisStatus


class Match(_Strict):
    """A group of patterns that say the same thing."""

    id: str
    what: str = Field(min_length=5)
    any: tuple[str, ...] = Field(min_length=1)
    also: tuple[str, ...] = ()
    within: Literal["segment", "window", "document"] = "segment"
    confidence: Literal["high", "medium", "low"] = "high"
    unless: dict[PolarityName, tuple[str, ...]] = Field(default_factory=dict)


class LookAlike(_Strict):
    """Lawful wording on the same topic that is worth showing as *considered and not counted*."""

    polarity: PolarityName
    what: str = Field(min_length=5)
    any: tuple[str, ...] = Field(min_length=1)


class Jurisdiction(_Strict):
    """Where the rule of law differs."""

    place: str
    rule: str
    cite: str
    status: BasisStatus


class Example(_Strict):
    """An invented text. In a flag text ``[[ ]]`` marks the wording that must be found."""

    register_: Literal[
        "contract", "handbook", "gulf_agency", "chat", "sms", "classified", "email", "non_native", "typos"
    ] = Field(alias="register")
    text: str = Field(min_length=3)
    why: PolarityName | Literal["topic"] | None = None
    also: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The text without the ``[[ ]]`` marks."""
        return self.text.replace("[[", "").replace("]]", "")

    @property
    def marked(self) -> tuple[int, int] | None:
        """Half-open offsets of the marked wording in ``plain``; ``None`` if unmarked."""
        start, end = self.text.find("[["), self.text.find("]]")
        return (start, end - 2) if 0 <= start < end else None


class Examples(_Strict):
    """Texts that must flag and lawful look-alikes that must pass."""

    flag: tuple[Example, ...] = ()
    pass_: tuple[Example, ...] = Field(default=(), alias="pass")


class Indicator(_Strict):
    """One indicator: what detector, annotator guideline, tooltip and report say of it."""

    id: str = Field(pattern=r"^[AB]\d\d$")
    slug: str = Field(pattern=r"^[a-z][a-z_]+$")
    title: str
    family: Literal["deception", "coercion"]
    status: Literal["draft", "stable", "retired"]
    severity: Severity
    track: Literal["deception", "coercion", "both"]
    fraud_only: bool = False
    meaning: str = Field(min_length=40)
    not_proof: str = Field(min_length=20)
    do_not_flag: tuple[str, ...] = Field(min_length=2)
    next_steps: tuple[str, ...] = Field(min_length=1)
    maps_to: tuple[MapsTo, ...] = Field(min_length=1)
    basis: tuple[BasisEntry, ...] = Field(min_length=1)
    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    match: tuple[Match, ...] = Field(min_length=1)
    look_alike: tuple[LookAlike, ...] = ()
    unless: dict[PolarityName, tuple[str, ...]] = Field(default_factory=dict)
    jurisdiction: tuple[Jurisdiction, ...] = ()
    examples: Examples


class ScopeCue(_Strict):
    """A cue of the scope component (after ConText, Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002)."""

    id: str
    polarity: Polarity
    direction: Literal["forward", "backward", "segment", "lead"]
    scope: int = Field(default=8, ge=1, le=60)
    patterns: tuple[str, ...] = Field(min_length=1)
    stops: bool = True
    negatable: bool = True
    indicators: tuple[str, ...] = ()
    """Ids or family letters the cue may act on; empty: all."""
    not_indicators: tuple[str, ...] = ()
    reason: str = Field(min_length=5)


class CueFile(_Strict):
    """cues.toml: pseudo cues that hide look-alikes of cues, stops that end a scope, and the cues."""

    pseudo: tuple[str, ...]
    stop: tuple[str, ...]
    negation: tuple[str, ...]
    cue: tuple[ScopeCue, ...]
