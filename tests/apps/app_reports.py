"""Invented reports for the screens: overlaps, considered wording, hostile markup, nothing found, not measurable."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from smallprint.evidence import Basis, BasisStatus, Finding, Polarity, Probability, Severity, TrackName
from smallprint.report import (
    DimensionStatus,
    DocumentInfo,
    IndicatorInfo,
    Level,
    Notice,
    Report,
    Status,
    TrackResult,
    Versions,
)

TEXT = "Pay 90 USD before we send the visa. The office keeps your passport. You keep your phone. <b>Bye</b>"
HOSTILE = '<script>window.hacked = 1</script><img src=x onerror="window.hacked=2"> keeps the passport\u202e txet'


def make_finding(text: str, quote: str, indicator: str, severity: Severity, **fields: object) -> Finding:
    """A finding on the first place of ``quote`` in ``text``; asserted unless ``fields`` say otherwise."""
    start = text.index(quote)
    track = TrackName.DECEPTION if indicator.startswith("A") else TrackName.COERCION
    basis = (Basis("ILO C189 art. 9", BasisStatus.RECALLED),)
    values: dict[str, object] = {
        "polarity": Polarity.IMPOSES,
        "sources": (f"rule:{indicator}.1",),
        "basis": basis,
        "line": 1,
    }
    return Finding(
        indicator, "slug_words", track, start, start + len(quote), quote, severity=severity, **(values | fields)
    )  # type: ignore[arg-type]


def make_info(indicator: str, title: str, severity: Severity) -> IndicatorInfo:
    """What the report says of an indicator."""
    basis = (Basis("ILO C189 art. 9", BasisStatus.RECALLED), Basis("22 <USC> 7104", BasisStatus.VERIFIED))
    return IndicatorInfo(
        indicator,
        "slug_words",
        title,
        severity,
        "It ties people.",
        "It proves nothing.",
        (),
        ("Ask who keeps it.",),
        (),
        basis,
    )


def make_report(
    text: str, findings: Sequence[Finding] = (), considered: Sequence[Finding] = (), *, measurable: bool = True
) -> Report:
    """A report around the findings."""
    found = Probability(0.97 if findings else 0.02)
    track = TrackResult(
        bool(findings), Level.STRONG if findings else Level.NONE, found, (0.9, 0.99) if findings else (0.0, 0.05)
    )
    unknown = TrackResult(None, Level.NOT_MEASURABLE, None, None, reason="the text is in German")
    status = Status.NOT_MET if measurable else Status.NOT_MEASURABLE
    titles = {"A01": ("Fee for the job", Severity.HIGH), "B01": ('Papers "kept"', Severity.CRITICAL)}
    return Report(
        id="t", text=text,
        document=DocumentInfo(hashlib.sha256(text.encode()).hexdigest(), len(text), "en", "ad", 1, source="Öffer v2 <x>.pdf"),
        tracks=dict.fromkeys(TrackName, track if measurable else unknown), findings=tuple(findings), considered=tuple(considered),
        dimensions=(DimensionStatus("delphi", "D1", "Deceptive recruitment", status, ("<wages> (medium)",), ("1 strong",)),),
        notices=(Notice("L04", "Hidden <i>letters</i> were found."), Notice("L12", "The law differs.")),
        versions=Versions("0.1.0", "sha256:0", "none"),
        indicators={key: make_info(key, *value) for key, value in titles.items()},
    )  # fmt: skip
