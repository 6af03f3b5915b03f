"""Quantities: a number or a range with its multiplier and currency, before anyone asks what it counts.

Every number is read once, and everything around it through patterns anchored at its ends with bounded length, so that
the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from smallprint.pipeline.entity_data import load_currencies

_SMALL = {
    "zero": 0.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "eleven": 11.0,
    "twelve": 12.0,
    "thirteen": 13.0,
    "fourteen": 14.0,
    "fifteen": 15.0,
    "sixteen": 16.0,
    "seventeen": 17.0,
    "eighteen": 18.0,
    "nineteen": 19.0,
    "twenty": 20.0,
}
_TENS = {
    "thirty": 30.0,
    "forty": 40.0,
    "fourty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "seventy": 70.0,
    "eighty": 80.0,
    "ninety": 90.0,
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "thousands": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "lacs": 1e5,
    "million": 1e6,
    "millions": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "billion": 1e9,
}
_SHORT_SCALES = {"k": 1e3, "thou": 1e3, "ribu": 1e3, "juta": 1e6, "mln": 1e6, "mn": 1e6, "m": 1e6, "cr": 1e7, "bn": 1e9}
_LAKH = frozenset({"lakh", "lakhs", "lac", "lacs", "crore", "crores"})

_UNIT_WORDS = "|".join(sorted([*_SMALL, *_TENS, "hundred"], key=len, reverse=True))
_ANY_WORDS = "|".join(sorted([*_SMALL, *_TENS, *_SCALES], key=len, reverse=True))
_DIGITS = r"\d+(?:[.,'’]\d+)*"
_WORDS = rf"(?<![\w-])(?:{_UNIT_WORDS})(?:(?:[ -]|\sand\s)(?:{_ANY_WORDS}))*(?![A-Za-z])"
_NUMBER = re.compile(rf"{_DIGITS}|{_WORDS}", re.IGNORECASE)
_SPACE_GROUPS = re.compile(r"(?:[ \u00a0\u202f]\d{3}){1,4}(?:,\d{1,2})?(?![\w.,]\d|\w)")
_IN_BRACKETS = re.compile(rf"\s?\(\s?(?P<in>{_DIGITS}|{_WORDS})\s?\)", re.IGNORECASE)
_SCALE = re.compile(
    r"(?:\s?(?P<scale>lakhs?|lacs?|crores?|cr|millions?|mln|mn|thousands?|thou|hundred|billion|bn|juta|ribu|k)|(?P<m>m))"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
_AND_BETWEEN = re.compile(r"\b(?:between|from)\s[^\n]{0,12}\Z", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s{0,2}(?P<sep>-|–|—|~|to|till|until|up ?to|and|or)\s{0,2}(?=\S)", re.IGNORECASE)
_SLASH_DASH = re.compile(r"\s?/[-=](?![\d])")


@dataclass(slots=True)
class Quantity:
    """A number or range at ``[start, end)``.

    ``currency`` is an ISO code, ``""`` when only the closing ``/-`` marks an amount, ``None`` for no amount.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    currency: str | None = None
    factor: float = 1.0
    has_lakh: bool = False
    is_range: bool = False
    is_word: bool = False

    @property
    def is_money(self) -> bool:
        """True when a currency, or the ``/-`` that closes an amount, stands at the number."""
        return self.currency is not None


@cache
def _currency_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for a currency that ends at a number, and for one that begins after it."""
    table = load_currencies()

    def anyof(spellings: list[str]) -> str:
        return "|".join(re.escape(s) for s in sorted(spellings, key=len, reverse=True))

    symbols, codes = anyof(list(table.symbols)), anyof(list(table.codes))
    upper, letters = anyof([s.upper() for s in table.upper]), anyof([s.upper() for s in table.letters])
    before = re.compile(
        rf"(?P<cur>(?i:{symbols})|(?<![A-Za-z])(?:(?i:{codes})|{upper}))(?:[.:]?[\s\u00a0]{{0,2}}|\s?[:=]\s?)\Z"
        rf"|(?<![A-Za-z])(?P<letter>{letters})\Z"
    )
    words = anyof([*table.codes, *table.words])
    after = re.compile(
        rf"(?:[\s\u00a0]{{0,2}}|-|\s?\((?=[A-Za-z]{{3,12}}\)))"
        rf"(?P<cur>(?i:{symbols})|(?:(?i:us |u\.s\. )?(?i:{words})|{upper})(?![A-Za-z]))"
    )
    return before, after


def find_quantities(text: str, is_taken: bytearray) -> Iterator[Quantity]:
    """Quantities outside the taken characters, left to right. ``is_taken`` has one byte a character."""
    position = floor = 0
    while match := _NUMBER.search(text, position):
        position = match.end()
        if is_taken[match.start()]:
            continue
        quantity = _read_quantity(text, match, floor=floor)
        if quantity is not None:
            position = floor = max(position, quantity.end)
            yield quantity


def _read_quantity(text: str, match: re.Match[str], *, floor: int) -> Quantity | None:
    start, iso = _currency_before(text, match.start(), floor=floor)
    if start == match.start() and _is_glued(text, start):
        return None
    first = _read_one(text, match, iso)
    first.start = start
    return _read_second(text, first) or first


def _is_glued(text: str, start: int) -> bool:
    """A digit right after a letter, as in H2B or Covid19, is part of a name."""
    return start > 0 and text[start].isdigit() and (text[start - 1].isalpha() or text[start - 1] == "_")


def _currency_before(text: str, start: int, *, floor: int) -> tuple[int, str | None]:
    """Start including a currency that ends at ``start``, and its ISO code. Nothing before ``floor`` is used again."""
    found = _currency_patterns()[0].search(text, max(floor, start - 20), start)
    if found is None:
        return start, None
    if found["letter"]:
        is_amount = re.match(r"\d{1,3},\d{3}|\d{3,5}(?!\d)", text[start : start + 8]) is not None
        return (found.start(), load_currencies().iso(found["letter"])) if is_amount else (start, None)
    return found.start("cur"), load_currencies().iso(found["cur"])


def _read_one(text: str, match: re.Match[str], iso: str | None) -> Quantity:
    """One number with its space groups, brackets, multiplier, ``/-`` and the currency after it."""
    one = Quantity(match.start(), match.end(), *(2 * (read_number(match.group()),)), currency=iso)
    one.is_word = match.group()[0].isalpha()
    _take_space_groups(text, match, one)
    if bracket := _IN_BRACKETS.match(text, one.end):
        _take_bracket(bracket, one)
    if one.currency is None and (after := _currency_after(text, one)) is not None:
        one.end, one.currency = after
    if scale := _SCALE.match(text, one.end):
        _take_scale(scale, one)
    if one.currency is None and (after := _currency_after(text, one)) is not None:
        one.end, one.currency = after
    if slash := _SLASH_DASH.match(text, one.end):
        one.end, one.currency = slash.end(), one.currency or ""
        if one.currency == "" and (after := _currency_after(text, one)) is not None:
            one.end, one.currency = after
    return one


def _take_space_groups(text: str, match: re.Match[str], one: Quantity) -> None:
    """``1 500 €`` and ``USD 12 000``: a space parts thousands only beside a currency."""
    if not match.group().isdigit() or len(match.group()) > 3:
        return
    groups = _SPACE_GROUPS.match(text, one.end)
    if groups is None:
        return
    wide = Quantity(one.start, groups.end(), None, None)
    is_amount = _currency_after(text, wide) is not None or (one.currency is not None and groups.group().endswith("0"))
    if is_amount:
        one.end = groups.end()
        one.low = one.high = read_number(re.sub(r"\s", "", text[one.start : one.end]))


def _take_bracket(bracket: re.Match[str], one: Quantity) -> None:
    """``six (6)`` and ``6 (six)``: the bracket repeats the number."""
    if read_number(bracket["in"]) == one.low:
        one.end = bracket.end()


def _take_scale(scale: re.Match[str], one: Quantity) -> None:
    name = (scale["scale"] or scale["m"]).lower()
    if scale["m"] and not one.is_money:
        return
    factor = _SHORT_SCALES.get(name) or _SCALES[name]
    one.low = one.high = None if one.low is None else one.low * factor
    one.end, one.factor, one.has_lakh = scale.end(), factor, name in _LAKH


def _currency_after(text: str, one: Quantity) -> tuple[int, str] | None:
    """End and ISO code of a currency right after the number, unless it belongs to the next number."""
    found = _currency_patterns()[1].match(text, one.end, one.end + 24)
    if found is None or _is_weight(text, one, found["cur"]):
        return None
    if _belongs_to_next(text, one, found):
        return None
    end = found.end()
    if text[one.end : found.start("cur")].endswith("(") and text[end : end + 1] == ")":
        end += 1
    spelling = re.sub(r"(?i)^(?:us|u\.s\.) ", "", found["cur"]) if len(found["cur"]) > 4 else found["cur"]
    iso = load_currencies().iso(found["cur"]) or load_currencies().iso(spelling)
    return (end, iso) if iso else None


def _is_weight(text: str, one: Quantity, spelling: str) -> bool:
    if not spelling.lower().startswith("pound"):
        return False
    after = text[one.end : one.end + 20].lower().partition(spelling.lower())[2]
    if re.match(r"\s+of\b(?!\s(?:pay|salary|wages))", after):
        return True
    around = re.split(r"[,.;]\s", text[max(0, one.start - 40) : one.start].lower())[-1]
    return re.search(r"\b(?:lift|lifting|carry|carrying|weigh\w*|push|pull|load\w*|weight)\b", around) is not None


_NEXT_NUMBER = re.compile(r"[.:]?\s{0,2}\d[\d.,]*\s?(?P<unit>[A-Za-z%$€£₹]*)")
_NOT_AMOUNT = re.compile(
    r"(?:h|hrs?|hours?|days?|weeks?|months?|years?|yrs?|%|pm|am|x|usd|eur|aed|\$|€|£)\Z", re.IGNORECASE
)


def _belongs_to_next(text: str, one: Quantity, found: re.Match[str]) -> bool:
    """``8 AED 100``: the code goes with 100; ``2000 USD 8 hours``: with 2000."""
    following = _NEXT_NUMBER.match(text, found.end())
    if following is None or _NOT_AMOUNT.match(following["unit"]):
        return False
    is_attached = text[found.start("cur") - 1].isdigit() and text[found.end()].isspace()
    return not is_attached and (one.low is None or one.low < 100 or one.low > 1e7 or text[found.end()].isdigit())


def _read_second(text: str, first: Quantity) -> Quantity | None:
    """The whole range when a second number follows ``first``; ``None`` when there is none."""
    sep = _SEPARATOR.match(text, first.end)
    if sep is None or not _is_range_word(text, first, sep["sep"].lower()):
        return None
    position, iso = _currency_at(text, sep.end())
    match = _NUMBER.match(text, position)
    if match is None:
        return None
    second = _read_one(text, match, iso)
    if re.match(r"[-/.]\d", text[second.end : second.end + 2]) and not second.is_money:
        return None
    return _join(first, second)


def _is_range_word(text: str, first: Quantity, sep: str) -> bool:
    if sep == "and":
        return _AND_BETWEEN.search(text, max(0, first.start - 24), first.start) is not None
    return sep != "or" or (first.low is not None and first.low < 100)


def _currency_at(text: str, position: int) -> tuple[int, str | None]:
    found = re.compile(r"(?:[^\W\d_]{1,4}\.?|[^\w\s]{1,3})\s?(?=\d)").match(text, position)
    if found is None:
        return position, None
    iso = load_currencies().iso(found.group().strip())
    return (found.end(), iso) if iso else (position, None)


def _join(first: Quantity, second: Quantity) -> Quantity | None:
    low, high = first.low, second.high
    if low is None or high is None:
        return None
    if first.factor == 1.0 and low * second.factor <= high:
        low *= second.factor  # "2-3k": the multiplier of the upper end holds for both
    if low > high:
        return None
    return Quantity(
        first.start,
        second.end,
        low,
        high,
        first.currency or second.currency or first.currency,
        factor=max(first.factor, second.factor),
        has_lakh=first.has_lakh or second.has_lakh,
        is_range=True,
        is_word=first.is_word,
    )


def read_number(spelling: str) -> float | None:
    """Value of digits with any of the world's separators, or of English number words; ``None`` when it is neither."""
    if spelling[0].isalpha():
        return _read_words(spelling)
    plain = re.sub(r"['’]", "", spelling)
    dots, commas = plain.count("."), plain.count(",")
    if dots and commas:
        decimal = max(plain.rfind("."), plain.rfind(","))
        whole = re.sub(r"[.,]", "", plain[:decimal])
        return _to_float(f"{whole}.{plain[decimal + 1 :]}") if plain.count(plain[decimal]) == 1 else None
    if not dots and not commas:
        return _to_float(plain)
    return _read_one_mark(plain, "." if dots else ",")


def _read_one_mark(plain: str, mark: str) -> float | None:
    groups = plain.split(mark)
    is_thousands = len(groups[0]) <= 3 and len(groups[-1]) == 3 and all(2 <= len(g) <= 3 for g in groups[1:])
    if is_thousands and groups[0] != "0":
        return _to_float("".join(groups))
    return _to_float(f"{groups[0]}.{groups[1]}") if len(groups) == 2 else None


def _to_float(digits: str) -> float | None:
    return float(digits) if len(digits) <= 30 else None


def _read_words(spelling: str) -> float | None:
    total = current = 0.0
    for word in re.split(r"[\s-]+", spelling.lower()):
        if word in _SCALES:
            current = max(current, 1.0) * _SCALES[word]
            if _SCALES[word] >= 1e3:
                total, current = total + current, 0.0
        elif word != "and":
            current += _SMALL.get(word, 0.0) + _TENS.get(word, 0.0)
    return total + current
