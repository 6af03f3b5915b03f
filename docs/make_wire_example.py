"""Writes docs/smallprint.report-1.example.json: the real report of one invented row.

Run it after a change of rules, notices or model; a test fails while the file is stale.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from smallprint import Document, analyse
from smallprint.documents import read_rows

FILE = Path(__file__).with_name("smallprint.report-1.example.json")
ROW = {
    "id": "offer-17",
    "kind": "contract",
    "text": (
        "4. No recruitment fee is deducted from the wages of the Worker.\n"
        "5. The Company keeps the passport of the Worker until the contract ends."
    ),
}


def make_example() -> str:
    """Return the report of :data:`ROW` as indented JSON."""
    (document,) = read_rows(io.StringIO(json.dumps(ROW)), format="jsonl")
    if not isinstance(document, Document):
        raise TypeError(str(document))
    return json.dumps(analyse(document).to_wire(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(make_example(), encoding="utf-8")
    print(f"wrote {FILE.name}", file=sys.stderr)
