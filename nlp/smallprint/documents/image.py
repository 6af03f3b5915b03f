"""Photos, screenshots and scans: text by OCR with the system's tesseract (extra ``ocr``)."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from smallprint.documents.document import Document
from smallprint.documents.reader import require_text, tidy_layout
from smallprint.errors import CorruptDocumentError, DocumentError, MissingExtraError, OversizedDocumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

OCR_NOTE = "The text of {what} was read by OCR: letters may be wrong, compare with the picture."
MIN_CONFIDENCE = 60.0
"""Mean word confidence, 0 to 100, below which no result may rest on the text."""

_INSTALL = 'apt-get install tesseract-ocr; pip install "smallprint[ocr]"'
_TIMEOUT = 90  # seconds for one picture
_MAX_PIXELS = 120_000_000
_MIN_SIDE = 1000  # pixels; smaller pictures are enlarged, or tesseract misses small print
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")


@dataclass(frozen=True, slots=True)
class Scan:
    """Text that OCR read in one picture, with the mean word confidence in [0, 100]."""

    text: str
    confidence: float


def has_ocr() -> bool:
    """True when tesseract and Pillow are both installed."""
    return shutil.which("tesseract") is not None and find_spec("PIL") is not None


def poor_scan(scans: Sequence[Scan]) -> str | None:
    """Why the text cannot be measured, ``None`` when OCR was sure enough."""
    letters = sum(len(scan.text) for scan in scans)
    if not letters:
        return None
    mean = sum(scan.confidence * len(scan.text) for scan in scans) / letters
    if mean >= MIN_CONFIDENCE:
        return None
    return f"OCR was unsure of the words (mean confidence {mean:.0f} of 100, at least {MIN_CONFIDENCE:.0f} needed)"


def read_scan(picture: Image, *, name: str) -> Scan:
    """What tesseract reads in ``picture``. Raises ``DocumentError`` when it fails or takes over 90 seconds."""
    command = ["tesseract", "stdin", "stdout", "--psm", "3", "-l", "eng", "tsv"]
    try:
        done = subprocess.run(
            command,
            input=_as_png(picture),
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        what = f"OCR took longer than {_TIMEOUT} seconds"
        raise DocumentError(name, what, hint="crop or shrink the picture") from error
    except FileNotFoundError as error:
        raise MissingExtraError("Reading pictures (OCR)", _INSTALL) from error
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"]
        raise DocumentError(name, f"OCR failed ({lines[0]})", hint="check that tesseract has its English data")
    return _parse_tsv(done.stdout.decode("utf-8", "replace"))


def _as_png(picture: Image) -> bytes:
    grey = picture.convert("L")
    shorter = min(grey.size)
    if shorter < _MIN_SIDE:
        factor = min(3, -(-_MIN_SIDE // max(1, shorter)))
        grey = grey.resize((grey.width * factor, grey.height * factor))
    buffer = io.BytesIO()
    grey.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _parse_tsv(table: str) -> Scan:
    """Words of tesseract's table put back into lines and paragraphs."""
    text: list[str] = []
    confidences: list[float] = []
    place: tuple[str, ...] = ()
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        here = tuple(cells[1:5])  # page, block, paragraph, line
        if place:
            text.append(" " if here == place else "\n" if here[:3] == place[:3] else "\n\n")
        text.append(cells[11])
        confidences.append(float(cells[10]))
        place = here
    return Scan(tidy_layout("".join(text)), sum(confidences) / len(confidences) if confidences else 0.0)


class ImageReader:
    """Reads the text in a picture, frame by frame for a TIFF of several pages."""

    name = "picture"
    suffixes = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")

    def sniff(self, data: bytes) -> bool:
        """True for the marks of PNG, JPEG, TIFF and WebP."""
        return data.startswith(_MAGIC) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")

    def read(self, data: bytes, *, name: str) -> Document:
        """Text by OCR. Raises ``MissingExtraError`` when OCR is not installed, else ``DocumentError`` subclasses."""
        if not has_ocr():
            raise MissingExtraError("Reading pictures (OCR)", _INSTALL)
        scans = [read_scan(frame, name=name) for frame in _frames(data, name)]
        texts = [scan.text for scan in scans]
        require_text("".join(texts), name, hint="OCR found no words: use a sharper, straight picture")
        starts = tuple(sum(len(text) + 1 for text in texts[:number]) for number in range(len(texts)))
        return Document(
            text="\n".join(texts),
            id=name,
            source=name,
            page_starts=starts if len(texts) > 1 else (),
            notes=(OCR_NOTE.format(what="the picture"),),
            unmeasurable=poor_scan(scans),
        )


def _frames(data: bytes, name: str) -> list[Image]:
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                raise OversizedDocumentError(
                    name,
                    f"the picture has {picture.width} x {picture.height} pixels",
                    allowed=f"at most {_MAX_PIXELS // 1_000_000} million pixels",
                    hint="shrink it to about 300 dpi",
                )
            return [ImageOps.exif_transpose(frame.copy()) for frame in ImageSequence.Iterator(picture)]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        hint = "open it in a viewer and save it again"
        raise CorruptDocumentError(name, "the picture is damaged", hint=hint) from error
