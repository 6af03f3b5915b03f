"""Renderings of a report: pure functions of the frozen ``Report``. Nothing is recomputed, nothing is dated."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from smallprint.report import Report


class Format(StrEnum):
    """What a report can be rendered as. ``pdf`` is bytes, all others are text."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PDF = "pdf"


# Each renderer is imported when it is wanted, so that a scan to JSON loads neither Jinja2, Rich nor typst.


def render(report: Report, format: Format | str, *, with_text: bool = False) -> str | bytes:  # noqa: A002 - as users say it
    """The report in a format: ``bytes`` for PDF, else text (to be written as UTF-8 with ``newline=""``).

    ``with_text`` adds the analysed text to JSON; text, HTML and PDF always show it, CSV shows the quotes only.
    JSON lines come without a line break at their end. Raises ``ValueError`` for an unknown format.
    """
    match Format(format):
        case Format.TEXT:
            return render_text(report)
        case Format.HTML:
            return render_html(report)
        case Format.JSON | Format.JSONL:
            return render_json(report, with_text=with_text)
        case Format.CSV:
            return render_csv([report])
        case Format.PDF:
            return render_pdf(report)


def render_text(report: Report, *, width: int = 100, colour: bool = False) -> str:
    """The report as plain text, ``width`` columns wide; see ``render.text``."""
    from smallprint.render import text

    return text.render_text(report, width=width, colour=colour)


def render_html(report: Report) -> str:
    """The report as one HTML file; see ``render.html``."""
    from smallprint.render import html

    return html.render_html(report)


def render_json(report: Report, *, with_text: bool = False) -> str:
    """The wire form on one line; see ``render.json``."""
    from smallprint.render import json

    return json.render_json(report, with_text=with_text)


def render_csv(reports: Iterable[Report]) -> str:
    """The findings of several reports as one table; see ``render.csv``."""
    from smallprint.render import csv

    return csv.render_csv(reports)


def render_pdf(report: Report) -> bytes:
    """The report as PDF; see ``render.pdf``."""
    from smallprint.render import pdf

    return pdf.render_pdf(report)


__all__ = ["Format", "render", "render_csv", "render_html", "render_json", "render_pdf", "render_text"]
