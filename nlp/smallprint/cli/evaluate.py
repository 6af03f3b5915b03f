"""``smallprint evaluate``: the figures on labelled texts, counts beside every rate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from smallprint.evaluation.suite import Context, FigureTable, SuiteResult

DEFAULT_DATA = Path("../shared/eval/field_dev.jsonl")
WIDTH = 190
"""Width of the tables where the output is no terminal."""


class SuiteName(StrEnum):
    """The parts of the evaluation."""

    FIELD = "field"
    CORPUS = "corpus"
    EMSCAD = "emscad"
    CALIBRATION = "calibration"
    SLICES = "slices"
    FAITHFULNESS = "faithfulness"
    INVARIANCE = "invariance"
    DIRECTIONAL = "directional"
    ALL = "all"


_MODULES = {name: name.value for name in SuiteName if name is not SuiteName.ALL} | {
    SuiteName.FIELD: "fielddata", SuiteName.CALIBRATION: "calibration_suite",
}  # fmt: skip


class OutputFormat(StrEnum):
    """How figures are printed."""

    TEXT = "text"
    JSON = "json"


def evaluate(  # noqa: PLR0913, PLR0917 - one argument an option
    data: Annotated[
        Path, typer.Option(help="Labelled texts, JSON lines: id, kind, lang, text, verdict, spans; source if known.")
    ] = DEFAULT_DATA,
    model: Annotated[str, typer.Option(help="Name of a shipped model, or a model folder.")] = "encoder",
    output: Annotated[OutputFormat, typer.Option("--format", help="text or json.")] = OutputFormat.TEXT,
    suite: Annotated[
        list[SuiteName] | None, typer.Option(help="What to measure; may be repeated. Default: field.")
    ] = None,
    annotations: Annotated[Path, typer.Option(help="Folder with the annotated corpus.")] = Path("annotations"),
    data_folder: Annotated[Path, typer.Option(help="Folder with the data sets; absent ones are named.")] = Path(
        "../shared/data"
    ),
    out: Annotated[Path | None, typer.Option(help="Folder to write a page with all tables and plots to.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Take only so many texts of each set.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of folds and bootstrap.")] = 20,
) -> None:
    """Print precision, recall and F1 per track and per indicator, false alarms on benign texts, and calibration.

    Other suites measure the model on the invented corpus, on job ads, and in how it explains itself.
    """
    from smallprint.classifier.store import load_model, model_folder
    from smallprint.evaluation.page import check_folder, write_page
    from smallprint.evaluation.suite import Context

    if out is not None:
        check_folder(out)
    context = Context(load_model(model), model_folder(model), data_folder, data, annotations, seed, limit)
    results = run_suites(suite or [SuiteName.FIELD], context)
    if out is not None:
        typer.echo(f"written: {write_page(results, out)}", err=True)
    if output is OutputFormat.JSON:
        _print_json(results, only_figures=not suite)
    else:
        _print(results)


def run_suites(wanted: Sequence[SuiteName], context: Context) -> list[SuiteResult]:
    """The results in the order of :class:`SuiteName`. Raises :class:`SmallprintError` if nothing could be measured."""
    from dataclasses import replace
    from importlib import import_module

    from smallprint.errors import SmallprintError

    names = [n for n in _MODULES if n in wanted or SuiteName.ALL in wanted]
    results: list[SuiteResult] = []
    with Console(stderr=True).status("reading") as status:
        context = replace(context, progress=status.update)
        for name in names:
            status.update(name.value)
            module = import_module(f"smallprint.evaluation.{_MODULES[name]}")
            results.append(module.suite(context))
    if not any(r.tables for r in results):
        reasons = "\n".join(f"  {r.name}: {reason}" for r in results for reason in r.absent)
        raise SmallprintError(f"nothing could be measured\n{reasons}\n  next: smallprint evaluate --help")
    return results


def _print_json(results: Sequence[SuiteResult], *, only_figures: bool) -> None:
    from smallprint.evaluation.page import plain

    content = {r.name: {"figures": plain(r.figures), "absent": r.absent} for r in results}
    typer.echo(json.dumps(plain(results[0].figures) if only_figures else content, indent=1))


def _print(results: Sequence[SuiteResult]) -> None:
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDTH)
    for result in results:
        console.print(f"{result.title}. {result.about}\n")
        for reason in result.absent:
            console.print(f"Absent: {reason}")
        for table in result.tables:
            console.print(_rich(table))
            console.print(f"{table.note}\n" if table.note else "")


def _rich(table: FigureTable) -> Table:
    from smallprint.evaluation.page import show_cell

    shown = Table(title=table.title, title_justify="left")
    for number, column in enumerate(table.columns):
        is_text = all(isinstance(row[number], str) for row in table.rows)
        shown.add_column(column, justify="left" if is_text else "right", overflow="fold")
    for row in table.rows:
        shown.add_row(*map(show_cell, row))
    return shown
