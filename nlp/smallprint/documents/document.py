"""The document: one text, one set of offsets, pages and lines."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field

KINDS = ("ad", "message", "contract", "clause", "warning", "unknown")


@dataclass(frozen=True, slots=True)
class Document:
    """A text as the user sees it. All offsets in smallprint are code points into ``text``.

    ``page_starts`` holds the offset at which each page begins (empty for a text without pages).
    """

    text: str
    id: str = "text"
    title: str | None = None
    kind: str = "unknown"
    language: str | None = None
    """ISO 639-1 code when stated by the caller; detected during analysis otherwise."""
    source: str | None = None
    """File name or other origin, for display only."""
    page_starts: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    """What the reader wants said: OCR was used, headers were joined, an attachment was skipped ..."""
    unmeasurable: str | None = None
    """Why no result may rest on this text (such as poor OCR), in words; ``None`` when it can be measured."""
    _line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} is not one of {', '.join(KINDS)}")
        starts = [0, *(i + 1 for i, c in enumerate(self.text) if c == "\n")]
        object.__setattr__(self, "_line_starts", tuple(starts))

    @property
    def sha256(self) -> str:
        """Hex digest of the UTF-8 bytes of ``text`` (lone surrogates kept)."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def pages(self) -> int:
        """Number of pages; 1 for a text without pages."""
        return max(1, len(self.page_starts))

    def page_at(self, offset: int) -> int | None:
        """1-based page of an offset, ``None`` for a text without pages."""
        return bisect_right(self.page_starts, offset) if self.page_starts else None

    def line_at(self, offset: int) -> int:
        """1-based line of an offset."""
        return bisect_right(self._line_starts, offset)
