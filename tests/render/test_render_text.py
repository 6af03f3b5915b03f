"""The terminal report."""

from __future__ import annotations

import pytest
from smallprint.render import render_text
from smallprint.report import Report

HEADINGS = (
    "Text ---", "Findings ---", "Considered and not counted ---", "Delphi dimensions, by text alone ---",
    "Notices ---", "What this tool cannot tell ---", "Document and versions ---",
)  # fmt: skip


def squeeze(text: str) -> str:
    return " ".join(text.split())


def test_order_of_contents(contract: Report) -> None:
    out = render_text(contract)
    places = [
        out.index(part) for part in ("Coercion: strong signal, 97 % (91 to 99 %)", contract.sentence[:40], *HEADINGS)
    ]
    assert places == sorted(places)


def test_highlights_need_no_colour(contract: Report) -> None:
    out = squeeze(render_text(contract))
    assert "[2>recovered from wages at 150 USD a month, and [3>the Worker may not leave before it is paid<3]<2]" in out
    assert "(c1>asked to pay for the medical test<c1)" in out


def test_overlapping_marks_that_cross_both_show(contract: Report) -> None:
    assert "[6>reported to the police and [7>sent home<6] at her own cost<7]" in squeeze(render_text(contract))


def test_a_finding_says_why_and_what_it_does_not_show(contract: Report) -> None:
    out = squeeze(render_text(contract))
    for words in (
        "(page 1, line 3; 95 %)",
        'what is imposed: "shall"',
        "18 USC 1592 (taken from a secondary source",
        "Does not show:",
        "Next:",
    ):
        assert words in out


def test_considered_has_its_reason(contract: Report) -> None:
    assert 'Not counted, because the text forbids it ("no worker shall").' in squeeze(render_text(contract))


def test_not_measurable_is_an_answer_with_a_reason_and_no_number(arabic: Report) -> None:
    out = render_text(arabic)
    assert "Deception: not measurable, because the language (Arabic) is not supported" in out
    assert "Deception: not measurable, 0" not in out


def test_user_text_is_not_rich_markup(hostile: Report) -> None:
    out = squeeze(render_text(hostile, colour=False))
    assert "[bold red]pay[/bold red]" in out
    assert ":smile:" in out


def test_user_text_cannot_send_terminal_codes_even_with_colour(hostile: Report) -> None:
    out = render_text(hostile, colour=True)
    assert "<U+001B>[31mred" in out
    assert "\x1b[31mred" not in out
    assert "\x1b[" in out


@pytest.mark.parametrize("width", [60, 100, 140])
def test_lines_keep_to_the_width(contract: Report, width: int) -> None:
    assert max(map(len, render_text(contract, width=width).splitlines())) <= width


def test_no_findings(clean: Report) -> None:
    out = render_text(clean)
    assert "That is not a clearance" in squeeze(out)
    assert "[1>" not in out
