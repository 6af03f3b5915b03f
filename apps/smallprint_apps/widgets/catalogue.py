"""The indicator browser: what each indicator means, its law, its look-alikes and its examples."""

from __future__ import annotations

from collections.abc import Iterable

from smallprint.evidence import Polarity
from smallprint.indicators.schema import Example, Indicator, MapsTo
from smallprint.render.words import BASES, POLARITIES, SEVERITIES

from smallprint_apps.widgets.markup import list_items, show

SCHEMES = {"palermo": "Palermo Protocol", "ilo": "ILO indicator", "delphi": "Delphi (ILO/EC)"}


def choose(indicators: Iterable[Indicator], *, words: str, family: str | None) -> tuple[Indicator, ...]:
    """The indicators of a family in which every one of the words occurs."""
    wanted = words.lower().split()
    return tuple(
        i for i in indicators if (family is None or i.family == family) and all(w in _searchable(i) for w in wanted)
    )


def _searchable(indicator: Indicator) -> str:
    cites = " ".join(entry.cite for entry in indicator.basis)
    return f"{indicator.id} {indicator.slug} {indicator.title} {indicator.meaning} {cites}".lower()


def build_catalogue(indicators: Iterable[Indicator]) -> str:
    """One closed entry an indicator; opens without a round trip."""
    return "".join(map(_entry, indicators))


def _entry(indicator: Indicator) -> str:
    return (
        f'<details class="sp-entry" id="sp-indicator-{indicator.id}"><summary>'
        f"<b>{indicator.id}</b> {show(indicator.title)} "
        f'<span class="sp-tag sp-tag-{indicator.severity.value}">{SEVERITIES[indicator.severity]}</span></summary>'
        f"<p>{show(indicator.meaning)}</p>"
        f'<p class="sp-not-proof"><b>What it does not show.</b> {show(indicator.not_proof)}</p>'
        f"{_section('Left alone', map(show, indicator.do_not_flag))}{_section('Next', map(show, indicator.next_steps))}"
        f"{_section('Law and standards', (_cite(e.cite, BASES[e.status]) for e in indicator.basis))}"
        f"{_places(indicator)}"
        f"{_section('Published schemes', map(_mapping, indicator.maps_to))}{_examples(indicator)}</details>"
    )


def _section(title: str, items: Iterable[str]) -> str:
    body = list_items(items)
    return f"<h4>{title}</h4><ul>{body}</ul>" if body else ""


def _cite(cite: str, status: str) -> str:
    return f'{show(cite)} <span class="sp-status">{status}</span>'


def _places(indicator: Indicator) -> str:
    rules = (f"{show(j.place)}: {show(j.rule)} {_cite(j.cite, BASES[j.status])}" for j in indicator.jurisdiction)
    return _section("Where the law differs", rules)


def _mapping(entry: MapsTo) -> str:
    strength = f", {entry.strength}" if entry.strength else ""
    counts = "" if entry.counts_from_text or entry.scheme != "delphi" else "; not counted from text alone"
    condition = f" ({show(entry.condition)})" if entry.condition else ""
    return f"{SCHEMES[entry.scheme]} {show(entry.code)}: {show(entry.label)}{strength}{counts}{condition}"


def _examples(indicator: Indicator) -> str:
    flag = (f'<q dir="auto">{_marked(example)}</q>' for example in indicator.examples.flag)
    left = (f'<q dir="auto">{show(e.plain)}</q>{_why(e)}' for e in indicator.examples.pass_)
    note = '<p class="sp-note">All examples are invented.</p>'
    return f"{_section('Examples that count', flag)}{_section('Examples that do not count', left)}{note}"


def _marked(example: Example) -> str:
    if not example.marked:
        return show(example.plain)
    (start, end), text = example.marked, example.plain
    return f"{show(text[:start])}<mark>{show(text[start:end])}</mark>{show(text[end:])}"


def _why(example: Example) -> str:
    if example.why is None:
        return ""
    words = "only the topic occurs" if example.why == "topic" else POLARITIES[Polarity(example.why)]
    return f' <span class="sp-status">{words}</span>'
