"""Writes docs/cli.md from the help of the commands.

Run it after changing an option; a test fails while the page is stale.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from smallprint.cli import ExitCode, app
from typer.main import get_command
from typer.testing import CliRunner

PAGE = Path(__file__).with_name("cli.md")
WIDTH = "100"
EXAMPLES = """```sh
smallprint scan offer.pdf                                  # read one file, show the report
smallprint scan cases/ --out reports/ --format pdf         # a folder: one PDF a text
smallprint scan ads.jsonl --format jsonl > reports.jsonl   # one report a line, in the same order
cat message.txt | smallprint scan - --kind message
smallprint explain offer.txt:12:1                          # why was line 12 counted, or not?
smallprint indicators show B01
smallprint app                                             # the screens, in a browser
```"""


def make_page() -> str:
    """Return the whole page as Markdown."""
    lines = ["# The command line", "", "<!-- made by docs/make_cli.py: do not edit -->", "", EXAMPLES, ""]
    for path in _paths():
        lines += [f"{'#' * (len(path) + 1)} `{' '.join(path)}`", "", "```text", help_of(path), "```", ""]
    lines += ["## Exit codes", "", "| Code | Name | Meaning |", "|---|---|---|"]
    lines += [f"| {code.value} | {code.name} | {code.meaning} |" for code in ExitCode]
    return "\n".join(lines) + "\n"


def _paths() -> Iterator[tuple[str, ...]]:
    """Every command as a tuple of words, groups before their commands."""
    yield ("smallprint",)
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        yield ("smallprint", name)
        yield from (("smallprint", name, child) for child in getattr(command, "commands", ()))


def help_of(path: tuple[str, ...]) -> str:
    """Return what ``--help`` prints for a command, at a fixed width."""
    environment = {"COLUMNS": WIDTH, "TERMINAL_WIDTH": WIDTH, "NO_COLOR": "1"}
    result = CliRunner().invoke(app, [*path[1:], "--help"], prog_name=path[0], env={**os.environ, **environment})
    return "\n".join(line.rstrip() for line in result.stdout.strip("\n").split("\n"))


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
    print(f"wrote {PAGE.name}", file=sys.stderr)
