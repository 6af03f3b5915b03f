"""What a quantity counts: money, time, hours a day, days a week, age, per cent, or nothing known."""

from __future__ import annotations

import re

from smallprint.pipeline.entity_numbers import Quantity
from smallprint.pipeline.entity_types import Entity, EntityKind

_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "fortnight": 14.0, "week": 7.0, "month": 30.0, "year": 365.0}
_I = re.IGNORECASE

_PERIOD = re.compile(
    r"\s?(?:(?:net|gross|basic|flat|cash|only|max|minimum|min|approx|each|in hand|take home|tax free|after tax)\s)?"
    r"(?:(?:/|\bper\b|\ba\b|\ban\b|\beach\b|\bevery\b|\bp\.?\b|p/)\s?(?:single\s|calendar\s|working\s|kalendar\s)?"
    r"(?P<of>hour|hr|h|day|d|shift|week|wk|w|month|mth|mo|m|year|yr|annum|a|night)s?\b"
    r"|(?P<ly>hourly|daily|weekly|monthly|yearly|annually|pcm|ph|p\.h\b|pd|pw|p\.w\b|pm|p\.m\b|pa|p\.a\b)(?![A-Za-z]))",
    _I,
)
_PERIOD_NAMES = {
    "hour": ("hour", "hr", "h", "hourly", "ph", "p.h"),
    "day": ("day", "d", "shift", "night", "daily", "pd"),
    "week": ("week", "wk", "w", "weekly", "pw", "p.w"),
    "month": ("month", "mth", "mo", "m", "monthly", "pcm", "pm", "p.m"),
    "year": ("year", "yr", "annum", "a", "yearly", "annually", "pa", "p.a"),
}
_PERIODS = {spelling: name for name, spellings in _PERIOD_NAMES.items() for spelling in spellings}
_LPA = re.compile(r"\s?LPA\b")

_UNIT = re.compile(
    r"[\s-]{0,2}(?:(?:full|calendar|working|business|consecutive|complete|solid|extra|more|additional|whole|straight|"
    r"continuous|long|clear|paid|unpaid|written)[\s-])?"
    r"(?P<unit>minutes?|mins?|hours?|hrs?|h|days?|weeks?|wks?|months?|mths?|years?|yrs?|fortnights?|nights?)(?![A-Za-z])(?:(?<=[Ss])\.(?=/))?",
    _I,
)
_UNIT_NAMES = {
    "min": "minute",
    "mins": "minute",
    "hr": "hour",
    "hrs": "hour",
    "h": "hour",
    "wk": "week",
    "wks": "week",
    "mth": "month",
    "mths": "month",
    "yr": "year",
    "yrs": "year",
    "night": "day",
    "nights": "day",
}
_FILLER = r"(?:\s(?:of|work|working|duty|or|more|plus|above|min|minimum|shift|on|straight)\b|\+){0,4}"
_WHOLE = r"(?:single\s|working\s|full\s|calendar\s|work\s)?"
_PER_DAY = re.compile(
    _FILLER
    + r"(?:[\s,-]{0,2}(?:(?:/|(?:in\s)?\b(?:per|a|an|each|every|any|one)\b)\s?"
    + _WHOLE
    + r"(?:day|night|shift)\b|(?:in\s)?(?:one|a|each)?\s?(?:daily|nightly)\b|everyday\b|shifts?\b|duty\b|duties\b|workdays?\b"
    r"|(?:working|work)\sdays?\b|days?\b|in\s(?:(?:any|a|each|every)\s)?24[\s-]hours?(?:\speriod)?\b"
    r"|\(?\bp\.?d\b))",
    _I,
)
_PER_WEEK = re.compile(
    _FILLER
    + r"[\s,-]{0,2}(?:(?:/|(?:in\s|of\s|out of\s)?\b(?:per|a|an|each|every|any|one|the)\b)\s?"
    + _WHOLE
    + r"(?:weeks?|wk|w)\b|weekly\b|(?:working\s|work\s)?weeks?\b|\bp\.?wk?\b)",
    _I,
)
_AFTER_HOURS = re.compile(r"(?:day|night|shift|daily|hours|hrs|duty)\W{0,3}(?:x|and|for|,|;|/|\+|with)?\W{0,2}\Z", _I)
_HOURS_BEFORE = re.compile(
    r"\b(?:daily\s(?:working\s|duty\s)?hours?|(?:working\s|duty\s)?(?:hours|hrs)(?:\sof\swork)?\s?(?:per|a|/)\s?day)"
    r"[\s:=-]{0,3}(?:is|are|of)?\s?\Z",
    _I,
)
_THEN_DAYS = re.compile(
    r"\s?[,;x*/&+-]?\s?(?:and\s|for\s|x\s?)?(?:5|6|7|five|six|seven)\s?days?\b(?!\s(?:off|leave|notice))", _I
)
_WORKING = re.compile(r"\sworking\b(?!\sdays?)", _I)
_DAYS_BEFORE = re.compile(r"\b(?:working\sdays|days)\s?(?:per|a|/|in a)\s?week[\s:=-]{0,3}(?:is|are)?\s?\Z", _I)
_WORK_BEFORE = re.compile(
    r"\b(?:work|works|working|duty|shift|on duty|working hours|duty hours|duty time)\s?[:=]?\s"
    r"(?:of\s|is\s|are\s|all\s)?\Z",
    _I,
)
_ONE_TIME = re.compile(
    r"\s?(?:notice|in advance|before|after|ago|of training|training|overtime|trial|unpaid|without|probation|straight|"
    r"consecutive|late|off|a month|per month|in a month|of work experience)\b",
    _I,
)
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|percent\b|pct\b|percentage\b)", _I)


def name_quantity(text: str, quantity: Quantity) -> Entity | None:
    """The entity that ``quantity`` is, ``None`` for digits that belong to a longer word."""
    return (
        _as_money(text, quantity)
        or _as_percent(text, quantity)
        or _as_age(text, quantity)
        or _as_time(text, quantity)
        or _as_number(text, quantity)
    )


def _entity(quantity: Quantity, end: int, kind: EntityKind, *, factor: float = 1.0, unit: str | None = None) -> Entity:
    """Entity over the quantity up to ``end``; values multiplied by ``factor``."""
    low = None if quantity.low is None else quantity.low * factor
    high = None if quantity.high is None else quantity.high * factor
    ends = (low, high) if quantity.is_range else (None, None)
    return Entity(quantity.start, end, kind, high, *ends, unit=unit)


def _as_money(text: str, quantity: Quantity) -> Entity | None:
    if lpa := _LPA.match(text, quantity.end):
        lakhs = _entity(quantity, lpa.end(), EntityKind.MONEY, factor=1e5, unit="INR")
        return _with_period(lakhs, "year")
    period = _period_after(text, quantity.end)
    is_bare_pay = quantity.factor == 1e3 and period is not None and text[quantity.end - 1] in "kK"
    if not (quantity.is_money or is_bare_pay or quantity.has_lakh) or quantity.low is None:
        return None
    if period is None and quantity.end < len(text) and text[quantity.end].isalnum():
        return None
    return _with_period(_entity(quantity, quantity.end, EntityKind.MONEY, unit=quantity.currency or None), period)


def _with_period(money: Entity, period: str | None) -> Entity:
    return Entity(money.start, money.end, money.kind, money.value, money.low, money.high, money.unit, period)


def _period_after(text: str, end: int) -> str | None:
    found = _PERIOD.match(text, end)
    return _PERIODS.get((found["of"] or found["ly"]).lower()) if found else None


def _as_percent(text: str, quantity: Quantity) -> Entity | None:
    found = _PERCENT.match(text, quantity.end)
    return _entity(quantity, found.end(), EntityKind.PERCENT) if found else None


def _as_time(text: str, quantity: Quantity) -> Entity | None:
    """Hours a day or week, days a week, or a plain duration in days."""
    if quantity.is_money:
        return None
    if _HOURS_BEFORE.search(text, max(0, quantity.start - 40), quantity.start):
        return _entity(quantity, quantity.end, EntityKind.HOURS_DAY)
    if _DAYS_BEFORE.search(text, max(0, quantity.start - 40), quantity.start):
        return _entity(quantity, quantity.end, EntityKind.DAYS_WEEK)
    end = quantity.end + (text[quantity.end : quantity.end + 1] == "+")
    found = _UNIT.match(text, end)
    if found is None:
        return None
    unit = _UNIT_NAMES.get(found["unit"].lower()) or found["unit"].lower().rstrip("s")
    rate = _as_rate(text, quantity, found.end(), unit)
    return rate or _entity(quantity, found.end(), EntityKind.DURATION, factor=_DAYS[unit], unit=unit)


def _as_rate(text: str, quantity: Quantity, end: int, unit: str) -> Entity | None:
    """Hours a day, hours a week or days a week when the words after the unit say so."""
    if unit == "hour":
        if per_week := _PER_WEEK.match(text, end):
            return _entity(quantity, per_week.end(), EntityKind.HOURS_WEEK)
        if (per_day := _PER_DAY.match(text, end)) and (quantity.high or 0) <= 24:
            return _entity(quantity, per_day.end(), EntityKind.HOURS_DAY)
        is_shift = _THEN_DAYS.match(text, end) or _is_at_work(text, quantity, end)
        if 4 <= (quantity.high or 0) <= 20 and is_shift:
            return _entity(quantity, end, EntityKind.HOURS_DAY)
    if unit == "day" and (quantity.high or 0) <= 7:
        if per_week := _PER_WEEK.match(text, end):
            return _entity(quantity, per_week.end(), EntityKind.DAYS_WEEK)
        is_beside_hours = _AFTER_HOURS.search(text, max(0, quantity.start - 14), quantity.start)
        is_working = _WORKING.match(text, end) or _is_at_work(text, quantity, end)
        if (is_beside_hours or is_working) and (quantity.high or 0) >= 4:
            return _entity(quantity, end, EntityKind.DAYS_WEEK)
    return None


def _is_at_work(text: str, quantity: Quantity, end: int) -> bool:
    """``duty 12 hours``, ``working 7 days``: a standing pattern of work, not one stretch of time."""
    return _before(_WORK_BEFORE, text, quantity) and _ONE_TIME.match(text, end) is None


_AGE_BEFORE = re.compile(
    r"\bage[ds]?\b(?:[\s:=.,(-]{1,3}(?:limit|group|range|bracket|is|of|between|from|over|under|above|below|required|requirement|"
    r"preferred|preferably|min|minimum|max|maximum|not|to|at|least|must|be|should|up|only)\b){0,5}[\s:=.(-]{0,3}\Z",
    _I,
)
_YOUNG_BEFORE = re.compile(
    r"\b(?:girls?|boys?|teens?|teenagers?|lad(?:y|ies)|kids?|children|minors?)[\s,:(]{1,2}\Z", _I
)
_PEOPLE_BEFORE = re.compile(
    r"\b(?:girls?|boys?|teens?|teenagers?|lad(?:y|ies)|females?|males?|women|woman|men|man|kids?|children|minors?|youths?|"
    r"m/f|f/m|f)\b[\s,:(]{1,2}(?:from|of|age|over|under|above|below|only|at least|as young as|between|around)\s\Z",
    _I,
)
_GENDER_BEFORE = re.compile(
    r"\b(?:females?|males?|women|men|girls?|boys?|lad(?:y|ies)|m/f|candidates?)[\s,:(]{1,2}\Z", _I
)
_BELOW = re.compile(r"\b(?:under|below|younger than|not yet|less than)\s?(?:the age of\s)?\Z", _I)
_LIMIT_BEFORE = re.compile(
    r"\b(?:under|below|younger than|older than|over|above|as young as|at least|minimum|must be|should be|turned|"
    r"you are|are you|i am|she is|he is|only|be|the age of)\s\Z",
    _I,
)
_OLD = re.compile(
    r"(?:[\s-]{0,2}(?:years?|yrs?|yr|y)\.?[\s-]{0,2}(?:old|of age|olds)\b|\s?y/?o\b|[\s-]{0,2}"
    r"(?:years?\s|yrs?\s)?(?:and|or|&)\s(?:above|older|over|up|younger|below|under)\b(?!\s[\d$€£])|\s?\+\syears?\sold\b)",
    _I,
)
_YEARS = re.compile(r"[\s-]{0,2}(?:years?|yrs?)\b", _I)
_NOT_AGE = re.compile(
    r"['’s]{0,2}\s?(?:of\s)?(?:experience|exp|contract|in\b|from\b|after\b|imprison|warrant|working)", _I
)
_AGE_ENDS = re.compile(
    r"(?:'?s)?(?:\s?\Z|\s?[.,;:!?)\n]|\s(?:years?|yrs?|or|and|to|are|is|may|can|will|at|cannot|not|ok|okay|only|welcome|young|women|men|girls|boys|"
    r"must|who|need|needed|wanted|accepted|allowed|for|with|on|but|as|should|preferred)\b)",
    _I,
)


def _as_age(text: str, quantity: Quantity) -> Entity | None:
    if quantity.low is None or quantity.high is None or not 5 <= quantity.low <= 80 or quantity.high > 99:
        return None
    if not quantity.low.is_integer() or "." in text[quantity.start : quantity.end]:
        return None  # "Android 8.0 and above"
    if (old := _OLD.match(text, quantity.end)) and (quantity.low >= 14 or "old" in old.group().lower()):
        return _age(text, quantity, old.end())
    years = _YEARS.match(text, quantity.end)
    if years and not _NOT_AGE.match(text, years.end()) and _is_age_in_years(text, quantity):
        return _age(text, quantity, years.end())
    if _has_other_unit(text, quantity.end):
        return None
    is_age = _before(_AGE_BEFORE, text, quantity) or _is_bare_age(text, quantity)
    return _age(text, quantity, quantity.end) if is_age else None


def _before(pattern: re.Pattern[str], text: str, quantity: Quantity, width: int = 60) -> bool:
    return pattern.search(text, max(0, quantity.start - width), quantity.start) is not None


def _is_age_in_years(text: str, quantity: Quantity) -> bool:
    low, high = quantity.low or 0, quantity.high or 0
    if _before(_AGE_BEFORE, text, quantity) or _before(_PEOPLE_BEFORE, text, quantity):
        return True
    if quantity.is_range:
        return low >= 15 and 20 <= high <= 70 and high - low >= 4
    return 14 <= low <= 65 and _before(_LIMIT_BEFORE, text, quantity)


def _is_bare_age(text: str, quantity: Quantity) -> bool:
    """A number without unit beside words for young people or for an age limit."""
    low, high = quantity.low or 0, quantity.high or 0
    plus = text[quantity.end : quantity.end + 1] == "+"
    if _before(_PEOPLE_BEFORE, text, quantity) and 10 <= low <= 60:
        return True
    if quantity.is_range:
        return low >= 14 and 18 <= high <= 70 and _before(_GENDER_BEFORE, text, quantity)
    if _before(_YOUNG_BEFORE, text, quantity) and 10 <= low <= 19:
        return _AGE_ENDS.match(text, quantity.end + plus) is not None
    if plus:
        return low in (16, 18, 21) and _AGE_ENDS.match(text, quantity.end + 1) is not None
    is_limit = _before(_LIMIT_BEFORE, text, quantity) and (13 if _is_soft_limit(text, quantity) else 10) <= low <= 21
    return is_limit and _AGE_ENDS.match(text, quantity.end) is not None


def _is_soft_limit(text: str, quantity: Quantity) -> bool:
    return not _before(_BELOW, text, quantity)


_OTHER_UNIT = re.compile(
    r"\s?(?:%|per\b|:\d|\.\d|[-\s]?(?:minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?|km|kg|kgs|lbs?|cm|miles?|people|persons|"
    r"workers|staff|employees|am|pm|a\.m|p\.m|o'clock|vacanc\w+|posts?|positions?|rooms?|beds?)\b)",
    _I,
)


def _has_other_unit(text: str, end: int) -> bool:
    return _OTHER_UNIT.match(text, end) is not None


def _age(text: str, quantity: Quantity, end: int) -> Entity:
    """Years; the lower end of a range. "Under 16" means 15 at most."""
    low, high = quantity.low, quantity.high
    if not quantity.is_range and low is not None and _before(_BELOW, text, quantity):
        return Entity(quantity.start, end, EntityKind.AGE, low - 1, None, low)
    return Entity(quantity.start, end, EntityKind.AGE, low, low, high if quantity.is_range else None)


_ROUND_THE_CLOCK = re.compile(r"24\s?/\s?7")


def _as_number(text: str, quantity: Quantity) -> Entity | None:
    if quantity.end < len(text) and (text[quantity.end].isalnum() or text[quantity.end] == "_"):
        return None
    is_article_like = quantity.is_word and quantity.low in (0.0, 1.0) and not quantity.is_range
    is_round_the_clock = _ROUND_THE_CLOCK.match(text, quantity.start) or text.endswith("24/", 0, quantity.start)
    if is_article_like or is_round_the_clock:
        return None
    return _entity(quantity, quantity.end, EntityKind.NUM)
