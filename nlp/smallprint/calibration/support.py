"""How far rule, scope and encoder together support that a wording asserts an indicator: a readable, monotone logistic model.

logit p = bias + offset of the indicator + rule * confidence - scope * (a mention that scope did not count) + encoder * pooled score
+ imposes * log-odds of the polarity head. Rule, encoder and polarity can only raise it, scope can only lower it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAMES = ("bias", "rule", "scope", "encoder", "imposes")
_MOST = 8.0  # scores beyond it say no more


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator that may stand in a segment.

    ``rule``: confidence of the best asserting rule, 0 without one; ``is_considered``: a rule saw it and scope did not count it;
    ``encoder``: pooled score; ``imposes``: log-odds that the wording imposes it.
    """

    segment: int
    indicator: str
    rule: float
    is_considered: bool
    encoder: float
    imposes: float

    @property
    def features(self) -> tuple[float, float, float, float]:
        """Rule, scope, encoder, imposes: each counts upwards but for scope, whose weight is subtracted."""
        return (self.rule, -float(self.is_considered), _clip(self.encoder), _clip(self.imposes))


@dataclass(frozen=True, slots=True)
class SupportParameters:
    """Fitted numbers: ``weights`` in the order of ``NAMES``, all but the bias >= 0; ``offsets`` by indicator (0 where absent).

    A rule's finding counts at ``keep`` or above; an indicator that the encoder alone sees at ``add`` or above.
    """

    weights: tuple[float, ...]
    offsets: Mapping[str, float]
    keep: float
    add: float

    def probability(self, candidate: Candidate) -> float:
        """Probability that a trained annotator marks the indicator as asserted in the segment."""
        logit = self.weights[0] + self.offsets.get(candidate.indicator, 0.0)
        logit += sum(w * x for w, x in zip(self.weights[1:], candidate.features, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))

    def to_plain(self) -> dict[str, Any]:
        """JSON-ready form."""
        return {
            "weights": {n: round(w, 4) for n, w in zip(NAMES, self.weights, strict=True)},
            "offsets": {k: round(v, 4) for k, v in self.offsets.items()}, "keep": self.keep, "add": self.add,
        }  # fmt: skip

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> SupportParameters:
        """The inverse of :meth:`to_plain`."""
        weights = tuple(float(data["weights"][name]) for name in NAMES)
        return cls(weights, dict(data["offsets"]), float(data["keep"]), float(data["add"]))


def _clip(value: float) -> float:
    return max(-_MOST, min(_MOST, value))
