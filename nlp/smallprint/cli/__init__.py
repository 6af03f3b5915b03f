"""The command line. Each command imports what it needs when it runs, so that ``--help`` stays fast."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Annotated

import typer

from smallprint._version import __version__
from smallprint.cli.app import app as serve
from smallprint.cli.exits import ExitCode, clean_exit, print_error, stop
from smallprint.cli.explain import explain
from smallprint.cli.indicators import app as indicators
from smallprint.cli.scan import scan

HELP = (
    "Reads the small print of job offers and employment contracts: shows, word by word, wording that published "
    "indicators of recruitment fraud and forced labour warn about. It finds wording; it does not establish that anyone "
    "has committed an offence or is a victim."
)

# Commands with heavy imports: module -> its short help. The typer ``app`` of a module is asked only when it is called.
LAZY = MappingProxyType({
    "model": "Train and describe the models.",
    "evaluate": "Measure the program on labelled texts.",
})  # fmt: skip

app = typer.Typer(
    name="smallprint", help=HELP, no_args_is_help=True, rich_markup_mode=None, add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]}, pretty_exceptions_enable=False,
)  # fmt: skip


def _print_version(wanted: bool) -> None:  # noqa: FBT001  the shape that typer asks of a callback
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


def _add_lazy(name: str, summary: str) -> None:
    """A command that hands all its arguments, ``--help`` too, to the typer app of its module."""

    @app.command(
        name, help=summary, add_help_option=False,
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    )  # fmt: skip
    def forward(context: typer.Context) -> None:
        run_lazy(name, context.args)


def run_lazy(name: str, arguments: Sequence[str]) -> None:
    """Run the typer app of ``smallprint.cli.<name>``."""
    with clean_exit():
        if find_spec(f"smallprint.cli.{name}") is None:
            what = f"`smallprint {name}` is not part of this installation"
            print_error(f"{what}\n  next: install smallprint from its sources")
            raise stop(ExitCode.FAILED)
        import_module(f"smallprint.cli.{name}").app(args=list(arguments), prog_name=f"smallprint {name}")


for _name, _help in LAZY.items():
    _add_lazy(_name, _help)


def main() -> None:
    """Entry point of the ``smallprint`` command."""
    app()


__all__ = ["ExitCode", "app", "main"]
