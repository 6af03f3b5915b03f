"""Pictures: OCR with its notes, and what is said when it is missing or unsure."""

import subprocess

import pytest
from smallprint.documents import image as image_module
from smallprint.documents import read_document
from smallprint.documents.image import Scan, has_ocr, poor_scan
from smallprint.errors import (
    CorruptDocumentError,
    DocumentError,
    EmptyDocumentError,
    MissingExtraError,
    OversizedDocumentError,
)

from tests.documents.conftest import encoded

Image = pytest.importorskip("PIL.Image")
needs_ocr = pytest.mark.skipif(not has_ocr(), reason="tesseract is not installed")


def picture(text: str = ""):
    from PIL import ImageDraw, ImageFont

    page = Image.new("RGB", (1400, 260), "white")
    ImageDraw.Draw(page).text((40, 60), text, font=ImageFont.load_default(48), fill="black")
    return page


@needs_ocr
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_all_picture_formats(kind):
    document = read_document(encoded(picture("The passport is kept."), kind), name="a")
    assert "The passport is kept." in document.text
    assert document.notes == (
        "The text of the picture was read by OCR: letters may be wrong, compare with the picture.",
    )
    assert document.unmeasurable is None


@needs_ocr
def test_tiff_of_two_pages():
    data = encoded(picture("First page here."), "TIFF", save_all=True, append_images=[picture("Second page here.")])
    document = read_document(data, name="a.tiff")
    assert document.page_at(document.text.index("First")) == 1
    assert document.page_at(document.text.index("Second")) == 2


@needs_ocr
def test_blank_picture_is_empty():
    with pytest.raises(EmptyDocumentError, match="OCR found no words"):
        read_document(encoded(picture(), "PNG"), name="a.png")


def test_missing_ocr_names_what_to_install(monkeypatch):
    monkeypatch.setattr(image_module, "has_ocr", lambda: False)
    with pytest.raises(MissingExtraError) as caught:
        read_document(encoded(picture("x"), "PNG"), name="a.png")
    assert str(caught.value) == (
        "Reading pictures (OCR) needs a part that is not installed\n"
        '  next: apt-get install tesseract-ocr; pip install "smallprint[ocr]"'
    )


def test_unsure_ocr_is_not_measurable():
    assert poor_scan([Scan("words here", 90.0)]) is None
    assert poor_scan([]) is None
    assert poor_scan([Scan("long text of many words", 30.0), Scan("few", 99.0)]) == (
        "OCR was unsure of the words (mean confidence 38 of 100, at least 60 needed)"
    )


def test_unsure_ocr_marks_the_document(monkeypatch):
    monkeypatch.setattr(image_module, "has_ocr", lambda: True)
    monkeypatch.setattr(image_module, "read_scan", lambda picture, *, name: Scan("smudged words", 41.0))
    document = read_document(encoded(picture("x"), "PNG"), name="a.png")
    assert "mean confidence 41" in document.unmeasurable


def test_slow_ocr_is_stopped(monkeypatch):
    def too_slow(*_, **options):
        raise subprocess.TimeoutExpired("tesseract", options["timeout"])

    monkeypatch.setattr(image_module, "has_ocr", lambda: True)
    monkeypatch.setattr(image_module.subprocess, "run", too_slow)
    with pytest.raises(
        DocumentError, match=r"a\.png: OCR took longer than 90 seconds\n  next: crop or shrink the picture"
    ):
        read_document(encoded(picture("x"), "PNG"), name="a.png")


def test_huge_and_damaged_pictures_are_refused(monkeypatch):
    monkeypatch.setattr(image_module, "has_ocr", lambda: True)
    data = encoded(picture("x"), "PNG")
    with pytest.raises(CorruptDocumentError, match=r"a\.png: the picture is damaged"):
        read_document(data[:200], name="a.png")
    monkeypatch.setattr(image_module, "_MAX_PIXELS", 1000)
    with pytest.raises(OversizedDocumentError, match="1400 x 260 pixels"):
        read_document(data, name="a.png")
