"""The entity record that all entity finders share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EntityKind(StrEnum):
    """What an entity is. The names are the ones indicator patterns use between ``<`` and ``>``."""

    MONEY = "MONEY"
    DURATION = "DURATION"
    HOURS_DAY = "HOURS_DAY"
    HOURS_WEEK = "HOURS_WEEK"
    DAYS_WEEK = "DAYS_WEEK"
    AGE = "AGE"
    PERCENT = "PERCENT"
    DATE = "DATE"
    TIME = "TIME"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    FREEMAIL = "FREEMAIL"
    URL = "URL"
    CHATLINK = "CHATLINK"
    HANDLE = "HANDLE"
    PLACE = "PLACE"
    NUM = "NUM"


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity, half-open ``[start, end)`` code-point offsets into the text it was found in.

    ``value`` is in the unit of the kind: currency units for MONEY, days for DURATION, hours for HOURS_*, days for
    DAYS_WEEK, years for AGE, per cent for PERCENT, hours after midnight for TIME. Of a range it is the upper end,
    except for AGE, where it is the lower; ``low`` and ``high`` hold both ends ("under 16" is value 15, high 16).
    ``unit`` is the ISO 4217 code for MONEY, the time unit for DURATION, else ``None``. ``period`` is hour, day, week,
    month or year for an amount with its period directly after it; the period words are not part of the span.
    """

    start: int
    end: int
    kind: EntityKind
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    period: str | None = None

    @property
    def currency(self) -> str | None:
        """ISO 4217 code (or a coin such as ``USDT``) of an amount; ``None`` when unknown or not an amount."""
        return self.unit if self.kind is EntityKind.MONEY else None
