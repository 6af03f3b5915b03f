"""``smallprint indicators``: list, show and check the indicator files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from smallprint.cli.exits import ExitCode, clean_exit, print_error, print_note, stop

if TYPE_CHECKING:
    from smallprint.indicators.schema import Indicator

app = typer.Typer(
    no_args_is_help=True, help="List, show and check the indicators: what the program looks for, and why."
)


class Family(StrEnum):
    """The two families of indicators."""

    DECEPTION = "deception"
    COERCION = "coercion"


class ListFormat(StrEnum):
    """How the list is written."""

    TEXT = "text"
    JSON = "json"


@app.command("list")
def list_indicators(
    family: Annotated[Family | None, typer.Option(help="Only this family.", show_default=False)] = None,
    output_format: Annotated[
        ListFormat, typer.Option("--format", help="A table, or JSON with every field.")
    ] = ListFormat.TEXT,
) -> None:
    """List all indicators with their family, severity and title."""
    with clean_exit():
        chosen = [item for item in _load() if family is None or item.family == family.value]
        if output_format is ListFormat.JSON:
            typer.echo("[\n" + ",\n".join(item.model_dump_json(by_alias=True) for item in chosen) + "\n]")
            return
        width = max((len(item.title) for item in chosen), default=0)
        for item in chosen:
            note = "" if item.status == "stable" else f"  ({item.status}: not in use)"
            typer.echo(f"{item.id}  {item.severity.value:<8}  {item.family:<9}  {item.title:<{width}}{note}".rstrip())


@app.command(short_help="Show one indicator with its law and look-alikes.")
def show(indicator: Annotated[str, typer.Argument(metavar="ID", help="Such as A01 or B07.")]) -> None:
    """Show one indicator: what it means, what it does not prove, the law behind it, and look-alikes."""
    with clean_exit():
        (item,) = _choose([indicator])
        typer.echo("\n".join(_show_lines(item)))


@app.command(short_help="Check the indicator files and run their examples.")
def lint(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Check only these. Default: all.", show_default=False)
    ] = None,
    examples: Annotated[bool, typer.Option(help="Also run the example texts through the program.")] = True,
) -> None:
    """Check indicator files for gaps and mistakes, and run the examples they carry.

    Ends with code 1 if there is any problem.
    """
    from smallprint.errors import CatalogueError
    from smallprint.indicators.lint import lint_files

    with clean_exit():
        wanted = _known_ids(ids) if ids else ()
        found = lint_files(wanted, run_examples=examples)
        for name, problems in found.items():
            if problems:
                typer.echo(str(CatalogueError(name, problems)))
        wrong = sum(map(bool, found.values()))
        print_note(f"{len(found)} indicator file{'s' * (len(found) != 1)} checked, {wrong or 'none'} with problems")
        raise stop(ExitCode.FAILED if wrong else ExitCode.OK)


def _load() -> tuple[Indicator, ...]:
    from smallprint.indicators.catalogue import indicator_files, read_toml
    from smallprint.indicators.schema import Indicator

    return tuple(read_toml(file, Indicator) for _family, file in indicator_files())


def _known_ids(ids: Sequence[str]) -> tuple[str, ...]:
    """The ids in capitals; ends the program when one is unknown. Reads file names only, as a file may be broken."""
    from smallprint.indicators.catalogue import indicator_files

    known = [file.name[:3] for _family, file in indicator_files()]
    wanted = tuple(i.strip().upper() for i in ids)
    for one in wanted:
        if one not in known:
            close = get_close_matches(one, known, n=3, cutoff=0.5)
            hint = f"\n  did you mean {', '.join(close)}?" if close else ""
            print_error(f"there is no indicator {one!r}{hint}\n  next: smallprint indicators list")
            raise stop(ExitCode.USAGE)
    return wanted


def _choose(ids: Sequence[str]) -> tuple[Indicator, ...]:
    wanted = _known_ids(ids)
    by_id = {item.id: item for item in _load()}
    return tuple(by_id[one] for one in wanted)


def _show_lines(item: Indicator) -> Iterator[str]:
    from smallprint.render.words import BASES

    yield f"{item.id}  {item.title}"
    yield f"family {item.family}; severity {item.severity.value}; counts towards: {_track(item)}; status {item.status}"
    yield from ("", item.meaning, "", f"What it does not show: {item.not_proof}", "", "Not to be flagged:")
    yield from (f"  - {text}" for text in item.do_not_flag)
    yield from ("", "Ask or check next:")
    yield from (f"  - {text}" for text in item.next_steps)
    yield from ("", "Law and standards:")
    yield from (f"  - {entry.cite} ({BASES[entry.status]})" for entry in item.basis)
    yield from _mapping_lines(item)
    yield from _rule_lines(item)


def _track(item: Indicator) -> str:
    both = "coercion in a contract, deception elsewhere"
    return (both if item.track == "both" else item.track) + ("; fraud only" if item.fraud_only else "")


def _mapping_lines(item: Indicator) -> Iterator[str]:
    yield from ("", "Published schemes:")
    for entry in item.maps_to:
        strength = f", {entry.strength}" if entry.strength else ""
        condition = f" (only if {entry.condition.removeprefix('only if ')})" if entry.condition else ""
        yield f"  - {entry.scheme} {entry.code}: {entry.label}{strength}{condition}"
    if item.jurisdiction:
        yield from ("", "Where the rule of law differs:")
        yield from (f"  - {place.place}: {place.rule} ({place.cite})" for place in item.jurisdiction)


def _rule_lines(item: Indicator) -> Iterator[str]:
    yield from ("", "Rules:")
    yield from (f"  - {match.id}: {match.what} ({match.confidence} confidence)" for match in item.match)
    yield from ("", "Examples that are flagged:")
    yield from (f"  - {example.plain}" for example in item.examples.flag[:3])
    yield from ("", "Look-alikes that are not:")
    yield from (f"  - {example.plain}" for example in item.examples.pass_[:3])
