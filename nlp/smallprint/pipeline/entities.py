"""Entities of one text: amounts, times, ages, addresses, places. Rules see each as one token.

``find_entities`` works on the match-only view (case kept). It uses no model and reads every character a bounded number
of times, so that hostile input (a page of digits) costs no more than prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smallprint.pipeline.entity_contacts import find_net, find_phones
from smallprint.pipeline.entity_data import load_currencies
from smallprint.pipeline.entity_numbers import find_quantities
from smallprint.pipeline.entity_places import find_places
from smallprint.pipeline.entity_types import Entity, EntityKind
from smallprint.pipeline.entity_units import name_quantity

_MONTH = (
    r"(?:[Jj]an(?:uary)?|JAN(?:UARY)?|[Ff]eb(?:ruary)?|FEB(?:RUARY)?|Mar(?:ch)?|MAR(?:CH)?|[Aa]pr(?:il)?|APR(?:IL)?|May|MAY|"
    r"[Jj]une?|JUNE?|[Jj]uly?|JULY?|[Aa]ug(?:ust)?|AUG(?:UST)?|[Ss]ept?(?:ember)?|SEPT?(?:EMBER)?|[Oo]ct(?:ober)?|OCT(?:OBER)?|"
    r"[Nn]ov(?:ember)?|NOV(?:EMBER)?|[Dd]ec(?:ember)?|DEC(?:EMBER)?)\b\.?"
)
_DIGITS_FIRST = re.compile(
    r"(?P<date>(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:\d{4}|\d{2}))(?![\w/-]|\.\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\sof)?[\s-]{{1,2}}{_MONTH}(?:[\s,-]{{1,2}}(?:19|20)\d\d)?(?!\w))"
    r"|(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)?\s?"
    r"(?P<half>[ap]\.?\s?m\b\.?|AM\b|PM\b|A\.M\.?|P\.M\.?)(?!\w)"
    r"|(?P<hour24>[01]?\d|2[0-4]):(?P<minute24>[0-5]\d)(?::[0-5]\d)?(?:\s?(?:hrs|h)\b)?(?![\w:])"
    r"|(?P<hour12>1[0-2]|[1-9])\s?o'?clock\b"
    r"|(?P<military>(?:[01]\d|2[0-3])[0-5]\d)\s?hrs\b",
    re.ASCII,
)
_WORD_FIRST = re.compile(
    rf"(?P<date>{_MONTH}(?:\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s(?:19|20)\d\d)?(?![\w:]|[.,]\d)|,?\s(?:19|20)\d\d(?!\w)))"
)
_WORD = re.compile(r"[A-Za-z]{3,9}")
_MONTH_STARTS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
_GLUE = frozenset("_:.,$€£₹/")
_DIGIT_RUN = re.compile(r"\d+")
_WORD_HOURS = {"midnight": 24.0, "noon": 12.0, "midday": 12.0}
_MONTHLY = {"hour": 173.0, "day": 22.0, "week": 4.33, "month": 1.0, "year": 1 / 12}


def find_entities(text: str) -> tuple[Entity, ...]:
    """All entities of ``text``: sorted, non-overlapping, half-open code-point offsets.

    Where two readings compete, the more specific wins: addresses, then dates and times, telephone numbers, amounts and
    other quantities, and places last.
    """
    taken = bytearray(len(text))
    found: list[Entity] = []
    for finder in (find_net, _find_dates_and_times, find_phones):
        found += _take_free(finder(text), taken)
    found += _take_free(_find_quantities(text, taken), taken)
    found += _take_free(find_places(text), taken)
    return tuple(sorted(found, key=lambda e: e.start))


def _take_free(entities: Iterable[Entity], taken: bytearray) -> Iterator[Entity]:
    """Entities that overlap nothing taken before; marks them taken."""
    for entity in entities:
        if not any(taken[entity.start : entity.end]):
            taken[entity.start : entity.end] = b"\x01" * (entity.end - entity.start)
            yield entity


def _find_quantities(text: str, taken: bytearray) -> Iterator[Entity]:
    for quantity in find_quantities(text, taken):
        entity = name_quantity(text, quantity)
        if entity is not None:
            yield entity


def _find_dates_and_times(text: str) -> Iterator[Entity]:
    free_from = 0
    for run in _DIGIT_RUN.finditer(text):
        is_inside = run.start() < free_from or _is_glued(text, run.start())
        match = None if is_inside else _DIGITS_FIRST.match(text, run.start())
        if match is None:
            continue
        if match["date"] and _is_date(match["date"]):
            free_from = match.end()
            yield Entity(match.start(), match.end(), EntityKind.DATE)
        elif not match["date"] and (match["half"] is None or int(match["hour"]) <= 12):
            free_from = match.end()
            yield Entity(match.start(), match.end(), EntityKind.TIME, _hour_of(match))
    yield from _find_word_dates(text)


def _is_glued(text: str, start: int) -> bool:
    """Digits that go on from a letter, an amount or another number."""
    return start > 0 and (text[start - 1] in _GLUE or text[start - 1].isalnum())


def _find_word_dates(text: str) -> Iterator[Entity]:
    """``May 12, 2024`` and ``midnight``."""
    for word in _WORD.finditer(text):
        if word.group().lower() in _WORD_HOURS:
            yield Entity(word.start(), word.end(), EntityKind.TIME, _WORD_HOURS[word.group().lower()])
        elif word.group()[:3].lower() in _MONTH_STARTS and (match := _WORD_FIRST.match(text, word.start())):
            yield Entity(word.start(), match.end(), EntityKind.DATE)


def _is_date(found: str) -> bool:
    numbers = [int(n) for n in re.findall(r"\d+", found)]
    small = [n for n in numbers if n <= 31]
    is_numeric = not any(map(str.isalpha, found.replace("th", "")))
    return len(numbers) <= 2 or not is_numeric or (len(small) >= 2 and min(small[:2]) <= 12 and min(numbers) >= 1)


def _hour_of(match: re.Match[str]) -> float:
    """Hours after midnight."""
    if match["military"]:
        return int(match["military"][:2]) + int(match["military"][2:]) / 60
    if match["hour24"]:
        return int(match["hour24"]) + int(match["minute24"]) / 60
    if match["hour12"]:
        return float(match["hour12"])
    is_afternoon = match["half"][0] in "pP"
    return int(match["hour"]) % 12 + 12 * is_afternoon + int(match["minute"] or 0) / 60


def monthly_amount(entity: Entity) -> float | None:
    """Amount a month in the entity's own currency, full time (173 hours, 22 days, 4.33 weeks).

    ``None`` for anything but an amount with a period, because a bare amount may be a fee.
    """
    if entity.kind is not EntityKind.MONEY or entity.value is None or entity.period is None:
        return None
    return entity.value * _MONTHLY[entity.period]


def usd_monthly(entity: Entity) -> float | None:
    """US dollars a month at rough exchange rates of about 2024: an order of magnitude, fit only to see excess.

    ``None`` when the amount has no period or its currency is unknown.
    """
    amount = monthly_amount(entity)
    rate = load_currencies().usd.get(entity.unit or "")
    return None if amount is None or rate is None else amount * rate


__all__ = ["Entity", "EntityKind", "find_entities", "monthly_amount", "usd_monthly"]
