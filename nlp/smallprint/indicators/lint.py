"""The linter of indicator files: each lint has a name, a recommendation and a check. Run: ``smallprint indicators lint [ID ...]``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from smallprint.errors import CatalogueError, Problem
from smallprint.evidence import Finding
from smallprint.indicators.catalogue import indicator_files, parse_rules, read_toml, shared_lists
from smallprint.indicators.schema import Indicator

MIN_EXAMPLES = 12
MIN_REGISTERS = 5
DELPHI_DIMENSIONS = ("D1", "D2", "D3", "D4", "D5", "D6")


@dataclass(frozen=True, slots=True)
class Lint:
    """One check of an indicator file."""

    name: str
    recommendation: str
    check: Callable[[Indicator], Iterator[str]]


def _examples_enough(item: Indicator) -> Iterator[str]:
    for kind, examples in (("flag", item.examples.flag), ("pass", item.examples.pass_)):
        if len(examples) < MIN_EXAMPLES:
            yield f"examples.{kind}: {len(examples)} texts, at least {MIN_EXAMPLES} are needed"


def _registers_varied(item: Indicator) -> Iterator[str]:
    for kind, examples in (("flag", item.examples.flag), ("pass", item.examples.pass_)):
        if len({e.register_ for e in examples}) < MIN_REGISTERS:
            yield f"examples.{kind}: fewer than {MIN_REGISTERS} registers"


def _flag_marked(item: Indicator) -> Iterator[str]:
    for number, example in enumerate(item.examples.flag):
        if example.marked is None or example.text.count("[[") != 1:
            yield f"examples.flag[{number}]: mark the wording once with [[ ]]"


def _pass_explained(item: Indicator) -> Iterator[str]:
    for number, example in enumerate(item.examples.pass_):
        if example.why is None:
            yield f"examples.pass[{number}]: say `why` it passes"


def _no_doubles(item: Indicator) -> Iterator[str]:
    texts = Counter(e.plain for e in (*item.examples.flag, *item.examples.pass_))
    yield from (f"examples: occurs {n} times: {text[:60]!r}" for text, n in texts.items() if n > 1)


def _delphi_sound(item: Indicator) -> Iterator[str]:
    for entry in item.maps_to:
        if entry.scheme != "delphi":
            continue
        if entry.code not in DELPHI_DIMENSIONS or entry.strength is None:
            yield f"maps_to delphi {entry.code}: a dimension D1 to D6 and a strength are needed"
        if not entry.counts_from_text and not entry.condition:
            yield f"maps_to delphi {entry.code} {entry.label}: say the condition under which it would count"


def _match_ids(item: Indicator) -> Iterator[str]:
    seen: set[str] = set()
    for match in item.match:
        if not match.id.startswith(item.id + ".") or match.id in seen:
            yield f"match {match.id}: ids are {item.id}.1, {item.id}.2 ... each once"
        seen.add(match.id)


LINTS = (
    Lint("enough-examples", "add texts that must flag and lawful look-alikes that must pass", _examples_enough),
    Lint("varied-registers", "write the same idea as people of other trades and places would", _registers_varied),
    Lint("marked-flag-texts", "the mark says which words carry the meaning", _flag_marked),
    Lint("explained-pass-texts", "name the polarity, or `topic`", _pass_explained),
    Lint("no-double-examples", "each text tests something new", _no_doubles),
    Lint("sound-delphi-mappings", "see docs/indicator-files.md and the published list", _delphi_sound),
    Lint("numbered-matches", "ids appear in reports and must be stable", _match_ids),
)


def lint_indicator(item: Indicator) -> list[Problem]:
    """All problems of one parsed file, without running its examples."""
    found = [Problem(lint.name, what, lint.recommendation) for lint in LINTS for what in lint.check(item)]
    return found + parse_rules(item, shared_lists())[1]


def check_examples(item: Indicator) -> list[Problem]:
    """Run the examples: flag texts must give an asserted finding that overlaps the mark, pass texts none."""
    from smallprint.documents.document import Document
    from smallprint.scoring.reading import read  # the linter is the one place where indicators look up the road

    problems = []
    for number, example in enumerate(item.examples.flag):
        own = [f for f in read(Document(example.plain)).mentions if f.indicator == item.id]
        start, end = example.marked or (0, len(example.plain))
        if not any(f.is_asserted and f.start < end and f.end > start for f in own):
            seen = "; ".join(f"{f.sources[0]} {f.polarity.value} {f.quote!r} ({_cue(f)})" for f in own)
            problems.append(
                Problem(f"examples.flag[{number}]", f"does not flag: {example.text!r}", seen or "no rule matched")
            )
    for number, example in enumerate(item.examples.pass_):
        mentions = read(Document(example.plain)).mentions
        asserted = [f for f in mentions if f.is_asserted and f.indicator not in example.also]
        seen = "; ".join(f"{f.indicator} by {', '.join(f.sources)}: {f.quote!r}" for f in asserted)
        if asserted:
            problems.append(Problem(f"examples.pass[{number}]", f"flags: {example.text!r}", seen))
    return problems


def _cue(finding: Finding) -> str:
    cues = [c for c in finding.because if c.role.startswith("scope:")]
    return ", ".join(f"{c.role} {c.text!r}" for c in cues) or "no cue"


def lint_files(ids: Sequence[str] = (), *, run_examples: bool = True) -> dict[str, list[Problem]]:
    """Problems by file name for the files of ``ids`` (all if empty). Needs the whole catalogue to load for the examples."""
    result: dict[str, list[Problem]] = {}
    for family, file in indicator_files():
        if ids and file.name[:3] not in ids:
            continue
        try:
            item = read_toml(file, Indicator)
        except CatalogueError as error:
            result[file.name] = list(error.problems)
            continue
        problems = lint_indicator(item)
        if (f"{item.id}_{item.slug}.toml", item.family) != (file.name, family):
            problems.append(
                Problem("file name", f"is {family}/{file.name}", f"should be {item.family}/{item.id}_{item.slug}.toml")
            )
        if run_examples and item.status == "stable":
            problems += check_examples(item)
        result[file.name] = problems
    return result
