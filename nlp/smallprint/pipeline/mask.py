"""The form of a text that the classifier sees: who and where are masked, so that no score can depend on them.

No nationality, ethnicity, religion, sex, language or place may move a score (C111; see docs/philosophy.md). Entities become neutral
words too: it matters that a text names an amount or a messaging link, not which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources

from smallprint.pipeline.entities import Entity

_WORDS = {
    "MONEY": "zmoney", "PLACE": "zplace", "PHONE": "zphone", "EMAIL": "zmail", "FREEMAIL": "zfreemail", "URL": "zlink",
    "CHATLINK": "zchat", "HANDLE": "zhandle", "AGE": "zage", "DATE": "zdate", "TIME": "ztime",
}  # fmt: skip


@lru_cache(maxsize=1)
def _person_words() -> re.Pattern[str]:
    lines = resources.files(__package__).joinpath("masked_words.txt").read_text(encoding="utf-8").splitlines()
    words = sorted((w for line in lines if not line.startswith("#") for w in line.split()), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)


def find_masks(text: str, entities: Sequence[Entity]) -> tuple[tuple[int, int, str], ...]:
    """Half-open stretches that no classifier may read, with the kind that stands for each; in order, not overlapping."""
    found = [(e.start, e.end, e.kind.name) for e in entities if e.kind.name in _WORDS]
    taken = bytearray(len(text))
    for start, end, _kind in found:
        taken[start:end] = b"\x01" * (end - start)
    persons = ((m.start(), m.end(), "PERSON") for m in _person_words().finditer(text))
    return tuple(sorted([*found, *(p for p in persons if not any(taken[p[0] : p[1]]))]))


def mask_text(text: str, entities: Sequence[Entity]) -> str:
    """The text with entities and words for nationality, religion and sex replaced by neutral words."""
    return "".join(_pieces(text, find_masks(text, entities)))


def _pieces(text: str, masks: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    at = 0
    for start, end, kind in masks:
        yield text[at:start]
        yield "zperson" if kind == "PERSON" else f" {_WORDS[kind]} "
        at = end
    yield text[at:]
