"""What a probability or a detector is worth at another base rate.

Saerens, Latinne, Decaestecker 2002 (doi:10.1162/089976602753284446); Elkan 2001, "The foundations of cost-sensitive learning".
"""

from __future__ import annotations


def shift_prevalence(probability: float, *, fitted_at: float, stated: float) -> float:
    """The probability under prevalence ``stated`` of a model calibrated at prevalence ``fitted_at``; all in (0, 1).

    Assumes that only the share of positives changes, not what positives and negatives look like (label shift).
    Raises ``ValueError`` for a prevalence outside (0, 1) or a probability outside [0, 1].
    """
    for name, value in (("fitted_at", fitted_at), ("stated", stated)):
        if not 0.0 < value < 1.0:
            raise ValueError(f"{name} is a prevalence strictly between 0 and 1, got {value!r}")
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"probability lies in [0, 1], got {probability!r}")
    positive = probability * stated / fitted_at
    negative = (1.0 - probability) * (1.0 - stated) / (1.0 - fitted_at)
    return positive / (positive + negative)


def precision_at(prevalence: float, *, sensitivity: float, specificity: float) -> float:
    """Precision of a detector at a prevalence (Bayes). At 1 in 1,000 with 0.90 and 0.95 it is about 0.018.

    ``nan`` if nothing at all would be flagged.
    """
    true, false = prevalence * sensitivity, (1.0 - prevalence) * (1.0 - specificity)
    return true / (true + false) if true + false > 0 else float("nan")
