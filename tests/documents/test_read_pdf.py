"""PDF: pages, hyphens, passwords, scans."""

import pytest
import typst
from smallprint.documents import pdf as pdf_module
from smallprint.documents import read_document
from smallprint.documents.image import has_ocr
from smallprint.errors import CorruptDocumentError, EmptyDocumentError, EncryptedDocumentError

from tests.documents.conftest import encoded

needs_ocr = pytest.mark.skipif(not has_ocr(), reason="tesseract or Pillow is not installed")


def compiled(source: str) -> bytes:
    return typst.compile(source.encode())


def scanned(text: str) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1240, 600), 255)
    ImageDraw.Draw(picture).text((60, 80), text, font=ImageFont.load_default(40), fill=0)
    return encoded(picture, "PDF", resolution=150)


def locked() -> bytes:
    """A one-page PDF whose password nobody knows."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /Filter /Standard /V 1 /R 2 /O <" + b"12" * 32 + b"> /U <" + b"34" * 32 + b"> /P -4 >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<00><00>] >>"
    return (
        body
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer\n"
        + trailer
        + b"\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def test_pages_start_where_they_say():
    document = read_document(compiled("First page.\n#pagebreak()\nSecond page.\n#pagebreak()\nThird."), name="a.pdf")
    assert document.text == "First page.\nSecond page.\nThird."
    assert document.pages == 3
    assert [document.text[start:][:5] for start in document.page_starts] == ["First", "Secon", "Third"]
    assert [document.page_at(document.text.index(word)) for word in ("page", "Second", "Third")] == [1, 2, 3]


def test_lines_end_in_line_feeds_without_blanks():
    text = read_document(compiled("#set page(width: 6cm)\n" + "several words " * 20), name="a.pdf").text
    assert "\n" in text
    assert "\r" not in text
    assert " \n" not in text


def test_words_hyphenated_by_the_typesetter_are_whole():
    source = '#set page(width: 5cm)\n#set text(hyphenate: true, lang: "en")\n#set par(justify: true)\n'
    text = read_document(compiled(source + "accommodation responsibilities administrative " * 8), name="a.pdf").text
    assert "\u0002" not in text
    assert "\ufffe" not in text
    joined = text.replace("-\n", "").replace("\n", " ")
    assert joined.count("accommodation") == 8


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("infor\u0002\r\nmation ", "information"),
        ("infor\ufffemation", "information"),
        ("one \r\ntwo\x00", "one\ntwo"),
    ],
)
def test_page_text(raw, text):
    assert pdf_module.page_text(raw) == text


def test_password_is_named():
    with pytest.raises(EncryptedDocumentError) as caught:
        read_document(locked(), name="a.pdf")
    assert str(caught.value) == (
        "a.pdf: the PDF is protected by a password\n  allowed: PDF files without a password\n"
        "  next: open it with its password and save or print it to a new PDF"
    )


def test_damage_is_named():
    with pytest.raises(CorruptDocumentError, match=r"a\.pdf: the PDF is damaged"):
        read_document(b"%PDF-1.7\nnothing more", name="a.pdf")


def test_scan_without_ocr_names_the_extra(monkeypatch):
    monkeypatch.setattr(pdf_module, "has_ocr", lambda: False)
    with pytest.raises(EmptyDocumentError) as caught:
        read_document(scanned("Pay the fee"), name="a.pdf")
    assert str(caught.value) == (
        "a.pdf: the PDF has no text layer (1 page); it is probably a scan\n"
        '  next: install OCR: pip install "smallprint[ocr]" and apt-get install tesseract-ocr'
    )


def test_pdf_with_neither_text_nor_picture_is_empty():
    with pytest.raises(EmptyDocumentError, match="no text layer"):
        read_document(compiled("#rect(width: 2cm)"), name="a.pdf")


@needs_ocr
def test_scan_is_read_by_ocr_with_a_note():
    document = read_document(scanned("The worker pays the fee."), name="a.pdf")
    assert "The worker pays the fee." in document.text
    assert document.notes == ("The text of page 1 was read by OCR: letters may be wrong, compare with the picture.",)
    assert document.unmeasurable is None
    assert document.page_starts == (0,)


def test_scanned_page_among_others_is_noted(monkeypatch, tmp_path):
    from PIL import Image

    Image.new("L", (200, 100), 128).save(tmp_path / "scan.png")
    (tmp_path / "a.typ").write_text('Text here.\n#pagebreak()\n#image("scan.png")')
    monkeypatch.setattr(pdf_module, "has_ocr", lambda: False)
    document = read_document(typst.compile(str(tmp_path / "a.typ")), name="a.pdf")
    assert document.text == "Text here.\n"
    assert document.pages == 2
    assert document.notes == ("No text on page 2: scanned, and OCR is not installed. The report does not cover it.",)


def test_long_scans_are_cut_with_a_note(monkeypatch):
    from PIL import Image
    from smallprint.documents.image import Scan

    monkeypatch.setattr(pdf_module, "MAX_OCR_PAGES", 2)
    monkeypatch.setattr(pdf_module, "has_ocr", lambda: True)
    monkeypatch.setattr(pdf_module, "read_scan", lambda picture, *, name: Scan(name, 90.0))
    page = Image.new("L", (200, 100), 128)
    data = encoded(page, "PDF", save_all=True, append_images=[page, page])
    document = read_document(data, name="a.pdf")
    assert document.text == "a.pdf, page 1\na.pdf, page 2\n"
    assert document.notes[1] == "No text on page 3: only 2 scanned pages are read. The report does not cover it."


def test_unsure_scans_are_not_measurable(monkeypatch):
    from smallprint.documents.image import Scan

    monkeypatch.setattr(pdf_module, "has_ocr", lambda: True)
    monkeypatch.setattr(pdf_module, "read_scan", lambda picture, *, name: Scan("smudge", 20.0))
    assert "mean confidence 20" in read_document(scanned("x"), name="a.pdf").unmeasurable
