"""The fonts that the PDF report ships with, and what they can show."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files

MISSING = "\u25a1"
"""Stands in the PDF for a letter that no shipped font has."""


def spell_out(text: str) -> str:
    """The text with what no shipped font can show spelt out: ``<money bag>`` for a symbol, a box for a letter.

    Characters that are invisible anyway (joiners, variation selectors) are dropped.
    """
    if text.isascii():
        return text
    return "".join(char if char in "\n\t" or is_covered(char) else _replacement(char) for char in text)


def is_covered(char: str) -> bool:
    """True if one of the shipped fonts has the character."""
    lows, highs = _ranges()
    place = bisect_right(lows, ord(char)) - 1
    return place >= 0 and ord(char) <= highs[place]


def _replacement(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf" or "VARIATION SELECTOR" in unicodedata.name(char, ""):
        return ""
    name = unicodedata.name(char, "").lower()
    return f"<{name}>" if category in {"So", "Sk", "Sm", "Po", "No"} and name else MISSING


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Lowest and highest code points of the runs in ``coverage.txt``, both sorted."""
    table = files("smallprint.render.fonts").joinpath("coverage.txt").read_text(encoding="ascii")
    pairs = [line.split("-") for line in table.split()]
    return tuple(int(low, 16) for low, _ in pairs), tuple(int(high, 16) for _, high in pairs)
