"""Texts with everything that the encoder learns from: spans with polarity, document labels, pairs. Real data never enter the project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from smallprint.annotation.records import Clause, Span, Split, read_corpus
from smallprint.evidence import Polarity
from smallprint.indicators.catalogue import load_catalogue
from smallprint.training.sources import (
    Row,
    SourceSpec,
    is_absent,
    name_of,
    read_emscad,
    read_weak_negatives,
    standoff_texts,
    tracks_of,
)


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text. ``spans`` is ``None`` where nobody marked wording; then ``weak`` says that none is to be expected.

    ``deception`` and ``coercion`` label a whole document; ``None`` says nothing. ``pair`` names texts that differ in one point;
    ``target`` is the indicator that one asserts and the other does not.
    """

    text: str
    source: str
    group: str
    kind: str = "unknown"
    spans: tuple[Span, ...] | None = None
    weak: bool = False
    deception: bool | None = None
    coercion: bool | None = None
    pair: str | None = None
    target: str | None = None
    is_target_asserted: bool = False


def corpus_texts(folder: Path, split: Split) -> Iterator[LabelledText]:
    """Clauses and documents of one split of the corpus."""
    corpus = read_corpus(folder, splits=(split,))
    low = {i.id for i in load_catalogue().indicators.values() if i.severity == "low"}
    for clause in corpus.clauses[split]:
        yield _clause(clause)
    for document in corpus.documents[split]:
        deception, coercion = tracks_of(document.spans, low, is_contract=document.is_contract)
        kind = "contract" if document.is_contract else "unknown"
        yield LabelledText(
            document.text, "documents", document.id, kind, document.spans, deception=deception, coercion=coercion
        )


def _clause(clause: Clause) -> LabelledText:
    kind = "contract" if clause.register_ in ("contract", "handbook") else "unknown"
    return LabelledText(
        clause.text, "clauses", clause.batch, kind, clause.spans, pair=clause.pair_id, target=clause.target,
        is_target_asserted=clause.stance == "asserted",
    )  # fmt: skip


def example_texts() -> Iterator[LabelledText]:
    """Flag and pass texts of the indicator files. Other indicators that a flag text also shows are not marked in it."""
    for item in load_catalogue().indicators.values():
        for example in item.examples.flag:
            marked = example.marked or (0, len(example.plain))
            spans = [Span(start=marked[0], end=marked[1], indicator=item.id, polarity=Polarity.IMPOSES)]
            if not example.also:
                yield LabelledText(example.plain, "examples", item.id, spans=tuple(spans), target=item.id)
        for example in item.examples.pass_:
            yield LabelledText(example.plain, "examples", item.id, spans=(), target=item.id)


def standoff_documents(folder: Path, data: Path) -> tuple[list[LabelledText], list[str]]:
    """(real texts with labels kept apart, what is missing)."""
    pairs, missing = standoff_texts(folder, data)
    texts = [
        LabelledText(
            text, "standoff", row.group, "ad", label.spans, deception=row.deception if label.source.startswith("emscad") else
            label.verdict == "deceptive", coercion=label.verdict == "coercive",
        )
        for text, row, label in pairs
    ]  # fmt: skip
    return texts, missing


def emscad_documents(file: Path, spec: SourceSpec, labelled: Sequence[LabelledText]) -> Iterator[LabelledText]:
    """EMSCAD ads without marked wording; those that stand in ``labelled`` are left out. Honest ones count as weak negatives."""
    known = {text.text for text in labelled}
    for row in read_emscad(file, spec):
        if row.text not in known:
            yield _real(row, weak=row.deception is False, deception=row.deception)


def ordinary_documents(
    file: Path, spec: SourceSpec, labelled: Sequence[LabelledText], limit: int | None
) -> Iterator[LabelledText]:
    """Unlabelled ordinary ads: weak negatives."""
    known = {text.text for text in labelled}
    for number, row in enumerate(read_weak_negatives(file, spec)):
        if limit is not None and number >= limit:
            return
        if row.text not in known:
            yield _real(row, weak=True, deception=False)


def _real(row: Row, *, weak: bool, deception: bool | None) -> LabelledText:
    return LabelledText(
        row.text, row.source, row.group, "ad", None, weak=weak, deception=deception, coercion=False if weak else None
    )


def read_labelled_texts(
    specs: Sequence[SourceSpec], data: Path, annotations: Path
) -> tuple[list[LabelledText], list[str], list[str]]:
    """(texts of the training part, names of sources seen, names of sources that are absent)."""
    texts: list[LabelledText] = []
    seen, absent = [], []
    for spec in sorted(specs, key=lambda s: s.reader != "standoff"):
        file = (annotations if spec.reader in ("corpus", "standoff") else data) / spec.path
        if is_absent(file, spec):
            absent.append(name_of(spec))
            continue
        found: list[LabelledText]
        if spec.reader == "standoff":
            found, missing = standoff_documents(file, data)
            absent.extend(missing)
        elif spec.reader == "corpus":
            found = list(corpus_texts(file, "train"))
        elif spec.reader == "examples":
            found = list(example_texts())
        elif spec.reader == "emscad":
            found = list(emscad_documents(file, spec, texts))
        else:
            found = list(ordinary_documents(file, spec, texts, spec.limit))
        texts.extend(found)
        seen.append(f"{name_of(spec)} ({len(found)} texts)")
    return texts, seen, absent
