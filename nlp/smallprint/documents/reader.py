"""What every reader is, and the small steps that readers share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from smallprint.errors import EmptyDocumentError

if TYPE_CHECKING:
    from smallprint.documents.document import Document

_LINE_ENDS = re.compile("\r\n?")
_TRAILING = re.compile(r"[ \t]+(?=\n|$)")
_MANY_BLANKS = re.compile(r"\n{3,}")


class Reader(Protocol):
    """Turns the bytes of one format into a ``Document``."""

    @property
    def name(self) -> str:
        """Name of the format for messages: ``PDF``, ``Word document`` ..."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """File suffixes of the format, lower case with the dot, the usual one first."""
        ...

    def sniff(self, data: bytes) -> bool:
        """True when the bytes are plainly of this format, whatever the file is called."""
        ...

    def read(self, data: bytes, *, name: str) -> Document:
        """The document in ``data``; ``name`` is for display. Raises a ``DocumentError`` that can be shown."""
        ...


def unify_line_ends(text: str) -> str:
    """The text with line feeds only."""
    return _LINE_ENDS.sub("\n", text)


def tidy_layout(text: str) -> str:
    """Text put together by a reader: no blanks at line ends, at most one empty line in a row, none at the ends."""
    return _MANY_BLANKS.sub("\n\n", _TRAILING.sub("", unify_line_ends(text))).strip("\n")


def join_row(cells: list[str]) -> str:
    """One table row as text: on one line if all cells are single lines, else cell below cell."""
    filled = [cell.strip() for cell in cells]
    filled = [cell for cell in filled if cell]
    return ("\n" if any("\n" in cell for cell in filled) else " | ").join(filled)


def require_text(text: str, name: str, *, hint: str = "check that it is the right file") -> str:
    """``text`` itself; raises ``EmptyDocumentError`` when it holds nothing to read."""
    if not text.strip():
        raise EmptyDocumentError(name, "there is no text in it", hint=hint)
    return text
