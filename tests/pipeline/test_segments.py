"""Segments: sentences, list items, wrapped lines, and the lead-in a list hangs on."""

import pytest
from smallprint.pipeline import load_pipeline


def segments(text: str) -> list[str]:
    doc = load_pipeline()(text)
    return [doc[s.start : s.end].text.strip() for s in doc._.smallprint_segments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pay now. Come later.", ["Pay now.", "Come later."]),
        ("Pay Rs. 500 to Mr. Lal at once.", ["Pay Rs. 500 to Mr. Lal at once."]),
        ("Cook wanted\nBed free\nPay weekly", ["Cook wanted", "Bed free", "Pay weekly"]),
        (
            "The employee shall hand over all documents to the office\nand shall not ask for them back.",
            ["The employee shall hand over all documents to the office\nand shall not ask for them back."],
        ),
        ("- bed\n- food\n- bus", ["- bed", "- food", "- bus"]),
        ("Is it free? Yes! Really.", ["Is it free?", "Yes!", "Really."]),
        ("The rate is 13.50 per hour.", ["The rate is 13.50 per hour."]),
        ("First part\n\nSecond part", ["First part", "Second part"]),
        ("", []),
        ("   \n ", []),
    ],
)
def test_text_is_cut_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert segments(text) == expected


def test_every_word_is_in_exactly_one_segment() -> None:
    doc = load_pipeline()("a) one\nb) two. Three, four\n\nfive: \n- six;\n- seven")
    covered = [i for s in doc._.smallprint_segments for i in range(s.start, s.end)]
    assert len(covered) == len(set(covered))
    assert {t.i for t in doc if not t.is_space} <= set(covered)


def test_list_items_know_their_lead_in() -> None:
    doc = load_pipeline()("The employer shall not:\n(a) keep papers;\n(b) charge fees.\n\n\n\nWages are paid weekly.")
    found = doc._.smallprint_segments
    assert [s.lead for s in found] == [None, 0, 0, None]


def test_run_on_text_is_cut_at_a_comma() -> None:
    found = segments(", ".join(["we want good people for work"] * 80))
    assert len(found) > 1
    assert max(len(s.split()) for s in found) < 220
