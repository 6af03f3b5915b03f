"""The match-only view of a text: what a reader sees through disguises, with offsets back to the original.

Only matching uses it; the text shown is never changed. Case and line breaks are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from smallprint.documents.disguise import join_cut_words, join_letter_rows, read_leet
from smallprint.documents.glyphs import fold_characters, fold_foreign_letters, is_plain
from smallprint.documents.masks import read_masks
from smallprint.documents.view import HIDDEN_KINDS, Edit, HiddenRun, View, apply_edits, identity_view, merge_runs

Step = Callable[[str], tuple[list[Edit], list[HiddenRun]]]

_GLYPH_STEPS: tuple[Step, ...] = (fold_characters, fold_foreign_letters)
_WORD_STEPS: tuple[Step, ...] = (join_cut_words, join_letter_rows, read_masks, read_leet)


def match_view(text: str) -> View:
    """The view of ``text`` for matching. Offsets of ``hidden`` are half-open, into ``text``, in order of start."""
    view = identity_view(text)
    hidden: list[HiddenRun] = []
    steps = _WORD_STEPS if is_plain(text) else _GLYPH_STEPS + _WORD_STEPS
    for step in steps:
        if step is fold_foreign_letters and view.text.isascii():
            continue
        edits, runs = step(view.text)
        hidden.extend(_in_source(view, runs))
        view = apply_edits(view, edits)
    return View(view.text, view.starts, view.ends, merge_runs(hidden))


def _in_source(view: View, runs: Iterable[HiddenRun]) -> Iterable[HiddenRun]:
    for run in runs:
        start, end = view.to_source(run.start, run.end)
        yield HiddenRun(start, end, run.kind, run.suspicious)


__all__ = ["HIDDEN_KINDS", "HiddenRun", "View", "match_view"]
