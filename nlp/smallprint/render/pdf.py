"""The report as PDF (typst): A4, tagged for screen readers, the shipped fonts only, the same bytes on every machine.

User text reaches the template as JSON data, so that nothing in it is read as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import typst

from smallprint.render import words
from smallprint.render.content import make_content
from smallprint.render.fonts import MISSING, spell_out
from smallprint.render.highlight import Fragment, Line, find_excerpts, find_fragments, find_lines
from smallprint.render.visible import is_right_to_left, make_visible
from smallprint.report import Report

WHOLE_TEXT_LIMIT = 60_000
"""Characters up to which the whole text is printed."""
CONTEXT = 1_200
"""Characters printed either side of a finding in a longer text."""
OPENING = 1_500
"""Characters printed from the beginning of a longer text."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONG_WORD = re.compile(r"\S{40,}")


def render_pdf(report: Report) -> bytes:
    """The whole report as PDF; a text above ``WHOLE_TEXT_LIMIT`` is cut to what surrounds its findings, and says so."""
    data = _map_strings(_data(report), _make_printable)
    with ExitStack() as stack:
        folder = stack.enter_context(as_file(files("smallprint.render").joinpath("templates")))
        fonts = stack.enter_context(as_file(files("smallprint.render.fonts")))
        return _compile(folder, fonts, {"data": json.dumps(data, ensure_ascii=False)})


def _compile(folder: Path, fonts: Path, inputs: dict[str, str]) -> bytes:
    compiler = typst.Compiler(
        folder / "report.typ",
        root=folder,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        sys_inputs=inputs,
    )
    out = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    if not isinstance(out, bytes):
        raise TypeError("typst gave no single PDF")
    return out


def _data(report: Report) -> dict[str, Any]:
    content = asdict(make_content(report))
    language = content["language"] if _LANGUAGE.fullmatch(content["language"]) else "en"
    return {
        **content,
        "language": language,
        "severity_note": words.SEVERITY_NOTE,
        "considered_note": words.CONSIDERED_NOTE,
        "dimensions_note": words.DIMENSIONS_NOTE,
        "excerpts": _excerpts(report),
        "remarks": _remarks(report),
        "placed": [m.label for f in find_fragments(report) for m in f.opens],
        "overlap": any(len(f.marks) > 1 for f in find_fragments(report)),
    }


def _is_long(report: Report) -> bool:
    return len(report.text) > WHOLE_TEXT_LIMIT


def _remarks(report: Report) -> list[str]:
    """What must be said of the printed text: left out, boxes for letters, names for symbols."""
    clipped = words.write_clipped(len(report.text), context=CONTEXT, opening=OPENING)
    lost = {spell_out(char) for char in set(make_visible(report.text)) if char != spell_out(char)} - {""}
    remarks = (
        (_is_long(report), clipped),
        (MISSING in lost, words.MISSING_LETTERS),
        (bool(lost - {MISSING}), words.MISSING_SYMBOLS),
    )
    return [remark for applies, remark in remarks if applies]


def _make_printable(text: str) -> str:
    """Only characters that the shipped fonts have; very long words may break; a percentage does not."""
    return _LONG_WORD.sub(_allow_breaks, spell_out(words.hold_percent(text)))


def _allow_breaks(word: re.Match[str]) -> str:
    return "\u200b".join(re.findall(r"\S{1,20}", word.group()))


def _map_strings(value: Any, change: Callable[[str], str]) -> Any:
    """The same JSON-like value with every string changed; keys are kept."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _map_strings(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_map_strings(item, change) for item in value]
    return value


def _excerpts(report: Report) -> list[dict[str, Any]]:
    """Runs of lines with the number of characters left out before each; the last may hold no lines."""
    if not _is_long(report):
        lines = find_lines(find_fragments(report))
        return [{"skipped": "", "lines": _lines(lines)}] if report.text.strip() else []
    excerpts = find_excerpts(report, context=CONTEXT, opening=OPENING)
    runs = [{"skipped": words.write_skipped(e.skipped), "lines": _lines(e.lines)} for e in excerpts]
    rest = len(report.text) - (excerpts[-1].end if excerpts else 0)
    return [*runs, {"skipped": words.write_skipped(rest), "lines": []}]


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [{"rtl": _is_right_to_left(line), "pieces": [_piece(f) for f in line.fragments]} for line in lines]


def _is_right_to_left(line: Line) -> bool:
    return is_right_to_left("".join(f.text for f in line.fragments))


def _piece(fragment: Fragment) -> dict[str, Any]:
    kind = fragment.severity.value if fragment.severity else "considered" if fragment.marks else ""
    return {
        "text": make_visible(fragment.text).expandtabs(4),
        "kind": kind,
        "overlap": len(fragment.marks) > 1,
        "opens": [{"label": m.label, "counted": m.asserted} for m in fragment.opens],
    }
