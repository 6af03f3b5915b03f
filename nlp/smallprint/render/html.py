"""The report as one self-contained HTML file: no script, nothing loaded, prints well, readable by screen readers."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from smallprint.render import words
from smallprint.render.content import make_content
from smallprint.render.highlight import Fragment, find_fragments, find_lines
from smallprint.render.visible import make_visible
from smallprint.report import Report

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def render_html(report: Report) -> str:
    """A whole page. User text is escaped everywhere; a strict policy allows only the page's own style."""
    style = _read("report.css")
    fragments = find_fragments(report)
    return _template().render(
        content=make_content(report),
        has_text=bool(report.text.strip()),
        lines=find_lines(fragments),
        overlap=any(len(f.marks) > 1 for f in fragments),
        words=words,
        style=Markup(style),  # noqa: S704 - our own file, not user text
        style_hash=_hash(style),
        text_language=_text_language(report),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=DictLoader({"report.html.jinja": _read("report.html.jinja")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = make_visible
    environment.filters["hold"] = words.hold_percent
    environment.filters["classes"] = find_classes
    return environment.get_template("report.html.jinja")


def find_classes(fragment: Fragment) -> str:
    """Style classes of a highlighted fragment: severity or ``considered``, and ``overlap`` for several findings."""
    kind = fragment.severity.value if fragment.severity else "considered"
    return f"{kind} overlap" if len(fragment.marks) > 1 else kind


def _text_language(report: Report) -> str:
    language = report.document.language or ""
    return language if _LANGUAGE.fullmatch(language) else ""


def _hash(style: str) -> str:
    """The style's digest, as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _read(name: str) -> str:
    return files("smallprint.render").joinpath("templates", name).read_text(encoding="utf-8")
