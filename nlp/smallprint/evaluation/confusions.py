"""Which indicator is taken for which: the worst confusions of any finder of spans on labelled texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from smallprint.evaluation.benchmark import LabelledText
from smallprint.evaluation.metrics import Counts, FoundSpan, GoldSpan, count_spans

NOTHING = "nothing"
Finder = Callable[[LabelledText], Sequence[FoundSpan]]


@dataclass(frozen=True, slots=True)
class Confusion:
    """``gold`` was there and ``found`` was said, ``count`` times; either may be ``nothing``."""

    gold: str
    found: str
    count: int


def judge(texts: Sequence[LabelledText], finder: Finder) -> tuple[dict[str, Counts], list[Confusion]]:
    """(counts by indicator, confusions with the worst first). In disputed texts every span is optional."""
    total: dict[str, Counts] = {}
    confused: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found = finder(text)
        gold = [replace(s, is_required=False) if text.verdict == "disputed" else s for s in text.spans]
        for indicator, counts in count_spans(gold, found).items():
            total[indicator] = total.get(indicator, Counts()) + counts
        confused.update(_confusions(gold, found))
    ordered = sorted(confused.items(), key=lambda item: (-item[1], item[0]))
    return dict(sorted(total.items())), [Confusion(gold, said, n) for (gold, said), n in ordered]


def _confusions(gold: Sequence[GoldSpan], found: Sequence[FoundSpan]) -> list[tuple[str, str]]:
    result: list[tuple[str, str]] = []
    explained: set[FoundSpan] = set()
    for span in gold:
        beside = [f for f in found if f.start < span.end and span.start < f.end]
        if not span.is_required or any(f.indicator == span.indicator for f in beside):
            continue
        wrong = [f for f in beside if not _is_right(f, gold)]
        explained.update(wrong)
        result.extend((span.indicator, f.indicator) for f in wrong)
        if not wrong:
            result.append((span.indicator, NOTHING))
    result.extend((NOTHING, f.indicator) for f in found if f not in explained and not _is_right(f, gold))
    return result


def _is_right(found: FoundSpan, gold: Sequence[GoldSpan]) -> bool:
    return any(found.indicator == g.indicator and found.start < g.end and g.start < found.end for g in gold)
