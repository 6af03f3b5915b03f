"""One sentence in every format that is read, made on the spot."""

import io
from collections.abc import Callable
from email.message import EmailMessage

import docx
import pytest
import typst

SENTENCE = "The worker shall hand over the passport on arrival."


def make_text(sentence: str) -> bytes:
    return f"Notice\n\n{sentence}\nSigned by the manager.\n".encode()


def make_html(sentence: str) -> bytes:
    body = f"<h1>Notice</h1><script>var x = 'not shown';</script><p>{sentence}</p><p>Signed by the manager.</p>"
    return f"<!DOCTYPE html><html><head><title>House rules</title></head><body>{body}</body></html>".encode()


def make_pdf(sentence: str) -> bytes:
    return typst.compile(
        f"#set page(width: 14cm, height: 8cm)\nNotice\n\n{sentence}\n\nSigned by the manager.\n".encode()
    )


def make_docx(sentence: str) -> bytes:
    word = docx.Document()
    word.add_heading("Notice")
    word.add_paragraph(sentence)
    word.add_paragraph("Signed by the manager.")
    return saved(word)


def make_eml(sentence: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "House rules", "Office <office@firm.example>"
    message["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    message.set_content(f"Notice\n\n{sentence}\nSigned by the manager.\n")
    return message.as_bytes()


def make_png(sentence: str) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1500, 300), 255)
    ImageDraw.Draw(picture).text(
        (40, 60), f"Notice\n{sentence}\nSigned by the manager.", font=ImageFont.load_default(44)
    )
    return encoded(picture, "PNG")


def encoded(picture, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def saved(word) -> bytes:
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


MAKERS: dict[str, Callable[[str], bytes]] = {
    "rules.txt": make_text,
    "rules.html": make_html,
    "rules.pdf": make_pdf,
    "rules.docx": make_docx,
    "rules.eml": make_eml,
    "rules.png": make_png,
}


@pytest.fixture(scope="session")
def sentence() -> str:
    return SENTENCE


@pytest.fixture(scope="session")
def sample_files() -> dict[str, bytes]:
    """File name -> bytes, all with the same sentence in them."""
    return {name: make(SENTENCE) for name, make in MAKERS.items()}
