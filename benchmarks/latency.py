"""Paste to highlights for a 500-word ad: warm median, cold start of the command line, memory. Run: ``make bench``.

Peers in the same run, as ratios: a blank spaCy tokenizer pass over the same text, and interpreter start with ``import spacy``.
"""

from __future__ import annotations

import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

WARM_RUNS, COLD_RUNS = 30, 5
SAMPLES = Path(__file__).parents[1] / "corpora_samples"


def ad_of(words: int) -> str:
    """An ad of about ``words`` words, joined from the invented samples."""
    text: list[str] = []
    for file in sorted(SAMPLES.rglob("*.txt")):
        text += file.read_text(encoding="utf-8").split(" ")
        if len(text) >= words:
            break
    return " ".join(text[:words])


def median_ms(call: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """(median, fastest, slowest) in milliseconds after one warm-up."""
    call()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), min(times), max(times)


def main() -> None:
    """Print one JSON object with all figures."""
    import spacy
    from smallprint.documents.document import Document
    from smallprint.render.highlight import find_fragments
    from smallprint.scoring.analysis import analyse

    text = ad_of(500)
    document = Document(text, kind="ad")
    blank = spacy.blank("en")
    warm = median_ms(lambda: find_fragments(analyse(document)), WARM_RUNS)
    tokenizer = median_ms(lambda: blank(text), WARM_RUNS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ad.txt"
        file.write_text(text, encoding="utf-8")
        cold = median_ms(lambda: _run("-m", "smallprint", "scan", str(file), "--format", "json"), COLD_RUNS)
    start = median_ms(lambda: _run("-c", "import spacy"), COLD_RUNS)
    print(
        json.dumps(
            {
                "machine": f"{platform.machine()}, Python {platform.python_version()}",
                "words": len(text.split()),
                "warm_ms_median_min_max": [round(x, 1) for x in warm],
                "blank_tokenizer_ms_median": round(tokenizer[0], 2),
                "ratio_warm_to_blank_tokenizer": round(warm[0] / tokenizer[0], 1),
                "cold_command_line_ms_median_min_max": [round(x) for x in cold],
                "import_spacy_ms_median": round(start[0]),
                "ratio_cold_to_import_spacy": round(cold[0] / start[0], 2),
                "peak_memory_mb": round(memory),
            },
            indent=1,
        )
    )


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    main()
