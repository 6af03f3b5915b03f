from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from smallprint.classifier.labels import LABELS
from smallprint.classifier.windows import Window
from smallprint.evaluation.faithfulness import GRADIENT, OWN, RANDOM, Case, make_case, measure, suite, summarise
from smallprint.evaluation.suite import Context

MASK = 103
STRONG = 7
A03 = 2


class FakeEncoder:
    """Token 7 is the whole evidence for A03; any other token speaks against it."""

    def run(self, windows):
        outputs = []
        for window in windows:
            logits = np.full((len(window.ids), len(LABELS)), -6.0, np.float32)
            logits[[i == STRONG for i in window.ids], A03] = 6.0
            outputs.append(logits)
        return outputs


@dataclass
class NoEncoder:
    encoder: None = None


def window(ids: list[int], segments: list[int], first: int = 0) -> Window:
    starts = range(first, first + len(ids))
    return Window(
        (101, *ids, 102), (0, *(2 * s for s in starts), 0), (0, *(2 * s + 1 for s in starts), 0), (-1, *segments, -1)
    )


def case(windows: list[Window], segment: int = 0) -> Case:
    return make_case(windows, FakeEncoder().run(windows), segment, A03, "c")


def test_the_right_tokens_are_more_faithful_than_others() -> None:
    one = case([window([11, 12, STRONG, 13, 14, 15, 16, 17, 18, 19], [0] * 10)])
    wrong = -one.evidence
    values = measure(one, {OWN: [one.evidence], RANDOM: [wrong, wrong]}, FakeEncoder(), MASK)
    assert values[OWN].shape == (2, 3)
    assert (values[OWN][0] > 0.9).all()
    assert (abs(values[OWN][1]) < 0.01).all()
    assert (abs(values[RANDOM][0]) < 0.01).all()
    assert (values[RANDOM][1] > 0.9).all()


def test_every_copy_is_masked_and_context_is_neither_ranked_nor_masked() -> None:
    first, second = window([11, 12, STRONG], [0, 0, 0]), window([STRONG, 14, 15], [0, 0, 1], first=2)
    context = window([15, 16], [-1, 2], first=4)
    one = case([first, second, context])
    assert len(one.windows) == 2
    assert one.tokens == (((0, 1),), ((0, 2),), ((0, 3), (1, 1)), ((1, 2),))
    assert int(one.evidence.argmax()) == 2
    masked = one.without([2], MASK)
    assert [w.ids for w in masked] == [(101, 11, 12, MASK, 102), (101, MASK, 14, 15, 102)]
    assert one.windows == (first, second)
    assert [len(w.ids) for w in case([context], segment=2).windows] == [4]
    assert case([context], segment=2).tokens == (((0, 2),),)


def test_a_segment_of_one_token_loses_it() -> None:
    one = case([window([STRONG], [0])])
    (comprehensiveness, sufficiency) = measure(one, {OWN: [one.evidence]}, FakeEncoder(), MASK)[OWN]
    assert comprehensiveness == pytest.approx([comprehensiveness[0]] * 3)
    assert comprehensiveness[0] > 0.7
    assert sufficiency == pytest.approx([0, 0, 0])


def test_differences_are_paired() -> None:
    generator = np.random.default_rng(1)
    base = [generator.random((2, 3)) for _ in range(40)]
    measured = [{OWN: b + 0.2, RANDOM: b, GRADIENT: b + 0.2} for b in base]
    figures = summarise(measured, [str(i) for i in range(40)], seed=3)
    assert figures["cases"] == 40
    difference = figures["differences"][RANDOM]["comprehensiveness"]
    assert (difference["from"], difference["mean"], difference["to"]) == pytest.approx((0.2, 0.2, 0.2))
    assert figures["differences"][GRADIENT]["sufficiency"]["mean"] == pytest.approx(0)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    context = Context(NoEncoder(), tmp_path, tmp_path, tmp_path / "field.jsonl", tmp_path)
    assert suite(context).absent == ("the model has no encoder",)
    result = suite(replace(context, model=NoEncoder(FakeEncoder())))
    assert "no annotations at" in result.absent[0]
    assert not result.tables
