from math import isnan, nan
from pathlib import Path

import pytest
from smallprint.classifier.labels import INDICATORS
from smallprint.errors import InputRowError, SmallprintError
from smallprint.evaluation.directional import HOWS, Change, Pair, Strength, pairs_file, read_pairs, summarise
from smallprint.evidence import TrackName


def change(system: str, how: str, before: tuple[bool, float], after: tuple[bool, float]) -> Change:
    return Change(system, how, Strength(*before), Strength(*after))


def test_the_pairs_are_many_and_differ() -> None:
    pairs = read_pairs(pairs_file())
    assert len(pairs) >= 40
    assert len({p.indicator for p in pairs}) >= 15
    assert {p.how for p in pairs} == set(HOWS)
    assert {p.track for p in pairs} == set(TrackName)
    assert all(p.indicator in INDICATORS for p in pairs)
    texts = [text for p in pairs for text in (p.asserts, p.softened)]
    assert len(set(texts)) == len(texts)
    assert all(text == text.strip() and len(text.split()) > 5 for text in texts)


def test_the_track_is_that_of_the_letter() -> None:
    assert Pair(indicator="A21", asserts="a", softened="b", how="warned").track is TrackName.DECEPTION
    assert Pair(indicator="B01", asserts="a", softened="b", how="warned").track is TrackName.COERCION


def test_bad_pairs_are_named_by_line(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text('{"indicator": "A22", "asserts": "a", "softened": "b", "how": "warned"}\n', encoding="utf-8")
    with pytest.raises(InputRowError, match="line 1"):
        read_pairs(file)
    with pytest.raises(SmallprintError, match="no annotations"):
        read_pairs(tmp_path / "none.jsonl")


def test_lower_gone_and_still_found_are_told_apart() -> None:
    figures = summarise(
        [
            change("fused", "negated", (True, 0.8), (False, 0.1)),
            change("fused", "negated", (True, 0.8), (True, 0.8)),
            change("fused", "warned", (False, 0.2), (True, 0.6)),
            change("fused", "warned", (True, 0.5), (False, nan)),
            change("encoder", "warned", (True, 3.0), (False, -1.0)),
        ]
    )
    assert list(figures) == ["encoder", "fused"]
    assert list(figures["fused"]) == ["all", "negated", "warned"]
    assert figures["fused"]["all"] == {
        "pairs": 4, "found": 3, "lower": 1, "no longer found": 2, "still found": 2, "obeyed": 0.5,
        "mean fall": pytest.approx(0.1),
    }  # fmt: skip
    assert figures["encoder"]["all"]["mean fall"] == 4.0


def test_nothing_measured_has_no_mean_fall() -> None:
    assert isnan(summarise([change("fused", "negated", (True, 0.5), (False, nan))])["fused"]["all"]["mean fall"])
    assert summarise([]) == {}
