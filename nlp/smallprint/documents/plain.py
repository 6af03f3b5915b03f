"""Plain text and Markdown, in UTF-8, UTF-16 or, failing those, Windows-1252."""

from __future__ import annotations

import codecs
import re

from smallprint.documents.document import Document
from smallprint.documents.reader import require_text, unify_line_ends
from smallprint.errors import UnsupportedFormatError

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.005  # share of control characters from which on bytes are no text
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_text(data: bytes, *, name: str, declared: str | None = None) -> tuple[str, str | None]:
    """The decoded text with line feeds, and a note when the encoding was guessed.

    ``declared`` is an encoding that the file itself names. Raises ``UnsupportedFormatError`` for binary data.
    """
    for encoding in _candidates(data, declared):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return unify_line_ends(_refuse_binary(text, name)), None
    text = unify_line_ends(_refuse_binary(data.decode("cp1252", "replace"), name))
    return text, "The encoding was guessed (Windows-1252). If letters look wrong, save the file as UTF-8."


def _candidates(data: bytes, declared: str | None) -> list[str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return [encoding]
    wide = _wide_encoding(data)
    return [*([wide] if wide else []), "utf-8", *([declared] if declared else [])]


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = data[:2000]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.1 * half else None


def _refuse_binary(text: str, name: str) -> str:
    controls = len(_CONTROLS.findall(text))
    if "\x00" in text or controls > _MOST_CONTROLS * max(200, len(text)):
        raise UnsupportedFormatError(
            name,
            "this is not text (it holds binary data)",
            allowed="text, Markdown, HTML, PDF, Word (.docx), e-mail (.eml), images",
            hint="open it in the program it was made with and save it as PDF or text",
        )
    return text


class PlainReader:
    """Reads text as it stands; the last resort of the dispatcher."""

    name = "plain text"
    suffixes = (".txt", ".md", ".text", ".markdown")

    def sniff(self, data: bytes) -> bool:  # noqa: ARG002
        """Always false: plain text has no mark of its own."""
        return False

    def read(self, data: bytes, *, name: str) -> Document:
        """The text unchanged but for line ends. Raises ``UnsupportedFormatError`` and ``EmptyDocumentError``."""
        text, note = decode_text(data, name=name)
        return Document(text=require_text(text, name), id=name, source=name, notes=(note,) if note else ())
