"""Tables of the entity finder (``entity_data.toml``): currencies, free mail providers, chat hosts, places."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Any


@dataclass(frozen=True, slots=True)
class Currencies:
    """Spellings (lower case) to ISO codes by the place where they may stand, and rough US dollar rates."""

    symbols: Mapping[str, str]
    codes: Mapping[str, str]
    upper: Mapping[str, str]
    words: Mapping[str, str]
    letters: Mapping[str, str]
    usd: Mapping[str, float]

    def iso(self, spelling: str) -> str | None:
        """ISO code of a matched spelling, ``None`` when the spelling is unknown."""
        key = " ".join(spelling.lower().split())
        return next((table[key] for table in self._tables() if key in table), None)

    def _tables(self) -> tuple[Mapping[str, str], ...]:
        return self.symbols, self.codes, self.upper, self.words, self.letters


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One place name in its usual spelling."""

    name: str
    any_case: bool
    is_doubtful: bool


@cache
def _tables() -> dict[str, Any]:
    source = files("smallprint.pipeline").joinpath("entity_data.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def load_currencies() -> Currencies:
    """The currency tables."""
    rows = _tables()["currency"]

    def column(name: str) -> dict[str, str]:
        return {spelling.lower(): row["iso"] for row in rows for spelling in row.get(name, ())}

    return Currencies(
        symbols=column("symbol"),
        codes=column("code"),
        upper=column("upper"),
        words=column("word"),
        letters=column("prefix"),
        usd={row["iso"]: row["usd"] for row in rows if "usd" in row},
    )


@cache
def load_freemail() -> tuple[frozenset[str], tuple[str, ...]]:
    """Domains of free mail providers, and their bare names."""
    table = _tables()["freemail"]
    return frozenset(table["domains"]), tuple(table["names"])


@cache
def load_chat_hosts() -> frozenset[str]:
    """Hosts whose links open a chat."""
    return frozenset(_tables()["chat"]["hosts"])


@cache
def load_doubtful_tlds() -> frozenset[str]:
    """Top-level domains that are also words after a missing space."""
    return frozenset(_tables()["tlds"]["doubtful"])


@cache
def load_places() -> Mapping[str, tuple[PlaceName, ...]]:
    """Place names by their leading letters in lower case (``"u"`` for U.A.E.), longest name first."""
    table = _tables()["places"]
    any_case, doubtful = set(table["any_case"]), set(table["doubtful"])
    grouped: dict[str, list[PlaceName]] = {}
    for name in sorted({*table["names"], *any_case}, key=lambda n: (-len(n), n)):
        letters = "".join(takewhile(str.isalpha, name)).lower()
        grouped.setdefault(letters, []).append(PlaceName(name, name in any_case, name in doubtful))
    return {first: tuple(names) for first, names in grouped.items()}
