"""What the corpus suite counts, on invented texts whose findings are known: ``RULE`` and ``ENC`` set off A01, ``s=3`` is a segment score."""

import json
import re
from dataclasses import dataclass
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from smallprint.annotation.records import AnnotatedDocument, Clause, Span, write_rows
from smallprint.classifier.labels import INDICATORS
from smallprint.documents.document import Document
from smallprint.evaluation import corpus
from smallprint.evaluation.corpus import (
    Judged,
    Segments,
    as_document,
    best_thresholds,
    measure,
    read_texts,
    suite,
    summarise,
    track_labels,
)
from smallprint.evaluation.metrics import Counts, FoundSpan
from smallprint.evaluation.page import plain
from smallprint.evaluation.suite import Context
from smallprint.evidence import Finding, Polarity, Probability, Severity, TrackName

A01, B01 = INDICATORS.index("A01"), INDICATORS.index("B01")
INDENT = 2  # the fake view lies so many characters before the text of the user


@dataclass
class FakeView:
    def to_source(self, start: int, end: int) -> tuple[int, int]:
        return start + INDENT, end + INDENT


@dataclass
class FakeReading:
    masked: str
    view: FakeView

    @property
    def segments(self) -> tuple[tuple[int, int], ...]:
        return tuple(m.span() for m in re.finditer(r"[^.]+\.", self.masked))


@dataclass
class FakeEvidence:
    scores: np.ndarray


class FakeEncoder:
    """The score of a segment for A01 stands in it; nothing else is ever seen."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read(self, masked: str) -> FakeEvidence:
        self.texts.append(masked)
        rows = re.findall(r"[^.]+\.", masked)
        scores = np.full((len(rows), len(INDICATORS)), -9, np.float32)
        scores[:, A01] = [float((re.search(r"s=(-?\d+)", row) or ["", "-9"])[1]) for row in rows]
        return FakeEvidence(scores)


@dataclass
class FakeModel:
    encoder: FakeEncoder | None = None


@dataclass
class Track:
    flagged: bool | None
    resemblance: Probability | None = None


@dataclass
class FakeReport:
    findings: tuple[Finding, ...]
    tracks: dict[TrackName, Track]


def finding(text: str, word: str, polarity: Polarity = Polarity.IMPOSES) -> Finding:
    start = text.index(word)
    end = start + len(word)
    return Finding("A01", "fee", TrackName.DECEPTION, start, end, word, polarity, Severity.HIGH, ("rule:A01.1",))


def fake_analyse(document: Document, *, model: FakeModel) -> FakeReport:
    text = document.text
    if "ABROAD" in text:
        return FakeReport((), dict.fromkeys(TrackName, Track(None)))
    found = [finding(text, "RULE")] if "RULE" in text else []
    if "DENIED" in text:
        found.append(finding(text, "DENIED", Polarity.PROHIBITS))
    if model.encoder and "ENC" in text:
        found.append(finding(text, "ENC"))
    if model.encoder and "VETO" in text:
        found = []
    tracks = {
        TrackName.DECEPTION: Track(bool(found), Probability(0.9 if "LIKE" in text else 0.1)),
        TrackName.COERCION: Track(flagged=False, resemblance=Probability(0.1)),
    }
    return FakeReport(tuple(found), tracks)


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "read", lambda document: FakeReading(document.text[INDENT:], FakeView()))
    monkeypatch.setattr(corpus, "analyse", fake_analyse)
    monkeypatch.setattr("smallprint.evaluation.resample.DRAWS", 20)


def spans_of(text: str, marks: str) -> list[Span]:
    """``marks``: quote/indicator/polarity, blanks between."""
    parts = [mark.split("/") for mark in marks.split()]
    return [
        Span(start=text.index(q), end=text.index(q) + len(q), indicator=i, polarity=Polarity(p)) for q, i, p in parts
    ]


def clause(name: str, text: str, marks: str = "", pair: str | None = None, **other: object) -> Clause:
    spans = spans_of(text, marks)
    is_asserted = any(s.is_asserted and s.indicator == "A01" for s in spans)
    base = {
        "id": f"c-{name}", "text": text, "spans": spans, "batch": "x", "register": "contract", "sector": "care", "target": "A01",
        "stance": "asserted" if is_asserted else "look_alike", "polarity": spans[0].polarity if spans else None, "pair_id": pair,
    }  # fmt: skip
    return Clause.model_validate(base | other)


def clean(name: str, text: str) -> Clause:
    return clause(name, text, stance="clean", target=None, polarity=None)


def document(
    name: str, text: str, marks: str = "", kind: str = "advance_fee", stance: str = "deceptive"
) -> AnnotatedDocument:
    return AnnotatedDocument.model_validate({
        "id": f"d-{name}", "text": text, "spans": spans_of(text, marks), "batch": "x", "register": "email", "sector": "care",
        "kind": kind, "stance": stance, "clauses": [],
    })  # fmt: skip


TEST_CLAUSES = (
    clause("1", "- Pay RULE s=5.", "RULE/A01/imposes", pair="p1"),
    clause("2", "- Pay none RULE s=4.", "none/A01/prohibits", pair="p1"),
    clause("3", "- Ask ENC s=1.", "Ask/A01/warning"),
    clause("4", "- Topic words DENIED s=1."),
    clause("5", "- Fee here s=1.", "Fee/A01/imposes"),
    clause("6", "- Fee VETO RULE s=9. And more s=9.", "Fee/A01/imposes"),
    clean("7", "- Work ENC s=1."),
    clean("8", "- Rest s=1."),
)
TEST_DOCUMENTS = (
    document("1", "- Pay RULE LIKE s=3.", "RULE/A01/imposes"),
    document("2", "- Fine s=1. LIKE.", kind="plain_ad", stance="honest"),
    document("3", "- ABROAD RULE s=9.", "RULE/A01/imposes"),
)
DEV_CLAUSES = (
    clause("d1", "- Pay s=2. More s=1.", "Pay/A01/imposes"),
    clause("d2", "- Pay s=3. None s=0.", "Pay/A01/imposes"),
)
DEV_DOCUMENTS = (document("d1", "- Good s=1. None s=-1.", kind="plain_ad", stance="honest"),)


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    for part in ("clauses", "documents"):
        (tmp_path / "corpus" / part).mkdir(parents=True)
    write_rows(tmp_path / "corpus/clauses/test.jsonl", TEST_CLAUSES)
    write_rows(tmp_path / "corpus/documents/test.jsonl", TEST_DOCUMENTS)
    write_rows(tmp_path / "corpus/clauses/dev.jsonl", DEV_CLAUSES)
    write_rows(tmp_path / "corpus/documents/dev.jsonl", DEV_DOCUMENTS)
    return tmp_path


def context_of(folder: Path, *, encoder: FakeEncoder | None, limit: int | None = None) -> Context:
    return Context(FakeModel(encoder), folder, folder, folder / "field.jsonl", folder, limit=limit)


def test_segments_know_their_labels_and_what_they_find() -> None:
    segments = Segments(((0, 10), (10, 20), (25, 30)), np.zeros((3, len(INDICATORS))))
    segments.scores[:, A01] = [1.0, 2.0, 3.0]
    segments.scores[2, B01] = 0.5
    spans = [
        Span(start=8, end=12, indicator="A01", polarity=Polarity.IMPOSES),  # in two segments
        Span(start=20, end=25, indicator="B01", polarity=Polarity.IMPOSES),  # between two segments
        Span(start=26, end=28, indicator="A01", polarity=Polarity.PROHIBITS),
    ]
    labels = segments.labels(spans)
    assert np.argwhere(labels).tolist() == [[0, A01], [1, A01]]
    thresholds = np.full(len(INDICATORS), np.inf)
    thresholds[[A01, B01]] = [2.0, 0.5]
    assert segments.found(thresholds) == (FoundSpan(10, 20, "A01"), FoundSpan(25, 30, "A01"), FoundSpan(25, 30, "B01"))


def test_thresholds_are_the_best_of_the_given_texts() -> None:
    thresholds = best_thresholds(FakeEncoder(), [*DEV_CLAUSES, *DEV_DOCUMENTS], lambda _what: None)
    assert thresholds.shape == (len(INDICATORS),)
    assert thresholds[A01] == 2.0
    assert np.isinf(np.delete(thresholds, A01)).all()  # never asserted there: never found


def test_segments_lie_where_the_user_sees_them() -> None:
    text = clause("9", "- Aa s=2. Bb s=3.", "2./A01/imposes")  # in the view, that place lies in the second segment
    assert best_thresholds(FakeEncoder(), [text], lambda _what: None)[A01] == 2.0


def test_thresholds_come_from_dev_only(annotations: Path) -> None:
    encoder = FakeEncoder()
    said: list[str] = []
    figures = measure(
        Context(FakeModel(encoder), annotations, annotations, annotations / "f", annotations, progress=said.append),
        split="test",
    ).figures
    dev = [t.text[INDENT:] for t in (*DEV_CLAUSES, *DEV_DOCUMENTS)]
    assert encoder.texts[: len(dev)] == dev
    assert not set(encoder.texts[len(dev) :]) & set(dev)
    assert said[0] == "thresholds, text 1 of 3"
    assert said[-1] == "corpus, text 11 of 11"
    # At 2, the best of dev: right in c-1, c-6, d-1; false in c-2 and the second segment of c-6; missed in c-5 and in the
    # unmeasurable d-3. At 3 or 5, the best of test, other counts would stand here.
    (counts,) = figures["indicators"]["encoder"].values()
    assert (counts["right"], counts["false"], counts["missed"]) == (3, 2, 2)


def test_spans_are_counted_for_each_system(annotations: Path) -> None:
    figures = suite(context_of(annotations, encoder=FakeEncoder())).figures
    assert (figures["clauses"], figures["documents"]) == (8, 3)
    rows = {(r["texts"], r["system"]): r for r in figures["indicators_together"]}
    counted = {key: (r["right"], r["false"], r["missed"]) for key, r in rows.items()}
    # rules: RULE in c-1, c-2, c-6, d-1; the finding that is denied does not count; c-5 holds nothing to find
    # fused: RULE in c-1, c-2, d-1, ENC in c-3, c-7; vetoed in c-6
    assert counted == {
        ("clauses", "rules"): (1, 2, 2), ("documents", "rules"): (1, 0, 1), ("both", "rules"): (2, 2, 3),
        ("clauses", "encoder"): (2, 2, 1), ("documents", "encoder"): (1, 0, 1), ("both", "encoder"): (3, 2, 2),
        ("clauses", "fused"): (1, 3, 2), ("documents", "fused"): (1, 0, 1), ("both", "fused"): (2, 3, 3),
    }  # fmt: skip
    both = rows["both", "rules"]
    assert (both["precision"], both["recall"], both["F1"]) == pytest.approx((2 / 4, 2 / 5, 4 / 9))
    assert both["F1 from"] <= both["F1"] <= both["F1 to"]
    assert both["macro F1"] == both["F1"]  # one indicator


def test_a_right_span_lies_on_the_labelled_wording() -> None:
    text = TEST_CLAUSES[5]  # RULE stands outside the labelled "Fee"
    judged = Judged(text, {"rules": (FoundSpan(11, 15, "A01"),), "fused": (FoundSpan(0, 15, "A01"),)}, {})
    assert judged.counts("rules") == {"A01": Counts(fp=1, fn=1)}
    assert judged.counts("fused") == {"A01": Counts(tp=1)}
    assert judged.asserts("rules", "A01")
    assert not judged.asserts("rules", "B01")
    assert judged.asserts("rules", None)


def test_look_alikes_set_off_alarms_by_system(annotations: Path) -> None:
    figures = suite(context_of(annotations, encoder=FakeEncoder())).figures
    alarms = {s: {n: (a["own"], a["texts"]) for n, a in groups.items()} for s, groups in figures["look_alikes"].items()}
    assert alarms == {
        "rules": {"all": (1, 3), "prohibits": (1, 1), "topic words only": (0, 1), "warning": (0, 1)},
        "encoder": {"all": (1, 3), "prohibits": (1, 1), "topic words only": (0, 1), "warning": (0, 1)},
        "fused": {"all": (2, 3), "prohibits": (1, 1), "topic words only": (0, 1), "warning": (1, 1)},
    }
    assert {s: (a["any"], a["texts"]) for s, a in figures["clean"].items()} == {
        "rules": (0, 2), "encoder": (0, 2), "fused": (1, 2),
    }  # fmt: skip


def test_another_indicator_is_no_own_alarm() -> None:
    one = clause("9", "- Fee and passport.", "Fee/A01/prohibits passport/B01/imposes")
    found = {"fused": (FoundSpan(10, 18, "B01"),)}
    alarms = summarise([Judged(one, found, {})], seed=1)["look_alikes"]["fused"]
    assert alarms == {"all": {"own": 0, "any": 1, "texts": 1}, "prohibits": {"own": 0, "any": 1, "texts": 1}}


def test_documents_by_track(annotations: Path) -> None:
    figures = suite(context_of(annotations, encoder=FakeEncoder())).figures
    counts = {(r["system"], r["track"]): (r["right"], r["false"], r["missed"]) for r in figures["tracks"]}
    assert counts == {
        ("rules", "deception"): (1, 0, 1), ("rules", "coercion"): (0, 0, 0),
        ("text model alone", "deception"): (1, 1, 1), ("text model alone", "coercion"): (0, 0, 0),
        ("fused", "deception"): (1, 0, 1), ("fused", "coercion"): (0, 0, 0),
    }  # fmt: skip


def test_labels_of_documents_by_track() -> None:
    both = document("9", "- Fee and passport.", "Fee/A01/imposes passport/B01/imposes")
    assert track_labels(both) == {TrackName.DECEPTION: True, TrackName.COERCION: True}
    contract = document("8", "- Fee.", "Fee/A01/imposes", kind="house_rules", stance="coercive")
    assert track_labels(contract) == {TrackName.DECEPTION: False, TrackName.COERCION: True}
    denied = document("7", "- Fee.", "Fee/A01/prohibits", kind="plain_ad", stance="honest")
    assert track_labels(denied) == {TrackName.DECEPTION: False, TrackName.COERCION: False}
    assert [as_document(d).kind for d in (both, contract)] == ["unknown", "contract"]
    assert as_document(both).id == "d-9"


def test_pairs_are_drawn_together() -> None:
    """Two clauses of one pair are one draw: with nothing else, every draw gives the same F1."""
    pair = [Judged(t, {"rules": (FoundSpan(6, 10, "A01"),)}, {}) for t in TEST_CLAUSES[:2]]
    together = summarise(pair, seed=1)["indicators_together"][0]
    assert (together["F1"], together["F1 from"], together["F1 to"]) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    apart = [Judged(j.text.model_copy(update={"pair_id": None}), j.found, {}) for j in pair]
    row = summarise(apart, seed=1)["indicators_together"][0]
    assert row["F1 from"] < row["F1"] < row["F1 to"]


def test_without_an_encoder_the_rest_is_measured(annotations: Path) -> None:
    result = suite(context_of(annotations, encoder=None))
    assert result.absent == ("the model has no encoder: rules and both together are shown",)
    assert list(result.figures["indicators"]) == ["rules", "fused"]
    assert result.figures["indicators"]["rules"] == result.figures["indicators"]["fused"]


def test_tables_and_json_hold_the_figures(annotations: Path) -> None:
    result = suite(context_of(annotations, encoder=FakeEncoder()))
    together, indicators, alarms, tracks = result.tables
    for table in result.tables:
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)
    assert [row[0] for row in indicators.rows] == ["A01"]
    assert indicators.rows[0][1] == 5  # asserted spans
    assert ("rules", "look-alike: all", 3, 1, 1 / 3, 1) in alarms.rows
    assert ("fused", "clean", 2, 1, 1 / 2, 1) in alarms.rows
    assert len(together.rows) == 9
    assert len(tracks.rows) == 6
    json.dumps(plain(result.figures), allow_nan=False)


def test_limit_and_split(annotations: Path) -> None:
    cut = context_of(annotations, encoder=None, limit=2)
    assert [t.id for t in read_texts(cut, "test")] == ["c-1", "c-2", "d-1", "d-2"]
    result = measure(cut, split="dev")
    assert result.title == "Invented corpus, dev split"
    assert (result.figures["clauses"], result.figures["documents"]) == (2, 1)


def test_clauses_alone_have_no_tracks() -> None:
    figures = summarise([Judged(TEST_CLAUSES[0], {"rules": ()}, {})], seed=1)
    assert figures["tracks"] == []
    documents = next(r for r in figures["indicators_together"] if r["texts"] == "documents")
    assert isnan(documents["F1"])
    assert isnan(documents["F1 from"])


@pytest.mark.parametrize("file", ["clauses/test.jsonl", "documents/test.jsonl", "clauses/dev.jsonl"])
def test_missing_annotations_are_named(annotations: Path, file: str) -> None:
    (annotations / "corpus" / file).unlink()
    result = suite(context_of(annotations, encoder=FakeEncoder()))
    assert result.absent == (f"no annotations at {annotations / 'corpus' / file}",)
    assert not result.tables
