"""Suite ``directional``: pairs of a clause that asserts an indicator and one that takes it back; the second must score lower."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from math import nan
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from smallprint.annotation.records import read_rows
from smallprint.classifier.encoder import EncoderClassifier
from smallprint.classifier.labels import INDICATORS, NO_EVIDENCE
from smallprint.documents.document import Document
from smallprint.evaluation.suite import Cell, Context, FigureTable, SuiteResult
from smallprint.evidence import TrackName
from smallprint.report import Report
from smallprint.scoring.analysis import analyse
from smallprint.scoring.reading import read

TITLE = "Direction of change"
ABOUT = "Invented pairs: a sentence that asserts an indicator, and the same matter negated, told of others, warned of, borne by the employer or left to choice."
How = Literal["negated", "attributed", "warned", "employer_bears", "optional"]
HOWS: tuple[str, ...] = get_args(How)
UNITS = {"rules": "findings", "encoder": "log-odds", "fused": "probability"}
COLUMNS = ("system", "softened by", "pairs", "found", "lower", "no longer found", "still found", "obeyed", "mean fall", "unit")  # fmt: skip
NOTE = (
    "Found: in the asserting text. Lower: rules, fewer findings of the indicator; encoder, a lower score of its strongest segment (found "
    "above 0); fused, a lower probability of its track. Still found: in the softened text, also where the asserting one was missed. "
    "Obeyed: share of pairs that are lower or no longer found. A pair that is nowhere found cannot fall, so rules are measured by what "
    "they keep finding."
)


class Pair(BaseModel):
    """Two texts of one matter: ``asserts`` imposes the indicator, ``softened`` takes it back in the way that ``how`` names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: str = Field(pattern=r"^(A(0[1-9]|1\d|2[01])|B(0[1-9]|1\d|2[0-4]))$")
    asserts: str = Field(min_length=1)
    softened: str = Field(min_length=1)
    how: How

    @property
    def track(self) -> TrackName:
        """The track of the indicator."""
        return TrackName.DECEPTION if self.indicator.startswith("A") else TrackName.COERCION


@dataclass(frozen=True, slots=True)
class Strength:
    """How strongly a system sees an indicator in one text: whether it finds it, and a value that should fall."""

    is_found: bool
    value: float


@dataclass(frozen=True, slots=True)
class Change:
    """What one system makes of one pair."""

    system: str
    how: str
    asserts: Strength
    softened: Strength

    @property
    def is_lower(self) -> bool:
        """True if the value falls."""
        return self.softened.value < self.asserts.value

    @property
    def is_gone(self) -> bool:
        """True if the indicator is found in the asserting text only."""
        return self.asserts.is_found and not self.softened.is_found


def suite(context: Context) -> SuiteResult:
    """Every pair, by rules alone, encoder alone and the whole program."""
    file = pairs_file()
    if not file.is_file():
        return SuiteResult("directional", TITLE, ABOUT, absent=(f"no pairs at {file}",))
    absent = () if context.model.encoder else ("the model has no encoder: rules and the whole program are shown",)
    changes = list(_changes(read_pairs(file)[: context.limit], context))
    figures = summarise(changes)
    return SuiteResult("directional", TITLE, ABOUT, tables=(_table(figures),), absent=absent, figures=figures)


def pairs_file() -> Path:
    """Where the pairs stand."""
    return Path(str(resources.files(__package__).joinpath("directional_pairs.jsonl")))


def read_pairs(file: Path) -> tuple[Pair, ...]:
    """The pairs of a file. Raises :class:`SmallprintError` if it is missing, :class:`InputRowError` naming every bad line."""
    return read_rows(file, Pair)


def _changes(pairs: Sequence[Pair], context: Context) -> Iterator[Change]:
    for number, pair in enumerate(pairs, 1):
        before, after = (_strengths(text, pair, context) for text in (pair.asserts, pair.softened))
        yield from (Change(system, pair.how, before[system], after[system]) for system in before)
        context.progress(f"directional, pair {number} of {len(pairs)}")


def _strengths(text: str, pair: Pair, context: Context) -> dict[str, Strength]:
    fused = analyse(text, model=context.model)
    encoder = context.model.encoder
    ruled = analyse(text, model=replace(context.model, encoder=None)) if encoder else fused
    found = {name: _count(report, pair.indicator) for name, report in (("rules", ruled), ("fused", fused))}
    result = {"rules": Strength(found["rules"] > 0, found["rules"])}
    if encoder:
        score = strongest(encoder, text, pair.indicator)
        result["encoder"] = Strength(score > 0, score)
    probability = fused.tracks[pair.track].probability
    result["fused"] = Strength(found["fused"] > 0, probability.value if probability else nan)
    return result


def _count(report: Report, indicator: str) -> int:
    return sum(f.indicator == indicator for f in report.findings)


def strongest(encoder: EncoderClassifier, text: str, indicator: str) -> float:
    """The highest score of an indicator over the segments of a text, log-odds."""
    scores = encoder.read(read(Document(text)).masked).scores[:, INDICATORS.index(indicator)]
    return float(scores.max(initial=NO_EVIDENCE))


def summarise(changes: Sequence[Change]) -> dict[str, dict[str, Any]]:
    """Figures by system and way of softening, ``all`` first, as plain values."""
    result: dict[str, dict[str, Any]] = {}
    for system in UNITS:
        own = [c for c in changes if c.system == system]
        groups = {"all": own} | {how: [c for c in own if c.how == how] for how in HOWS}
        if own:
            result[system] = {name: _figures(group) for name, group in groups.items() if group}
    return result


def _figures(changes: Sequence[Change]) -> dict[str, Any]:
    falls = [fall for c in changes if (fall := c.asserts.value - c.softened.value) == fall]
    return {
        "pairs": len(changes),
        "found": sum(c.asserts.is_found for c in changes),
        "lower": sum(c.is_lower for c in changes),
        "no longer found": sum(c.is_gone for c in changes),
        "still found": sum(c.softened.is_found for c in changes),
        "obeyed": sum(c.is_lower or c.is_gone for c in changes) / len(changes),
        "mean fall": sum(falls) / len(falls) if falls else nan,
    }


def _table(figures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> FigureTable:
    rows: list[tuple[Cell, ...]] = [
        (system, how, *row.values(), UNITS[system]) for system, by_how in figures.items() for how, row in by_how.items()
    ]
    return FigureTable("Softened against asserting text", COLUMNS, tuple(rows), NOTE)
