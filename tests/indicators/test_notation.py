"""The pattern notation: what matches, what does not, and what a faulty pattern is told."""

import re

import pytest
from smallprint.indicators.catalogue import tokenise_words
from smallprint.indicators.notation import NotationError, WordLists, parse_pattern

LISTS = WordLists(
    {"keep": ["keep", "keeps", "hold on to"], "papers": ["passport", "id card*"], "both": ["@keep", "@papers"]},
    tokenise_words,
)


def line(text: str) -> str:
    return "".join(token + " " for token in tokenise_words(text))


def matches(pattern: str, text: str) -> bool:
    return bool(parse_pattern(pattern, LISTS).compiled.regex.search(line(text)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("pay fee", "please pay fee now"),
        ("pay ~ fee", "pay a small joining fee"),
        ("pay ~0 fee", "pay fee"),
        ("@keep ~2 @papers", "we hold on to your passport"),
        ("@keep ~2 @papers", "he keeps the id cards"),
        ("deduct* from", "deductions from pay"),
        ("(the)? boss keeps", "boss keeps it"),
        ("{action:keeps|holds} it", "she holds it"),
        ("may not leave", "you mayn't leave"),
        ("can not leave", "you can't leave"),
        ("no-show", "no-show fee"),
        ("worker's", "the worker's bed"),
        ("^ no pay", "no pay this month"),
        ("this month $", "no pay this month"),
        ("pay !(back|on time)", "pay up"),
        ("fee _ due", "fee is due"),
        ("is it \\?", "is it?"),
        ("@both", "a passport"),
    ],
)
def test_pattern_matches(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("pay fee", "prepay fee"),
        ("pay fee", "pay a fee"),
        ("pay ~1 fee", "pay a small fee"),
        ("pay ~6 fee", "pay nothing; the fee is ours"),
        ("pay ~6 fee", "we pay: no fee"),
        ("deduct* from", "a deduction for"),
        ("^ no pay", "there is no pay"),
        ("this month $", "this month only"),
        ("pay !(back|on time)", "pay back"),
        ("fee", "coffee"),
    ],
)
def test_pattern_does_not_match(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "message", "position"),
    [
        ("pay (fee", "')' is expected", 8),
        ("pay @nothing", 'no word list "@nothing"', 5),
        ("pay <MONY>", "unknown entity <MONY>; allowed: AGE", 5),
        ("pay | ", "an empty pattern", 6),
        ("de* x", "too short", 0),
        ("~5", "matches anything", 0),
        ("(pay)? ~3", "matches anything", 0),
        ("pay )", "unexpected ')'", 4),
    ],
)
def test_faulty_pattern_says_what_and_where(pattern: str, message: str, position: int) -> None:
    with pytest.raises(NotationError, match=re.escape(message)) as error:
        parse_pattern(pattern, LISTS)
    assert error.value.position == position


def test_gate_names_a_word_of_every_mandatory_part() -> None:
    needs = parse_pattern("@keep ~3 (the)? deduct* (now|soon)?", LISTS).needs
    assert frozenset({"deduct*"}) in needs
    assert len(needs) == 2


def test_local_list_extends_the_shared_one_of_its_name() -> None:
    local = WordLists({"keep": ["@keep", "pocket"]}, tokenise_words, parent=LISTS)
    pattern = parse_pattern("@keep it", local)
    assert pattern.compiled.regex.search("pocket it ")
    assert pattern.compiled.regex.search("hold on to it ")


def test_longer_wording_is_preferred() -> None:
    lists = WordLists({"sum": ["final", "final settlement"]}, tokenise_words)
    found = parse_pattern("@sum", lists).compiled.regex.search("final settlement ")
    assert found is not None
    assert found.group() == "final settlement "
