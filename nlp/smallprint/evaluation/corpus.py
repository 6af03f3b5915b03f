"""Suite ``corpus``: the test split of the invented corpus. What rules, encoder and both find, and what look-alikes set off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallprint.annotation.records import AnnotatedDocument, Clause, Span, Split, read_corpus
from smallprint.classifier.encoder import EncoderClassifier
from smallprint.classifier.labels import INDICATORS
from smallprint.classifier.store import TrackModel
from smallprint.documents.document import Document
from smallprint.evaluation.benchmark import is_flagged_by_rules, is_resembling
from smallprint.evaluation.metrics import Counts, FoundSpan, GoldSpan, count_spans, macro_f1, micro
from smallprint.evaluation.ranking import best_threshold
from smallprint.evaluation.resample import f1_interval
from smallprint.evaluation.suite import Cell, Context, FigureTable, SuiteResult
from smallprint.evidence import Finding, TrackName
from smallprint.indicators.catalogue import load_catalogue
from smallprint.report import Report
from smallprint.scoring.analysis import analyse
from smallprint.scoring.reading import Reading, read
from smallprint.training.sources import tracks_of

Array = NDArray[np.float64]
Text = Clause | AnnotatedDocument
RATES = ("right", "false", "missed", "precision", "recall", "F1")
ABOUT = (
    "Invented clauses and documents, each labelled span by span. Texts of this kind trained the model (other authors' batches), so these "
    "figures say how well wording is told apart, not how common it is; the field texts say how the program does on real ones."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One text and what each system found in it: ``found[system]``, and for documents ``flagged[system][track]``."""

    text: Text
    found: Mapping[str, tuple[FoundSpan, ...]]
    flagged: Mapping[str, Mapping[TrackName, bool]]

    def counts(self, system: str) -> dict[str, Counts]:
        """Span counts by indicator."""
        gold = [GoldSpan(s.start, s.end, s.indicator, is_required=True) for s in self.text.spans if s.is_asserted]
        return count_spans(gold, self.found[system])

    def asserts(self, system: str, indicator: str | None) -> bool:
        """True if the system found the indicator; with ``None``, any."""
        return any(indicator in (None, f.indicator) for f in self.found[system])


@dataclass(frozen=True, slots=True)
class Segments:
    """Pooled scores of the encoder, float (n_segments, n_indicators), and the place of each segment in the text."""

    places: tuple[tuple[int, int], ...]
    scores: Array

    def labels(self, spans: Sequence[Span]) -> NDArray[np.bool_]:
        """Which indicators an asserted span puts into which segment, shape of ``scores``."""
        result = np.zeros(self.scores.shape, bool)
        for span in spans:
            if span.is_asserted:
                inside = [i for i, (start, end) in enumerate(self.places) if start < span.end and span.start < end]
                result[inside, INDICATORS.index(span.indicator)] = True
        return result

    def found(self, thresholds: Array) -> tuple[FoundSpan, ...]:
        """Segments at or above the threshold of an indicator, each as a found span."""
        rows, columns = np.nonzero(self.scores >= thresholds)
        return tuple(FoundSpan(*self.places[r], INDICATORS[c]) for r, c in zip(rows, columns, strict=True))


def suite(context: Context) -> SuiteResult:
    """The test split."""
    return measure(context, split="test")


def measure(context: Context, *, split: Split) -> SuiteResult:
    """Indicators, look-alikes and tracks on one split; thresholds of the encoder alone come from dev."""
    title = f"Invented corpus, {split} split"
    folder = context.annotations / "corpus"
    needed = [folder / part / f"{s}.jsonl" for part in ("clauses", "documents") for s in dict.fromkeys((split, "dev"))]
    missing = [file for file in needed if not file.is_file()]
    if missing:
        return SuiteResult("corpus", title, ABOUT, absent=tuple(f"no annotations at {file}" for file in missing))
    thresholds = None
    if context.model.encoder:
        thresholds = best_thresholds(context.model.encoder, read_texts(context, "dev"), context.progress)
    judged = list(judge(read_texts(context, split), context.model, thresholds, context.progress))
    figures = summarise(judged, seed=context.seed)
    absent = () if context.model.encoder else ("the model has no encoder: rules and both together are shown",)
    return SuiteResult("corpus", title, ABOUT, tables=tuple(_tables(figures)), absent=absent, figures=figures)


def read_texts(context: Context, split: Split) -> list[Text]:
    """Clauses and documents of a split, each set cut to the limit."""
    corpus = read_corpus(context.annotations / "corpus", splits=(split,))
    return [*corpus.clauses[split][: context.limit], *corpus.documents[split][: context.limit]]


def as_document(text: Text) -> Document:
    """The text as a user would give it; contracts are known as such."""
    is_contract = isinstance(text, AnnotatedDocument) and text.is_contract
    return Document(text.text, id=text.id, kind="contract" if is_contract else "unknown")


def track_labels(text: AnnotatedDocument) -> dict[TrackName, bool]:
    """Which tracks the asserted spans of a document put it on."""
    low = {i.id for i in load_catalogue().indicators.values() if i.severity == "low"}
    return dict(zip(TrackName, tracks_of(text.spans, low, is_contract=text.is_contract), strict=True))


def best_thresholds(encoder: EncoderClassifier, texts: Sequence[Text], progress: Callable[[str], None]) -> Array:
    """For each indicator the score that separates the segments of ``texts`` with the highest F1, shape (n_indicators,)."""
    scores, labels = [], []
    for number, text in enumerate(texts, 1):
        segments = _segments(encoder, read(as_document(text)))
        scores.append(segments.scores)
        labels.append(segments.labels(text.spans))
        progress(f"thresholds, text {number} of {len(texts)}")
    every, truth = np.concatenate(scores), np.concatenate(labels)
    return np.array([best_threshold(every[:, i], truth[:, i]) for i in range(len(INDICATORS))])


def _segments(encoder: EncoderClassifier, reading: Reading) -> Segments:
    places = tuple(reading.view.to_source(*span) for span in reading.segments)
    return Segments(places, encoder.read(reading.masked).scores.astype(float))


def judge(
    texts: Sequence[Text], model: TrackModel, thresholds: Array | None, progress: Callable[[str], None]
) -> Iterator[Judged]:
    """What rules, encoder (with ``thresholds``) and both together find in each text. Unmeasurable texts: nothing."""
    bare = replace(model, encoder=None)
    for number, text in enumerate(texts, 1):
        document = as_document(text)
        report = analyse(document, model=model)
        ruled = analyse(document, model=bare).findings if model.encoder else report.findings
        found = {"rules": _spans(ruled), "fused": _spans(report.findings)}
        if model.encoder and thresholds is not None:
            is_measurable = all(t.flagged is not None for t in report.tracks.values())
            found["encoder"] = _segments(model.encoder, read(document)).found(thresholds) if is_measurable else ()
        yield Judged(text, found, _flagged(report, ruled) if isinstance(text, AnnotatedDocument) else {})
        progress(f"corpus, text {number} of {len(texts)}")


def _spans(findings: Sequence[Finding]) -> tuple[FoundSpan, ...]:
    return tuple(FoundSpan(f.start, f.end, f.indicator) for f in findings if f.is_asserted)


def _flagged(report: Report, ruled: Sequence[Finding]) -> dict[str, dict[TrackName, bool]]:
    return {
        "rules": {t: is_flagged_by_rules(ruled, t) for t in TrackName},
        "text model alone": {t: is_resembling(report, t) for t in TrackName},
        "fused": {t: bool(report.tracks[t].flagged) for t in TrackName},
    }


def summarise(judged: Sequence[Judged], *, seed: int) -> dict[str, Any]:
    """All figures as plain values; every rate comes with its counts."""
    systems = sorted({s for j in judged for s in j.found}, key=("rules", "encoder", "fused").index)
    return {
        "clauses": sum(isinstance(j.text, Clause) for j in judged),
        "documents": sum(isinstance(j.text, AnnotatedDocument) for j in judged),
        "indicators_together": [_together(judged, kind, s, seed) for kind in _KINDS for s in systems],
        "indicators": {s: {n: _plain(c) for n, c in _by_indicator(judged, s).items()} for s in systems},
        "look_alikes": {s: {n: _alarms(group, s) for n, group in _look_alikes(judged).items()} for s in systems},
        "clean": {s: _clean(judged, s) for s in systems},
        "tracks": list(_tracks(judged, seed)),
    }


_KINDS: Mapping[str, tuple[type, ...]] = {
    "clauses": (Clause,), "documents": (AnnotatedDocument,), "both": (Clause, AnnotatedDocument),
}  # fmt: skip


def _by_indicator(judged: Sequence[Judged], system: str) -> dict[str, Counts]:
    total: dict[str, Counts] = {}
    for one in judged:
        for name, counts in one.counts(system).items():
            total[name] = total.get(name, Counts()) + counts
    return dict(sorted(total.items()))


def _plain(counts: Counts) -> dict[str, float]:
    return {
        "right": counts.tp, "false": counts.fp, "missed": counts.fn,
        "precision": counts.precision, "recall": counts.recall, "F1": counts.f1,
    }  # fmt: skip


def _together(judged: Sequence[Judged], kind: str, system: str, seed: int) -> dict[str, Any]:
    inside = [j for j in judged if isinstance(j.text, _KINDS[kind])]
    by_indicator = list(_by_indicator(inside, system).values())
    groups = [(j.text.pair_id if isinstance(j.text, Clause) else None) or j.text.id for j in inside]
    low, high = f1_interval([micro(list(j.counts(system).values())) for j in inside], groups, seed=seed)
    return {
        "texts": kind, "system": system, **_plain(micro(by_indicator)), "F1 from": low, "F1 to": high,
        "macro F1": macro_f1(by_indicator),
    }  # fmt: skip


def _look_alikes(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    """Look-alike clauses by how they treat their indicator; ``all`` first."""
    groups: dict[str, list[Judged]] = {"all": []}
    for one in judged:
        if isinstance(one.text, Clause) and one.text.stance == "look_alike":
            groups["all"].append(one)
            groups.setdefault(one.text.polarity.value if one.text.polarity else "topic words only", []).append(one)
    return dict(sorted(groups.items()))


def _alarms(group: Sequence[Judged], system: str) -> dict[str, float]:
    own = sum(isinstance(j.text, Clause) and j.asserts(system, j.text.target) for j in group)
    return {"own": own, "any": sum(j.asserts(system, None) for j in group), "texts": len(group)}


def _clean(judged: Sequence[Judged], system: str) -> dict[str, float]:
    return _alarms([j for j in judged if isinstance(j.text, Clause) and j.text.stance == "clean"], system)


def _tracks(judged: Sequence[Judged], seed: int) -> Iterator[dict[str, Any]]:
    labelled = [(j, track_labels(j.text)) for j in judged if isinstance(j.text, AnnotatedDocument)]
    systems = labelled[0][0].flagged if labelled else ()
    for system in systems:
        for track in TrackName:
            counts = [_count(said=j.flagged[system][track], true=truth[track]) for j, truth in labelled]
            low, high = f1_interval(counts, [j.text.id for j, _ in labelled], seed=seed)
            yield {"system": system, "track": track.value, **_plain(micro(counts)), "F1 from": low, "F1 to": high}


def _count(*, said: bool, true: bool) -> Counts:
    return Counts(tp=int(said and true), fp=int(said and not true), fn=int(true and not said))


def _tables(figures: Mapping[str, Any]) -> Iterator[FigureTable]:
    note = (
        f"{figures['clauses']} clauses, {figures['documents']} documents. A found span is right if it overlaps an asserted span of its "
        "indicator; the encoder alone finds whole segments, at the score of each indicator that is best on the dev split."
    )
    yield _records("Indicators together", figures["indicators_together"], note)
    yield _indicator_table(figures["indicators"])
    yield _alarm_table(figures)
    yield _records(
        "Documents by track",
        figures["tracks"],
        "A document belongs to a track by its asserted spans above low severity.",
    )


def _records(title: str, records: Sequence[Mapping[str, Cell]], note: str) -> FigureTable:
    columns = tuple(records[0]) if records else ()
    return FigureTable(title, columns, tuple(tuple(r.values()) for r in records), note)


def _indicator_table(by_system: Mapping[str, Mapping[str, Mapping[str, float]]]) -> FigureTable:
    shown = ("precision", "recall", "F1")
    names = sorted({name for figures in by_system.values() for name in figures})
    rows = []
    for name in names:
        cells: list[Cell] = [
            name,
            max(int(f[name]["right"] + f[name]["missed"]) for f in by_system.values() if name in f),
        ]
        for figures in by_system.values():
            cells += [figures[name][rate] if name in figures else None for rate in shown]
        rows.append(tuple(cells))
    columns = ("indicator", "spans", *(f"{system} {rate}" for system in by_system for rate in shown))
    return FigureTable("Indicators (by overlapping span)", columns, tuple(rows))


def _alarm_table(figures: Mapping[str, Any]) -> FigureTable:
    rows: list[tuple[Cell, ...]] = []
    for system, groups in figures["look_alikes"].items():
        for name, alarms in groups.items():
            rows.append((system, f"look-alike: {name}", *_alarm_cells(alarms)))
        rows.append((system, "clean", *_alarm_cells(figures["clean"][system])))
    note = "Own: the look-alike set off the very indicator it resembles. Any: whatever indicator; it may be one that the clause does assert."
    return FigureTable(
        "False alarms on clauses", ("system", "clauses", "texts", "own", "share", "any"), tuple(rows), note
    )


def _alarm_cells(alarms: Mapping[str, Any]) -> tuple[Cell, ...]:
    share = alarms["own"] / alarms["texts"] if alarms["texts"] else None
    return alarms["texts"], alarms["own"], share, alarms["any"]
