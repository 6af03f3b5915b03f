"""What an annotated text is, as it stands on disk: one JSON object a line, offsets in code points, half-open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from smallprint.errors import InputRowError, Problem, SmallprintError
from smallprint.evidence import Polarity

Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
Register = Literal[
    "contract", "handbook", "gulf_agency", "casual", "chat", "sms", "classified", "email", "non_native",
    "machine_translated", "typos", "indian_english", "filipino_english", "african_english",
]  # fmt: skip
REGISTERS: tuple[str, ...] = get_args(Register)
Sector = Literal[
    "seafaring", "fishing", "farm", "domestic", "care", "construction", "trucking", "nursing", "teaching", "au_pair", "gig",
    "call_centre", "hospitality", "factory", "cleaning", "retail", "security", "office", "warehouse", "online",
    "entertainment", "beauty", "other",
]  # fmt: skip
DECEPTIVE_KINDS = (
    "advance_fee", "task_scam", "money_mule", "reshipping", "fake_check", "identity_harvest", "scam_compound", "bait_job",
    "travel_now_pay_later", "hostess_lure", "minors", "brand_impersonation", "mlm_commission", "visa_sale", "unpaid_trial",
)  # fmt: skip
HONEST_KINDS = (
    "job_order", "seasonal_housing", "visa_sponsorship", "seafarers", "relocation_repayment", "scam_warning", "safety_page",
    "plain_ad", "agency_ad", "small_employer", "chat_hiring",
)  # fmt: skip
CONTRACT_KINDS = (
    "employment_contract", "offer_letter", "handbook", "house_rules", "agency_agreement", "seafarer_agreement", "addendum",
)  # fmt: skip


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Record):
    """A labelled stretch, ``text[start:end]``."""

    start: int = Field(ge=0)
    end: int
    indicator: str = Field(pattern=r"^(A(0[1-9]|1\d|2[01])|B(0[1-9]|1\d|2[0-4]))$")
    polarity: Polarity

    @property
    def is_asserted(self) -> bool:
        """True if the text itself imposes the conduct."""
        return self.polarity is Polarity.IMPOSES

    def overlap(self, other: Span) -> int:
        """Characters in common; 0 if none."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


class _Text(_Record):
    id: str = Field(pattern=r"^[a-z]-[\w-]+$")
    text: str = Field(min_length=1)
    spans: tuple[Span, ...]
    batch: str
    register_: Register = Field(alias="register")
    sector: Sector

    @model_validator(mode="after")
    def _spans_fit(self) -> _Text:
        for span in self.spans:
            quote = self.text[span.start : span.end]
            if not quote or span.end > len(self.text) or quote != quote.strip():
                raise ValueError(
                    f"span {span.start}:{span.end} {span.indicator} is empty, outside, or has blanks at an edge"
                )
        return self

    @property
    def asserted(self) -> frozenset[str]:
        """Indicators that the text asserts."""
        return frozenset(s.indicator for s in self.spans if s.is_asserted)


class Clause(_Text):
    """A sentence or short passage. ``target`` is the indicator it was written for; ``polarity`` how it treats it.

    A ``look_alike`` without polarity carries topic words only. A ``clean`` text has no target and no span.
    """

    stance: Literal["asserted", "look_alike", "clean"]
    target: str | None
    polarity: Polarity | None
    pair_id: str | None

    @model_validator(mode="after")
    def _stance_fits(self) -> Clause:
        own = {s.polarity for s in self.spans if s.indicator == self.target}
        if self.stance == "asserted" and (self.polarity is not Polarity.IMPOSES or Polarity.IMPOSES not in own):
            raise ValueError(f"asserts {self.target} but has no span that says so")
        if self.stance == "look_alike" and Polarity.IMPOSES in own:
            raise ValueError(f"is a look-alike of {self.target} but has an asserted span of it")
        if self.stance == "look_alike" and self.polarity is not None and self.polarity not in own:
            raise ValueError(f"has no span of {self.target} with polarity {self.polarity.value}")
        if self.stance == "clean" and (self.spans or self.target or self.polarity or self.pair_id):
            raise ValueError("is clean but has a target, a polarity, a pair or spans")
        return self


class Part(_Record):
    """One clause of a contract, ``text[start:end]``."""

    start: int = Field(ge=0)
    end: int


class AnnotatedDocument(_Text):
    """A whole offer, message, contract or rule book. ``clauses`` is empty for offers and messages."""

    kind: str
    stance: Literal["deceptive", "honest", "coercive", "fair"]
    clauses: tuple[Part, ...]

    @model_validator(mode="after")
    def _kind_is_known(self) -> AnnotatedDocument:
        allowed = {"deceptive": DECEPTIVE_KINDS, "honest": HONEST_KINDS}.get(self.stance, CONTRACT_KINDS)
        if self.kind not in allowed:
            raise ValueError(f"kind {self.kind!r} with stance {self.stance}; allowed: {', '.join(allowed)}")
        return self

    @property
    def is_contract(self) -> bool:
        """True for contracts, handbooks, house rules and agreements."""
        return self.kind in CONTRACT_KINDS


@dataclass(frozen=True, slots=True)
class Corpus:
    """The corpus by split."""

    clauses: dict[Split, tuple[Clause, ...]] = field(default_factory=dict)
    documents: dict[Split, tuple[AnnotatedDocument, ...]] = field(default_factory=dict)

    def all_clauses(self) -> Iterator[tuple[Split, Clause]]:
        """Every clause with its split."""
        return ((split, row) for split, rows in self.clauses.items() for row in rows)

    def all_documents(self) -> Iterator[tuple[Split, AnnotatedDocument]]:
        """Every document with its split."""
        return ((split, row) for split, rows in self.documents.items() for row in rows)


Model = TypeVar("Model", bound=BaseModel)


def read_rows(file: Path, model: type[Model]) -> tuple[Model, ...]:
    """Rows of a JSON lines file. Raises :class:`SmallprintError` if it is missing, :class:`InputRowError` naming every bad line."""
    if not file.is_file():
        raise SmallprintError(
            f"no annotations at {file}\n  allowed: a JSON lines file\n  next: see annotations/README.md"
        )
    rows: list[Model] = []
    problems = []
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            rows.append(model.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            problems.append(Problem(f"line {number}", f"{place}: {first['msg']}" if place else first["msg"]))
    if problems:
        raise InputRowError(file.name, problems)
    return tuple(rows)


def write_rows(file: Path, rows: Sequence[BaseModel]) -> None:
    """Write rows as JSON lines, whole or not at all."""
    lines = [json.dumps(row.model_dump(mode="json", by_alias=True), ensure_ascii=False) + "\n" for row in rows]
    partial = file.with_suffix(file.suffix + ".tmp")
    partial.write_text("".join(lines), encoding="utf-8")
    partial.replace(file)


def read_corpus(folder: Path, *, splits: Sequence[Split] = SPLITS) -> Corpus:
    """The clause set and the document set. A trainer names its ``splits``, so that the test split stays unread."""
    return Corpus(
        {s: read_rows(folder / "clauses" / f"{s}.jsonl", Clause) for s in splits},
        {s: read_rows(folder / "documents" / f"{s}.jsonl", AnnotatedDocument) for s in splits},
    )
