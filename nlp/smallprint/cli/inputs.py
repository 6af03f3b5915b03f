"""What ``scan`` reads: files, folders, standard input and row files become one stream of texts and problems."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING

from smallprint.errors import SmallprintError

if TYPE_CHECKING:
    from smallprint.documents import Document, RowProblem

STDIN = "-"


class Kind(StrEnum):
    """Kinds of text, as in ``smallprint.documents.KINDS`` (repeated here so that ``--help`` loads no reader)."""

    AD = "ad"
    MESSAGE = "message"
    CONTRACT = "contract"
    CLAUSE = "clause"
    WARNING = "warning"
    UNKNOWN = "unknown"


class StdinFormat(StrEnum):
    """How standard input is read: as one document, or as many rows."""

    TEXT = "text"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that gave no text, in words fit to show."""

    message: str


@dataclass(slots=True)
class Inputs:
    """The inputs of one scan. Iterating yields ``Document`` or ``Unreadable`` in the order of the arguments.

    Files of a folder come in order of their path. ``skipped`` counts files of other formats met in folders.
    """

    paths: tuple[str, ...]
    kind: Kind | None = None
    language: str | None = None
    stdin_format: StdinFormat = StdinFormat.TEXT
    skipped: int = field(default=0, init=False)

    @property
    def is_single(self) -> bool:
        """True when there can be one text only: one file that is no table, or standard input as one text."""
        from smallprint.documents import ROW_FORMATS

        if len(self.paths) != 1:
            return False
        if self.paths[0] == STDIN:
            return self.stdin_format is StdinFormat.TEXT
        path = Path(self.paths[0])
        return not path.is_dir() and path.suffix.lower() not in ROW_FORMATS

    def __iter__(self) -> Iterator[Document | Unreadable]:
        for path in self.paths:
            for item in self._read(path):
                yield item if isinstance(item, Unreadable) else self._with_options(item)

    def _read(self, path: str) -> Iterator[Document | Unreadable]:
        if path == STDIN:
            yield from self._read_stdin()
        elif Path(path).is_dir():
            for file in self._files_in(Path(path)):
                yield from _read_file(file)
        else:
            yield from _read_file(Path(path))

    def _read_stdin(self) -> Iterator[Document | Unreadable]:
        stream = sys.stdin.buffer
        if self.stdin_format is not StdinFormat.TEXT:
            yield from _read_rows(stream, "stdin", row_format=self.stdin_format.value)
            return
        yield from _read_one(stream.read(), "stdin")

    def _files_in(self, folder: Path) -> Iterator[Path]:
        """Readable files below ``folder``; hidden ones are left out and links to folders not followed."""
        from smallprint.documents import ROW_FORMATS, SUPPORTED_SUFFIXES

        known = {*SUPPORTED_SUFFIXES, *ROW_FORMATS}
        found: list[Path] = []
        for root, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            visible = [Path(root, name) for name in names if not name.startswith(".")]
            found += [file for file in visible if file.suffix.lower() in known]
            self.skipped += sum(file.suffix.lower() not in known for file in visible)
        yield from sorted(found)

    def _with_options(self, document: Document) -> Document:
        """``--kind`` and ``--lang`` hold for texts that do not state their own."""
        if self.kind is not None and document.kind == "unknown":
            document = replace(document, kind=self.kind.value)
        if self.language is not None and document.language is None:
            document = replace(document, language=self.language)
        return document


def _read_file(path: Path) -> Iterator[Document | Unreadable]:
    from smallprint.documents import ROW_FORMATS

    if path.suffix.lower() in ROW_FORMATS:
        yield from _read_rows(path, str(path), row_format=ROW_FORMATS[path.suffix.lower()])
    else:
        yield from _read_one(path, str(path))


def _read_one(source: Path | bytes, name: str) -> Iterator[Document | Unreadable]:
    from smallprint.documents import read_document

    try:
        yield read_document(source, name=name)
    except SmallprintError as error:
        yield Unreadable(str(error))


def _read_rows(source: Path | IO[bytes], name: str, *, row_format: str) -> Iterator[Document | Unreadable]:
    from smallprint.documents import read_rows

    try:
        yield from _name_problems(read_rows(source, format=row_format), name)
    except SmallprintError as error:
        yield Unreadable(str(error))
    except OSError as error:
        what = f"{name}: the file cannot be opened ({error.strerror})"
        yield Unreadable(f"{what}\n  next: check the path and its permissions")


def _name_problems(rows: Iterable[Document | RowProblem], name: str) -> Iterator[Document | Unreadable]:
    """Problems of rows with the path as the user wrote it, so that an editor finds ``file:line``."""
    from smallprint.documents import RowProblem

    for row in rows:
        if isinstance(row, RowProblem):
            yield Unreadable(str(replace(row, source=name)))
        else:
            yield replace(row, source=f"{name}:{(row.source or '').rpartition(':')[2]}")
