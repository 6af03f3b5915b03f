"""``smallprint annotate``: count, check and compare annotations."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from smallprint.cli.exits import ExitCode

if TYPE_CHECKING:
    from smallprint.annotation.gates import GateResult
    from smallprint.annotation.judgements import AgreementFigures
    from smallprint.evaluation.confusions import Confusion
    from smallprint.evaluation.metrics import Counts

annotate_app = typer.Typer(help="Count, check and compare annotations.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="Annotations folder with corpus/, agreement/ and standoff/.")]
DEFAULT = Path("annotations")
DATA = Path("../shared")
SHOWN = 12


@annotate_app.command()
def counts(
    folder: Folder = DEFAULT, output: Annotated[str, typer.Option("--format", help="text or json.")] = "text"
) -> None:
    """Print how much the corpus holds, by indicator and in all."""
    from smallprint.annotation.counts import count_targets, summarise
    from smallprint.annotation.judgements import SETS, read_judgements
    from smallprint.annotation.records import read_corpus
    from smallprint.annotation.standoff import read_standoff

    corpus = read_corpus(folder / "corpus")
    targets, totals = count_targets(corpus), summarise(corpus)
    labels = read_standoff(folder / "standoff")
    totals["standoff"] = len(labels)
    totals["standoff_fraudulent"] = sum(label.sample == "fraudulent" for label in labels)
    totals["annotated_twice"] = {name: len(read_judgements(folder / "agreement", name)) for name in SETS}
    if output == "json":
        typer.echo(json.dumps({"totals": totals, "targets": {n: asdict(t) for n, t in targets.items()}}, indent=1))
        return
    table = _table(
        "Clauses by indicator",
        "indicator",
        "asserted",
        "look-alikes",
        "pairs",
        "registers",
        "sectors",
        "kinds of look-alike",
    )
    for name, t in targets.items():
        kinds = ", ".join(f"{kind} {n}" for kind, n in t.kinds.items())
        table.add_row(name, *map(str, (t.asserted, t.look_alikes, t.pairs, t.registers, t.sectors)), kinds)
    console = Console()
    console.print(table)
    for name, value in totals.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        console.print(f"{name.replace('_', ' ')}: {shown}")


@annotate_app.command()
def check(
    folder: Folder = DEFAULT,
    against: Annotated[
        Path, typer.Option(help="Folder of texts that the corpus must not repeat; skipped, and said, if absent.")
    ] = DATA,
    everything: Annotated[bool, typer.Option("--all", help="Show every problem, not the first ones.")] = False,
) -> None:
    """Run the quality gates. Ends with code 1 if one fails."""
    from smallprint.annotation.gates import check_corpus
    from smallprint.annotation.records import read_corpus

    results = check_corpus(read_corpus(folder / "corpus"), against)
    console = Console()
    for result in results:
        _print_gate(result, console, None if everything else SHOWN)
    if any(r.passed is False for r in results):
        raise typer.Exit(ExitCode.FAILED)


def _print_gate(result: GateResult, console: Console, shown: int | None) -> None:
    word = {True: "pass", False: "FAIL", None: "not measurable"}[result.passed]
    console.print(f"{word:5} {result.gate}: {result.asks}{': ' + result.note if result.note else ''}", highlight=False)
    for problem in result.problems[:shown]:
        hint = f" ({problem.hint})" if problem.hint else ""
        console.print(f"      {problem.where}: {problem.what}{hint}", highlight=False, markup=False)
    if shown is not None and len(result.problems) > shown:
        console.print(f"      and {len(result.problems) - shown} more; --all shows them")


@annotate_app.command()
def agreement(
    folder: Folder = DEFAULT, output: Annotated[str, typer.Option("--format", help="text or json.")] = "text"
) -> None:
    """Print how far two independent annotators agree, before adjudication."""
    from smallprint.annotation.judgements import SETS, measure, read_judgements

    figures = {name: measure(read_judgements(folder / "agreement", name)) for name in SETS}
    if output == "json":
        typer.echo(
            json.dumps({name: asdict(f) | {"mean_alpha": f.mean_alpha} for name, f in figures.items()}, indent=1)
        )
        return
    console = Console()
    table = _table(
        "Agreement before adjudication", "set", "texts", "span F1, overlap", "span F1, exact", "span F1, without label",
        "polarity kappa", "asserted kappa", "mean alpha", "adjudicated",
    )  # fmt: skip
    for name, f in figures.items():
        rates = (f.partial_f1, f.exact_f1, f.label_free_f1, f.polarity_kappa, f.asserted_kappa, f.mean_alpha)
        table.add_row(name, str(f.texts), *map(_rate, rates), ", ".join(f"{k} {v}" for k, v in f.adjudicated.items()))
    console.print(table)
    console.print(_alphas(figures))


def _alphas(figures: dict[str, AgreementFigures]) -> Table:
    table = _table("Krippendorff's alpha by indicator (asserted, mentioned, absent)", "indicator", *figures)
    by_name = {name: {i.indicator: i for i in f.indicators} for name, f in figures.items()}
    for indicator in sorted({i for found in by_name.values() for i in found}):
        cells = []
        for found in by_name.values():
            one = found.get(indicator)
            cells.append(
                f"{_rate(one.alpha)} [{_rate(one.interval[0])}, {_rate(one.interval[1])}] n={one.texts}" if one else "-"
            )
        table.add_row(indicator, *cells)
    return table


@annotate_app.command()
def teach(
    folder: Folder = DEFAULT,
    data: Annotated[Path, typer.Option(help="Labelled real texts to try the model on.")] = DATA
    / "eval/field_dev.jsonl",
    worst: Annotated[int, typer.Option(help="How many confusions to name.")] = 10,
    leave_out: Annotated[
        str, typer.Option(help="Leave out author batches whose name ends so, to see what they teach.")
    ] = "",
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Train a plain linear model on the clause set alone and try it on real texts, beside the rules.

    Shows what the corpus teaches and where it misleads. Needs the extra: pip install "smallprint[train]".
    """
    from smallprint.errors import MissingExtraError

    try:
        import sklearn  # noqa: F401  # the extra's mark
    except ImportError as error:
        raise MissingExtraError("training", 'pip install "smallprint[train]"') from error
    from smallprint.annotation.records import read_corpus
    from smallprint.evaluation.benchmark import read_labelled
    from smallprint.evaluation.confusions import judge
    from smallprint.evaluation.metrics import FoundSpan
    from smallprint.indicators.catalogue import load_catalogue
    from smallprint.scoring.analysis import analyse
    from smallprint.training.clauses import fit_clauses

    texts = read_labelled(data)
    corpus = read_corpus(folder / "corpus", splits=("train", "dev"))
    train = [c for c in corpus.clauses["train"] if not leave_out or not c.batch.endswith(leave_out)]
    model = fit_clauses(train, corpus.clauses["dev"], sorted(load_catalogue().indicators))
    linear, confused = judge(texts, lambda t: [FoundSpan(*found) for found in model.find(t.document.text)])
    rules, _ = judge(texts, lambda t: [FoundSpan(f.start, f.end, f.indicator) for f in analyse(t.document).findings])
    _print_teaching(linear, rules, confused if output == "json" else confused[:worst], as_json=output == "json")


def _print_teaching(
    linear: dict[str, Counts], rules: dict[str, Counts], confused: list[Confusion], *, as_json: bool
) -> None:
    from smallprint.evaluation.metrics import Counts, micro

    names = sorted(linear.keys() | rules.keys())
    empty = Counts()
    if as_json:
        found = {"linear": linear, "rules": rules}
        plain = {s: {n: asdict(c) for n, c in counts.items()} for s, counts in found.items()}
        typer.echo(json.dumps({**plain, "confusions": [asdict(c) for c in confused]}, indent=1))
        return
    columns = ("right", "false", "missed", "precision", "recall")
    table = _table(
        "By overlapping span", "indicator", *(f"{who}: {c}" for who in ("clauses", "rules") for c in columns)
    )
    rows = [(n, linear.get(n, empty), rules.get(n, empty)) for n in names]
    rows.append(("all", micro(list(linear.values())), micro(list(rules.values()))))
    for name, ours, theirs in rows:
        cells = [
            cell
            for c in (ours, theirs)
            for cell in (str(c.tp), str(c.fp), str(c.fn), _rate(c.precision), _rate(c.recall))
        ]
        table.add_row(name, *cells)
    console = Console()
    console.print(table)
    for number, c in enumerate(confused, 1):
        console.print(f"{number:2}. {c.gold} taken for {c.found}: {c.count} times", highlight=False)


def _rate(value: float) -> str:
    return "-" if isnan(value) else f"{value:.2f}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number == 0 or name.startswith(("kinds", "adjud")) else "right")
    return table
