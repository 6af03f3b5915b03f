"""A step of the match-only view: words broken by one sign ("pass.port") or with letters starred out ("p*ssport")."""

from __future__ import annotations

import re

from smallprint.documents.view import Edit, HiddenRun
from smallprint.documents.wordlists import is_plain_word, plain_words

_BROKEN = re.compile(r"(?<![\w.@/*-])[A-Za-z]{1,12}(?:[.*_~|\u00b7][A-Za-z]{1,12}){1,4}(?![\w@/*-])")
_STARRED = re.compile(r"(?<![\w*@/])[A-Za-z]{1,12}(?:\*{1,4}[A-Za-z]{1,12}){1,3}(?![\w*@/])")
_MIN_BROKEN = 5  # letters; shorter words arise by chance from missing blanks after a full stop
_MIN_STARRED = 4


def read_masks(text: str) -> tuple[list[Edit], list[HiddenRun]]:
    """Edits that make listed words whole again; a word is restored only if one listed word fits."""
    edits: dict[int, Edit] = {}
    runs: list[HiddenRun] = []
    for match in _STARRED.finditer(text) if "*" in text else ():
        word = _starred_word(match.group())
        if word is not None:
            edits[match.start()] = Edit(match.start(), match.end(), word)
            runs.append(HiddenRun(match.start(), match.end(), "leet", suspicious=True))
    for match in _BROKEN.finditer(text):
        if match.start() not in edits and _is_broken_word(match.group()):
            parts = _separators(match.start(), match.group())
            edits.update({edit.start: edit for edit in parts})
            runs.append(HiddenRun(match.start(), match.end(), "spaced_letters", suspicious=True))
    return [edits[start] for start in sorted(edits)], runs


def _starred_word(written: str) -> str | None:
    """The one listed word that fits letter for letter, with the letters written kept."""
    letters = sum(map(str.isalpha, written))
    if len(written) < _MIN_STARRED or letters < 0.6 * len(written):
        return None
    shape = re.compile(written.lower().replace("*", "."))
    fits = [word for word in plain_words() if len(word) == len(written) and shape.fullmatch(word)]
    if len(fits) != 1:
        return None
    shout = written.replace("*", "").isupper()
    return "".join(w if w != "*" else (f.upper() if shout else f) for w, f in zip(written, fits[0], strict=True))


def _is_broken_word(written: str) -> bool:
    """True when the parts make a listed word only together."""
    parts = re.split(r"[^A-Za-z]", written)
    whole = "".join(parts)
    return len(whole) >= _MIN_BROKEN and is_plain_word(whole) and not any(map(is_plain_word, parts))


def _separators(start: int, written: str) -> list[Edit]:
    return [Edit(start + i, start + i + 1, "") for i, char in enumerate(written) if not char.isalpha()]
