"""From files, bytes and rows to ``Document``; from a text to its match-only view and its language."""

from smallprint.documents.document import KINDS, Document
from smallprint.documents.language import Language, detect_language, is_supported
from smallprint.documents.normalise import HiddenRun, View, match_view
from smallprint.documents.reader import Reader
from smallprint.documents.reading import MAX_BYTES, MAX_CHARACTERS, READERS, SUPPORTED_SUFFIXES, read_document
from smallprint.documents.rows import ROW_FORMATS, RowProblem, read_rows

__all__ = [
    "KINDS",
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "READERS",
    "ROW_FORMATS",
    "SUPPORTED_SUFFIXES",
    "Document",
    "HiddenRun",
    "Language",
    "Reader",
    "RowProblem",
    "View",
    "detect_language",
    "is_supported",
    "match_view",
    "read_document",
    "read_rows",
]
