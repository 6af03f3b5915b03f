"""Where reports go: the terminal or a pipe, one file, or one file a report in a folder.

Files appear complete or not at all.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from smallprint.cli.exits import ExitCode, print_error, stop
from smallprint.render import Format, render, render_csv, render_text

if TYPE_CHECKING:
    from smallprint.report import Report

ONE_A_FILE = (Format.HTML, Format.PDF)
_UNSAFE = re.compile(r"[^\w.+-]+")


class Sink(Protocol):
    """Takes reports one by one."""

    def write(self, report: Report) -> None:
        """Write one report. Raises ``FileExistsError`` when it may not overwrite."""
        ...


@dataclass(frozen=True, slots=True)
class Style:
    """How reports are written. ``width`` and ``colour`` matter to text only."""

    format: Format
    with_text: bool = False
    is_array: bool = False
    """JSON of several reports: one array."""
    width: int = 100
    colour: bool = False

    def render(self, report: Report) -> str | bytes:
        """One report."""
        if self.format is Format.TEXT:
            return render_text(report, width=self.width, colour=self.colour)
        return render(report, self.format, with_text=self.with_text)


@dataclass(slots=True)
class StreamSink:
    """Reports one after the other in a binary stream."""

    stream: IO[bytes]
    style: Style
    count: int = field(default=0, init=False)

    def write(self, report: Report) -> None:
        """Write one report and hand it on at once, so that a pipe sees it."""
        self._put(self._between() + self._body(report))
        self.count += 1

    def finish(self) -> None:
        """Write what closes the stream."""
        if self.style.format is Format.JSON and self.style.is_array:
            self._put("\n]\n" if self.count else "[]\n")
        if self.style.format is Format.CSV and not self.count:
            self._put(render_csv(()))

    def _between(self) -> str:
        if self.style.format is Format.JSON and self.style.is_array:
            return ",\n" if self.count else "[\n"
        return "\n\n" if self.style.format is Format.TEXT and self.count else ""

    def _body(self, report: Report) -> str:
        body = self.style.render(report)
        if isinstance(body, bytes):
            self.stream.write(body)
            return ""
        if self.style.format is Format.CSV and self.count:
            return body.partition("\r\n")[2]  # the head row was written with the first report
        is_inside_array = self.style.format is Format.JSON and self.style.is_array
        return body if body.endswith("\n") or is_inside_array else body + "\n"

    def _put(self, text: str) -> None:
        self.stream.write(text.encode("utf-8", "replace"))
        self.stream.flush()


@dataclass(slots=True)
class FolderSink:
    """One file a report, named after its text: ``offers/ad.txt`` becomes ``ad.html``."""

    folder: Path
    style: Style
    force: bool
    written: set[str] = field(default_factory=set, init=False)

    def write(self, report: Report) -> None:
        """Write one file. Raises ``FileExistsError`` when it is there already and ``force`` is off."""
        path = self.folder / self._name(report)
        with open_whole(path, force=self.force) as stream:
            sink = StreamSink(stream, self.style)
            sink.write(report)
            sink.finish()

    def _name(self, report: Report) -> str:
        """File name of a report; a number is added when two texts of this scan would share it."""
        source = report.document.source or report.id
        row = re.fullmatch(r"(.*\.(?:jsonl|ndjson|csv|tsv)|stdin):\d+", source)
        stem = f"{Path(row[1]).stem}-{report.id}" if row else Path(source).stem
        stem = (_UNSAFE.sub("_", stem).strip("._") or "report")[:120]
        name, number = f"{stem}.{self.style.format.value}", 1
        while name.lower() in self.written:
            number += 1
            name = f"{stem}-{number}.{self.style.format.value}"
        self.written.add(name.lower())
        return name


@contextmanager
def open_whole(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A binary file under a temporary name, renamed to ``path`` at the end and removed after an error."""
    if path.exists() and not force:
        what = f"{path}: the file exists already"
        raise FileExistsError(f"{what}\n  next: name another one, or add --force to replace it")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            yield stream
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def open_sink(out: Path | None, style: Style, *, as_folder: bool, force: bool) -> Iterator[Sink]:
    """The sink for ``--out``: ``None`` is standard output. Ends the program when a file may not be written."""
    if out is None:
        stream = StreamSink(sys.stdout.buffer, style)
        yield stream
        stream.finish()
        return
    try:
        if as_folder:
            out.mkdir(parents=True, exist_ok=True)
            yield FolderSink(out, style, force)
            return
        with open_whole(out, force=force) as file:
            whole = StreamSink(file, style)
            yield whole
            whole.finish()
    except FileExistsError as error:
        print_error(str(error))
        raise stop(ExitCode.USAGE) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        print_error(f"{out}: cannot be written ({error.strerror})\n  next: check the folder and its permissions")
        raise stop(ExitCode.FAILED) from error
