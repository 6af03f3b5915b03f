"""The only place where text becomes HTML: escaped, and made visible where characters could hide or reorder words."""

from __future__ import annotations

import html
from collections.abc import Iterable

from smallprint.render.visible import flatten, make_visible


def show(text: str) -> str:
    """Text of a document as element content or inside a quoted attribute; line breaks stay."""
    return html.escape(make_visible(text), quote=True)


def show_flat(text: str, *, limit: int | None = None) -> str:
    """Text on one line, cut at ``limit`` characters with an ellipsis."""
    flat = flatten(text)
    return html.escape(flat if limit is None or len(flat) <= limit else f"{flat[: limit - 1].rstrip()}…", quote=True)


def list_items(items: Iterable[str]) -> str:
    """``<li>`` elements of already escaped items."""
    return "".join(f"<li>{item}</li>" for item in items)
