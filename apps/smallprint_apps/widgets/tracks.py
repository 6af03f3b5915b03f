"""The two results as bars with words and interval. What cannot be measured is shown as such, never as zero."""

from __future__ import annotations

from smallprint.evidence import TrackName
from smallprint.render.words import LEVELS, TRACK_MEANING, TRACKS, write_interval, write_percent, write_reason
from smallprint.report import Level, Report, TrackResult

from smallprint_apps.widgets.markup import show

SYMBOLS = {
    Level.NONE: "○", Level.WEAK: "◔", Level.MODERATE: "◑", Level.STRONG: "●", Level.NOT_MEASURABLE: "?",
}  # fmt: skip

NUMBERS_NOTE = (
    "The numbers estimate how likely a trained annotator, reading only this text, would mark it. "
    "They do not say how likely an offence is."
)


def build_tracks(report: Report) -> str:
    """Both tracks side by side, and the fixed sentence right below."""
    tracks = "".join(_track(name, report.tracks[name]) for name in TrackName if name in report.tracks)
    return f'<div class="sp-tracks">{tracks}</div><p class="sp-sentence">{show(report.sentence)}</p>{_note(report)}'


def _note(report: Report) -> str:
    if all(track.probability is None for track in report.tracks.values()):
        return ""
    return f'<p class="sp-numbers-note">{NUMBERS_NOTE}</p>'


def _track(name: TrackName, track: TrackResult) -> str:
    head = (
        f'<h2 class="sp-track-name" id="sp-track-{name.value}">{TRACKS[name]} <small>{TRACK_MEANING[name]}</small></h2>'
        f'<p class="sp-level"><span aria-hidden="true">{SYMBOLS[track.level]}</span> '
        f"{LEVELS[track.level].capitalize()}</p>"
    )
    return f'<section class="sp-track sp-level-{track.level.value}">{head}{_measure(name, track)}</section>'


def _measure(name: TrackName, track: TrackResult) -> str:
    if track.probability is None:
        reason = show(write_reason(track.reason or "no reason was recorded"))
        bar = '<div class="sp-bar sp-bar-none" aria-hidden="true"></div>'
        return f'{bar}<p class="sp-number">Not measurable, because {reason}.</p>'
    words = write_percent(track.probability.value)
    interval = f", likely between {write_interval(*track.interval).replace(' to ', ' and ')}" if track.interval else ""
    return f'{_bar(name, track, f"{words}{interval}")}<p class="sp-number"><b>{words}</b>{interval}</p>'


def _bar(name: TrackName, track: TrackResult, words: str) -> str:
    assert track.probability is not None  # noqa: S101 - the caller has looked
    value = track.probability.value * 100
    low, high = (bound * 100 for bound in track.interval or (track.probability.value, track.probability.value))
    return (
        f'<div class="sp-bar" role="meter" aria-labelledby="sp-track-{name.value}" '
        f'aria-valuemin="0" aria-valuemax="100" aria-valuenow="{value:.0f}" aria-valuetext="{words}">'
        f'<span class="sp-fill" style="width:{value:.1f}%"></span>'
        f'<span class="sp-range" style="left:{low:.1f}%;width:{max(high - low, 0.6):.1f}%"></span></div>'
    )
