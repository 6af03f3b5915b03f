"""Labelled texts as windows of tokens with their targets: what the training loop reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smallprint.annotation.records import Span
from smallprint.classifier.labels import INDICATORS, POLARITIES, TRACKS
from smallprint.classifier.windows import Window, WindowMaker
from smallprint.documents.document import Document
from smallprint.evidence import Polarity
from smallprint.scoring.reading import Reading, read
from smallprint.training.labelled import LabelledText

WEAK_WEIGHT = 0.5
_IMPOSES = POLARITIES.index(Polarity.IMPOSES)


@dataclass(frozen=True, slots=True)
class Mark:
    """Tokens ``[start, end)`` of a window that carry an indicator with a polarity, by number."""

    start: int
    end: int
    indicator: int
    polarity: int

    @property
    def is_asserted(self) -> bool:
        """True if the wording imposes what the indicator describes."""
        return self.polarity == _IMPOSES


@dataclass(frozen=True, slots=True)
class Sample:
    """One window with targets. ``ids``, ``segments``, ``weights``: (n_tokens,); ``documents``: (n_tracks,), ``nan`` = says nothing.

    ``weights`` of 0 take tokens out of the loss of the indicators.
    """

    ids: NDArray[np.int64]
    segments: NDArray[np.int64]
    weights: NDArray[np.float32]
    marks: tuple[Mark, ...]
    documents: tuple[float, ...]
    source: str
    pair: str | None = None
    target: int = -1
    is_target_asserted: bool = False

    @property
    def count(self) -> int:
        """Number of segments."""
        return int(self.segments.max()) + 1


def make_samples(
    texts: Sequence[LabelledText], maker: WindowMaker, progress: Callable[[int], None] = lambda _n: None
) -> list[list[Sample]]:
    """The windows of each text with their targets."""
    result = []
    for number, text in enumerate(texts):
        reading = read(Document(text.text, id=f"{text.source}-{number}", kind=text.kind))
        result.append(list(_samples(text, reading, maker)))
        progress(number + 1)
    return result


def _samples(text: LabelledText, reading: Reading, maker: WindowMaker) -> Iterator[Sample]:
    spans = [(s, _view_span(reading, s)) for s in text.spans or ()]
    doubtful = _doubtful_segments(reading) if text.weak else frozenset()
    labels = (text.deception, text.coercion)
    documents = tuple(np.nan if value is None else float(value) for value in labels)
    for window in maker.windows(reading.masked):
        yield Sample(
            np.array(window.ids), _renumber(window.segments), _weights(text, window, doubtful), tuple(_marks(window, spans)),
            documents, text.source, text.pair, INDICATORS.index(text.target) if text.target else -1, text.is_target_asserted,
        )  # fmt: skip


def _view_span(reading: Reading, span: Span) -> tuple[int, int]:
    """The span in the text that the encoder reads (hidden characters removed)."""
    view = reading.view
    inside = [i for i, (a, b) in enumerate(zip(view.starts, view.ends, strict=True)) if a < span.end and span.start < b]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _doubtful_segments(reading: Reading) -> frozenset[int]:
    """Segments of an unlabelled text in which a rule sees a mention: whether that is one, nobody judged."""
    return frozenset(j.mention.segment for j in reading.doc._.smallprint_judged)


def _renumber(segments: Sequence[int]) -> NDArray[np.int64]:
    order = {number: i for i, number in enumerate(dict.fromkeys(s for s in segments if s >= 0))}
    return np.array([order.get(s, -1) for s in segments])


def _weights(text: LabelledText, window: Window, doubtful: frozenset[int]) -> NDArray[np.float32]:
    known = 1.0 if text.spans is not None else WEAK_WEIGHT if text.weak else 0.0
    return np.array([0.0 if s < 0 or s in doubtful else known for s in window.segments], np.float32)


def _marks(window: Window, spans: Sequence[tuple[Span, tuple[int, int]]]) -> Iterator[Mark]:
    for span, (start, end) in spans:
        inside = [
            i for i, (a, b, s) in enumerate(zip(window.starts, window.ends, window.segments, strict=True))
            if s >= 0 and a < end and start < b
        ]  # fmt: skip
        if inside:
            yield Mark(inside[0], inside[-1] + 1, INDICATORS.index(span.indicator), POLARITIES.index(span.polarity))


def joined(first: Sample, second: Sample) -> Sample:
    """Two windows as one, ``second`` after ``first``. The pair of either stays; what was said of a whole document does not."""
    shift, more = len(first.ids) - 2, first.count
    moved = tuple(Mark(m.start + shift, m.end + shift, m.indicator, m.polarity) for m in second.marks)
    segments = np.where(second.segments[1:] >= 0, second.segments[1:] + more, -1)
    keeps = first if first.pair or not second.pair else second
    return Sample(
        np.concatenate([first.ids[:-1], second.ids[1:]]), np.concatenate([first.segments[:-1], segments]),
        np.concatenate([first.weights[:-1], second.weights[1:]]), (*first.marks, *moved), (np.nan,) * len(TRACKS), keeps.source,
        keeps.pair, keeps.target, keeps.is_target_asserted,
    )  # fmt: skip
