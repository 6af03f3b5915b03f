"""What holds for every format and every report: stable, undated, complete, hostile text stays text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from smallprint.render import Format, render
from smallprint.render.visible import is_right_to_left, make_visible
from smallprint.report import Report
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class Golden(SingleFileSnapshotExtension):
    """Goldens as readable files in ``tests/goldens``; rewritten only by ``--snapshot-update``."""

    _write_mode = WriteMode.TEXT
    file_extension = "golden"

    @classmethod
    def dirname(cls, *, test_location: object) -> str:
        return str(Path(__file__).parents[1] / "goldens" / "test_render_formats")

    def serialize(self, data: object, **_: object) -> str:
        return str(data)


TEXT_FORMATS = [f for f in Format if f is not Format.PDF]


@pytest.mark.parametrize("form", list(Format))
def test_the_same_report_gives_the_same_bytes(any_report: Report, form: Format) -> None:
    assert render(any_report, form) == render(any_report, form)


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_output_can_be_written_as_utf8_and_holds_no_terminal_codes(any_report: Report, form: Format) -> None:
    out = render(any_report, form)
    assert isinstance(out, str)
    assert "\x1b" not in out
    assert out.encode("utf-8")


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_the_fixed_sentence_is_in_every_format(any_report: Report, form: Format) -> None:
    out = str(render(any_report, form))
    assert any_report.sentence in re.sub(r"\s+", " ", out)


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_lone_surrogates_and_control_characters_do_no_harm(make_report, make_finding, form: Format) -> None:  # type: ignore[no-untyped-def]
    text = "pay \ud800 \x00 \x85 \u2028 now"
    out = render(make_report("x", text, [make_finding(text, "A01", text)]), form, with_text=True)
    assert isinstance(out, str)
    assert out.encode("utf-8")
    assert "\x00" not in out


def test_a_format_may_be_named_by_its_word(clean: Report) -> None:
    assert render(clean, "json") == render(clean, Format.JSON)
    with pytest.raises(ValueError, match="docx"):
        render(clean, "docx")


@pytest.mark.parametrize("name", ["contract", "advert", "hostile", "empty"])
@pytest.mark.parametrize("form", ["text", "html", "json", "csv"])
def test_goldens(request: pytest.FixtureRequest, snapshot: SnapshotAssertion, name: str, form: str) -> None:
    out = render(request.getfixturevalue(name), form)
    assert str(out).replace("\r\n", "\n") == snapshot(extension_class=Golden)


def test_visible_spells_out_what_could_deceive_and_keeps_the_rest() -> None:
    assert make_visible("a\x1b[1m\x07\u202eb\ud800\r\n\tc\u200f") == "a<U+001B>[1m<U+0007><U+202E>b\ufffd\n\tc\u200f"
    assert make_visible("Ünïcode, عقد, 工作 🙂") == "Ünïcode, عقد, 工作 🙂"


@pytest.mark.parametrize(
    ("text", "expected"), [("عقد", True), ("12. עברית", True), ("Salary عقد", False), ("123", False), ("", False)]
)
def test_direction_is_that_of_the_first_letter(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected
