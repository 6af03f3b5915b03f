"""Scoring: from a document to its frozen report."""

from smallprint.scoring.analysis import analyse
from smallprint.scoring.explanation import Explanation, explain

__all__ = ["Explanation", "analyse", "explain"]
