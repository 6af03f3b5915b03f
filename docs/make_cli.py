"""Writes docs/cli.md from the help of the commands.

Run it after changing an option; a test fails while the page is stale.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import typer
from smallprint.cli import LAZY, ExitCode, app
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
        inner = get_command(_lazy(name)) if name in LAZY and find_spec(f"smallprint.cli.{name}") else command
        yield from (("smallprint", name, child) for child in getattr(inner, "commands", ()))


def _lazy(name: str) -> typer.Typer:
    module_app: typer.Typer = import_module(f"smallprint.cli.{name}").app
    return module_app


def help_of(path: tuple[str, ...]) -> str:
    """Return what ``--help`` prints for a command, at a fixed width."""
    is_lazy = len(path) > 1 and path[1] in LAZY
    if is_lazy and find_spec(f"smallprint.cli.{path[1]}") is None:
        return LAZY[path[1]]
    target, words, name = (_lazy(path[1]), path[2:], " ".join(path[:2])) if is_lazy else (app, path[1:], path[0])
    environment = {"COLUMNS": WIDTH, "TERMINAL_WIDTH": WIDTH, "NO_COLOR": "1"}
    result = CliRunner().invoke(target, [*words, "--help"], prog_name=name, env={**os.environ, **environment})
    return "\n".join(line.rstrip() for line in result.stdout.strip("\n").split("\n"))


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
    print(f"wrote {PAGE.name}", file=sys.stderr)
