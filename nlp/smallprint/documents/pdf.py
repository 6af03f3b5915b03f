"""PDF files through pdfium: text page by page; scanned pages through OCR where it is installed."""

from __future__ import annotations

import re
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from smallprint.documents.document import Document
from smallprint.documents.image import OCR_NOTE, Scan, has_ocr, poor_scan, read_scan
from smallprint.errors import CorruptDocumentError, EmptyDocumentError, EncryptedDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_HYPHEN_AT_LINE_END = re.compile("[\u0002\ufffe][ \t]*\r?\n?")
MAX_OCR_PAGES = 60
"""Scanned pages of one PDF that are read; at about two seconds a page, more would look like a standstill."""

_DPI = 300
_MAX_SIDE = 6000  # pixels; a poster-sized page is rendered coarser
_POINTS_PER_INCH = 72
_PDFIUM = Lock()  # pdfium is not thread-safe, and the app reads documents in several threads


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[pdfium.PdfDocument]:
    """The open PDF, with pdfium to itself; pdfium's errors come out as ``DocumentError`` subclasses."""
    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
            try:
                yield document
            finally:
                document.close()
        except pdfium.PdfiumError as error:
            raise _explain(error, name) from error


def _explain(error: pdfium.PdfiumError, name: str) -> EncryptedDocumentError | CorruptDocumentError:
    if getattr(error, "err_code", None) == pdfium_raw.FPDF_ERR_PASSWORD:
        return EncryptedDocumentError(
            name,
            "the PDF is protected by a password",
            allowed="PDF files without a password",
            hint="open it with its password and save or print it to a new PDF",
        )
    return CorruptDocumentError(
        name, "the PDF is damaged and cannot be opened", hint="open it in a PDF viewer and print it to a new PDF"
    )


def page_text(raw: str) -> str:
    """The text of a page as pdfium gives it, with line feeds, words joined at line ends and no blanks at line ends."""
    joined = _HYPHEN_AT_LINE_END.sub("", raw).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return re.sub(r"[ \t]+(?=\n|$)", "", joined).strip("\n")


def _read_page(page: Any) -> str:
    text_page = page.get_textpage()
    try:
        return page_text(text_page.get_text_range())
    finally:
        text_page.close()


def _render(page: Any) -> Any:
    """The page as a Pillow image, grey, 300 dots per inch."""
    longest = max(page.get_size()) * _DPI / _POINTS_PER_INCH
    scale = _DPI / _POINTS_PER_INCH * min(1.0, _MAX_SIDE / max(1.0, longest))
    return page.render(scale=scale, grayscale=True).to_pil()


def _has_picture(page: Any) -> bool:
    return next(iter(page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)), None) is not None


class PdfReader:
    """Reads the text layer; OCR stands in on pages that hold a picture and no text."""

    name = "PDF"
    suffixes = (".pdf",)

    def sniff(self, data: bytes) -> bool:
        """True for the mark ``%PDF-`` within the first 1,024 bytes."""
        return b"%PDF-" in data[:1024]

    def read(self, data: bytes, *, name: str) -> Document:
        """Pages in order, one line feed between them. Raises ``DocumentError`` subclasses."""
        with _opened(data, name) as pdf:
            pages = [_read_page(page) for page in pdf]
            empty = [number for number, text in enumerate(pages) if not text.strip()]
            pictures = [number for number in empty if _has_picture(pdf[number])]
        scans = {n: _scan_page(data, n, name) for n in pictures[:MAX_OCR_PAGES]} if pictures and has_ocr() else {}
        texts = [scans[number].text if number in scans else text for number, text in enumerate(pages)]
        if not any(text.strip() for text in texts):
            raise _no_text(name, scanned=bool(scans), pages=len(pages))
        return _assemble(texts, name, scans, unread=[n for n in pictures if n not in scans])


def _scan_page(data: bytes, number: int, name: str) -> Scan:
    """OCR of one page; the PDF is opened for each page so that pdfium is free while tesseract works."""
    with _opened(data, name) as pdf:
        picture = _render(pdf[number])
    return read_scan(picture, name=f"{name}, page {number + 1}")


def _no_text(name: str, *, scanned: bool, pages: int) -> EmptyDocumentError:
    count = "1 page" if pages == 1 else f"{pages} pages"
    if scanned:
        return EmptyDocumentError(name, f"OCR found no text on {count}", hint="scan it again, straight and at 300 dpi")
    return EmptyDocumentError(
        name,
        f"the PDF has no text layer ({count}); it is probably a scan",
        hint='install OCR: pip install "smallprint[ocr]" and apt-get install tesseract-ocr',
    )


def _assemble(texts: list[str], name: str, scans: dict[int, Scan], *, unread: list[int]) -> Document:
    starts: list[int] = []
    offset = 0
    for text in texts:
        starts.append(offset)
        offset += len(text) + 1
    notes = [OCR_NOTE.format(what=_pages(list(scans)))] if scans else []
    if unread:
        why = f"only {MAX_OCR_PAGES} scanned pages are read" if scans else "scanned, and OCR is not installed"
        notes.append(f"No text on {_pages(unread)}: {why}. The report does not cover it.")
    return Document(
        text="\n".join(texts),
        id=name,
        source=name,
        page_starts=tuple(starts),
        notes=tuple(notes),
        unmeasurable=poor_scan(list(scans.values())) if len(scans) * 2 > len(texts) else None,
    )


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(str(number + 1) for number in numbers)
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"
