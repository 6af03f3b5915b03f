"""Runs the program over labelled texts and counts, as ``smallprint evaluate`` prints it.

Format of a labelled text (JSON lines): id, kind, lang, text, verdict (deceptive, coercive, benign, disputed), spans (start, end,
indicator, sure); source if it is known. Disputed texts are left out of the track figures; a span that only one annotator marked is allowed, not required.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from smallprint.classifier.store import TrackModel, load_model
from smallprint.documents.document import KINDS, Document
from smallprint.errors import InputRowError, Problem, SmallprintError
from smallprint.evaluation.metrics import (
    Counts,
    FoundSpan,
    GoldSpan,
    brier,
    count_spans,
    expected_calibration_error,
    macro_f1,
    micro,
)
from smallprint.evidence import Finding, TrackName
from smallprint.report import Report
from smallprint.scoring.analysis import analyse

POSITIVE = {TrackName.DECEPTION: "deceptive", TrackName.COERCION: "coercive"}
SYSTEMS = ("rules", "linear", "fused")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text with its gold labels. Texts of one ``source`` belong together; empty = not stated."""

    document: Document
    verdict: str
    language: str
    spans: tuple[GoldSpan, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the program said of one labelled text: ``flagged[system][track]``."""

    text: LabelledText
    report: Report
    flagged: dict[str, dict[TrackName, bool]]

    def is_flagged(self, system: str) -> bool:
        """True if either track is flagged by ``system``."""
        return any(self.flagged[system].values())


def read_labelled(file: Path) -> list[LabelledText]:
    """Read a labelled set. Raises :class:`SmallprintError` if the file is missing, :class:`InputRowError` for bad lines."""
    if not file.is_file():
        raise SmallprintError(
            f"no labelled texts at {file}\n  allowed: a JSON lines file with id, kind, lang, text, verdict, spans"
            "\n  next: smallprint evaluate --data FILE"
        )
    texts, problems = [], []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            texts.append(_labelled(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            problems.append(Problem(f"line {number}", f"{type(error).__name__}: {error}"))
    if problems:
        raise InputRowError(file.name, problems)
    return texts


def _labelled(row: dict[str, Any]) -> LabelledText:
    kind = row["kind"] if row["kind"] in KINDS else "unknown"
    spans = tuple(GoldSpan(s["start"], s["end"], s["indicator"], bool(s["sure"])) for s in row["spans"])
    document = Document(row["text"], id=str(row["id"]), kind=kind)
    return LabelledText(document, row["verdict"], row["lang"], spans, str(row.get("source") or ""))


def run(
    texts: Sequence[LabelledText], *, model: TrackModel | None = None, progress: Callable[[int], None] = lambda _n: None
) -> list[Outcome]:
    """Analyse every text and derive the decisions of rules alone, text model alone and both."""
    used = model or load_model()
    outcomes = []
    for number, text in enumerate(texts):
        report = analyse(text.document, model=used)
        ruled = analyse(text.document, model=replace(used, encoder=None)) if used.encoder else report
        outcomes.append(Outcome(text, report, _decisions(report, ruled.findings)))
        progress(number + 1)
    return outcomes


def _decisions(report: Report, ruled: Sequence[Finding]) -> dict[str, dict[TrackName, bool]]:
    return {
        "rules": {t: is_flagged_by_rules(ruled, t) for t in TrackName},
        "linear": {t: is_resembling(report, t) for t in TrackName},
        "fused": {t: bool(report.tracks[t].flagged) for t in TrackName},
    }


def is_flagged_by_rules(findings: Sequence[Finding], track: TrackName) -> bool:
    """True if a finding of the track is above LOW."""
    return any(f.is_asserted and f.track is track and f.severity.rank > 0 for f in findings)


def is_resembling(report: Report, track: TrackName) -> bool:
    """True if the text model alone is for flagging."""
    resemblance = report.tracks[track].resemblance
    return resemblance is not None and resemblance.value >= 0.5


def count_track(outcomes: Sequence[Outcome], track: TrackName, system: str) -> Counts:
    """Counts of flagged texts against verdicts; disputed texts are left out."""
    return sum((_count_one(o, track, system) for o in outcomes if o.text.verdict != "disputed"), Counts())


def _count_one(outcome: Outcome, track: TrackName, system: str) -> Counts:
    positive, flagged = outcome.text.verdict == POSITIVE[track], outcome.flagged[system][track]
    return Counts(tp=int(positive and flagged), fp=int(flagged and not positive), fn=int(positive and not flagged))


def count_indicators(outcomes: Sequence[Outcome]) -> dict[str, Counts]:
    """Span counts by indicator over all texts, disputed ones included (there every span is optional)."""
    total: dict[str, Counts] = {}
    for outcome in outcomes:
        optional = outcome.text.verdict == "disputed"
        gold = [replace(s, is_required=False) if optional else s for s in outcome.text.spans]
        found = [FoundSpan(f.start, f.end, f.indicator) for f in outcome.report.findings]
        for indicator, counts in count_spans(gold, found).items():
            total[indicator] = total.get(indicator, Counts()) + counts
    return dict(sorted(total.items()))


def false_alarms(outcomes: Sequence[Outcome], system: str, group: Callable[[LabelledText], bool]) -> tuple[int, int]:
    """(flagged, all) of a group of texts in which nothing should be flagged."""
    inside = [o for o in outcomes if group(o.text)]
    return sum(o.is_flagged(system) for o in inside), len(inside)


def calibration(outcomes: Sequence[Outcome], track: TrackName) -> tuple[float, float, int]:
    """(Brier score, expected calibration error, texts) of the measurable, undisputed texts."""
    pairs = list(probabilities(outcomes, track))
    values, labels = [p for p, _ in pairs], [y for _, y in pairs]
    return brier(values, labels), expected_calibration_error(values, labels), len(pairs)


def probabilities(outcomes: Sequence[Outcome], track: TrackName) -> Iterator[tuple[float, bool]]:
    """(probability, is positive) of the measurable, undisputed texts."""
    for outcome in outcomes:
        probability = outcome.report.tracks[track].probability
        if outcome.text.verdict != "disputed" and probability is not None:
            yield probability.value, outcome.text.verdict == POSITIVE[track]


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures as plain values, ready for JSON; every rate comes with its counts."""
    return {
        "texts": len(outcomes),
        "not_measurable": sum(o.report.tracks[TrackName.DECEPTION].flagged is None for o in outcomes),
        "tracks": {
            system: {t.value: _plain(count_track(outcomes, t, system)) for t in TrackName} for system in SYSTEMS
        },
        "tracks_english": {
            t.value: _plain(count_track([o for o in outcomes if o.text.language == "en"], t, "fused"))
            for t in TrackName
        },
        "false_alarms": {
            system: {
                "benign": false_alarms(outcomes, system, lambda t: t.verdict == "benign"),
                "warning": false_alarms(outcomes, system, lambda t: t.document.kind == "warning"),
            }
            for system in SYSTEMS
        },
        "indicators": {name: _plain(counts) for name, counts in count_indicators(outcomes).items()},
        "indicators_micro": _plain(micro(list(count_indicators(outcomes).values()))),
        "indicators_macro_f1": macro_f1(list(count_indicators(outcomes).values())),
        "calibration": {
            t.value: dict(zip(("brier", "ece", "texts"), calibration(outcomes, t), strict=True)) for t in TrackName
        },
    }


def _plain(counts: Counts) -> dict[str, float]:
    return {
        "tp": counts.tp, "fp": counts.fp, "fn": counts.fn,
        "precision": counts.precision, "recall": counts.recall, "f1": counts.f1,
    }  # fmt: skip
