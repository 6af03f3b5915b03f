"""Every exception a user can meet, with its words: what, where, what is allowed, what next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SmallprintError(Exception):
    """Base of all errors that smallprint raises for a user's input. ``str(error)`` is fit to show."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in an input: where it is, what it is, and what would mend it."""

    where: str
    what: str
    hint: str = ""


class ProblemsError(SmallprintError):
    """Several problems of one file, collected and shown together."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__(self._render())

    def _render(self) -> str:
        count = len(self.problems)
        lines = [f"{count} problem{'s' if count != 1 else ''} in {self.source}"]
        for number, problem in enumerate(self.problems, 1):
            lines.append(f"[{number}/{count}] {problem.where}: {problem.what}")
            if problem.hint:
                lines.append(f"      {problem.hint}")
        return "\n".join(lines)


class CatalogueError(ProblemsError):
    """An indicator file, cue file or word list is incomplete or wrong."""


class DocumentError(SmallprintError):
    """A document cannot be read. Says which, why, what is allowed and what to do next."""

    def __init__(self, source: str, what: str, *, allowed: str = "", hint: str = "") -> None:
        self.source, self.what, self.allowed, self.hint = source, what, allowed, hint
        parts = [f"{source}: {what}"]
        if allowed:
            parts.append(f"allowed: {allowed}")
        if hint:
            parts.append(f"next: {hint}")
        super().__init__("\n  ".join(parts))


class UnsupportedFormatError(DocumentError):
    """The bytes are in no format that smallprint reads."""


class EmptyDocumentError(DocumentError):
    """The document has no text (for a scan: no text layer)."""


class EncryptedDocumentError(DocumentError):
    """The document is protected by a password."""


class CorruptDocumentError(DocumentError):
    """The document is damaged or not what its name says."""


class OversizedDocumentError(DocumentError):
    """The document is larger than the limit."""


class MissingExtraError(SmallprintError):
    """A feature needs an optional part that is not installed."""

    def __init__(self, feature: str, install: str) -> None:
        self.feature, self.install = feature, install
        super().__init__(f"{feature} needs a part that is not installed\n  next: {install}")


class ModelError(SmallprintError):
    """A model folder is missing, damaged (digest mismatch) or of another version."""


class InputRowError(ProblemsError):
    """Rows of a JSONL or CSV input that are not what the schema asks for."""
