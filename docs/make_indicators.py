"""Writes docs/indicators/: one page for each indicator file, and a table of all.

Run it after changing an indicator file; a test fails while a page is stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from smallprint.indicators.catalogue import indicator_files, read_toml
from smallprint.indicators.schema import BasisEntry, Example, Indicator, MapsTo
from smallprint.render.words import BASES, POLARITIES
from smallprint.scoring.notices import INVENTED_ONLY

MADE = "<!-- made by docs/make_indicators.py{source}: do not edit -->"
PLACES = ("| Place | Rule | Source | How well it was checked |", "|---|---|---|---|")
COLUMNS = ("| Indicator | Severity | Counts towards | Rules | Texts: flag, pass |", "|---|---|---|---|---|")
FOLDER = Path(__file__).with_name("indicators")
SOURCE = "nlp/smallprint/indicators"
SCHEMES = {"palermo": "Palermo Protocol", "ilo": "ILO indicators of forced labour", "delphi": "Delphi indicators"}
TRACKS = {
    "deception": "deception",
    "coercion": "coercion",
    "both": "coercion in a contract or clause, deception elsewhere",
}
WITHIN = {"segment": "the same sentence or line", "window": "the sentences nearby", "document": "the text"}
REGISTERS = {"gulf_agency": "Gulf agency", "non_native": "non-native", "sms": "SMS", "typos": "with typos"}
TOPIC = "only the topic words occur"
INTRODUCTION = """What smallprint looks for. Each page is made from the indicator file of the same name. It says what
the wording means, what it does not show, which lawful wording must pass, and how well each legal source was checked.
An indicator is a reason to look closer. It is never proof; see [limitations](../limitations.md).

Severity is this project's order of urgency for review, not a published strength or a legal grade. The words are
explained in the [glossary](../glossary.md)."""
_MARKDOWN = re.compile(r"([\\`*_\[\]#|~$])")
_LIST_SIGN = re.compile(r"^([-+])(?=\s)")


def read_indicators() -> tuple[Indicator, ...]:
    """Every indicator file in order of id, drafts and retired ones too."""
    return tuple(read_toml(file, Indicator) for _family, file in indicator_files())


def make_pages(items: Sequence[Indicator]) -> dict[str, str]:
    """File name to Markdown: a page for each indicator, and README.md."""
    return {**{page_name(item): make_page(item) for item in items}, "README.md": make_table(items)}


def page_name(item: Indicator) -> str:
    """Name of an indicator's page."""
    return f"{item.id}_{item.slug}.md"


def make_page(item: Indicator) -> str:
    """One indicator as Markdown."""
    source = f"{SOURCE}/{item.family}/{item.id}_{item.slug}.toml"
    sections = (
        [f"# {item.id} {escape(item.title)}", "", MADE.format(source=f" from {source}"), ""],
        [_state(item), "", escape(item.meaning), ""],
        list(_remarks(item)),
        ["## What it does not show", "", escape(item.not_proof), ""],
        ["## Not to be flagged", "", *_bullets(item.do_not_flag), ""],
        ["## Ask or check next", "", *_bullets(item.next_steps), ""],
        ["## Published schemes", "", *_schemes(item.maps_to), ""],
        ["## Law and standards", "", *_law(item.basis), ""],
        list(_places(item)),
        ["## Rules", "", *_rules(item), ""],
        ["## Texts that are flagged", "", "All invented. The words in bold carry the meaning.", ""],
        [*(f"- ({_register(e)}) {_marked(e)}" for e in item.examples.flag), ""],
        ["## Texts that pass", "", "All invented. Nothing may be counted in them but an indicator that is named.", ""],
        [*(f"- ({_register(e)}) {escape(e.plain)}<br>*{_why(e)}*" for e in item.examples.pass_)],
    )
    return "\n".join(line for section in sections for line in section) + "\n"


def escape(text: str) -> str:
    """The text with nothing in it that Markdown or HTML would read as markup; line ends become ``<br>``."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    lines = _MARKDOWN.sub(r"\\\1", plain).strip().splitlines()
    return "<br>".join(_LIST_SIGN.sub(r"\\\1", line.strip()) for line in lines)


def _state(item: Indicator) -> str:
    track = TRACKS[item.track]
    return f"Severity **{item.severity.value}** | counts towards **{track}** | status **{item.status}**"


def _bullets(texts: Sequence[str]) -> Iterator[str]:
    yield from (f"- {escape(text)}" for text in texts)


def _remarks(item: Indicator) -> Iterator[str]:
    if item.fraud_only:
        yield from ("By itself a sign of consumer or identity fraud, not of forced labour.", "")
    if item.id in INVENTED_ONLY:
        yield from ("Written from invented texts only: real examples to measure its rules on are missing or rare.", "")


def _schemes(entries: Sequence[MapsTo]) -> Iterator[str]:
    yield "The mapping to the schemes is this project's own reading."
    yield from ("", "| Scheme | Code | Name | Strength | Counts from the text alone |", "|---|---|---|---|---|")
    for entry in entries:
        condition = f"no: only if {escape(entry.condition.removeprefix('only if '))}" if entry.condition else "no"
        counts = ("yes" if entry.counts_from_text else condition) if entry.scheme == "delphi" else "does not apply"
        yield f"| {SCHEMES[entry.scheme]} | {entry.code} | {escape(entry.label)} | {entry.strength or ''} | {counts} |"


def _law(entries: Sequence[BasisEntry]) -> Iterator[str]:
    yield from ("| Source | How well it was checked |", "|---|---|")
    yield from (f"| {escape(entry.cite)} | {entry.status.value}: {BASES[entry.status]} |" for entry in entries)


def _places(item: Indicator) -> Iterator[str]:
    if not item.jurisdiction:
        return
    yield from ("## Where the law differs", "", *PLACES)
    for entry in item.jurisdiction:
        yield f"| {entry.place} | {escape(entry.rule)} | {escape(entry.cite)} | {entry.status.value} |"
    yield ""


def _rules(item: Indicator) -> Iterator[str]:
    yield "Confidence says how often this wording alone means the indicator. A rule without a confidence never counts."
    yield from ("", "| Rule | What it looks for | Confidence |", "|---|---|---|")
    for match in item.match:
        needs = f"; needs more in {WITHIN[match.within]}" if match.also else ""
        yield f"| {match.id} | {escape(match.what)}{needs} | {match.confidence} |"
    for number, entry in enumerate(item.look_alike, 1):
        yield f"| {item.id}.L{number} | look-alike: {escape(entry.what)} ({POLARITIES[entry.polarity]}) | |"  # type: ignore[index]


def _register(example: Example) -> str:
    return REGISTERS.get(example.register_, example.register_)


def _marked(example: Example) -> str:
    start, end = example.marked or (0, 0)
    before, marked, after = example.plain[:start], example.plain[start:end], example.plain[end:]
    parts = (_piece(before), f"<b>{escape(marked)}</b>" if marked else "", _piece(after))
    return "".join(parts).strip()


def _piece(text: str) -> str:
    """Escaped text that keeps the blank or line end where it touches its neighbour."""
    if not text.strip():
        return "<br>" if "\n" in text else text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return _gap(lead) + escape(text) + _gap(trail)


def _gap(blank: str) -> str:
    return "<br>" if "\n" in blank else " " if blank else ""


def _why(example: Example) -> str:
    also = f"; shows {', '.join(example.also)} as well" if example.also else ""
    reason = TOPIC if example.why in (None, "topic") else POLARITIES[example.why]  # type: ignore[index]
    return reason + also


def make_table(items: Sequence[Indicator]) -> str:
    """The index of all indicators as Markdown."""
    lines = ["# Indicators", "", MADE.format(source=""), "", INTRODUCTION, ""]
    for family, title in (("deception", "Deception of the applicant"), ("coercion", "Coercion of the worker")):
        lines += [f"## {title}", "", *COLUMNS]
        lines += [_row(item) for item in items if item.family == family]
        lines.append("")
    lines.append(f"{len(items)} indicators. `smallprint indicators list` prints the same list.")
    return "\n".join(lines) + "\n"


def _row(item: Indicator) -> str:
    remarks = (("fraud only", item.fraud_only), (item.status, item.status != "stable"))
    notes = [TRACKS[item.track], *(remark for remark, applies in remarks if applies)]
    texts = f"{len(item.examples.flag)}, {len(item.examples.pass_)}"
    link = f"[{item.id} {escape(item.title)}]({page_name(item)})"
    return f"| {link} | {item.severity.value} | {'; '.join(notes)} | {len(item.match)} | {texts} |"


def write_pages(folder: Path) -> int:
    """Write all pages, remove those of indicators that no longer exist, and return the number of pages."""
    pages = make_pages(read_indicators())
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(pages)


if __name__ == "__main__":
    print(f"wrote {write_pages(FOLDER)} pages in {FOLDER.name}/", file=sys.stderr)
