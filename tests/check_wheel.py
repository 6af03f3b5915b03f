"""Checks the output of the installed wheel over all samples: one valid report a sample, findings in the abusive ones. See ``make wheel-test``."""

import json
import sys
from pathlib import Path

REPO = Path(__file__).parents[1]


def main(file: str) -> None:
    reports = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    samples = [
        p for p in (REPO / "corpora_samples").rglob("*") if p.is_file() and p.parent.name in ("abusive", "lawful")
    ]
    expected = [p for p in samples if not p.name.endswith(".expected.toml")]
    assert len(reports) >= len(expected), f"{len(reports)} reports for {len(expected)} samples"
    assert all(r["schema"] == "smallprint.report/1" for r in reports)
    assert sum(bool(r["findings"]) for r in reports) >= len(expected) // 3
    print(f"{len(reports)} reports from the installed wheel are in order")


if __name__ == "__main__":
    main(sys.argv[1])
