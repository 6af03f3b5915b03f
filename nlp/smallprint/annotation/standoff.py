"""Labels of real texts that are kept apart: source, row, digest and offsets, never a word of the text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from smallprint.annotation.records import Span, read_rows


class StandoffLabel(BaseModel):
    """Labels of one text: ``source`` is the file it stands in, ``row`` its id there, ``sha256`` the digest of the text as read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    row: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    sample: Literal["fraudulent", "trap_words"]
    verdict: Literal["deceptive", "coercive", "benign"]
    spans: tuple[Span, ...]

    @property
    def id(self) -> str:
        """Name of the text over all sources."""
        return f"s-{self.source}-{self.row}"


@dataclass(frozen=True, slots=True)
class Joined:
    """Labels that found their text, and why others did not: ``absent`` sources, ``changed`` texts."""

    texts: tuple[tuple[str, StandoffLabel], ...]
    absent: tuple[str, ...]
    changed: tuple[str, ...]


Reader = Callable[[Path], Mapping[str, str]]


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_standoff(folder: Path) -> tuple[StandoffLabel, ...]:
    """All labels in the ``*.jsonl`` files of a folder."""
    return tuple(label for file in sorted(folder.glob("*.jsonl")) for label in read_rows(file, StandoffLabel))


def join(labels: tuple[StandoffLabel, ...], data: Path, readers: Mapping[str, Reader]) -> Joined:
    """Find the texts of the labels in ``data``. A source that is missing is named, a text that changed is left out and named."""
    texts, changed = [], []
    found = {name: readers[name](data / name) for name in {s.source for s in labels} if (data / name).is_file()}
    for label in labels:
        if label.source not in found:
            continue
        text = found[label.source].get(label.row)
        if text is None or digest(text) != label.sha256:
            changed.append(label.id)
        else:
            texts.append((text, label))
    return Joined(tuple(texts), tuple(sorted({s.source for s in labels} - set(found))), tuple(changed))
