"""CSV and JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smallprint.render import render, render_csv, render_json
from smallprint.render.csv import COLUMNS, make_safe_cell
from smallprint.report import Report


def read_rows(table: str) -> list[dict[str, str]]:
    assert table.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(table[1:], newline="")))


def test_one_row_a_finding_counted_or_considered(contract: Report) -> None:
    rows = read_rows(render_csv([contract]))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5", "6", "7", "c1"]
    assert [row["counted"] for row in rows] == ["yes"] * 7 + ["no"]
    assert rows[0]["quote"] == "shall keep the Worker's passport and residence card"
    assert rows[0]["law"] == "ILO C189 art. 9(c) [verified]; 18 USC 1592 [secondary]"
    assert rows[4]["probability"] == ""


def test_a_report_without_findings_has_one_row(clean: Report, empty: Report) -> None:
    rows = read_rows(render_csv([clean, empty]))
    assert [row["id"] for row in rows] == ["clean-1", "empty-1"]
    assert [row["quote"] for row in rows] == ["", ""]
    assert [row["coercion_probability"] for row in rows] == ["0.01", ""]


def test_several_reports_have_one_header(contract: Report, clean: Report) -> None:
    table = render_csv(iter([contract, clean]))
    assert table.count("deception_level") == 1
    assert tuple(read_rows(table)[0]) == COLUMNS


def test_no_reports_give_the_header_alone() -> None:
    assert read_rows(render_csv([])) == []


def test_lines_end_with_cr_lf_and_line_breaks_in_cells_survive(make_report, make_finding) -> None:  # type: ignore[no-untyped-def]
    text = 'pay "now",\nor else'
    table = render_csv([make_report("x", text, [make_finding(text, "A01", text)])])
    assert table.endswith("\r\n")
    assert read_rows(table)[0]["quote"] == text


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u200b=", "\ufeff@"]
)
def test_a_cell_that_could_be_a_formula_gets_an_apostrophe(start: str) -> None:
    assert make_safe_cell(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("cell", ["", "fee", "1+1", "pay = now", "'quoted'", "0.95", "عقد"])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert make_safe_cell(cell) == cell


@given(st.text(max_size=20))
def test_no_cell_ever_begins_like_a_formula(cell: str) -> None:
    assert make_safe_cell(cell).lstrip(" \u200b\ufeff\u00a0")[:1] not in set("=+-@\t\r＝＋－＠")


def test_hostile_cells(hostile: Report) -> None:
    rows = read_rows(render_csv([hostile]))
    assert {row["id"] for row in rows} == {"'=cmd|' /C calc'!A0"}
    assert "'=HYPERLINK" in {row["quote"][:11] for row in rows}


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_is_the_wire_form_on_one_line(any_report: Report, form: str) -> None:
    line = render(any_report, form)
    assert isinstance(line, str)
    assert len(line.splitlines()) == 1
    assert json.loads(line) == json.loads(json.dumps(any_report.to_wire()))
    assert "text" not in json.loads(line)


def test_json_keeps_letters_readable_and_the_text_on_request(arabic: Report) -> None:
    line = render_json(arabic, with_text=True)
    assert "يحتفظ" in line
    assert json.loads(line)["text"] == arabic.text


def test_json_escapes_what_would_end_a_line_or_cannot_be_encoded(make_report) -> None:  # type: ignore[no-untyped-def]
    text = "a\u2028b\x85c\ud800d\ne"
    line = render_json(make_report("x", text), with_text=True)
    assert len(line.splitlines()) == 1
    assert line.encode("utf-8")
    assert json.loads(line)["text"] == text
