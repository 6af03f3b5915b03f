"""Countries, cities and zones, from a list: no statistics, so that the same text always gives the same places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smallprint.pipeline.entity_data import PlaceName, load_places
from smallprint.pipeline.entity_types import Entity, EntityKind

_LETTERS = re.compile(r"(?<![\w@#])[^\W\d_]+")
_SPACES = str.maketrans("\n\t\u00a0", "   ")


def find_places(text: str) -> Iterator[Entity]:
    """Place names in ``text``, left to right, the longest at each position."""
    names = load_places()
    has_lower = any(map(str.islower, text))
    free_from = 0
    for match in _LETTERS.finditer(text):
        if match.start() < free_from:
            continue
        for place in names.get(match.group().lower(), ()):
            if _is_here(text, match.start(), place, has_lower=has_lower):
                free_from = match.start() + len(place.name)
                yield Entity(match.start(), free_from, EntityKind.PLACE)
                break


def _is_here(text: str, start: int, place: PlaceName, *, has_lower: bool) -> bool:
    end = start + len(place.name)
    found = text[start:end].translate(_SPACES)
    if found.lower() != place.name.lower() or (end < len(text) and (text[end].isalnum() or text[end] == "_")):
        return False
    if place.any_case:
        return True
    if place.is_doubtful and (not has_lower or _begins_sentence(text, start)):
        return False
    return found.isupper() or all(a.isupper() for a, b in zip(found, place.name, strict=True) if b.isupper())


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" ")
    return not before or before[-1] in ".!?\n:"
