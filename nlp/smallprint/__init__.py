"""smallprint reads the small print of job offers and employment contracts.

>>> import smallprint
>>> report = smallprint.analyse("The office keeps your passport until the contract ends.")
>>> [finding.indicator for finding in report.findings]
['B01']
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from smallprint._version import __version__

if TYPE_CHECKING:
    from smallprint.documents import Document, read_document
    from smallprint.pipeline import load_pipeline
    from smallprint.report import Report
    from smallprint.scoring import Explanation, analyse, explain

# onnxruntime 1.29 and later collect usage data on Linux unless this is set before it is loaded. Nothing leaves this machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

_HOMES = {
    "Document": "smallprint.documents",
    "read_document": "smallprint.documents",
    "Report": "smallprint.report",
    "analyse": "smallprint.scoring",
    "explain": "smallprint.scoring",
    "Explanation": "smallprint.scoring",
    "load_pipeline": "smallprint.pipeline",
}


def __getattr__(name: str) -> Any:
    """Import the public names on first use, so that ``import smallprint`` stays fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'smallprint' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


__all__ = ["Document", "Explanation", "Report", "__version__", "analyse", "explain", "load_pipeline", "read_document"]
