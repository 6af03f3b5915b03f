"""Many texts in one file: JSON lines, CSV or TSV, one ``Document`` a row and a problem where a row is wrong."""

from __future__ import annotations

import csv
import json
import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from smallprint.documents.document import KINDS, Document
from smallprint.errors import Problem, UnsupportedFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROW_FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv"}
FIELDS = ("id", "text", "title", "kind", "lang")
MAX_ROW_CHARACTERS = 5_000_000

_SURROGATES = re.compile("[\ud800-\udfff]")
_LANG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be read. ``line`` is 1-based, where the row begins."""

    source: str
    line: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.what}" + (f"\n  next: {self.hint}" if self.hint else "")

    @property
    def problem(self) -> Problem:
        """The same, for an error that collects several."""
        return Problem(f"line {self.line}", self.what, self.hint)


class _WrongRowError(Exception):
    """What is wrong with one row, and what would mend it."""

    def __init__(self, what: str, hint: str = "") -> None:
        self.what, self.hint = what, hint
        super().__init__(what)


def read_rows(
    source: Path | str | IO[bytes] | IO[str],
    *,
    format: str | None = None,  # noqa: A002
) -> Iterator[Document | RowProblem]:
    """Documents of a row file in order, one row at a time; a wrong row becomes a ``RowProblem`` and reading goes on.

    ``format`` is ``jsonl``, ``csv`` or ``tsv``; for a path it may be left to the suffix. Fields: ``text`` (required),
    ``id`` (else ``row-<line>``), ``title``, ``kind``, ``lang``; others are ignored.
    """
    name, kind = _name_and_format(source, format)
    with ExitStack() as stack:
        stream = stack.enter_context(Path(source).open("rb")) if isinstance(source, str | Path) else source
        lines = _text_lines(stream)
        yield from _read_jsonl(lines, name) if kind == "jsonl" else _read_table(lines, name, tabs=kind == "tsv")


def _name_and_format(source: Path | str | IO[bytes] | IO[str], wanted: str | None) -> tuple[str, str]:
    path = Path(source) if isinstance(source, str | Path) else None
    label = getattr(source, "name", None)
    name = path.name if path else (Path(label).name if isinstance(label, str) else "input")
    found = wanted or (ROW_FORMATS.get(path.suffix.lower()) if path else None)
    if found is None or found not in ROW_FORMATS.values():
        raise UnsupportedFormatError(
            name,
            f"{found!r} is no format of rows" if found else "the format of the rows is not known",
            allowed="jsonl, csv, tsv",
            hint="name the format, or give the file one of these suffixes",
        )
    return name, found


def _text_lines(stream: IO[bytes] | IO[str]) -> Iterator[str]:
    """Lines with their ends; bytes that are not UTF-8 become lone surrogates, found out row by row."""
    first = True
    for line in stream:
        text = line.decode("utf-8", "surrogateescape") if isinstance(line, bytes) else line
        yield text.removeprefix("\ufeff") if first else text
        first = False


def _read_jsonl(lines: Iterable[str], name: str) -> Iterator[Document | RowProblem]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _attempt(lambda line=line: _parse_json(line), name, number)


def _attempt(parse: Any, name: str, line: int) -> Document | RowProblem:
    try:
        return _document(parse(), name, line)
    except _WrongRowError as error:
        return RowProblem(name, line, error.what, error.hint)


def _parse_json(line: str) -> Mapping[str, Any]:
    _refuse_undecoded(line)
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise _WrongRowError(
            f"not valid JSON ({error.msg} at column {error.colno})", "write one JSON object a line, without line breaks"
        ) from error
    except RecursionError as error:
        raise _WrongRowError("the JSON is nested too deeply") from error
    if not isinstance(value, dict):
        raise _WrongRowError("not a JSON object", 'write {"id": "...", "text": "..."}')
    return value


def _refuse_undecoded(text: str) -> None:
    if any("\udc80" <= c <= "\udcff" for c in _SURROGATES.findall(text)):
        raise _WrongRowError("not valid UTF-8", "save the file as UTF-8")


def _read_table(lines: Iterator[str], name: str, *, tabs: bool) -> Iterator[Document | RowProblem]:
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_CHARACTERS + 1))  # the default cuts off at 131,072
    reader = csv.reader(lines, delimiter="\t") if tabs else csv.reader(lines, strict=True)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RowProblem(name, line, f"the row cannot be parsed ({error})", "check its quotation marks")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip().lower() for cell in cells]
            if "text" not in header:
                yield RowProblem(name, line, "the first row names no column `text`", f"columns: {', '.join(FIELDS)}")
                return
            continue
        yield _attempt(lambda header=header, cells=cells: _named_cells(header, cells), name, line)


def _named_cells(header: list[str], cells: list[str]) -> Mapping[str, Any]:
    _refuse_undecoded("".join(cells))
    if len(cells) > len(header):
        raise _WrongRowError(
            f"{len(cells)} cells, but the first row names {len(header)} columns", "put texts that hold commas in quotes"
        )
    return dict(zip(header, cells, strict=False))


def _document(row: Mapping[str, Any], name: str, line: int) -> Document:
    """The row as a document, every field checked."""
    text = _string(row, "text")
    if text is None or not text.strip():
        raise _WrongRowError("`text` is missing or empty", "give every row a text")
    if len(text) > MAX_ROW_CHARACTERS:
        raise _WrongRowError(f"`text` has {len(text):,} characters", f"at most {MAX_ROW_CHARACTERS:,} are read")
    return Document(
        text=_SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")),
        id=_identity(row) or f"row-{line}",
        title=_string(row, "title") or None,
        kind=_kind(row),
        language=_language(row),
        source=f"{name}:{line}",
    )


def _string(row: Mapping[str, Any], field: str) -> str | None:
    value = row.get(field)
    if value is None or isinstance(value, str):
        return value
    raise _WrongRowError(f"`{field}` is {type(value).__name__}, not a string", f"put {field} in quotes")


def _identity(row: Mapping[str, Any]) -> str | None:
    value = row.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _string(row, "id")


def _kind(row: Mapping[str, Any]) -> str:
    kind = (_string(row, "kind") or "unknown").strip().lower()
    if kind not in KINDS:
        raise _WrongRowError(f"`kind` is {kind!r}", f"allowed: {', '.join(KINDS)}, or leave it out")
    return kind


def _language(row: Mapping[str, Any]) -> str | None:
    stated = (_string(row, "lang") or "").strip()
    if not stated or stated.lower() in ("und", "unknown"):
        return None
    found = _LANG.fullmatch(stated)
    if found is None:
        raise _WrongRowError(f"`lang` is {stated!r}", "write an ISO 639-1 code such as en, or leave it out")
    return found.group(1).lower()
