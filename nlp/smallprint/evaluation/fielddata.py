"""Suite ``field``: the program on labelled real texts. The figures are those of :mod:`smallprint.evaluation.benchmark`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smallprint.evaluation.benchmark import SYSTEMS, Outcome, count_track, read_labelled, run, summarise
from smallprint.evaluation.resample import f1_interval
from smallprint.evaluation.suite import Cell, Context, FigureTable, SuiteResult
from smallprint.evidence import TrackName

NAMES = {"rules": "rules", "linear": "text model alone", "fused": "fused"}
RATES = ("right", "false", "missed", "precision", "recall", "F1")
INTERVAL = ("F1 from", "F1 to")


def suite(context: Context) -> SuiteResult:
    """Tracks, false alarms, calibration and indicators on the field texts."""
    title, about = "Field texts", "Real ads, messages, clauses, contracts and warnings, labelled by hand."
    if not context.field_file.is_file():
        return SuiteResult("field", title, about, absent=(f"no labelled texts at {context.field_file}",))
    outcomes = run_field(context)
    figures = {**summarise(outcomes), "f1_interval": _all_intervals(outcomes, context.seed)}
    return SuiteResult(
        "field", title, about, tables=(_tracks(figures), _false_alarms(figures), _calibration(figures), _indicators(figures)),
        figures=figures,
    )  # fmt: skip


def run_field(context: Context) -> list[Outcome]:
    """What the program says of each field text."""
    texts = read_labelled(context.field_file)[: context.limit]
    return run(texts, model=context.model, progress=lambda n: context.progress(f"field text {n} of {len(texts)}"))


def _all_intervals(outcomes: Sequence[Outcome], seed: int) -> dict[str, dict[str, tuple[float, float]]]:
    english = [o for o in outcomes if o.text.language == "en"]
    parts = {system: (outcomes, system) for system in SYSTEMS} | {"fused, English": (english, "fused")}
    return {
        name: {t.value: _interval(part, t, system, seed) for t in TrackName} for name, (part, system) in parts.items()
    }


def _interval(outcomes: Sequence[Outcome], track: TrackName, system: str, seed: int) -> tuple[float, float]:
    groups = [o.text.source or o.text.document.id for o in outcomes]
    return f1_interval([count_track([o], track, system) for o in outcomes], groups, seed=seed)


def _tracks(figures: Mapping[str, Any]) -> FigureTable:
    rows = [
        (NAMES[system], track, *_rates(counts), *figures["f1_interval"][system][track])
        for system, tracks in figures["tracks"].items()
        for track, counts in tracks.items()
    ]
    rows += [
        ("fused, English", track, *_rates(counts), *figures["f1_interval"]["fused, English"][track])
        for track, counts in figures["tracks_english"].items()
    ]
    note = (
        f"{figures['texts']} texts, {figures['not_measurable']} of them not measurable (another language, or too short). "
        "Disputed texts are left out. The interval of F1 is a 95 % bootstrap that draws whole sources."
    )
    return FigureTable("Tracks", ("system", "track", *RATES, *INTERVAL), tuple(rows), note)


def _rates(counts: Mapping[str, Any]) -> Iterator[Cell]:
    return (counts[name] for name in ("tp", "fp", "fn", "precision", "recall", "f1"))


def _false_alarms(figures: Mapping[str, Any]) -> FigureTable:
    rows = tuple(
        (NAMES[system], group, flagged, total, flagged / total if total else None)
        for system, groups in figures["false_alarms"].items()
        for group, (flagged, total) in groups.items()
    )
    return FigureTable("False alarms", ("system", "texts", "flagged", "of", "share"), rows)


def _calibration(figures: Mapping[str, Any]) -> FigureTable:
    rows = tuple((track, v["texts"], v["brier"], v["ece"]) for track, v in figures["calibration"].items())
    return FigureTable("Calibration", ("track", "texts", "Brier", "ECE"), rows)


def _indicators(figures: Mapping[str, Any]) -> FigureTable:
    rows: list[tuple[Cell, ...]] = [(name, *_rates(counts)) for name, counts in figures["indicators"].items()]
    rows.append(("all, micro", *_rates(figures["indicators_micro"])))
    rows.append(("all, macro", None, None, None, None, None, figures["indicators_macro_f1"]))
    return FigureTable("Indicators (by overlapping span)", ("indicator", *RATES), tuple(rows))
