"""Looks for what could belong to a real person: numbers, addresses, handles, names."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SITE = re.compile(
    r"(?<![@\w.-])(?:https?://)?((?:[a-z0-9-]+\.)+(?:com|org|net|info|biz|co|io|me|app|uk|de|ph|in|ae|sa|eu|us))\b(?!@)",
    re.IGNORECASE,
)
_RESERVED_SITE = re.compile(r"(?:^|[.@-])example(?:\.(?:com|org|net))?$|\.(?:example|test|invalid)$", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@(\w{4,})")
_NUMBER = re.compile(r"(?<![\w.,])\+?\d[\d ()/-]{7,}\d(?![\w,])")
_RESERVED_NUMBER = re.compile(r"55501\d\d|07700900\d{3}|447700900\d{3}")
_NAME = re.compile(r"\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Capt|Sr|Bro|Sis)\.?|Sir|Madam|Captain) [A-Z][a-z]{2,}\b")
_NOT_NAMES = frozenset(
    "Madam Sir Please Dear Thank The Your Our For And Agency Manager Good This Kindly Who You All Any Will Deputy Bed Lights Oma".split()
)
_SHORTEST_PHONE = 9


def find_personal_data(text: str) -> Iterator[str]:
    """Stretches that may be personal data. Reserved numbers (555-01xx, 07700 900xxx) and example domains are free."""
    yield from (m.group() for m in _MAIL.finditer(text) if not _RESERVED_SITE.search(m.group()))
    yield from (m.group(1) for m in _SITE.finditer(text) if not _RESERVED_SITE.search(m.group(1)))
    yield from (m.group() for m in _HANDLE.finditer(text) if not m.group(1).lower().startswith("example"))
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) >= _SHORTEST_PHONE and not _RESERVED_NUMBER.search(digits):
            yield match.group()
    yield from (m.group() for m in _NAME.finditer(text) if m.group().split()[-1] not in _NOT_NAMES)
