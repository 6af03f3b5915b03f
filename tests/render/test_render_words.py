"""Numbers and reasons in words."""

from __future__ import annotations

import pytest
from smallprint.evidence import BasisStatus, Polarity, Probability, Severity, TrackName
from smallprint.render import words
from smallprint.report import Level, Status, TrackResult


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "under 1 %"),
        (0.004, "under 1 %"),
        (0.005, "1 %"),
        (0.29, "29 %"),
        (0.505, "51 %"),
        (0.994, "99 %"),
        (0.995, "over 99 %"),
        (1.0, "over 99 %"),
    ],
)
def test_percent_never_claims_certainty(value: float, expected: str) -> None:
    assert words.write_percent(value) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.91, 0.99, "91 to 99 %"), (0.29, 0.57, "29 to 57 %"), (0.913, 0.981, "91 to 99 %"), (0.0, 1.0, "0 to 100 %")],
)
def test_interval_is_rounded_outwards(low: float, high: float, expected: str) -> None:
    assert words.write_interval(low, high) == expected


def test_track_in_words() -> None:
    strong = TrackResult(True, Level.STRONG, Probability(0.97), (0.91, 0.99))
    assert words.write_track(strong) == "strong signal, 97 % (91 to 99 %)"
    unmeasured = TrackResult(None, Level.NOT_MEASURABLE, None, None, "Because the text is too short.")
    assert words.write_track(unmeasured) == "not measurable, because the text is too short"


def test_every_enum_member_has_its_words() -> None:
    assert set(words.LEVELS) == set(Level)
    assert set(words.SEVERITIES) == set(Severity)
    assert set(words.STATUSES) == set(Status)
    assert set(words.BASES) == set(BasisStatus)
    assert set(words.POLARITIES) == set(Polarity)
    assert set(words.TRACKS) == set(words.TRACK_MEANING) == set(TrackName)


@pytest.mark.parametrize(
    ("page", "line", "expected"),
    [(2, 14, "page 2, line 14"), (None, 3, "line 3"), (1, None, "page 1"), (None, None, "")],
)
def test_place(page: int | None, line: int | None, expected: str) -> None:
    assert words.write_place(page, line) == expected


@pytest.mark.parametrize(
    ("sources", "support", "expected"),
    [
        (("rule:A01.2", "rule:A01.4"), None, "rule A01.2, rule A01.4"),
        (("rule:A01.2", "model"), 0.98, "rule A01.2 and language model (joint support 98 %)"),
        (("rule:A01.2",), 0.31, "rule A01.2 alone; the language model does not read it so (joint support 31 %)"),
        (("model",), 0.88, "language model alone, no rule (joint support 88 %)"),
    ],
)
def test_who_found_it_says_agreement_and_disagreement(
    sources: tuple[str, ...], support: float | None, expected: str
) -> None:
    assert words.write_found_by(sources, None if support is None else Probability(support)) == expected
