"""The PDF report, read back with pdfium."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from smallprint.render import render_pdf
from smallprint.render.fonts import MISSING, is_covered, spell_out
from smallprint.report import Report


def read_pdf(data: bytes) -> tuple[str, int]:
    """Text with white space squeezed, number of pages."""
    document = pdfium.PdfDocument(data)
    pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(pages).replace("\u200b", "").split()), len(pages)


def test_contents_and_order(contract: Report) -> None:
    text, pages = read_pdf(render_pdf(contract))
    parts = [
        "Strong signal, 97 % (91 to 99 %)", contract.sentence, "The text", "CONTRACT OF SERVICE", "Findings", "Critical",
        "Identity papers kept", "taken from a secondary source; check before citing", "What it does not show",
        "Next steps for the case as a whole", "Considered and not counted", "Not counted, because the text forbids it",
        "Delphi dimensions", "Notices", "What this tool cannot tell", "Document and versions",
    ]  # fmt: skip
    text = text.replace("\u00a0", " ")
    place = 0
    for part in parts:
        place = text.find(part, place)
        assert place >= 0, part
    assert f"Page {pages} of {pages}" in text
    assert contract.document.sha256[:20] in text


def test_user_text_is_data_not_markup(hostile: Report) -> None:
    text, _ = read_pdf(render_pdf(hostile))
    for words in (
        "#[typst]",
        '#read("/etc/hosts")',
        "$x^2$",
        "*bold* _it_ `code` @ref <label> // comment",
        "{{ 7 * 7 }}",
    ):
        assert words in text


def test_undated_and_the_same_each_time(advert: Report) -> None:
    data = render_pdf(advert)
    assert data == render_pdf(advert)
    assert b"CreationDate" not in data


def test_only_shipped_fonts_are_used(arabic: Report) -> None:
    document = pdfium.PdfDocument(render_pdf(arabic))
    fonts = {
        obj.get_font().get_base_name()
        for page in document
        for obj in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT])
    }
    assert any("Arabic" in name for name in fonts)
    assert all("NotoSans" in name.replace(" ", "") for name in fonts)


def test_what_no_font_has_is_named_and_said(advert: Report) -> None:
    text, _ = read_pdf(render_pdf(advert))
    assert "<glowing star> URGENT HIRING" in text
    assert "printed as an empty box" in text
    assert "written as their names" in text


def test_remarks_on_fonts_only_when_needed(contract: Report) -> None:
    text, _ = read_pdf(render_pdf(contract))
    assert "printed as an empty box" not in text
    assert "written as their names" not in text


def test_a_long_text_is_cut_around_its_findings_and_says_so(long: Report) -> None:
    text, pages = read_pdf(render_pdf(long))
    assert pages < 15
    assert "Printed here are its first 1,500" in text
    assert text.count("characters not printed") == 3
    assert "keeps all passports in the safe" in text
    assert "Wages are kept until year end" in text


@pytest.mark.parametrize("size", [59_000, 61_000])
def test_the_limit_for_whole_texts(make_report, size: int) -> None:  # type: ignore[no-untyped-def]
    text, _ = read_pdf(render_pdf(make_report("x", "Plain words. " * (size // 13))))
    assert ("characters not printed" in text) is (size > 60_000)


def test_very_long_words_stay_on_the_page(make_report, make_finding) -> None:  # type: ignore[no-untyped-def]
    word = "z" * 700
    document = pdfium.PdfDocument(
        render_pdf(make_report("x", word, [make_finding(word, "A01", word)], source="n" * 200))
    )
    for page in document:
        width = page.get_width()
        for obj in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT]):
            assert obj.get_bounds()[2] <= width - 40


def test_a_quote_longer_than_a_page_is_printed_whole(make_report, make_finding) -> None:  # type: ignore[no-untyped-def]
    clause = " ".join(f"word{n}" for n in range(1500))
    text, _ = read_pdf(render_pdf(make_report("x", clause, [make_finding(clause, "A01", clause)])))
    assert text.count("word1499") == 2


def test_a_finding_outside_the_text_is_still_listed(make_report, make_finding) -> None:  # type: ignore[no-untyped-def]
    stray = make_finding("pay", "A01", "pay", start=50, end=60)
    text, _ = read_pdf(render_pdf(make_report("x", "pay", [stray])))
    assert "Fee charged to the jobseeker" in text


def test_spelling_out() -> None:
    assert spell_out("plain") == "plain"
    assert spell_out("\u2705\ufe0f") == "<white heavy check mark>"
    assert spell_out("工") == MISSING
    assert spell_out("Ünï عقد ₹\n\t") == "Ünï عقد ₹\n\t"
    assert is_covered("я")
    assert not is_covered("工")
