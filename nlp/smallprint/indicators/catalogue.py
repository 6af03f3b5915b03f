"""Loads the indicator files, word lists and cues into one frozen catalogue with compiled rules."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import spacy
from pydantic import BaseModel, ValidationError

from smallprint.errors import CatalogueError, Problem
from smallprint.indicators.notation import NotationError, Pattern, WordLists, parse_pattern
from smallprint.indicators.schema import CueFile, Indicator, LookAlike, Match, ScopeCue

FAMILIES = ("deception", "coercion")
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``[[match]]`` or ``[[look_alike]]`` with its patterns parsed. ``unless`` pairs a polarity with a pattern.

    ``polarity`` is set for a look-alike: such a mention never counts.
    """

    id: str
    indicator: str
    what: str
    patterns: tuple[Pattern, ...]
    also: tuple[Pattern, ...]
    within: str
    confidence: str
    unless: tuple[tuple[str, Pattern], ...]
    polarity: str | None = None


@dataclass(frozen=True, slots=True)
class CueRule:
    """A scope cue with its patterns parsed."""

    cue: ScopeCue
    patterns: tuple[Pattern, ...]

    def acts_on(self, indicator: str) -> bool:
        """True if the cue may change the polarity of a mention of ``indicator``."""
        keys = {indicator, indicator[0]}
        return not keys & set(self.cue.not_indicators) and (
            not self.cue.indicators or bool(keys & set(self.cue.indicators))
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All indicators and rules. ``digest`` names the exact files: ``sha256:`` and 12 hex digits."""

    indicators: Mapping[str, Indicator]
    rules: tuple[Rule, ...]
    cues: tuple[CueRule, ...]
    pseudo: tuple[Pattern, ...]
    stops: tuple[Pattern, ...]
    negations: tuple[Pattern, ...]
    digest: str


@lru_cache(maxsize=1)
def blank_tokenizer() -> spacy.language.Language:
    """A blank English pipeline: only its tokenizer is used, for texts and for patterns alike."""
    return spacy.blank("en")


def normalise_token(norm: str) -> str:
    """The form in which a token stands on a token line: lower case, no inner blanks."""
    return norm.lower().replace("’", "'").replace("`", "'").replace(" ", "_")


@lru_cache(maxsize=100_000)
def tokenise_words(text: str) -> tuple[str, ...]:
    """Tokens of a literal piece of a pattern, normalised exactly as the tokens of a text."""
    return tuple(normalise_token(token.norm_) for token in blank_tokenizer().make_doc(text) if not token.is_space)


def indicator_files() -> Iterator[tuple[str, Traversable]]:
    """(family, file) of every shipped indicator file, in order of id."""
    root = resources.files("smallprint.indicators")
    for family in FAMILIES:
        files = [f for f in root.joinpath(family).iterdir() if f.name.endswith(".toml")]
        yield from ((family, f) for f in sorted(files, key=lambda f: f.name))


def read_toml(file: Traversable, model: type[Model]) -> Model:
    """Parse and validate one TOML file. Raises :class:`CatalogueError` with every problem of the file."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(file.name, [Problem("TOML", str(error))]) from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise CatalogueError(file.name, [_as_problem(item) for item in error.errors()]) from error


def _as_problem(item: Any) -> Problem:
    where = ".".join(str(part) for part in item["loc"]) or "file"
    hint = "remove it, or see docs/indicator-files.md for the fields" if item["type"] == "extra_forbidden" else ""
    return Problem(where, item["msg"], hint)


def parse_rules(indicator: Indicator, shared: WordLists) -> tuple[list[Rule], list[Problem]]:
    """The rules of one indicator, and the problems of the patterns that could not be read."""
    lists = WordLists(indicator.words, shared.tokenise, parent=shared)
    problems: list[Problem] = []

    def read(patterns: tuple[str, ...], where: str) -> tuple[Pattern, ...]:
        parsed = (_read_one(source, lists, f"{where}[{i}]", problems) for i, source in enumerate(patterns))
        return tuple(pattern for pattern in parsed if pattern)

    def unless(entries: Mapping[Any, tuple[str, ...]], where: str) -> tuple[tuple[str, Pattern], ...]:
        return tuple((name, p) for name, sources in entries.items() for p in read(sources, f"{where}.{name}"))

    shared_unless = unless(indicator.unless, "unless")

    def rule(match: Match, where: str) -> Rule:
        own = unless(match.unless, f"{where}.unless")
        return Rule(
            id=match.id, indicator=indicator.id, what=match.what, patterns=read(match.any, f"{where}.any"),
            also=read(match.also, f"{where}.also"), within=match.within, confidence=match.confidence, unless=own + shared_unless,
        )  # fmt: skip

    def look_alike(item: LookAlike, number: int) -> Rule:
        patterns = read(item.any, f"look_alike[{number}].any")
        return Rule(
            f"{indicator.id}.L{number + 1}", indicator.id, item.what, patterns, (), "segment", "high", (), item.polarity
        )

    rules = [rule(match, f"match[{i}]") for i, match in enumerate(indicator.match)]
    return rules + [look_alike(item, i) for i, item in enumerate(indicator.look_alike)], problems


def _read_one(source: str, lists: WordLists, where: str, problems: list[Problem]) -> Pattern | None:
    try:
        return parse_pattern(source, lists)
    except NotationError as error:
        problems.append(Problem(where, f"{error} (at character {error.position + 1} of {source!r})"))
        return None


def _root() -> Traversable:
    return resources.files("smallprint.indicators")


def shared_lists() -> WordLists:
    """The word lists of ``lexicon.toml``."""
    return WordLists(tomllib.loads(_root().joinpath("lexicon.toml").read_text(encoding="utf-8")), tokenise_words)


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Load all stable indicators. Raises :class:`CatalogueError` for the first file with problems."""
    shared = shared_lists()
    digest = hashlib.sha256()
    indicators: dict[str, Indicator] = {}
    rules: list[Rule] = []
    for _family, file in indicator_files():
        digest.update(file.read_bytes())
        indicator = read_toml(file, Indicator)
        if indicator.status != "stable":
            continue
        found, problems = parse_rules(indicator, shared)
        if problems:
            raise CatalogueError(file.name, problems)
        indicators[indicator.id] = indicator
        rules.extend(found)
    for name in ("lexicon.toml", "cues.toml"):
        digest.update(_root().joinpath(name).read_bytes())
    cues = load_cues(shared)
    return Catalogue(indicators, tuple(rules), *cues, f"sha256:{digest.hexdigest()[:12]}")


def load_cues(
    shared: WordLists,
) -> tuple[tuple[CueRule, ...], tuple[Pattern, ...], tuple[Pattern, ...], tuple[Pattern, ...]]:
    """The cues, pseudo cues, stops and negations of ``cues.toml``."""
    file = _root().joinpath("cues.toml")
    cues = read_toml(file, CueFile)
    problems: list[Problem] = []

    def read(patterns: tuple[str, ...], where: str) -> tuple[Pattern, ...]:
        parsed = (_read_one(source, shared, f"{where}[{i}]", problems) for i, source in enumerate(patterns))
        return tuple(pattern for pattern in parsed if pattern)

    rules = tuple(CueRule(cue, read(cue.patterns, f"cue {cue.id}")) for cue in cues.cue)
    pseudo, stops, negations = read(cues.pseudo, "pseudo"), read(cues.stop, "stop"), read(cues.negation, "negation")
    if problems:
        raise CatalogueError(file.name, problems)
    return rules, pseudo, stops, negations
