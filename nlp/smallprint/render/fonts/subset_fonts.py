"""Makes the fonts of this folder from full Noto fonts: ``python subset_fonts.py FOLDER_WITH_NOTO_FONTS``.

Needs ``fonttools``, which is not a dependency of smallprint: the results are part of the package. Also writes
``coverage.txt``, the characters that the fonts can show, as hexadecimal ranges.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset, ttLib  # type: ignore[import-not-found, import-untyped, unused-ignore]

HERE = Path(__file__).parent
LATIN_GREEK_CYRILLIC = (
    "U+0020-007E,U+00A0-02AF,U+02B0-03FF,U+0400-052F,U+1E00-1FFF,U+2000-209F,U+20A0-20C0,U+2100-218F,U+2C60-2C7F,"
    "U+A720-A7FF,U+FB00-FB06,U+FFFD,U+25CC"
)
WANTED = {
    "NotoSans-Regular": LATIN_GREEK_CYRILLIC,
    "NotoSans-Bold": LATIN_GREEK_CYRILLIC,
    "NotoSans-Italic": "U+0020-007E,U+00A0-017F,U+2000-206F",
    "NotoSansEthiopic-Regular": "U+1200-139F",
    "NotoSansSymbols-Regular": "U+2600-27BF,U+2300-23FF",
    "NotoSansSymbols2-Regular": "U+2190-27BF,U+2B00-2BFF,U+1F300-1F6FF",
    **{f"NotoSans{script}-Regular": "*" for script in (
        "Arabic", "Armenian", "Bengali", "Devanagari", "Georgian", "Gujarati", "Gurmukhi", "Hebrew", "Kannada",
        "Khmer", "Lao", "Malayalam", "Myanmar", "Sinhala", "Tamil", "Telugu", "Thai",
    )},
}  # fmt: skip


def make_font(source: Path, name: str, unicodes: str) -> set[int]:
    """Writes one subset beside this file; the code points it covers."""
    target = HERE / f"{name}.ttf"
    subset.main([
        str(source / f"{name}.ttf"), f"--unicodes={unicodes}", "--layout-features=*", "--no-hinting",
        "--no-recalc-timestamp", f"--output-file={target}",
    ])  # fmt: skip
    return set(ttLib.TTFont(target).getBestCmap())


def find_ranges(points: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Sorted runs of neighbouring code points, both ends included."""
    run: list[int] = []
    for point in sorted(points):
        if run and point != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(point)
    if run:
        yield run[0], run[-1]


def main(source: Path) -> None:
    """Makes every font and the coverage table."""
    points = set[int]().union(*(make_font(source, name, unicodes) for name, unicodes in WANTED.items()))
    lines = [f"{low:04X}-{high:04X}" for low, high in find_ranges(points)]
    (HERE / "coverage.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
