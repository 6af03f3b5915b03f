"""Cuts a Doc into segments (sentences, list items, lines) and finds the lead-in a list item hangs on.

Job texts are not prose: lines without full stops, glued bullet lists, wrapped PDF lines, numbered clauses. A statistical parser
fails on them (and is slow), so the boundaries are rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

_BULLET = re.compile(
    r"^(?:[-–—•·*●▪◦»>✓✔☑✅➤►]+|\(?(?:[a-z]|[ivx]{1,4}|\d{1,3}(?:\.\d{1,3})*)[.)]|\d{1,2}(?:\.\d{1,2})+)$",
    re.IGNORECASE,
)
_ABBREVIATIONS = frozenset(
    "no nos art arts rs inc ltd co corp mr mrs ms dr st vs approx e.g i.e eg ie etc tel ph hrs hr min max sec cl para pvt dept ext incl usd p.m a.m".split()
)
_WRAPPED_LINE = 55  # a line at least this long without a full stop is taken to be wrapped by the page, not ended
_MAX_TOKENS = 180  # longer run-on text is cut at the next comma or conjunction
_LEAD_ITEMS = 25


@dataclass(frozen=True, slots=True)
class Segment:
    """Tokens ``[start, end)`` of a Doc. ``lead`` is the index of the segment that introduces this list item, if any."""

    start: int
    end: int
    lead: int | None = None
    is_item: bool = False


def find_segments(doc: Doc) -> tuple[Segment, ...]:
    """Segments in order, non-overlapping, covering every non-space token."""
    return tuple(_with_leads(doc, list(_cut(doc))))


def _cut(doc: Doc) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for token in doc:
        if token.is_space:
            if start is not None and _breaks_line(doc, token):
                yield start, token.i
                start = None
            continue
        if start is None:
            start = token.i
        if _ends_sentence(doc, start, token) or _is_too_long(start, token):
            yield start, token.i + 1
            start = None
    if start is not None:
        yield start, len(doc)


def _breaks_line(doc: Doc, space: Token) -> bool:
    newlines = space.text.count("\n")
    if not newlines:
        return False
    if newlines > 1 or space.i + 1 >= len(doc):
        return True
    following = doc[space.i + 1]
    if _is_bullet(doc, following.i):
        return True
    previous = doc[space.i - 1]
    if previous.text in {".", "!", "?", ":", ";"}:
        return True
    if following.text[0].islower() or previous.text in {",", "-", "–", "(", "&", "/"}:
        return False
    line_start = _line_start(doc, space.i)
    return space.idx - doc[line_start].idx < _WRAPPED_LINE


def _line_start(doc: Doc, index: int) -> int:
    at = index
    while at > 0 and "\n" not in doc[at - 1].text:
        at -= 1
    return at


def _is_bullet(doc: Doc, index: int) -> bool:
    token = doc[index]
    if _BULLET.match(token.text):
        return True
    joined = doc[index : index + 2].text.strip()
    return bool(_BULLET.match(joined)) and " " not in joined


def _ends_sentence(doc: Doc, start: int, token: Token) -> bool:
    if token.text not in {".", "!", "?", "…", "..", "...", "!!", "!!!", "??", "।"} and not set(token.text) <= set(
        ".!?"
    ):
        return False
    following = _next_word(doc, token.i)
    if following is None:
        return True
    if token.text == "." and token.i > start:
        before = doc[token.i - 1]
        if before.lower_ in _ABBREVIATIONS or (before.i == start and (before.is_digit or len(before.text) == 1)):
            return False
        if len(before.text) == 1 and before.text.isalpha() and not before.whitespace_:
            return not following.text[0].islower() and bool(token.whitespace_)
    return (
        not (following.text[0].islower() and token.text in {".", "..."} and not token.whitespace_)
        or len(token.text) == 1
    )


def _next_word(doc: Doc, index: int) -> Token | None:
    return next((t for t in doc[index + 1 : index + 4] if not t.is_space), None)


def _is_too_long(start: int, token: Token) -> bool:
    return token.i - start >= _MAX_TOKENS and token.text in {",", ";"}


def _with_leads(doc: Doc, spans: list[tuple[int, int]]) -> Iterator[Segment]:
    lead: int | None = None
    lead_is_heading = False
    items = 0
    for index, (start, end) in enumerate(spans):
        is_item = _is_bullet(doc, start)
        if lead is not None and (items >= _LEAD_ITEMS or not (is_item or _same_block(doc, spans[index - 1], start))):
            lead = None
        if lead is not None and not is_item and items and lead_is_heading:
            lead = None
        yield Segment(start, end, lead, is_item)
        items += 1
        if doc[end - 1].text == ":":
            lead, items, lead_is_heading = index, 0, False
        elif lead is not None and is_item:
            lead_is_heading = True  # after a real list item, plain text ends the list


def _same_block(doc: Doc, previous: tuple[int, int], start: int) -> bool:
    between = doc[previous[1] : start].text if start > previous[1] else ""
    return between.count("\n") < 3


@dataclass(frozen=True, slots=True)
class SegmentsComponent:
    """spaCy component: stores the segments in ``doc._.smallprint_segments``."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.smallprint_segments = find_segments(doc)
        return doc


@Language.factory("smallprint_segments", assigns=["doc._.smallprint_segments"])
def make_segments(nlp: Language, name: str) -> SegmentsComponent:
    """Factory ``smallprint_segments``."""
    if not Doc.has_extension("smallprint_segments"):
        Doc.set_extension("smallprint_segments", default=())
    return SegmentsComponent()
