"""First steps of the match-only view: single characters, then words that borrow letters of another script."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from smallprint.documents.characters import (
    BIDI_CONTROLS,
    BIDI_OVERRIDES,
    FRACTIONS,
    LOOKALIKES,
    SOFT_HYPHENS,
    TWINS,
    ZERO_WIDTH,
    compatible,
    emoji_letter,
    is_latin,
    is_mark,
    is_overlay,
    is_superscript,
    is_tag,
    is_variation_selector,
    script_of,
    spelled_by_flags,
)
from smallprint.documents.view import Edit, HiddenRun
from smallprint.documents.wordlists import is_plain_word

if TYPE_CHECKING:
    from collections.abc import Iterator

_ODD = re.compile("\r\n?|\u0002(?:\r\n?|\n)?|[0-9]\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]+|[^\t\n -~]")
_BREAKS = ("\u200b", "\ufeff")
_WORD = re.compile(r"[^\W_]+")
_OTHER_THAN_PRINTABLE_ASCII = re.compile(r"[^\t\n -~]")

Found = tuple[list[Edit], list[HiddenRun]]


def is_plain(text: str) -> bool:
    """True when every character is printable ASCII, a tab or a line feed."""
    return text.isascii() and _OTHER_THAN_PRINTABLE_ASCII.search(text) is None


def fold_characters(text: str) -> Found:
    """Edits that fold or remove single characters, and what they reveal; offsets into ``text``."""
    edits: list[Edit] = []
    runs: list[HiddenRun] = []
    latin_end = -1  # end of the latest Latin letter with the marks on it
    for match in _ODD.finditer(text):
        start, odd = match.start(), match.group()
        on_latin = start == latin_end or _is_latin_at(text, start - 1)
        new = _replacement(text, start, odd, on_latin=on_latin)
        if on_latin and new == "" and (is_mark(odd[0]) or odd in ZERO_WIDTH):
            latin_end = match.end()
        if new != odd:
            edits.append(Edit(start, match.end(), new))
        runs.extend(_reveal(text, start, odd, new))
    return edits, runs


def _is_latin_at(text: str, place: int) -> bool:
    return place >= 0 and is_latin(text[place])


def _replacement(text: str, start: int, odd: str, *, on_latin: bool) -> str:
    """What matching reads in place of ``odd``."""
    first = odd[0]
    if first == "\r":
        return "\n"
    if odd[-1] == "\u20e3" and len(odd) > 1:
        return first
    if "\U0001f1e6" <= first <= "\U0001f1ff":
        return spelled_by_flags(odd) or odd
    if first in _BREAKS and _parts_words(text, start):
        return " "
    if _is_invisible(first) or (on_latin and is_mark(first)):
        return ""
    return _fold(text, start, first)


def _parts_words(text: str, start: int) -> bool:
    """True for a lone zero-width space between two run-on words, which web editors leave behind ("saleApply")."""
    before, after = text[max(0, start - 3) : start], text[start + 1 : start + 4]
    return (
        before[-2:].islower() and len(before) > 1 and after[:1].isupper() and (after[1:].islower() or after.isupper())
    )


def _is_invisible(char: str) -> bool:
    if char in SOFT_HYPHENS or char in ZERO_WIDTH or char in BIDI_CONTROLS:
        return True
    return is_variation_selector(char) or is_tag(char)


def _fold(text: str, start: int, char: str) -> str:
    before = text[start - 1 : start] if start else ""
    if char in FRACTIONS:
        return FRACTIONS[char][0 if before.isdigit() else 1]
    if is_superscript(char) and (before.isalnum() or before in tuple(").,")):
        return ""  # a footnote mark must not grow into the word or amount before it
    return emoji_letter(char) or compatible(char)


def _reveal(text: str, start: int, odd: str, new: str) -> Iterator[HiddenRun]:
    """The hidden run at ``start``, if ``odd`` is of a kind that reports name."""
    first, end = odd[0], start + len(odd)
    inside = _between_letters(text, start, end)
    if first in SOFT_HYPHENS:
        yield HiddenRun(start, end, "soft_hyphen", first == "\u00ad" and _letters_apart(text, start))
    elif first in BIDI_CONTROLS:
        yield HiddenRun(start, end, "bidi_control", inside or first in BIDI_OVERRIDES)
    elif first in ZERO_WIDTH or (is_tag(first) and not _is_flag_tag(text, start)):
        yield HiddenRun(start, end, "zero_width", (inside and new == "") or is_tag(first))
    elif is_mark(first):
        if new == "" and not is_variation_selector(first):
            yield from _reveal_mark(text, start)
    elif _draws_letters(odd, new):
        yield HiddenRun(start, end, "emoji_letters", len(new) >= 3 and first >= "\U0001f1e6")
    elif _is_styled(first, new):
        yield HiddenRun(start, end, "homoglyph", _touches_ascii_letter(text, start, end))


def _between_letters(text: str, start: int, end: int) -> bool:
    """True when ``[start, end)`` lies inside a Latin word, other invisible characters beside it not counted."""
    left = start - 1
    while left >= 0 and start - left < 16 and _is_invisible(text[left]):
        left -= 1
    right = end
    while right < len(text) and right - end < 16 and _is_invisible(text[right]):
        right += 1
    return _is_latin_at(text, left) and right < len(text) and is_latin(text[right])


def _letters_apart(text: str, start: int) -> bool:
    """True when soft hyphens stand after every letter, which no hyphenation does."""
    return text[max(0, start - 2) : start - 1] == "\u00ad" or text[start + 2 : start + 3] == "\u00ad"


def _is_flag_tag(text: str, start: int) -> bool:
    """True inside a sub-national flag, a black flag followed by tag characters."""
    return "\U0001f3f4" in text[max(0, start - 7) : start]


def _reveal_mark(text: str, start: int) -> Iterator[HiddenRun]:
    piled = start >= 2 and is_mark(text[start - 1]) and is_mark(text[start - 2])
    if piled or is_overlay(text[start]):
        yield HiddenRun(start, start + 1, "homoglyph", suspicious=True)


def _draws_letters(odd: str, new: str) -> bool:
    if odd[-1] == "\u20e3":
        return False
    return new != odd and (emoji_letter(odd[0]) is not None or "\U0001f1e6" <= odd[0] <= "\U0001f1ff")


def _is_styled(char: str, new: str) -> bool:
    """True for a letter of a mathematical, full-width or circled alphabet."""
    styled = char >= "\u2460" and not unicodedata.name(char, "").startswith("LATIN")
    return styled and len(new) == 1 and new.isascii() and new.isalpha()


def _touches_ascii_letter(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(c.isascii() and c.isalpha() for c in around)


def fold_foreign_letters(text: str) -> Found:
    """Edits that read Cyrillic, Greek and other look-alikes as Latin, in words where they pass for Latin only.

    A word that mixes scripts is folded. A word wholly of look-alikes is folded when the rest of the text is Latin and
    its script is not genuinely in use, so that Russian or Greek sentences stay as they are.
    """
    words = [m for m in _WORD.finditer(text) if not m.group().isascii()]
    genuine = {script for word in words for script in _genuine_scripts(word.group())}
    mostly_latin = _is_mostly_latin(text)
    edits: list[Edit] = []
    runs: list[HiddenRun] = []
    for word in words:
        folded, suspicious = _fold_word(word.group(), genuine, mostly_latin=mostly_latin)
        if folded != word.group():
            edits.append(Edit(word.start(), word.end(), folded))
            runs.append(HiddenRun(word.start(), word.end(), "homoglyph", suspicious))
    return edits, runs


def _genuine_scripts(word: str) -> set[str]:
    """Scripts of a word that holds no Latin letter and some letter that could not pass for Latin."""
    if any(map(is_latin, word)) or all(c in TWINS for c in word if c.isalpha()):
        return set()
    return {script for script in map(script_of, word) if script}


def _is_mostly_latin(text: str) -> bool:
    latin = sum(map(is_latin, text))
    foreign = sum(1 for c in text if not c.isascii() and c.isalpha() and c not in TWINS and not is_latin(c))
    return latin >= 4 * foreign and latin > 0


def _fold_word(word: str, genuine: set[str], *, mostly_latin: bool) -> tuple[str, bool]:
    """The word as Latin reads it, and whether borrowing the letters looks meant."""
    latin = sum(map(is_latin, word))
    foreign = {c for c in word if script_of(c)}
    if not foreign:
        return word, False
    scripts = {script_of(c) for c in foreign}
    if latin:
        folded = "".join(_as_latin(c) for c in word)
        return folded, len(word) > 2 and (latin * 2 >= len(word) or not scripts & genuine)
    if mostly_latin and not scripts & genuine and all(c in TWINS for c in word if c.isalpha()):
        folded = "".join(TWINS.get(c, c) for c in word)
        return folded, is_plain_word(folded)
    return word, False


def _as_latin(char: str) -> str:
    return LOOKALIKES.get(char) or LOOKALIKES.get(unicodedata.normalize("NFD", char)[0], char)
