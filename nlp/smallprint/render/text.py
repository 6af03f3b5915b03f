"""The report on a terminal or in a text file (Rich). Marks are brackets with numbers: colour is never needed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from smallprint.evidence import Severity
from smallprint.render import words
from smallprint.render.content import Considered, Content, Dimension, Entry, Headline, Mention, make_content
from smallprint.render.highlight import Fragment, Line, Mark, find_fragments, find_lines
from smallprint.render.visible import make_visible
from smallprint.report import Report

DEFAULT_WIDTH = 100
_STYLES = {
    Severity.CRITICAL: "bold white on dark_red",
    Severity.HIGH: "bold black on orange3",
    Severity.MEDIUM: "black on khaki1",
    Severity.LOW: "black on light_steel_blue",
}


def render_text(report: Report, *, width: int = DEFAULT_WIDTH, colour: bool = False) -> str:
    """The report as text, ``width`` columns wide. User text is never read as Rich markup or terminal codes."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="256" if colour else None,
        no_color=not colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(Group(*_parts(report)))
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))


def _parts(report: Report) -> Iterable[RenderableType]:
    content = make_content(report)
    yield Text(f"smallprint report: {content.title}", style="bold")
    yield Text()
    yield from (_headline(h) for h in content.headlines)
    yield Text()
    yield Text(content.sentence, style="bold")
    yield Text(content.how_to_read, style="dim")
    yield from _section("Text", _text(report))
    yield from _section("Findings", _findings(content))
    yield from _section("Considered and not counted", _considered(content.considered))
    yield from _section("Delphi dimensions, by text alone", _dimensions(content.dimensions))
    yield from _section("Notices", [_bullet(f"{n.code}: {n.text}", quote=n.quote) for n in content.notices])
    yield from _section("What this tool cannot tell", [_bullet(limit) for limit in content.limits])
    yield from _section("Document and versions", [Text(f"{name}: {value}") for name, value in content.facts])


def _section(title: str, body: Iterable[RenderableType]) -> Iterable[RenderableType]:
    parts = list(body)
    if not parts:
        return
    yield Text()
    yield Rule(Text(title, style="bold"), align="left", characters="-", style="dim")
    yield from parts


def _headline(headline: Headline) -> Text:
    text = Text(f"{headline.track}: {headline.words}", style="bold")
    for extra in (headline.decision, f"classifier alone: {headline.classifier}" if headline.classifier else ""):
        if extra:
            text.append(f"  [{extra}]", style="not bold")
    return text


def _text(report: Report) -> Iterable[RenderableType]:
    fragments = find_fragments(report)
    if not report.text.strip():
        return [Text("(The document has no text.)")]
    lines = [_line(line) for line in find_lines(fragments)]
    key = "[1> ... <1] finding that counts    (c1> ... <c1) considered and not counted"
    return [Text(key, style="dim"), Text(), *lines] if report.findings or report.considered else lines


def _line(line: Line) -> Text:
    text = Text()
    for fragment in line.fragments:
        for mark in fragment.opens:
            text.append(_bracket(mark, opening=True), style="bold")
        text.append(make_visible(fragment.text), style=_style(fragment))
        for mark in reversed(fragment.closes):
            text.append(_bracket(mark, opening=False), style="bold")
    return text


def _bracket(mark: Mark, *, opening: bool) -> str:
    if opening:
        return f"[{mark.label}>" if mark.asserted else f"({mark.label}>"
    return f"<{mark.label}]" if mark.asserted else f"<{mark.label})"


def _style(fragment: Fragment) -> str:
    if fragment.severity is None:
        return "underline" if fragment.considered else ""
    style = _STYLES[fragment.severity]
    return f"{style} underline" if len(fragment.marks) > 1 else style


def _findings(content: Content) -> Iterable[RenderableType]:
    if not content.groups:
        yield Text("None.")
        return
    yield Text(words.SEVERITY_NOTE, style="dim")
    for group in content.groups:
        yield Text()
        yield Text(f"{group.title.upper()} ({group.count})", style="bold")
        for entry in group.entries:
            yield Text()
            yield Padding(Group(*_entry(entry)), (0, 0, 0, 2))
    if content.next_steps:
        yield Text()
        yield Text("Next steps for the case as a whole", style="bold")
        yield from (_bullet(step) for step in content.next_steps)


def _entry(entry: Entry) -> Iterable[RenderableType]:
    yield Text(f"{entry.indicator} {entry.title} ({entry.track.lower()})", style="bold")
    yield from (_hang(f"[{m.label}]", _mention(m)) for m in entry.mentions)
    rows = [("Meaning", entry.meaning), *(("Law", f"{law.cite} ({law.words})") for law in entry.laws)]
    rows += [("Does not show", entry.not_proof), *(("Next", step) for step in entry.next_steps)]
    yield from (_hang(f"{label}:", Text(value), width=14) for label, value in rows if value)


def _mention(mention: Mention) -> Text:
    text = Text(f'"{mention.quote}"')
    details = "; ".join(part for part in (mention.place, mention.probability) if part)
    if details:
        text.append(f" ({details})")
    cues = "; ".join(f'{role}: "{wording}"' for role, wording in mention.cues)
    if cues:
        text.append(f"\nwhy: {cues}")
    if mention.found_by:
        text.append(f"\nfound by: {mention.found_by}", style="dim")
    return text


def _hang(label: str, body: Text, *, width: int = 0) -> Table:
    """A label with the body hanging beside it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(min_width=width, no_wrap=True)
    grid.add_column()
    grid.add_row(Text(label, style="bold"), body)
    return grid


def _considered(items: Sequence[Considered]) -> Iterable[RenderableType]:
    if items:
        yield Text(words.CONSIDERED_NOTE, style="dim")
    for item in items:
        place = f" ({item.place})" if item.place else ""
        body = f'{item.indicator} {item.title}: "{item.quote}"{place}\nNot counted, because {item.reason}.'
        yield _hang(f"({item.label})", Text(body))


def _dimensions(dimensions: Sequence[Dimension]) -> Iterable[RenderableType]:
    if dimensions:
        yield Text(words.DIMENSIONS_NOTE, style="dim")
    for dimension in dimensions:
        yield Text.assemble(f"{dimension.code} {dimension.title}: ", (dimension.words, "bold"))
        if dimension.counted:
            yield Text(f"    counted: {', '.join(dimension.counted)}")
        if dimension.missing:
            yield Text(f"    missing: {'; '.join(dimension.missing)}")


def _bullet(line: str, *, quote: str = "") -> Table:
    return _hang("-", Text(f'{line} "{quote}"' if quote else line))
