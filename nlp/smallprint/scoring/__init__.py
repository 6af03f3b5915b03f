"""Scoring: from a document to its frozen report."""

from smallprint.scoring.analyse import analyse
from smallprint.scoring.explain import Explanation, explain

__all__ = ["Explanation", "analyse", "explain"]
