"""Names and contents of the files a user can take away. Made when asked for; nothing is written on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from smallprint.render import Format, render
from smallprint.report import Report


@dataclass(frozen=True, slots=True)
class Download:
    """One kind of file: its format, its button and its MIME type."""

    format: Format
    label: str
    mime: str

    def make(self, report: Report) -> Callable[[], bytes]:
        """A function that renders the report when the button is pressed."""

        def content() -> bytes:
            rendered = render(report, self.format)
            return rendered.encode("utf-8") if isinstance(rendered, str) else rendered

        return content

    def name(self, report: Report) -> str:
        """``smallprint-<source>-<first digits of the text's digest>.pdf``: safe on every system, the same each time."""
        return f"smallprint-{_stem(report.document.source)}-{report.document.sha256[:8]}.{self.format.value}"


DOWNLOADS = (
    Download(Format.PDF, "PDF", "application/pdf"),
    Download(Format.HTML, "Web page", "text/html"),
    Download(Format.JSON, "JSON", "application/json"),
)


def _stem(source: str | None) -> str:
    stem = PurePath(source.replace("\\", "/")).stem if source else ""
    return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-").lower()[:60] or "text"
