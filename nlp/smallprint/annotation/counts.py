"""How much is there, against the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from smallprint.annotation.likeness import words
from smallprint.annotation.records import DECEPTIVE_KINDS, AnnotatedDocument, Clause, Corpus
from smallprint.errors import Problem
from smallprint.indicators.catalogue import load_catalogue


@dataclass(frozen=True, slots=True)
class Plan:
    """Least numbers the corpus must reach."""

    asserted: int = 80
    look_alikes: int = 80
    pairs: int = 25
    clean: int = 3000
    offers: int = 250
    contracts: int = 80
    deceptive_kinds: int = 14
    kinds_of_look_alike: int = 4


PLAN = Plan()


@dataclass(frozen=True, slots=True)
class TargetCounts:
    """Texts written for one indicator."""

    asserted: int
    look_alikes: int
    pairs: int
    registers: int
    sectors: int
    kinds: dict[str, int]


def count_targets(corpus: Corpus) -> dict[str, TargetCounts]:
    """Counts by indicator, all 45, zeros included."""
    rows = [row for _, row in corpus.all_clauses()]
    return {name: _count_target([r for r in rows if r.target == name]) for name in sorted(load_catalogue().indicators)}


def _count_target(rows: list[Clause]) -> TargetCounts:
    stances = Counter(r.stance for r in rows)
    kinds = Counter(r.polarity.value if r.polarity else "topic" for r in rows if r.stance == "look_alike")
    return TargetCounts(
        stances["asserted"], stances["look_alike"], len(complete_pairs(rows)),
        len({r.register_ for r in rows}), len({r.sector for r in rows}), dict(sorted(kinds.items())),
    )  # fmt: skip


def shortfalls(corpus: Corpus, plan: Plan = PLAN) -> Iterator[Problem]:
    """What is still missing."""
    for name, counts in count_targets(corpus).items():
        for what in ("asserted", "look_alikes", "pairs"):
            have, need = getattr(counts, what), getattr(plan, what)
            if have < need:
                yield Problem(name, f"{have} {what}", f"at least {need}")
        if len(counts.kinds) < plan.kinds_of_look_alike:
            yield Problem(name, f"{len(counts.kinds)} kinds of look-alike", f"at least {plan.kinds_of_look_alike}")
    totals = summarise(corpus)
    for what in ("clean", "offers", "contracts", "deceptive_kinds"):
        if totals[what] < getattr(plan, what):
            yield Problem("corpus", f"{totals[what]} {what}", f"at least {getattr(plan, what)}")
    for group, (positive, total) in {
        "offers": (totals["offers_deceptive"], totals["offers"]),
        "contracts": (totals["contracts_coercive"], totals["contracts"]),
    }.items():
        if total and not 0.45 <= positive / total <= 0.55:
            yield Problem(group, f"{positive} of {total} are positive", "about half")
    yield from (
        Problem(d.id, f"{len(d.clauses)} clauses", "8 to 40")
        for d in _contracts(corpus)
        if not 8 <= len(d.clauses) <= 40
    )


def _contracts(corpus: Corpus) -> list[AnnotatedDocument]:
    return [d for _, d in corpus.all_documents() if d.is_contract]


def complete_pairs(rows: Sequence[Clause]) -> set[str]:
    """Ids of the pairs that have an asserted text and a look-alike among ``rows``."""
    sides = [{r.pair_id for r in rows if r.pair_id and r.stance == stance} for stance in ("asserted", "look_alike")]
    return {name for name in sides[0] & sides[1] if name}


def summarise(corpus: Corpus) -> dict[str, Any]:
    """Totals of the corpus, plain values."""
    clauses = [row for _, row in corpus.all_clauses()]
    offers = [d for _, d in corpus.all_documents() if not d.is_contract]
    contracts = _contracts(corpus)
    stances = Counter(r.stance for r in clauses)
    return {
        "clauses": len(clauses), "asserted": stances["asserted"], "look_alikes": stances["look_alike"], "clean": stances["clean"],
        "pairs": sum(c.pairs for c in count_targets(corpus).values()),
        "offers": len(offers), "offers_deceptive": sum(d.stance == "deceptive" for d in offers),
        "deceptive_kinds": len({d.kind for d in offers} & set(DECEPTIVE_KINDS)),
        "contracts": len(contracts), "contracts_coercive": sum(d.stance == "coercive" for d in contracts),
        "contract_clauses": sum(len(d.clauses) for d in contracts),
        "spans": sum(len(r.spans) for r in clauses) + sum(len(d.spans) for d in (*offers, *contracts)),
        "words_per_clause": _median_words(clauses), "words_per_offer": _median_words(offers),
        "words_per_contract": _median_words(contracts),
        "splits": {s: len(rows) for s, rows in corpus.clauses.items()},
        "document_splits": {s: len(rows) for s, rows in corpus.documents.items()},
    }  # fmt: skip


def _median_words(rows: list[Clause] | list[AnnotatedDocument]) -> int:
    return int(median([len(words(r.text)) for r in rows])) if rows else 0
