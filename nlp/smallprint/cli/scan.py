"""``smallprint scan``: read texts, write reports."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smallprint.cli.exits import ExitCode, clean_exit, print_error, print_note, stop
from smallprint.cli.inputs import STDIN, Inputs, Kind, StdinFormat, Unreadable
from smallprint.cli.output import ONE_A_FILE, Sink, Style, open_sink
from smallprint.errors import CatalogueError, ModelError, SmallprintError
from smallprint.render import Format
from smallprint.report import Level

if TYPE_CHECKING:
    from smallprint.documents import Document
    from smallprint.report import Report

_LEVELS = (Level.NONE, Level.WEAK, Level.MODERATE, Level.STRONG)


class MinLevel(StrEnum):
    """Levels that ``--min-level`` can ask for."""

    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help="Files, folders (read with all below them), tables (.jsonl, .csv, .tsv: one text a row), or - for "
        "standard input.",
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="How to write the reports. Default: what the name after --out says; else text on a terminal and jsonl in "
        "a pipe or file.",
        show_default=False,
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|DIR",
        help="Write to this file instead of the screen; or, for several web pages or PDFs, one file a text into this "
        "folder. A file appears complete or not at all.",
        show_default=False,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]
KindOption = Annotated[
    Kind | None, typer.Option(help="What the texts are, where they do not say so themselves.", show_default=False)
]
Lang = Annotated[
    str | None,
    typer.Option(
        metavar="CODE", help="Language of the texts (en, ...). Default: found out for each text.", show_default=False
    ),
]
MinLevelOption = Annotated[
    MinLevel | None,
    typer.Option(help="Write only reports with at least this signal on either track.", show_default=False),
]
WithText = Annotated[
    bool,
    typer.Option("--with-text", help="Put the text itself into JSON reports. (Text, web page and PDF always show it.)"),
]
Stdin = Annotated[StdinFormat, typer.Option(help="How to read standard input: as one text, or as rows.")]
CodeOption = Annotated[bool, typer.Option("--exit-code", help="End with code 10 if any text is flagged.")]


def scan(  # noqa: PLR0913, PLR0917  one parameter an option
    paths: Paths,
    output_format: FormatOption = None,
    out: Out = None,
    force: Force = False,
    kind: KindOption = None,
    lang: Lang = None,
    min_level: MinLevelOption = None,
    with_text: WithText = False,
    stdin_format: Stdin = StdinFormat.TEXT,
    exit_code: CodeOption = False,
) -> None:
    """Read job offers, messages and contracts, and report the wording that published indicators warn about.

    A file or row that cannot be read is named on the error stream and does not stop the others.
    Nothing is sent anywhere: all work is done on this computer.
    """
    with clean_exit():
        inputs = Inputs(tuple(paths), kind, lang, stdin_format)
        target = None if out is None else Path(out)
        is_folder = out is not None and (out.endswith("/") or Path(out).is_dir())
        style, as_folder = _choose_style(inputs, output_format, target, is_folder=is_folder, with_text=with_text)
        scanner = Scanner(min_level=None if min_level is None else Level(min_level.value))
        with open_sink(target, style, as_folder=as_folder, force=force) as sink:
            scanner.run(inputs, sink)
        scanner.print_summary(inputs)
        raise stop(scanner.exit_code(count_flagged=exit_code))


def _choose_style(
    inputs: Inputs, wanted: Format | None, out: Path | None, *, is_folder: bool, with_text: bool
) -> tuple[Style, bool]:
    """The style, and whether ``out`` is a folder. Ends the program when they do not go together."""
    is_terminal = out is None and sys.stdout.isatty()
    chosen = wanted or _format_of(out, is_terminal=is_terminal)
    as_folder = is_folder or _needs_folder(out, inputs, chosen)
    if out is None and chosen in ONE_A_FILE and not inputs.is_single:
        print_error(f"several {chosen.value} reports need a folder\n  next: add --out FOLDER")
        raise stop(ExitCode.USAGE)
    if chosen is Format.PDF and is_terminal:
        print_error("a PDF cannot be shown in a terminal\n  next: add --out report.pdf")
        raise stop(ExitCode.USAGE)
    is_array = not inputs.is_single and not as_folder
    return _style(chosen, is_array=is_array, with_text=with_text, is_terminal=is_terminal), as_folder


def _format_of(out: Path | None, *, is_terminal: bool) -> Format:
    suffix = out.suffix.lower().lstrip(".") if out else ""
    if suffix == "txt":
        return Format.TEXT
    if suffix in list(Format):
        return Format(suffix)
    return Format.TEXT if is_terminal else Format.JSONL


def _needs_folder(out: Path | None, inputs: Inputs, chosen: Format) -> bool:
    """True when one file a text is written below ``out``. Ends the program when ``out`` is named like a single file."""
    if out is None or chosen not in ONE_A_FILE or inputs.is_single:
        return False
    if out.suffix.lower().lstrip(".") in {*Format, "txt"}:
        what = f"{out}: several {chosen.value} reports do not fit into one file"
        print_error(f"{what}\n  next: name a folder after --out")
        raise stop(ExitCode.USAGE)
    return True


def _style(chosen: Format, *, is_array: bool, with_text: bool, is_terminal: bool) -> Style:
    if not is_terminal:
        return Style(chosen, with_text, is_array)
    from rich.console import Console

    console = Console()
    return Style(chosen, with_text, is_array, min(console.width, 120), colour=console.color_system is not None)


@dataclass(slots=True)
class Scanner:
    """Analyses the inputs one by one and keeps count."""

    min_level: Level | None = None
    levels: Counter[Level] = field(default_factory=Counter)
    flagged: int = 0
    problems: int = 0

    def run(self, inputs: Inputs, sink: Sink) -> None:
        """Write a report for every text that can be read, in order; name the others on the error stream."""
        for item in inputs:
            report = item if isinstance(item, Unreadable) else _analyse(item)
            if isinstance(report, Unreadable):
                self._refuse(report.message)
                continue
            level = level_of(report)
            self.levels[level] += 1
            self.flagged += report.is_flagged
            if self._is_wanted(level):
                self._write(report, sink)

    def _write(self, report: Report, sink: Sink) -> None:
        try:
            sink.write(report)
        except FileExistsError as error:
            self._refuse(str(error))

    def _refuse(self, message: str) -> None:
        self.problems += 1
        print_error(message)

    def _is_wanted(self, level: Level) -> bool:
        if self.min_level is None:
            return True
        return level in _LEVELS and _LEVELS.index(level) >= _LEVELS.index(self.min_level)

    def print_summary(self, inputs: Inputs) -> None:
        """Counts on the error stream, when there was more than one text or something went wrong."""
        total = sum(self.levels.values())
        if inputs.is_single and not self.problems and self.min_level is None:
            return
        parts = [f"{self.levels[level]} {level.value.replace('_', ' ')}" for level in Level if self.levels[level]]
        parts += [f"{self.problems} could not be read or written"] if self.problems else []
        parts += [f"{inputs.skipped} files of other formats passed over"] if inputs.skipped else []
        print_note(f"{total} text{'s' * (total != 1)} read" + (f": {', '.join(parts)}" if parts else ""))

    def exit_code(self, *, count_flagged: bool) -> ExitCode:
        """The code that ends the program."""
        if not self.levels:
            return ExitCode.NOTHING_READ
        if self.problems:
            return ExitCode.PARTIAL
        return ExitCode.FLAGGED if count_flagged and self.flagged else ExitCode.OK


def _analyse(document: Document) -> Report | Unreadable:
    """The report, or words on why there is none. A broken installation stops the whole scan."""
    import smallprint

    try:
        return smallprint.analyse(document)
    except (CatalogueError, ModelError):
        raise
    except SmallprintError as error:
        return Unreadable(str(error))
    except Exception as error:  # noqa: BLE001  one text must not stop the others
        what = f"{document.source or document.id}: could not be analysed ({type(error).__name__}: {error})"
        return Unreadable(f"{what}\n  next: please report this text")


def level_of(report: Report) -> Level:
    """The stronger level of the two tracks; not measurable only when both are."""
    measured = [track.level for track in report.tracks.values() if track.level in _LEVELS]
    return max(measured, key=_LEVELS.index, default=Level.NOT_MEASURABLE)


__all__ = ["STDIN", "MinLevel", "Scanner", "level_of", "scan"]
