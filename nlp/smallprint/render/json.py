"""The wire form ``smallprint.report/1`` as one line of JSON."""

from __future__ import annotations

import json
import re

from smallprint.report import Report

# Some readers end a line at these too; lone surrogates cannot be written as UTF-8. JSON escapes lose nothing.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def render_json(report: Report, *, with_text: bool = False) -> str:
    """One JSON object on one line, without a line break at its end; the text itself only on request."""
    line = json.dumps(report.to_wire(with_text=with_text), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", line)
