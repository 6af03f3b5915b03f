from smallprint.documents.document import Document
from smallprint.evaluation.benchmark import LabelledText
from smallprint.evaluation.confusions import NOTHING, Confusion, judge
from smallprint.evaluation.metrics import Counts, FoundSpan, GoldSpan


def text(*spans: GoldSpan, verdict: str = "coercive") -> LabelledText:
    return LabelledText(Document("x" * 100, id="t"), verdict, "en", spans)


def test_confusions_are_named_once_and_the_worst_comes_first() -> None:
    gold = text(GoldSpan(0, 10, "B03", is_required=True), GoldSpan(20, 30, "B04", is_required=True))
    found = [FoundSpan(0, 10, "B03"), FoundSpan(22, 28, "B18"), FoundSpan(50, 60, "A01"), FoundSpan(70, 80, "A01")]
    counts, confused = judge([gold], lambda _t: found)
    assert confused == [Confusion(NOTHING, "A01", 2), Confusion("B04", "B18", 1)]
    assert counts == {"A01": Counts(fp=2), "B03": Counts(tp=1), "B04": Counts(fn=1), "B18": Counts(fp=1)}


def test_a_missed_span_is_taken_for_nothing_and_disputed_ones_are_not_asked_for() -> None:
    gold = GoldSpan(0, 10, "B03", is_required=True)
    assert judge([text(gold)], lambda _t: [])[1] == [Confusion("B03", NOTHING, 1)]
    assert judge([text(gold, verdict="disputed")], lambda _t: [])[1] == []
