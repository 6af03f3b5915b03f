"""Agreement of two annotators over the same texts, safe for overlapping spans.

Alpha after Krippendorff, Content Analysis (nominal distance); kappa after Cohen (1960). Both are 1 for full agreement and 0
for chance; ``nan`` where nothing varies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from smallprint.annotation.records import Span

Labels = Mapping[str, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """Symmetric F1 of two span sets: 2 x matched / (spans of the first + spans of the second)."""

    matched: int
    first: int
    second: int

    @property
    def f1(self) -> float:
        """In [0, 1]; ``nan`` if neither marked anything."""
        total = self.first + self.second
        return 2 * self.matched / total if total else nan


def match_spans(first: Sequence[Span], second: Sequence[Span], *, labelled: bool = True) -> list[tuple[Span, Span]]:
    """One-to-one pairs of overlapping spans, largest overlap first; of the same indicator unless ``labelled`` is False."""
    candidates = [
        (a.overlap(b), i, j)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
        if a.overlap(b) and (not labelled or a.indicator == b.indicator)
    ]
    pairs, used_first, used_second = [], set(), set()
    for _, i, j in sorted(candidates, key=lambda c: (-c[0], c[1], c[2])):
        if i not in used_first and j not in used_second:
            pairs.append((first[i], second[j]))
            used_first.add(i)
            used_second.add(j)
    return pairs


def span_agreement(first: Labels, second: Labels, *, exact: bool = False, labelled: bool = True) -> SpanAgreement:
    """Span F1 over all texts. ``exact`` asks for equal borders, ``labelled`` for the same indicator."""
    matched = 0
    for name in first.keys() & second.keys():
        pairs = match_spans(first[name], second[name], labelled=labelled)
        matched += sum(1 for a, b in pairs if not exact or (a.start, a.end) == (b.start, b.end))
    names = first.keys() & second.keys()
    return SpanAgreement(matched, sum(len(first[n]) for n in names), sum(len(second[n]) for n in names))


def polarity_pairs(first: Labels, second: Labels) -> list[tuple[str, str]]:
    """Polarities of the matched spans."""
    return [
        (a.polarity.value, b.polarity.value)
        for name in sorted(first.keys() & second.keys())
        for a, b in match_spans(first[name], second[name])
    ]


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float:
    """Cohen's kappa of paired labels."""
    if not pairs:
        return nan
    size = len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / size
    expected = sum(left[name] * right[name] for name in left) / size**2
    return nan if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(units: Sequence[Sequence[Hashable]]) -> float:
    """Nominal alpha. Each unit lists the values given by its raters (any number, missing ones left out)."""
    rated = [u for u in units if len(u) > 1]
    totals: Counter[Hashable] = Counter(v for u in rated for v in u)
    size = sum(totals.values())
    disagreement = sum(sum(n * (len(u) - n) for n in Counter(u).values()) / (len(u) - 1) for u in rated)
    chance = sum(n * (size - n) for n in totals.values())
    return 1 - (size - 1) * disagreement / chance if chance else nan


def alpha_interval(
    units: Sequence[Sequence[Hashable]], *, draws: int = 500, seed: int = 20, level: float = 0.95
) -> tuple[float, float]:
    """Percentile bootstrap interval of alpha over units; (nan, nan) where alpha is ``nan``."""
    random = np.random.default_rng(seed)
    values = [krippendorff_alpha([units[i] for i in random.integers(0, len(units), len(units))]) for _ in range(draws)]
    known = np.array([v for v in values if not np.isnan(v)])
    if not known.size:
        return nan, nan
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def indicator_units(first: Labels, second: Labels, indicator: str) -> list[tuple[str, str]]:
    """One unit a text: is the indicator asserted, only mentioned, or absent, in each annotator's eyes."""
    return [
        (_standing(first[name], indicator), _standing(second[name], indicator))
        for name in sorted(first.keys() & second.keys())
    ]


def _standing(spans: Sequence[Span], indicator: str) -> str:
    own = [s for s in spans if s.indicator == indicator]
    if any(s.is_asserted for s in own):
        return "asserted"
    return "mentioned" if own else "absent"
