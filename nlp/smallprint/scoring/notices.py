"""Notices: limits that speak, from ``indicators/limits/notices.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from smallprint.documents.normalise import View
from smallprint.evidence import Finding, Severity, TrackName
from smallprint.indicators.schema import Indicator
from smallprint.report import Level, Notice, TrackResult

INVENTED_ONLY = frozenset("A03 A09 A10 A12 A16 A21 B02 B05 B06 B10 B14 B16 B17 B23".split())
"""Indicators without enough real positives to measure them."""


_QUOTED = 160  # characters of a window shown in a notice
_UNLIKE = 0.02  # below it the text as a whole looks like ordinary offers


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, str]:
    file = resources.files("smallprint.indicators").joinpath("limits", "notices.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def notice(code: str, *, start: int | None = None, end: int | None = None, **values: str) -> Notice:
    """The notice of a code with its placeholders filled."""
    return Notice(code, _texts()[code].format(**values), start, end)


def find_notices(
    text: str, findings: Sequence[Finding], view: View, indicators: Mapping[str, Indicator], *,
    tracks: Mapping[TrackName, TrackResult], is_awareness: bool,
) -> tuple[Notice, ...]:  # fmt: skip
    """All notices that a measurable text calls for, in order of code."""
    asserted = [f for f in findings if f.is_asserted]
    found = [
        *_about_text(view, is_awareness),
        *_about_findings(asserted, indicators),
        *_about_tracks(text, asserted, tracks),
    ]
    return tuple(sorted(found, key=lambda n: n.code))


def _about_text(view: View, is_awareness: bool) -> Iterator[Notice]:
    suspicious = [run for run in view.hidden if run.suspicious]
    if suspicious:
        kinds = ", ".join(sorted({run.kind.replace("_", " ") for run in suspicious}))
        yield notice("L04", start=suspicious[0].start, end=suspicious[0].end, kinds=kinds)
    if is_awareness:
        yield notice("L05")


def _about_findings(asserted: Sequence[Finding], indicators: Mapping[str, Indicator]) -> Iterator[Notice]:
    ids = {f.indicator for f in asserted}
    if "A09" in ids:
        yield notice("L06")
    if "A21" in ids:
        yield notice("L07")
    if asserted and all(f.severity is Severity.LOW for f in asserted):
        yield notice("L09")
    serious = [f for f in asserted if f.severity is not Severity.LOW]
    if serious and all(indicators[f.indicator].fraud_only for f in serious):
        yield notice("L10")
    for name in sorted(ids):
        for entry in indicators[name].jurisdiction:
            yield notice(
                "L12",
                topic=indicators[name].title.lower(),
                rule=f"{entry.place}: {entry.rule} ({entry.cite}, {entry.status})",
            )
    if ids & INVENTED_ONLY:
        yield notice("L13", indicators=", ".join(sorted(ids & INVENTED_ONLY)))


def _about_tracks(text: str, asserted: Sequence[Finding], tracks: Mapping[TrackName, TrackResult]) -> Iterator[Notice]:
    for name, track in tracks.items():
        own = [f for f in asserted if f.track is name]
        if not own and track.level in (Level.MODERATE, Level.STRONG):
            yield notice("L08")
        if not own and track.resembling:
            start, end = track.resembling[0]
            yield notice("L14", start=start, end=end, quote=_quoted(text[start:end]))
        if track.undecided:
            yield notice("L15", track=name.value)
        if track.resemblance and own and track.flagged and track.resemblance.value < _UNLIKE:
            yield notice("L11", detail=f"the rules flag {name.value}, the text as a whole does not resemble such texts")


def _quoted(wording: str) -> str:
    """The wording on one line in quotation marks, shortened in the middle."""
    flat = " ".join(wording.split())
    return f"“{flat}”" if len(flat) <= _QUOTED else f"“{flat[: _QUOTED // 2]} … {flat[-_QUOTED // 2 :]}”"
