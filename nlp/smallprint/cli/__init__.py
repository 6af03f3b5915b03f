"""The command line. Each command imports what it needs when it runs, so that ``--help`` stays fast."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from smallprint._version import __version__
from smallprint.cli.annotate import annotate_app
from smallprint.cli.app import app as serve
from smallprint.cli.evaluate import evaluate
from smallprint.cli.exits import ExitCode, print_error
from smallprint.cli.explain import explain
from smallprint.cli.indicators import app as indicators
from smallprint.cli.model import model_app
from smallprint.cli.scan import scan
from smallprint.errors import SmallprintError

HELP = (
    "Reads the small print of job offers and employment contracts: shows, word by word, wording that published "
    "indicators of recruitment fraud and forced labour warn about. It finds wording; it does not establish that anyone "
    "has committed an offence or is a victim."
)

app = typer.Typer(
    name="smallprint", help=HELP, no_args_is_help=True, rich_markup_mode=None, add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]}, pretty_exceptions_enable=False,
)  # fmt: skip


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"smallprint {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Options that hold for every command."""


# "\b" keeps the lines apart
EPILOG = "\b\nExit codes:\n" + "\n".join(f"{code.value:>3}  {code.meaning}" for code in ExitCode)

app.command("scan", epilog=EPILOG, short_help="Read texts and write reports.")(scan)
# "-:30" is a place in standard input, not an option
app.command(
    "explain", short_help="Show why a sentence was counted or not.", context_settings={"ignore_unknown_options": True}
)(explain)
app.add_typer(indicators, name="indicators", short_help="List, show and check the indicators.")
app.command("app", short_help="Open the inspector in a browser.")(serve)
app.add_typer(model_app, name="model", short_help="Train a model, list the shipped ones.")
app.add_typer(annotate_app, name="annotate", short_help="Count, check and compare annotations.")
app.command("evaluate", short_help="Measure the program on labelled texts.")(evaluate)


def main() -> None:
    """Entry point of the ``smallprint`` command. Errors meant for the user end as a message and code 1."""
    try:
        app()
    except SmallprintError as error:
        print_error(str(error))
        sys.exit(ExitCode.FAILED)
    except OSError as error:
        print_error(f"{error.filename or 'file'}: cannot be opened ({error.strerror})")
        sys.exit(ExitCode.FAILED)


__all__ = ["ExitCode", "app", "main"]
