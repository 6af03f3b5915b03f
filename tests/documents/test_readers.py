"""One battery for all readers: the same sentence in every format, and errors that say what to do."""

import zlib

import pytest
from smallprint.documents import READERS, SUPPORTED_SUFFIXES, read_document
from smallprint.documents.image import has_ocr
from smallprint.errors import (
    CorruptDocumentError,
    DocumentError,
    EmptyDocumentError,
    EncryptedDocumentError,
    OversizedDocumentError,
    UnsupportedFormatError,
)

NAMES = ["rules.txt", "rules.html", "rules.pdf", "rules.docx", "rules.eml", "rules.png"]
needs_ocr = pytest.mark.skipif(not has_ocr(), reason="tesseract or Pillow is not installed")
FORMATS = [pytest.param(name, marks=needs_ocr) if name == "rules.png" else name for name in NAMES]


@pytest.mark.parametrize("name", FORMATS)
def test_sentence_is_found_at_a_sensible_place(name, sample_files, sentence):
    document = read_document(sample_files[name], name=name, kind="contract")
    start = document.text.index(sentence)
    assert document.text[start : start + len(sentence)] == sentence
    assert document.text.index("Notice") < start < document.text.index("Signed by the manager.")
    assert document.text.count("\n", 0, start) + 1 == document.line_at(start)
    assert document.page_at(start) == (1 if name == "rules.pdf" else None)
    assert (document.id, document.source, document.kind) == (name, name, "contract")
    assert "\r" not in document.text


@pytest.mark.parametrize("name", NAMES)
def test_format_is_known_by_content(name, sample_files):
    claimed = [reader.name for reader in READERS if reader.sniff(sample_files[name])]
    assert len(claimed) == (0 if name == "rules.txt" else 1)


@pytest.mark.parametrize("name", FORMATS)
def test_wrongly_named_file_is_read_by_content_with_a_note(name, sample_files, sentence):
    wrong = "scan.pdf" if name != "rules.pdf" else "scan.txt"
    document = read_document(sample_files[name], name=wrong)
    assert sentence in document.text
    assert document.notes[0].startswith(f"The file is called {wrong[4:]} but its content is ")


@pytest.mark.parametrize("name", NAMES[:5])
def test_unknown_suffix_needs_no_note(name, sample_files, sentence):
    document = read_document(sample_files[name], name="download")
    assert sentence in document.text
    assert document.notes == ()


@pytest.mark.parametrize("name", ["rules.pdf", "rules.docx", pytest.param("rules.png", marks=needs_ocr)])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_truncated_files_raise_an_error_fit_to_show(name, share, sample_files):
    data = sample_files[name]
    with pytest.raises(DocumentError, match=name):
        read_document(data[: int(len(data) * share)], name=name)


def test_paths_and_strings_are_read(tmp_path, sample_files, sentence):
    path = tmp_path / "rules.txt"
    path.write_bytes(sample_files["rules.txt"])
    assert read_document(path) == read_document(str(path))
    assert sentence in read_document(path).text


def test_suffixes_are_unique():
    assert len(set(SUPPORTED_SUFFIXES)) == len(SUPPORTED_SUFFIXES)
    assert {".txt", ".md", ".html", ".pdf", ".docx", ".eml", ".png", ".jpg", ".tiff", ".webp"} <= set(
        SUPPORTED_SUFFIXES
    )


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind 'poem' is not one of"):
        read_document(b"text", kind="poem")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ALLOWED = "\n  allowed: PDF, Word (.docx), HTML, e-mail (.eml), text, PNG, JPEG, TIFF, WebP"
REFUSALS = [
    (
        "old.doc",
        OLE,
        UnsupportedFormatError,
        f"old.doc: this is an old Word or Office file (.doc){ALLOWED}\n  next: open it and save it as .docx or PDF",
    ),
    (
        "mail.msg",
        OLE + "__substg1.0_0037".encode("utf-16-le"),
        UnsupportedFormatError,
        f"mail.msg: this is an Outlook message (.msg){ALLOWED}\n  next: in Outlook, save it as .eml or as text",
    ),
    (
        "secret.docx",
        OLE + "EncryptedPackage".encode("utf-16-le"),
        EncryptedDocumentError,
        (
            "secret.docx: the Office document is protected by a password\n  allowed: documents without a password\n"
            "  next: open it with its password and save it without one"
        ),
    ),
    (
        "note.rtf",
        rb"{\rtf1 text}",
        UnsupportedFormatError,
        (
            f"note.rtf: this is a rich text file (.rtf){ALLOWED}\n"
            "  next: open it in a word processor and save it as .docx or PDF"
        ),
    ),
    (
        "files.zip",
        b"PK\x03\x04" + bytes(60),
        UnsupportedFormatError,
        f"files.zip: this is a packed file (zip){ALLOWED}\n  next: unpack it, or save it as .docx or PDF",
    ),
    (
        "broken.docx",
        b"PK\x03\x04" + bytes(60),
        CorruptDocumentError,
        (
            "broken.docx: the content is not what .docx stands for, or the file is damaged"
            f"{ALLOWED}\n  next: fetch it again, or open it in its program and save it anew"
        ),
    ),
    (
        "program.txt",
        zlib.compress(bytes(range(256)) * 20) + bytes(400),
        UnsupportedFormatError,
        (
            "program.txt: this is not text (it holds binary data)\n  allowed: text, Markdown, HTML, PDF, Word (.docx),"
            " e-mail (.eml), images\n  next: open it in the program it was made with and save it as PDF or text"
        ),
    ),
    (
        "empty.txt",
        b"",
        EmptyDocumentError,
        "empty.txt: the file is empty (0 bytes)\n  next: check that it was saved or sent completely",
    ),
    (
        "blank.txt",
        b" \n\t\n",
        EmptyDocumentError,
        "blank.txt: there is no text in it\n  next: check that it is the right file",
    ),
    (
        "ads.csv",
        b"id,text\n1,hello\n",
        UnsupportedFormatError,
        (
            f"ads.csv: this is a table of many texts, not one document{ALLOWED}\n"
            "  next: read it row by row: smallprint scan FILE, or smallprint.documents.read_rows"
        ),
    ),
]


@pytest.mark.parametrize(("name", "data", "error", "words"), REFUSALS, ids=[refusal[0] for refusal in REFUSALS])
def test_refusals_say_what_is_allowed_and_what_to_do(name, data, error, words):
    with pytest.raises(error) as caught:
        read_document(data, name=name)
    assert str(caught.value) == words


def test_too_large_files_and_texts_are_refused(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("word " * 100)
    with pytest.raises(OversizedDocumentError) as caught:
        read_document(path, max_bytes=400)
    assert str(caught.value) == (
        "long.txt: the file has 500 bytes\n  allowed: at most 400 bytes\n  next: split it into parts"
    )
    with pytest.raises(OversizedDocumentError, match="it has 500 characters\n  allowed: at most 499"):
        read_document(path, max_characters=499)
    assert len(read_document(path, max_characters=500).text) == 500


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(DocumentError, match=r"gone\.txt: there is no such file"):
        read_document(tmp_path / "gone.txt")
    with pytest.raises(DocumentError, match="this is a folder"):
        read_document(tmp_path)
