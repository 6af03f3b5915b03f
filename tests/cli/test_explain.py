from __future__ import annotations

import json
from pathlib import Path

import pytest
from smallprint.cli.exits import ExitCode
from smallprint.cli.explain import Place

from tests.cli.conftest import Run, write

TEXT = "We hire kitchen staff.\nThe office keeps your passport until the contract ends.\nNo fee is charged to you.\n"


@pytest.mark.parametrize(
    ("spelling", "place"),
    [
        ("a.txt", Place("a.txt")),
        ("a.txt:7", Place("a.txt", 7)),
        ("d/a.txt:2:5", Place("d/a.txt", 2, 5)),
        ("-", Place("-")),
        ("-:3", Place("-", 3)),
        ("C:\\a.txt:3", Place("C:\\a.txt", 3)),
    ],
)
def test_place(spelling: str, place: Place) -> None:
    assert Place.parse(spelling) == place


def test_a_file_whose_name_ends_in_a_number_wins(folder: Path) -> None:
    write(folder, [("a:7", "x")])
    assert Place.parse("a:7") == Place("a:7")


@pytest.mark.parametrize(
    ("first", "second", "offset"), [(0, None, 0), (25, None, 25), (1, 1, 0), (2, 1, 23), (2, 5, 27), (4, 1, len(TEXT))]
)
def test_offset_of_a_place(first: int, second: int | None, offset: int) -> None:
    assert Place("x", first, second).offset_in(TEXT) == offset


@pytest.mark.parametrize(
    ("first", "second", "allowed"), [(999, None, "0 to"), (9, 1, "1 to 4"), (0, 1, "1 to 4"), (1, 99, "1 to 22")]
)
def test_place_outside_the_text_says_what_is_allowed(first: int, second: int | None, allowed: str) -> None:
    with pytest.raises(ValueError, match=f"allowed: {allowed}"):
        Place("x", first, second).offset_in(TEXT)


def test_counted_sentence(folder: Path, run: Run) -> None:
    write(folder, [("offer.txt", TEXT)])
    result = run("explain", "offer.txt:2:12")
    assert result.exit_code == 0, result.stderr
    assert "offer.txt:2, characters 23 to" in result.stdout
    assert "text: The office keeps your passport until the contract ends." in result.stdout
    assert "B01." in result.stdout
    assert "counted" in result.stdout
    assert "the whole text:" in result.stdout


def test_sentence_without_a_match(folder: Path, run: Run) -> None:
    write(folder, [("offer.txt", TEXT)])
    assert "rules that matched: none" in run("explain", "offer.txt:0").stdout


def test_without_a_place_every_sentence_with_a_match_is_shown(run: Run) -> None:
    result = run("explain", "-", stdin=TEXT)
    assert "stdin:2, characters 23 to" in result.stdout
    assert "We hire kitchen staff" not in result.stdout


def test_json_trace(run: Run) -> None:
    (trace,) = json.loads(run("explain", "-:30", "--format", "json", stdin=TEXT).stdout)
    assert trace["text"].startswith("The office keeps")
    assert trace["rules"][0]["rule"].startswith("B01.")


def test_terminal_codes_in_a_text_are_made_visible(run: Run) -> None:
    assert (
        "\x1b"
        not in run(
            "explain", "-:0", stdin="The office keeps \x1b[31myour passport\x1b[0m until the contract ends."
        ).stdout
    )


def test_wrong_place_is_a_usage_error(folder: Path, run: Run) -> None:
    write(folder, [("offer.txt", TEXT)])
    result = run("explain", "offer.txt:99:1")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == "error: offer.txt: line 99 is outside the text\n  allowed: 1 to 4\n"


def test_missing_file(folder: Path, run: Run) -> None:
    result = run("explain", "nope.txt:3")
    assert result.exit_code == ExitCode.FAILED
    assert "nope.txt: there is no such file" in result.stderr
