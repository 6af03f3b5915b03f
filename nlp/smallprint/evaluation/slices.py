"""Suite ``slices``: how findings hold up by length, register, kind and part of the labelled sets, so that no mean hides a weak place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from smallprint.annotation.records import Clause
from smallprint.evaluation.benchmark import LabelledText, read_labelled
from smallprint.evaluation.corpus import Text, as_document, read_texts
from smallprint.evaluation.metrics import Counts, FoundSpan, GoldSpan, count_spans, micro
from smallprint.evaluation.suite import Cell, Context, FigureTable, SuiteResult
from smallprint.evidence import Finding
from smallprint.scoring.analysis import analyse

TITLE = "Slices of the labelled sets"
ABOUT = (
    "Findings of the whole program against labelled spans, by length, register, kind and part. A slice of few texts says little; its "
    "number stands beside it."
)
LENGTHS = ("under 15 words", "15 to 40 words", "41 to 150 words", "151 to 500 words", "over 500 words")
_LAST_WORDS = (14, 40, 150, 500)  # the most words of each length but the last
PARTS = ("asserted", "look_alike", "clean", "documents")
COLUMNS = (
    "slice", "texts", "right", "false", "missed", "precision", "recall", "F1", "benign texts", "with a finding", "share",
)  # fmt: skip
NOTE = (
    "A found span is right if it overlaps a labelled span of its indicator. Benign: nothing in the text is labelled as asserted (field "
    "texts: verdict benign); with a finding: at least one asserted finding above low severity."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One text: its slice in each dimension, its span counts, and whether a finding above LOW stands in it.

    ``is_alarmed`` is ``None`` for a text in which something should be found.
    """

    slices: Mapping[str, str]
    counts: Counts
    is_alarmed: bool | None


def suite(context: Context) -> SuiteResult:
    """Slices of the test split of the corpus and of the field texts."""
    judged: dict[str, list[Judged]] = {}
    absent = [] if context.model.encoder else ["the model has no encoder: findings of the rules alone are shown"]
    needed = [context.annotations / "corpus" / part / "test.jsonl" for part in ("clauses", "documents")]
    missing = [file for file in needed if not file.is_file()]
    if missing:
        absent += [f"no annotations at {file}" for file in missing]
    else:
        judged["corpus"] = list(_corpus(context))
    if context.field_file.is_file():
        judged["field texts"] = list(_field(context))
    else:
        absent.append(f"no labelled texts at {context.field_file}")
    figures = {name: summarise(rows) for name, rows in judged.items()}
    tables = tuple(
        _table(f"{name}, by {dimension}", slices) for name, by in figures.items() for dimension, slices in by.items()
    )
    return SuiteResult("slices", TITLE, ABOUT, tables=tables, absent=tuple(absent), figures=figures)


def length_slice(text: str) -> str:
    """The slice of a text by its words, as blanks part them."""
    return LENGTHS[bisect_left(_LAST_WORDS, len(text.split()))]


def _corpus(context: Context) -> Iterator[Judged]:
    texts = read_texts(context, "test")
    for number, text in enumerate(texts, 1):
        findings = analyse(as_document(text), model=context.model).findings
        gold = [GoldSpan(s.start, s.end, s.indicator, is_required=True) for s in text.spans if s.is_asserted]
        slices = {"length": length_slice(text.text), "register": text.register_, "part": part_of(text)}
        yield judge(slices, gold, findings, is_benign=not gold)
        context.progress(f"slices, corpus text {number} of {len(texts)}")


def part_of(text: Text) -> str:
    """The part of the corpus that a text belongs to: the stance of a clause, or documents."""
    return text.stance if isinstance(text, Clause) else PARTS[-1]


def _field(context: Context) -> Iterator[Judged]:
    texts = read_labelled(context.field_file)[: context.limit]
    for number, text in enumerate(texts, 1):
        findings = analyse(text.document, model=context.model).findings
        slices = {"length": length_slice(text.document.text), "kind": text.document.kind}
        yield judge(slices, gold_spans(text), findings, is_benign=text.verdict == "benign")
        context.progress(f"slices, field text {number} of {len(texts)}")


def gold_spans(text: LabelledText) -> list[GoldSpan]:
    """The labelled spans of a field text; in a disputed one none is asked for."""
    is_disputed = text.verdict == "disputed"
    return [replace(s, is_required=s.is_required and not is_disputed) for s in text.spans]


def judge(
    slices: Mapping[str, str], gold: Sequence[GoldSpan], findings: Sequence[Finding], *, is_benign: bool
) -> Judged:
    """Count the findings of one text against its labels."""
    found = [FoundSpan(f.start, f.end, f.indicator) for f in findings]
    is_alarmed = any(f.severity.rank > 0 for f in findings) if is_benign else None
    return Judged(slices, micro(list(count_spans(gold, found).values())), is_alarmed)


def summarise(judged: Sequence[Judged]) -> dict[str, dict[str, dict[str, Any]]]:
    """Figures as plain values by dimension and slice; every rate comes with its counts."""
    dimensions = sorted(
        {name for one in judged for name in one.slices}, key=("length", "register", "kind", "part").index
    )
    return {
        dimension: {
            name: _figures([j for j in judged if j.slices[dimension] == name])
            for name in _ordered({j.slices[dimension] for j in judged})
        }
        for dimension in dimensions
    }


def _ordered(names: set[str]) -> list[str]:
    order = (*LENGTHS, *PARTS)
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


def _figures(judged: Sequence[Judged]) -> dict[str, Any]:
    counts, benign = micro([j.counts for j in judged]), [j for j in judged if j.is_alarmed is not None]
    alarmed = sum(bool(j.is_alarmed) for j in benign)
    return {
        "texts": len(judged), "right": counts.tp, "false": counts.fp, "missed": counts.fn,
        "precision": counts.precision, "recall": counts.recall, "F1": counts.f1,
        "benign texts": len(benign), "with a finding": alarmed, "share": alarmed / len(benign) if benign else None,
    }  # fmt: skip


def _table(title: str, slices: Mapping[str, Mapping[str, Any]]) -> FigureTable:
    rows: list[tuple[Cell, ...]] = [(name, *figures.values()) for name, figures in slices.items()]
    return FigureTable(title[0].upper() + title[1:], COLUMNS, tuple(rows), NOTE)
