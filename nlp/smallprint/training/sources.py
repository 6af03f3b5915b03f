"""Training rows from the project's own sentences and from data sets that the user has at hand.

Real data never enter the project: a source that is absent is skipped and named in the model card.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from smallprint.annotation.records import AnnotatedDocument, Clause, Span, read_corpus
from smallprint.annotation.standoff import StandoffLabel, join, read_standoff
from smallprint.documents.document import Document
from smallprint.errors import InputRowError, MissingExtraError, Problem
from smallprint.evidence import TrackName
from smallprint.indicators.catalogue import load_catalogue
from smallprint.indicators.schema import Indicator

_TOKENS = (
    (re.compile(r"#URL_\w+#"), " www.example.org "),
    (re.compile(r"#EMAIL_\w+#"), " mail@example.org "),
    (re.compile(r"#PHONE_\w+#"), " +44 20 7946 0000 "),
)
_EMSCAD_FIELDS = ("title", "company_profile", "description", "requirements", "benefits")


@dataclass(frozen=True, slots=True)
class Row:
    """One training text. A label of ``None`` says nothing about that track. ``group`` must not be split over folds."""

    text: str
    source: str
    group: str
    deception: bool | None
    coercion: bool | None
    weight: float = 1.0
    kind: str = "unknown"

    def label(self, track: TrackName) -> bool | None:
        """Label of one track."""
        return self.deception if track is TrackName.DECEPTION else self.coercion


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source of the training configuration: reader name, path (relative to the data folder), weight, limit on rows.

    ``dataset`` names a data set for the library ``datasets`` instead of a path (a folder, or a name that it fetches), ``split`` its part.
    """

    reader: str
    path: str = ""
    dataset: str = ""
    split: str = "train"
    weight: float = 1.0
    limit: int | None = None


def read_sources(specs: Sequence[SourceSpec], data: Path, annotations: Path) -> tuple[list[Row], list[str], list[str]]:
    """(rows, names of sources seen, names of sources that are absent). Paths of annotations are relative to ``annotations``."""
    rows: list[Row] = []
    seen, absent = [], []
    for spec in specs:
        file = (annotations if spec.reader in _ANNOTATED else data) / spec.path
        if is_absent(file, spec):
            absent.append(name_of(spec))
            continue
        if spec.reader == "standoff":
            found, missing = read_standoff_rows(file, data, spec)
            absent.extend(missing)
        else:
            found = list(_READERS[spec.reader](file, spec))
        rows.extend(found[: spec.limit])
        seen.append(f"{name_of(spec)} ({min(len(found), spec.limit or len(found))} texts)")
    return rows, seen, absent


def raw_rows(file: Path, spec: SourceSpec) -> Iterator[dict[str, object]]:
    """Rows of a source as they are: lines of a file, or a data set that the configuration names; only that one is ever fetched."""
    if not spec.dataset:
        yield from _json_lines(file)
        return
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    try:
        from datasets import load_dataset
    except ImportError as error:
        raise MissingExtraError("reading a data set by name", 'pip install "smallprint[train]"') from error
    yield from load_dataset(spec.dataset, split=spec.split)


def is_absent(file: Path, spec: SourceSpec) -> bool:
    """True if a source that stands in a file has none."""
    return bool(spec.path) and not spec.dataset and not file.exists()


def name_of(spec: SourceSpec) -> str:
    """How a source is named in the model card."""
    return spec.dataset or spec.path or spec.reader


def _json_lines(file: Path) -> Iterator[dict[str, object]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise InputRowError(file.name, [Problem(f"line {number}", f"is no JSON object: {error}")]) from error


def read_emscad(file: Path, spec: SourceSpec) -> Iterator[Row]:
    """EMSCAD ads (Vidros et al. 2017): text fields only; ids, logo, questions and other metadata leak the label."""
    for number, row in enumerate(raw_rows(file, spec)):
        text = "\n".join(str(row.get(name) or "") for name in _EMSCAD_FIELDS).strip()
        for pattern, neutral in _TOKENS:
            text = pattern.sub(neutral, text)
        label = row.get("label", row.get("fraudulent"))
        is_fraud = label in (1, True, "1", "t", "fraudulent", "fraud")
        group = f"emscad-{row.get('near_dup_group', number)}"
        yield Row(text, "emscad", group, is_fraud, False if not is_fraud else None, spec.weight, "ad")


def read_weak_negatives(file: Path, spec: SourceSpec) -> Iterator[Row]:
    """Unlabelled ordinary ads as weak negatives of both tracks; some may be wrong, so their weight is low."""
    stem = Path(name_of(spec)).stem if spec.dataset else file.stem
    for number, row in enumerate(raw_rows(file, spec)):
        text = "\n".join(str(row[name]) for name in ("title", "text") if row.get(name))
        yield Row(text, stem, f"{stem}-{number}", deception=False, coercion=False, weight=spec.weight, kind="ad")


def read_examples(_file: Path, spec: SourceSpec) -> Iterator[Row]:
    """The invented flag and pass texts of the indicator files, grouped by indicator."""
    for item in load_catalogue().indicators.values():
        yield from _example_rows(item, spec.weight)


def _example_rows(item: Indicator, weight: float) -> Iterator[Row]:
    is_deception = item.track in ("deception", "both")
    for example in item.examples.flag:
        kind = "contract" if example.register_ in ("contract", "handbook") and not is_deception else "unknown"
        yield Row(example.plain, "examples", item.id, is_deception, not is_deception, weight, kind)
    for example in item.examples.pass_:
        yield Row(example.plain, "examples", item.id, deception=False, coercion=False, weight=weight)


def read_corpus_rows(folder: Path, spec: SourceSpec) -> Iterator[Row]:
    """The training split of the invented corpus, grouped by author batch; dev and test stay unread."""
    corpus = read_corpus(folder, splits=("train",))
    low = {i.id for i in load_catalogue().indicators.values() if i.severity == "low"}
    rows: list[Clause | AnnotatedDocument] = [*corpus.clauses["train"], *corpus.documents["train"]]
    for row in rows:
        is_contract = isinstance(row, AnnotatedDocument) and row.is_contract
        is_contract |= isinstance(row, Clause) and row.register_ in ("contract", "handbook")
        deception, coercion = tracks_of(row.spans, low, is_contract=is_contract)
        kind = "contract" if is_contract else "unknown"
        yield Row(row.text, "corpus", row.batch, deception, coercion, spec.weight, kind)


def tracks_of(spans: Sequence[Span], low: set[str], *, is_contract: bool) -> tuple[bool, bool]:
    """(deceptive, coercive) by the asserted indicators above LOW; fees and debts inside a contract count as coercion."""
    asserted = {s.indicator for s in spans if s.is_asserted} - low
    offered = {name for name in asserted if name.startswith("A")}
    moved = offered & {"A01", "A02"} if is_contract else set()
    return bool(offered - moved), bool((asserted - offered) | moved)


def read_standoff_rows(folder: Path, data: Path, spec: SourceSpec) -> tuple[list[Row], list[str]]:
    """(rows, what is missing) of real texts with labels kept apart, joined with the texts in ``data``.

    The labels say which wording stands in a text. Where they see none, the text may deceive all the same, so such rows
    teach the coercion track only. Groups are those of the source, so that a text never stands on both sides of a fold.
    """
    found, missing = standoff_texts(folder, data)
    rows = [
        Row(
            text, "standoff", row.group, True if label.verdict == "deceptive" else None, label.verdict == "coercive",
            spec.weight, "ad",
        )
        for text, row, label in found
    ]  # fmt: skip
    return rows, missing


def standoff_texts(folder: Path, data: Path) -> tuple[list[tuple[str, Row, StandoffLabel]], list[str]]:
    """(texts with the row of their source and their labels, what is missing)."""
    labels = read_standoff(folder)
    joined = join(labels, data, {label.source: _texts_by_id for label in labels})
    texts = [(text, _rows_by_id(data / label.source)[label.row], label) for text, label in joined.texts]
    missing = [f"texts of stand-off labels in {name}" for name in joined.absent]
    return texts, missing + ([f"{len(joined.changed)} changed texts of stand-off labels"] if joined.changed else [])


def _texts_by_id(file: Path) -> dict[str, str]:
    return {name: row.text for name, row in _rows_by_id(file).items()}


@lru_cache(maxsize=8)
def _rows_by_id(file: Path) -> dict[str, Row]:
    is_emscad = file.name.startswith("emscad")
    read = read_emscad if is_emscad else read_weak_negatives
    rows = zip(_json_lines(file), read(file, SourceSpec("")), strict=True)
    return {str(raw["job_id" if is_emscad else "id"]): row for raw, row in rows}


_ANNOTATED = ("corpus", "standoff")
_READERS = {
    "emscad": read_emscad,
    "weak_negatives": read_weak_negatives,
    "examples": read_examples,
    "corpus": read_corpus_rows,
}


def read_config(file: Path) -> tuple[dict[str, object], tuple[SourceSpec, ...]]:
    """(settings, sources) of a training configuration. Raises :class:`InputRowError` for an unknown reader."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    specs = tuple(SourceSpec(**entry) for entry in data.pop("source"))
    allowed = (*_READERS, "standoff")
    wrong = [s.reader for s in specs if s.reader not in allowed]
    if wrong:
        raise InputRowError(
            file.name, [Problem("source.reader", f"unknown: {w}", f"allowed: {', '.join(allowed)}") for w in wrong]
        )
    return data, specs


def as_document(row: Row, number: int) -> Document:
    """The row as a document for the pipeline."""
    return Document(row.text, id=f"{row.source}-{number}", kind=row.kind)


def count_labels(rows: Iterable[Row], track: TrackName) -> tuple[int, int]:
    """(positives, negatives) of a track."""
    labels = [row.label(track) for row in rows]
    return labels.count(True), labels.count(False)
