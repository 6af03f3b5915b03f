"""What the screens share: ready samples, one analysis per text, and what this browser session looks at.

Nothing here writes to disk or to a log. Reports live in memory, for the session that asked for them only.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import smallprint
import streamlit as st
from smallprint.documents import Document, read_document
from smallprint.errors import DocumentError, EmptyDocumentError, MissingExtraError, SmallprintError
from smallprint.report import Report

UPLOAD_LIMIT_MB = 50
UPLOAD_TYPES = (
    "txt", "md", "pdf", "docx", "html", "htm", "eml", "png", "jpg", "jpeg", "tif", "tiff", "webp",
)  # fmt: skip
_HERE = Path(__file__).parent
_SAMPLE_FOLDERS = (_HERE / "samples", _HERE.parents[1] / "corpora_samples")
_DOCUMENT = "smallprint_document"
_FAILURE = "smallprint_failure"


@dataclass(frozen=True, slots=True)
class Sample:
    """A ready sample: an invented text that ships with the program."""

    title: str
    kind: str
    path: Path

    @property
    def label(self) -> str:
        """What the list of samples shows: the title and the file type."""
        return f"{self.title} ({self.path.suffix.removeprefix('.').upper()})"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a text could not be read, in the words of :mod:`smallprint.errors`."""

    what: str
    allowed: str = ""
    hint: str = ""


def find_samples() -> tuple[Sample, ...]:
    """The samples beside the app, or of the source tree; empty if neither is there."""
    root = next((folder for folder in _SAMPLE_FOLDERS if folder.is_dir()), None)
    if root is None:
        return ()
    notes = sorted(root.glob("*/*.expected.toml"))
    return tuple(sorted(map(_read_sample, notes), key=lambda s: s.title))


def _read_sample(note: Path) -> Sample:
    fields = tomllib.loads(note.read_text(encoding="utf-8"))
    stem = note.name.removesuffix(".expected.toml")
    path = next(p for p in sorted(note.parent.glob(f"{stem}.*")) if p != note)
    return Sample(fields["title"], fields["kind"], path)


def open_text(text: str, kind: str) -> None:
    """Make a pasted text the one the session looks at, or say why not."""
    if not text.strip():
        fail(Failure("There is no text yet.", hint="Paste an offer, a message or a contract into the box."))
        return
    _look_at(Document(text, kind=kind))


def open_bytes(data: bytes, name: str, kind: str) -> None:
    """Read a file and make it the one the session looks at, or say why not."""
    try:
        document = read_document(data, name=name, kind=kind)
    except SmallprintError as error:
        fail(describe_error(error))
    except Exception as error:  # noqa: BLE001 - a reader's own fault; its trace could carry the text, so only its name is shown
        fail(_own_fault(error))
    else:
        _look_at(document)


def describe_error(error: SmallprintError) -> Failure:
    """An error in three plain parts."""
    if isinstance(error, MissingExtraError):
        return Failure(f"{error.feature} is not installed on this machine.", hint=error.install)
    if isinstance(error, EmptyDocumentError | DocumentError):
        return Failure(f"{error.source}: {error.what}", error.allowed, error.hint)
    return Failure(str(error))


def _own_fault(error: Exception) -> Failure:
    return Failure(
        f"The text could not be read because of a fault in smallprint ({type(error).__name__}).",
        hint="Nothing was stored. Try to paste the words into the text box, and report the fault without the text.",
    )


def _look_at(document: Document) -> None:
    st.session_state[_DOCUMENT] = document
    st.session_state.pop(_FAILURE, None)


def fail(failure: Failure) -> None:
    """Keep a failure for the screen and look at no document."""
    st.session_state[_FAILURE] = failure
    st.session_state.pop(_DOCUMENT, None)


def close() -> None:
    """Look at no document any more."""
    st.session_state.pop(_DOCUMENT, None)
    st.session_state.pop(_FAILURE, None)


def current_failure() -> Failure | None:
    """The failure to show, if the last text could not be read."""
    failure: Failure | None = st.session_state.get(_FAILURE)
    return failure


def current_document() -> Document | None:
    """The document the session looks at."""
    document: Document | None = st.session_state.get(_DOCUMENT)
    return document


def current_report() -> Report | None:
    """The report on the current document; analysed once, then taken from memory."""
    document = current_document()
    if document is None:
        return None
    try:
        return _analyse(document.sha256, document.source, document.kind, document)
    except SmallprintError as error:
        fail(describe_error(error))
    except Exception as error:  # noqa: BLE001 - as above: the trace could carry the text
        fail(_own_fault(error))
    return None


@st.cache_resource(scope="session", max_entries=6, show_spinner=False)
def _analyse(sha256: str, source: str | None, kind: str, _document: Document) -> Report:
    """The report; the cache is of this session alone and holds the last six texts. ``_document`` is not hashed."""
    del sha256, source, kind  # the key
    return smallprint.analyse(_document)
