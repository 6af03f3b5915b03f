"""Word documents (.docx): body with tables, text boxes, headers, footers and notes, in that order."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from smallprint.documents.document import Document
from smallprint.documents.reader import join_row, require_text, tidy_layout
from smallprint.errors import CorruptDocumentError, OversizedDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNPACKED = 200_000_000
"""Bytes; a document that unpacks to more is refused as a zip bomb."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_MC}Fallback", f"{_W}sdtPr"})
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "\u00ad",
}
_NOTE_PARTS = ("word/footnotes.xml", "word/endnotes.xml")
_SEPARATOR_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class DocxReader:
    """Reads the text that Word shows; deleted and hidden text is left out and noted."""

    name = "Word document"
    suffixes = (".docx",)

    def sniff(self, data: bytes) -> bool:
        """True for a zip archive with ``word/document.xml`` in it."""
        if not data.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return "word/document.xml" in archive.namelist()
        except zipfile.BadZipFile:
            return b"word/document.xml" in data or b"word/_rels" in data

    def read(self, data: bytes, *, name: str) -> Document:
        """The whole text as one page. Raises ``DocumentError`` subclasses."""
        try:
            _refuse_bomb(data, name)
            word = docx.Document(io.BytesIO(data))
            parts = [_text(word.element.body), *_margins(word), *_notes_at_end(data)]
        except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError, OSError) as error:
            raise CorruptDocumentError(
                name,
                "the Word document is damaged or of another kind",
                allowed=".docx",
                hint="open it in Word or LibreOffice and save it as .docx or PDF",
            ) from error
        text = tidy_layout("\n\n".join(part for part in parts if part))
        require_text(text, name, hint="if it holds only pictures, export it as PDF and install OCR")
        title = (word.core_properties.title or "").strip() or None
        return Document(text=text, id=name, title=title, source=name, notes=_remarks(word, parts))


def _refuse_bomb(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise OversizedDocumentError(
            name,
            f"the Word document unpacks to {unpacked // 1_000_000} MB",
            allowed=f"at most {MAX_UNPACKED // 1_000_000} MB",
            hint="remove pictures or save the text alone",
        )


def _text(element: Any) -> str:
    """Text of a body, header, cell or note: paragraphs as lines, table rows joined."""
    return "".join(_pieces(element)).strip("\n")


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == f"{_W}tr":
            yield join_row([_text(cell) for cell in child.iter(f"{_W}tc") if _row_of(cell) is child]) + "\n"
        elif tag == f"{_W}p":
            yield from _pieces(child)
            yield "\n"
        elif tag == f"{_W}txbxContent":
            yield "\n" + _text(child) + "\n"
        elif tag != f"{_W}r" or not _is_hidden(child):
            yield from _pieces(child)


def _row_of(cell: Any) -> Any:
    """The row that a cell belongs to; a content control may stand between the two."""
    parent = cell.getparent()
    while parent is not None and parent.tag != f"{_W}tr":
        parent = parent.getparent()
    return parent


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "true") not in ("0", "false", "off")


def _margins(word: Any) -> list[str]:
    """Headers, then footers, each text once."""
    kinds = ("header", "first_page_header", "even_page_header", "footer", "first_page_footer", "even_page_footer")
    margins = (getattr(section, kind) for kind in kinds for section in word.sections)
    texts = [_text(margin._element) for margin in margins if not margin.is_linked_to_previous]  # noqa: SLF001
    return list(dict.fromkeys(text for text in texts if text.strip()))


def _notes_at_end(data: bytes) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        roots = [etree.fromstring(archive.read(p), parser) for p in _NOTE_PARTS if p in archive.namelist()]
    notes = [note for root in roots for note in root if note.get(f"{_W}type") not in _SEPARATOR_NOTES]
    return [text for text in map(_text, notes) if text.strip()]


def _remarks(word: Any, parts: list[str]) -> tuple[str, ...]:
    remarks = []
    if len(parts) > 1:
        remarks.append("Headers, footers and notes of the Word document stand after its body.")
    if next(word.element.body.iter(f"{_W}delText", f"{_W}moveFrom"), None) is not None:
        remarks.append("The Word document holds tracked changes; deleted text was left out.")
    if any(_is_hidden(run) for run in word.element.body.iter(f"{_W}r")):
        remarks.append("The Word document holds hidden text, which was left out.")
    return tuple(remarks)
