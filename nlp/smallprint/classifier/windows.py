"""Windows of an encoder: whole segments packed together, long texts read to their end, every token with its place in the text.

What must not move a score (who, where) or should generalise (amounts, dates, contacts) enters as one mask token for the whole
stretch; its place stays that of the wording.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

MASKS = (
    "MONEY", "PLACE", "PHONE", "EMAIL", "FREEMAIL", "URL", "CHATLINK", "HANDLE", "AGE", "DATE", "TIME", "PERSON",
)  # fmt: skip
"""Kinds of masked stretches. Each is one token, ``[MONEY]`` and so on, in an unused place of the vocabulary."""
WINDOW = 192
"""Tokens of a window, both special tokens included."""
_CONTEXT = 48  # the segment before a window is read with it, uncounted, if it is at most this long
_STRIDE = 32  # tokens that the parts of a segment longer than a window have in common


@dataclass(frozen=True, slots=True)
class Masked:
    """A text for the encoder: its segments and masked stretches as half-open offsets into ``text``, each in order."""

    text: str
    segments: tuple[tuple[int, int], ...]
    masks: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokens of one segment: vocabulary numbers and half-open offsets into the text, all of one length."""

    segment: int
    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def part(self, start: int, end: int) -> Pieces:
        """Tokens ``[start, end)``."""
        return Pieces(self.segment, self.ids[start:end], self.starts[start:end], self.ends[start:end])


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder. ``segments[i]`` is the segment of token ``i``; -1 for special tokens and uncounted context.

    ``starts`` and ``ends`` are offsets into the text (0, 0 for special tokens).
    """

    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    segments: tuple[int, ...]


class Encoding(Protocol):
    """What is needed of an encoding of the ``tokenizers`` library."""

    @property
    def ids(self) -> list[int]:
        """Vocabulary numbers."""
        ...

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """Half-open offsets into the encoded string."""
        ...


class Tokenizer(Protocol):
    """What is needed of a tokenizer of the ``tokenizers`` library."""

    def encode_batch(self, texts: list[str], *, add_special_tokens: bool) -> Sequence[Encoding]:
        """Encode strings."""
        ...

    def token_to_id(self, token: str) -> int | None:
        """Vocabulary number of a token."""
        ...


@dataclass(frozen=True, slots=True)
class WindowMaker:
    """Cuts masked texts into windows of at most ``size`` tokens."""

    tokenizer: Tokenizer
    size: int = WINDOW

    def windows(self, masked: Masked) -> tuple[Window, ...]:
        """Windows in order of the text. Each token of each segment is counted in one window, or two if the segment is longer than one."""
        return tuple(_pack(list(self.pieces(masked)), self.size - 2, self._id("[CLS]"), self._id("[SEP]")))

    def pieces(self, masked: Masked) -> Iterator[Pieces]:
        """Tokens of the segments that hold any."""
        texts = [masked.text[start:end] for start, end in masked.segments]
        encoded = self.tokenizer.encode_batch(texts, add_special_tokens=False) if texts else []
        mask_starts = [start for start, _end, _kind in masked.masks]
        for number, ((start, _end), encoding) in enumerate(zip(masked.segments, encoded, strict=True)):
            ids: list[int] = []
            starts: list[int] = []
            ends: list[int] = []
            for token, (a, b) in zip(encoding.ids, encoding.offsets, strict=True):
                first, last = start + a, start + b
                at = bisect_right(mask_starts, first) - 1
                if at >= 0 and first < masked.masks[at][1]:
                    low, high, kind = masked.masks[at]
                    if starts and starts[-1] == low:
                        continue
                    token, first, last = self._id(f"[{kind}]"), low, high  # noqa: PLW2901
                ids.append(token)
                starts.append(first)
                ends.append(last)
            if ids:
                yield Pieces(number, tuple(ids), tuple(starts), tuple(ends))

    def _id(self, token: str) -> int:
        number = self.tokenizer.token_to_id(token)
        if number is None:
            raise KeyError(f"the tokenizer has no token {token}")
        return number


def _pack(pieces: Sequence[Pieces], room: int, first: int, last: int) -> Iterator[Window]:
    current: list[Pieces] = []
    context: Pieces | None = None
    used = 0
    for piece in (part for p in pieces for part in _split(p, room)):
        if current and used + len(piece.ids) > room:
            yield _window(context, current, first, last)
            before = current[-1]
            fits = len(before.ids) <= _CONTEXT and len(before.ids) + len(piece.ids) <= room
            context, current = (before if fits and before.segment != piece.segment else None), []
            used = len(context.ids) if context else 0
        current.append(piece)
        used += len(piece.ids)
    if current:
        yield _window(context, current, first, last)


def _split(piece: Pieces, room: int) -> Iterator[Pieces]:
    if len(piece.ids) <= room:
        yield piece
        return
    for start in range(0, len(piece.ids) - _STRIDE, room - _STRIDE):
        yield piece.part(start, start + room)


def _window(context: Pieces | None, pieces: Sequence[Pieces], first: int, last: int) -> Window:
    parts = ([context] if context else []) + list(pieces)
    counted = [-1] * (len(context.ids) if context else 0) + [p.segment for p in pieces for _ in p.ids]
    return Window(
        (first, *(i for p in parts for i in p.ids), last),
        (0, *(s for p in parts for s in p.starts), 0),
        (0, *(e for p in parts for e in p.ends), 0),
        (-1, *counted, -1),
    )


def length_sorted(windows: Sequence[Window], budget: int) -> Iterator[list[int]]:
    """Numbers of windows in batches of at most ``budget`` tokens (padding included), shortest first: little padding."""
    batch: list[int] = []
    for number in sorted(range(len(windows)), key=lambda i: (len(windows[i].ids), i)):
        if batch and len(windows[number].ids) * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
