"""One door for single documents: the reader is chosen by what the bytes are, not by what the file is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from smallprint.documents.document import KINDS, Document
from smallprint.documents.docx import DocxReader
from smallprint.documents.email import EmailReader
from smallprint.documents.html import HtmlReader
from smallprint.documents.image import ImageReader
from smallprint.documents.pdf import PdfReader
from smallprint.documents.plain import PlainReader
from smallprint.documents.rows import ROW_FORMATS
from smallprint.errors import (
    CorruptDocumentError,
    DocumentError,
    EmptyDocumentError,
    EncryptedDocumentError,
    OversizedDocumentError,
    UnsupportedFormatError,
)

if TYPE_CHECKING:
    from smallprint.documents.reader import Reader

MAX_BYTES = 50_000_000
MAX_CHARACTERS = 5_000_000

READERS: tuple[Reader, ...] = (PdfReader(), DocxReader(), ImageReader(), EmailReader(), HtmlReader(), PlainReader())
"""In the order in which they are asked; plain text takes what is left."""
SUPPORTED_SUFFIXES: tuple[str, ...] = tuple(suffix for reader in READERS for suffix in reader.suffixes)

_ALLOWED = "PDF, Word (.docx), HTML, e-mail (.eml), text, PNG, JPEG, TIFF, WebP"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = (
    (b"{\\rtf", "a rich text file (.rtf)", "open it in a word processor and save it as .docx or PDF"),
    (b"GIF8", "a GIF picture", "save it as PNG"),
    (b"BM", "a bitmap picture", "save it as PNG"),
    (b"\x1f\x8b", "a packed file (gzip)", "unpack it and read what is inside"),
    (b"7z\xbc\xaf\x27\x1c", "a packed file (7-Zip)", "unpack it and read what is inside"),
    (b"Rar!", "a packed file (RAR)", "unpack it and read what is inside"),
    (b"%!PS", "a PostScript file", "convert it to PDF"),
)
_BY_CONTENT_ONLY = frozenset({".pdf", ".docx", *ImageReader.suffixes})


def read_document(
    source: Path | str | bytes,
    *,
    name: str | None = None,
    kind: str = "unknown",
    max_bytes: int = MAX_BYTES,
    max_characters: int = MAX_CHARACTERS,
) -> Document:
    """The document in a file (``Path``, or ``str`` taken for a path) or in ``bytes``.

    ``name`` is what messages call it (default: the file's name). ``kind`` is one of ``KINDS``.
    Raises ``DocumentError`` subclasses and ``MissingExtraError``, all fit to show.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not one of {', '.join(KINDS)}")
    shown = name or ("document" if isinstance(source, bytes) else Path(source).name)
    data = source if isinstance(source, bytes) else _load(Path(source), shown, max_bytes)
    _check_bytes(len(data), shown, max_bytes)
    if not data:
        hint = "check that it was saved or sent completely"
        raise EmptyDocumentError(shown, "the file is empty (0 bytes)", hint=hint)
    reader = _choose(data, shown)
    document = reader.read(data, name=shown)
    if len(document.text) > max_characters:
        raise OversizedDocumentError(
            shown,
            f"it has {len(document.text):,} characters",
            allowed=f"at most {max_characters:,}",
            hint="split it into parts",
        )
    return replace(document, kind=kind, notes=_misnamed(reader, shown) + document.notes)


def _load(path: Path, shown: str, max_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise DocumentError(shown, "this is a folder", hint="name a file in it")
        _check_bytes(path.stat().st_size, shown, max_bytes)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError(shown, "there is no such file", hint="check the path") from error
    except OSError as error:
        what = f"the file cannot be opened ({error.strerror})"
        raise DocumentError(shown, what, hint="check its permissions") from error


def _check_bytes(size: int, shown: str, max_bytes: int) -> None:
    if size > max_bytes:
        raise OversizedDocumentError(
            shown,
            f"the file has {_megabytes(size)}",
            allowed=f"at most {_megabytes(max_bytes)}",
            hint="split it into parts",
        )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size:,} bytes"


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _choose(data: bytes, shown: str) -> Reader:
    """The reader whose format the bytes are of. Raises for formats that are known and not read."""
    for reader in READERS:
        if reader.sniff(data):
            return reader
    _refuse_known(data, shown)
    suffix = _suffix(shown)
    if suffix in _BY_CONTENT_ONLY:
        _refuse_mismatch(data, shown, suffix)
        return READERS[-1]
    if suffix in ROW_FORMATS:
        raise UnsupportedFormatError(
            shown,
            "this is a table of many texts, not one document",
            allowed=_ALLOWED,
            hint="read it row by row: smallprint scan FILE, or smallprint.documents.read_rows",
        )
    return next((reader for reader in READERS if suffix in reader.suffixes), READERS[-1])


def _refuse_mismatch(data: bytes, shown: str, suffix: str) -> None:
    """Raises for bytes that are neither what the suffix says nor text; text is read as text, with a note."""
    if b"\x00" in data[:4096] or data[:2] == b"PK":
        raise CorruptDocumentError(
            shown,
            f"the content is not what {suffix} stands for, or the file is damaged",
            allowed=_ALLOWED,
            hint="fetch it again, or open it in its program and save it anew",
        )


def _refuse_known(data: bytes, shown: str) -> None:
    for magic, what, hint in _REFUSED:
        if data.startswith(magic) and (magic != b"BM" or b"\x00" in data[:32]):
            raise UnsupportedFormatError(shown, f"this is {what}", allowed=_ALLOWED, hint=hint)
    if data.startswith(_OLE):
        _refuse_ole(data, shown)
    if data.startswith(b"PK\x03\x04") and _suffix(shown) != ".docx":
        raise UnsupportedFormatError(
            shown, f"this is {_packed_kind(data)}", allowed=_ALLOWED, hint="unpack it, or save it as .docx or PDF"
        )
    if data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif", b"ftypheix"):
        what = "this is a HEIC or AVIF picture"
        raise UnsupportedFormatError(shown, what, allowed=_ALLOWED, hint="save it as JPEG or PNG")


def _packed_kind(data: bytes) -> str:
    head = data[:4096] + data[-4096:]
    kinds = (
        (b"opendocument.text", "an OpenDocument text (.odt)"),
        (b"xl/", "an Excel workbook (.xlsx)"),
        (b"ppt/", "a PowerPoint file (.pptx)"),
    )
    return next((what for mark, what in kinds if mark in head), "a packed file (zip)")


def _refuse_ole(data: bytes, shown: str) -> NoReturn:
    """Old Office formats, Outlook messages and encrypted Office files share one container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedDocumentError(
            shown,
            "the Office document is protected by a password",
            allowed="documents without a password",
            hint="open it with its password and save it without one",
        )
    if "__substg1.0_".encode("utf-16-le") in data:
        raise UnsupportedFormatError(
            shown, "this is an Outlook message (.msg)", allowed=_ALLOWED, hint="in Outlook, save it as .eml or as text"
        )
    raise UnsupportedFormatError(
        shown, "this is an old Word or Office file (.doc)", allowed=_ALLOWED, hint="open it and save it as .docx or PDF"
    )


def _misnamed(reader: Reader, shown: str) -> tuple[str, ...]:
    """A note when the suffix says another format than the content; unknown suffixes say nothing."""
    suffix = _suffix(shown)
    if suffix not in SUPPORTED_SUFFIXES or suffix in reader.suffixes:
        return ()
    return (f"The file is called {suffix} but its content is {reader.name}; it was read as that.",)
