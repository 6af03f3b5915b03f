"""Words that give the label away: a corpus that has them teaches words instead of meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from smallprint.annotation.likeness import words
from smallprint.annotation.records import Clause
from smallprint.errors import Problem

ONE_SIDED = 0.9
GROUP_BAND = (0.35, 0.65)
_ENOUGH, _ENOUGH_OVERALL = 14, 60
_OVERALL_SHARE = 0.85
GROUPS: Mapping[str, frozenset[str]] = {
    "origin": frozenset(
        "african arab asian bangladeshi bengali burmese chinese ethiopian european filipina filipino ghanaian indian indonesian kenyan "
        "latin malay mexican moroccan nepalese nepali nigerian pakistani polish romanian thai turkish ugandan ukrainian "
        "vietnamese foreigner foreigners migrant migrants".split()
    ),
    "female": frozenset("woman women female females girl girls lady ladies maid maids madam she her".split()),
    "male": frozenset("man men male males boy boys gentleman gentlemen sir he his him".split()),
    "religion": frozenset(
        "muslim muslims christian christians hindu hindus buddhist buddhists catholic jewish mosque church temple prayer "
        "ramadan halal".split()
    ),
}  # fmt: skip


def enough(target: str) -> int:
    """Texts from which a share is judged."""
    return _ENOUGH_OVERALL if target == "all" else _ENOUGH


def is_balanced(asserted: int, total: int) -> bool:
    """True if neither side has more than about three quarters."""
    return 0.25 <= asserted / total <= 0.75


def check_words(clauses: Iterable[Clause]) -> Iterator[Problem]:
    """Words, by indicator and over all, that stand almost only in asserted texts or almost only in look-alikes."""
    for (target, word), (asserted, total) in sorted(word_table(clauses).items()):
        limit = _OVERALL_SHARE if target == "all" else ONE_SIDED
        side = max(asserted, total - asserted) / total
        if total >= enough(target) and side >= limit:
            yield Problem(
                f"{target} {word!r}", f"asserted in {asserted} of {total} texts", "write it on the other side too"
            )


def word_table(clauses: Iterable[Clause]) -> dict[tuple[str, str], tuple[int, int]]:
    """(asserted, all) texts by (target or "all", word)."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in clauses:
        if row.target is None:
            continue
        for word in set(words(row.text)):
            for target in (row.target, "all"):
                counts[target, word][0] += row.stance == "asserted"
                counts[target, word][1] += 1
    return {key: (asserted, total) for key, (asserted, total) in counts.items()}


def check_groups(clauses: Iterable[Clause]) -> Iterator[Problem]:
    """Groups of persons that stand more on one side than on the other."""
    for name, (asserted, total) in group_table(clauses).items():
        low, high = GROUP_BAND
        if total and not low <= asserted / total <= high:
            yield Problem(name, f"asserted in {asserted} of {total} texts", f"between {low:.0%} and {high:.0%}")


def group_table(clauses: Iterable[Clause]) -> dict[str, tuple[int, int]]:
    """(asserted, all) texts that carry a word of the group."""
    counts = {name: [0, 0] for name in GROUPS}
    for row in clauses:
        own = set(words(row.text))
        for name, members in GROUPS.items():
            if row.target and own & members:
                counts[name][0] += row.stance == "asserted"
                counts[name][1] += 1
    return {name: (asserted, total) for name, (asserted, total) in counts.items()}
