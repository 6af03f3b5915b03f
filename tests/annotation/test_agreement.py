"""Published worked examples, scikit-learn's kappa, and the properties the measures must have."""

from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from smallprint.annotation.agreement import (
    alpha_interval,
    cohen_kappa,
    indicator_units,
    krippendorff_alpha,
    match_spans,
    polarity_pairs,
    span_agreement,
)
from smallprint.annotation.records import Span

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): two observers, binary; and four observers with gaps
TWO = (("0100000010", "1110010000"), 0.095)
FOUR = (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743)


def span(start: int, end: int, indicator: str = "B01", polarity: str = "imposes") -> Span:
    return Span(start=start, end=end, indicator=indicator, polarity=polarity)


@pytest.mark.parametrize(("observers", "alpha"), [TWO, FOUR])
def test_alpha_of_published_examples(observers: tuple[str, ...], alpha: float) -> None:
    units = [[v for v in unit if v != "."] for unit in zip(*observers, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(alpha, abs=5e-4)


labels = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40)


@given(labels)
def test_kappa_agrees_with_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    first, second = zip(*pairs, strict=True)
    ours = cohen_kappa(pairs)
    if len({*first, *second}) == 1:
        assert isnan(ours)
    else:
        assert ours == pytest.approx(cohen_kappa_score(first, second))


@given(labels)
def test_measures_are_symmetric_bounded_and_blind_to_order(pairs: list[tuple[str, str]]) -> None:
    swapped = [(b, a) for a, b in reversed(pairs)]
    for measure in (cohen_kappa, krippendorff_alpha):
        value, other = measure(pairs), measure(swapped)
        assert (isnan(value) and isnan(other)) or value == pytest.approx(other)
        assert isnan(value) or value <= 1 + 1e-9


@given(labels)
def test_full_agreement_is_one(pairs: list[tuple[str, str]]) -> None:
    same = [(a, a) for a, _ in pairs]
    expected = 1.0 if len({a for a, _ in same}) > 1 else nan
    assert krippendorff_alpha(same) == pytest.approx(expected, nan_ok=True)
    assert cohen_kappa(same) == pytest.approx(expected, nan_ok=True)


def test_interval_holds_alpha_and_is_reproducible() -> None:
    units = [("a", "a"), ("b", "b"), ("a", "b"), ("b", "b"), ("a", "a"), ("b", "a")] * 5
    low, high = alpha_interval(units)
    assert low <= krippendorff_alpha(units) <= high
    assert (low, high) == alpha_interval(units)
    assert all(isnan(v) for v in alpha_interval([("a", "a")] * 4))


def test_overlapping_spans_are_matched_one_to_one_by_the_largest_overlap() -> None:
    first = [span(0, 10), span(8, 30)]
    second = [span(9, 28), span(0, 4), span(5, 9, "B02")]
    pairs = match_spans(first, second)
    assert {(a.start, b.start) for a, b in pairs} == {(8, 9), (0, 0)}


def test_one_long_span_does_not_match_two() -> None:
    assert span_agreement({"x": [span(0, 40)]}, {"x": [span(0, 10), span(20, 30)]}).f1 == pytest.approx(2 / 3)


def test_span_agreement_exact_overlapping_and_without_label() -> None:
    first = {"x": [span(0, 10), span(20, 30, "B02")], "y": []}
    second = {"x": [span(0, 10), span(21, 30, "B03")], "y": [span(0, 3)], "z": [span(0, 1)]}
    assert span_agreement(first, second).f1 == pytest.approx(2 * 1 / 5)
    assert span_agreement(first, second, labelled=False).f1 == pytest.approx(2 * 2 / 5)
    moved = {"x": [span(1, 10)]}
    assert span_agreement({"x": first["x"][:1]}, moved, exact=True).f1 == 0
    assert span_agreement({"x": first["x"][:1]}, moved).f1 == 1
    assert isnan(span_agreement({"x": []}, {"x": []}).f1)


def test_polarities_are_compared_on_matched_spans_only() -> None:
    first = {"x": [span(0, 10), span(20, 30, "B02", "prohibits")]}
    second = {"x": [span(2, 9, polarity="warning"), span(20, 30, "B03")]}
    assert polarity_pairs(first, second) == [("imposes", "warning")]


def test_units_tell_asserted_from_mentioned_from_absent() -> None:
    first = {"x": [span(0, 5)], "y": [span(0, 5, polarity="quoted")], "z": []}
    second = {"x": [span(0, 5, polarity="quoted"), span(6, 9)], "y": [], "z": []}
    assert indicator_units(first, second, "B01") == [
        ("asserted", "asserted"),
        ("mentioned", "absent"),
        ("absent", "absent"),
    ]
