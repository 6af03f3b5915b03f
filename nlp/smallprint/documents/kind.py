"""Guesses whether a text of unstated kind is a contract: then a fee or deposit in it is a term of work, not a lure."""

from __future__ import annotations

import re

_CONTRACT = re.compile(
    r"\b(?:shall|hereby|hereinafter|hereto|clause|article \d|this agreement|this contract|the agreement|the contract|first party|second party|"
    r"the employee|the employer|the worker|the seafarer|terms and conditions|termination|undersigned|house rules|handbook|policy)\b",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:apply|vacanc\w+|hiring|we are looking|urgently|wanted|send (?:your )?cv|resume|job description|requirements|interview|whatsapp|telegram|"
    r"earn|join our|dear candidate|congratulations)\b",
    re.IGNORECASE,
)
_MIN_CUES = 3


def guess_kind(text: str) -> str:
    """``contract`` if contract wording clearly outweighs the wording of offers, else ``unknown``."""
    contract, offer = len(_CONTRACT.findall(text)), len(_OFFER.findall(text))
    return "contract" if contract >= _MIN_CUES and contract > 2 * offer else "unknown"
