"""Exit codes, messages on the error stream, and a clean end on Ctrl-C and on a closed pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from smallprint.errors import SmallprintError


class ExitCode(IntEnum):
    """What the program's exit code means."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    NOTHING_READ = 4
    FLAGGED = 10
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """The code in one sentence."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.OK: "everything was read, whatever was found",
    ExitCode.FAILED: "the command could not do its work",
    ExitCode.USAGE: "the command line is wrong, or a file exists already",
    ExitCode.PARTIAL: "some inputs could not be read; goes before 10",
    ExitCode.NOTHING_READ: "no input could be read",
    ExitCode.FLAGGED: "with --exit-code: at least one text is flagged",
    ExitCode.INTERRUPTED: "stopped by Ctrl-C",
}


def print_error(message: str) -> None:
    """One message on the error stream."""
    typer.echo(f"error: {message}", err=True)


def print_note(message: str) -> None:
    """A remark on the error stream, so that it never mixes with the reports."""
    typer.echo(message, err=True)


def stop(code: ExitCode) -> typer.Exit:
    """The exception that ends a command with ``code``."""
    return typer.Exit(int(code))


@contextmanager
def clean_exit() -> Iterator[None]:
    """Turns errors meant for the user into a message, Ctrl-C into code 130, and a closed pipe into silence."""
    try:
        yield
    except SmallprintError as error:
        print_error(str(error))
        raise stop(ExitCode.FAILED) from error
    except KeyboardInterrupt as error:
        print_note("stopped")
        raise stop(ExitCode.INTERRUPTED) from error
    except BrokenPipeError as error:
        _silence_stdout()
        raise stop(ExitCode.OK) from error


def _silence_stdout() -> None:
    """The reader of the pipe has gone: what is still in the buffer must not raise again when Python ends."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):
        return
