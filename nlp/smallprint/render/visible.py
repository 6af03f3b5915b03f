"""Makes text safe to show: controls that could hide or reorder words are spelt out, nothing else is changed."""

from __future__ import annotations

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Only the overrides: marks, embeddings and isolates are common in pasted messages and cannot turn single words round.
_BIDI_OVERRIDES = re.compile("[\u202d\u202e]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def make_visible(text: str) -> str:
    """The text for people: control characters and direction overrides become ``<U+202E>``, lone surrogates U+FFFD.

    Line breaks and tabs stay; a carriage return before a line break is dropped.
    """
    text = text.replace("\r\n", "\n")
    text = _CONTROLS.sub(_name_code_point, text)
    return replace_surrogates(_BIDI_OVERRIDES.sub(_name_code_point, text))


def replace_surrogates(text: str) -> str:
    """The text with lone surrogates replaced, so that it can be encoded as UTF-8."""
    return _SURROGATES.sub("\ufffd", text)


def flatten(text: str) -> str:
    """Visible text on one line, each run of white space one blank."""
    return " ".join(make_visible(text).split())


def is_right_to_left(text: str) -> bool:
    """True if the first letter of the text belongs to a script written from right to left."""
    first = next((c for c in text if c.isalpha()), "")
    return bool(_RIGHT_TO_LEFT.match(first))


def _name_code_point(match: re.Match[str]) -> str:
    return f"<U+{ord(match.group()):04X}>"
