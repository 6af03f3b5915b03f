from dataclasses import dataclass
from pathlib import Path

import pytest
from smallprint.documents.document import Document
from smallprint.evaluation import slices
from smallprint.evaluation.benchmark import LabelledText
from smallprint.evaluation.metrics import Counts, GoldSpan
from smallprint.evaluation.slices import LENGTHS, Judged, gold_spans, length_slice, summarise
from smallprint.evaluation.suite import Context
from smallprint.evidence import Finding, Polarity, Severity, TrackName


@dataclass
class NoEncoder:
    encoder: None = None


def finding(start: int, end: int, severity: Severity) -> Finding:
    return Finding("A01", "x", TrackName.DECEPTION, start, end, "x", Polarity.IMPOSES, severity, ("rule",))


@pytest.mark.parametrize(
    ("words", "name"),
    [(0, 0), (14, 0), (15, 1), (40, 1), (41, 2), (150, 2), (151, 3), (500, 3), (501, 4)],
)
def test_length_borders(words: int, name: int) -> None:
    assert length_slice("word " * words) == LENGTHS[name]


def test_a_disputed_text_asks_for_no_span() -> None:
    spans = (GoldSpan(0, 5, "A01", is_required=True), GoldSpan(6, 9, "B01", is_required=False))
    sure = LabelledText(Document("x" * 20, id="t"), "deceptive", "en", spans)
    disputed = LabelledText(Document("x" * 20, id="t"), "disputed", "en", spans)
    assert [s.is_required for s in gold_spans(sure)] == [True, False]
    assert [s.is_required for s in gold_spans(disputed)] == [False, False]


def test_only_benign_texts_count_as_alarmed_and_low_findings_do_not() -> None:
    gold = [GoldSpan(0, 5, "A01", is_required=True)]
    assert slices.judge({}, gold, [finding(2, 8, Severity.HIGH)], is_benign=False) == Judged({}, Counts(tp=1), None)
    low = slices.judge({}, [], [finding(2, 8, Severity.LOW)], is_benign=True)
    high = slices.judge({}, [], [finding(2, 8, Severity.HIGH)], is_benign=True)
    assert (low.is_alarmed, high.is_alarmed, low.counts.fp) == (False, True, 1)


def test_slices_keep_their_order_and_add_up() -> None:
    judged = [
        Judged({"length": LENGTHS[4], "register": "sms"}, Counts(tp=1, fn=1), None),
        Judged({"length": LENGTHS[0], "register": "chat"}, Counts(fp=1), True),
        Judged({"length": LENGTHS[0], "register": "sms"}, Counts(), False),
    ]
    figures = summarise(judged)
    assert list(figures["length"]) == [LENGTHS[0], LENGTHS[4]]
    assert list(figures["register"]) == ["chat", "sms"]
    assert figures["length"][LENGTHS[0]]["share"] == 0.5
    assert figures["length"][LENGTHS[4]]["recall"] == 0.5
    assert figures["length"][LENGTHS[4]]["share"] is None
    assert sum(s["texts"] for s in figures["register"].values()) == 3


def test_absent_sets_are_named(tmp_path: Path) -> None:
    result = slices.suite(Context(NoEncoder(), tmp_path, tmp_path, tmp_path / "field.jsonl", tmp_path))
    assert not result.tables
    assert len(result.absent) == 4
    assert "encoder" in result.absent[0]
