"""Word: tables, content controls, margins, notes, tracked changes, hidden text, bombs."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from smallprint.documents import read_document
from smallprint.errors import CorruptDocumentError, EmptyDocumentError, OversizedDocumentError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(word, name="a.docx"):
    buffer = io.BytesIO()
    word.save(buffer)
    return read_document(buffer.getvalue(), name=name)


def with_body(xml: str):
    word = docx.Document()
    for element in parse_xml(f"<w:body {W}>{xml}</w:body>"):
        word.element.body.insert(len(word.element.body) - 1, element)
    return word


def test_tables_stand_in_order():
    word = docx.Document()
    word.add_paragraph("Before")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Fee", "50", "Visa", "20"), strict=True):
        cell.text = text
    word.add_paragraph("After")
    assert read(word).text == "Before\nFee | 50\nVisa | 20\nAfter"


def test_headers_and_footers_follow_once():
    word = docx.Document()
    word.add_paragraph("Body")
    word.sections[0].header.paragraphs[0].text = "Head"
    word.add_section()
    word.sections[0].footer.paragraphs[0].text = "Foot"
    document = read(word)
    assert document.text == "Body\n\nHead\n\nFoot" or document.text.split() == ["Body", "Head", "Foot"]
    assert any("Headers" in note for note in document.notes)


def test_nested_tables_are_read_once():
    word = docx.Document()
    cell = word.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "outer"
    cell.add_table(rows=1, cols=1).cell(0, 0).text = "inner"
    assert read(word).text.split() == ["outer", "inner"]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>in a control</w:t></w:r></w:p></w:sdtContent></w:sdt>", "in a control"),
        ("<w:p><w:hyperlink><w:r><w:t>a </w:t></w:r></w:hyperlink><w:r><w:t>link</w:t></w:r></w:p>", "a link"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc"),
        ("<w:p><w:r><w:t>no</w:t><w:noBreakHyphen/><w:t>show</w:t></w:r></w:p>", "no-show"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>x</w:t></w:r></w:p>", "x"),
    ],
)
def test_pieces_of_a_paragraph(xml, text):
    assert read(with_body(xml)).text == text


def test_tracked_changes_show_the_new_text():
    xml = (
        '<w:p><w:r><w:t>Pay </w:t></w:r><w:del w:id="1" w:author="x"><w:r><w:delText>50</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="x"><w:r><w:t>90</w:t></w:r></w:ins></w:p>'
    )
    document = read(with_body(xml))
    assert document.text == "Pay 90"
    assert document.notes == ("The Word document holds tracked changes; deleted text was left out.",)


def test_hidden_text_is_left_out_and_noted():
    xml = "<w:p><w:r><w:t>Seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r></w:p>"
    document = read(with_body(xml))
    assert document.text == "Seen"
    assert document.notes == ("The Word document holds hidden text, which was left out.",)


def repacked(data: bytes, extra: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, content in extra.items():
            new.writestr(name, content)
    return buffer.getvalue()


def test_footnotes_are_read(sample_files, sentence):
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>Fee of 50 USD.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    data = repacked(sample_files["rules.docx"], {"word/footnotes.xml": notes.encode()})
    text = read_document(data, name="a.docx").text
    assert sentence in text
    assert text.endswith("\n\nFee of 50 USD.")


def test_zip_bombs_are_refused(sample_files, monkeypatch):
    monkeypatch.setattr("smallprint.documents.docx.MAX_UNPACKED", 2_000_000)
    data = repacked(sample_files["rules.docx"], {"word/media/big.bin": bytes(4_000_000)})
    with pytest.raises(OversizedDocumentError, match="unpacks to 4 MB\n  allowed: at most 2 MB"):
        read_document(data, name="a.docx")


def test_damaged_parts_are_an_error(sample_files):
    data = repacked(sample_files["rules.docx"], {"word/footnotes.xml": b"<broken"})
    with pytest.raises(CorruptDocumentError, match="damaged"):
        read_document(data, name="a.docx")


def test_document_without_text_is_empty():
    with pytest.raises(EmptyDocumentError, match="export it as PDF and install OCR"):
        read(docx.Document())
