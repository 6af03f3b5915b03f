"""Windows of the encoder: nothing is lost, nothing is read twice but on purpose, masked stretches are one token."""

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smallprint.classifier.windows import MASKS, Masked, WindowMaker, length_sorted


@dataclass(frozen=True)
class Words:
    """An encoding: one token a word."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class WordTokenizer:
    """Splits at blanks; the number of a word is its length."""

    def encode_batch(self, texts, *, add_special_tokens):
        assert not add_special_tokens
        return [self._one(text) for text in texts]

    def _one(self, text):
        offsets, at = [], 0
        for word in text.split(" "):
            if word:
                offsets.append((at, at + len(word)))
            at += len(word) + 1
        return Words([100 + b - a for a, b in offsets], offsets)

    def token_to_id(self, token):
        return {"[CLS]": 1, "[SEP]": 2, **{f"[{m}]": 3 + i for i, m in enumerate(MASKS)}}.get(token)


def text_of(lengths):
    """A text of segments with so many one-letter words each."""
    parts = [" ".join("w" * n) for n in lengths]
    spans, at = [], 0
    for part in parts:
        spans.append((at, at + len(part)))
        at += len(part) + 1
    return Masked(" ".join(parts), tuple(spans), ())


@given(st.lists(st.integers(1, 90), min_size=1, max_size=12), st.integers(40, 80))
def test_every_token_is_counted(lengths, size):
    masked = text_of(lengths)
    windows = WindowMaker(WordTokenizer(), size).windows(masked)
    seen = Counter(
        (segment, start) for w in windows for segment, start in zip(w.segments, w.starts, strict=True) if segment >= 0
    )
    words = {(n, at) for n, (a, b) in enumerate(masked.segments) for at in range(a, b, 2)}
    assert set(seen) == words
    assert all(len(w.ids) <= size for w in windows)
    short = {n for n, length in enumerate(lengths) if length <= size - 2}
    assert all(count == 1 for (segment, _at), count in seen.items() if segment in short)


def test_the_segment_before_is_read_as_uncounted_context():
    first, second = WindowMaker(WordTokenizer(), 12).windows(text_of([6, 6]))
    assert [s for s in first.segments if s >= 0] == [0] * 6
    assert second.segments == (-1, 1, 1, 1, 1, 1, 1, -1)  # no room for the six words before
    _first, second = WindowMaker(WordTokenizer(), 12).windows(text_of([4, 7]))
    assert [s for s in second.segments if s >= 0] == [1] * 7
    _, second = WindowMaker(WordTokenizer(), 16).windows(text_of([4, 4, 7]))
    assert second.segments == (-1, -1, -1, -1, -1, *[2] * 7, -1)


def test_masked_stretch_is_one_token_with_its_place():
    text = "pay 500 USD now"
    (window,) = WindowMaker(WordTokenizer()).windows(Masked(text, ((0, 15),), ((4, 11, "MONEY"),)))
    assert window.ids == (1, 103, 3, 103, 2)
    assert (window.starts[2], window.ends[2]) == (4, 11)


def test_empty_text_has_no_window():
    assert WindowMaker(WordTokenizer()).windows(Masked("", (), ())) == ()


def test_missing_mask_token_is_named():
    class Bare(WordTokenizer):
        def token_to_id(self, token):
            return None

    with pytest.raises(KeyError, match="CLS"):
        WindowMaker(Bare()).windows(text_of([2]))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_batches_hold_every_window_once_within_the_budget(lengths):
    windows = [w for n in lengths for w in WindowMaker(WordTokenizer(), 60).windows(text_of([n]))]
    batches = list(length_sorted(windows, 100))
    assert sorted(i for b in batches for i in b) == list(range(len(windows)))
    assert all(len(b) == 1 or max(len(windows[i].ids) for i in b) * len(b) <= 100 for b in batches)
