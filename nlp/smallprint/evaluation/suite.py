"""What every part of the evaluation takes and gives, so that one command can print, plot and write all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smallprint.classifier.store import TrackModel

Cell = str | int | float | None
"""A float is a share or a score and is shown with three digits; ``None`` and ``nan`` as a dash."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a suite finds model and data. ``threads`` and ``seed`` make a run repeatable; ``limit`` cuts every set to its first texts."""

    model: TrackModel
    model_folder: Path
    data: Path
    field_file: Path
    annotations: Path
    seed: int = 20
    limit: int | None = None
    progress: Callable[[str], None] = lambda _what: None


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of figures: title, column names, rows of one length."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """What a plot shows: ``lines`` by name as (x, y), both of one length; drawn by the page writer."""

    name: str
    title: str
    x_label: str
    y_label: str
    lines: Mapping[str, tuple[Sequence[float], Sequence[float]]]
    diagonal: bool = False


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """The result of one suite. ``absent`` says which data it did without, and why."""

    name: str
    title: str
    about: str
    tables: tuple[FigureTable, ...] = ()
    plots: tuple[Plot, ...] = ()
    absent: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    """The same as plain values for JSON."""


Suite = Callable[[Context], SuiteResult]
