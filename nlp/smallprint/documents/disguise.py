"""Later steps of the match-only view: words cut by line ends, rows of single letters, digits in place of letters."""

from __future__ import annotations

import re
from itertools import pairwise, product
from typing import TYPE_CHECKING

from smallprint.documents.view import Edit, HiddenRun
from smallprint.documents.wordlists import is_plain_word, word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

Found = tuple[list[Edit], list[HiddenRun]]

_CUT_WORD = re.compile(r"(?<=[A-Za-z])-[ \t]*\n[ \t]*(?=[a-z])")
_KEEPS_HYPHEN = word_set(
    "self non no pre co well ill full part long short high low one two three four five six seven eight nine",
    "ten day month year in on off up out over under half semi multi anti ex post sub cross third first second",
    "live work e ",
)

_LETTER_ROW = re.compile(
    r"(?<![^\W_])(?<![^\W_][.*_~|+-])[A-Za-z0-9@$]([ .*_~|+\-\u00b7\u2022])[A-Za-z0-9@$](?:\1[A-Za-z0-9@$])+(?![^\W_])"
)
_SHORT_ROWS = frozenset({"fee", "pay", "sex", "job", "spa", "sim"})
_ROW_FILLERS = frozenset({"a", "i", "to", "of", "in", "is", "no", "us", "we", "on", "id", "my", "u", "or", "be", "by"})

_SUBSTITUTES = {
    "0": "o",
    "1": "il",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "6": "g",
    "@": "a",
    "$": "s",
    "!": "il",
    "|": "li",
    "€": "e",
    "£": "l",
    "¥": "y",
    "¢": "c",
}
_LEET_WORD = re.compile(r"(?<![A-Za-z0-9@$!|€£¥¢])[A-Za-z0-9@$!|€£¥¢]{3,24}(?![A-Za-z0-9@$|€£¥¢])")
_LEET_HINT = re.compile(r"[A-Za-z][0-9@$!|€£¥¢]|[0-9@$!|€£¥¢][A-Za-z]")
_ADDRESS = re.compile(r"://|www\.|@[\w-]+\.\w|\w\.[A-Za-z]{2,}(?:[/:?]|$)|(?:^|[\s(])@\w|#[A-Z]+_\w", re.IGNORECASE)
_AMOUNT = re.compile(r"[$€£¥¢][0-9]|[0-9][$€£¥¢]")
_LONE_DIGITS = re.compile(r"[a-z]+(?:[01345][a-z]{2,})+|[A-Z]+(?:[01345][A-Z]{2,})+|[A-Z][a-z]*(?:[01345][a-z]{2,})+")
_REACH = 60  # characters looked at on either side of a word for an address; longer addresses are cut, never read slowly


def join_cut_words(text: str) -> Found:
    """Edits that join a word cut by a hyphen at a line end; real compounds keep the hyphen and lose the line end."""
    edits = []
    for match in _CUT_WORD.finditer(text):
        start = match.start() + (1 if _keeps_hyphen(text, match.start()) else 0)
        edits.append(Edit(start, match.end(), ""))
    return edits, []


def _keeps_hyphen(text: str, hyphen: int) -> bool:
    first_half = re.split(r"[^A-Za-z]", text[max(0, hyphen - 12) : hyphen])[-1]
    return first_half.lower() in _KEEPS_HYPHEN


def join_letter_rows(text: str) -> Found:
    """Edits that join single letters set apart ("v-i-s-a"); words written in one row are parted again."""
    edits: list[Edit] = []
    runs: list[HiddenRun] = []
    for row in _LETTER_ROW.finditer(text):
        letters = row.group()[::2]
        words = _words_in_row(letters) or _words_in_row(letters.rstrip("0123456789"))
        if words is None:
            continue
        end = row.start() + 2 * sum(map(len, words)) - 1
        edits.extend(_row_edits(row.start(), words))
        runs.append(HiddenRun(row.start(), end, "spaced_letters", _is_meant(words, row.group(1))))
    return edits, runs


def _words_in_row(letters: str) -> tuple[str, ...] | None:
    """The words a row of letters spells, ``None`` where it is better left alone."""
    lower = letters.lower()
    if len(lower) <= 3:
        return (letters,) if lower in _SHORT_ROWS else None
    for reading in (lower, _read_substitutes(lower, 0), _read_substitutes(lower, -1)):
        if parts := _cut_into_words(reading):
            return parts
    is_alphabet = all(ord(b) - ord(a) == 1 for a, b in pairwise(lower))
    return (letters,) if letters.isalpha() and not is_alphabet and len(set(lower)) > 1 else None


def _read_substitutes(lower: str, choice: int) -> str:
    """The row with the first (0) or last (-1) reading of each digit."""
    return "".join(c if c.isalpha() else _SUBSTITUTES.get(c, c)[choice] for c in lower)


def _cut_into_words(lower: str) -> tuple[str, ...] | None:
    """A cut of ``lower`` into known words with the fewest pieces; ``None`` without one. Rows over 60 stay whole."""
    if len(lower) > 60 or not lower.isalpha():
        return None
    best: list[tuple[str, ...] | None] = [()] + [None] * len(lower)
    for end in range(1, len(lower) + 1):
        for start in range(max(0, end - 16), end):
            head, piece = best[start], lower[start:end]
            if head is None or not (piece in _ROW_FILLERS or (len(piece) > 2 and is_plain_word(piece))):
                continue
            known = best[end]
            if known is None or len(head) + 1 < len(known):
                best[end] = (*head, piece)
    return best[-1] if best[-1] and any(len(piece) > 2 for piece in best[-1]) else None


def _row_edits(start: int, words: tuple[str, ...]) -> Iterator[Edit]:
    """Removals of the separators inside words, a space for the separator between two words."""
    place = start
    for number, word in enumerate(words):
        for _ in word[1:]:
            yield Edit(place + 1, place + 2, "")
            place += 2
        if number + 1 < len(words):
            yield Edit(place + 1, place + 2, " ")
        place += 2


def _is_meant(words: tuple[str, ...], separator: str) -> bool:
    """False for what looks like an acronym with stops."""
    return any(is_plain_word(word) for word in words) or (separator != "." and len(words[0]) >= 6)


def read_leet(text: str) -> Found:
    """Edits that read digits and symbols as the letters they stand for, in words that are plainly disguised."""
    if not _LEET_HINT.search(text):
        return [], []
    edits: list[Edit] = []
    runs: list[HiddenRun] = []
    for match in _LEET_WORD.finditer(text):
        written = match.group()
        if written.isalpha() or written.isdigit():
            continue
        found = _read_word(written)
        if found is None or _is_in_address(text, match.start(), match.end()):
            continue
        offset, word, known = found
        start = match.start() + offset
        edits.append(Edit(start, start + len(word), word))
        runs.append(HiddenRun(start, start + len(word), "leet", known))
    return edits, runs


def _read_word(written: str) -> tuple[int, str, bool] | None:
    """Offset, reading and whether it is a listed word; ``None`` for amounts, codes, units and ordinary words."""
    core = written.rstrip("!|@")
    for offset, stretch in ((0, written), (0, core)):
        reading = _listed_reading(stretch)
        if reading:
            return offset, reading, True
    if len(core) >= 6 and _LONE_DIGITS.fullmatch(core) and not _holds_word(core):
        return 0, _cased("".join(_SUBSTITUTES[c][0] if c.isdigit() else c for c in core), core), False
    return None


def _holds_word(core: str) -> bool:
    """True for words joined by a figure, as in "room4you"."""
    return any(len(part) > 2 and is_plain_word(part) for part in re.split("[0-9]", core))


def _listed_reading(written: str) -> str | None:
    letters = sum(map(str.isalpha, written))
    if letters == len(written) or not letters or not _may_be_disguised(written):
        return None
    choices = [c.lower() if c.isalpha() else _SUBSTITUTES.get(c, "") for c in written]
    options = 1
    for choice in choices:
        options *= len(choice)
    if not 0 < options <= 16:
        return None
    readings = ("".join(parts) for parts in product(*choices))
    return next((_cased(r, written) for r in readings if is_plain_word(r)), None)


def _may_be_disguised(written: str) -> bool:
    """Keeps amounts (fee$5) and short codes (F33, A11, 5th) out: a word of three letters keeps its ends, save "f33"."""
    if _AMOUNT.search(written) or is_plain_word(written.strip("0123456789")):
        return False  # an amount or a numbered word ("licence5")
    digits = [c for c in written if c in "2689"]
    if len(written) == 3:
        return (written[0].isalpha() and written[-1].isalpha()) or written in ("f33", "fe3")
    return len(written) > 4 or not digits


def _cased(reading: str, written: str) -> str:
    """The reading in capitals if all letters written were, else with the letters written kept."""
    shout = all(c.isupper() for c in written if c.isalpha())
    return "".join(w if w.isalpha() else (r.upper() if shout else r) for r, w in zip(reading, written, strict=True))


def _is_in_address(text: str, start: int, end: int) -> bool:
    """True when the word belongs to an e-mail address, link, handle or masked token."""
    left = max(0, start - _REACH)
    before = re.split(r"\s", text[left:start])[-1]
    after = re.split(r"\s", text[end : end + _REACH], maxsplit=1)[0]
    return _ADDRESS.search(before + text[start:end] + after.rstrip(".,;:!?)")) is not None
