"""Writes results as a folder: one self-contained page, its plots as PNG files, the figures as JSON."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from math import isfinite, isnan
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from smallprint._version import __version__
from smallprint.errors import MissingExtraError, SmallprintError
from smallprint.evaluation.suite import Cell, Plot, SuiteResult

PAGE, FIGURES, TEMPLATE = "index.html", "figures.json", "page.html.jinja"
_UNSAFE = re.compile(r"[^a-z0-9-]+")
_MARKERS = "osD^vP*X"


def write_page(results: Sequence[SuiteResult], folder: Path) -> Path:
    """Write page, plots and figures to ``folder``, whole or not at all. Returns the page.

    An earlier page is replaced. Raises :class:`SmallprintError` if the folder holds anything else.
    """
    folder = folder.absolute()
    check_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made = temporary / "page"
        made.mkdir()
        _write(results, made)
        before = temporary / "before"
        if folder.exists():
            folder.rename(before)
        try:
            made.rename(folder)
        except OSError:
            if before.exists():
                before.rename(folder)
            raise
    finally:
        shutil.rmtree(temporary)
    return folder / PAGE


def check_folder(folder: Path) -> None:
    """Raise :class:`SmallprintError` unless ``folder`` is new, empty or an earlier page."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise SmallprintError(
            f"{folder.name} is no folder\n  allowed: a new folder, an empty one, or one that holds an earlier page"
        )
    names = {path.name for path in folder.iterdir()}
    others = sorted(name for name in names if name not in (PAGE, FIGURES) and not name.endswith(".png"))
    if others or (names and FIGURES not in names):
        raise SmallprintError(
            f"{folder.name} holds other things: {', '.join(others or sorted(names))}"
            "\n  allowed: a new folder, an empty one, or one that holds an earlier page"
        )


def _write(results: Sequence[SuiteResult], folder: Path) -> None:
    images = {(r.name, plot.name): _file_name(r, plot) for r in results for plot in r.plots}
    for result in results:
        for plot in result.plots:
            draw(plot, folder / images[result.name, plot.name])
    page = _template().render(results=results, images=images, version=__version__)
    (folder / PAGE).write_text(page, encoding="utf-8")
    content = {r.name: {"title": r.title, "absent": list(r.absent), "figures": plain(r.figures)} for r in results}
    (folder / FIGURES).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _file_name(result: SuiteResult, plot: Plot) -> str:
    return _UNSAFE.sub("-", f"{result.name}-{plot.name}".lower()).strip("-") + ".png"


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["cell"] = show_cell
    source = files("smallprint.evaluation").joinpath(TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(source)


def show_cell(value: Cell) -> str:
    """A cell as text: shares and scores with three digits, a dash for what has no value."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def plain(value: Any) -> Any:
    """The value with what strict JSON cannot hold as ``None``."""
    if isinstance(value, Mapping):
        return {str(name): plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def draw(plot: Plot, file: Path) -> None:
    """Draw a plot as PNG. Raises :class:`MissingExtraError` without matplotlib."""
    try:
        figures = import_module("matplotlib.figure")
        canvas = import_module("matplotlib.backends.backend_agg")
    except ImportError as error:
        raise MissingExtraError("drawing plots", 'pip install "smallprint[train]"') from error
    figure = figures.Figure(figsize=(6.4, 4.8), layout="constrained")
    canvas.FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if plot.diagonal:
        axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1)
    for number, (name, (x, y)) in enumerate(plot.lines.items()):
        marker = _MARKERS[number % len(_MARKERS)] if len(x) <= 25 else None  # few points are shown as points
        axes.plot(x, y, marker=marker, label=_literal(name))
    axes.set(title=_literal(plot.title), xlabel=_literal(plot.x_label), ylabel=_literal(plot.y_label))
    axes.grid(visible=True, color="0.9")
    if plot.lines:
        axes.legend()
    figure.savefig(file, dpi=120, metadata={"Software": None})


def _literal(text: str) -> str:
    return text.replace("$", r"\$")  # a pair of dollar signs would be read as a formula
