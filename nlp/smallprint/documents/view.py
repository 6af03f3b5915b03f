"""The match-only view: a text rewritten for matching, with the way back to the offsets of the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HIDDEN_KINDS = (
    "zero_width",
    "bidi_control",
    "homoglyph",
    "leet",
    "spaced_letters",
    "emoji_letters",
    "soft_hyphen",
)


@dataclass(frozen=True, slots=True, order=True)
class HiddenRun:
    """A stretch of the original text, half-open, where characters hide or replace letters."""

    start: int
    end: int
    kind: str
    suspicious: bool
    """False for what ordinary typography, styling or a PDF does; True where it looks meant to escape a filter."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replaces ``[start, end)`` of a view's text by ``text`` (empty: removes it). Edits of one list do not overlap."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """A text for matching. Character ``i`` of ``text`` came from ``[starts[i], ends[i])`` of the original.

    ``starts`` and ``ends`` have the length of ``text`` and never decrease; each interval holds at least one character.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    hidden: tuple[HiddenRun, ...] = ()

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Half-open offsets of the original text for the half-open view span; never empty unless the span is."""
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"view span [{start}, {end}) is outside a view of {len(self.text)} characters")
        if start == end:
            place = self.starts[start] if start < len(self.text) else (self.ends[-1] if self.ends else 0)
            return place, place
        return self.starts[start], self.ends[end - 1]

    def to_view(self, start: int, end: int) -> tuple[int, int]:
        """The smallest half-open view span that covers what is left of ``[start, end)`` of the original."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


def identity_view(text: str) -> View:
    """The view that changes nothing."""
    return View(text, range(len(text)), range(1, len(text) + 1))


def apply_edits(view: View, edits: Sequence[Edit]) -> View:
    """The view after ``edits`` (in order of start). A replacement of equal length maps character by character."""
    if not edits:
        return view
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for edit in edits:
        pieces += (view.text[done : edit.start], edit.text)
        starts += view.starts[done : edit.start]
        ends += view.ends[done : edit.start]
        _map_replacement(view, edit, starts, ends)
        done = edit.end
    pieces.append(view.text[done:])
    starts += view.starts[done:]
    ends += view.ends[done:]
    return View("".join(pieces), tuple(starts), tuple(ends), view.hidden)


def _map_replacement(view: View, edit: Edit, starts: list[int], ends: list[int]) -> None:
    if len(edit.text) == edit.end - edit.start:
        starts += view.starts[edit.start : edit.end]
        ends += view.ends[edit.start : edit.end]
    elif edit.text:
        starts += [view.starts[edit.start]] * len(edit.text)
        ends += [view.ends[edit.end - 1]] * len(edit.text)


def merge_runs(runs: Iterable[HiddenRun]) -> tuple[HiddenRun, ...]:
    """Runs in order, those of one kind that touch or leave one character between them joined.

    Emoji letters are suspicious from three in a row on: fewer are blood groups, buttons and flags.
    """
    merged: list[tuple[HiddenRun, int]] = []
    last_of_kind: dict[str, int] = {}
    for run in sorted(runs):
        place = last_of_kind.get(run.kind)
        if place is not None and run.start <= merged[place][0].end + 1:
            merged[place] = (_joined(merged[place][0], run), merged[place][1] + 1)
        else:
            last_of_kind[run.kind] = len(merged)
            merged.append((run, 1))
    return tuple(_judged(run, count) for run, count in merged)


def _joined(one: HiddenRun, other: HiddenRun) -> HiddenRun:
    return HiddenRun(one.start, max(one.end, other.end), one.kind, one.suspicious or other.suspicious)


def _judged(run: HiddenRun, count: int) -> HiddenRun:
    if run.kind != "emoji_letters" or run.suspicious:
        return run
    return HiddenRun(run.start, run.end, run.kind, count >= 3)
