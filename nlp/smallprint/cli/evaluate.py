"""``smallprint evaluate``: the figures on labelled real texts, counts beside every rate."""

from __future__ import annotations

import json
from math import isnan
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

DEFAULT_DATA = Path("../shared/eval/field_dev.jsonl")


def evaluate(
    data: Annotated[
        Path, typer.Option(help="Labelled texts, JSON lines: id, kind, lang, text, verdict, spans.")
    ] = DEFAULT_DATA,
    model: Annotated[str, typer.Option(help="Name of a shipped model, or a model folder.")] = "linear",
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Print precision, recall and F1 per track and per indicator, false alarms on benign texts, and calibration."""
    from smallprint.classifier.store import load_model
    from smallprint.evaluation.benchmark import read_labelled, run, summarise

    figures = summarise(run(read_labelled(data), model=load_model(model)))
    if output == "json":
        typer.echo(json.dumps(figures, indent=1))
    else:
        _print(figures, Console())


def _print(figures: dict[str, Any], console: Console) -> None:
    console.print(
        f"{figures['texts']} texts, {figures['not_measurable']} of them not measurable (another language, or too short)"
    )
    console.print(_tracks(figures))
    for system, groups in figures["false_alarms"].items():
        parts = [
            f"{flagged} of {total} {name} texts ({_percent(flagged / total if total else float('nan'))})"
            for name, (flagged, total) in groups.items()
        ]
        console.print(f"False alarms, {system}: {', '.join(parts)}")
    for track, values in figures["calibration"].items():
        console.print(
            f"Calibration, {track}: Brier {values['brier']:.3f}, ECE {values['ece']:.3f} ({values['texts']} texts)"
        )
    console.print(_indicators(figures))


def _tracks(figures: dict[str, Any]) -> Table:
    table = _table("Tracks", "system", "track")
    for system, tracks in figures["tracks"].items():
        for track, counts in tracks.items():
            table.add_row(system, track, *_cells(counts))
    for track, counts in figures["tracks_english"].items():
        table.add_row("fused, English", track, *_cells(counts))
    return table


def _indicators(figures: dict[str, Any]) -> Table:
    table = _table("Indicators (by overlapping span)", "indicator", "")
    for name, counts in figures["indicators"].items():
        table.add_row(name, "", *_cells(counts))
    table.add_row("all", "micro", *_cells(figures["indicators_micro"]))
    table.add_row("all", "macro", "", "", "", "", "", _percent(figures["indicators_macro_f1"]))
    return table


def _table(title: str, *first: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in first:
        table.add_column(name)
    for name in ("right", "false", "missed", "precision", "recall", "F1"):
        table.add_column(name, justify="right")
    return table


def _cells(counts: dict[str, Any]) -> list[str]:
    numbers = [str(counts[name]) for name in ("tp", "fp", "fn")]
    return numbers + [_percent(counts[name]) for name in ("precision", "recall", "f1")]


def _percent(value: float) -> str:
    return "-" if isnan(value) else f"{value:.1%}"
