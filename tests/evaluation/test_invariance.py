from dataclasses import dataclass
from math import isnan

import pytest
from smallprint.documents.document import Document
from smallprint.evaluation.invariance import (
    CYCLES,
    MOST_TEXTS,
    TEXTS,
    Shift,
    choose,
    compare,
    substitute,
    summarise,
    variants,
)
from smallprint.evidence import Probability, TrackName


@dataclass
class Track:
    probability: Probability | None
    flagged: bool | None


@dataclass
class Found:
    indicator: str


@dataclass
class FakeReport:
    tracks: dict[TrackName, Track]
    findings: tuple[Found, ...] = ()
    id: str = "t"


@pytest.mark.parametrize(
    ("attribute", "text", "swapped"),
    [
        ("sex", "He, HE and he; the heir.", "She, SHE and she; the heir."),
        ("sex", "Women: bring her human resources form", "Men: bring his human resources form"),
        ("nationality", "Indian or INDIAN cook, Indiana Jones", "Nepali or NEPALI cook, Indiana Jones"),
        ("place", "from dubai to Qatar", "from doha to Oman"),
        ("currency", "AED 500, aed 5, €20, US$7, $ sign, $1", "SAR 500, sar 5, £20, US$7, $ sign, €1"),
        ("religion", "Sikhs near a temple, a templet", "Catholics near a mosque, a templet"),
        ("person name", "Maria Santos, Marian", "Ahmed Khan, Marian"),
    ],
)
def test_whole_words_are_swapped_in_their_case(attribute: str, text: str, swapped: str) -> None:
    assert substitute(text, attribute, 1) == swapped


@pytest.mark.parametrize("attribute", CYCLES)
def test_no_word_stands_for_itself(attribute: str) -> None:
    for row in CYCLES[attribute]:
        assert len(set(row)) == len(row)
        for word in row:
            text = f"x {word} 5"
            for shift in range(1, 13):
                assert substitute(text, attribute, shift) != text


@pytest.mark.parametrize("attribute", CYCLES)
def test_the_invented_texts_hold_words_of_every_attribute(attribute: str) -> None:
    own = [Document(text, id=str(n)) for n, text in enumerate(TEXTS)]
    assert len(choose(own, [], attribute, seed=1)) >= 3


def test_choice_is_seeded_capped_and_needs_a_word() -> None:
    pool = [Document(f"a cook in Doha, {n}", id=str(n)) for n in range(100)] + [Document("a cook", id="none")]
    chosen = choose([], pool, "place", seed=5)
    assert len(chosen) == MOST_TEXTS
    assert chosen == choose([], pool, "place", seed=5)
    assert chosen != choose([], pool, "place", seed=6)


def test_variants_differ() -> None:
    text = "a cook in Doha"
    assert len(variants(text, "place", seed=1)) == 3
    assert text not in variants(text, "place", seed=1)
    assert variants("she cooks", "sex", seed=1) == ["he cooks"]


def test_shifts_flips_and_findings_are_counted() -> None:
    def report(probability: float | None, *, flagged: bool | None, found: str = "") -> FakeReport:
        deception = Track(None if probability is None else Probability(probability), flagged)
        coercion = Track(Probability(0.2), False)
        tracks = {TrackName.DECEPTION: deception, TrackName.COERCION: coercion}
        return FakeReport(tracks, tuple(Found(f) for f in found.split()))

    moved = compare(report(0.4, flagged=False), report(0.6, flagged=True, found="A01"))
    assert moved.by_track[TrackName.DECEPTION] == pytest.approx(0.2)
    assert (moved.flips, moved.has_other_findings) == (1, True)
    lost = compare(report(0.4, flagged=False), report(None, flagged=None))
    assert (lost.by_track[TrackName.DECEPTION], lost.flips) == (None, 1)
    still = compare(report(0.4, flagged=False), report(0.4, flagged=False))
    figures = summarise([moved, lost, still], 2)
    assert figures["deception mean shift"] == pytest.approx(0.1)
    assert figures["deception largest shift"] == pytest.approx(0.2)
    assert (figures["flips"], figures["findings"], figures["aim met"]) == (2, 1, "no")


def test_the_aim() -> None:
    small = Shift("t", {TrackName.DECEPTION: 0.004, TrackName.COERCION: 0.0}, 0, has_other_findings=False)
    assert summarise([small], 1)["aim met"] == "yes"
    assert summarise([], 0)["aim met"] is None
    assert isnan(summarise([], 0)["coercion mean shift"])
