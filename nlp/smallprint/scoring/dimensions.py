"""The Delphi dimensions by text alone (ILO/EC operational indicators, 2009).

Rule: a dimension's signal is met with 2 strong, or 1 strong + 1 medium or weak, or 3 medium, or 2 medium + 1 weak indicators.
One Delphi indicator counts once a text however many project indicators map to it; a mapping that holds only if facts outside the
text are known does not count. A text can fill D1 to D3 (offers) or, as terms written, D2, D4, D5, D6 (contracts); it never
classifies a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from smallprint.evidence import Finding
from smallprint.indicators.schema import Indicator
from smallprint.report import DimensionStatus, Status

DIMENSIONS = {
    "D1": "Deceptive recruitment",
    "D2": "Coercive recruitment",
    "D3": "Recruitment by abuse of vulnerability",
    "D4": "Exploitation",
    "D5": "Coercion at destination",
    "D6": "Abuse of vulnerability at destination",
}


def is_met(strong: int, medium: int, weak: int) -> bool:
    """The published combination rule for one dimension, from counts of distinct indicators by strength."""
    return strong >= 2 or (strong >= 1 and medium + weak >= 1) or medium >= 3 or (medium >= 2 and weak >= 1)


def missing_for(strong: int, medium: int, weak: int) -> tuple[str, ...]:
    """In words, what would still be needed to meet the rule; empty if it is met."""
    if is_met(strong, medium, weak):
        return ()
    additions = [a for a in product(range(3), range(4), range(2)) if is_met(strong + a[0], medium + a[1], weak + a[2])]
    minimal = [
        a for a in additions if not any(b != a and all(x <= y for x, y in zip(b, a, strict=True)) for b in additions)
    ]
    return (", or ".join(_write_addition(a) for a in reversed(minimal)),)


def _write_addition(counts: tuple[int, ...]) -> str:
    parts = [f"{n} {name}" for n, name in zip(counts, ("strong", "medium", "weak"), strict=True) if n]
    return " and ".join(parts)


def find_dimensions(
    findings: Iterable[Finding], indicators: Mapping[str, Indicator], *, is_measurable: bool
) -> tuple[DimensionStatus, ...]:
    """Status of all six dimensions from the asserted findings of a text."""
    present = {f.indicator for f in findings if f.is_asserted}
    return tuple(_status(code, title, present, indicators, is_measurable) for code, title in DIMENSIONS.items())


def _status(
    code: str, title: str, present: set[str], indicators: Mapping[str, Indicator], is_measurable: bool
) -> DimensionStatus:
    if not is_measurable:
        return DimensionStatus("delphi", code, title, Status.NOT_MEASURABLE, (), ("the text cannot be measured",))
    strengths = _distinct(code, present, indicators)
    counts = {s: sum(v == s for v in strengths.values()) for s in ("strong", "medium", "weak")}
    met = is_met(counts["strong"], counts["medium"], counts["weak"])
    counted = tuple(f"{label} ({strength})" for label, strength in sorted(strengths.items()))
    missing = missing_for(counts["strong"], counts["medium"], counts["weak"])
    return DimensionStatus("delphi", code, title, Status.MET if met else Status.NOT_MET, counted, missing)


def _distinct(code: str, present: set[str], indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """Delphi indicator name to strength, each once, unconditional mappings only."""
    found: dict[str, str] = {}
    for name in sorted(present):
        for entry in indicators[name].maps_to:
            if entry.scheme == "delphi" and entry.code == code and entry.counts_from_text and entry.strength:
                found.setdefault(entry.label, entry.strength)
    return found
