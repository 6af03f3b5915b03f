"""How alike two texts are: words, word runs, skeletons, changed words."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_GLUE = frozenset(
    "the a an and or of to in on at for from with by is are was be been will shall must may can not no never if when "
    "your you we our us i my me he she it they their his her who which that this these those as per any all each every only "
    "before after until unless without".split()
)
_COMMON = 200


def words(text: str) -> list[str]:
    """Lower-case words and numbers."""
    return [w.lower() for w in _WORD.findall(text)]


def word_runs(text: str, length: int) -> set[str]:
    """Runs of ``length`` words; the whole text if it is shorter."""
    listed = words(text)
    return {" ".join(listed[i : i + length]) for i in range(max(1, len(listed) - length + 1))}


def changed_words(first: str, second: str) -> int:
    """Words replaced, added or removed between two texts (the longer side of each change)."""
    a, b = words(first), words(second)
    changes = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for name, i1, i2, j1, j2 in changes if name != "equal")


def skeleton(text: str) -> str:
    """The text with every content word as ``_`` and every number as ``#``: what a template leaves behind."""
    return " ".join(w if w in _GLUE else ("#" if w[0].isdigit() else "_") for w in words(text))


def near_duplicates(texts: Mapping[str, str], *, threshold: float, run: int = 3) -> Iterator[tuple[str, str, float]]:
    """(id, id, Jaccard likeness of their word runs) of all pairs at or above ``threshold``."""
    holders: dict[str, list[str]] = defaultdict(list)
    runs: dict[str, set[str]] = {}
    for name, text in texts.items():
        own = word_runs(text, run)
        shared = Counter(other for r in own if len(holders[r]) < _COMMON for other in holders[r])
        for other, count in shared.items():
            likeness = count / (len(own) + len(runs[other]) - count)
            if likeness >= threshold:
                yield other, name, likeness
        for r in own:
            holders[r].append(name)
        runs[name] = own


def shared_skeletons(texts: Mapping[str, str], *, shortest: int, glue: int = 2) -> dict[str, list[str]]:
    """Ids by skeleton, for texts of at least ``shortest`` words with at least ``glue`` words left standing (else it says nothing)."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, text in texts.items():
        frame = skeleton(text)
        if len(frame.split()) >= shortest and sum(w in _GLUE for w in frame.split()) >= glue:
            found[frame].append(name)
    return found


def repeated_runs(texts: Mapping[str, str], length: int) -> dict[str, set[str]]:
    """Ids by run of ``length`` words."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, text in texts.items():
        if len(words(text)) >= length:
            for run in word_runs(text, length):
                found[run].add(name)
    return found


def known_runs(texts: Iterable[str], length: int) -> set[int]:
    """Hashes of all runs of ``length`` words in ``texts``; equal within one process only."""
    return {hash(run) for text in texts for run in _long_runs(words(text), length)}


def find_known(text: str, known: set[int], length: int) -> str | None:
    """The first run of ``length`` words of ``text`` that is in ``known``."""
    return next((run for run in _long_runs(words(text), length) if hash(run) in known), None)


def _long_runs(listed: Sequence[str], length: int) -> Iterator[str]:
    return (" ".join(listed[i : i + length]) for i in range(len(listed) - length + 1))
