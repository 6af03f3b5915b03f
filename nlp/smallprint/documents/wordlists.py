"""Word lists of the readers and of the match-only view."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


def word_set(*lines: str) -> frozenset[str]:
    """The words of the lines, which are parted by blanks."""
    return frozenset(word for line in lines for word in line.split())


@lru_cache(maxsize=1)
def plain_words() -> frozenset[str]:
    """Words that are worth reading out of a disguise, from ``plain_words.txt``."""
    lines = files("smallprint.documents").joinpath("plain_words.txt").read_text("utf-8").splitlines()
    return word_set(*(line for line in lines if not line.startswith("#")))


def is_plain_word(word: str) -> bool:
    """True for a word of ``plain_words.txt`` or a regular inflection of one."""
    lower = word.lower()
    words = plain_words()
    if lower in words:
        return True
    return any(lower[: -len(end)] in words for end in ("s", "es", "ed", "ing", "er") if lower.endswith(end))
