"""The README shows what the program really prints, and its Python block runs."""

import re
from pathlib import Path

import pytest
from smallprint.cli import app
from typer.testing import CliRunner

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
TEXTS = [body for kind, body in BLOCKS if kind == "text"]


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "offer.txt").write_text(TEXTS[0], encoding="utf-8")
    return "offer.txt"


def test_shown_output_is_what_the_program_prints(offer: str) -> None:
    result = CliRunner().invoke(app, ["scan", offer, "--format", "text"])
    printed = [line.rstrip() for line in result.stdout.splitlines()]
    shown = [line.rstrip() for line in TEXTS[1].splitlines() if line.strip() and line.strip() != "..."]
    assert shown
    assert [line for line in shown if line not in printed] == []


def test_python_block_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = [body for kind, body in BLOCKS if kind == "python"]
    exec(compile(code, "README.md", "exec"), {})
    assert "B01" in capsys.readouterr().out


def test_explain_place_of_the_readme_is_inside_the_text(offer: str) -> None:
    place = re.search(r"smallprint explain (offer\.txt:\d+)", README)
    assert place
    result = CliRunner().invoke(app, ["explain", place.group(1)])
    assert result.exit_code == 0
    assert "B01" in result.stdout
