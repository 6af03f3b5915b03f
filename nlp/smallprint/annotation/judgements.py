"""Two independent judgements of one text, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from smallprint.annotation.agreement import (
    alpha_interval,
    cohen_kappa,
    indicator_units,
    krippendorff_alpha,
    polarity_pairs,
    span_agreement,
)
from smallprint.annotation.records import Span, read_rows

SETS = ("clauses", "documents", "standoff")


class Judgement(BaseModel):
    """Both raw judgements of one text and the adjudicated labels. A ``reason`` is due wherever the two differ."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    first: tuple[Span, ...]
    second: tuple[Span, ...]
    decision: Literal["agreed", "first", "second", "both", "other"]
    reason: str = ""
    gold: tuple[Span, ...] = Field(default=())

    @model_validator(mode="after")
    def _has_reason(self) -> Judgement:
        if self.decision != "agreed" and not self.reason:
            raise ValueError(f"{self.id}: decision {self.decision!r} needs a reason")
        return self


@dataclass(frozen=True, slots=True)
class IndicatorAgreement:
    """Alpha of one indicator with its bootstrap interval; ``texts``: in how many texts either annotator saw it."""

    indicator: str
    alpha: float
    interval: tuple[float, float]
    texts: int


@dataclass(frozen=True, slots=True)
class AgreementFigures:
    """Agreement over one set of texts; all rates are ``nan`` where nothing was marked."""

    texts: int
    exact_f1: float
    partial_f1: float
    label_free_f1: float
    polarity_kappa: float
    asserted_kappa: float
    matched: int
    indicators: tuple[IndicatorAgreement, ...]
    adjudicated: dict[str, int]

    @property
    def mean_alpha(self) -> float:
        """Unweighted mean over the indicators that were seen."""
        known = [i.alpha for i in self.indicators if not isnan(i.alpha)]
        return sum(known) / len(known) if known else nan


def read_judgements(folder: Path, name: str) -> tuple[Judgement, ...]:
    """Judgements of one of :data:`SETS`."""
    return read_rows(folder / f"{name}.jsonl", Judgement)


def measure(rows: Sequence[Judgement]) -> AgreementFigures:
    """Agreement of the two raw judgements, before adjudication."""
    first, second = {r.id: r.first for r in rows}, {r.id: r.second for r in rows}
    polarities = polarity_pairs(first, second)
    names = sorted({s.indicator for r in rows for s in (*r.first, *r.second)})
    return AgreementFigures(
        texts=len(rows),
        exact_f1=span_agreement(first, second, exact=True).f1,
        partial_f1=span_agreement(first, second).f1,
        label_free_f1=span_agreement(first, second, labelled=False).f1,
        polarity_kappa=cohen_kappa(polarities),
        asserted_kappa=cohen_kappa([(a == "imposes", b == "imposes") for a, b in polarities]),
        matched=len(polarities),
        indicators=tuple(_indicator(name, first, second) for name in names),
        adjudicated={d: sum(r.decision == d for r in rows) for d in ("agreed", "first", "second", "both", "other")},
    )


def _indicator(
    name: str, first: dict[str, tuple[Span, ...]], second: dict[str, tuple[Span, ...]]
) -> IndicatorAgreement:
    units = indicator_units(first, second, name)
    seen = sum(u != ("absent", "absent") for u in units)
    return IndicatorAgreement(name, krippendorff_alpha(units), alpha_interval(units, draws=200), seen)
