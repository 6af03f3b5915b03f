from __future__ import annotations

import json

import pytest
from smallprint.cli.exits import ExitCode
from smallprint.errors import Problem
from smallprint.indicators import lint
from smallprint.indicators.catalogue import indicator_files

from tests.cli.conftest import Run

IDS = [file.name[:3] for _family, file in indicator_files()]


def test_list_names_every_file_once(run: Run) -> None:
    result = run("indicators", "list")
    assert [line[:3] for line in result.stdout.splitlines()] == IDS


def test_list_of_one_family(run: Run) -> None:
    assert {line[0] for line in run("indicators", "list", "--family", "coercion").stdout.splitlines()} == {"B"}


def test_list_as_json(run: Run) -> None:
    found = json.loads(run("indicators", "list", "--format", "json").stdout)
    assert [item["id"] for item in found] == IDS
    assert found[0]["examples"]["flag"]


def test_show_has_what_it_does_not_prove_and_the_law(run: Run) -> None:
    shown = run("indicators", "show", "b01").stdout
    assert shown.startswith("B01  ")
    for part in ("What it does not show:", "Not to be flagged:", "Law and standards:", "delphi D5", "B01.1:"):
        assert part in shown


@pytest.mark.parametrize("command", ["show", "lint"])
def test_unknown_id_is_a_usage_error_with_a_hint(run: Run, command: str) -> None:
    result = run("indicators", command, "B99")
    assert result.exit_code == ExitCode.USAGE
    assert "there is no indicator 'B99'" in result.stderr
    assert "did you mean B" in result.stderr


def test_lint_passes_on_ids_and_reports_problems(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def fake(ids: object, *, run_examples: bool) -> dict[str, list[Problem]]:
        asked.append((ids, run_examples))
        return {"A01_x.toml": [Problem("words", "empty", "fill it")], "A02_y.toml": []}

    monkeypatch.setattr(lint, "lint_files", fake)
    result = run("indicators", "lint", "a01", "A02", "--no-examples")
    assert asked == [(("A01", "A02"), False)]
    assert result.exit_code == ExitCode.FAILED
    assert result.stdout == "1 problem in A01_x.toml\n[1/1] words: empty\n      fill it\n"
    assert result.stderr == "2 indicator files checked, 1 with problems\n"


def test_lint_without_problems(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "lint_files", lambda ids, *, run_examples: {"A01_x.toml": []})
    result = run("indicators", "lint")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "1 indicator file checked, none with problems\n")
