"""The settings that travel with the app: this machine only, no statistics, no text in an error page."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import smallprint_apps
from smallprint_apps.state import UPLOAD_LIMIT_MB

SETTINGS = tomllib.loads(
    (Path(smallprint_apps.__file__).parent / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)


def test_server_is_for_this_machine_only() -> None:
    assert SETTINGS["server"]["address"] == "127.0.0.1"
    assert SETTINGS["server"]["maxUploadSize"] == UPLOAD_LIMIT_MB


def test_nothing_is_counted_or_shown_that_should_not_be() -> None:
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert SETTINGS["client"]["showErrorDetails"] == "none"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable(theme: str) -> None:
    """WCAG contrast of at least 7:1 for text and 4.5:1 for links and buttons."""
    colours = SETTINGS["theme"][theme]
    for background in ("backgroundColor", "secondaryBackgroundColor"):
        assert _contrast(colours["textColor"], colours[background]) >= 7
        assert _contrast(colours["linkColor"], colours[background]) >= 4.5


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
