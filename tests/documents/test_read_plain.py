"""Plain text: encodings and line ends."""

import pytest
from smallprint.documents import read_document

TEXT = "Pay €50 – the employer’s café\nkeeps it."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (TEXT.encode(), TEXT),
        (TEXT.encode("utf-8-sig"), TEXT),
        (TEXT.encode("utf-16"), TEXT),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT),
        (TEXT.encode("utf-16-le"), TEXT),
        (TEXT.encode("utf-16-be"), TEXT),
        (TEXT.encode().replace(b"\n", b"\r\n"), TEXT),
        (TEXT.encode().replace(b"\n", b"\r"), TEXT),
    ],
)
def test_encodings_are_recognised(data, text):
    document = read_document(data, name="a.txt")
    assert document.text == text
    assert document.notes == ()


def test_windows_text_is_read_with_a_note():
    document = read_document(TEXT.encode("cp1252"), name="a.txt")
    assert document.text == TEXT
    assert "Windows-1252" in document.notes[0]


def test_hidden_characters_are_kept_as_they_are():
    text = "p\u200bay \u202eno\u00adw"
    assert read_document(text.encode(), name="a.md").text == text


def test_other_scripts_are_read():
    text = "पासपोर्ट 護照 паспорт\n" * 3
    assert read_document(text.encode("utf-16"), name="a.txt").text == text
