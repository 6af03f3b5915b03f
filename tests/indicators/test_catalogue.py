"""The 45 indicator files: complete, linted, and every flag and pass text holds."""

import pytest
from smallprint.errors import CatalogueError
from smallprint.indicators.catalogue import indicator_files, load_catalogue, read_toml
from smallprint.indicators.lint import MIN_EXAMPLES, check_examples, lint_files, lint_indicator
from smallprint.indicators.schema import Indicator

FILES = {file.name: file for _, file in indicator_files()}
EXPECTED = {*(f"A{n:02d}" for n in range(1, 22)), *(f"B{n:02d}" for n in range(1, 25))}


def test_all_45_indicators_are_there_and_stable() -> None:
    assert set(load_catalogue().indicators) == EXPECTED


@pytest.mark.parametrize("name", sorted(FILES))
def test_examples_hold(name: str) -> None:
    problems = check_examples(read_toml(FILES[name], Indicator))
    assert not problems, CatalogueError(name, problems)


def test_linter_finds_nothing_in_the_shipped_files() -> None:
    assert {name: p for name, p in lint_files(run_examples=False).items() if p} == {}


def test_linter_refuses_an_incomplete_file() -> None:
    whole = load_catalogue().indicators["B01"]
    thin = whole.model_copy(update={"examples": whole.examples.model_copy(update={"pass_": whole.examples.pass_[:3]})})
    problems = lint_indicator(thin)
    assert any(p.where == "enough-examples" and f"at least {MIN_EXAMPLES}" in p.what for p in problems)


def test_linter_reports_a_faulty_pattern_with_its_place() -> None:
    whole = load_catalogue().indicators["B01"]
    match = whole.match[0].model_copy(update={"any": ("keep @nowhere",)})
    problems = lint_indicator(whole.model_copy(update={"match": (match,)}))
    assert any(p.where == "match[0].any[0]" and "@nowhere" in p.what for p in problems)


def test_a_rule_that_no_longer_fires_is_seen() -> None:
    """The example check can fail: an indicator whose rules never match has every flag text reported."""
    item = load_catalogue().indicators["B01"].model_copy(update={"id": "B99"})
    assert len(check_examples(item)) >= len(item.examples.flag)


@pytest.mark.parametrize("indicator", sorted(EXPECTED))
def test_delphi_strengths_agree_with_the_published_list(indicator: str) -> None:
    strong = {"D1": {"nature of the job, location or employer"}, "D4": {"excessive working days or hours"}}
    for entry in load_catalogue().indicators[indicator].maps_to:
        if entry.scheme == "delphi" and entry.code in strong:
            assert (entry.strength == "strong") == (entry.label in strong[entry.code]), entry
