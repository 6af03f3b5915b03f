"""Writes docs/evaluation.md: the tables that `smallprint evaluate --suite all` prints, for the shipped models. Takes about a quarter of an hour.

It needs the labelled real texts and the data sets (see models/README.md); what is absent is named in the page. Run: ``make evaluation``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from smallprint.classifier.store import load_model, model_folder
from smallprint.cli.evaluate import DEFAULT_DATA, SuiteName, run_suites
from smallprint.evaluation.page import show_cell
from smallprint.evaluation.suite import Context, FigureTable, SuiteResult

FILE = Path(__file__).with_name("evaluation.md")
INTRODUCTION = """<!-- made by docs/make_evaluation.py: do not edit -->
# Evaluation of the shipped model

What `smallprint evaluate --suite all` printed. The labelled real texts and the job ads are not part of the project; the invented corpus is.
Invented texts measure the coverage of invented wording, not field accuracy. What the figures cannot say: [limitations](limitations.md)."""


def make_page(results: list[SuiteResult], version: str) -> str:
    """The whole page."""
    return "\n\n".join([INTRODUCTION, f"Model: `{version}`.", *("\n".join(_section(r)) for r in results)]) + "\n"


def _section(result: SuiteResult) -> Iterator[str]:
    yield f"## {result.title}\n"
    yield f"`smallprint evaluate --suite {result.name}`. {result.about}\n"
    for reason in result.absent:
        yield f"Absent: {reason}\n"
    for table in result.tables:
        yield from _table(table)


def _table(table: FigureTable) -> Iterator[str]:
    yield f"### {table.title}\n"
    yield f"| {' | '.join(table.columns)} |"
    yield f"|{'---|' * len(table.columns)}"
    for row in table.rows:
        yield f"| {' | '.join(show_cell(cell).replace('|', '/') for cell in row)} |"
    yield f"\n{table.note}\n" if table.note else ""


def main() -> None:
    """Run every suite and write the page."""
    model = load_model()
    context = Context(model, model_folder("encoder"), Path("../shared/data"), DEFAULT_DATA, Path("annotations"))
    FILE.write_text(make_page(run_suites([SuiteName.ALL], context), model.version), encoding="utf-8")


if __name__ == "__main__":
    main()
